"""Texts of a large register that people take for the same, though they are written otherwise.

One query looks at all columns; only where it finds something another asks what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import narwhals as nw

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import DASHES, OLD_TONES
from baocao.locale.vi.text import number
from baocao.registers.declare import Column
from baocao.registers.faults import near_values, several_spellings
from baocao.registers.large.columns import SPACES
from baocao.registers.large.engine import identifier, literal, stream
from baocao.registers.near_equal import NearEqual

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

__all__ = ["doubtful", "spelling_faults"]

_REPLACED = "|".join([f"[{DASHES}]| -|- |[{SPACES}]{{2}}|[{SPACES.replace(' ', '')}]", *OLD_TONES])
_SIGNS = ("", "-")
"""What a space is taken for where texts look alike: for nothing, or for a sign."""


def doubtful(
    frame: nw.LazyFrame[Any], texts: Iterable[str], counted: Set[str], key: Sequence[str]
) -> tuple[frozenset[str], bool]:
    """Which columns may have texts that people take for the same, and whether a key comes twice.

    Parameters
    ----------
    frame
        The rows.
    texts
        The names of columns of texts that are not from a list.
    counted
        The names of those whose different texts are counted.
    key
        The names of the columns of the register's key; none where some are missing.

    Returns
    -------
    frozenset of str, bool
        The columns that :func:`spelling_faults` finds nothing in are not among them, but for a few.
    """
    tables: list[str] = []
    asked: dict[tuple[str, str], str] = {}
    texts = list(texts)
    # A key of one text is looked through once for both: nearly always each is another.
    is_one_text = len(key) == 1 and key[0] in texts
    for position, name in enumerate(texts):
        if is_one_text and name == key[0]:
            continue
        table, cell = f"texts{position}", identifier(name)
        tables.append(
            f"{table} AS MATERIALIZED (SELECT DISTINCT {cell} AS text FROM rows WHERE {cell} <> '')"
        )
        asked[name, "folded"] = _twice([_bare("text")], table)
        for sign in _SIGNS if name in counted else ():
            asked[name, f"like {sign}"] = _twice([_in_common("text", sign)], table)
    if key:
        values = [_bare(identifier(key[0]))] if is_one_text else [*map(identifier, key)]
        asked[key[0], "key"] = _twice(values, "rows")
    if not asked:
        return frozenset(), False
    listed = f"WITH {', '.join(tables)} " if tables else ""
    query = f"{listed}SELECT {', '.join(asked.values())}"
    (found,) = _asked(_native(frame), "rows", query).fetchall()
    seen = {one for one, is_there in zip(asked, found, strict=True) if is_there}
    names = frozenset(name for name, kind in seen if kind != "key" or is_one_text)
    return names, any(kind == "key" for _, kind in seen)


def spelling_faults(
    frame: nw.LazyFrame[Any], column: Column, place: str, is_counted: bool = False
) -> Iterator[Finding]:
    """One finding where texts of a column differ in case, spaces, dashes or tone marks only.

    A small register reads them as the first of them; here they would be two in silence.  Where
    different texts are counted, another where two of them look like one: ``DA-07`` and ``DA-007``.
    """
    cell = identifier(column.name)
    texts = _asked(
        _native(frame), "rows", f"SELECT DISTINCT {cell} AS text FROM rows WHERE {cell} <> ''"
    )
    alike = _asked(
        texts,
        "texts",
        f"SELECT min(text) AS first, max(text), count(*) OVER () FROM texts "
        f"GROUP BY {_folded('text')} HAVING count(*) > 1 ORDER BY first LIMIT 1",
    ).fetchall()
    for first, last, total in alike:
        yield several_spellings(f'{place}, cột "{column.heading}"', (first, last), total - 1)
    if is_counted:
        yield from _near_faults(texts, column, place)


def _near_faults(texts: DuckDBPyRelation, column: Column, place: str) -> Iterator[Finding]:
    """One finding where texts that are counted look like one.

    Python looks at those of which the engine finds that they may look alike, a few at a time.
    """
    found: set[tuple[str, str]] = set()
    for sign in _SIGNS:
        several = _asked(
            texts,
            "texts",
            f"SELECT text, {_in_common('text', sign)} AS common FROM texts "
            "QUALIFY count(*) OVER (PARTITION BY common) > 1 ORDER BY common, text",
        )
        rows: nw.LazyFrame[Any] = nw.from_native(several)
        for _, group in groupby(stream(rows), key=itemgetter(1)):
            known = NearEqual()
            alike = ((known.other(text), text) for text, _ in group)
            found |= {(other, text) for other, text in alike if other is not None}
    pairs = sorted(found)
    if pairs:
        finding = near_values(f'{place}, cột "{column.heading}"', sorted(min(pairs)))
        rest = f" (và {number(len(pairs) - 1)} cặp khác)" if len(pairs) > 1 else ""
        yield replace(finding, found=finding.found + rest)


def _native(frame: nw.LazyFrame[Any]) -> DuckDBPyRelation:
    relation: DuckDBPyRelation = nw.to_native(frame)
    return relation


def _asked(relation: DuckDBPyRelation, name: str, query: str) -> DuckDBPyRelation:
    """What a query says of a relation that has a name in it."""
    found = relation.query(name, query)
    assert found is not None, "a SELECT has rows, or none"
    return found


def _twice(values: Sequence[str], table: str) -> str:
    """Whether a table has the same values in two rows, as a query in brackets."""
    return f"EXISTS (SELECT 1 FROM {table} GROUP BY {', '.join(values)} HAVING count(*) > 1)"


def _in_common(text: str, sign: str) -> str:
    """What texts that look alike have in common, and few others; a space is `sign`."""
    plain = _replaced(f"lower({text})", f"[{SPACES}]+", sign)
    plain = f"replace(replace(replace({plain}, 'o', '0'), 'i', '1'), 'l', '1')"
    plain = _replaced(plain, f"[._/{DASHES}-]|\\\\", "-")
    plain = _replaced(plain, "(^|[^0-9])0+([0-9])", r"\1\2")
    # Without spaces a sign stays: 1-11 is not 111.
    return plain if not sign else f"replace({plain}, '-', '')"


def _bare(text: str) -> str:
    """The same of all texts that :func:`_folded` makes the same, and of few others.

    It has no patterns of whole words: each takes the engine a millisecond before the first row.
    """
    lower, between = f"lower({text})", f"[{DASHES}{SPACES}-]"
    plain = _replaced(lower, between, "")
    for old, new in OLD_TONES.items():
        plain = f"replace({plain}, {literal(old)}, {literal(new)})"
    any_of = literal("|".join([between, *OLD_TONES]))
    return f"CASE WHEN regexp_matches({lower}, {any_of}) THEN {plain} ELSE {lower} END"


def _folded(text: str) -> str:
    """As :func:`baocao.locale.vi.look_alikes.folded`, of texts without unseen letters."""
    lower = f"lower({text})"
    plain = _replaced(_replaced(lower, f"[{DASHES}]", "-"), f"[{SPACES}]+", " ")
    plain = _replaced(plain, " ?- ?", "-")
    for old, new in OLD_TONES.items():
        plain = _replaced(plain, rf"(^|[^q]){old}($|[^\p{{L}}])", rf"\1{new}\2")
    # Few texts have anything to replace: to ask it once costs a fraction.
    return f"CASE WHEN regexp_matches({lower}, {literal(_REPLACED)}) THEN {plain} ELSE {lower} END"


def _replaced(text: str, pattern: str, by: str) -> str:
    return f"regexp_replace({text}, {literal(pattern)}, {literal(by)}, 'g')"
