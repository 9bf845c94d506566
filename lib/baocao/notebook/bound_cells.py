"""What all ways to bind a frame share: its cells with their labels, and how they are refused."""

from __future__ import annotations

import pandas as pd

from baocao.core.errors import BuildError, Finding
from baocao.notebook.frames import official
from baocao.notebook.table import Align

__all__ = ["MOST", "POSITIONS", "align", "unbound", "unclear", "with_index"]

WAYS = (
    "đưa vào bảng số liệu của báo cáo (report.fact(…)), dòng của report.rows(…), hoặc kết quả đếm "
    "của report.history(…), groupby, pivot với source= là chỉ tiêu ấy; xem docs/recipes.md"
)
POSITIONS = "giữ chỉ mục của report.rows(…) (không reset_index) và không sửa ô; " + WAYS
"""How rows are kept bound to those of the register."""

MOST = 5
"""More faults of one table say nothing new."""


def with_index(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the levels of its index as columns, unless they are mere positions."""
    index = frame.index
    named = any(name is not None for name in index.names)
    if not named and pd.api.types.is_integer_dtype(index.dtype):
        return pd.DataFrame(frame)
    flat = pd.DataFrame(frame)
    # A categorical axis takes no other label.
    flat.columns = pd.Index(list(flat.columns), dtype=object)
    return flat.reset_index(names=["" if name is None else name for name in index.names])


def align(is_number: bool) -> Align:
    """How a column is aligned."""
    return "right" if is_number else "left"


def unbound(what: str, where: str, found: object, remedy: str = WAYS) -> Finding:
    """The finding NOTEBOOK-10: a cell that says something else than the register."""
    return Finding("NOTEBOOK-10", what, where=where, found=official(found), remedy=remedy)


def unclear(what: str, where: str, found: str) -> BuildError:
    """The error NOTEBOOK-11: it cannot be known what the cells are."""
    return BuildError(Finding("NOTEBOOK-11", what, where=where, found=found, remedy=WAYS))
