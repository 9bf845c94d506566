"""Parts of a whole, in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from baocao.facts.fact import Fact
from baocao.locale.vi.text import half_up, join
from baocao.prose.phrases.phrase import Phrase, unit_of

__all__ = ["leading", "weight"]


def weight(part: Fact) -> Phrase:
    """What share of a whole it is, in words: "phần lớn" is more than half, "hầu hết" 90 %.

    "Toàn bộ" and "một nửa" are said of no less and no more.

    Parameters
    ----------
    part
        A share in percent; nothing is said of an unknown one.
    """
    if part.value is None:
        return Phrase()
    if part.value == 100:
        return Phrase(("toàn bộ",))
    if half_up(part.value, 1) >= 90:
        return Phrase(("hầu hết",))
    if part.value == 50:
        return Phrase(("một nửa",))
    if part.value > 50:
        return Phrase(("phần lớn",))
    return Phrase(("một phần",) if part.value else ("không có",))


def leading(parts: Sequence[tuple[str, Fact, Fact]]) -> Phrase:
    """The greatest part, or the parts that share the first place.

    Parameters
    ----------
    parts
        Name, figure and share in percent of each; nothing is said of fewer than two.
    """
    known = [part for part in parts if part[1].value]
    if len(known) < 2:
        return Phrase()
    most = max(fact.value or Decimal(0) for _, fact, _ in known)
    first = [part for part in known if part[1].value == most]
    if len(first) == len(known):
        return Phrase()
    names = join([name for name, _, _ in first])
    _, fact, share = first[0]
    each = "cùng " if len(first) > 1 else ""
    tail = (", chiếm ", share) if share.value is not None and len(first) == 1 else ()
    return Phrase((f"nhiều nhất là {names} ({each}", fact, unit_of(fact), *tail, ")"))
