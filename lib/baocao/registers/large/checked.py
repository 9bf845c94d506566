"""Large registers that were checked and had no fault: the same content is not checked again.

To check the rows takes about as long as to count them.  Only that there was no fault is kept: a
register with faults is looked at each time.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Set
from datetime import date
from pathlib import Path

from baocao.core.files import write_whole
from baocao.core.periods import Calendar
from baocao.registers.code_hash import code_hash
from baocao.registers.declare import Register

__all__ = ["is_checked", "keep_checked", "seal_of"]


def seal_of(
    folder: Path,
    register: Register,
    digest: str,
    selected: str,
    complete_until: date,
    calendar: Calendar,
    distinct_columns: Set[str],
) -> Path:
    """The file that says that a register had no fault.

    Its name is made of all that the checks depend on.

    Parameters
    ----------
    folder
        Where copies are kept, see :func:`baocao.registers.large.copies.copied`.
    digest
        The hash of the register's content.
    selected
        What is selected of it, see :func:`baocao.registers.large.columns.select`.
    register, complete_until, calendar, distinct_columns
        See :func:`baocao.registers.small.read`.
    """
    told = [code_hash(), digest, selected, complete_until.isoformat(), repr(calendar)]
    told += [repr(register), repr(sorted(distinct_columns))]
    recipe = hashlib.sha256("\n".join(told).encode()).hexdigest()
    return folder / f"{register.stem}-{recipe[:32]}.checked"


def is_checked(seal: Path) -> bool:
    """Whether a register had no fault when it was checked."""
    return seal.is_file()


def keep_checked(seal: Path) -> None:
    """Remember that a register has no fault; what was known of earlier contents goes.

    Without room on the disk the register is checked again each time.
    """
    with contextlib.suppress(OSError):
        seal.parent.mkdir(parents=True, exist_ok=True)
        write_whole(seal, "")
        stem = seal.name.rpartition("-")[0]
        for other in seal.parent.glob(f"{stem}-*.checked"):
            if other != seal:
                other.unlink()
