"""Whether the values that a workbook keeps beside its formulas were calculated."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from baocao.registers.grid import ErrorCell, Uncalculated, Value

__all__ = ["Formulas"]


@dataclass
class Formulas:
    """The formulas of a workbook.

    Programs that do not calculate write no value, or 0 or an empty text beside every formula, and
    most ask Excel to calculate when it opens the file.

    Attributes
    ----------
    is_pending
        Whether the workbook asks to be calculated when it is opened, or says that it is not.
    is_calculated
        Whether the program that wrote it calculates, or a formula has another value than 0 and "".
    """

    is_pending: bool = False
    is_calculated: bool = False
    _doubtful: list[tuple[dict[int, Value], int, str]] = field(default_factory=list)

    _shared: dict[str, str] = field(default_factory=dict)

    def begin_sheet(self) -> None:
        """Forget the formulas that the cells of a sheet share."""
        self._shared.clear()

    def text(self, formula: etree._Element) -> str:
        """A formula as Excel shows it; the cells that share one have it from the first."""
        text = formula.text or self._shared.get(formula.get("si", ""), "")
        if formula.get("t") == "shared":
            self._shared.setdefault(formula.get("si", ""), text)
        return f"={text}"

    def take(self, cells: dict[int, Value], column: int, formula: str, value: Value | None) -> None:
        """Put the value of a formula into the cells of its row, unless it was not calculated.

        Without any value, not even an empty text, it never was.
        """
        if isinstance(value, ErrorCell):
            cells[column] = value
        elif self.is_pending or value is None:
            cells[column] = Uncalculated(formula)
        elif value != "" and not _is_nought(value):
            cells[column] = value
            self.is_calculated = True
        else:
            if value != "":
                cells[column] = value
            if not self.is_calculated:
                self._doubtful.append((cells, column, formula))

    def settle(self) -> None:
        """Withdraw the values of all formulas when none was seen that is calculated."""
        if not self.is_calculated:
            for cells, column, formula in self._doubtful:
                cells[column] = Uncalculated(formula)
        self._doubtful.clear()


def _is_nought(value: Value) -> bool:
    # A day that is shown for 0 is none that anybody wrote.
    held = getattr(value, "value", value)
    return held == 0 or getattr(held, "year", 0) == 1899
