"""Reads Excel workbooks: the cells that are filled, with the kinds and formats they have.

Sheets are read as a stream, so a cell in the last row of a sheet costs nothing.  Both kinds of
Office Open XML, Transitional and Strict, differ in their namespaces only, which are not looked at.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from baocao.registers.formulas import Formulas
from baocao.registers.grid import ErrorCell, Grid, Value
from baocao.registers.legacy_text import letters_of
from baocao.registers.number_formats import (
    EPOCH,
    EPOCH_1904,
    Style,
    day_value,
    number_value,
    style_of,
)
from baocao.registers.row_cells import Cell, RowCells, Run

__all__ = ["WorkbookError", "read_workbook"]

_MOST_BYTES = 2**30
_MOST_COLUMNS = 2**14
_WHITE = "FFFFFF"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class WorkbookError(Exception):
    """A file that is no workbook as Excel writes it; the text says in Vietnamese why."""


@dataclass(frozen=True)
class _Book:
    texts: list[str | tuple[Run, ...]]
    styles: list[Style]
    epoch: datetime
    cells: RowCells


def read_workbook(content: bytes) -> list[Grid]:
    """The sheets of a workbook, hidden ones too, in its order.

    Raises
    ------
    WorkbookError
        No workbook, a damaged one, or one that is far larger than it says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
                raise WorkbookError("tệp nén chứa quá nhiều dữ liệu")
            return _sheets(archive)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise WorkbookError("tệp bị cắt cụt hoặc hỏng") from error
    except (etree.XMLSyntaxError, KeyError, ValueError, IndexError, OverflowError) as error:
        raise WorkbookError("nội dung tệp hỏng") from error


def _sheets(archive: zipfile.ZipFile) -> list[Grid]:
    root = _relations(archive, "")
    main = next((t for kind, t in root.values() if kind == "officeDocument"), None)
    if main is None:
        raise WorkbookError("tệp nén không phải sổ Excel")
    related = _relations(archive, main)
    book = _tree(archive, main)
    if etree.QName(book).localname != "workbook":
        raise WorkbookError("tệp Word hoặc PowerPoint, không phải sổ Excel")
    place = {kind: target for kind, target in related.values()}
    shared = _Book(
        list(_texts(archive, place.get("sharedStrings"))),
        list(_styles(archive, place.get("styles"))),
        EPOCH_1904 if _is_1904(book) else EPOCH,
        RowCells(Formulas(_is_pending(book), "calcChain" in place or _is_of_libreoffice(archive))),
    )
    grids = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        identity = next(v for k, v in sheet.attrib.items() if etree.QName(k).localname == "id")
        kind, target = related[identity]
        if kind == "worksheet":
            is_hidden = sheet.get("state", "visible") != "visible"
            grids.append(_grid(archive, target, sheet.get("name"), is_hidden, shared))
    shared.cells.settle()
    return grids


def _is_1904(book: etree._Element) -> bool:
    about = book.find("{*}workbookPr")
    return about is not None and about.get("date1904", "0") in ("1", "true")


def _is_pending(book: etree._Element) -> bool:
    """Whether the formulas are to be calculated when the workbook is opened.

    ECMA-376, part 1, 18.2.2.  Excel itself asks for it only of others' files; its own may be saved
    before it has calculated.
    """
    about = book.find("{*}calcPr")
    if about is None:
        return False
    is_manual = about.get("calcMode") == "manual" and about.get("calcOnSave") in ("0", "false")
    is_full = "1" in about.get("fullCalcOnLoad", "0") or about.get("fullCalcOnLoad") == "true"
    return is_manual or is_full or about.get("calcCompleted") in ("0", "false")


def _is_of_libreoffice(archive: zipfile.ZipFile) -> bool:
    """Whether the program that wrote it calculates, although it keeps no chain as Excel does."""
    try:
        return "LibreOffice" in (
            _tree(archive, "docProps/app.xml").findtext("{*}Application") or ""
        )
    except (KeyError, etree.XMLSyntaxError):
        return False


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Kind and place of everything that a part of the file refers to, by identity."""
    folder, name = posixpath.split(part)
    found = {}
    for relation in _tree(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        if relation.get("TargetMode") != "External" and relation.get("Target"):
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target")))
            kind = relation.get("Type").rpartition("/")[2]
            found[relation.get("Id")] = (kind, target.lstrip("/"))
    return found


def _tree(archive: zipfile.ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with archive.open(_named(archive, part)) as file:
        return etree.parse(file, parser).getroot()


def _named(archive: zipfile.ZipFile, part: str) -> str:
    """The name of a part in the file; some programs write it in other case."""
    names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    return names[part.lower()]


def _elements(archive: zipfile.ZipFile, part: str, *names: str) -> Iterator[etree._Element]:
    """The elements of those names, one after another; each is forgotten when the next comes."""
    with archive.open(_named(archive, part)) as file:
        tags = [f"{{*}}{name}" for name in names]
        for _, element in etree.iterparse(file, tag=tags, resolve_entities=False, huge_tree=True):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _texts(archive: zipfile.ZipFile, part: str | None) -> Iterator[str | tuple[Run, ...]]:
    if part is not None:
        for element in _elements(archive, part, "si"):
            yield _text(element)


def _text(element: etree._Element) -> str | tuple[Run, ...]:
    """The text of a string, or its runs; how to pronounce it (``rPh``) is no part of it."""
    plain = "".join(_unescaped(part.text or "") for part in element.iterfind("{*}t"))
    runs = tuple(map(_run, element.iterfind("{*}r")))
    return (Run(plain), *runs) if runs and plain else runs or plain


def _run(element: etree._Element) -> Run:
    text = "".join(_unescaped(found.text or "") for found in element.iterfind("{*}t"))
    about = element.find("{*}rPr")
    if about is None:
        return Run(text)
    font, raised = about.find("{*}rFont"), about.find("{*}vertAlign")
    return Run(
        text,
        None if font is None else letters_of(font.get("val", "")),
        _is_struck(about),
        {"superscript": 1, "subscript": -1}.get("" if raised is None else raised.get("val", ""), 0),
    )


def _is_struck(font: etree._Element) -> bool:
    mark = font.find("{*}strike")
    return mark is not None and mark.get("val", "1") in ("1", "true")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _styles(archive: zipfile.ZipFile, part: str | None) -> Iterator[Style]:
    if part is None:
        return
    tree = _tree(archive, part)
    formats = {
        int(found.get("numFmtId")): found.get("formatCode", "")
        for found in tree.iterfind("{*}numFmts/{*}numFmt")
    }
    fonts = [*tree.iterfind("{*}fonts/{*}font")]
    fills = [_fill(fill) for fill in tree.iterfind("{*}fills/{*}fill")]
    for found in tree.iterfind("{*}cellXfs/{*}xf"):
        number, at = int(found.get("numFmtId", 0)), int(found.get("fontId", 0))
        font, fill = fonts[at] if at < len(fonts) else None, int(found.get("fillId", 0))
        name = None if font is None else font.find("{*}name")
        ink = None if font is None else _color(font.find("{*}color"))
        yield style_of(
            number,
            formats.get(number),
            font is not None and _is_struck(font),
            "" if name is None else letters_of(name.get("val", "")),
            ink is not None and ink == (fills[fill] if fill < len(fills) else _WHITE),
        )


def _fill(fill: etree._Element) -> str | None:
    """The colour of a cell; None where it has a pattern of two."""
    pattern = fill.find("{*}patternFill")
    kind = "" if pattern is None else pattern.get("patternType", "none")
    if pattern is None or kind == "none":
        return _WHITE if pattern is not None else None
    return _color(pattern.find("{*}fgColor")) if kind == "solid" else None


def _color(color: etree._Element | None) -> str | None:
    """A colour, to be compared with others; None where the file says none."""
    if color is None:
        return None
    if color.get("rgb"):
        return str(color.get("rgb"))[-6:].upper()
    # The first of a theme, and two of the old palette, are white.
    is_white = color.get("theme") == "0" or color.get("indexed") in ("1", "9", "65")
    if is_white and float(color.get("tint", 0)) == 0:
        return _WHITE
    return "".join(f"{name}={value} " for name, value in sorted(color.attrib.items())) or None


def _grid(archive: zipfile.ZipFile, part: str, name: str, is_hidden: bool, book: _Book) -> Grid:
    rows: dict[int, Mapping[int, Value]] = {}
    hidden, columns, merged = set(), set(), []
    number = 0
    book.cells.begin_sheet()
    for element in _elements(archive, part, "row", "mergeCell", "col"):
        kind = etree.QName(element).localname
        if kind == "mergeCell":
            first, _, last = element.get("ref").partition(":")
            (top, left), (bottom, right) = _position(first), _position(last or first)
            merged.append((top, left, bottom, right))
            continue
        if kind == "col":
            if _is_unseen(element, "width"):
                last = min(int(element.get("max")), _MOST_COLUMNS)
                columns |= {*range(int(element.get("min")), last + 1)}
            continue
        number = int(element.get("r", number + 1))
        if number in rows:
            raise ValueError(number)
        cells = book.cells.row(number, _cells(element, book))
        if cells:
            rows[number] = cells
            if _is_unseen(element, "ht"):
                hidden.add(number)
    return Grid(
        name, rows, is_hidden, frozenset(hidden), frozenset(book.cells.struck), tuple(merged),
        frozenset(columns), frozenset(book.cells.unseen), book.cells.legacy.counts,
    )  # fmt: skip


def _is_unseen(element: etree._Element, size: str) -> bool:
    """Whether a row or a column is hidden, or drawn together until nothing is seen of it."""
    least = {"width": 0.2, "ht": 1.0}[size]
    return element.get("hidden") in ("1", "true") or float(element.get(size, least)) < least


def _cells(element: etree._Element, book: _Book) -> Iterator[Cell]:
    """The cells of a row as the file has them."""
    column = 0
    for cell in element:
        reference = cell.get("r")
        column = _position(reference)[1] if reference else column + 1
        index = int(cell.get("s", 0))
        style = book.styles[index] if index < len(book.styles) else Style()
        value, formula = _value(cell, style, book)
        text = None if formula is None else book.cells.formulas.text(formula)
        yield Cell(column, value, style, text)


def _position(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as ``AB12``."""
    found = _REFERENCE.fullmatch(reference.replace("$", ""))
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _value(
    cell: etree._Element, style: Style, book: _Book
) -> tuple[Value | tuple[Run, ...] | None, etree._Element | None]:
    """What a cell holds, and its formula where it has one."""
    kind = cell.get("t", "n")
    held = formula = None
    # To search for each part by its name takes twice as long.
    for part in cell:
        name = part.tag.rpartition("}")[2]
        if name == "v":
            held = part.text or ""
        elif name == "f":
            formula = part
        elif name == "is" and kind == "inlineStr":
            return _text(part), formula
    if not held:
        return "" if kind == "str" and held == "" else None, formula
    return _typed(held, kind, style, book), formula


def _typed(held: str, kind: str, style: Style, book: _Book) -> Value | tuple[Run, ...]:
    if kind == "s":
        return book.texts[int(held)]
    if kind == "str":
        return _unescaped(held)
    if kind == "e":
        return ErrorCell(held)
    if kind == "b":
        return held in ("1", "true")
    if kind == "d":
        return day_value(datetime.fromisoformat(held).replace(tzinfo=None), style)
    return number_value(float(held), style, book.epoch)
