"""Registers too large for memory: checked and scanned by DuckDB, never loaded as a whole."""

from baocao.registers.large.table import LargeTable, open_large

__all__ = ["LargeTable", "open_large"]
