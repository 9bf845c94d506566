"""What is told of rows that were left out or taken otherwise, in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence

from baocao.registers.grid import Grid

__all__ = ["note_of", "ranges"]


def note_of(grid: Grid, what: str, numbers: Sequence[int]) -> str:
    """What is told of rows of a sheet.

    Examples
    --------
    >>> note_of(Grid("ocop", {}), "dòng cộng", [5, 6])
    'trang ocop, dòng cộng: 5–6'
    """
    where = f"trang {grid.name}, " if grid.name else ""
    return f"{where}{what}: {ranges(numbers)}"


def ranges(numbers: Sequence[int]) -> str:
    """Numbers of rows, those that follow one another as a range.

    Examples
    --------
    >>> ranges([1, 2, 3, 7])
    '1–3, 7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{a}–{b}" if b > a else f"{a}" for a, b in runs)
