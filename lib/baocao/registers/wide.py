"""Tables with a column a month, or a year: read as if each of these had a row of its own."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from baocao.core.errors import Finding
from baocao.core.periods import CALENDAR
from baocao.locale.vi.look_alikes import folded
from baocao.registers.cells import read_column
from baocao.registers.declare import Column, Register
from baocao.registers.empty_marks import is_empty_mark
from baocao.registers.grid import Grid, Value
from baocao.registers.headings import Headings, headings_of
from baocao.registers.months import day_of_month
from baocao.registers.shown import shown
from baocao.registers.table_faults import wrong_total
from baocao.registers.years import is_year

__all__ = ["Wide", "wide_of"]

_MONTH_ALONE = re.compile(r"(?:tháng|t\.?) ?([0-9]{1,2})", re.IGNORECASE)
# "Năm 2023", but not of a day: a decision of "05 tháng 01 năm 2022" tells no year of figures.
_YEAR = re.compile(r"(tháng [0-9]{1,2} )?năm ((?:19|20)[0-9]{2})(?![0-9])", re.IGNORECASE)
_YEAR_ALONE = re.compile(r"(?:năm )?((?:19|20)[0-9]{2})", re.IGNORECASE)
_SUMS = {"cộng", "tổng", "tổng số", "tổng cộng", "cộng năm", "cả năm", "lũy kế"}
# "Quý I", "Cộng quý 2/2023", "6 tháng đầu năm", "6 tháng cuối năm".
_PART = re.compile(
    r"(?:(?:tổng|cộng|tổng cộng|lũy kế) )?(?:quý (iv|i{1,3}|[1-4])|(\d{1,2}) tháng(?: đầu năm)?|"
    r"6 tháng (cuối năm))(?:(?: ?/ ?| )(?:năm )?((?:19|20)\d{2}))?"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class Wide:
    """A table of a register with a column a month.

    Attributes
    ----------
    register
        What its rows look like: the register without its month and its figure, and with an
        optional column for each month.
    month, figure
        The headings of the two, as the register declares them.
    months
        The month of each column.
    sums
        Columns that add up months of a row, and the columns of these months.
    """

    register: Register
    month: str
    figure: str
    months: Mapping[int, Value]
    sums: Mapping[int, tuple[int, ...]]

    @property
    def _optional(self) -> Column:
        return self.register.columns[-1]

    @property
    def headings(self) -> set[str]:
        """The headings of the months."""
        return {column.heading for column in self.register.columns[-len(self.months) :]}

    def whole(self, headings: Iterable[str]) -> set[str]:
        """The headings as if each month had a row of its own."""
        return {*headings} - self.headings | {self.month, self.figure}

    def rows(self, cells: Mapping[int, Value]) -> Iterator[tuple[int, dict[str, Value]]]:
        """The month and the figure of each column that has one, and the place of the column."""
        for at, month in self.months.items():
            # A dash says that there is no figure, as in months to come.
            if (figure := cells.get(at, "")) != "" and not is_empty_mark(figure, self._optional):
                yield at, {self.month: month, self.figure: figure}

    def wrong_sums(
        self, rows: Mapping[int, Mapping[int, Value]], grid: Grid, file: str
    ) -> Iterator[Finding]:
        """Sums beside the months that differ from what the months come to."""
        places = [*self.months, *self.sums]
        cells = [row.get(at) for row in rows.values() for at in places]
        # One convention for all of them: 1.234 is read alike in a month and in the sum.
        reads = iter(read_column(cells, Column("figure", self.figure, "number")))
        for number, row in rows.items():
            values = {at: next(reads).value for at in places}
            dashes = [at for at, cell in row.items() if is_empty_mark(cell, self._optional)]
            filled = {at for at, cell in row.items() if cell != ""} - {*dashes}
            for at, of in self.sums.items():
                figures = [values[month] for month in of if month in filled]
                known = [Decimal(str(value)) for value in figures if isinstance(value, int | float)]
                told = values[at]
                if not isinstance(told, int | float) or len(known) < len(figures):
                    continue
                if abs(sum(known) - Decimal(str(told))) > Decimal("1e-6"):
                    where = f"{file}, {grid.place(number, at)}"
                    yield wrong_total(
                        where, f"{told:.15g}", f"{sum(known, Decimal(0)).normalize():f}"
                    )


def wide_of(grid: Grid, register: Register) -> tuple[Headings, Wide] | None:
    """The headings of a sheet that has a column a month or a year; None where it has not.

    Only a table of months or years with one figure a row can be written so.  Where a sheet has the
    headings of the month and of the figure, it has a row a month, whatever else stands in it.
    """
    figures = [c for c in register.columns if c.name not in register.key and c.is_number]
    if not register.every or len(figures) != 1:
        return None
    month, figure = register.column(register.key[register.interval_position]), figures[0]
    is_interval = is_year if register.every == "year" else _is_month
    whole = headings_of(grid, register)
    if whole is not None and {month.heading, figure.heading} <= {*whole.columns.values()}:
        return None
    others = tuple(c for c in register.columns if c not in (month, figure))
    key = tuple(name for name in register.key if name != month.name)
    plain = dataclasses.replace(register, columns=others, key=key, every="", ended={})
    head = headings_of(grid, plain) if key else None
    if head is None or not head.is_enough:
        return None
    # Under "Năm 2023" the months may have a row of their own.
    for number in (head.row, head.row + 1):
        row = grid.rows.get(number, {})
        months = {at: cell for at, cell in row.items() if is_interval(cell)}
        if register.every == "month":
            months = months or _of_one_year(grid, row, number)
        if len(months) > 1:
            head = dataclasses.replace(head, row=number)
            break
    else:
        return None
    texts = {at: cell for at, cell in {**head.columns, **row}.items() if isinstance(cell, str)}
    sums = {
        at: of
        for at, text in texts.items()
        if at not in months and (of := _summed_by(text, months)) is not None
    }
    headings = {at: head.columns.get(at) or shown(cell) for at, cell in months.items()}
    added = tuple(
        Column(f"month_{at}", headings[at], type=figure.type, required=False) for at in months
    )
    kept = {at: text for at, text in head.columns.items() if at not in sums}
    head = dataclasses.replace(head, columns={**kept, **headings})
    narrow = dataclasses.replace(plain, columns=(*others, *added))
    return head, Wide(narrow, month.heading, figure.heading, months, sums)


def _is_month(cell: Value) -> bool:
    return day_of_month(cell, CALENDAR) is not None


def _summed_by(heading: str, months: Mapping[int, Value]) -> tuple[int, ...] | None:
    """The columns of the months that a column adds up by its heading; None where it does not."""
    plain = folded(heading)
    if plain in _SUMS:
        return tuple(months)
    found = _PART.fullmatch(plain)
    if found is None:
        return None
    quarter, first, second, year = found.groups()
    if quarter:
        last = 3 * (_ROMAN.get(quarter) or int(quarter))
        wanted = range(last - 2, last + 1)
    else:
        wanted = range(7, 13) if second else range(1, int(first) + 1)
    days = {at: day_of_month(month, CALENDAR) for at, month in months.items()}
    years = {day.year for day in days.values() if day}
    if not year and len(years) > 1:
        # Of which year, it does not say.
        return None
    return tuple(
        at
        for at, day in days.items()
        if day and day.month in wanted and (not year or day.year == int(year))
    )


def _of_one_year(grid: Grid, row: Mapping[int, Value], number: int) -> dict[int, Value]:
    """Months without a year, of the one year that the titles or the sheet's name tell."""
    above = [c for n, cells in grid.rows.items() if n <= number for c in cells.values()]
    titles = [cell for cell in above if isinstance(cell, str)]
    years = {found[2] for title in titles for found in _YEAR.finditer(title) if not found[1]}
    years |= {one[1] for text in (grid.name, *titles) if (one := _YEAR_ALONE.fullmatch(text))}
    found = {
        at: match[1]
        for at, cell in row.items()
        if isinstance(cell, str) and (match := _MONTH_ALONE.fullmatch(cell.strip()))
    }
    if len(years) != 1:
        return {}
    return {at: f"{month}/{next(iter(years))}" for at, month in found.items()}
