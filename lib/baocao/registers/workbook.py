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
from baocao.registers.grid import Day, ErrorCell, Grid, Marked, Value
from baocao.registers.legacy_text import LegacyText, letters_of
from baocao.registers.number_formats import EPOCH, EPOCH_1904, Style, number_value, style_of

__all__ = ["WorkbookError", "read_workbook"]

_MOST_BYTES = 2**30
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class WorkbookError(Exception):
    """A file that is no workbook as Excel writes it; the text says in Vietnamese why."""


# Runs with a font of their own have its letters beside them; None is the font of the cell.
_Text = str | tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class _Book:
    texts: list[_Text | Marked]
    styles: list[Style]
    epoch: datetime
    formulas: Formulas
    legacy: LegacyText


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
        Formulas(_is_pending(book), "calcChain" in place or _is_of_libreoffice(archive)),
        LegacyText(),
    )
    grids = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        identity = next(v for k, v in sheet.attrib.items() if etree.QName(k).localname == "id")
        kind, target = related[identity]
        if kind == "worksheet":
            is_hidden = sheet.get("state", "visible") != "visible"
            grids.append(_grid(archive, target, sheet.get("name"), is_hidden, shared))
    shared.formulas.settle()
    shared.legacy.settle()
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


def _texts(archive: zipfile.ZipFile, part: str | None) -> Iterator[_Text | Marked]:
    if part is not None:
        for element in _elements(archive, part, "si"):
            yield _text(element)


def _text(element: etree._Element) -> _Text | Marked:
    """The text of a string, or its runs; how to pronounce it (``rPh``) is no part of it."""
    if _is_marked(element):
        return Marked(_unescaped("".join(t.text or "" for t in element.iterfind("{*}r/{*}t"))))
    runs: list[tuple[str, str | None]] = []
    for part in element.iterfind("{*}t"):
        runs.append((_unescaped(part.text or ""), None))
    for part in element.iterfind("{*}r"):
        font = part.find("{*}rPr/{*}rFont")
        text = "".join(found.text or "" for found in part.iterfind("{*}t"))
        runs.append((_unescaped(text), None if font is None else letters_of(font.get("val", ""))))
    if all(letters is None for _, letters in runs):
        return "".join(text for text, _ in runs)
    return tuple(runs)


def _is_marked(element: etree._Element) -> bool:
    """Whether a part is struck out, or the text is a number with a small one, such as a note's."""
    text = "".join(t.text or "" for t in element.iterfind("{*}r/{*}t"))
    # m² is a unit, 71 may be 7 with the first note.
    is_number = text.strip().replace(".", "").replace(",", "").isdigit()
    for part in element.iterfind("{*}r"):
        own = "".join(found.text or "" for found in part.iterfind("{*}t")).strip()
        struck, raised = part.find("{*}rPr/{*}strike"), part.find("{*}rPr/{*}vertAlign")
        if own and struck is not None and struck.get("val", "1") in ("1", "true"):
            return True
        if own and is_number and raised is not None and raised.get("val") != "baseline":
            return True
    return False


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
    fonts = [_font(font) for font in tree.iterfind("{*}fonts/{*}font")]
    for found in tree.iterfind("{*}cellXfs/{*}xf"):
        number, font = int(found.get("numFmtId", 0)), int(found.get("fontId", 0))
        yield style_of(number, formats.get(number), *(fonts[font] if font < len(fonts) else ()))


def _font(font: etree._Element) -> tuple[bool, str]:
    """Whether a font strikes its text out, and its letters."""
    mark, name = font.find("{*}strike"), font.find("{*}name")
    is_struck = mark is not None and mark.get("val", "1") in ("1", "true")
    return is_struck, "" if name is None else letters_of(name.get("val", ""))


def _grid(archive: zipfile.ZipFile, part: str, name: str, is_hidden: bool, book: _Book) -> Grid:
    rows: dict[int, Mapping[int, Value]] = {}
    hidden, struck, merged = set(), set(), []
    number = 0
    book.formulas.begin_sheet()
    book.legacy.begin_sheet()
    for element in _elements(archive, part, "row", "mergeCell"):
        if etree.QName(element).localname == "mergeCell":
            first, _, last = element.get("ref").partition(":")
            (top, left), (bottom, right) = _position(first), _position(last or first)
            merged.append((top, left, bottom, right))
            continue
        number = int(element.get("r", number + 1))
        if number in rows:
            raise ValueError(number)
        cells, is_struck = _row(element, book)
        if cells:
            rows[number] = cells
            if element.get("hidden") in ("1", "true"):
                hidden.add(number)
            if is_struck:
                struck.add(number)
    return Grid(
        name, rows, is_hidden, frozenset(hidden), frozenset(struck), tuple(merged),
        book.legacy.counts,
    )  # fmt: skip


def _row(element: etree._Element, book: _Book) -> tuple[dict[int, Value], bool]:
    """The filled cells of a row, and whether all of them are struck out."""
    cells: dict[int, Value] = {}
    styles = []
    column = 0
    filled = 0
    for cell in element:
        reference = cell.get("r")
        column = _position(reference)[1] if reference else column + 1
        index = int(cell.get("s", 0))
        style = book.styles[index] if index < len(book.styles) else Style()
        value, formula = _value(cell, style, book)
        if isinstance(value, tuple):
            runs = [(text, style.letters if own is None else own) for text, own in value]
            if any(text.strip() for text, _ in runs):
                book.legacy.take(cells, column, runs)
        elif formula is not None:
            value = "" if isinstance(value, str) and not value.strip() else value
            book.formulas.take(cells, column, book.formulas.text(formula), value)
        elif isinstance(value, str) and style.letters and value.strip():
            book.legacy.take(cells, column, [(value, style.letters)])
        elif value is not None and not (isinstance(value, str) and not value.strip()):
            cells[column] = value
        if len(cells) > filled:
            filled = len(cells)
            styles.append(style)
    return cells, bool(styles) and all(style.is_struck for style in styles)


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
) -> tuple[Value | _Text | None, etree._Element | None]:
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


def _typed(held: str, kind: str, style: Style, book: _Book) -> Value | _Text:
    if kind == "s":
        return book.texts[int(held)]
    if kind == "str":
        return _unescaped(held)
    if kind == "e":
        return ErrorCell(held)
    if kind == "b":
        return held in ("1", "true")
    if kind == "d":
        return Day(datetime.fromisoformat(held).replace(tzinfo=None))
    return number_value(float(held), style, book.epoch)
