"""Large registers that were checked and had no fault: the same content is not checked again.

To check the rows takes about as long as to count them.  Only that there was no fault is kept, and
which texts need no tidying: a register with faults is looked at each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Set
from datetime import date
from pathlib import Path

from baocao.core.files import write_whole
from baocao.core.periods import Calendar
from baocao.registers.code_hash import code_hash
from baocao.registers.declare import Register
from baocao.registers.large.columns import Selected

__all__ = ["keep_checked", "known_tidy", "seal_of"]


def seal_of(
    folder: Path,
    register: Register,
    digest: str,
    selected: Selected,
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
    told = [code_hash(), digest, selected.of(""), complete_until.isoformat(), repr(calendar)]
    told += [repr(register), repr(sorted(distinct_columns))]
    recipe = hashlib.sha256("\n".join(told).encode()).hexdigest()
    return folder / f"{register.stem}-{recipe[:32]}.checked"


def known_tidy(seal: Path) -> frozenset[str] | None:
    """What was found out of a register that had no fault when it was checked; None of others.

    Returns
    -------
    frozenset of str or None
        The headings that :func:`keep_checked` was told.
    """
    try:
        told, _, made_as = seal.read_text(encoding="utf-8").rpartition("\n")
        # Of a damaged file nothing is believed.
        return frozenset(json.loads(told)) if made_as == _hash(seal.name, told) else None
    except (OSError, ValueError):
        return None


def keep_checked(seal: Path, tidy: Set[str]) -> None:
    """Remember that a register has no fault; what was known of earlier contents goes.

    Without room on the disk the register is checked again each time.

    Parameters
    ----------
    tidy
        The headings of texts that can be taken as they are, see
        :func:`baocao.registers.large.columns.select`.
    """
    with contextlib.suppress(OSError):
        seal.parent.mkdir(parents=True, exist_ok=True)
        told = json.dumps(sorted(tidy), ensure_ascii=False)
        write_whole(seal, f"{told}\n{_hash(seal.name, told)}")
        stem = seal.name.rpartition("-")[0]
        for other in seal.parent.glob(f"{stem}-*.checked"):
            if other != seal:
                other.unlink()


def _hash(name: str, told: str) -> str:
    return hashlib.sha256(f"{name}\n{told}".encode()).hexdigest()
