"""Typed numbers and claims in a text that quotes nothing: a title, a caption, a heading, a label.

Prose with quotations is read by :func:`baocao.prose.check.faults`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence

from baocao.core.errors import Finding
from baocao.facts.rate_units import base_number, forms_of_base
from baocao.locale.vi.claims import claims_in
from baocao.locale.vi.look_alikes import unseen_letters
from baocao.locale.vi.text import nfc
from baocao.locale.vi.typed_numbers import numbers_in
from baocao.prose.citations import Library

__all__ = ["around", "names_of", "typed_faults", "unseen_letter", "without_names"]

# How many letters are shown on each side of what was found.
_CONTEXT = 20
# More than a workspace catalogues.
_MOST_NAMES = 4096
_MOST_WORKSPACES = 8


def typed_faults(text: str, library: Library, units: Iterable[str], where: str) -> list[Finding]:
    """Numbers and claims about figures that somebody typed into a text.

    Parameters
    ----------
    text
        A text that quotes nothing.
    library
        Its names may be typed although they hold digits or claims.
    units
        What the workspace counts; those of rates hold a number, which a name may say.  See
        :func:`baocao.locale.vi.typed_numbers.numbers_in`.
    where
        How errors name the place.

    Returns
    -------
    list of Finding
        NARRATIVE-02 for each number, NARRATIVE-08 for each claim.
    """
    text = nfc(text)
    bare = _bases(frozenset(units)).sub(_blank, without_names(text, names_of(library, units)))
    findings = [unseen_letter(text[at], where) for at in list(unseen_letters(text))[:1]]
    findings += [
        Finding(
            "NARRATIVE-02",
            "Con số gõ tay trong tên gọi.",
            where=where,
            found=around(text, *span),
            remedy="để bảng, hình, lời văn nói con số; nếu là tên riêng, thêm vào data/names.csv",
        )
        for span in numbers_in(bare, units)
    ]
    findings += [
        Finding(
            "NARRATIVE-08",
            f'Lời khẳng định về số liệu gõ tay: "{words}".',
            where=where,
            found=around(text, start, start + len(words)),
            remedy="đặt tên theo nội dung; điều khẳng định để lời văn nói",
        )
        for start, words, _ in claims_in(bare, before_figure=False)
    ]
    return findings


@functools.lru_cache(_MOST_WORKSPACES)
def _bases(units: frozenset[str]) -> re.Pattern[str]:
    """How a name says what a rate is counted per: "trên một vạn dân" of "ca/1 vạn dân".

    "Xã có trên một vạn dân" tells a number of residents, and is none.
    """
    forms = {form for unit in units for form in forms_of_base(unit)}
    longest_first = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    words = rf"(?<!\bcó )\b(?:trên|mỗi) (?:{longest_first})(?!\w)" if forms else r"(?!)"
    return re.compile(words, re.IGNORECASE)


def names_of(library: Library, units: Iterable[str]) -> tuple[str, ...]:
    """What may be typed although it holds a number: names, and units such as "ca/1 vạn dân"."""
    return (*library.names, *(unit for unit in units if base_number(unit) is not None))


def unseen_letter(letter: str, where: str) -> Finding:
    """The finding for such a letter."""
    name = unicodedata.name(letter, "không có tên")
    return Finding(
        "NARRATIVE-12",
        "Ký tự không dùng được trong lời văn.",
        where=where,
        found=f"U+{ord(letter):04X} ({name})",
        remedy="xóa ký tự ấy, gõ lại chữ ở chỗ đó",
    )


def without_names(text: str, names: Sequence[str]) -> str:
    """The text with catalogued names blanked out, every letter in its place.

    Examples
    --------
    >>> without_names("Áp dụng ISO 9001", ("ISO 9001",))
    'Áp dụng         '
    """
    for name in names:
        text = _catalogued(name).sub(_blank, text)
    return text


@functools.lru_cache(_MOST_NAMES)
def _catalogued(name: str) -> re.Pattern[str]:
    """How a name is found in a text, kept for the next text: all texts are searched for all."""
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<![\w.,]){words}(?!\w)")


def around(text: str, start: int, end: int) -> str:
    """What was found, with the words around it, on one line."""
    return " ".join(text[max(0, start - _CONTEXT) : end + _CONTEXT].split())


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
