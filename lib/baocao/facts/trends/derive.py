"""Facts made of two others, which must be comparable."""

from __future__ import annotations

from decimal import Decimal

from baocao.core.errors import Finding, TrendError
from baocao.facts.fact import ESTIMATED, FROM_FINAL, Fact
from baocao.locale.vi.text import short_date

__all__ = ["derive", "require_alike"]


def derive(
    now: Fact,
    base: Fact,
    suffix: str,
    label: str,
    value: Decimal | None,
    unit: str,
    *,
    text: str = "",
    decimals: int = 0,
    missing: str | None = None,
) -> Fact:
    """A fact made of two: of the period of `now`, and with the less final status of both."""
    status = max(now.status, base.status, key=FROM_FINAL.index)
    mark = ESTIMATED if status == "estimated" else ""
    return Fact(
        id=f"{now.id}:{suffix}",
        period=now.period,
        window=now.window,
        value=value,
        text=(missing or "") if value is None else f"{mark}{text}",
        unit=unit,
        decimals=decimals,
        label=f"{label} so với {_window_name(base)}: {now.label}",
        stock=now.stock,
        missing=missing if value is None else None,
        provisional=now.provisional,
        status=status,
        method=now.method or base.method,
        provenance=tuple(dict.fromkeys((*now.provenance, *base.provenance))),
        derived_from=(f"{now.id}@{now.period}", f"{base.id}@{base.period}"),
    )


def _window_name(fact: Fact) -> str:
    if fact.window.start is None:
        return f"ngày {short_date(fact.window.end)}"
    return f"{short_date(fact.window.start)}–{short_date(fact.window.end)}"


def require_alike(now: Fact, base: Fact) -> None:
    """Raise unless two facts can be compared; all reasons against it come in one error.

    Raises
    ------
    TrendError
        TREND-01 a flow and a stock; TREND-02 windows of unlike length; TREND-03 two units.
    """
    where = f"{now.id}, kỳ {now.period} và kỳ {base.period}"
    found = []
    if now.stock != base.stock:
        found.append(
            Finding(
                "TREND-01",
                "Không so sánh được số phát sinh trong kỳ với số lũy kế.",
                where=where,
                found=f"{now.label}; {base.label}",
                remedy="so hai số cùng loại: cùng phát sinh, hoặc cùng lũy kế",
            )
        )
    elif not now.stock and now.value is not None and base.value is not None:
        days, other = _days(now), _days(base)
        # Months, quarters, halves and years of one kind differ by at most three days, and
        # the same days of two years by the 29th of February.
        if abs(days - other) > (3 if min(days, other) >= 28 else 1):
            found.append(
                Finding(
                    "TREND-02",
                    "Không so sánh được hai khoảng thời gian dài ngắn khác nhau.",
                    where=where,
                    found=f"{_window_name(now)}: {days} ngày; {_window_name(base)}: {other} ngày",
                    remedy="so phần năm với cùng số ngày của năm trước",
                )
            )
    if now.unit != base.unit:
        found.append(
            Finding(
                "TREND-03",
                "Không so sánh được hai đơn vị tính khác nhau.",
                where=where,
                found=f"{now.unit}; {base.unit}",
                remedy="so hai số cùng đơn vị tính",
            )
        )
    if found:
        raise TrendError(*found)


def _days(fact: Fact) -> int:
    start = fact.window.start
    return 0 if start is None else (fact.window.end - start).days + 1
