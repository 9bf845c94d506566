"""Comparisons of facts: pure, exact, and only between like windows."""

from __future__ import annotations

from decimal import Decimal

from baocao.facts import Fact, printed
from baocao.vietnamese import short_date

__all__ = ["change", "growth", "share"]


def _derive(now: Fact, base: Fact, suffix: str, label: str, **values: object) -> Fact:
    fields: dict[str, object] = {
        "id": f"{now.id}:{suffix}",
        "period": now.period,
        "window": now.window,
        "label": f"{label} so với {_window_name(base)}: {now.label}",
        "stock": now.stock,
        "provisional": now.provisional,
        "provenance": (*now.provenance, *base.provenance),
        "derived_from": (f"{now.id}@{now.period}", f"{base.id}@{base.period}"),
        **values,
    }
    return Fact(**fields)  # type: ignore[arg-type]


def _window_name(fact: Fact) -> str:
    if fact.window.start is None:
        return f"ngày {short_date(fact.window.end)}"
    return f"{short_date(fact.window.start)}–{short_date(fact.window.end)}"


def change(now: Fact, base: Fact, pad_counts: bool = True) -> Fact:
    """The absolute change, printed without a sign: the sentence says which way.

    Missing when either side is missing.
    """
    if now.value is None or base.value is None:
        value, missing = None, base.missing or now.missing
    else:
        value, missing = now.value - base.value, None
    text = missing or printed(abs(value or Decimal(0)), now.unit, now.decimals, pad_counts)
    return _derive(
        now, base, "change", "Tăng, giảm", value=value, missing=missing, text=text,
        unit=now.unit, decimals=now.decimals,
    )  # fmt: skip


def growth(now: Fact, base: Fact) -> Fact:
    """The change in percent of the base: ``(now - base) / base``.

    Missing when either side is, or when the base is zero: nothing grows from nothing by a
    percentage.

    Examples
    --------
    The seed's 65 projects of 2021 against 43 of 2020 are 22 more, 51,2 %; see the tests.
    """
    if now.value is None or base.value is None:
        value, missing = None, base.missing or now.missing
    elif base.value == 0:
        value, missing = None, "kỳ gốc bằng không"
    else:
        value, missing = (now.value - base.value) * 100 / base.value, None
    text = missing or printed(abs(value or Decimal(0)), "%", 1, pad_counts=False)
    return _derive(
        now, base, "growth", "Tốc độ tăng, giảm", value=value, missing=missing, text=text,
        unit="%", decimals=1,
    )  # fmt: skip


def share(now: Fact, base: Fact) -> Fact:
    """`now` as percent of `base`, an earlier window or a plan: "bằng … % cùng kỳ", "đạt … %".

    Missing when either side is, or when the base is zero.
    """
    if now.value is None or base.value is None:
        value, missing = None, base.missing or now.missing
    elif base.value == 0:
        value, missing = None, "kỳ gốc bằng không"
    else:
        value, missing = now.value * 100 / base.value, None
    text = missing or printed(value or Decimal(0), "%", 1, pad_counts=False)
    # A plan and an earlier window of one fact are two bases: each has its own id.
    suffix = "of_plan" if base.id.endswith(":plan") else "of_base"
    return _derive(
        now, base, suffix, "Tỷ lệ", value=value, missing=missing, text=text, unit="%", decimals=1
    )
