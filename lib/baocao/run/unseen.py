"""Code whose result depends on what no record of reads shows, so that it must run every time.

A kernel records which files Python opens.  It does not see the clock, the environment, whether a
file is there, or what a library reads by itself; and what the programmes read when they are
imported was read before the kernel began.  So code is read itself: it may use what is known to
show what it reads, and a few names that would hide it are looked for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from nbformat import NotebookNode

from baocao.run.notebook_code import python_of
from baocao.workspace.manifest import own_code
from baocao.workspace.workspace import Workspace

__all__ = ["CLOCKS", "unseen_in", "unseen_of"]

CLOCKS: Final = frozenset({"now", "today", "utcnow", "time"})
"""Names, and a module, that tell the time of the day on which a report is made."""

# What only computes, or opens files by Python's own means.
_KNOWN_MODULES = """
__future__ abc array base64 baocao bisect calendar collections contextlib copy csv dataclasses
datetime decimal difflib enum fractions functools hashlib heapq html io IPython itertools json
logging math matplotlib narwhals numbers numpy openpyxl operator os pandas pathlib pprint re
statistics string struct sys textwrap types typing unicodedata warnings zipfile zlib
"""
_HIDDEN_NAMES = """
__import__ access astimezone breakpoint builtins compile cpu_count cwd default_rng environ environb
eval exec exists expanduser fromtimestamp fstat get_ipython getatime getctime getcwd getenv getenvb
getloadavg getlogin getmtime getpid getppid getsize gettz globals hash home id import_module input
is_dir is_file is_mount is_symlink isdir isfile islink
lexists locals lstat memmap mmap_mode modules now open_memmap path_hooks platform rand randint
randn random readlink read_clipboard read_feather read_gbq read_hdf read_html read_orc read_parquet
read_sas read_spss read_sql read_sql_query read_sql_table read_stata read_xml samefile sample
scan_csv scan_ndjson scan_parquet setattr shuffle stat statvfs sysconf timestamp today tzlocal
uname urandom utcnow vars
"""
# Programmes are imported before anything is recorded.
_READING_NAMES = """
fromfile genfromtxt glob iglob iterdir listdir load loadtxt open read_bytes read_csv read_excel
read_fwf read_json read_pickle read_table read_text rglob scandir walk
"""
_KNOWN: Final = frozenset(_KNOWN_MODULES.split())
_HIDDEN: Final = frozenset(_HIDDEN_NAMES.split())
_READING: Final = frozenset(_READING_NAMES.split())
_CLOCK: Final = frozenset({"now", "today"})


def unseen_in(tree: ast.Module, known: frozenset[str], hidden: frozenset[str]) -> Iterator[str]:
    """What code names that is not known to show what it reads.

    Parameters
    ----------
    tree
        The code.
    known
        Packages and modules that it may import.
    hidden
        Names that it may not use.

    Examples
    --------
    >>> code = ast.parse("import sqlite3; from datetime import date; date.today()")
    >>> list(unseen_in(code, frozenset({"datetime"}), frozenset({"today"})))
    ['sqlite3', 'today']
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (a.name for a in names if a.name.partition(".")[0] not in known)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                if module.partition(".")[0] not in known:
                    yield module
                yield from (a.name for a in names if a.name in hidden)
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                if name in hidden:
                    yield name
            case ast.Call(func=ast.Name(id="getattr"), args=[_, second, *_]):
                if not isinstance(second, ast.Constant) or second.value in hidden:
                    yield "getattr"
            case ast.Constant(value=str(text)) if text.strip().lower() in _CLOCK:
                yield text.strip()


def unseen_of(workspace: Workspace, notebook: NotebookNode) -> list[str]:
    """What a section uses that no record shows, of its notebook and of the programmes.

    Returns
    -------
    list of str
        The names, each once; empty where what it reads can be known.
    """
    own = own_code(workspace)
    known = _KNOWN | {re.sub(r"\.py$", "", name) for name in own}
    found: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.source.startswith("%%narrate"):
            found += _of_source(cell.source, known, _HIDDEN)
    for path in (file for place in own.values() for file in [place, *place.rglob("*.py")]):
        if path.suffix == ".py":
            source = path.read_text(encoding="utf-8", errors="replace")
            found += _of_source(source, known, _HIDDEN | _READING)
    return list(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _of_source(source: str, known: frozenset[str], hidden: frozenset[str]) -> tuple[str, ...]:
    # Of a magic nobody can say what it does.
    tree = None if source.startswith("%%") else python_of(source)
    return ("%",) if tree is None else tuple(unseen_in(tree, known, hidden))
