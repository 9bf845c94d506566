"""Prose that quotes facts: what ``%%narrate`` and remarks become."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any, Final
from zlib import crc32

from baocao.core import pandoc
from baocao.core.errors import NarrativeError
from baocao.core.periods import Period
from baocao.facts.fact import Fact, as_json
from baocao.locale.vi.text import period_title, short_date
from baocao.prose.check import faults, markup_fault, tidy
from baocao.prose.citations import Citation, Library
from baocao.prose.finished import faults_in_print
from baocao.prose.kinds import COUNTED
from baocao.prose.markup import inlines_of, with_quotes
from baocao.prose.phrases import Phrase
from baocao.prose.place import Place
from baocao.prose.punctuation import MARKS, mended
from baocao.prose.questions import Kind
from baocao.prose.quotable import Reference
from baocao.prose.rendering import Quoted, mark_number, rendered
from baocao.prose.syntax import parse

__all__ = ["NARRATIVE_MIME", "Narrative", "narrate", "words_of"]

NARRATIVE_MIME = "application/vnd.baocao.narrative+json"

_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")
REFERENCE: Final = "mục tương ứng"
# A quotation that is all that its sentence, its item or what follows a colon says.
_ALONE: Final = re.compile(
    r"(?:^(?:[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+)?|[:(]\s*|[.!?…][ \t]+)"
    rf"[*_]*(?P<mark>{MARKS.pattern})(?=[*_]*[ \t]*(?:[.;,)]|\n|\Z))",
    re.MULTILINE,
)
_STYLE: Final = "border-bottom:1px dotted;cursor:{}"


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
    """Prose as written: pandoc blocks, the facts and citations their spans point to.

    ``origin`` makes the HTML that a figure opens where a notebook is looked at, of a fact and the
    id that its place is to have; None: a figure opens nothing.
    """

    blocks: list[pandoc.Block]
    facts: tuple[Fact, ...]
    citations: tuple[Citation, ...]
    markdown: str = field(repr=False)
    origin: Callable[[Fact, str], str] | None = field(default=None, repr=False, compare=False)
    _checked: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A notebook holds the tree and could change it: what is printed is what was checked.
        object.__setattr__(self, "_checked", json.dumps(self.blocks))

    def _as_checked(self) -> list[pandoc.Block]:
        blocks: list[pandoc.Block] = json.loads(self._checked)
        return blocks

    @property
    def payload(self) -> dict[str, Any]:
        """What the exporters read."""
        return {
            "blocks": self._as_checked(),
            "facts": [as_json(fact) for fact in self.facts],
            "citations": [
                {"number": c.number, "full": c.full, "short": c.short} for c in self.citations
            ],
        }

    @cached_property
    def text(self) -> str:
        """The plain characters."""
        return pandoc.plain_text(self._as_checked())

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            NARRATIVE_MIME: self.payload,
            "text/html": pandoc.render([self._shown()], "html")[0],
            "text/markdown": self.markdown,
            "text/plain": self.text,
        }

    def _shown(self) -> list[pandoc.Block]:
        """The blocks with each fact's definition to hover over, and to open, in JupyterLab."""
        made: list[pandoc.Block] = []
        # Outputs of a notebook stand on one page.
        page = f"so-{crc32(self.markdown.encode()):08x}"
        for place, block in enumerate(self._as_checked()):
            numbers: dict[int, None] = {}
            made += pandoc.rewrite([block], partial(self._titled, f"{page}-{place}", numbers))
            if self.origin is not None and numbers:
                origins = [self.origin(self.facts[n], f"{page}-{place}-{n}") for n in numbers]
                folded = (
                    '<details class="baocao-sources"><summary>Nguồn của các số trên</summary>'
                    f"{''.join(origins)}</details>"
                )
                made.append({"t": "RawBlock", "c": ["html", folded]})
        return made

    def _titled(
        self, place: str, numbers: dict[int, None], node: pandoc.Node
    ) -> list[pandoc.Node] | None:
        if node["t"] != "Span" or "fact" not in node["c"][0][1]:
            return None
        (identity, classes, pairs), inner = node["c"]
        number = int(dict(pairs)["n"])
        numbers[number] = None
        fact = self.facts[number]
        rows = sum(source.rows for source in fact.provenance)
        title = f"{fact.label} ({fact.unit}); {fact.id}, kỳ {fact.period}; {rows} dòng"
        if self.origin is None:
            pairs = [*pairs, ["title", title], ["style", _STYLE.format("help")]]
            return [{"t": "Span", "c": [[identity, classes, pairs], inner]}]
        looks = ["style", f"{_STYLE.format('pointer')};text-decoration:none"]
        target = [f"#{place}-{number}", title]
        return [{"t": "Link", "c": [["", ["baocao-number"], [looks]], inner, target]}]


def narrate(
    source: str,
    context: Mapping[str, object],
    library: Library,
    where: str = "",
    on: date = date.max,
    *,
    units: Collection[str] = (),
    is_remark: bool = False,
    origin: Callable[[Fact, str], str] | None = None,
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
    origin
        See :class:`Narrative`.

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
        found = list(faults_in_print(blocks, quotes, library, units, place))
    except RecursionError:
        found = [markup_fault(place.where, "lồng nhau quá sâu", "bớt các lớp lồng nhau")]
    if found:
        raise NarrativeError(*found)
    writer = _Writer(quotes, {alone["mark"] for alone in _ALONE.finditer(marked)})
    return Narrative(
        with_quotes(blocks, writer.inlines),
        tuple(writer.facts),
        tuple(writer.citations),
        MARKS.sub(lambda mark: escape(writer.words(mark[0])), marked).strip(),
        origin,
    )


class _Writer:
    """Puts quotations into a tree; collects the facts and citations in the order of print.

    `alone` are the marks of what stands for itself: there the reason for a missing figure reads
    well.  Where words stand beside it they need a figure, and get the sign of one that is missing.
    """

    def __init__(self, quotes: list[Quoted], alone: set[str]) -> None:
        self.quotes = quotes
        self.alone = alone
        self.facts: list[Fact] = []
        self.citations: list[Citation] = []

    def inlines(self, mark: str) -> list[pandoc.Inline]:
        """What stands for a mark in the tree."""
        quoted = self.quotes[mark_number(mark)]
        made: list[pandoc.Inline] = []
        for part, words in self._said(mark):
            match part:
                case Fact():
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
        return "".join(words for _, words in self._said(mark))

    def _said(self, mark: str) -> Iterator[tuple[str | Fact, str]]:
        """The parts of what stands for a mark, each with its words."""
        quoted = self.quotes[mark_number(mark)]
        for number, part in enumerate(_parts(quoted)):
            words = str(part)
            if isinstance(part, Fact):
                # As it is printed: blanks of every kind are one.
                words = " ".join(words.split())
                if quoted.kind in COUNTED and part.missing and mark not in self.alone:
                    words = _among_words(words)
            yield part, _capital(words) if quoted.capital and not number else words

    def _place(self, seen: list[Any], value: object) -> str:
        if value not in seen:
            seen.append(value)
        return str(seen.index(value))


def words_of(kind: Kind, value: object) -> str:
    """What is printed of an answer of a kind that is printed."""
    return "".join(map(str, _parts(Quoted(kind, value))))


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
            return (period_title(value),)
        case date():
            return (short_date(value),)
        case str():
            return (value if quoted.kind is Kind.TEXT else " ".join(value.split()),)
    raise AssertionError(f"the rules let {quoted.kind} be printed")


def _among_words(reason: str) -> str:
    """Why a figure is missing, where words before and after it need one: with the sign of that.

    Examples
    --------
    >>> _among_words("chưa có số liệu (sổ bắt đầu từ ngày 01/01/2020)")
    '… (chưa có số liệu: sổ bắt đầu từ ngày 01/01/2020)'
    >>> _among_words("mẫu số bằng không")
    '… (mẫu số bằng không)'
    """
    what, _, why = reason.removesuffix(")").partition(" (")
    return f"… ({what}: {why})" if why else f"… ({reason})"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _span(kind: str, name: str, value: str, words: str) -> pandoc.Inline:
    return {"t": "Span", "c": [["", [kind], [[name, value]]], inlines_of(words)]}
