"""Facts made by hand, for tests of what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from baocao.facts.fact import Fact, Provenance, Status, printed
from baocao.facts.indicators import Window


def fact(
    value: str | int | Decimal | None,
    year: int = 2021,
    unit: str = "dự án",
    *,
    stock: bool = False,
    status: Status = "official",
    identity: str = "programme.indicator",
    days: tuple[date, date] | None = None,
    rows: int | None = None,
) -> Fact:
    """A figure of a year, or of `days`; None is unknown."""
    exact = None if value is None else Decimal(value)
    start, end = days or (date(year, 1, 1), date(year, 12, 31))
    code = str(year) if days is None else f"{start}--{end}"
    decimals = 1 if unit == "%" else 0
    mark = "ước " if status == "estimated" else ""
    return Fact(
        id=identity,
        period=code,
        window=Window(None if stock else start, end),
        value=exact,
        text="chưa có số liệu" if exact is None else mark + printed(exact, unit, decimals, True),
        unit=unit,
        decimals=decimals,
        label="Chỉ tiêu",
        stock=stock,
        missing="chưa có số liệu" if exact is None else None,
        status=status,
        provenance=(
            Provenance(
                register="data/registers/programme.csv",
                title="Sổ theo dõi",
                sha256="0" * 64,
                filter="",
                rows=int(exact or 0) if rows is None else rows,
                illustrative=0,
                keys=(),
            ),
        ),
    )


def years(values: Sequence[str | int | None], first: int = 2020) -> list[Fact]:
    """Figures of years in a row."""
    return [fact(value, year) for year, value in enumerate(values, start=first)]
