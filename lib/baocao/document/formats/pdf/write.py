"""The report as PDF: tagged, archival (PDF/A-3a) and accessible (PDF/UA-1), set by Typst."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from baocao.core import fonts, pandoc
from baocao.core.errors import ExportError, Finding
from baocao.document.formats import layout
from baocao.document.formats.attachments import attachments
from baocao.document.formats.blocks import printable, take_closing
from baocao.document.formats.pictures import embedded
from baocao.document.formats.typesetting import found_by_typst
from baocao.document.model import read_model
from baocao.locale.vi.captions import caption, headings_without_gaps, recipient_lines

__all__ = ["PDFExporter", "render"]

_TEMPLATE = Path(__file__).with_name("report.typ")
_NO_PERIOD = date(1980, 1, 1)
# Pictures are no text, and markup is not text yet.
_PICTURES, _MARKUP = frozenset({"svg"}), frozenset({"markup", "opening", "closing"})
# A word that no line and no cell can hold, and the pieces it is offered to be broken into.
_LONG_WORD, _PIECE = re.compile(r"\S{60,}"), 10
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
        made: bytes = typst.compile(
            _TEMPLATE,
            root=_TEMPLATE.parent,
            format="pdf",
            sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=_timestamp(model),
            font_paths=found_by_typst(face),
        )
    except typst.TypstError as error:
        raise _refused(error, report, face) from error
    return made


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
    """What ``report.typ`` reads: the model with prose as markup, widths and captions spelt out."""
    opening, closing, *pieces = _prose(model)
    prose = iter(pieces)
    blocks = list(_blocks(model["blocks"], prose, face))
    annexes = [
        {
            **annex,
            "title_width": layout.annex_title(annex)[0],
            "blocks": list(_blocks(annex["blocks"], prose, face, lying=annex["landscape"])),
        }
        for annex in model["annexes"]
    ]
    day = _timestamp(model)
    head = model["letterhead"]
    width = layout.balanced(model["title"], 14, layout.PORTRAIT, bold=True)
    printed = {
        "title": model["title"],
        "title_width": width,
        "title_rule": layout.title_rule(width),
        "author": head["agency"] if head else "",
        "date": [day.year, day.month, day.day],
        "face": [face.family, *fonts.FALLBACKS],
        "monospace": [fonts.MONOSPACE, face.family, *fonts.FALLBACKS],
        "kind": model["kind"],
        "draft": model["draft"],
        "letterhead": head and layout.letterhead(head),
        "addressees": model["addressees"],
        "window": model["window"] or "",
        "notes": model["notes"],
        "opening": opening,
        "blocks": blocks,
        "closing": closing,
        "annexes": annexes,
        "signature": model["signature"],
        "recipients": recipient_lines(model),
    }
    return {**_settable(printed), "files": list(attachments(model))}


def _settable(node: Any, key: str = "") -> Any:
    """The same texts, with what Typst needs to set them: see :func:`_broken`.

    Prose is markup by now, and its words were seen to before.
    """
    if isinstance(node, str):
        return node if key in _PICTURES | _MARKUP else _broken(node)
    if isinstance(node, dict):
        return {name: _settable(value, name) for name, value in node.items()}
    if isinstance(node, list):
        return [_settable(item, key) for item in node]
    return node


def _broken(text: str) -> str:
    """The text, a very long word with places where a line may end.

    PDF/A refuses the old zero-width no-break space; the word joiner is its other name.
    """
    text = text.replace("\ufeff", "\u2060")
    return _LONG_WORD.sub(lambda found: "\u200b".join(_cut(found[0])), text)


def _cut(word: str) -> Iterator[str]:
    return (word[start : start + _PIECE] for start in range(0, len(word), _PIECE))


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
    made = printable(prose, lambda _, inlines: inlines, dashes=True)
    for node in pandoc.walk(made):
        if node["t"] == "Str":
            node["c"] = _broken(node["c"])
    described: list[pandoc.Block] = _described(made)
    return described


def _described(node: Any) -> Any:
    """The tree with each formula's source as its alternative text, which PDF/UA asks for."""
    if isinstance(node, dict):
        return {key: _described(value) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    made: list[Any] = []
    for item in node:
        if isinstance(item, dict) and item.get("t") == "Math":
            words = json.dumps(" ".join(item["c"][1].split()), ensure_ascii=False)
            opening, closing = f"#[#set math.equation(alt: {words});", "]"
            made += [_raw(opening), item, _raw(closing)]
        else:
            made.append(_described(item))
    return made


def _raw(typst_code: str) -> dict[str, Any]:
    return {"t": "RawInline", "c": ["typst", typst_code]}


def _blocks(
    blocks: Iterable[dict[str, Any]], prose: Iterator[str], face: fonts.Face, *, lying: bool = False
) -> Iterator[dict[str, Any]]:
    for block in headings_without_gaps(blocks):
        match block["type"]:
            case "prose":
                yield {"type": "prose", "markup": next(prose)}
            case "figure":
                yield {
                    "type": "figure",
                    "svg": embedded(block["svg"], block["id"], f"'{face.family}'"),
                    "alt": block["alt"],
                    "caption": caption(block),
                    "width": layout.picture_size(block)[0],
                }
            case "table":
                for piece in layout.pieces(block, lying=lying):
                    yield {
                        "type": "table",
                        "caption": caption(block),
                        **asdict(piece),
                        "whole": piece.whole,
                        "tall_head": piece.tall_head,
                        "rows": [
                            {
                                "total": row["total"],
                                "tall": tall,
                                "cells": [cell["text"] for cell in row["cells"]],
                            }
                            for row, tall in zip(piece.rows, piece.tall, strict=True)
                        ],
                    }
            case "picture":
                yield {
                    "type": "picture",
                    "svg": embedded(block["svg"], block["id"], f"'{face.family}'"),
                    "alt": block["alt"],
                    "width": layout.picture_size(block)[0],
                }
            case _:
                yield block


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


def _strings(node: object) -> Iterator[str]:
    """Every printed text of a report; the attached files and the drawings are not."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for name, value in node.items():
            if name not in {"files", *_PICTURES}:
                yield from _strings(value)
    elif isinstance(node, list):
        for item in node:
            yield from _strings(item)


def _around(text: str, letter: str) -> str:
    """The words about the first `letter`, for the reader to search for."""
    place = text.index(letter)
    words = " ".join(text[max(0, place - 30) : place + 30].split())
    return f'"{_visible(words)}"'


def _visible(text: str) -> str:
    """Without the letters that would act on a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
