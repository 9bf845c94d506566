"""What is found of one number, day or claim of a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from baocao.review.verify.agreement import kind_of
from baocao.review.verify.known_facts import KnownFact
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage

__all__ = ["Judgement", "Verdict"]

Verdict = Literal["right", "rounded", "stale", "contradicted", "reworded", "not data", "unmatched"]
"""``right``; ``rounded``: right at the precision it is printed with; ``stale``: the value of the
same fact at an earlier period; ``contradicted``: wrong; ``reworded``: words around a number were
changed; ``not data``: the number of a document,
of a heading, a day; ``unmatched``: nothing was found to compare it with."""


@dataclass(frozen=True)
class Judgement:
    """What is found of one mention.

    Parameters
    ----------
    passage, mention
        The text, and the number, day or claim in it.
    verdict
        See :data:`Verdict`.
    fact, period
        The fact it was compared with; empty when there is none.
    expected
        What the data say, as printed; empty when nothing else is known.
    reason
        One Vietnamese clause; empty when the verdict says all.
    is_by_words
        Whether only the words around it tell which figure is meant: neither the file's own binding
        nor a place beside the report does.
    """

    passage: Passage
    mention: Mention
    verdict: Verdict
    fact: str = ""
    period: str = ""
    expected: str = ""
    reason: str = ""
    is_by_words: bool = False

    @classmethod
    def by_fact(
        cls, passage: Passage, mention: Mention, verdict: Verdict, fact: KnownFact, reason: str = ""
    ) -> Judgement:
        """A verdict that rests on a fact."""
        is_count = kind_of(fact.unit) == "count"
        expected = f"{fact.text} {fact.unit}" if is_count else fact.text
        return cls(passage, mention, verdict, fact.id, fact.period, expected, reason)

    @property
    def span(self) -> tuple[int, int]:
        """First letter of the mention in its block, and the letter after its last."""
        offsets = self.passage.offsets
        return offsets[self.mention.start], offsets[self.mention.end]

    @property
    def place(self) -> str:
        """Where a reader finds it, such as "trang 3"."""
        return self.passage.block.place(self.span[0])

    @property
    def around(self) -> str:
        """The mention with some words before and after it."""
        return self.passage.block.around(*self.span)

    @property
    def block_number(self) -> int:
        """Which block of the document it is in, from 0."""
        return self.passage.block_number

    @property
    def is_fault(self) -> bool:
        """Whether the text is wrong."""
        return self.verdict in ("stale", "contradicted")
