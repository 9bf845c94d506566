"""The report as PDF: tagged, archival (PDF/A-3a) and accessible (PDF/UA-1), set by Typst."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

import typst
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from baocao import fonts, pandoc
from baocao.errors import ExportError, Finding
from baocao.exporters.pictures import embedded, width_in_points
from baocao.exporters.prose import printable, take_closing
from baocao.exporters.wording import caption, headings_without_gaps, recipient_lines
from baocao.model import read_model

__all__ = ["PDFExporter", "render"]

_TEMPLATES = Path(__file__).parent / "templates"
# A4 less the margins of 30 and 20 mm.
_TEXT_WIDTH = 160 * 72 / 25.4
_NO_PERIOD = date(1980, 1, 1)
# Cells up to so many letters set the width of their column; longer ones share what is left.
_SHORT_CELL, _LONG_CELL = 16, 40
# What Typst says of a letter that neither our face nor its own faces have.
_NO_GLYPH = "could not be displayed"


def render(model: dict[str, Any]) -> bytes:
    """Set a document model as PDF; the same model gives the same bytes.

    Raises
    ------
    ExportError
        EXPORT-01 a letter that no available font has; EXPORT-02 Typst refused the document;
        EXPORT-03 a chart that is not SVG.
    """
    face = fonts.serif()
    report = _report(model, face)
    try:
        return typst.compile(
            _TEMPLATES / "report.typ",
            root=_TEMPLATES,
            format="pdf",
            # Typst reads directories only; a file is passed over without a word.
            font_paths=sorted({path.parent for path in face.paths}),
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=_timestamp(model),
        )
    except typst.TypstError as error:
        raise _refused(error, report, face) from error


class PDFExporter(Exporter):
    """nbconvert exporter ``baocao-pdf``."""

    export_from_notebook = "Báo cáo (PDF)"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # nbconvert writes bytes as well as text
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Set an executed section or report notebook."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return render(read_model(notebook)), resources


def _timestamp(model: dict[str, Any]) -> datetime:
    """The period's last day: the file says nothing of when it was made, so it can be compared.

    A bare section without facts has no period.
    """
    end = model["period"]["end"]
    day = date.fromisoformat(end) if end else _NO_PERIOD
    return datetime.combine(day, datetime.min.time(), UTC)


def _report(model: dict[str, Any], face: fonts.Face) -> dict[str, Any]:
    """What ``report.typ`` reads: the model with prose as markup and captions spelt out."""
    opening, closing, *pieces = _prose(model)
    prose = iter(pieces)
    blocks = list(_blocks(model["blocks"], prose, face))
    annexes = [
        {**annex, "blocks": list(_blocks(annex["blocks"], prose, face))}
        for annex in model["annexes"]
    ]
    day = _timestamp(model)
    head = model["letterhead"]
    return {
        "title": model["title"],
        "author": head["agency"] if head else "",
        "date": [day.year, day.month, day.day],
        "face": [face.family],
        "kind": model["kind"],
        "draft": bool(model.get("draft")),
        "letterhead": head,
        "addressees": model["addressees"],
        "window": model["window"] or "",
        "notes": model["notes"],
        "opening": opening,
        "blocks": blocks,
        "closing": closing,
        "annexes": annexes,
        "signature": model["signature"],
        "recipients": recipient_lines(model),
        "facts": json.dumps(
            {"period": model["period"], "facts": model["facts"]}, ensure_ascii=False, indent=1
        ),
    }


def _prose(model: dict[str, Any]) -> list[str]:
    """Opening, closing words and each prose block as Typst markup, in one pandoc run."""
    body, *annexes = model["blocks"], *(annex["blocks"] for annex in model["annexes"])
    pieces = [_printable(block["ast"]) for block in body if block["type"] == "prose"]
    ends_in_prose = bool(body) and body[-1]["type"] == "prose"
    closing = take_closing(pieces[-1] if ends_in_prose else [])
    for blocks in annexes:
        pieces += [_printable(block["ast"]) for block in blocks if block["type"] == "prose"]
    return pandoc.render([_printable(model["opening"]), closing, *pieces], "typst")


def _printable(prose: list[pandoc.Block]) -> list[pandoc.Block]:
    return printable(prose, lambda _, inlines: inlines, dashes=True)


def _blocks(
    blocks: Iterable[dict[str, Any]], prose: Iterator[str], face: fonts.Face
) -> Iterator[dict[str, Any]]:
    for block in headings_without_gaps(blocks):
        match block["type"]:
            case "heading":
                yield block
            case "prose":
                yield {"type": "prose", "text": next(prose)}
            case "figure":
                width = width_in_points(block["svg"], block["id"]) or _TEXT_WIDTH
                yield {
                    "type": "figure",
                    "svg": embedded(block["svg"], block["id"], f"'{face.family}'"),
                    "alt": block["alt"],
                    "caption": caption(block),
                    "share": min(1.0, width / _TEXT_WIDTH),
                }
            case "table":
                yield {
                    "type": "table",
                    "caption": caption(block),
                    "columns": _shared(block),
                    "rows": [
                        {"total": row["total"], "cells": [cell["text"] for cell in row["cells"]]}
                        for row in block["rows"]
                    ],
                }


def _columns(table: dict[str, Any]) -> list[list[str]]:
    rows = [[cell["text"] for cell in row["cells"]] for row in table["rows"]]
    return [[row[place] for row in rows] for place in range(len(table["columns"]))]


def _shared(table: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns, each with its `share` of the width and its label in lines.

    A column of short cells is as wide as they are, its label broken to fit: share 0.  The
    others divide what is left; where all are short the first one takes it, so that a table
    fills the page.
    """
    columns = []
    for column, cells in zip(table["columns"], _columns(table), strict=True):
        longest = max(map(len, (*cells, *column["label"].split())), default=0)
        if longest <= _SHORT_CELL:
            label = "\n".join(wrap(column["label"], longest))
            columns.append({**column, "share": 0, "label": label})
        else:
            columns.append({**column, "share": min(longest, _LONG_CELL)})
    if columns and not any(column["share"] for column in columns):
        columns[0] = {**table["columns"][0], "share": 1}
    return columns


def _refused(error: typst.TypstError, report: dict[str, Any], face: fonts.Face) -> ExportError:
    if _NO_GLYPH in error.message or any(_NO_GLYPH in hint for hint in error.hints):
        printed = [text for text in _strings(report) if text]
        letters = fonts.missing_letters("".join(printed), face)
        places = [text for text in printed if letters and letters[0] in text]
        shown = ", ".join(f"{_visible(letter)} (U+{ord(letter):04X})" for letter in letters)
        return ExportError(
            Finding(
                "EXPORT-01",
                "Có chữ mà không phông nào in được.",
                where=_around(places[0], letters[0]) if places else "",
                found=shown or error.message,
                remedy="sửa chữ đó trong lời văn hoặc trong sổ theo dõi",
            )
        )
    return ExportError(
        Finding(
            "EXPORT-02",
            "Không dàn được trang PDF.",
            found="; ".join([error.message, *error.hints]),
            remedy="nếu lời văn không có gì khác thường, báo lỗi này cho người giữ bộ công cụ",
        )
    )


def _strings(node: object, key: str = "") -> Iterator[str]:
    """Every printed text of a report; the attached facts and the drawings are not."""
    if isinstance(node, str) and key not in {"facts", "svg"}:
        yield node
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from _strings(value, name)
    elif isinstance(node, list):
        for item in node:
            yield from _strings(item, key)


def _around(text: str, letter: str) -> str:
    """The words about the first `letter`, for the reader to search for."""
    place = text.index(letter)
    words = " ".join(text[max(0, place - 30) : place + 30].split())
    return f'"{_visible(words)}"'


def _visible(text: str) -> str:
    """Without the letters that would act on a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
