"""What the code of a notebook's cells names.

Titles that will be printed, parts of the toolkit, and commands that only somebody who sits before
the notebook can use.
"""

from __future__ import annotations

import ast
import difflib
import re
import sys
import warnings
from collections.abc import Iterator

__all__ = [
    "LOOKS",
    "PRINTED",
    "SyntaxFault",
    "interactive_uses",
    "private_uses",
    "python_of",
    "shown_in",
    "syntax_fault",
    "titles_in",
]

_TOOLKIT = "baocao"
_OUTPUTS = "application/vnd.baocao"
# What changes a fact, a table or a text that the toolkit has made.
_REWRITING = {"copy", "ctypes", "dataclasses", "gc", "pickle"}
_REWRITERS = {"delattr", "setattr", "vars"}
# What sends outputs of any kind past the values that make them.
_PUBLISHING = {"data_pub", "display_pub", "iopub_socket", "publish_display_data"}
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


_NARRATE = "%%narrate"
# Cell magics of IPython itself; what stands below them is an analyst's own.
_CELL_MAGICS = {
    *("!", "HTML", "SVG", "bash", "capture", "code_wrap", "debug", "file", "html", "javascript"),
    *("js", "latex", "markdown", "narrate", "perl", "prun", "pypy", "python", "python2", "python3"),
    *("ruby", "script", "sh", "svg", "sx", "system", "time", "timeit", "writefile"),
}
_COMMAND = re.compile(r"\s*(?:\w+\s*=\s*)?([%!?]\S*)|\s*[\w.]+(\?{1,2})\s*$")
_TO_DO = {
    "%matplotlib": "bỏ dòng này; hình vẽ bằng report.column_chart, report.line_chart, …",
    "!pip": "bỏ dòng này; cài gói trong cửa sổ lệnh, trước khi mở sổ tay",
    "%pip": "bỏ dòng này; cài gói trong cửa sổ lệnh, trước khi mở sổ tay",
}
_ENDING = "bỏ lệnh này; sổ tay chạy hết các ô thì tự dừng"
_WAITING = {
    "breakpoint": "bỏ lệnh này; xem giá trị ở ô có thẻ working",
    "input": "bỏ lệnh hỏi; kỳ lấy từ period, giá trị khác thì viết vào ô",
    **dict.fromkeys(("exit", "quit", "sys.exit", "os._exit", "os.abort"), _ENDING),
}

SyntaxFault = tuple[int, str]
"""The line, and what is wrong with it."""


def python_of(source: str) -> ast.Module | None:
    """The code of a cell, without the line of a cell magic; None where it is not Python."""
    if source.startswith("%%"):
        # The line stays, empty: lines are counted as the analyst sees them.
        source = source[source.find("\n") :] if "\n" in source else ""
    found = _parsed(source)
    return found if isinstance(found, ast.Module) else None


def _parsed(source: str) -> ast.Module | SyntaxFault:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
            # What only the compiler sees, such as `return` outside a function.
            compile(tree, "ô", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        return tree
    except SyntaxError as error:
        line = error.lineno or 1
        texts = source.splitlines()
        text = texts[line - 1].strip() if line <= len(texts) else ""
        return line, f"{text[:80]} ({error.msg})".strip()
    except (ValueError, RecursionError, MemoryError) as error:
        return 1, str(error) or type(error).__name__


def syntax_fault(source: str) -> SyntaxFault | None:
    r"""Where a cell is not Python, and why not.

    Examples
    --------
    >>> syntax_fault("period = 1\nreturn period")
    (2, "return period ('return' outside function)")
    """
    found = _parsed(source)
    return None if isinstance(found, ast.Module) else found


def interactive_uses(source: str) -> Iterator[tuple[int, str, str]]:
    r"""Commands of Jupyter, and calls that wait for somebody or end the notebook.

    Yields
    ------
    tuple
        The line, what stands there, and what to do.

    Examples
    --------
    >>> [found[:2] for found in interactive_uses("import sys\nsys.exit()")]
    [(2, 'sys.exit')]
    >>> [found[:2] for found in interactive_uses("%matplotlib inline")]
    [(1, '%matplotlib inline')]
    """
    lines = source.splitlines()
    if source.startswith("%%"):
        word = lines[0].split()[0]
        if word[2:] not in _CELL_MAGICS:
            near = difflib.get_close_matches(word, [_NARRATE], cutoff=0.7)
            yield 1, word, f"có phải: {_NARRATE}" if near else f"bỏ dòng {word}"
        return
    found = _parsed(source)
    if isinstance(found, ast.Module):
        yield from _waiting(found)
        return
    for number, line in enumerate(lines, start=1):
        if line.strip().startswith(_NARRATE):
            yield number, line.strip(), f"đặt {_NARRATE} ở dòng đầu của ô, sát lề trái"
            return
        if match := _COMMAND.match(line):
            name = match[1] or line.strip()
            yield number, line.strip()[:80], _TO_DO.get(name, "bỏ dòng này")


def _waiting(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=called) if (name := ast.unparse(called)) in _WAITING:
                yield node.lineno, name, _WAITING[name]
            case ast.Expr(value=ast.Name(id=("exit" | "quit") as name)):
                yield node.lineno, name, _WAITING[name]


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
    >>> list(private_uses(ast.parse("display(x, raw=True)")))
    [(1, 'display(…, raw=…)')]
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
            case ast.alias(name=name) | ast.Name(id=name) if name in _PUBLISHING:
                yield node.lineno, name
            case ast.Attribute(attr=name) if name in _PUBLISHING:
                yield node.lineno, name
            case ast.Call(
                func=ast.Name(id="display") | ast.Attribute(attr="display"), keywords=named
            ) if any(one.arg == "raw" for one in named):
                yield node.lineno, "display(…, raw=…)"
            case ast.keyword(arg=str(name)) if name.startswith(("_repr_", "_ipython_")):
                yield node.lineno, name
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
