"""The report as PDF: tagged, archival (PDF/A-3a) and accessible (PDF/UA-1), set by Typst."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, assert_never

import typst

from baocao.core import fonts, pandoc
from baocao.core.errors import ExportError, Finding
from baocao.document.formats import layout
from baocao.document.formats.attachments import attachments
from baocao.document.formats.pdf.letters import lettered
from baocao.document.formats.pdf.odd import odd_ones, plain, with_code_for, without_odd
from baocao.document.formats.pictures import embedded, found_by_typst
from baocao.document.formats.prose import printable, take_closing
from baocao.document.formats.typeset import typeset
from baocao.document.model import (
    Block,
    Code,
    Document,
    Figure,
    Heading,
    Letterhead,
    Picture,
    Prose,
    Table,
    as_json,
)
from baocao.locale.vi.captions import MOTTO, NATION

__all__ = ["render"]

_TEMPLATE = Path(__file__).with_name("report.typ")
# Neither is text to be set: drawings, and markup of pandoc, whose words are ready already.
_PICTURES, _MARKUP = frozenset({"svg"}), frozenset({"markup", "opening", "closing"})
# A word that may be too long for a line, and the letters between two places where it may break.
_LONG_WORD, _PIECE = re.compile(r"\S{60,}"), 10
# pandoc gives the lines around a determinant a name that Typst does not know.
_DETERMINANT = re.compile(r"\\(begin|end)\{(vmatrix|Vmatrix)\}")
_FENCES = {
    "beginvmatrix": r"\left|\begin{matrix}",
    "endvmatrix": r"\end{matrix}\right|",
    "beginVmatrix": r"\left\|\begin{matrix}",
    "endVmatrix": r"\end{matrix}\right\|",
}
# Hebrew, Arabic and their kin.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff]")
# What Typst says of a letter that no face has.
_NO_GLYPH = "could not be displayed"


def render(document: Document) -> bytes:
    """Write a document as PDF; the same document gives the same bytes.

    Raises
    ------
    ExportError
        EXPORT-01 a letter that no available font has; EXPORT-02 Typst refused the document;
        EXPORT-03 a chart that is not SVG.
    """
    face = fonts.serif()
    report = _report(document, face)
    try:
        if document.is_of_another_make:
            return _whole(document, report, face)
        return _compiled(report, document, found_by_typst(face))
    except typst.TypstError as error:
        raise _refused(error, report, face) from error


def _compiled(report: dict[str, Any], document: Document, faces: typst.Fonts) -> bytes:
    told = json.dumps(report, ensure_ascii=False)
    return typeset(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        format="pdf",
        sys_inputs={"report": told, "kerning": "yes" if _RIGHT_TO_LEFT.search(told) else "no"},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=document.timestamp,
        font_paths=faces,
    )


def _whole(document: Document, report: dict[str, Any], face: fonts.Face) -> bytes:
    """A notebook of another make with notes in the place of what cannot be set."""
    report, spare = lettered(report, face)
    faces = found_by_typst(face, spare)
    try:
        return _compiled(report, document, faces)
    except typst.TypstError:
        pass  # which block it is remains to be found

    def fails(formulas: Sequence[str]) -> bool:
        blocks = [{"type": "prose", "markup": formula} for formula in formulas]
        try:
            _compiled({**report, "blocks": blocks, "files": []}, document, faces)
        except typst.TypstError:
            return True
        return False

    nodes = [n for b in document.blocks if isinstance(b, Prose) for n in pandoc.walk(b.ast)]
    formulas = {node["c"][1]: node for node in nodes if node["t"] == "Math"}
    pieces = [_printable([{"t": "Para", "c": [node]}]) for node in formulas.values()]
    sources = dict(zip(pandoc.render(pieces, "typst"), formulas, strict=True))
    odd = {sources[markup] for markup in odd_ones(list(sources), fails)}
    report, spare = lettered(_report(with_code_for(document, odd), face), face)
    faces = found_by_typst(face, spare)
    report = without_odd(report, lambda some: _compiled(some, document, faces))
    return _compiled(report, document, faces)


def _report(document: Document, face: fonts.Face) -> dict[str, Any]:
    """What ``report.typ`` reads: prose as markup, and everything else with its measures."""
    opening, closing, *pieces = _prose(document)
    prose = iter(pieces)
    blocks = [made for block in document.blocks for made in _block(block, prose, face)]
    annexes = [
        {
            **vars(annex),
            "title_width": layout.annex_title(annex)[0],
            "blocks": [
                made
                for block in annex.blocks
                for made in _block(block, prose, face, landscape=annex.landscape)
            ],
        }
        for annex in document.annexes
    ]
    day = document.timestamp
    head = document.letterhead
    width = layout.balanced(document.title, 14, layout.PORTRAIT, bold=True)
    printed = {
        "title": document.title,
        "short_title": document.short_title,
        "title_width": width,
        "title_rule": layout.title_rule(width),
        "author": head.agency if head else "",
        "date": [day.year, day.month, day.day],
        "face": [face.family, *fonts.FALLBACKS],
        "monospace": [fonts.MONOSPACE, face.family, *fonts.FALLBACKS],
        "kind": document.kind,
        "draft": document.draft,
        "letterhead": _letterhead(head) if head else None,
        "addressees": document.addressees,
        "window": document.window,
        "notes": document.notes,
        "opening": opening,
        "blocks": blocks,
        "closing": closing,
        "annexes": annexes,
        "signature": document.signature,
        "recipients": document.recipient_lines,
    }
    return {**_settable(as_json(printed)), "files": as_json(list(attachments(document)))}


def _letterhead(head: Letterhead) -> dict[str, Any]:
    return {
        **vars(head),
        "nation": NATION,
        "motto": MOTTO,
        "widths": layout.head_widths(),
        "rules": layout.head_rules(head),
    }


def _settable(node: Any, key: str = "") -> Any:
    """The same texts as Typst can set them: see :func:`_broken`."""
    if isinstance(node, str):
        return node if key in _PICTURES | _MARKUP else _broken(node)
    if isinstance(node, dict):
        return {name: _settable(value, name) for name, value in node.items()}
    if isinstance(node, list):
        return [_settable(item, key) for item in node]
    return node


def _broken(text: str) -> str:
    """The text with places in very long words where a line may end.

    PDF/A refuses the old zero-width no-break space; the word joiner means the same.
    """
    text = text.replace("\ufeff", "\u2060")
    return _LONG_WORD.sub(lambda found: "\u200b".join(_cut(found[0])), text)


def _cut(word: str) -> Iterator[str]:
    return (word[start : start + _PIECE] for start in range(0, len(word), _PIECE))


def _prose(document: Document) -> list[str]:
    """Opening, closing words and each prose block as Typst markup, in one pandoc run."""
    as_written = document.is_of_another_make
    body = [
        _printable(block.ast, as_written=as_written)
        for block in document.blocks
        if isinstance(block, Prose)
    ]
    ends_in_prose = bool(document.blocks) and isinstance(document.blocks[-1], Prose)
    closing = take_closing(body[-1] if ends_in_prose and not as_written else [])
    annexed = [
        _printable(block.ast)
        for annex in document.annexes
        for block in annex.blocks
        if isinstance(block, Prose)
    ]
    return pandoc.render([_printable(document.opening), closing, *body, *annexed], "typst")


def _printable(prose: Sequence[pandoc.Block], *, as_written: bool = False) -> list[pandoc.Block]:
    made = printable(prose, lambda _, inlines: inlines, as_written=as_written)
    return pandoc.rewrite(made, _typeset)


def _typeset(node: pandoc.Node) -> list[pandoc.Node] | None:
    """Text with places to break, and formulas with the alternative text that PDF/UA asks for."""
    if node["t"] == "Str":
        return [pandoc.text(_broken(node["c"]))]
    if node["t"] in {"Code", "CodeBlock"}:
        about, code = node["c"]
        return [{"t": node["t"], "c": [about, _broken(code)]}]
    if node["t"] == "Math":
        words = json.dumps(" ".join(node["c"][1].split()), ensure_ascii=False)
        kind, tex = node["c"]
        tex = _DETERMINANT.sub(lambda found: _FENCES[found[1] + found[2]], tex)
        formula = {"t": "Math", "c": [kind, tex]}
        return [_raw(f"#[#set math.equation(alt: {words});"), formula, _raw("]")]
    return None


def _raw(typst_code: str) -> pandoc.Inline:
    return {"t": "RawInline", "c": ["typst", typst_code]}


def _block(
    block: Block, prose: Iterator[str], face: fonts.Face, *, landscape: bool = False
) -> Iterator[dict[str, Any]]:
    """What ``report.typ`` prints of a block: a table may be cut into several."""
    match block:
        case Heading():
            yield {"type": "heading", **vars(block)}
        case Prose():
            yield {"type": "prose", "markup": next(prose), **plain(block)}
        case Figure():
            yield {"type": "figure", "caption": block.full_caption, **_picture(block, face)}
        case Table():
            for piece in layout.pieces(block.data, landscape=landscape):
                yield {
                    "type": "table",
                    "caption": block.full_caption,
                    "columns": piece.columns,
                    "widths": piece.widths,
                    "landscape": piece.landscape,
                    "whole": piece.whole,
                    "tall_head": piece.tall_head,
                    "rows": [
                        {"total": row.total, "tall": tall, "cells": [c.text for c in row.cells]}
                        for row, tall in zip(piece.rows, piece.tall, strict=True)
                    ],
                }
        case Picture():
            yield {"type": "picture", **_picture(block, face)}
        case Code():
            yield {"type": "code", "role": block.role, "lines": block.lines}
        case _:
            assert_never(block)


def _picture(block: Figure | Picture, face: fonts.Face) -> dict[str, Any]:
    return {
        "svg": embedded(block.svg, block.id, f"'{face.family}'"),
        "alt": block.alt,
        "width": layout.picture_size(block)[0],
    }


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
    """Every printed text of a report, without attached files and drawings."""
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
    """The text without control characters, which could change a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
