"""What a notebook carries for print, as the outputs of its cells and its metadata hold it.

:mod:`baocao.prose.narrative` and :mod:`baocao.notebook` write the outputs,
:mod:`baocao.document.assemble` the metadata. The place of a fact or of a citation counts from 0 in
the list beside it. A field that came in a later version has a default, so that an older notebook is
still read; fields that are not known here are passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from baocao.core import pandoc
from baocao.core.errors import ExportError, Finding
from baocao.document.model import (
    ChartMark,
    Column,
    EarlierValue,
    Grid,
    Letterhead,
    PageHead,
    QuotedFact,
    RegisterRows,
    ReportPeriod,
    Row,
    Signature,
)

__all__ = [
    "About",
    "AnnexHead",
    "Chart",
    "Citation",
    "Head",
    "Listing",
    "Mark",
    "Narrative",
    "Revision",
    "broken",
    "checked",
]

T = TypeVar("T")


@dataclass(frozen=True)
class Citation:
    """A legal document: its number, and its two printed forms."""

    number: str
    full: str
    short: str


@dataclass(frozen=True)
class Narrative:
    """Prose: blocks of pandoc whose spans point to facts and citations."""

    blocks: list[pandoc.Block]
    facts: tuple[QuotedFact, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Chart:
    """A chart with its numbers, and which of them its marks stand for."""

    caption: str
    alt: str
    svg: str
    table: Grid
    facts: tuple[QuotedFact, ...]
    marks: tuple[ChartMark, ...] = ()


@dataclass(frozen=True)
class Listing:
    """A table."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    facts: tuple[QuotedFact, ...]


@dataclass(frozen=True)
class Revision:
    """What an issued report of the same days printed otherwise, and the reason."""

    notes: tuple[str, ...]
    reason: Narrative


@dataclass(frozen=True)
class About:
    """The metadata of an assembled report; the head has a list of all its facts."""

    title: Narrative
    opening: Narrative
    draft: bool
    letterhead: Letterhead
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    archive: str
    signature: Signature
    period: ReportPeriod
    window: str
    template: str | None = None
    provisional: str | None = None
    preliminary: str | None = None
    revision: Revision | None = None
    earlier: dict[str, tuple[EarlierValue, ...]] = field(default_factory=dict)
    registers: tuple[RegisterRows, ...] = ()
    head: PageHead | None = None


@dataclass(frozen=True)
class Head:
    """The heading that a cell stands for."""

    level: int
    number: str
    text: str


@dataclass(frozen=True)
class AnnexHead:
    """The title of the annex that begins at a cell."""

    label: str
    title: str
    attached: str
    landscape: bool


@dataclass(frozen=True)
class Mark:
    """The metadata of a cell; ``leads`` is the section under its heading."""

    heading: Head | None = None
    annex: AnnexHead | None = None
    leads: str = ""


# Kept: to make the checks takes longer than to use them.
_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def checked(kind: type[T], data: object, where: str) -> T:
    """The data as a value of one of the classes above.

    Raises
    ------
    ExportError
        EXPORT-05 they have another shape.
    """
    try:
        made: T = _adapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise broken(where, f"{place}: {first['msg']}".removeprefix(": ")) from None
    return made


def broken(where: str, found: str) -> ExportError:
    """The error EXPORT-05, to be raised."""
    return ExportError(
        Finding(
            "EXPORT-05",
            "Sổ tay đã chạy có nội dung không đọc được.",
            where=where,
            found=found,
            remedy="chạy lại sổ tay, hoặc dựng lại báo cáo bằng phiên bản này",
        )
    )
