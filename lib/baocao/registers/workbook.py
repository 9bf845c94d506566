"""Reads Excel workbooks: the cells that are filled, with the kinds and formats they have.

Sheets are read as a stream, so a cell in the last row of a sheet costs nothing.  Both kinds of
Office Open XML, Transitional and Strict, differ in their namespaces only, which are not looked at.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from baocao.registers.formulas import Formulas
from baocao.registers.grid import ErrorCell, Grid, Value
from baocao.registers.legacy_text import letters_of
from baocao.registers.number_formats import EPOCH, EPOCH_1904, Style, day_value, number_value
from baocao.registers.office_book import WHITE, Book, Font, Looks, color_of
from baocao.registers.office_package import (
    WorkbookError,
    main_part,
    named,
    opened,
    relations,
    tree,
)
from baocao.registers.row_cells import LEAST_HEIGHT, LEAST_WIDTH, Cell, RowCells, Run, Text, text_of

__all__ = ["read_workbook"]

_MOST_BYTES = 2**30
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_COLORS = ("rgb", "theme", "indexed", "auto")
_POSITIONS = {"superscript": 1, "subscript": -1}


def read_workbook(content: bytes) -> list[Grid]:
    """The sheets of a workbook, hidden ones too, in its order.

    Raises
    ------
    WorkbookError
        No workbook, a damaged one, or one that is far larger than it says.
    """
    with opened(content, _MOST_BYTES) as archive:
        return _sheets(archive)


def _sheets(archive: zipfile.ZipFile) -> list[Grid]:
    main = main_part(archive)
    related = relations(archive, main)
    book = tree(archive, main)
    if etree.QName(book).localname != "workbook":
        raise WorkbookError("tệp Word hoặc PowerPoint, không phải sổ Excel")
    place = {kind: target for kind, target in related.values()}
    shared = Book(
        list(_texts(archive, place.get("sharedStrings"))),
        list(_styles(archive, place.get("styles"))),
        EPOCH_1904 if _is_1904(book) else EPOCH,
        RowCells(
            Formulas(_is_pending(book), "calcChain" in place or _is_of_libreoffice(archive)),
            is_1904=_is_1904(book),
        ),
    )
    grids = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        identity = next(
            (v for k, v in sheet.attrib.items() if etree.QName(k).localname == "id"), ""
        )
        kind, target = related[identity]
        if kind == "worksheet":
            is_hidden = sheet.get("state", "visible") != "visible"
            grids.append(_grid(archive, target, sheet.attrib["name"], is_hidden, shared))
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
        return "LibreOffice" in (tree(archive, "docProps/app.xml").findtext("{*}Application") or "")
    except (KeyError, etree.XMLSyntaxError):
        return False


def _elements(archive: zipfile.ZipFile, part: str, *names: str) -> Iterator[etree._Element]:
    """The elements of those names, one after another; each is forgotten when the next comes."""
    with archive.open(named(archive, part)) as file:
        tags = [f"{{*}}{name}" for name in names]
        # A comment inside a number would end it: of <v>1<!-- x -->2</v> the text is 1.
        for _, element in etree.iterparse(
            file,
            tag=tags,
            resolve_entities=False,
            huge_tree=True,
            remove_comments=True,
            remove_pis=True,
        ):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _texts(archive: zipfile.ZipFile, part: str | None) -> Iterator[Text]:
    if part is not None:
        for element in _elements(archive, part, "si"):
            yield _text(element)


def _text(element: etree._Element) -> Text:
    """The text of a string, or its runs; how to pronounce it (``rPh``) is no part of it."""
    plain = "".join(_unescaped(part.text or "") for part in element.iterfind("{*}t"))
    return text_of(plain, [_run(part) for part in element.iterfind("{*}r")])


def _run(element: etree._Element) -> Run:
    text = "".join(_unescaped(found.text or "") for found in element.iterfind("{*}t"))
    about = element.find("{*}rPr")
    return Run(text) if about is None else _font(about, "rFont").run(text)


def _font(about: etree._Element, name: str) -> Font:
    """A font, whose name is told by an element called so."""
    face, mark, raised, color = (
        about.find(f"{{*}}{part}") for part in (name, "strike", "vertAlign", "color")
    )
    return Font(
        None if face is None else letters_of(face.get("val", "")),
        mark is not None and mark.get("val", "1") in ("1", "true"),
        0 if raised is None else _POSITIONS.get(raised.get("val", ""), 0),
        _color(color),
    )


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _styles(archive: zipfile.ZipFile, part: str | None) -> Iterator[Style]:
    if part is None:
        return
    root = tree(archive, part)
    looks = Looks(
        {
            int(found.get("numFmtId")): found.get("formatCode", "")
            for found in root.iterfind("{*}numFmts/{*}numFmt")
        },
        [_font(font, "name") for font in root.iterfind("{*}fonts/{*}font")],
        [_fill(fill) for fill in root.iterfind("{*}fills/{*}fill")],
    )
    for found in root.iterfind("{*}cellXfs/{*}xf"):
        yield looks.style(*(int(found.get(name, 0)) for name in ("numFmtId", "fontId", "fillId")))


def _fill(fill: etree._Element) -> str | None:
    """The colour of a cell; None where it has a pattern of two."""
    pattern = fill.find("{*}patternFill")
    kind = "" if pattern is None else pattern.get("patternType", "none")
    if pattern is None or kind == "none":
        return WHITE if pattern is not None else None
    return _color(pattern.find("{*}fgColor")) if kind == "solid" else None


def _color(color: etree._Element | None) -> str | None:
    """A colour, to be compared with others; None where the file says none."""
    told = {} if color is None else dict(color.attrib)
    kind = next((kind for kind in _COLORS if told.get(kind)), None)
    return None if kind is None else color_of(kind, told[kind], float(told.get("tint", 0)))


def _grid(archive: zipfile.ZipFile, part: str, name: str, is_hidden: bool, book: Book) -> Grid:
    made = book.cells
    made.begin_sheet()
    number = 0
    for element in _elements(archive, part, "row", "mergeCell", "col"):
        match etree.QName(element).localname:
            case "mergeCell":
                first, _, last = element.get("ref").partition(":")
                made.merged.append((*_position(first), *_position(last or first)))
            case "col":
                if _is_unseen(element, "width", LEAST_WIDTH):
                    made.hide_columns(int(element.get("min")), int(element.get("max")))
            case _:
                number = int(element.get("r", number + 1))
                is_unseen = _is_unseen(element, "ht", LEAST_HEIGHT)
                made.row(number, _cells(element, book), is_unseen)
    return made.grid(name, is_hidden)


def _is_unseen(element: etree._Element, size: str, least: float) -> bool:
    """Whether a row or a column is hidden, or drawn together until nothing is seen of it."""
    return element.get("hidden") in ("1", "true") or float(element.get(size, least)) < least


def _cells(element: etree._Element, book: Book) -> Iterator[Cell]:
    """The cells of a row as the file has them."""
    column = 0
    for cell in element:
        reference = cell.get("r")
        column = _position(reference)[1] if reference else column + 1
        style = book.style(int(cell.get("s", 0)))
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
    cell: etree._Element, style: Style, book: Book
) -> tuple[Value | Text | None, etree._Element | None]:
    """What a cell holds, and its formula where it has one."""
    kind = cell.get("t", "n")
    held = formula = text = None
    # To search for each part by its name takes twice as long.
    for part in cell:
        name = part.tag.rpartition("}")[2]
        if name == "v":
            held = part.text or ""
        elif name == "f":
            formula = part
        elif name == "is":
            text = _text(part)
    if text is not None and (kind == "inlineStr" or not held):
        # Some programs write the text and leave out that it is one.
        return text, formula
    if not held:
        return "" if kind == "str" and held == "" else None, formula
    return _typed(held, kind, style, book), formula


def _typed(held: str, kind: str, style: Style, book: Book) -> Value | Text:
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
    if kind == "n":
        return number_value(float(held), style, book.epoch)
    raise ValueError(kind)
