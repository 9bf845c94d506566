"""Whether a document whose numbers are mostly wrong reports on another period than was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from baocao.core.errors import BaocaoError, Finding, ManuscriptError
from baocao.core.periods import Period
from baocao.facts.fact import suffix_of
from baocao.facts.find import find
from baocao.locale.vi.text import period_name
from baocao.review.verify.agreement import agreement
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.known_facts import KnownFact
from baocao.review.verify.reported_period import guess_period
from baocao.review.verify.verification import Verification

__all__ = ["OtherPeriod", "other_period", "require_own_period", "told_of"]

# Of fewer wrong numbers nothing is said.
_LEAST = 5
# Of a very long document these tell enough.
_MOST = 500
# How many periods before and after are tried.
_NEAR = 4


@dataclass(frozen=True)
class OtherPeriod:
    """A period that a document fits better than the one it was compared with.

    Parameters
    ----------
    period
        The one that fits.
    numbers
        How many numbers were tried.
    own, fitting
        How many of them say the values of the period that was said, and of this one.
    """

    period: Period
    numbers: int
    own: int
    fitting: int


def other_period(found: Verification) -> OtherPeriod | None:
    """The period that the numbers of a document fit clearly better than its own; else None.

    Tried are the periods that the title and the name of the file say, and those near its own; each
    number as the value of the indicator that it was compared with.  Many values are the same at
    both periods, so those count that fit one of the two only: of these more than two in three must
    fit the other period, and of all numbers most.
    """
    own = found.facts.period
    tried = list(islice((one for one in found.judgements if _is_of(one, own)), _MOST))
    is_right = [one.verdict in ("right", "rounded") for one in tried]
    if is_right.count(False) < _LEAST:
        return None
    best: OtherPeriod | None = None
    named = guess_period(found.manuscript, own.calendar).periods
    for period in _candidates(found, own, named):
        fits = [_fits(found, one, period) for one in tried]
        pairs = list(zip(is_right, fits, strict=True))
        gained, lost = pairs.count((False, True)), pairs.count((True, False))
        fitting = sum(fits)
        is_better = gained >= _LEAST and gained > 2 * lost and 2 * fitting > len(tried)
        if is_better and (best is None or fitting > best.fitting):
            best = OtherPeriod(period, len(tried), sum(is_right), fitting)
            if period in named:
                break
    return best


def require_own_period(found: Verification) -> None:
    """Refuse to judge a document against a period that is not its own.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-13, see :func:`other_period`.
    """
    if other := other_period(found):
        raise ManuscriptError(told_of(found, other))


def told_of(found: Verification, other: OtherPeriod) -> Finding:
    """The finding MANUSCRIPT-13, of a document that fits another period."""
    own = found.facts.period
    return Finding(
        "MANUSCRIPT-13",
        "Văn bản có lẽ báo cáo về kỳ khác với kỳ đã nêu.",
        str(found.manuscript.path),
        f"trong {other.numbers} con số so được, {other.own} khớp với {period_name(own)} ({own}), "
        f"{other.fitting} khớp với {period_name(other.period)} ({other.period})",
        f"đối chiếu lại với kỳ {other.period}; nếu đúng là kỳ {own}, thêm --anyway",
    )


def _is_of(judgement: Judgement, period: Period) -> bool:
    """Whether a number was compared with the plain value of an indicator at that period."""
    return (
        judgement.mention.is_figure
        and bool(judgement.fact)
        and not suffix_of(judgement.fact)
        and judgement.period == str(period)
    )


def _fits(found: Verification, judgement: Judgement, period: Period) -> bool:
    try:
        fact = find(found.facts.book, judgement.fact, period)
    except BaocaoError:
        return False
    return agreement(judgement.mention, KnownFact.of(fact)) is not None


def _candidates(found: Verification, own: Period, named: Sequence[Period]) -> Sequence[Period]:
    """Periods of which the data know something, each once: first what the document names."""
    last = found.facts.book.complete_until
    every = dict.fromkeys([*named, *_near(own)])
    return [p for p in every if p.days and p.start <= last and (p.start, p.end) != _days(own)]


def _days(period: Period) -> tuple[object, object]:
    return period.start, period.end


def _near(own: Period) -> Iterator[Period]:
    for step in (Period.previous, Period.following, Period.same_period_last_year):
        at = own
        for _ in range(_NEAR):
            at = step(at)
            if not at.days:
                break
            yield at
    yield own.reporting_year()
    yield own.year_to_date()
