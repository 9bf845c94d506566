"""Which file in a folder is that of a register, and which belong to none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from baocao.core.errors import Finding, RegisterError
from baocao.registers.files import WORKBOOKS

__all__ = ["SUFFIXES", "locate", "unread"]

SUFFIXES = (".csv", ".txt", *WORKBOOKS)
# What other programs write; they are looked at to say so.
_FOREIGN = (".xlsb",)


def locate(folder: Path, stem: str, suffixes: Sequence[str] = SUFFIXES) -> Path:
    """The one file of that stem in `folder`.

    Raises
    ------
    RegisterError
        REGISTER-01 none, or only some whose names are nearly right; REGISTER-13 several: which one
        counts?  Copies beside it, such as ``ocop (1).xlsx``, are found by :func:`unread`.
    """
    place = f"{folder.parent.name}/{folder.name}" if folder.name != "data" else "data"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    names = {path: _stem(path, suffixes) for path in files if _is_table(path, suffixes)}
    found = [path for path, name in names.items() if name == stem.lower()]
    if not found:
        close = [path for path, name in names.items() if stem.lower() in name]
        name = f"{stem}{close[0].suffix.lower()}" if close and close[0].is_file() else ""
        raise RegisterError(
            Finding(
                "REGISTER-01",
                f"Không thấy sổ {stem}.",
                where=f"{place}/{stem}.csv",
                found=f"có tên gần giống: {', '.join(p.name for p in close)}" if close else "",
                remedy=f"gộp vào một tệp, đặt tên là {name}"
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


def unread(folder: Path, stems: Iterable[str], suffixes: Sequence[str]) -> list[Path]:
    """Files of tables in `folder` that belong to none of the registers of these stems."""
    known = {stem.lower() for stem in stems}
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return [p for p in files if _is_table(p, suffixes) and _stem(p, suffixes) not in known]


def _is_table(path: Path, suffixes: Sequence[str]) -> bool:
    """Whether a file, or a folder of the files of one table, may hold a register."""
    if path.name.startswith((".", "~$")):
        return False
    return path.suffix.lower() in (*suffixes, *_FOREIGN) or (path.is_dir() and not path.suffix)


def _stem(path: Path, suffixes: Sequence[str]) -> str:
    is_named = path.suffix.lower() in (*suffixes, *_FOREIGN)
    return (path.stem if is_named else path.name).lower()
