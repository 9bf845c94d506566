"""What differs between two periods, or between two builds, and which register rows made it so."""

from baocao.facts.compare.comparison import compare
from baocao.facts.compare.results import Comparison, Difference, Side
from baocao.facts.compare.rows import RowChange
from baocao.facts.compare.sides import between, since

__all__ = ["Comparison", "Difference", "RowChange", "Side", "between", "compare", "since"]
