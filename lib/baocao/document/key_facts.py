"""Which indicators stand for a report: the first that each of its sections quotes."""

from __future__ import annotations

from collections.abc import Iterator

from baocao.core import pandoc
from baocao.document.model import Block, Document, Heading, Prose, QuotedFact, ReportPeriod, Table

__all__ = ["is_own", "key_facts"]


def key_facts(document: Document) -> list[QuotedFact]:
    """The first indicator that each section quotes, at the report's own period, in print order.

    What stands before the first heading is an overview of what changed most: other indicators in
    each period.  Indicators without a value are passed over.
    """
    found: dict[str, QuotedFact] = {}
    is_open = False
    for block in document.blocks:
        if isinstance(block, Heading):
            is_open = True
        elif is_open:
            for place in _quoted(block):
                fact = document.facts[place]
                if is_own(fact, document.period) and fact.value is not None:
                    found.setdefault(fact.id, fact)
                    is_open = False
                    break
    return list(found.values())


def is_own(fact: QuotedFact, period: ReportPeriod) -> bool:
    """Whether it is an indicator itself, at the report's period: no comparison and no part."""
    is_whole = ":" not in fact.id and "[" not in fact.id
    return is_whole and fact.period == period.code


def _quoted(block: Block) -> Iterator[int]:
    """Places of the facts that a block prints."""
    if isinstance(block, Prose):
        for node in pandoc.walk(block.ast):
            if node["t"] == "Span" and "fact" in node["c"][0][1]:
                yield int(dict(node["c"][0][2])["n"])
    elif isinstance(block, Table):
        yield from (c.fact for row in block.data.rows for c in row.cells if c.fact is not None)
