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
_FOLDED = "folded"
_ALIKE = ("alike without spaces", "alike without signs")
_ODD_SPACES = f"[{SPACES.replace(' ', '')}]"
_DASH = f"[{DASHES}-]"
_SIGNS = rf"[._/{DASHES}-]|\\"
_ZEROS, _ANY_ZEROS = "(^|[^0-9])0+([0-9])", "(?:^|[^0-9])0[0-9]"


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
        table, kinds = f"texts{position}", (_FOLDED, *(_ALIKE if name in counted else ()))
        tables.append(f"{table} AS MATERIALIZED ({_forms(_texts(name), kinds)})")
        for kind in kinds:
            asked[name, kind] = _twice([identifier(kind)], table)
    if is_one_text:
        values = f"({_forms(f'SELECT {identifier(key[0])} AS text FROM rows', [_FOLDED])})"
        asked[key[0], "key"] = _twice([identifier(_FOLDED)], values)
    elif key:
        asked[key[0], "key"] = _twice([*map(identifier, key)], "rows")
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
    texts = _asked(_native(frame), "rows", _texts(column.name))
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
    for kind in _ALIKE:
        several = _asked(
            texts,
            "texts",
            f"SELECT text, {identifier(kind)} AS common "
            f"FROM ({_forms('SELECT text FROM texts', [kind])}) "
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


def _texts(name: str) -> str:
    """A query for the different texts of a column."""
    cell = identifier(name)
    return f"SELECT DISTINCT {cell} AS text FROM rows WHERE {cell} <> ''"


def _forms(texts: str, kinds: Sequence[str]) -> str:
    """A query for texts with what each has in common with those that people take for the same.

    `_FOLDED` is the same of all texts that :func:`_folded` makes the same, and of few others; it
    has no patterns of whole words, of which each takes the engine a millisecond before the first
    row.  `_ALIKE` are those of texts that look alike, a space taken for nothing or for a sign.

    It goes by steps, of which each asks once what the next ones need, and replaces only where there
    is something to replace: few texts have anything.
    """
    plain = _where("lower", _SIGNS, _replaced("lower", _SIGNS, "-"))
    for letter, digit in ("o0", "i1", "l1"):
        plain = f"replace({plain}, '{letter}', '{digit}')"
    old = "folded"
    for before, after in OLD_TONES.items():
        old = f"replace({old}, {literal(before)}, {literal(after)})"
    nothing, signs = (
        _where(one, _ANY_ZEROS, _replaced(one, _ZEROS, r"\1\2")) for one in ("nothing", "signs")
    )
    steps = (
        {"lower": "lower(text)"},
        {"lower": _where("lower", _ODD_SPACES, _replaced("lower", _ODD_SPACES, " "))},
        {"folded": "replace(lower, ' ', '')", "plain": plain},
        {
            "folded": _where("folded", _DASH, _replaced("folded", _DASH, "")),
            "nothing": "replace(plain, ' ', '')",
            "signs": "replace(plain, ' ', '-')",
        },
        {
            _FOLDED: _where("folded", "|".join(OLD_TONES), old),
            # Without spaces a sign stays: 1-11 is not 111.
            _ALIKE[0]: nothing,
            _ALIKE[1]: f"replace({signs}, '-', '')",
        },
    )
    query = texts
    for step in steps:
        made = (f"{cells} AS {identifier(name)}" for name, cells in step.items())
        query = f"SELECT text, {', '.join(made)} FROM ({query})"
    return f"SELECT text, {', '.join(map(identifier, kinds))} FROM ({query})"


def _folded(text: str) -> str:
    """As :func:`baocao.locale.vi.look_alikes.folded`, of texts without unseen letters."""
    lower = f"lower({text})"
    plain = _replaced(_replaced(lower, f"[{DASHES}]", "-"), f"[{SPACES}]+", " ")
    plain = _replaced(plain, " ?- ?", "-")
    for old, new in OLD_TONES.items():
        plain = _replaced(plain, rf"(^|[^q]){old}($|[^\p{{L}}])", rf"\1{new}\2")
    return _where(lower, _REPLACED, plain)


def _replaced(text: str, pattern: str, by: str) -> str:
    return f"regexp_replace({text}, {literal(pattern)}, {literal(by)}, 'g')"


def _where(text: str, pattern: str, made: str) -> str:
    """What is made of a text that matches a pattern; else the text."""
    return f"CASE WHEN regexp_matches({text}, {literal(pattern)}) THEN {made} ELSE {text} END"
