"""The parameters that a program gave to the notebook which runs, and whether they took effect.

Papermill, and each scheduler that runs notebooks by it, puts a cell of assignments behind the cell
of parameters.  A name that is misspelt is assigned too, and nothing reads it: the notebook would
run to its end on the period that stands in it, and its report would be that of another period.

A job of jupyter-scheduler puts such a cell without any sign, and its values as they were typed:
`period = 2023-11` is the year 2012 to Python.  But it leaves the notebook beside it as it was.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython

from baocao.core.errors import BuildError, Finding, PeriodError
from baocao.core.periods import Period
from baocao.notebook.own_path import notebook_path
from baocao.workspace.bare_notebooks import PARAMETER

__all__ = ["faults", "require_given"]

# The first line of the cell that papermill writes, and what it may tell besides parameters.
_FIRST_LINE = "# Parameters"
_OF_PAPERMILL = "PAPERMILL_"
_CELL = "ô tham số được chèn khi chạy"
# Where jupyter-scheduler copies the notebook of a job to, and runs it.
_STAGING = "scheduler_staging_area"


def require_given(opened: Period, read: Callable[[Any], Period]) -> None:
    """Refuse to open a report on another period than the notebook was given.

    Where a person runs one cell after the other nothing is refused: what is opened is what was
    run last.

    Parameters
    ----------
    opened
        The period of the report.
    read
        Reads a period under the workspace's calendar.

    Raises
    ------
    BuildError
        NOTEBOOK-16 a parameter that the notebook does not have; NOTEBOOK-17 the first report that
        is opened is on another period.
    """
    shell: Any = get_ipython()
    # JupyterLab and VS Code name the cell that a person runs; what runs a whole notebook does not.
    if not hasattr(shell, "kernel") or "cellId" in shell.get_parent().get("metadata", {}):
        return
    is_first = "narrate" not in shell.magics_manager.magics["cell"]
    cells = shell.history_manager.input_hist_parsed[:-1]
    path = notebook_path()
    where = f"{path.name}, {_CELL}" if path else _CELL
    own = _staged(Path.cwd())
    if found := list(faults(cells, opened if is_first else None, read, where, own)):
        raise BuildError(*found)


def faults(
    cells: Sequence[str],
    opened: Period | None,
    read: Callable[[Any], Period],
    where: str,
    own: Collection[str] = (),
) -> Iterator[Finding]:
    """What is wrong with the parameters given to a notebook.

    Parameters
    ----------
    cells
        The cells of code that have run, in their order.
    opened
        The period of the first report; None for another one.
    read, where
        Reads a period; names the place.
    own
        The cells of the notebook itself, where they are known.
    """
    trees = [_tree(cell) for cell in cells]
    assigned = [_assigned(tree) for tree in trees]
    is_given = [_is_injected(cell, tree, own) for cell, tree in zip(cells, trees, strict=True)]
    at = next((n for n in reversed(range(len(cells))) if is_given[n]), None)
    if at is None:
        return
    given = assigned[at]
    known = {name for before in assigned[:at] for name in before} or {PARAMETER}
    strange = [name for name in given if name not in known and not name.startswith(_OF_PAPERMILL)]
    # At the top it may also be the notebook's own cell of parameters.
    if strange and not (not any(assigned[:at]) and PARAMETER in given):
        yield Finding(
            "NOTEBOOK-16",
            "Sổ tay không có tham số này nên không chạy theo nó.",
            where=where,
            found="; ".join(f"{name} = {ast.unparse(given[name])}" for name in strange),
            remedy=f"sửa tên tham số; sổ tay này nhận {', '.join(sorted(known))}",
        )
    elif opened is not None and PARAMETER in given:
        value = ast.unparse(given[PARAMETER])
        try:
            meant = read(ast.literal_eval(given[PARAMETER]))
        except (PeriodError, ValueError, TypeError):
            meant = None
        if meant is None and not isinstance(given[PARAMETER], ast.Constant):
            yield Finding(
                "NOTEBOOK-17",
                "Giá trị của tham số bị hiểu là phép tính.",
                where=where,
                found=f"{PARAMETER} = {value}, tức là {opened}",
                remedy=f'viết giá trị trong dấu nháy: "{value.replace(" ", "")}"',
            )
        elif meant != opened:
            yield Finding(
                "NOTEBOOK-17",
                "Sổ tay mở báo cáo của kỳ khác với kỳ được giao.",
                where=where,
                found=f"được giao {PARAMETER} = {value}, mở báo cáo {opened}",
                remedy=f"gắn thẻ parameters cho ô {PARAMETER} = …, đặt ô ấy ở đầu sổ tay, "
                f"rồi mở báo cáo bằng open_report({PARAMETER})",
            )


def _tree(cell: str) -> ast.Module | None:
    try:
        return ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _assigned(tree: ast.Module | None) -> dict[str, ast.expr]:
    """The names that code assigns outside functions, with what was assigned last."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(tree) if tree else ():
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and value is not None:
            found |= {name.id: value for name in targets if isinstance(name, ast.Name)}
    return found


def _is_injected(cell: str, tree: ast.Module | None, own: Collection[str]) -> bool:
    is_papermills = cell.lstrip().partition("\n")[0].rstrip() == _FIRST_LINE
    if tree is None or not (is_papermills or (own and cell.strip() not in own)):
        return False
    return bool(tree.body) and all(isinstance(node, ast.Assign) for node in tree.body)


def _staged(folder: Path) -> set[str]:
    """The cells of the notebook that jupyter-scheduler has copied into a folder."""
    found: set[str] = set()
    if _STAGING in folder.parts:
        for path in folder.glob("*.ipynb"):
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                found.add("".join(cell["source"]).strip())
    return found
