"""Frames that are only asked, never held: what narwhals calls lazy, whoever computes them."""

from __future__ import annotations

from typing import Any

import narwhals as nw

__all__ = ["ROW", "collect"]

ROW = "!row"
"""The column with a row's position in its file, from 0; frames without files have none."""


def collect(frame: nw.LazyFrame[Any]) -> list[tuple[Any, ...]]:
    """The rows of a frame that is small by now, as Python's own exact values.

    Missing is None.  DuckDB's sums of whole numbers and its decimals would become floats in a
    data frame, so they are fetched without one.
    """
    native = nw.to_native(frame)
    if hasattr(native, "fetchall"):
        rows: list[tuple[Any, ...]] = native.fetchall()
        return rows
    found = frame.collect(backend="pandas")
    return [tuple(None if value != value else value for value in row) for row in found.rows()]
