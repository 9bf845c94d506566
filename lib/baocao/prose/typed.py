"""Typed numbers and claims in a text that quotes nothing: a title, a caption, a heading, a label.

Prose with quotations is read by :func:`baocao.prose.check.faults`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from baocao.core.errors import Finding
from baocao.locale.vi.claims import claims_in
from baocao.locale.vi.text import nfc
from baocao.locale.vi.typed_numbers import numbers_in
from baocao.prose.citations import Library

__all__ = ["around", "typed_faults", "unseen_letter", "unseen_letters", "without_names"]

# How many letters are shown on each side of what was found.
_CONTEXT = 20
_CONTROLS = frozenset(map(chr, range(32))) - {"\n", "\t"} | {"\x7f"}
# Letters that are drawn as nothing although Unicode calls them letters or marks.
_IGNORED = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)}
)
_SCRIPTS = (
    "LATIN", "GREEK", "MICRO", "FEMININE", "MASCULINE", "FULLWIDTH LATIN", "MODIFIER", "OHM",
    "KELVIN", "ANGSTROM", "SCRIPT",
)  # fmt: skip


def typed_faults(text: str, library: Library, units: Iterable[str], where: str) -> list[Finding]:
    """Numbers and claims about figures that somebody typed into a text.

    Parameters
    ----------
    text
        A text that quotes nothing.
    library
        Its names may be typed although they hold digits or claims.
    units
        What the workspace counts; see :func:`baocao.locale.vi.typed_numbers.numbers_in`.
    where
        How errors name the place.

    Returns
    -------
    list of Finding
        NARRATIVE-02 for each number, NARRATIVE-08 for each claim.
    """
    text = nfc(text)
    bare = without_names(text, library.names)
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


def unseen_letters(text: str) -> Iterator[int]:
    """Where letters stand that are not seen, look like others, or turn the order of a text.

    Examples
    --------
    >>> list(unseen_letters("h\u200bai"))
    [1]
    """
    for at, letter in enumerate(text):
        if letter.isascii() and letter not in _CONTROLS:
            continue
        category = unicodedata.category(letter)
        is_hidden = category[0] == "C" or category in ("Zl", "Zp") or ord(letter) in _IGNORED
        is_foreign = category[0] == "L" and not unicodedata.name(letter, "").startswith(_SCRIPTS)
        # A figure inside a sign: "㍙" is seen as a number and read as none.
        is_sign = category == "So" and any(map(str.isdigit, unicodedata.normalize("NFKC", letter)))
        if is_hidden or is_foreign or is_sign:
            yield at


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
        words = r"\s+".join(map(re.escape, name.split()))
        text = re.sub(rf"(?<![\w.,]){words}(?!\w)", _blank, text)
    return text


def around(text: str, start: int, end: int) -> str:
    """What was found, with the words around it, on one line."""
    return " ".join(text[max(0, start - _CONTEXT) : end + _CONTEXT].split())


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
