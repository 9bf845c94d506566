"""Which file in a folder is that of a register, and which belong to none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from baocao.core.errors import Finding, RegisterError
from baocao.registers.files import WORKBOOKS

__all__ = ["SUFFIXES", "locate", "unread"]

SUFFIXES = (".csv", ".txt", *WORKBOOKS)
# What other programs write; they are looked at to say so.
_FOREIGN = (".xlsb",)
# What programs and people add to the name of a copy.
_COPY = re.compile(
    r"^(?:copy of |bản sao của |bản sao )|"
    r"(?:[ _-]*(?:\(\d+\)|- ?copy|copy|bản sao|sao|cũ|mới|old|new|bak))+$"
)


def locate(folder: Path, stem: str, suffixes: Sequence[str] = SUFFIXES) -> Path:
    """The one file of that stem in `folder`.

    Raises
    ------
    RegisterError
        REGISTER-01 none, or only some whose names are nearly right; REGISTER-13 more than one:
        which one counts?
    """
    place = f"{folder.parent.name}/{folder.name}" if folder.name != "data" else "data"
    names = [path for path in sorted(folder.iterdir()) if _is_table(path, suffixes)]
    found = [path for path in names if _stem(path, suffixes) == stem.lower()]
    copies = [path for path in names if _COPY.sub("", _stem(path, suffixes)) == stem.lower()]
    if not found:
        close = copies or [p for p in names if _stem(p, suffixes).startswith(stem.lower())]
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
    if len(copies) > 1:
        raise RegisterError(
            Finding(
                "REGISTER-13",
                f"Sổ {stem} có nhiều tệp, không biết tệp nào là thật.",
                where=place,
                found=", ".join(path.name for path in copies),
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
