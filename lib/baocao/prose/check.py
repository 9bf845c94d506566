"""Faults of a piece of prose that show without data, all at once."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from jinja2 import nodes

from baocao.core.errors import Finding
from baocao.core.merges import unsettled
from baocao.locale.vi.claims import claims_in
from baocao.locale.vi.look_alikes import unseen_letters
from baocao.locale.vi.text import nfc
from baocao.locale.vi.typed_numbers import numbers_in
from baocao.prose.citations import Library
from baocao.prose.expressions import is_figure
from baocao.prose.place import Place
from baocao.prose.rules import faults_of
from baocao.prose.syntax import parse
from baocao.prose.tree import TOO_DEEP, Branches, Choice, Loop, NotationError, Piece, Quote, Text
from baocao.prose.typed import around, names_of, unseen_letter, without_names

__all__ = [
    "QUOTE_INSTEAD",
    "claim_fault",
    "empty_prose",
    "faults",
    "markup_fault",
    "number_fault",
    "tidy",
]

# Numbers of a list, in which Markdown counts on by itself, and the address of a link.
_NOT_PRINTED: Final = re.compile(r"^\s*\d{1,2}[.)](?=\s)|\]\([^()\s]*\)", re.MULTILINE)
_MARKUP: Final = re.compile(
    r"\\."
    r"|(?P<link><(?:https?://|mailto:)[^<>\s]*>)"
    r"|(?P<tag><[A-Za-z/!?][^<>]*>)"
    r"|(?P<entity>&#?\w+;)"
    r"|(?P<brace>[{}][^{}\n]{0,40}\}?)",
    re.DOTALL,
)
_INSTEAD: Final[Mapping[str, str]] = {
    "tag": "bỏ thẻ HTML; chữ đậm viết **…**, chữ nghiêng viết *…*",
    "entity": "gõ thẳng ký tự ấy",
    "brace": "bỏ ngoặc nhọn; số liệu trích bằng {{ … }}",
}
# Prose is written by hand; longer than this it is a file that was pasted in.
_LONGEST: Final = 20_000


QUOTE_INSTEAD: Final = (
    "trích chỉ tiêu {{ … }}, dẫn văn bản {{ cite('…') }}, hoặc thêm tên vào data/names.csv"
)
"""What to do about a typed number."""


def tidy(source: str) -> str:
    """Prose in the form in which it is read: composed letters, one kind of line end."""
    return nfc(re.sub(r"\r\n?", "\n", source))


def faults(
    source: str,
    context: Mapping[str, object],
    library: Library,
    units: Collection[str],
    where: str = "",
    *,
    is_remark: bool = False,
) -> list[Finding]:
    """All that is wrong with a piece of prose, whatever the period.

    Parameters
    ----------
    source
        The prose, as :func:`tidy` gives it.
    context
        What it may name.
    library
        Catalogues of documents and names.
    units
        What the workspace counts: a number in words before one of these is a typed number.
    where
        How findings name the place; they add line and column.
    is_remark
        Whether people who are not programmers write it: then it has no tags and no variants.

    Returns
    -------
    list of Finding
        NARRATIVE-01 to -05, -08, -10 to -12, -14, -15, NOTEBOOK-26; see ``docs/errors.md``.
    """
    place = Place(where, source)
    if conflict := unsettled(source, where):
        # Half of what else is found would be of a text that goes.
        return [conflict]
    if len(source) > _LONGEST:
        return [
            Finding(
                "NARRATIVE-04",
                "Lời văn quá dài.",
                where=where,
                found=f"{len(source)} ký tự, nhiều nhất {_LONGEST}",
                remedy="tách thành nhiều ô hoặc nhiều tệp",
            )
        ]
    found = list(_letters(place))
    try:
        pieces = parse(source)
        found += _typed(pieces, names_of(library, units), units, place)
        found += faults_of(pieces, context, library, place, units)
        if is_remark:
            found += _not_for_remarks(pieces, place)
    except NotationError as error:
        found.append(_notation(error, place))
    except RecursionError:
        found.append(_notation(TOO_DEEP, place))
    return found


def empty_prose(where: str) -> Finding:
    """The finding for a cell that was to hold prose and holds none."""
    return Finding(
        "NARRATIVE-04",
        "Ô lời văn trống.",
        where=where,
        found="%%narrate",
        remedy="viết lời văn dưới dòng %%narrate, hoặc xóa cả ô",
    )


def number_fault(where: str, found: str, remedy: str) -> Finding:
    """The finding for a number that somebody typed."""
    return Finding("NARRATIVE-02", "Con số gõ tay trong lời văn.", where, found, remedy)


def claim_fault(where: str, words: str, instead: str) -> Finding:
    """The finding for a claim that somebody typed; `instead` is the question that writes it."""
    return Finding(
        "NARRATIVE-08",
        f'Lời khẳng định về số liệu gõ tay: "{words}".',
        where=where,
        found=words,
        remedy=f"để số liệu tự nói, ví dụ {{{{ chỉ_tiêu.{instead} }}}}; nếu không nói về số liệu, "
        "thêm cụm từ vào data/names.csv",
    )


def markup_fault(where: str, found: str, remedy: str) -> Finding:
    """The finding for anything but words, Markdown and quotations."""
    what = "Lời văn chỉ có chữ, Markdown và số liệu."
    return Finding("NARRATIVE-12", what, where, found, remedy)


def _notation(error: NotationError, place: Place) -> Finding:
    where, shown = place.at(error.at), place.line(error.at)
    return Finding("NARRATIVE-04", str(error), where, shown, error.remedy)


def _letters(place: Place) -> Iterator[Finding]:
    for at in unseen_letters(place.source):
        yield unseen_letter(place.source[at], place.at(at))
        return  # a text of such letters has one cause


@dataclass(frozen=True)
class _Typed:
    """A piece of typed text, where it stands, and whether a figure follows."""

    text: str
    at: int
    before_figure: bool
    # What stands in a string of an expression is not Markdown.
    is_markdown: bool = True


def _typed(
    pieces: tuple[Piece, ...], names: tuple[str, ...], units: Collection[str], place: Place
) -> Iterator[Finding]:
    for typed in _texts(list(_printed(pieces))):
        if typed.is_markdown:
            yield from _markup(typed, place)
        bare = without_names(_NOT_PRINTED.sub(_blank, typed.text), names)
        for start, end in numbers_in(bare, units):
            found = around(typed.text, start, end)
            yield number_fault(place.at(typed.at + start), found, QUOTE_INSTEAD)
        bare = without_names(typed.text, names)
        for start, words, instead in claims_in(bare, before_figure=typed.before_figure):
            yield claim_fault(place.at(typed.at + start), words, instead)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _markup(typed: _Typed, place: Place) -> Iterator[Finding]:
    for match in _MARKUP.finditer(typed.text):
        kind = match.lastgroup or ""
        if kind == "entity" and html.unescape(match[0]) == match[0]:
            continue  # "R&D;"
        if kind in _INSTEAD:
            found = " ".join(match[0].split())[:60]
            yield markup_fault(place.at(typed.at + match.start()), found, _INSTEAD[kind])


def _printed(pieces: Iterable[Piece]) -> Iterator[Text | Quote]:
    """What may be printed, in its order, whichever way the conditions go."""
    for piece in pieces:
        match piece:
            case Text() | Quote():
                yield piece
            case Choice(options=options):
                for option in options:
                    yield from _printed(option.body)
            case Branches(branches=branches):
                for _, body in branches:
                    yield from _printed(body)
            case Loop(body=body, otherwise=otherwise):
                yield from _printed(body)
                yield from _printed(otherwise)


def _texts(printed: list[Text | Quote]) -> Iterator[_Typed]:
    for number, piece in enumerate(printed):
        following = next(
            (
                other
                for other in printed[number + 1 :]
                if isinstance(other, Quote) or other.text.strip()
            ),
            None,
        )
        before = isinstance(following, Quote) and is_figure(following.expression)
        if isinstance(piece, Text):
            yield _Typed(piece.text, piece.at, before)
            continue
        for constant in _printed_constants(piece.expression):
            yield _Typed(str(constant.value), constant.lineno, before, is_markdown=False)


def _printed_constants(expression: nodes.Expr | None) -> Iterator[nodes.Const]:
    """Strings that an expression prints; arguments name columns and documents."""
    match expression:
        case nodes.Const(value=str()):
            yield expression
        case nodes.CondExpr(expr1=one, expr2=two):
            yield from (*_printed_constants(one), *_printed_constants(two))
        case nodes.Filter(node=inner):
            yield from _printed_constants(inner)


def _not_for_remarks(pieces: Iterable[Piece], place: Place) -> Iterator[Finding]:
    for piece in pieces:
        if isinstance(piece, Branches | Loop) or (isinstance(piece, Choice) and piece.by_condition):
            yield Finding(
                "NARRATIVE-10",
                "Nhận xét không có điều kiện, vòng lặp và biến thể.",
                where=place.at(piece.at),
                found=place.tag(piece.at),
                remedy="nhận xét chỉ gồm chữ, {{ chỉ_tiêu }}, {{ cite('…') }} và phần trong [ … ]; "
                "thẻ {% … %} và dòng --- để trong ô của sổ tay",
            )
