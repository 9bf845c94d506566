"""Texts of a large register that people take for the same, though they are written otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

import narwhals as nw

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import DASHES, OLD_TONES
from baocao.locale.vi.text import number
from baocao.registers.declare import Column
from baocao.registers.faults import near_values, several_spellings
from baocao.registers.large.columns import SPACES
from baocao.registers.large.engine import collect, kept, stream
from baocao.registers.near_equal import NearEqual

__all__ = ["all_differ", "spelling_faults"]

_REPLACED = "|".join([f"[{DASHES}]| -|- |[{SPACES}]{{2}}|[{SPACES.replace(' ', '')}]", *OLD_TONES])


def all_differ(frame: nw.LazyFrame[Any], column: Column) -> bool:
    """Whether no two rows have texts that are the same, or that people take for the same."""
    folded = frame.select(folded=_folded(nw.col(column.name)))
    return not _twice(folded, "folded")


def spelling_faults(
    frame: nw.LazyFrame[Any], column: Column, place: str, is_counted: bool = False
) -> Iterator[Finding]:
    """One finding where texts of a column differ in case, spaces, dashes or tone marks only.

    A small register reads them as the first of them; here they would be two in silence.  Where
    different texts are counted, another where two of them look like one: ``DA-07`` and ``DA-007``.
    """
    cell = nw.col(column.name)
    texts = frame.filter(cell != "").select(text=cell).unique()
    if is_counted:
        texts = kept(texts, f"texts of {column.name}")
    folded = texts.with_columns(folded=_folded(nw.col("text")))
    if _twice(folded, "folded"):
        again = (
            folded.group_by("folded")
            .agg(first=nw.col("text").min(), last=nw.col("text").max(), count=nw.len())
            .filter(nw.col("count") > 1)
        )
        found = collect(again.select("first", "last").sort("first").head(1))
        total = collect(again.select(nw.len()))[0][0]
        where = f'{place}, cột "{column.heading}"'
        yield several_spellings(where, found[0], total - 1)
    if is_counted:
        yield from _near_faults(texts, column, place)


def _twice(frame: nw.LazyFrame[Any], name: str) -> int:
    """How many texts of a column stand in several rows."""
    again = frame.group_by(name).agg(count=nw.len()).filter(nw.col("count") > 1)
    total: int = collect(again.select(nw.len()))[0][0]
    return total


def _near_faults(texts: nw.LazyFrame[Any], column: Column, place: str) -> Iterator[Finding]:
    """One finding where texts that are counted look like one.

    Python looks at those of which the engine finds that they may look alike, a few at a time.
    """
    found: set[tuple[str, str]] = set()
    for space in ("", "-"):
        keyed = texts.with_columns(common=_in_common(nw.col("text"), space))
        if not _twice(keyed, "common"):
            continue
        again = keyed.group_by("common").agg(count=nw.len()).filter(nw.col("count") > 1)
        several = keyed.join(again.select("common"), on="common", how="inner")
        rows = several.select("text", "common").sort("common", "text")
        for _, group in groupby(stream(rows), key=itemgetter(1)):
            known = NearEqual()
            alike = ((known.other(text), text) for text, _ in group)
            found |= {(other, text) for other, text in alike if other is not None}
    pairs = sorted(found)
    if pairs:
        finding = near_values(f'{place}, cột "{column.heading}"', sorted(min(pairs)))
        rest = f" (và {number(len(pairs) - 1)} cặp khác)" if len(pairs) > 1 else ""
        yield replace(finding, found=finding.found + rest)


def _in_common(text: nw.Expr, space: str) -> nw.Expr:
    """What texts that look alike have in common, and few others; a space is nothing or a sign."""
    plain = text.str.to_lowercase().str.replace_all(f"[{SPACES}]+", space)
    plain = plain.str.replace_all("o", "0").str.replace_all("[il]", "1")
    plain = plain.str.replace_all(f"[._/{DASHES}-]|\\\\", "-")
    plain = plain.str.replace_all("(^|[^0-9])0+([0-9])", r"\1\2")
    # Without spaces a sign stays: 1-11 is not 111.
    return plain if not space else plain.str.replace_all("-", "")


def _folded(text: nw.Expr) -> nw.Expr:
    """As :func:`baocao.locale.vi.look_alikes.folded`, of texts without unseen letters."""
    lower = text.str.to_lowercase()
    plain = lower.str.replace_all(f"[{DASHES}]", "-").str.replace_all(f"[{SPACES}]+", " ")
    plain = plain.str.replace_all(" ?- ?", "-")
    for old, new in OLD_TONES.items():
        plain = plain.str.replace_all(rf"(^|[^q]){old}($|[^\p{{L}}])", rf"\1{new}\2")
    # Few texts have anything to replace: to ask it once costs a fraction.
    return nw.when(lower.str.contains(_REPLACED)).then(plain).otherwise(lower)
