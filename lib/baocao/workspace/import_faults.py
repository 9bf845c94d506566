"""What stopped the import of an office's own code, with the line of that code."""

from __future__ import annotations

import difflib
import inspect
import re
import sys
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType

from baocao.core.errors import BaocaoError, Finding

__all__ = ["TOOLKIT", "import_faults"]

TOOLKIT = "baocao"
"""Never taken from a workspace: a copy of this repository holds one beside its programmes."""

_STRANGE_ARGUMENT = re.compile(
    r"(\w+)(?:\.__init__)?\(\) got an unexpected keyword argument '(\w+)'"
)
_INSIDE = re.compile(r"No module named '(baocao\.[\w.]+)'")
_NO_NAME = re.compile(r"import name '(\w+)'")
# Names that offices once imported and need no longer: what is written instead.
_GONE = {"FLAG": 'ghi thẳng dấu của dòng minh họa: allowed=("x",)'}


def import_faults(
    error: BaseException, package: str, root: Path, *, is_installed: bool
) -> list[Finding]:
    """The findings for an error that the import of a package of programmes raised.

    Parameters
    ----------
    error
        What was raised.
    package
        The name of the package, as in ``data.programmes``.
    root
        The folder that it lies in: ``lib/``, or that of installed packages.
    is_installed
        Whether only that package is the office's, and not what lies beside it.
    """
    at, frame = _last_own_line(error, root, package.partition(".")[0] if is_installed else "")
    place = at or f"lib/{package.replace('.', '/')}"
    if isinstance(error, BaocaoError):
        # A declaration that contradicts itself says so; where it stands, only Python knows.
        return [
            replace(one, where=f"{place}, {one.where}" if one.where else place)
            for one in error.findings
        ]
    return [
        Finding(
            "INDICATOR-01",
            f"Không nạp được khai báo chương trình {package}.",
            where=place,
            found=_told(error),
            remedy=_remedy(error, frame),
        )
    ]


def _last_own_line(error: BaseException, root: Path, only: str) -> tuple[str, FrameType | None]:
    """The last line of the office's own code that was reached, and its frame."""
    place, own = "", None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if name := _own_file(frame.f_code.co_filename, root, only):
            place, own = f"{name}:{line}", frame
    # What Python cannot even read has not run: only the error tells.
    if isinstance(error, SyntaxError) and (name := _own_file(error.filename or "", root, only)):
        place = f"{name}:{error.lineno or 1}"
    return place, own


def _own_file(file: str, root: Path, only: str) -> str:
    """A file of the office's code as people name it; empty for any other."""
    path = Path(file)
    if not path.is_relative_to(root):
        return ""
    name = path.relative_to(root)
    # A copy of the toolkit may lie beside the programmes.
    is_own = name.parts[0] == only if only else name.parts[0] != TOOLKIT
    return f"lib/{name.as_posix()}" if is_own else ""


def _told(error: BaseException) -> str:
    """What Python says of it, on one line."""
    if isinstance(error, SystemExit):
        return "lệnh dừng chương trình (exit)"
    said = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _remedy(error: BaseException, frame: FrameType | None) -> str:
    if _INSIDE.match(str(error)):
        return "viết from baocao import Indicator, Ratio, Register, Column, …"
    if isinstance(error, ImportError) and (public := _public(error)):
        return public
    if isinstance(error, NameError) and frame and (meant := _meant(str(error.name), frame)):
        return meant
    if likely := list(_likely(error, frame)):
        return f"có phải: {', '.join(likely)}?"
    return "sửa lỗi Python ở dòng được nêu"


def _public(error: ImportError) -> str:
    """How a name that was looked for inside the toolkit is written now; empty where it is none."""
    found = _NO_NAME.search(str(error))
    if found is None or str(error.name).partition(".")[0] != TOOLKIT:
        return ""
    name = found[1]
    if name in getattr(sys.modules.get(TOOLKIT), "__all__", ()):
        return f"viết from baocao import {name}"
    return _GONE.get(name, "")


def _meant(name: str, frame: FrameType) -> str:
    """What somebody means with a name that stands alone; empty where nothing tells."""
    toolkit = sys.modules.get(TOOLKIT)
    if name in getattr(toolkit, "__all__", ()):
        return f"thêm {name} vào dòng from baocao import …"
    known = [*frame.f_globals.values(), *frame.f_locals.values()]
    registers = [one for one in known if type(one).__name__ == "Register"]
    columns = {one.name for register in registers for one in register.table_columns}
    if name in columns:
        return f'tên cột ghi trong dấu nháy: "{name}"'
    takers = dict.fromkeys(
        found.__name__
        for found in known
        if inspect.isclass(found) and found.__module__.partition(".")[0] == TOOLKIT
        if name in inspect.signature(found).parameters
    )
    return f"{name}= ghi trong ngoặc của {', '.join(takers)}(…)" if takers else ""


def _likely(error: BaseException, frame: FrameType | None) -> Iterator[str]:
    """Names that are nearly the wrong one of an error."""
    if frame is None:
        return
    if match := _STRANGE_ARGUMENT.match(str(error)):
        called = {**frame.f_builtins, **frame.f_globals, **frame.f_locals}.get(match[1])
        if callable(called):
            yield from difflib.get_close_matches(match[2], inspect.signature(called).parameters)
    elif isinstance(error, NameError):
        names = {**frame.f_builtins, **frame.f_globals, **frame.f_locals}
        yield from difflib.get_close_matches(str(error.name), names)
    elif isinstance(error, ImportError) and (match := _NO_NAME.search(str(error))):
        module = sys.modules.get(str(error.name))
        yield from difflib.get_close_matches(match[1], dir(module))
