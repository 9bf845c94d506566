"""Registers too large for memory: read, checked and scanned by DuckDB, never held whole."""

from baocao.registers.large.table import LargeTable, open_large

__all__ = ["LargeTable", "open_large"]
