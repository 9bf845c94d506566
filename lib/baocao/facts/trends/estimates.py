"""Estimates a year that is not over from the same days of earlier years."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baocao.facts.fact import ESTIMATED, Fact, printed
from baocao.facts.indicators import Window
from baocao.locale.vi.text import half_up

__all__ = ["METHOD", "Estimate", "estimate"]

METHOD = (
    "Số ước cả năm lấy số đã phát sinh chia cho tỷ lệ phát sinh trong cùng số ngày của các năm "
    "trước; khoảng ước có độ tin cậy 95% (kiểm định chính xác Fisher), với giả định nhịp phát "
    "sinh trong năm không đổi"
)
_LEVEL = 0.05


@dataclass(frozen=True)
class Estimate:
    """The estimated year, and the two ends of its 95 % prediction interval.

    The three facts are missing together, with the reason.
    """

    year: Fact
    low: Fact
    high: Fact

    def __bool__(self) -> bool:
        return self.year.value is not None


def estimate(
    now: Fact,
    window: Window,
    earlier: Sequence[tuple[Fact, Fact]],
    *,
    whole_year: str,
    pad_counts: bool = True,
) -> Estimate:
    """Estimate the year that `now` is a part of.

    The years before tell which share of a year's events falls on its first days.  With A
    events on those days of earlier years and B on the rest, X so far become X + X·B/A.  The
    interval has every remainder R for which Fisher's exact test does not reject, at 5 %, that
    (X, R) and (A, B) are alike: it is wide where X, A or B are few.  It assumes that events
    are independent and that every year has the same rhythm.

    Parameters
    ----------
    now
        The year so far: a flow that counts rows.
    window
        The whole year.
    earlier
        For each earlier year: the same days, and the whole year.
    whole_year
        Code of the year, such as ``"2023"``.

    Returns
    -------
    Estimate
        Missing, with the reason, for stocks, sums and rates; without an earlier year; when
        less than half of a usual year's events has come; and when the earlier years differ
        in rhythm (chi-squared test, 5 %).
    """
    reason = _refusal(now, earlier)
    x = int(now.value or 0)
    a = int(sum(part.value for part, _ in earlier if part.value is not None)) if not reason else 0
    b = int(sum(whole.value for _, whole in earlier if whole.value is not None)) - a
    if not reason and a < b:
        reason = "chưa qua nửa nhịp phát sinh của năm nên chưa ước cả năm"
    if reason:
        values: list[Decimal | None] = [None, None, None]
    else:
        low, high = _remainders(a, b, x)
        middle = half_up(Decimal(x) + Decimal(x * b) / Decimal(a), 0)
        values = [middle, Decimal(x + low), Decimal(x + high)]
    labels = ("Ước cả năm", "Ước cả năm, cận dưới", "Ước cả năm, cận trên")
    suffixes = ("estimate", "estimate_low", "estimate_high")
    # The ends stand after the word of the estimate and need not repeat it.
    marks = (ESTIMATED, "", "")
    return Estimate(
        *(
            _fact(now, window, earlier, whole_year, reason, pad_counts, *parts)
            for parts in zip(suffixes, labels, marks, values, strict=True)
        )
    )


def _refusal(now: Fact, earlier: Sequence[tuple[Fact, Fact]]) -> str | None:
    if now.value is None:
        return now.missing
    if now.stock:
        return "số lũy kế không ước cho cả năm"
    if now.unit in ("đồng", "%") or now.value > sum(source.rows for source in now.provenance):
        return "chỉ ước cả năm cho số đếm"
    if not earlier or any(fact.value is None for pair in earlier for fact in pair):
        return "chưa có năm trọn vẹn để làm căn cứ ước"
    pairs = [(int(part.value or 0), int(whole.value or 0)) for part, whole in earlier]
    table = [[part, whole - part] for part, whole in pairs]
    if not sum(part for part, _ in table):
        return "cùng kỳ các năm trước không phát sinh nên không ước cả năm"
    full = [row for row in table if sum(row)]
    steady = len(full) < 2 or not sum(rest for _, rest in full)
    if not steady and _unlike(full):
        return "các năm trước không cùng nhịp phát sinh nên không ước cả năm"
    return None


def _unlike(years: list[list[int]]) -> bool:
    """Whether some year has another share on its first days than the rest."""
    # Only where it is asked: it takes longer to import than all else that most commands do.
    from scipy.stats import chi2_contingency

    return bool(chi2_contingency(years, correction=False).pvalue < _LEVEL)


def _remainders(a: int, b: int, x: int) -> tuple[int, int]:
    """The least and the greatest remainder that are compatible with (a, b) and x."""
    from scipy.stats import hypergeom

    def seen_at_most(r: int) -> float:
        return float(hypergeom.cdf(x, a + b + x + r, a + x, x + r))

    def seen_at_least(r: int) -> float:
        return float(hypergeom.sf(x - 1, a + b + x + r, a + x, x + r))

    half = _LEVEL / 2
    # Both are monotone in r: few seen so far speak against a great remainder.
    top = 1
    while seen_at_most(top) > half:
        top *= 2
    high = bisect_left(range(top), True, key=lambda r: seen_at_most(r) <= half) - 1
    low = bisect_left(range(high + 1), True, key=lambda r: seen_at_least(r) > half)
    return low, high


def _fact(
    now: Fact,
    window: Window,
    earlier: Sequence[tuple[Fact, Fact]],
    whole_year: str,
    reason: str | None,
    pad_counts: bool,
    suffix: str,
    label: str,
    mark: str,
    value: Decimal | None,
) -> Fact:
    sources = (now, *(fact for pair in earlier for fact in pair))
    text = "" if value is None else printed(value, now.unit, 0, pad_counts)
    return Fact(
        id=f"{now.id}:{suffix}",
        period=whole_year,
        window=window,
        value=value,
        text=f"{mark}{text}" if text else str(reason),
        unit=now.unit,
        decimals=0,
        label=f"{label}: {now.label}",
        stock=False,
        missing=reason,
        status="estimated",
        method=METHOD,
        provenance=tuple(dict.fromkeys(s for fact in sources for s in fact.provenance)),
        derived_from=tuple(f"{fact.id}@{fact.period}" for fact in sources),
    )
