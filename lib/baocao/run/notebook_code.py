"""What the code of a notebook's cells names: titles that will be printed, parts of the toolkit."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

__all__ = ["LOOKS", "PRINTED", "private_uses", "python_of", "shown_in", "titles_in"]

_TOOLKIT = "baocao"
_OUTPUTS = "application/vnd.baocao"
# What changes a fact, a table or a text that the toolkit has made.
_REWRITING = {"copy", "ctypes", "dataclasses", "gc", "pickle"}
_REWRITERS = {"delattr", "setattr", "vars"}
# What the report offers to look at.
LOOKS = {
    *("rows", "history", "explore", "browse", "quoted", "coverage", "ranking", "past_remarks"),
    *("diff", "fact"),
}
# What it prints.
PRINTED = {
    *("table", "breakdown", "ranked", "cross_table", "summary", "listing", "frame", "figure"),
    *("column_chart", "line_chart", "bar_chart", "share_chart", "slope_chart"),
    *("small_multiples", "remarks", "narrate"),
}
# Where the title stands in calls that do not name it.
_TITLE_AT = {
    **{"column_chart": 1, "line_chart": 1},
    **{"bar_chart": 2, "share_chart": 2, "slope_chart": 2, "small_multiples": 2},
}


def python_of(source: str) -> ast.Module | None:
    """The code of a cell, without the line of a cell magic; None where it is not Python."""
    if source.startswith("%%"):
        # The line stays, empty: lines are counted as the analyst sees them.
        source = source[source.find("\n") :] if "\n" in source else ""
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def titles_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts typed into the titles of charts and tables: their line, and the text.

    Of a title that is put together, each text that is part of it.
    """
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="title", value=value):
                yield from _texts(value)
            case ast.Call(func=ast.Attribute(attr=method), args=args) if method in _TITLE_AT:
                for value in args[_TITLE_AT[method] :]:
                    yield from _texts(value)


def _texts(node: ast.expr) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Constant(value=str(text)):
            yield node.lineno, text
        case ast.Constant(value=int() | float()):
            yield node.lineno, str(node.value)
        case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts):
            for part in parts:
                yield from _texts(part)
        case ast.BinOp(left=left, right=right):
            yield from _texts(left)
            yield from _texts(right)
        case ast.IfExp(body=body, orelse=other):
            yield from _texts(body)
            yield from _texts(other)
        case ast.FormattedValue(value=value):
            yield from _texts(value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _texts(part)
        case ast.Call(func=ast.Attribute(value=text), args=arguments):
            # "…".format(…), " ".join(…)
            for part in (text, *arguments):
                yield from _texts(part)


def shown_in(tree: ast.Module, source: str = "") -> Iterator[tuple[int, str]]:
    """What a cell shows that no report prints, where its code tells: the line, and the code.

    A last line that ends with ";" in `source` shows nothing.

    Examples
    --------
    >>> list(shown_in(ast.parse("report.rows(ocop.recognised).head()")))
    [(1, 'report.rows(ocop.recognised).head()')]
    >>> list(shown_in(ast.parse("report.frame(report.rows(ocop.register), title='')")))
    []
    """
    for node in ast.walk(tree):
        match node:
            case ast.Expr(
                value=ast.Call(func=ast.Name(id="print" | "pprint"), keywords=named) as call
            ):
                # What goes to the standard error is no output of a report.
                if not any(one.arg == "file" for one in named):
                    yield node.lineno, ast.unparse(call)
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="show")) as call):
                yield node.lineno, ast.unparse(call)
            case ast.Expr(value=ast.Call(func=ast.Name(id="display"), args=args)):
                yield from ((node.lineno, ast.unparse(one)) for one in args if _is_look(one))
    last = tree.body[-1] if tree.body and not source.rstrip().endswith(";") else None
    if isinstance(last, ast.Expr) and _is_look(last.value):
        yield last.lineno, ast.unparse(last.value)


def _is_look(node: ast.expr) -> bool:
    """Whether a value is made from what the report offers to look at, and from nothing else."""
    while True:
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=name)):
                if name in PRINTED and isinstance(value, ast.Name):
                    return False
                if name in LOOKS and isinstance(value, ast.Name):
                    return True
                node = value
            case ast.Attribute(value=value) | ast.Subscript(value=value):
                node = value
            case _:
                return False


def private_uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    r"""Where code reaches for the toolkit's inside: the line, and what it names.

    Only the names that `baocao` itself offers are an office's to use, only the toolkit writes
    outputs of the kinds that reports print, and nobody else changes what it has made.

    Examples
    --------
    >>> list(private_uses(ast.parse("from baocao.notebook.table import ReportTable")))
    [(1, 'baocao.notebook.table')]
    >>> list(private_uses(ast.parse("from baocao import open_report")))
    []
    >>> list(private_uses(ast.parse("import dataclasses\nfact.__class__")))
    [(1, 'dataclasses'), (2, '__class__')]
    """
    # Imported by its name it would be a package that imports this one.
    public = set(sys.modules[_TOOLKIT].__all__)
    mine: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            mine |= {a.asname or a.name for a in node.names if a.name == _TOOLKIT}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, a.name) for a in names if _is_inside(a.name))
                yield from ((node.lineno, a.name) for a in names if a.name in _REWRITING)
            case ast.ImportFrom(module=str(module), level=0) if module in _REWRITING:
                yield node.lineno, module
            case ast.Name(id=name) if name in _REWRITERS:
                yield node.lineno, name
            case ast.Attribute(attr=attr) if attr.startswith("__") and attr.endswith("__"):
                yield node.lineno, attr
            case ast.ImportFrom(module=str(module), level=0) if _is_inside(module):
                yield node.lineno, module
            case ast.ImportFrom(module=module, names=names, level=0) if module == _TOOLKIT:
                own = (a.name for a in names if a.name not in public and a.name != "*")
                yield from ((node.lineno, f"{_TOOLKIT}.{name}") for name in own)
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in mine:
                if attr not in public:
                    yield node.lineno, f"{_TOOLKIT}.{attr}"
            case ast.Constant(value=str(text)):
                if _is_inside(text.strip()) or text.strip().lower().startswith(_OUTPUTS):
                    yield node.lineno, text.strip()


def _is_inside(name: str) -> bool:
    return name.startswith(f"{_TOOLKIT}.")
