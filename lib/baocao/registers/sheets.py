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
    LOWEST,
    are_numbers,
    is_group,
    is_numbering,
    is_signed,
    is_total,
    level_of,
    shape_of,
    summary_of,
    tells_of_total,
)
from baocao.registers.row_notes import note_of, ranges
from baocao.registers.sheet_names import is_not_counted, purpose_of
from baocao.registers.shown import shown
from baocao.registers.summaries import LARGE, Summaries, amount_of, sums_of_others, wholes
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

__all__ = ["Row", "Sheet", "read"]

_OTHER = "; trang không phải của sổ thì chuyển sang tệp khác, hoặc đặt tên là Tổng hợp, Mẫu"
_NUMBERED = {"stt", "tt", "số tt", "số thứ tự", "no", "no."}


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
        Those of the register that the file has.
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
    aside = _aside(grids, heads)
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
        frozenset(reader.headings),
        tuple(reader.rows),
        tuple(reader.notes),
        tuple(reader.findings),
        tuple(reader.summaries),
    )


def _aside(grids: Sequence[Grid], heads: Sequence[Headings | None]) -> dict[str, str]:
    """Shown sheets that are none of data by their names, where there is another one of data."""
    purposes = {
        grid.name: purpose_of(grid.name) or _purpose_of_titles(grid, head)
        for grid, head in zip(grids, heads, strict=True)
        if not grid.is_hidden
    }
    has_data = any(
        head is not None and head.is_enough and grid.rows and max(grid.rows) > head.row
        for grid, head in zip(grids, heads, strict=True)
        if purposes.get(grid.name) == ""
    )
    return {name: purpose for name, purpose in purposes.items() if purpose and has_data}


def _purpose_of_titles(grid: Grid, head: Headings | None) -> str:
    """The same by the titles above the headings: "DANH SÁCH ĐOÀN ĐÃ HỦY"."""
    if head is None or not head.is_enough:
        return ""
    titles = [cell for n, cells in grid.rows.items() if n < head.row for cell in cells.values()]
    is_aside = any(isinstance(title, str) and is_not_counted(title) for title in titles)
    return "không tính" if is_aside else ""


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


def _filled(cells: Mapping[int, Value]) -> dict[int, Value]:
    return {at: cell for at, cell in cells.items() if cell != ""}


class _Reader:
    """Takes the rows of one sheet after another."""

    def __init__(self, register: Register, place: str) -> None:
        self.whole = self.register = register
        self.declared = {column.heading: column for column in register.all_columns}
        self.file = place
        self.headings: set[str] = set()
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
        self.headings |= places.keys() if wide is None else wide.whole(places)
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
        self._outside(grid, kept, head, outside)
        for number, cells in kept.items():
            if not grid.name and self._is_shifted(grid, number, head):
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
        """Whether a line of a text file has fewer cells than headings, or more; told if fewer."""
        width = max(grid.rows[number])
        is_short = width < len(head.columns) and width < max(head.columns)
        if is_short:
            where = f"{self.file}, {grid.place(number)}"
            self.findings.append(wrong_width(where, f"{width} ô, {max(head.columns)} cột"))
        return is_short or (width > max(head.columns) and grid.rows[number][width] != "")

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
            elif folded(heading) in _NUMBERED:
                self.notes.append(f'không đọc cột "{heading}"')
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
        key = self._key_column(columns)
        self.units = set()
        groups: list[int] = []
        numbered: list[int] = []
        unclear: list[int] = []
        shapes = self._key_shapes(body, columns)
        self.shapes |= shapes
        signed = self._signed_from(body, columns, shapes)
        above = self._above_others(body, columns)
        summed = self._summed(body, columns)
        # Printed on several pages, a table has its headings again on each.
        last_head = head.row
        for number, cells in body.items():
            if signed is not None and number >= signed:
                self._note(grid, "dòng dưới bảng", [n for n in body if n >= signed])
                break
            filled = _filled(cells)
            if head.are_again_in(filled):
                self._note(grid, "tiêu đề lặp lại", [number])
                last_head = number
            elif head.stand_otherwise_in(filled):
                where = f"{self.file}, {grid.place(number)}"
                self.findings.append(other_order(where, ", ".join(map(shown, filled.values()))))
                break
            elif number - last_head <= 3 and is_unit_row(filled, key):
                self._note(grid, "dòng đơn vị tính", [number])
                self.units.add(number)
                self.findings += unit_faults(grid, self.file, number, declared)
            elif number - last_head <= 3 and is_numbering(filled):
                self._note(grid, "dòng đánh số cột", [number])
            elif (kind := summary_of(filled, key)) and self._shape(filled, columns) not in shapes:
                if kind == "compared" or self._has_days(filled, columns):
                    unclear.append(number)
                else:
                    summaries.add(number, filled, len(kept), kind)
            elif self._names_a_sum(filled, columns) and self._shape(filled, columns) not in shapes:
                summaries.add(number, filled, len(kept), "total")
            elif number in above and self._is_sourced(filled, columns):
                # It names others, and says where it is from as data do: nobody can tell.
                unclear.append(number)
            elif number in above:
                groups.append(number)
                summaries.add(number, filled, len(kept), "group")
            elif self._is_numbered_total(filled, columns) or number in summed:
                unclear.append(number)
            elif self._is_data(filled, columns, shapes):
                kept[number] = dict(cells)
            elif not columns.keys() & filled.keys() and are_numbers(filled):
                numbered.append(number)
            elif is_group(grid, number, self._without_amounts(filled, columns)):
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

    def _names_a_sum(self, filled: Mapping[int, Value], columns: Mapping[int, str]) -> bool:
        """Whether a row has one name, with a word of totals in it, and amounts beside it.

        The amounts are held against the rows as those of any total: what is none is refused.
        """
        names = self._without_amounts(filled, columns)
        texts = [cell for cell in names.values() if isinstance(cell, str)]
        return (
            0 < len(names) < len(filled)
            and len(texts) == 1
            and len(names) <= 2
            and tells_of_total(texts[0])
            and not self._has_days(filled, columns)
            and not self._is_sourced(filled, columns)
        )

    def _is_numbered_total(self, filled: Mapping[int, Value], columns: Mapping[int, str]) -> bool:
        """Whether a row has a key and says that it is a total: nobody can tell which it is."""
        totals = [
            self.declared[heading].name
            for at, heading in columns.items()
            if self.declared[heading].type == "text" and is_total(filled.get(at, ""))
        ]
        is_sourced = self._is_sourced(filled, columns)
        return bool({*totals} & {*self.register.key} if is_sourced else totals)

    def _is_data(
        self, filled: Mapping[int, Value], columns: Mapping[int, str], shapes: set[str]
    ) -> bool:
        """Whether a row is one of data, though perhaps a faulty one.

        Half of its required cells are filled, or its key looks like the others, or it says where it
        is from.
        """
        if len(filled) == 1 and sum(self.declared[one].required for one in columns.values()) > 2:
            # Only numbered, or only sourced, in advance.
            return False
        return (
            self._is_sourced(filled, columns)
            or self._is_full(filled, columns)
            or self._shape(filled, columns) in shapes
        )

    def _is_sourced(self, filled: Mapping[int, Value], columns: Mapping[int, str]) -> bool:
        common = {column.heading for column in self.register.common}
        return any(heading in common and at in filled for at, heading in columns.items())

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

    def _key_shapes(
        self, body: Mapping[int, Mapping[int, Value]], columns: Mapping[int, str]
    ) -> set[str]:
        """What the keys of full rows look like: "Đ-00" for Đ-01 and Đ-12."""
        key = self._key_column(columns)
        full = [
            cells
            for cells in body.values()
            if self._is_full(cells, columns)
            and not summary_of(cells, key)
            and not self._names_a_sum(_filled(cells), columns)
        ]
        return {self._shape(cells, columns) for cells in full} - {""}

    def _shape(self, filled: Mapping[int, Value], columns: Mapping[int, str]) -> str:
        cell = filled.get(self._key_column(columns), "")
        return shape_of(cell) if isinstance(cell, str) else ""

    def _without_amounts(
        self, filled: Mapping[int, Value], columns: Mapping[int, str]
    ) -> dict[int, Value]:
        kinds = {at: self.declared[heading].type for at, heading in columns.items()}
        amounts = ("money", "integer", "number")
        return {at: cell for at, cell in filled.items() if kinds.get(at) not in amounts}

    def _above_others(
        self,
        body: Mapping[int, Mapping[int, Value]],
        columns: Mapping[int, str],
    ) -> set[int]:
        """Rows that look like data, but name others below them, with their sums beside the name.

        "I. Huyện Hải Lăng", 42 stands above its communes.
        """
        levels: dict[int, int] = {}
        for number, cells in body.items():
            filled = _filled(cells)
            if self._is_full(filled, columns) and not summary_of(filled, self._key_column(columns)):
                names = self._without_amounts(filled, columns)
                is_named = len(names) <= 2 and len(names) < len(filled)
                levels[number] = level_of(names) if is_named else LOWEST
        lowest = max(levels.values(), default=0)
        above = {n for n, level in levels.items() if level < lowest and n < max(levels)}
        return above if 2 * len(above) <= len(levels) else set()

    def _summed(
        self, body: Mapping[int, Mapping[int, Value]], columns: Mapping[int, str]
    ) -> set[int]:
        """Rows that look like data, and hold the sums of those beside them in all their amounts."""
        kinds = {at: self.declared[heading].type for at, heading in columns.items()}
        places = [at for at, kind in kinds.items() if kind in ("money", "integer", "number")]
        key = self._key_column(columns)
        bare = {number for number, cells in body.items() if self._is_bare(cells, columns)}
        if not places:
            return set()
        numbers = [n for n, cells in body.items() if not summary_of(_filled(cells), key)]
        amounts = [[amount_of(body[number].get(at)) for at in places] for number in numbers]
        whole = {numbers[at] for at in wholes(amounts)}
        if not bare:
            return whole
        return whole | {
            number
            for number, amount, is_sum in zip(
                numbers, amounts, sums_of_others(amounts), strict=True
            )
            if is_sum and number in bare and (sum(map(bool, amount)) > 1 or max(amount) >= LARGE)
        }

    def _is_bare(self, cells: Mapping[int, Value], columns: Mapping[int, str]) -> bool:
        """Whether a row has a name and amounts, and neither a code nor a source."""
        filled = _filled(cells)
        if self._is_sourced(filled, columns):
            return False
        return len(self._without_amounts(filled, columns)) <= 2 and not self._shape(filled, columns)

    def _has_days(self, filled: Mapping[int, Value], columns: Mapping[int, str]) -> bool:
        return any(
            at in filled
            and self.declared[heading].type == "date"
            and not tells_of_total(filled[at])
            for at, heading in columns.items()
        )

    def _key_column(self, columns: Mapping[int, str]) -> int:
        heading = self.register.column(self.register.key[0]).heading
        return next((at for at, h in columns.items() if h == heading), 0)

    def _is_full(self, filled: Mapping[int, Value], columns: Mapping[int, str]) -> bool:
        """Whether so many cells are filled that it must be data.

        Half of the required ones; where a wide table requires one or two, three of any.
        """
        there = [at for at in columns if filled.get(at, "") != ""]
        required = [at for at, heading in columns.items() if self.declared[heading].required]
        if len(required) < 3 and len(columns) > 4:
            return len(there) >= 3
        return 2 * len({*there} & {*required}) >= len(required) > 0

    def _signed_from(
        self,
        body: Mapping[int, Mapping[int, Value]],
        columns: Mapping[int, str],
        shapes: set[str],
    ) -> int | None:
        """The first row of what stands below a table: a place and day, who made it, who signs."""
        first = None
        days = {at for at, heading in columns.items() if self.declared[heading].is_day}
        for number in reversed(list(body)):
            filled = {at: cell for at, cell in body[number].items() if cell != ""}
            if self._is_data(filled, columns, shapes) or len(filled) > 4:
                break
            texts = {at: folded(cell) for at, cell in filled.items() if isinstance(cell, str)}
            if any(is_signed(t) and not (a in days and len(filled) > 1) for a, t in texts.items()):
                first = number
        return first

    def _outside(
        self,
        grid: Grid,
        kept: Mapping[int, Mapping[int, Value]],
        head: Headings,
        outside: Iterable[int],
    ) -> None:
        """Cells of data rows under no heading: a numbering, or something that nobody declared."""
        for at in sorted(set(outside) - set(head.columns)):
            cells = {n: row[at] for n, row in kept.items() if row.get(at, "") != ""}
            values = list(cells.values())
            if values in (list(range(len(kept))), list(range(1, len(kept) + 1))):
                self.notes.append("không đọc cột đánh số không có tiêu đề")
                continue
            number = next(iter(cells))
            width = f"{max(grid.rows[number])} ô, {len(head.columns)} cột"
            where = f"{self.file}, {grid.place(number, at)}"
            if grid.name:
                width = f"ô ngoài bảng, không có tiêu đề: {shown(values[0])}"
            self.findings.append(wrong_width(where, width))

    def _note(self, grid: Grid, what: str, numbers: Sequence[int]) -> None:
        self.notes.append(note_of(grid, what, numbers))
