"""Which file in a folder is that of a register, and which belong to none."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

from baocao.core.errors import Finding, RegisterError
from baocao.registers.declare import Register
from baocao.registers.files import WORKBOOKS

__all__ = ["SUFFIXES", "UNREADABLE", "locate", "locate_all", "named", "unread"]

SUFFIXES = (".csv", ".txt", *WORKBOOKS)
# What other programs keep tables in, none of which is read: WPS, Numbers, dBase, Access, templates
# and older kinds of Excel and LibreOffice, exports, and what is packed.
UNREADABLE = {
    *(".et", ".ett", ".numbers", ".dbf", ".mdb", ".accdb", ".xml", ".fods", ".ots", ".sxc"),
    *(".xlt", ".xltx", ".xltm", ".slk", ".dif", ".tsv", ".tab", ".html", ".htm", ".mht"),
    *(".gz", ".zip", ".rar", ".7z"),
}
# How near a name has to be to be taken for a misspelt one: "target" for "targets".
_NEAR = 0.85


def locate(folder: Path, stem: str, suffixes: Sequence[str] = SUFFIXES) -> Path:
    """The one file of that stem in `folder`.

    Raises
    ------
    RegisterError
        REGISTER-01 none, or only some whose names are nearly right; REGISTER-13 several: which one
        counts?  Copies beside it, such as ``ocop (1).xlsx``, are found by :func:`unread`.
    """
    place = f"{folder.parent.name}/{folder.name}" if folder.name != "data" else "data"
    names = _named(folder, suffixes)
    found = [path for path, name in names.items() if name == stem.lower()]
    if not found:
        close = _close(_named(folder, (*suffixes, *UNREADABLE)), stem)
        is_file = bool(close) and close[0].is_file() and close[0].suffix.lower() in suffixes
        name = f"{stem}{close[0].suffix.lower()}" if is_file else ""
        raise RegisterError(
            Finding(
                "REGISTER-01",
                f"Không thấy sổ {stem}.",
                where=f"{place}/{stem}.csv",
                found=f"có tên gần giống: {', '.join(p.name for p in close)}" if close else "",
                remedy=f"gộp vào một tệp, đặt tên là {name}; sổ gồm nhiều tệp thì khai báo files="
                if name
                else f"đặt tệp {stem}.csv hoặc {stem}.xlsx vào thư mục {place}",
            )
        )
    if len(found) > 1:
        raise RegisterError(
            Finding(
                "REGISTER-13",
                f"Sổ {stem} có nhiều tệp, không biết tệp nào là thật.",
                where=place,
                found=", ".join(path.name for path in found),
                remedy="giữ một tệp, chuyển các tệp kia đi nơi khác",
            )
        )
    return found[0]


def locate_all(folder: Path, register: Register, suffixes: Sequence[str] = SUFFIXES) -> list[Path]:
    """The files that hold a register: the one of its stem, or all that it declares, in order.

    Of a register that is optional there may be none; a file whose name is nearly right is told.

    Raises
    ------
    RegisterError
        REGISTER-01 none; REGISTER-13 two of one name: which one counts?
    """
    if register.optional:
        tables = _named(folder, (*suffixes, *UNREADABLE))
        if register.stem not in tables.values() and not _close(tables, register.stem):
            return []
    if not register.files:
        return [locate(folder, register.stem, suffixes)]
    found = [path for path in _tables(folder, suffixes) if _is_of(path, folder, register.files)]
    place = f"{folder.parent.name}/{folder.name}"
    if not found:
        raise RegisterError(
            Finding(
                "REGISTER-01",
                f"Không thấy tệp nào của sổ {register.stem}.",
                where=f"{place}/{register.files}",
                remedy=f"đặt các tệp của sổ vào thư mục {place}, tên theo mẫu {register.files}",
            )
        )
    names = Counter(path.with_suffix("").as_posix().lower() for path in found)
    twice = [path for path in found if names[path.with_suffix("").as_posix().lower()] > 1]
    if twice:
        raise RegisterError(
            Finding(
                "REGISTER-13",
                f"Sổ {register.stem} có hai tệp cùng tên, không biết tệp nào là thật.",
                where=place,
                found=", ".join(path.name for path in twice),
                remedy="giữ một tệp, chuyển các tệp kia đi nơi khác",
            )
        )
    # Whoever writes many numbers them: ocop_2 stands before ocop_10.
    return sorted(
        found,
        key=lambda path: [
            f"{int(part):012}" if part.isdigit() else part
            for part in re.split(r"(\d+)", path.as_posix().lower())
        ],
    )


def _named(folder: Path, suffixes: Sequence[str]) -> dict[Path, str]:
    """The tables in a folder, each with its stem in small letters."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path: _stem(path, suffixes) for path in files if _is_table(path, suffixes)}


def _close(names: Mapping[Path, str], stem: str) -> list[Path]:
    """Those whose names are nearly that of a register."""
    near = difflib.get_close_matches(stem.lower(), names.values(), n=3, cutoff=_NEAR)
    return [path for path, name in names.items() if stem.lower() in name or name in near]


def _tables(folder: Path, suffixes: Sequence[str]) -> list[Path]:
    """The files in a folder, and in the folders in it, that may hold a register."""
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [
        path
        for path in paths
        if path.suffix.lower() in suffixes
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    ]


def named(folder: Path, stem: str, suffixes: Sequence[str]) -> list[Path]:
    """The files and folders in `folder` that hold, or seem to hold, the register of that stem."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return [p for p in files if _is_table(p, suffixes) and _stem(p, suffixes) == stem.lower()]


def _is_of(path: Path, folder: Path, pattern: str) -> bool:
    name = path.relative_to(folder).with_suffix("").as_posix().lower()
    return fnmatch(name, pattern.lower()) and name.count("/") == pattern.count("/")


def unread(folder: Path, registers: Iterable[Register], suffixes: Sequence[str]) -> list[Path]:
    """Files of tables in `folder` that belong to none of the registers, or are of no kind read."""
    registers = list(registers)
    known = {register.stem.lower() for register in registers if not register.files}
    patterns = [register.files for register in registers if register.files]
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    shared = {pattern.partition("/")[0].lower() for pattern in patterns if "/" in pattern}
    # Of a folder that a register declares the files are asked, one by one.
    for inner in [path for path in files if path.is_dir() and path.name.lower() in shared]:
        files.remove(inner)
        files += [path for path in sorted(inner.iterdir()) if not path.is_dir()]
    return [
        path
        for path in files
        if _is_unreadable(path)
        or (
            _is_table(path, suffixes)
            and _stem(path, suffixes) not in (known if path.parent == folder else ())
            and not any(_is_of(path, folder, pattern) for pattern in patterns)
        )
    ]


def _is_unreadable(path: Path) -> bool:
    """Whether rows may stand in a file that nobody reads, whatever its name."""
    return path.suffix.lower() in UNREADABLE and not path.name.startswith((".", "~$"))


def _is_table(path: Path, suffixes: Sequence[str]) -> bool:
    """Whether a file, or a folder of the files of one table, may hold a register."""
    if path.name.startswith((".", "~$")):
        return False
    return path.suffix.lower() in suffixes or (path.is_dir() and not path.suffix)


def _stem(path: Path, suffixes: Sequence[str]) -> str:
    is_named = path.suffix.lower() in suffixes
    return (path.stem if is_named else path.name).lower()
