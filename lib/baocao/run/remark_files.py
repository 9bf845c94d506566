"""Files among people's remarks that no report reads: what they say would be left out in silence."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from baocao.core.errors import BuildError, Finding, PeriodError
from baocao.core.periods import Period
from baocao.run.notebook_code import python_of
from baocao.workspace.notebooks import open_notebook
from baocao.workspace.workspace import Workspace

__all__ = ["names_asked_for", "unread_remarks"]

_OF_A_REVISION = "revision"
# What people write texts in; pictures, tables and what systems leave there are nobody's remarks.
_TEXTS = {"", ".md", ".markdown", ".txt", ".rtf", ".doc", ".docx", ".odt", ".htm", ".html"}


def names_asked_for(workspace: Workspace) -> set[str | None]:
    """The names that notebooks give to ``report.remarks``; None for one that only running tells.

    Of all notebooks: what an earlier report printed stays when its section goes.
    """
    found: set[str | None] = set()
    for path in sorted(workspace.notebooks.glob("*.ipynb")):
        try:
            notebook = open_notebook(path, workspace.relative(path))
        except BuildError:
            found.add(None)
            continue
        trees = (python_of(cell.source) for cell in notebook.cells if cell.cell_type == "code")
        found.update(name for tree in trees if tree is not None for name in _asked_in(tree))
    return found


def _asked_in(tree: ast.Module) -> Iterator[str | None]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="remarks"), args=args, keywords=keywords):
                named = [*args[:1], *(one.value for one in keywords if one.arg == "name")]
                yield from map(_text, named)


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def unread_remarks(
    workspace: Workspace, names: Collection[str | None], periods: Collection[Period] | None
) -> Iterator[Finding]:
    """NARRATIVE-17 of each text in ``data/remarks/`` that has not the place or the name to be read.

    Parameters
    ----------
    names
        As of :func:`names_asked_for`; None among them means that any name may be asked for.
    periods
        Only what may be meant for one of these; None for all.
    """
    folder = workspace.data / "remarks"
    known = {f"{name}.md" for name in (*names, _OF_A_REVISION) if name is not None}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_text = path.is_file() and path.suffix.lower() in _TEXTS
        is_left = any(part.startswith((".", "~$")) for part in parts)
        if not is_text or is_left or path.stem.lower() == "readme":
            continue
        code = _code_of(workspace, parts[0]) if len(parts) > 1 else None
        if periods is not None and code is not None and code not in {str(one) for one in periods}:
            continue
        is_known = parts[-1] in known or (None in names and path.suffix == ".md")
        if len(parts) == 2 and code == parts[0] and is_known:
            continue
        name = parts[-1] if is_known else _nearest(path.stem, known)
        yield Finding(
            "NARRATIVE-17",
            "Tệp nhận xét không báo cáo nào đọc.",
            where=workspace.relative(path),
            found="/".join(parts),
            remedy=f"đổi thành {workspace.relative(folder)}/{code or 'MÃ_KỲ'}/{name}, ghi bằng "
            "văn bản thường (UTF-8); không phải nhận xét thì chuyển đi nơi khác",
        )


def _nearest(stem: str, known: Collection[str]) -> str:
    """The name that was meant, or all that may be."""
    first = stem.partition(".")[0].strip().lower()
    return f"{first}.md" if f"{first}.md" in known else " hoặc ".join(sorted(known))


def _code_of(workspace: Workspace, name: str) -> str | None:
    """The code of the period that a folder is named for; None where it is not known."""
    try:
        return str(workspace.period(name))
    except PeriodError:
        return None
