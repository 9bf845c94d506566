"""The document model: everything that a format prints, as values.

:func:`baocao.document.read.read_model` makes a :class:`Document` from a notebook. A format reads no
notebook and computes no figure, so two formats cannot print different numbers. Every text here is
data: a format escapes it in its own way. Only ``Prose.ast`` and ``Document.opening`` are trees of
pandoc (:data:`baocao.core.pandoc.Block`).

Days are text in ISO form (``2023-09-30``), as in ``facts.json``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, is_dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

from baocao.core import pandoc
from baocao.locale.vi import captions

__all__ = [
    "Align",
    "Annex",
    "Block",
    "Cell",
    "ChartMark",
    "Code",
    "Column",
    "Document",
    "EarlierValue",
    "Figure",
    "Grid",
    "Heading",
    "KeyFigure",
    "Letterhead",
    "PageHead",
    "Picture",
    "Prose",
    "QuotedFact",
    "RegisterRows",
    "ReportPeriod",
    "Role",
    "Row",
    "Signature",
    "Source",
    "Status",
    "Table",
    "Window",
    "as_json",
]

LONGEST_TITLE = 200
Align = Literal["left", "right", "center"]
Role = Literal["input", "output", "error"]
Status = Literal["official", "preliminary", "estimated"]


# ------------------------------------------------------------ facts
#
# Fields in the order in which facts.json has them.


@dataclass(frozen=True, kw_only=True)
class Window:
    """The days that a fact covers, both included.

    Attributes
    ----------
    end
        The last day.
    start
        None for a stock: it counts everything up to ``end``.
    """

    end: str
    start: str | None


@dataclass(frozen=True, kw_only=True)
class Source:
    """A register that a fact was counted from, and the rows of it that were counted.

    Attributes
    ----------
    filter
        The condition in words.
    illustrative, rows
        How many rows were counted (``rows``), and how many of these are made up and marked so.
    keys
        Keys of the rows; empty for a large register, whatever its ``rows``.
    register, title
        The register's file from the root of the workspace, and its name.
    sha256
        Hash of the file.
    """

    filter: str
    illustrative: int
    keys: tuple[str, ...]
    register: str
    rows: int
    sha256: str
    title: str


@dataclass(frozen=True)
class EarlierValue:
    """A fact at the same days of an earlier year.

    Attributes
    ----------
    period
        In words.
    value, text
        Exact and as printed; a value that is missing is left out of the list.
    """

    period: str
    value: str
    text: str


@dataclass(frozen=True, kw_only=True)
class QuotedFact:
    """A number that the document quotes, as ``facts.json`` has it.

    Attributes
    ----------
    id, period
        Which indicator (``ocop.recognised``), at which period (``2023-Q3``).
    window
        The days that it covers.
    value
        The exact number as text; None when there is none, for the reason in ``missing``.
    text
        The number as official Vietnamese prints it; that of an estimate begins with "ước".
    unit, decimals, label
        What is counted, digits after the comma, the indicator's name.
    stock
        Whether it counts everything up to a day (a stock) or what happened in the period (a flow).
    provisional
        The day that the data reach, when that is before the period's end.
    status, method
        How firm the number is, and how an estimate was made.
    provenance
        The registers that it was counted from.
    derived_from
        The facts that it was computed from, as ``<id>@<period>``.
    earlier
        The same days of earlier years, oldest first.
    """

    decimals: int
    derived_from: tuple[str, ...] = ()
    id: str
    label: str
    method: str = ""
    missing: str | None = None
    period: str
    provenance: tuple[Source, ...] = ()
    provisional: str | None = None
    status: Status = "official"
    stock: bool
    text: str
    unit: str
    value: str | None
    window: Window
    earlier: tuple[EarlierValue, ...] = ()


@dataclass(frozen=True)
class RegisterRows:
    """Rows of a register that facts were counted from, where the register is public.

    Attributes
    ----------
    register, title
        Its file from the root of the workspace, and its name.
    columns
        Headings; personal and empty columns are left out.
    keys, rows
        For each row its key, and its texts under the columns.
    """

    register: str
    title: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


# ------------------------------------------------------------ blocks


@dataclass(frozen=True)
class Column:
    """The head of a column, and how its cells are aligned."""

    label: str
    align: Align


@dataclass(frozen=True)
class Cell:
    """A text; ``fact`` is the place in :attr:`Document.facts` of the fact that it quotes."""

    text: str
    fact: int | None = None


@dataclass(frozen=True)
class Row:
    """Cells under the columns; a total is printed bold."""

    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class Grid:
    """Columns and rows; every row has one cell for each column."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Heading:
    """The title of a part, a section or a subsection.

    Attributes
    ----------
    id
        What links lead to.
    level
        How it looks: 1 (I.), 2 (1.) or 3 (a)).
    depth
        Its level in the outline of the file, in which no level may be left out: the first heading
        of a single section has level 2 and depth 1.
    number, text
        ``number`` is empty in a notebook that was not written for this toolkit.
    """

    id: str
    level: int
    depth: int
    number: str
    text: str


@dataclass(frozen=True)
class Prose:
    """Paragraphs and lists.

    Attributes
    ----------
    ast
        Blocks of pandoc. A quoted fact is a ``Span`` of class ``fact`` whose attribute ``n`` is
        its place in :attr:`Document.facts`; a reference to a section is one of class ``ref``
        whose attribute ``to`` is the id of the section's heading.
    cell
        Id of the notebook's cell that it was written in; empty for a notebook that was not
        written for this toolkit.
    """

    ast: list[pandoc.Block]
    cell: str = ""


@dataclass(frozen=True)
class _Numbered:
    """What figures and tables share; ``cell`` is as that of :class:`Prose`."""

    noun: ClassVar[str]

    id: str
    number: int
    caption: str
    data: Grid
    cell: str = field(default="", kw_only=True)

    @property
    def full_caption(self) -> str:
        """The caption as printed, with noun and number; the words alone without a number."""
        return captions.caption(self.noun, self.number, self.caption)


@dataclass(frozen=True)
class ChartMark:
    """A column, a bar or a point of a chart, and what it was drawn from.

    Attributes
    ----------
    id
        Of its element in the drawing.
    facts
        Places in :attr:`Document.facts`: the figure, then its share where the chart shows one.
    """

    id: str
    facts: tuple[int, ...]


@dataclass(frozen=True)
class Figure(_Numbered):
    """A chart.

    Attributes
    ----------
    id, number, caption
        What links lead to; the count from 1; the words under the chart.
    data
        The numbers that the chart shows.
    alt
        What the chart shows, in words.
    svg
        The drawing, a whole SVG document. It is not trusted: see
        :func:`baocao.document.formats.pictures.embedded`.
    marks
        Those of its marks that are bound to facts, in reading order; none in a chart of an older
        version, and in one of other libraries that has more than columns of matplotlib.
    """

    noun: ClassVar[str] = captions.FIGURE

    alt: str
    svg: str
    marks: tuple[ChartMark, ...] = ()


@dataclass(frozen=True)
class Table(_Numbered):
    """A table.

    Attributes
    ----------
    id, number, caption
        What links lead to; the count from 1; the words above the table. In a notebook that was not
        written for this toolkit the number is 0 and the caption empty.
    data
        What the table prints.
    """

    noun: ClassVar[str] = captions.TABLE


@dataclass(frozen=True)
class Picture:
    """A picture without number and caption, of a notebook that was not written for this toolkit."""

    id: str
    svg: str
    alt: str


@dataclass(frozen=True)
class Code:
    """Lines of code or of a cell's output, in a notebook that was not written for this toolkit."""

    id: str
    role: Role
    lines: tuple[str, ...]


Block = Heading | Prose | Figure | Table | Picture | Code
"""What a document is made of. A format handles every kind: mypy finds one that is left out."""


# ------------------------------------------------------------ the document


@dataclass(frozen=True)
class Letterhead:
    """The lines at the top of the first page.

    Attributes
    ----------
    parent, agency
        The superior body and the issuing one, in capitals.
    number, place_date
        ``Số: 07/BC-SKHCN`` and ``Quảng Trị, ngày 02 tháng 10 năm 2023``, with blanks to be filled
        by hand while the report is not issued.
    """

    parent: str
    agency: str
    number: str
    place_date: str


@dataclass(frozen=True)
class Signature:
    """Who signs: the lines above the name (KT. GIÁM ĐỐC …) and the name."""

    lines: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Annex:
    """A part after the signature, with pages of its own.

    Attributes
    ----------
    id, label, title
        What links lead to, ``Phụ lục I``, and the title in capitals.
    attached
        The line that names the report it belongs to.
    landscape
        Whether its pages are wider than high.
    blocks
        What it prints.
    """

    id: str
    label: str
    title: str
    attached: str
    landscape: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class KeyFigure:
    """An indicator in the head of a page.

    Attributes
    ----------
    label
        The indicator's name.
    figure, compared
        The figure with its unit, and how it compares: words and facts in the order of print.
    """

    label: str
    figure: tuple[Cell, ...]
    compared: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class PageHead:
    """What a page on a screen says before the letter; no other format prints it.

    Attributes
    ----------
    figures, changes
        The key figures, against the year before; what changed most against the period before.
    before
        The name of that period; empty where nothing is compared with it.
    facts
        The facts that no other part of the document quotes.  Places of facts in the head go on
        from :attr:`Document.facts` into this list.
    """

    figures: tuple[KeyFigure, ...]
    before: str
    changes: tuple[KeyFigure, ...]
    facts: tuple[QuotedFact, ...]


@dataclass(frozen=True)
class ReportPeriod:
    """The period that a document reports on: code, name, first and last day.

    All are empty for a single section that quotes no fact.
    """

    code: str = ""
    name: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Document:
    """A report, a single section of one, or any other notebook, ready to be printed.

    Attributes
    ----------
    title
        Plain text.
    notebook
        The notebook itself as JSON, to be attached.
    period
        What it reports on.
    kind
        BÁO CÁO; empty for a notebook that was not written for this toolkit.
    draft
        Whether the first page says DỰ THẢO.
    letterhead, signature
        None for a single section.
    addressees, recipients, archive
        The names after "Kính gửi" (none in a report to a peer), those under "Nơi nhận", and the
        last line there.
    opening
        The paragraphs before the first heading: blocks of pandoc as in :class:`Prose`.
    window
        The sentence that says which days the figures cover.
    notes
        Notices above the text: what an issued report of the same days printed otherwise,
        preliminary figures, illustrative rows, how estimates were made.
    blocks, annexes
        The body, and what follows the signature.
    facts
        Every fact of the document, once, in order of first mention.
    quoted
        Places in ``facts`` in the order in which the pages quote them; the data behind charts are
        not printed and left out.
    registers
        Rows that the facts were counted from.
    head
        What a page says before the letter; None for a single section.
    template
        The office's own Word template in Base64; None for that of the toolkit.
    """

    title: str
    notebook: str
    period: ReportPeriod
    kind: str = ""
    draft: bool = False
    letterhead: Letterhead | None = None
    addressees: tuple[str, ...] = ()
    opening: list[pandoc.Block] = field(default_factory=list)
    window: str = ""
    notes: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    signature: Signature | None = None
    recipients: tuple[str, ...] = ()
    archive: str = ""
    annexes: tuple[Annex, ...] = ()
    facts: tuple[QuotedFact, ...] = ()
    quoted: tuple[int, ...] = ()
    registers: tuple[RegisterRows, ...] = ()
    head: PageHead | None = None
    template: str | None = None

    @property
    def is_of_another_make(self) -> bool:
        """Whether it was not written for this toolkit: then no oddity in it is a reason to stop."""
        return not self.kind

    @property
    def short_title(self) -> str:
        """The title as the properties of a file hold it: archives take up to 200 letters."""
        title = " ".join(self.title.split())
        return title if len(title) < LONGEST_TITLE else f"{title[: LONGEST_TITLE - 2].rstrip()}…"

    @property
    def timestamp(self) -> datetime:
        """When the files say that they were made: on the last day of the period.

        So two builds of the same data have the same bytes. Without a period it is the first day
        that a ZIP file can name.
        """
        return datetime.fromisoformat(self.period.end or "1980-01-01").replace(tzinfo=UTC)

    @property
    def recipient_lines(self) -> list[str]:
        """The lines under "Nơi nhận"; none in a document that is neither signed nor sent."""
        if not self.recipients and not self.signature:
            return []
        return captions.recipient_lines(self.recipients, self.archive)

    @property
    def facts_on_page(self) -> tuple[QuotedFact, ...]:
        """The facts of the document, and behind them those of the head of its page."""
        return self.facts + (self.head.facts if self.head else ())

    def every_block(self) -> Iterator[Block]:
        """The blocks of the body and of the annexes, in print order."""
        yield from self.blocks
        for annex in self.annexes:
            yield from annex.blocks


def as_json(part: object) -> Any:
    """A part of the model as JSON has it: an object for each dataclass, a list for each tuple.

    Examples
    --------
    >>> as_json((Cell("02", 0), Cell("dự án")))
    [{'text': '02', 'fact': 0}, {'text': 'dự án', 'fact': None}]
    """
    if isinstance(part, list | tuple):
        return [as_json(item) for item in part]
    members = vars(part) if is_dataclass(part) else part
    if isinstance(members, dict):
        return {name: as_json(value) for name, value in members.items()}
    return part
