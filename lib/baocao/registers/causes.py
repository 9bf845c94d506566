"""Findings of a register by their causes: one cause is one finding."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from baocao.core.errors import Finding

__all__ = ["by_cause"]

# What follows from another fault: amounts of another unit look small, and rows with a shifted cell
# have other sums.
_FOLLOWS = {
    "REGISTER-81": {"REGISTER-31"},
    "REGISTER-14": {"REGISTER-37", "REGISTER-56"},
    # Cells under headings that are missing.
    "REGISTER-03": {"REGISTER-14"},
}
# What a program did to all columns of a file at once: letters, formulas, the order of days.
_OF_FILES = {
    "REGISTER-24", "REGISTER-26", "REGISTER-27", "REGISTER-32", "REGISTER-33", "REGISTER-57",
}  # fmt: skip
# What is the same in each sheet of a file, and what comes again from row to row.
_OF_SHEETS = {"REGISTER-03"}
_OF_CELLS = {"REGISTER-14", "REGISTER-37", "REGISTER-56"}
_COLUMN = re.compile(r'^([^,]*), .*cột "(.*)"$')


def by_cause(findings: Sequence[Finding]) -> list[Finding]:
    """Findings without those that only follow from others; those of all columns are one.

    Examples
    --------
    >>> swapped = [Finding("REGISTER-33", "Excel đã đảo.", f'so.xlsx, So!{at}, cột "{name}"', "1")
    ...            for at, name in (("A1", "Ngày đến"), ("B2", "Ngày đi"))]
    >>> [one.found for one in by_cause(swapped)]
    ['1; cả ở cột "Ngày đi"']
    """
    codes = {finding.code for finding in findings}
    follows = {one for code, others in _FOLLOWS.items() if code in codes for one in others}
    kept: list[Finding] = []
    first: dict[tuple[str, str, str], int] = {}
    others: dict[int, list[str]] = {}
    for finding in _in_short(findings):
        place = _COLUMN.fullmatch(finding.where)
        if finding.code in follows:
            continue
        if finding.code not in _OF_FILES or place is None:
            kept.append(finding)
            continue
        at = first.setdefault((finding.code, finding.what, place[1]), len(kept))
        if at == len(kept):
            kept.append(finding)
        else:
            others.setdefault(at, []).append(f'"{place[2]}"')
    for at, columns in others.items():
        told = f"{kept[at].found}; cả ở cột {', '.join(columns)}"
        kept[at] = dataclasses.replace(kept[at], found=told)
    return kept


def _in_short(findings: Sequence[Finding]) -> list[Finding]:
    """Findings with those that are the same in several sheets, or in many cells, as one."""
    kept: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        file, code = finding.where.partition(", ")[0], finding.code
        key = (code, finding.what, file, finding.found if code in _OF_SHEETS else "")
        is_one = code in _OF_SHEETS or code in _OF_CELLS
        kept.setdefault(key if is_one else (*key, str(len(kept))), []).append(finding)
    made: list[Finding] = []
    for alike in kept.values():
        first = alike[0]
        if len(alike) > (3 if first.code in _OF_CELLS else 1):
            places = ", ".join(one.where.partition(", ")[2] for one in alike[1:3])
            more = ", …" if len(alike) > 3 else ""
            found = f"{first.found} (và {len(alike) - 1} chỗ khác: {places}{more})"
            made.append(dataclasses.replace(first, found=found.strip()))
        else:
            made += alike
    return made
