"""Prose that quotes facts: what ``%%narrate`` and remarks become."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from baocao.core import pandoc
from baocao.core.errors import Finding, NarrativeError
from baocao.core.periods import Period
from baocao.facts.fact import Fact, as_json
from baocao.locale.vi.claims import claims_in
from baocao.locale.vi.text import period_name, short_date
from baocao.locale.vi.typed_numbers import numbers_in
from baocao.prose.check import CLAIM_REMEDY, faults, tidy
from baocao.prose.citations import Citation, Library
from baocao.prose.kinds import COUNTED
from baocao.prose.markup import (
    inlines_of,
    odd_list_starts,
    refused_nodes,
    typed_lines,
    with_quotes,
)
from baocao.prose.phrases import Phrase
from baocao.prose.place import Place
from baocao.prose.punctuation import MARKS, mended
from baocao.prose.questions import Kind
from baocao.prose.quotable import Reference
from baocao.prose.rendering import Quoted, mark_number, rendered
from baocao.prose.syntax import parse
from baocao.prose.typed import around, without_names

__all__ = ["NARRATIVE_MIME", "Narrative", "narrate"]

NARRATIVE_MIME = "application/vnd.baocao.narrative+json"

_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")
# Signs for what is quoted, where the finished text is read: a figure, and anything else.
_FIGURE, _WORDS = "\ufffc", "\ufffd"
# Signs and words that make another number of a figure; "33/37" are two.
_SIZES: Final = (
    r"trăm|nghìn|ngàn|vạn|triệu|tỷ(?!\s+(?:lệ|trọng))|chục|mươi|rưỡi|rưởi|phẩy"
    r"|phần\s+(?:trăm|nghìn|ba|tư)"
)
_GLUED: Final = re.compile(
    rf"{_FIGURE}[.,:]?[{_FIGURE}{_WORDS}]|{_WORDS}{_FIGURE}|(?<!\w)-{_FIGURE}|[^\W_]{_FIGURE}"
    rf"|{_FIGURE}(?:[^\W_]|\s*[%‰]|\s+(?:{_SIZES})(?!\w))",
    re.IGNORECASE,
)
_PIECES: Final = re.compile(rf"[^{_FIGURE}{_WORDS}]+{_FIGURE}?")
REFERENCE: Final = "mục tương ứng"
_STYLE: Final = "border-bottom:1px dotted;cursor:help"


def escape(text: str) -> str:
    r"""Text as Markdown that means nothing but itself.

    Examples
    --------
    >>> escape("<b>*x*</b>")
    '\\<b\\>\\*x\\*\\<\\/b\\>'
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


@dataclass(frozen=True)
class Narrative:
    """Prose as written: pandoc blocks, the facts and citations their spans point to."""

    blocks: list[pandoc.Block]
    facts: tuple[Fact, ...]
    citations: tuple[Citation, ...]
    markdown: str = field(repr=False)

    @cached_property
    def payload(self) -> dict[str, Any]:
        """What the exporters read."""
        return {
            "blocks": self.blocks,
            "facts": [as_json(fact) for fact in self.facts],
            "citations": [
                {"number": c.number, "full": c.full, "short": c.short} for c in self.citations
            ],
        }

    @cached_property
    def text(self) -> str:
        """The plain characters."""
        return pandoc.plain_text(self.blocks)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            NARRATIVE_MIME: self.payload,
            "text/html": pandoc.render([self._with_titles()], "html")[0],
            "text/markdown": self.markdown,
            "text/plain": self.text,
        }

    def _with_titles(self) -> list[pandoc.Block]:
        """The blocks with each fact's definition to hover over in JupyterLab."""

        def titled(node: pandoc.Node) -> list[pandoc.Node] | None:
            if node["t"] != "Span" or "fact" not in node["c"][0][1]:
                return None
            (identity, classes, pairs), inner = node["c"]
            fact = self.facts[int(dict(pairs)["n"])]
            rows = sum(source.rows for source in fact.provenance)
            title = f"{fact.label} ({fact.unit}); {fact.id}, kỳ {fact.period}; {rows} dòng"
            pairs = [*pairs, ["title", title], ["style", _STYLE]]
            return [{"t": "Span", "c": [[identity, classes, pairs], inner]}]

        return pandoc.rewrite(self.blocks, titled)


def narrate(
    source: str,
    context: Mapping[str, object],
    library: Library,
    where: str = "",
    on: date = date.max,
    *,
    units: Collection[str] = (),
    is_remark: bool = False,
) -> Narrative:
    """Render prose.

    Parameters
    ----------
    source
        Prose in the notation that ``docs/prose.md`` describes.
    context
        What the prose may name: indicators as :class:`~baocao.prose.quotable.Quotable`, ``report``.
    library
        Catalogues of citations and names.
    where
        How errors name the place.
    on
        Last day the prose speaks of: a document issued later cannot be cited.
    units
        What the workspace counts; a number in words before one of these may not be typed.
    is_remark
        Whether people who are not programmers write it; see :func:`baocao.prose.check.faults`.

    Raises
    ------
    NarrativeError
        What :func:`baocao.prose.check.faults` finds; besides NARRATIVE-07 a document issued after
        `on`, -11 a quotation that is empty at this period, -12 markup that shows only when all is
        put together.
    """
    source = tidy(source)
    place = Place(where, source)
    found = faults(source, context, library, units, where, is_remark=is_remark)
    if found:
        raise NarrativeError(*found)
    said, quotes = rendered(parse(source), context, library, on, place)
    marked = mended(said).strip("\n")
    try:
        blocks = pandoc.parse(marked)
        found = list(_faults_in_print(blocks, quotes, library, units, place))
    except RecursionError:
        found = [_markup_fault("lồng nhau quá sâu", place.where)]
    if found:
        raise NarrativeError(*found)
    writer = _Writer(quotes)
    return Narrative(
        with_quotes(blocks, writer.inlines),
        tuple(writer.facts),
        tuple(writer.citations),
        MARKS.sub(lambda mark: escape(writer.words(mark[0])), marked).strip(),
    )


def _faults_in_print(
    blocks: list[pandoc.Block],
    quotes: list[Quoted],
    library: Library,
    units: Collection[str],
    place: Place,
) -> Iterator[Finding]:
    """What only the finished text shows: markup, and what its pieces make together."""
    for words in refused_nodes(blocks):
        yield _markup_fault(words[:60], place.where)
    for start in odd_list_starts(blocks):
        yield _number_fault(f"danh sách bắt đầu từ {start}", "danh sách đánh số từ 1", place.where)
    for line in typed_lines(blocks):
        # A string of an expression is typed text like any other.
        text = MARKS.sub(lambda mark: _sign_of(quotes[mark_number(mark[0])]), line)
        bare = without_names(text, library.names)
        for start, end in numbers_in(bare, units):
            remedy = "trích chỉ tiêu {{ … }}, hoặc thêm tên vào data/names.csv"
            yield _number_fault(around(text, start, end), remedy, _near(text, start, place))
        for match in _GLUED.finditer(bare):
            remedy = "để mỗi số liệu là một số riêng; đơn vị do chỉ tiêu khai báo"
            yield _number_fault(
                around(text, *match.span()), remedy, _near(text, match.start(), place)
            )
        for piece in _PIECES.finditer(bare):
            before_figure = piece[0].endswith(_FIGURE)
            words = piece[0].removesuffix(_FIGURE)
            for start, claim, instead in claims_in(words, before_figure=before_figure):
                yield Finding(
                    "NARRATIVE-08",
                    f'Lời khẳng định về số liệu gõ tay: "{claim}".',
                    where=_near(text, piece.start() + start, place),
                    found=claim,
                    remedy=CLAIM_REMEDY.format(instead=instead),
                )


def _sign_of(quoted: Quoted) -> str:
    if quoted.kind is Kind.TEXT:
        return str(quoted.value)
    return _FIGURE if quoted.kind in COUNTED else _WORDS


def _near(text: str, at: int, place: Place) -> str:
    """Where in the source the word at a letter of the finished text stands, if it is there once."""
    word = re.match(r"\S+", text[at:])
    if word is None or place.source.count(word[0]) != 1:
        return place.where
    return place.at(place.source.index(word[0]))


def _number_fault(found: str, remedy: str, where: str) -> Finding:
    return Finding("NARRATIVE-02", "Con số gõ tay trong lời văn.", where, found, remedy)


def _markup_fault(found: str, where: str) -> Finding:
    return Finding(
        "NARRATIVE-12",
        "Lời văn chỉ có chữ, Markdown và số liệu.",
        where=where,
        found=found,
        remedy="bỏ định dạng ấy; dòng đầu đoạn không bắt đầu bằng dấu cách",
    )


class _Writer:
    """Puts quotations into a tree; collects the facts and citations in the order of print."""

    def __init__(self, quotes: list[Quoted]) -> None:
        self.quotes = quotes
        self.facts: list[Fact] = []
        self.citations: list[Citation] = []

    def inlines(self, mark: str) -> list[pandoc.Inline]:
        """What stands for a mark in the tree."""
        quoted = self.quotes[mark_number(mark)]
        made: list[pandoc.Inline] = []
        for number, part in enumerate(_parts(quoted)):
            words = _capital(str(part)) if quoted.capital and not number else str(part)
            match part:
                case Fact():
                    # As it is printed: blanks of every kind are one.
                    words = " ".join(words.split())
                    made.append(_span("fact", "n", self._place(self.facts, part), words))
                case _ if quoted.kind is Kind.CITATION:
                    made.append(
                        _span("cite", "n", self._place(self.citations, quoted.value), words)
                    )
                case _ if isinstance(quoted.value, Reference):
                    made.append(_span("ref", "to", quoted.value.section, words))
                case _:
                    made += inlines_of(words)
        return made

    def words(self, mark: str) -> str:
        """The plain words that stand for a mark."""
        quoted = self.quotes[mark_number(mark)]
        words = "".join(map(str, _parts(quoted)))
        return _capital(words) if quoted.capital else words

    def _place(self, seen: list[Any], value: object) -> str:
        if value not in seen:
            seen.append(value)
        return str(seen.index(value))


def _parts(quoted: Quoted) -> tuple[str | Fact, ...]:
    """Words and facts of a quotation, in the order of print."""
    value = quoted.value
    if quoted.kind in COUNTED:
        return (value if isinstance(value, Fact) else value.fact,)
    match value:
        case Phrase():
            return value.parts
        case Reference():
            # Its number is known when the report is assembled.
            return (REFERENCE,)
        case Citation():
            return (value.full,)
        case Period():
            return (period_name(value),)
        case date():
            return (short_date(value),)
        case str():
            return (value if quoted.kind is Kind.TEXT else " ".join(value.split()),)
    raise AssertionError(f"the rules let {quoted.kind} be printed")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _span(kind: str, name: str, value: str, words: str) -> pandoc.Inline:
    return {"t": "Span", "c": [["", [kind], [[name, value]]], inlines_of(words)]}
