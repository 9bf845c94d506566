"""The table of a register in the file that a clerk saved: where it is, and which rows are data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from baocao.core.errors import Finding, RegisterError
from baocao.locale.vi.look_alikes import folded
from baocao.registers.cells import read_column
from baocao.registers.declare import Register
from baocao.registers.faults import heading_faults, no_headings, wrong_width
from baocao.registers.files import readings
from baocao.registers.filled_cells import fill_days_of_1904, fill_ditto, fill_merged
from baocao.registers.grid import Grid, Value, column_letters
from baocao.registers.headings import Headings, headings_of
from baocao.registers.row_kinds import (
    are_numbers,
    is_group,
    is_numbering,
    shape_of,
)
from baocao.registers.row_notes import note_of, ranges
from baocao.registers.row_rules import RowRules
from baocao.registers.sheet_names import is_not_counted
from baocao.registers.sheets_aside import sheets_aside
from baocao.registers.shown import shown
from baocao.registers.summaries import Summaries
from baocao.registers.table_faults import (
    duplicate_heading,
    hidden_sheet,
    not_counted,
    other_order,
    sheet_aside,
    unclear_rows,
)
from baocao.registers.text_marks import without_text_marks
from baocao.registers.units import headings_in_other_units, is_unit_row, unit_faults
from baocao.registers.units_said import units_said
from baocao.registers.wide import Wide, wide_of

__all__ = ["NUMBERED", "Row", "Sheet", "read"]

_OTHER = "; trang không phải của sổ thì chuyển sang tệp khác, hoặc đặt tên là Tổng hợp, Mẫu"
NUMBERED = frozenset({"stt", "tt", "số tt", "số thứ tự", "no", "no."})
"""Headings of columns that only number the rows."""


@dataclass(frozen=True)
class Row:
    """A row of data.

    Attributes
    ----------
    number, grid, file
        Its number in its sheet, the sheet, and the file as people name it.
    cells, columns
        Its filled cells, and the columns of its sheet, by heading.
    named
        Headings that stand otherwise in the file: of a table with a column a month.
    """

    number: int
    grid: Grid
    file: str
    cells: Mapping[str, Value]
    columns: Mapping[str, int]
    named: Mapping[str, str] = field(default_factory=dict)

    def place(self, heading: str = "") -> str:
        """How people name the row, or its cell under a heading."""
        if not heading:
            return f"{self.file}, {self.grid.place(self.number)}"
        where = self.grid.place(self.number, self.columns.get(heading))
        return f'{self.file}, {where}, cột "{self.named.get(heading, heading)}"'


@dataclass(frozen=True)
class Sheet:
    """The table of a register as it stands in its file.

    Attributes
    ----------
    headings
        Those of the register that every sheet read has.
    rows
        Rows of data, in the order of the file.
    notes
        In Vietnamese, what was left out or taken in another way than it is written.
    findings
        Faults that did not stop the reading.
    summaries
        Of each sheet that was read the rows that sum up others.
    """

    headings: frozenset[str]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    summaries: tuple[Summaries, ...] = ()


def read(content: bytes, place: str, register: Register) -> Sheet:
    """Find the table of a register in its file.

    Raises
    ------
    RegisterError
        See :func:`baocao.registers.files.grids_of`; REGISTER-03 no sheet has its headings.
    """
    letters, grids, heads, wides = _found(content, place, register)
    reader = _Reader(register, place)
    if letters:
        reader.notes.append(f"đổi chữ {letters} sang Unicode")
    aside = sheets_aside(grids, heads)
    for grid, head, wide in zip(grids, heads, wides, strict=True):
        if grid.name in aside:
            if head is not None and head.is_enough and max(grid.rows) > head.row:
                at = f"{place}, trang {grid.name}"
                reader.findings.append(sheet_aside(at, aside[grid.name]))
            else:
                reader.notes.append(f"không đọc trang {grid.name}: trang {aside[grid.name]}")
        elif head is not None and head.is_enough:
            reader.take(grid, head, wide)
        elif head is not None and head.matched > 1 and not grid.is_hidden:
            at = f"{place}, {grid.place(head.row)}"
            reader.findings.append(no_headings(register, at, head.columns.values(), _OTHER))
        elif grid.rows:
            hidden = " (ẩn)" if grid.is_hidden else ""
            reader.notes.append(f"không đọc trang {grid.name}{hidden}: không có tiêu đề của sổ")
    for grid, head in zip(grids, heads, strict=True):
        # A sheet that goes on without headings has keys like those of the others.
        is_left = grid.is_hidden or grid.name in aside or (head and head.is_enough)
        if not is_left and reader.has_keys(grid):
            first = map(shown, next(iter(grid.rows.values())).values())
            reader.findings.append(
                no_headings(register, f"{place}, trang {grid.name}", first, _OTHER)
            )
    return Sheet(
        frozenset(reader.headings or ()),
        tuple(reader.rows),
        tuple(reader.notes),
        tuple(reader.findings),
        tuple(reader.summaries),
    )


def _found(
    content: bytes, place: str, register: Register
) -> tuple[str, list[Grid], list[Headings | None], list[Wide | None]]:
    """The letters in which the headings of the register are found, the sheets, their headings.

    Of a sheet that has a column a month, how it is to be read.
    """
    first: list[Grid] | None = None
    for letters, grids in readings(content, place):
        grids = [without_text_marks(grid) for grid in grids]
        first = grids if first is None else first
        heads = [headings_of(grid, register) for grid in grids]
        wides: list[Wide | None] = [None] * len(grids)
        for at, grid in enumerate(grids):
            if found := wide_of(grid, register):
                heads[at], wides[at] = found
        if any(head.is_enough for head in heads if head):
            return letters, grids, heads, wides
    filled = next((grid for grid in first or () if grid.rows), None)
    texts = () if filled is None else map(shown, next(iter(filled.rows.values())).values())
    raise RegisterError(no_headings(register, place, texts))


class _Reader:
    """Takes the rows of one sheet after another."""

    def __init__(self, register: Register, place: str) -> None:
        self.whole = self.register = register
        self.declared = {column.heading: column for column in register.all_columns}
        self.file = place
        self.headings: set[str] | None = None
        self.rows: list[Row] = []
        self.notes: list[str] = []
        self.shapes: set[str] = set()
        self.units: set[int] = set()
        self.findings: list[Finding] = []
        self.summaries: list[Summaries] = []

    def take(self, grid: Grid, head: Headings, wide: Wide | None = None) -> None:
        """Take the rows of a sheet that has the headings of the register, or a column a month."""
        self.register = self.whole if wide is None else wide.register
        self.declared = {column.heading: column for column in self.register.all_columns}
        at = f"{self.file}, {grid.place(head.row)}"
        if grid.is_hidden:
            self.findings.append(hidden_sheet(f"{self.file}, trang {grid.name}"))
            return
        columns = self._columns(grid, head, at)
        places = {heading: column for column, heading in columns.items()}
        found = set(places) if wide is None else wide.whole(places)
        self.headings = found if self.headings is None else self.headings & found
        for letters, count in sorted(grid.converted.items()):
            if not count:
                continue
            where = f"trang {grid.name}: "
            self.notes.append(f"{where}đổi {count} ô chữ {letters} sang Unicode theo phông chữ")
        if grid.text_marks:
            where = f"trang {grid.name}: " if grid.name else ""
            self.notes.append(f"{where}bỏ dấu nháy đơn ở đầu {grid.text_marks} ô")
        body = {number: cells for number, cells in grid.rows.items() if number > head.row}
        if above := [number for number in grid.rows if number < head.row]:
            self._note(grid, "dòng trên bảng", above)
        declared = {at: self.declared[heading] for at, heading in columns.items()}
        kept = self._data(grid, head, body, columns)
        beside = [n for n in grid.rows if n not in kept and n != head.row and n not in self.units]
        self.findings += units_said(grid, self.file, beside, self.whole.all_columns)
        fill_days_of_1904(grid, kept, declared)
        for one in (
            *fill_merged(grid, self.file, kept, declared),
            *fill_ditto(grid, self.file, kept, declared, {*self.register.key}),
        ):
            if isinstance(one, Finding):
                self.findings.append(one)
            else:
                self.notes.append(one)
        outside = {a for cells in kept.values() for a, v in cells.items() if v != ""} - {*columns}
        outside -= set() if wide is None else {*wide.sums}
        strays = self._outside(grid, kept, head, outside)
        for number, cells in kept.items():
            is_shifted = not grid.name and self._is_shifted(grid, number, head)
            if is_shifted or number in strays:
                # Its cells may stand under other headings: what they hold says nothing more.
                self.summaries[-1].rows.clear()
                continue
            filled = {columns[a]: v for a, v in cells.items() if a in columns and v != ""}
            if wide is None:
                self.rows.append(Row(number, grid, self.file, filled, places))
                continue
            own = {heading: v for heading, v in filled.items() if heading not in wide.headings}
            for column, month in wide.rows({a: v for a, v in cells.items() if a in columns}):
                at_month = {**places, wide.month: column, wide.figure: column}
                named = {wide.figure: columns[column]}
                row = Row(number, grid, self.file, {**own, **month}, at_month, named)
                self.rows.append(row)
        if wide is not None:
            self.findings += wide.wrong_sums(kept, grid, self.file)
            self._check_months(kept, columns)
        for what, numbers in (
            ("dòng ẩn, có tính", grid.hidden),
            ("dòng gạch, có tính", grid.struck),
            ("dòng có chữ trùng màu nền, có tính", grid.unseen),
        ):
            if told := sorted(numbers & kept.keys()):
                self._note(grid, what, told)
        for column in sorted(grid.hidden_columns & columns.keys()):
            where = f"trang {grid.name}, cột ẩn, có tính"
            self.notes.append(f'{where}: {column_letters(column)} "{columns[column]}"')

    def _is_shifted(self, grid: Grid, number: int, head: Headings) -> bool:
        """Whether a line of a text file has fewer cells than headings; then it is told."""
        width = max(grid.rows[number])
        is_short = width < len(head.columns) and width < max(head.columns)
        if is_short:
            where = f"{self.file}, {grid.place(number)}"
            self.findings.append(wrong_width(where, f"{width} ô, {max(head.columns)} cột"))
        return is_short

    def _check_months(
        self, kept: Mapping[int, Mapping[int, Value]], columns: Mapping[int, str]
    ) -> None:
        """Hold the rows that sum up others against each month, which is a column here alone."""
        data = [{columns[a]: v for a, v in row.items() if a in columns} for row in kept.values()]
        reads = {
            column.name: read_column([row.get(column.heading) for row in data], column)
            for column in self.declared.values()
            if column.is_number
        }
        found, _ = self.summaries.pop().faults(data, [reads])
        self.findings += found

    def _columns(self, grid: Grid, head: Headings, at: str) -> dict[int, str]:
        """The declared headings by their columns; what is wrong with the headings is found."""
        columns: dict[int, str] = {}
        strangers = []
        twice: list[tuple[str, list[str]]] = []
        for column, heading in head.columns.items():
            if heading in columns.values():
                first = next(a for a, h in columns.items() if h == heading)
                twice.append((heading, [grid.place(head.row, a) for a in (first, column)]))
            elif heading in self.declared:
                columns[column] = heading
            elif folded(heading) in NUMBERED:
                where = f"trang {grid.name}, " if grid.name else ""
                self.notes.append(f'{where}không đọc cột "{heading}"')
            else:
                strangers.append(heading)
        if twice:
            self.findings.append(duplicate_heading(self.file, *twice[0], len(twice) - 1))
        found = {*columns.values()}
        missing = [one for one in self.register.all_columns if one.heading not in found]
        for written, meant, finding in headings_in_other_units(strangers, missing, at):
            self.findings.append(finding)
            strangers[strangers.index(written)] = meant.heading
        self.findings += heading_faults(self.register, [*columns.values(), *strangers], at)
        return columns

    def _data(
        self,
        grid: Grid,
        head: Headings,
        body: Mapping[int, Mapping[int, Value]],
        columns: Mapping[int, str],
    ) -> dict[int, dict[int, Value]]:
        """The rows of data; those that head, group, add up or sign are left out."""
        kept: dict[int, dict[int, Value]] = {}
        declared = {at: self.declared[heading] for at, heading in columns.items()}
        summaries = Summaries(self.file, grid, declared)
        rules = RowRules(self.register, declared, body)
        self.units = set()
        groups: list[int] = []
        numbered: list[int] = []
        unclear: list[int] = []
        self.shapes |= rules.shapes
        signed = rules.signed_from
        # Printed on several pages, a table has its headings again on each.
        last_head = head.row
        for number, cells in body.items():
            if signed is not None and number >= signed:
                self._note(grid, "dòng dưới bảng", [n for n in body if n >= signed])
                break
            filled = rules.filled[number]
            if head.are_again_in(filled):
                self._note(grid, "tiêu đề lặp lại", [number])
                last_head = number
            elif head.stand_otherwise_in(filled):
                where = f"{self.file}, {grid.place(number)}"
                self.findings.append(other_order(where, ", ".join(map(shown, filled.values()))))
                break
            elif number - last_head <= 3 and is_unit_row(filled, rules.key):
                self._note(grid, "dòng đơn vị tính", [number])
                self.units.add(number)
                self.findings += unit_faults(grid, self.file, number, declared)
            elif number - last_head <= 3 and is_numbering(filled):
                self._note(grid, "dòng đánh số cột", [number])
            elif (kind := rules.kinds[number]) and not rules.has_known_key(filled):
                if kind == "compared" or rules.has_days(filled):
                    unclear.append(number)
                else:
                    summaries.add(number, filled, len(kept), kind)
            elif rules.is_sum_by_words(filled):
                summaries.add(number, filled, len(kept), "total")
            elif number in rules.above and rules.is_sourced(filled):
                # It names others, and says where it is from as data do: nobody can tell.
                unclear.append(number)
            elif number in rules.above:
                groups.append(number)
                summaries.add(number, filled, len(kept), "group")
            elif rules.is_numbered_total(filled) or number in rules.summed:
                unclear.append(number)
            elif rules.is_data(filled):
                kept[number] = dict(cells)
            elif not columns.keys() & filled.keys() and are_numbers(filled):
                numbered.append(number)
            elif is_group(grid, number, rules.without_amounts(filled)):
                if told := [c for c in filled.values() if isinstance(c, str) and is_not_counted(c)]:
                    where = f"{self.file}, {grid.place(number)}"
                    self.findings.append(not_counted(where, told[0]))
                groups.append(number)
                summaries.add(number, filled, len(kept), "group")
            else:
                unclear.append(number)
        self.summaries.append(summaries)
        for kind, what in (("total", "dòng cộng"), ("average", "dòng bình quân")):
            if numbers := [row.number for row in summaries.rows if row.kind == kind]:
                self._note(grid, what, numbers)
        if groups:
            self._note(grid, "dòng tên nhóm", groups)
        if numbered:
            self._note(grid, "dòng chỉ có số thứ tự", numbered)
        if unclear:
            where = f"{self.file}, {grid.place(unclear[0])}"
            quoted = ", ".join(map(shown, body[unclear[0]].values())).strip(", ")
            self.findings.append(unclear_rows(where, quoted, ranges(unclear)))
        return kept

    def has_keys(self, grid: Grid) -> bool:
        """Whether rows of a sheet that was not read have keys like those that were.

        One row alone has as many cells as rows of data; a note may name a key.
        """
        alike = [
            row
            for row in grid.rows.values()
            if any(isinstance(c, str) and shape_of(c) in self.shapes for c in row.values())
        ]
        is_data = any(2 * len(row) >= len(self.whole.columns) > 2 for row in alike)
        return bool(self.shapes) and (len(alike) > 1 or is_data)

    def _outside(
        self,
        grid: Grid,
        kept: Mapping[int, Mapping[int, Value]],
        head: Headings,
        outside: Iterable[int],
    ) -> set[int]:
        """Cells of data rows under no heading: a numbering, or something that nobody declared.

        Where few rows have such a cell, these are the rows that come: their cells are shifted.
        """
        strays: set[int] = set()
        for at in sorted(set(outside) - set(head.columns)):
            cells = {n: row[at] for n, row in kept.items() if row.get(at, "") != ""}
            values = list(cells.values())
            if values in (list(range(len(kept))), list(range(1, len(kept) + 1))):
                where = f"trang {grid.name}, " if grid.name else ""
                self.notes.append(f"{where}không đọc cột đánh số không có tiêu đề")
                continue
            number = next(iter(cells))
            width = f"{max(grid.rows[number])} ô, {len(head.columns)} cột"
            where = f"{self.file}, {grid.place(number, at)}"
            if grid.name:
                width = f"ô ngoài bảng, không có tiêu đề: {shown(values[0])}"
            self.findings.append(wrong_width(where, width))
            strays |= cells.keys() if 2 * len(cells) <= len(kept) else set()
        return strays

    def _note(self, grid: Grid, what: str, numbers: Sequence[int]) -> None:
        self.notes.append(note_of(grid, what, numbers))
