"""Notebooks that were not written for this toolkit, as blocks of the document model.

Such a notebook has none of the toolkit's prose, charts and tables. It is printed whole: text, code,
and each output in the richest form that paper can hold. Nothing is left out in silence: where an
output can only be shown on a screen, a note says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from baocao.core import formulas
from baocao.document.model import Block, Code, Picture, Role
from baocao.document.other_pictures import Beside
from baocao.document.other_prose import Page, blocks_of_pages, note, shaped

__all__ = ["blocks_of_cells", "legible"]

# Colours and moves of a terminal, and the titles it gives its window.
_ANSI = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_BACKSPACE = re.compile(r"[^\n\x08]\x08")
# Neither XML nor a typeface has a place for these.
_ILLEGIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What says nothing but that there is something else: "<IPython.core.display.JSON object>".
_OBJECT = re.compile(r"\s*<[\w. ]+>\s*")
_PICTURES = (*("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"),)
_FORMS = (*_PICTURES, "text/html", "text/markdown", "text/latex", "application/json", "text/plain")
# In pixels; what is said to be wider is a slip.
_WIDEST = 100_000
_WIDGET = "application/vnd.jupyter.widget-view+json"

_Draft = Block | Page


def blocks_of_cells(notebook: NotebookNode, folder: Path | None) -> Iterator[tuple[int, Block]]:
    """What the cells print, each block with the number of its cell, from 1.

    Parameters
    ----------
    notebook
        Executed or not.
    folder
        Where it lies, with the pictures that it names.

    Yields
    ------
    tuple[int, Block]
        Headings, prose, tables, pictures and code, with an empty ``id`` and a heading's ``depth``
        of 0: both depend on the blocks before.
    """
    drafts = [
        (number, draft)
        for number, cell in enumerate(notebook.cells, start=1)
        for draft in _drafts(cell, number)
    ]
    pages = [draft for _, draft in drafts if isinstance(draft, Page)]
    made = iter(blocks_of_pages(pages, Beside(folder)))
    for number, draft in drafts:
        for block in next(made) if isinstance(draft, Page) else [draft]:
            yield number, block


def legible(text: str) -> str:
    r"""The text with a visible sign for letters that no document can hold.

    Examples
    --------
    >>> legible("a\x08b\x0cc\x01")
    'b c�'
    """
    while _BACKSPACE.search(text):
        text = _BACKSPACE.sub("", text)
    text = text.replace("\b", "").replace("\r\n", "\n")
    return _ILLEGIBLE.sub("�", text.translate({0x0B: " ", 0x0C: " "}))


def _drafts(cell: NotebookNode, number: int) -> Iterator[_Draft]:
    source = legible(cell.source.replace("\r\n", "\n").replace("\r", "\n"))
    match cell.cell_type:
        case "markdown":
            yield Page(source, "markdown", number, cell.get("attachments", {}))
        case "code" if source.strip():
            yield _code("input", source)
        case "raw" if cell.metadata.get("raw_mimetype", "").lower() == "text/html":
            yield Page(source, "html", number)
        case "raw" if source.strip():
            yield _code("output", source)
        case "code" | "raw":
            pass
        case other:
            yield note(f"Ô {number} có kiểu không đọc được: {other}.")
    for output in cell.get("outputs", []):
        yield from _output(output, number)


def _output(output: NotebookNode, number: int) -> Iterator[_Draft]:
    match output.output_type:
        case "stream":
            yield _code("output", output.text)
        case "error":
            # Some programs write no traceback, only the error.
            traceback = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
            yield _code("error", traceback)
        case _:
            yield from _shown(output.data, output.get("metadata", {}), number)


def _shown(data: Mapping[str, Any], about: Mapping[str, Any], number: int) -> Iterator[_Draft]:
    """The richest form of an output that paper can hold, and a note of a richer one."""
    forms = [mime for mime in _FORMS if mime in data]
    if _WIDGET in data and "text/html" in forms:
        # An output for the screen often comes with an empty page.
        forms.remove("text/html")
    if "text/plain" in forms and not _OBJECT.fullmatch(_text(data["text/plain"])):
        forms = [mime for mime in forms if mime != "application/json"]
    interactive = [mime for mime in data if mime not in _FORMS]
    if forms:
        yield from _formed(forms, data, about, number)
    if interactive or not forms:
        names = ", ".join(interactive or data) or "trống"
        yield note(f"Kết quả của ô {number} có dạng chỉ xem được trong sổ tay: {names}.")


def _formed(
    forms: list[str], data: Mapping[str, Any], about: Mapping[str, Any], number: int
) -> Iterator[_Draft]:
    """The first of the forms; where it is a page, the next ones stand in for an empty one."""
    mime, *others = forms
    text = _text(data[mime])
    match mime:
        case "text/html" | "text/markdown":
            drafts = list(_formed(others, data, about, number)) if others else []
            ready = tuple(draft for draft in drafts if not isinstance(draft, Page))
            yield Page(legible(text), mime.removeprefix("text/"), number, {}, ready)
        case "text/latex":
            yield Page(_display(legible(text)), "markdown", number)
        case "application/json" | "text/plain":
            yield _code("output", text)
        case _:
            yield _picture(mime, text, about, number)


def _picture(mime: str, data: str, about: Mapping[str, Any], number: int) -> Block:
    alt = f"Hình do ô {number} của sổ tay vẽ"
    told = about.get(mime)
    width = told.get("width") if isinstance(told, dict) else None
    is_known = isinstance(width, int | float) and 0 < width < _WIDEST
    found = shaped(mime, data, alt, float(width) if is_known and width else 0)
    if isinstance(found, Picture):
        return found
    return note(f"Hình của ô {number} {found.why} ({mime}).")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def _code(role: Role, text: str) -> Code:
    lines = _ANSI.sub("", text).rstrip("\n").split("\n")
    # A progress bar writes over its line: what it wrote last stayed on the screen.
    last = (legible(line.rstrip("\r").rpartition("\r")[2]).expandtabs() for line in lines)
    return Code("", role, tuple(last))


def _display(text: str) -> str:
    """TeX of an output as Markdown: between its formulas may stand words, never marks."""
    rest, found = formulas.take_out(text)
    if not found:
        return f"$${text}$$"
    if re.sub("[\U0010fff0\U0010fff1\\d\\s]", "", rest):
        return text
    return "\n\n".join(f"$${formula.tex}$$" for formula in found)
