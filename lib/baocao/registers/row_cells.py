"""Cells as all kinds of workbooks have them, put into grids by one set of rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from baocao.registers.formulas import Formulas
from baocao.registers.grid import Disguised, Grid, Marked, Pictured, Value
from baocao.registers.legacy_text import PICTURES, LegacyText
from baocao.registers.number_formats import Style, text_around
from baocao.registers.shown import shown_cell

__all__ = [
    "LEAST_HEIGHT",
    "LEAST_WIDTH",
    "MOST_COLUMNS",
    "Cell",
    "RowCells",
    "Run",
    "Text",
    "text_of",
]

MOST_COLUMNS = 2**14
# In points, and in widths of a letter: of rows and columns that have less, nothing is seen.
LEAST_HEIGHT, LEAST_WIDTH = 1.0, 0.2

# Figures that are raised behind these are part of a unit, m²; behind other words they are notes.
_UNITS = {"km", "hm", "dam", "dm", "cm", "mm"}


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text with one font; what is None there is that of the cell.

    `position` is above or below the line: 1, -1, or 0.
    """

    text: str
    letters: str | None = None
    is_struck: bool | None = None
    position: int = 0


Text = str | tuple[Run, ...]
"""A text, or its parts where they have fonts of their own."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a file keeps it: its column, its value or the runs of its text, and its look."""

    column: int
    value: Value | tuple[Run, ...] | None
    style: Style
    formula: str | None = None


def text_of(first: str, others: Sequence[Run]) -> Text:
    """A text from a part that has the font of the cell, and those behind it that have their own."""
    if not others:
        return first
    return (Run(first), *others) if first else tuple(others)


@dataclass
class RowCells:
    """Puts the cells of a workbook into the rows of its sheets, one sheet after another.

    Attributes
    ----------
    formulas, legacy
        The formulas and the old letters of the workbook, which are judged together at its end.
    rows, hidden, struck, merged, hidden_columns, unseen
        What was found so far in the present sheet, see :class:`baocao.registers.grid.Grid`.
    is_1904
        Whether the workbook counts its days from 1904.
    """

    formulas: Formulas = field(default_factory=Formulas)
    legacy: LegacyText = field(default_factory=LegacyText)
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)
    is_1904: bool = False

    def begin_sheet(self) -> None:
        """Forget what was found in the sheet before."""
        self.formulas.begin_sheet()
        self.legacy.begin_sheet()
        self.rows, self.merged = {}, []
        self.hidden, self.struck, self.hidden_columns, self.unseen = set(), set(), set(), set()

    def row(self, number: int, given: Iterable[Cell], is_hidden: bool = False) -> dict[int, Value]:
        """Take a row, which counts where it has filled cells; these by column.

        Raises
        ------
        ValueError
            The row was there before, or has two cells in one column.
        """
        if number in self.rows:
            raise ValueError(number)
        cells: dict[int, Value] = {}
        struck: list[int] = []
        last = 0
        for cell in sorted(given, key=attrgetter("column")):
            if cell.column == last:
                raise ValueError(last)
            last = cell.column
            self._put(cells, cell)
            if cell.column in cells:
                if _are_struck(cell):
                    struck.append(cell.column)
                if cell.style.is_unseen:
                    self.unseen.add(number)
        if struck and len(struck) == len(cells):
            self.struck.add(number)
        else:
            for column in struck:
                cells[column] = Marked(shown_cell(cells[column]))
        if cells:
            self.rows[number] = cells
            if is_hidden:
                self.hidden.add(number)
        return cells

    def hide_columns(self, first: int, last: int) -> None:
        """Take columns that are hidden; some files say so of all that there could be."""
        self.hidden_columns |= {*range(first, min(last, MOST_COLUMNS) + 1)}

    def grid(self, name: str, is_hidden: bool) -> Grid:
        """The present sheet, when all of it was taken; its rows in their order, not the file's."""
        rows = dict(sorted(self.rows.items()))
        return Grid(
            name, rows, is_hidden, frozenset(self.hidden), frozenset(self.struck),
            tuple(self.merged), frozenset(self.hidden_columns), frozenset(self.unseen),
            self.legacy.counts, is_1904=self.is_1904,
        )  # fmt: skip

    def settle(self) -> None:
        """Judge the formulas and the old letters when all sheets are read."""
        self.formulas.settle()
        self.legacy.settle()

    def _put(self, cells: dict[int, Value], cell: Cell) -> None:
        value, style = cell.value, cell.style
        if isinstance(value, str) and cell.formula is None:
            if not style.letters and (style.format is None or style.format.text is None):
                # As most texts are: this is quicker.
                if value.strip():
                    cells[cell.column] = value
                return
            value = (Run(value),)
        if cell.formula is not None:
            if isinstance(value, tuple):
                value = "".join(run.text for run in value)
            value = "" if isinstance(value, str) and not value.strip() else value
            self.formulas.take(cells, cell.column, cell.formula, value)
            if isinstance(made := cells.get(cell.column), str):
                self._put_text(cells, cell.column, (Run(made),), style)
            elif made is not None and style.letters == PICTURES:
                cells[cell.column] = Pictured(shown_cell(made))
        elif isinstance(value, tuple):
            self._put_text(cells, cell.column, value, style)
        elif value is not None and style.letters == PICTURES:
            cells[cell.column] = Pictured(shown_cell(value))
        elif value is not None:
            cells[cell.column] = value

    def _put_text(
        self, cells: dict[int, Value], column: int, runs: Sequence[Run], style: Style
    ) -> None:
        text = "".join(run.text for run in runs)
        if not text.strip():
            return
        fonts = {style.letters if r.letters is None else r.letters for r in runs if r.text.strip()}
        if PICTURES in fonts:
            cells[column] = Pictured(text)
            return
        around = text_around(style)
        if around is None:
            cells[column] = Disguised(text, style.format.code if style.format else "")
        elif _is_marked(runs, style):
            cells[column] = Marked(text)
        else:
            parts = [(run.text, run.letters) for run in runs]
            parts = [(around[0], None), *parts, (around[1], None)]
            letters = [(t, style.letters if own is None else own) for t, own in parts if t]
            if any(own for _, own in letters):
                self.legacy.take(cells, column, letters)
            else:
                cells[column] = "".join(part for part, _ in letters)


def _are_struck(cell: Cell) -> bool:
    """Whether all that a cell shows is struck out."""
    if not isinstance(cell.value, tuple):
        return cell.style.is_struck
    return all(_is_struck(run, cell.style) for run in cell.value if run.text.strip())


def _is_struck(run: Run, style: Style) -> bool:
    return style.is_struck if run.is_struck is None else run.is_struck


def _is_marked(runs: Sequence[Run], style: Style) -> bool:
    """Whether a part of a text is struck out, or has a small figure behind it that is a note's.

    m² is a unit, CO₂ a substance; 71 may be 7 with the first note.
    """
    if len({_is_struck(run, style) for run in runs if run.text.strip()}) > 1:
        return True
    if len(runs) == 1:
        return False
    whole = "".join(run.text for run in runs)
    is_number = whole.strip().replace(".", "").replace(",", "").isdigit()
    before = ""
    for run in runs:
        if run.position and run.text.strip():
            is_figure = run.text.strip()[0].isdigit()
            if is_number or (is_figure and _is_note_behind(before, run.position)):
                return True
        before += run.text
    return False


def _is_note_behind(before: str, position: int) -> bool:
    """Whether a small figure is a note's: behind a figure, or raised behind a word."""
    word = re.search(r"[^\W_]*$", before)
    last = word[0] if word else ""
    if last[-1:].isdigit():
        return True
    last = last.lstrip("0123456789")
    is_formula = len(last) <= 2 and last.isupper()
    return position > 0 and len(last) > 1 and last.lower() not in _UNITS and not is_formula
