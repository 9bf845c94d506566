"""Comparisons of two facts: exact, and only between figures that can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from baocao.core.calendars import YEAR
from baocao.facts.fact import Fact, printed
from baocao.facts.reductions import is_total
from baocao.facts.trends.derive import derive, require_alike
from baocao.locale.vi.text import enough_decimals, trimmed

__all__ = [
    "LAST_YEAR",
    "POINTS",
    "Against",
    "beyond_plan",
    "change",
    "excess",
    "growth",
    "last_year",
    "multiple",
    "share",
    "shares",
]

POINTS = "điểm phần trăm"
_MOST_DECIMALS = 5
_NO_BASE = "kỳ gốc bằng không"
_BELOW_ZERO = "kỳ gốc nhỏ hơn không"


@dataclass(frozen=True)
class Against:
    """What a figure is compared with.

    Parameters
    ----------
    key
        What ids of comparisons end with; empty for the commonest, the year before.
    flow, stock
        How prose calls it: figures of a period, and figures that stand on a day.
    flow_base, stock_base
        The same in brackets: "cùng kỳ", "cùng thời điểm".
    """

    key: str
    flow: str
    stock: str
    flow_base: str
    stock_base: str

    def words(self, stock: bool) -> str:
        """How prose calls it for a flow or a stock."""
        return self.stock if stock else self.flow

    def base(self, stock: bool) -> str:
        """How brackets call it."""
        return self.stock_base if stock else self.flow_base


def last_year(year_word: str = YEAR) -> Against:
    """The same days of the year before; `year_word` is what a year is called.

    Examples
    --------
    >>> last_year("năm học").words(stock=False)
    'cùng kỳ năm học trước'
    """
    flow, stock = "cùng kỳ", "cùng thời điểm"
    return Against("", f"{flow} {year_word} trước", f"{stock} {year_word} trước", flow, stock)


LAST_YEAR = last_year()


def change(now: Fact, base: Fact, pad_counts: bool = True, against: Against = LAST_YEAR) -> Fact:
    """The absolute change, printed without a sign: the sentence says which way.

    Two percentages differ by percentage points.  Missing when either side is missing.

    Raises
    ------
    TrendError
        TREND-01 to -03: figures that cannot be compared.
    """
    require_alike(now, base)
    unit = POINTS if now.unit == "%" else now.unit
    if now.value is None or base.value is None:
        return derive(now, base, _suffix("change", against), "Tăng, giảm", None, unit,
                      missing=base.missing or now.missing)  # fmt: skip
    value = now.value - base.value
    decimals = enough_decimals(value, 1) if now.unit == "%" else now.decimals
    text = (
        trimmed(abs(value), decimals)
        if unit == POINTS
        else printed(abs(value), unit, decimals, pad_counts)
    )
    return derive(now, base, _suffix("change", against), "Tăng, giảm", value, unit,
                  text=text, decimals=decimals)  # fmt: skip


def growth(now: Fact, base: Fact, against: Against = LAST_YEAR) -> Fact:
    """The change in percent of the base: ``(now - base) / base``.

    Missing when either side is, when the base is zero (nothing grows from nothing by a
    percentage), and for percentages, which differ by points.

    Examples
    --------
    The seed's 65 projects of 2021 against 43 of 2020 are 22 more, 51,2 %; see the tests.
    """
    require_alike(now, base)
    share_of_base, missing = _quotient(now, base, 100)
    value = None if share_of_base is None else share_of_base - 100
    if now.unit == "%" and missing is None:
        value, missing = None, "tỷ lệ chỉ so sánh bằng điểm phần trăm"
    return _percentage(now, base, _suffix("growth", against), "Tốc độ tăng, giảm", value, missing)


def multiple(now: Fact, base: Fact, against: Against = LAST_YEAR) -> Fact:
    """How many times the base: "gấp 2,5 lần"; missing as :func:`growth` is."""
    require_alike(now, base)
    value, missing = _quotient(now, base)
    text = "" if value is None else trimmed(value, 1)
    return derive(now, base, _suffix("multiple", against), "Số lần", value, "lần",
                  text=text, decimals=1, missing=missing)  # fmt: skip


def share(now: Fact, base: Fact) -> Fact:
    """`now` as percent of `base`, an earlier window or a plan: "bằng … % cùng kỳ", "đạt … %".

    Missing when either side is, or when the base is zero.
    """
    planned = base.id.endswith(":plan")
    if not planned:
        require_alike(now, base)
    value, missing = _quotient(now, base, 100)
    # A plan and an earlier window of one fact are two bases: each has its own id.
    return _percentage(now, base, "of_plan" if planned else "of_base", "Tỷ lệ", value, missing)


def excess(now: Fact, plan: Fact) -> Fact:
    """What lies above a plan, in percent of it: 105,2 % done is 5,2 % above."""
    done = share(now, plan)
    value = None if done.value is None else done.value - 100
    return _percentage(now, plan, "over_plan", "Cao hơn kế hoạch", value, done.missing)


def beyond_plan(now: Fact, plan: Fact) -> Fact:
    """How far a percentage lies above the one that is planned, or below it, in points."""
    if now.value is None or plan.value is None:
        return derive(now, plan, "beyond_plan", "Chênh lệch", None, POINTS,
                      missing=plan.missing or now.missing)  # fmt: skip
    value = now.value - plan.value
    decimals = enough_decimals(value, 1)
    text = trimmed(abs(value), decimals)
    return derive(now, plan, "beyond_plan", "Chênh lệch", value, POINTS,
                  text=text, decimals=decimals)  # fmt: skip


def shares(parts: Sequence[Fact], whole: Fact, *, adds_up: bool = True) -> tuple[Fact, ...]:
    """Each part as percent of the whole, printed so that the printed shares add up to 100.

    One decimal, or as many as no part needs to be printed as nothing, by the method of largest
    remainders: every share is rounded down, and the tenths that are left over go to the shares
    that lost most.  A printed share may so differ from the rounded one by a tenth; its value is
    exact.  Missing when the parts do not add up to the whole: a thing that is counted under two
    of them has no share.

    Parameters
    ----------
    adds_up
        Whether parts of it make a total at all: means and ratios do not.
    """
    if not adds_up:
        reason = "số bình quân, tỷ lệ không có tỷ trọng"
        return tuple(_percentage(p, whole, "share", "Tỷ trọng", None, reason) for p in parts)
    values = [part.value for part in parts]
    known = [value for value in values if value is not None]
    if not whole.value or len(known) < len(values):
        reason = whole.missing or next((p.missing for p in parts if p.missing), _NO_BASE)
        return tuple(_percentage(p, whole, "share", "Tỷ trọng", None, reason) for p in parts)
    if not is_total(whole.value, known) or min(known) < 0:
        reason = "các phần cộng lại khác tổng nên không tính tỷ trọng"
        return tuple(_percentage(p, whole, "share", "Tỷ trọng", None, reason) for p in parts)
    exact = [value * 100 / whole.value for value in known]
    decimals = _MOST_DECIMALS
    for fewer in range(1, _MOST_DECIMALS):
        if all(not value or _floor(value, fewer) for value in exact):
            decimals = fewer
            break
    tenth = Decimal(1).scaleb(-decimals)
    shown = [_floor(value, decimals) for value in exact]
    lost = sorted(range(len(exact)), key=lambda n: (shown[n] - exact[n], n))
    for position in lost[: int((100 - sum(shown)) / tenth)]:
        shown[position] += tenth
    texts = [f"{trimmed(value, decimals)}%" for value in shown]
    return tuple(
        derive(part, whole, "share", "Tỷ trọng", value, "%", text=text, decimals=decimals)
        for part, value, text in zip(parts, exact, texts, strict=True)
    )


def _quotient(now: Fact, base: Fact, times: int = 1) -> tuple[Decimal | None, str | None]:
    """``now / base · times``, or None with the reason."""
    if now.value is None or base.value is None:
        return None, base.missing or now.missing
    if base.value <= 0 or now.value < 0:
        return None, _NO_BASE if not base.value else _BELOW_ZERO
    return now.value * times / base.value, None


def _floor(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_FLOOR)


def _percentage(
    now: Fact, base: Fact, suffix: str, label: str, value: Decimal | None, missing: str | None
) -> Fact:
    text = "" if value is None else printed(abs(value), "%", 1, pad_counts=False)
    return derive(now, base, suffix, label, value, "%", text=text, decimals=1, missing=missing)


def _suffix(name: str, against: Against) -> str:
    return f"{name}_{against.key}" if against.key else name
