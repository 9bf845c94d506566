"""What differs between two periods, or between two builds, and which register rows made it so."""

from baocao.differences.comparing import compare
from baocao.differences.results import Comparison, Difference, Side
from baocao.differences.rows import RowChange
from baocao.differences.sides import between, since

__all__ = ["Comparison", "Difference", "RowChange", "Side", "between", "compare", "since"]
