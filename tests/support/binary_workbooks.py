"""Writes small binary workbooks (.xlsb), record by record as [MS-XLSB] lays them out."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from openpyxl.styles.colors import Color
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook

__all__ = [
    "ERRORS",
    "BinaryBook",
    "cell",
    "color",
    "columns",
    "error",
    "formula",
    "like",
    "record",
    "row",
    "shared",
    "text",
]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
# [MS-XLSB] 2.5.98.2
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36,
          "#N/A": 42}  # fmt: skip


def record(kind: int, content: bytes = b"") -> bytes:
    """A record: its kind in one byte or two, its length in up to four, its content."""
    head = [kind] if kind < 128 else [kind & 127 | 128, kind >> 7]
    length = len(content)
    while length > 127:
        head.append(length & 127 | 128)
        length >>= 7
    return bytes([*head, length]) + content


def text(value: str) -> bytes:
    """A text: the number of its letters, and its letters."""
    letters = value.encode("utf-16-le")
    return struct.pack("<I", len(letters) // 2) + letters


def cell(column: int, value: bool | int | float | str | None, look: int = 0) -> bytes:
    """A cell with a value of its own; columns count from 1."""
    place = struct.pack("<II", column - 1, look)
    if value is None:
        return record(1, place)
    if isinstance(value, bool):
        return record(4, place + bytes([value]))
    if isinstance(value, int) and abs(value) < 2**29:
        return record(2, place + struct.pack("<i", value << 2 | 2))
    if isinstance(value, str):
        return record(6, place + text(value))
    return record(5, place + struct.pack("<d", value))


def shared(column: int, number: int, look: int = 0) -> bytes:
    """A cell that refers to one of the shared texts."""
    return record(7, struct.pack("<III", column - 1, look, number))


def error(column: int, value: str, look: int = 0) -> bytes:
    """A cell with an error that was typed."""
    return record(3, struct.pack("<IIB", column - 1, look, ERRORS[value]))


def formula(column: int, value: bool | float | str, look: int = 0) -> bytes:
    """A formula with the value that is kept beside it."""
    place = struct.pack("<II", column - 1, look)
    # Its flags, and what it is made of: =1.
    tail = struct.pack("<HI", 0, 3) + bytes.fromhex("1e0100") + struct.pack("<I", 0)
    if isinstance(value, str) and value in ERRORS:
        return record(11, place + bytes([ERRORS[value]]) + tail)
    if isinstance(value, str):
        return record(8, place + text(value) + tail)
    if isinstance(value, bool):
        return record(10, place + bytes([value]) + tail)
    return record(9, place + struct.pack("<d", value) + tail)


def row(number: int, *cells: bytes, hidden: bool = False, height: float = 15) -> bytes:
    """A row, which counts from 1, and its cells; its height is in points."""
    flags = 0x10 if hidden else 0
    head = struct.pack("<IIHBBBI", number - 1, 0, round(20 * height), 0, flags, 0, 0)
    return record(0, head) + b"".join(cells)


def columns(first: int, last: int, width: float = 9, hidden: bool = False) -> bytes:
    """How wide columns are, which count from 1, in letters."""
    return record(60, struct.pack("<IIIIH", first - 1, last - 1, round(256 * width), 0, hidden))


def color(value: str | int | None = None, tint: float = 0, kind: int = 3) -> bytes:
    """A colour: red, green and blue, or a number of the theme (3) or the palette (1)."""
    if value is None:
        return bytes(8)
    if isinstance(value, str):
        return struct.pack("<BBh", 2 << 1 | 1, 0, 0) + bytes.fromhex(value) + b"\xff"
    return struct.pack("<BBhI", kind << 1, value, round(32767 * tint), 0)


class BinaryBook:
    """A workbook in the making."""

    def __init__(
        self, is_1904: bool = False, calculation: int = 0x6A, is_manual: bool = False,
        has_chain: bool = False,
    ) -> None:  # fmt: skip
        self.about = struct.pack("<II", int(is_1904), 0) + text("")
        self.calculation = struct.pack(
            "<IIIdIH", 191029, int(not is_manual), 100, 0.001, 1, calculation
        )
        self.has_chain = has_chain
        self.fonts: list[bytes] = []
        self.formats: dict[str, int] = {}
        self.fills: list[bytes] = []
        self.looks: list[bytes] = []
        self.texts: list[bytes] = []
        self.sheets: list[tuple[str, int, bytes]] = []
        self.fill(0)
        self.look()

    def fill(self, pattern: int, ink: bytes = bytes(8)) -> int:
        """Add a fill, whose pattern is none (0), one colour (1) or another; its number."""
        self.fills.append(record(45, struct.pack("<I", pattern) + ink + bytes(56)))
        return len(self.fills) - 1

    def font(
        self, name: str = "Calibri", is_struck: bool = False, raised: int = 0, ink: bytes = bytes(8)
    ) -> int:
        """Add a font; its number."""
        head = struct.pack("<HHHHBBBB", 220, 8 if is_struck else 0, 400, raised, 0, 2, 0, 0)
        self.fonts.append(record(43, head + ink + bytes(1) + text(name)))
        return len(self.fonts) - 1

    def look(self, code: str | int = 0, font: int | None = None, fill: int = 0) -> int:
        """Add a look by its number format, one of Excel's own or a code; its number."""
        font = self.font() if font is None else font
        number = code if isinstance(code, int) else self.formats.setdefault(
            code, 164 + len(self.formats)
        )  # fmt: skip
        self.looks.append(
            record(47, struct.pack("<HHHHHBBHH", 0, number, font, fill, 0, 0, 0, 0, 0))
        )
        return len(self.looks) - 1

    def shared_text(self, value: str, runs: Sequence[tuple[int, int]] = ()) -> int:
        """Add a shared text, and from which letter on it has which font; its number."""
        more = b"".join(struct.pack("<HH", *run) for run in runs)
        tail = struct.pack("<I", len(runs)) + more if runs else b""
        self.texts.append(record(19, bytes([bool(runs)]) + text(value) + tail))
        return len(self.texts) - 1

    def sheet(
        self,
        name: str,
        *rows: bytes,
        state: int = 0,
        merged: Sequence[tuple[int, int, int, int]] = (),
        widths: Sequence[bytes] = (),
        part: bytes | None = None,
    ) -> None:
        """Add a sheet; merged areas by first row, first column, last row and last column."""
        areas = b"".join(
            record(176, struct.pack("<IIII", top - 1, bottom - 1, left - 1, right - 1))
            for top, left, bottom, right in merged
        )
        if part is None:
            # All places are said to be used: which ones are, the rows tell.
            used = struct.pack("<IIII", 0, 2**20 - 1, 0, 2**14 - 1)
            part = record(129) + record(148, used)
            part += record(390) + b"".join(widths) + record(391) if widths else b""
            part += record(145) + b"".join(rows) + record(146)
            if merged:
                part += record(177, struct.pack("<I", len(merged))) + areas + record(178)
            part += record(130)
        self.sheets.append((name, state, part))

    def parts(self) -> dict[str, bytes]:
        """The parts of the file, by name."""
        related = {f"s{n}": ("worksheet", f"worksheets/sheet{n}.bin") for n in self._numbers()}
        related["t"], related["l"] = (
            ("sharedStrings", "sharedStrings.bin"),
            ("styles", "styles.bin"),
        )
        if self.has_chain:
            related["c"] = ("calcChain", "calcChain.bin")
        book = record(131) + record(153, self.about) + record(143)
        for number, (name, state, _) in enumerate(self.sheets, 1):
            head = struct.pack("<II", state, number)
            book += record(156, head + text(f"s{number}") + text(name))
        book += record(144) + record(157, self.calculation) + record(132)
        formats = [record(44, struct.pack("<H", n) + text(c)) for c, n in self.formats.items()]
        styles = record(278) + _collection(615, formats) + _collection(611, self.fonts)
        styles += _collection(603, self.fills)
        # Looks that only have names come first, and are no looks of cells.
        named = record(47, struct.pack("<HHHHHBBHH", 0xFFFF, 14, 0, 0, 0, 0, 0, 0, 0))
        styles += _collection(626, [named]) + _collection(617, self.looks) + record(279)
        sizes = struct.pack("<II", len(self.texts), len(self.texts))
        kinds = {f"xl/worksheets/sheet{number}.bin": "worksheet" for number in self._numbers()}
        kinds |= {"xl/styles.bin": "styles", "xl/sharedStrings.bin": "sharedStrings"}
        parts = {
            "[Content_Types].xml": _types(
                kinds | {"xl/workbook.bin": "sheet.binary.macroEnabled.main"}
            ),
            "_rels/.rels": _relations({"b": ("officeDocument", "xl/workbook.bin")}),
            "xl/_rels/workbook.bin.rels": _relations(related),
            "xl/workbook.bin": book,
            "xl/styles.bin": styles,
            "xl/sharedStrings.bin": record(159, sizes) + b"".join(self.texts) + record(160),
        }
        for number, (_, _, part) in enumerate(self.sheets, 1):
            parts[f"xl/worksheets/sheet{number}.bin"] = part
        return parts

    def content(self, changed: Mapping[str, bytes] | None = None) -> bytes:
        """The file; some parts may be changed, by their names."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in (self.parts() | dict(changed or {})).items():
                archive.writestr(name, part)
        return made.getvalue()

    def _numbers(self) -> range:
        return range(1, len(self.sheets) + 1)


def _collection(begin: int, records: list[bytes]) -> bytes:
    return record(begin, struct.pack("<I", len(records))) + b"".join(records) + record(begin + 1)


def _relations(related: dict[str, tuple[str, str]]) -> bytes:
    links = "".join(
        f'<Relationship Id="{identity}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for identity, (kind, target) in related.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'.encode()


def _types(kinds: dict[str, str]) -> bytes:
    """What the parts of a file are, by their names."""
    told = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.ms-excel.{kind}"/>'
        for name, kind in kinds.items()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    told += f'<Default Extension="rels" ContentType="{rels}"/>'
    names = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{names}">{told}</Types>'.encode()


def like(book: Workbook) -> bytes:
    """The file of a workbook with the same sheets, texts shared; formulas it must not have."""
    made = BinaryBook()
    looks: dict[tuple[str, bool, str, bytes, int, bytes], int] = {}
    for sheet in book.worksheets:
        rows = []
        for number, cells in enumerate(sheet.iter_rows(), 1):
            written = []
            for one in cells:
                if one.value is None:
                    continue
                code, font, fill = one.number_format, one.font, one.fill
                key = (code, bool(font.strike), font.name or "", _like(font.color),
                       int(fill.fill_type == "solid"), _like(fill.fgColor))  # fmt: skip
                if key not in looks:
                    used = made.font(key[2], key[1], ink=key[3])
                    code = 0 if code == "General" else code
                    looks[key] = made.look(code, used, made.fill(*key[4:]))
                value, look = one.value, looks[key]
                if isinstance(value, str):
                    written.append(
                        error(one.column, value, look)
                        if one.data_type == "e"
                        else shared(one.column, made.shared_text(value), look)
                    )
                elif isinstance(value, (date, datetime, time)):
                    written.append(cell(one.column, float(to_excel(value)), look))
                else:
                    written.append(cell(one.column, value, look))
            about = sheet.row_dimensions[number]
            height = 15.0 if about.height is None else about.height
            one_row = row(number, *written, hidden=bool(about.hidden), height=height)
            rows.append(one_row if written else b"")
        areas = [(a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges]
        state = ["visible", "hidden", "veryHidden"].index(sheet.sheet_state)
        widths = []
        for name, of in sorted(sheet.column_dimensions.items()):
            at = column_index_from_string(name)
            widths.append(columns(of.min or at, of.max or at, of.width, bool(of.hidden)))
        made.sheet(sheet.title, *rows, state=state, merged=areas, widths=widths)
    return made.content()


def _like(ink: Color | None) -> bytes:
    if ink is None:
        return color()
    if ink.type == "rgb":
        return color(ink.rgb[-6:])
    return color(ink.value, ink.tint, 3 if ink.type == "theme" else 1)
