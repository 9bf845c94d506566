"""Indicators: what is counted, declared once; and their catalogue.

An indicator holds no data.  :mod:`baocao.facts.fact` evaluates it at a window.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import ModuleType
from typing import Any

import narwhals as nw
import pandas as pd

from baocao.core.errors import Finding, IndicatorError
from baocao.locale.vi.text import short_date
from baocao.registers.declare import DTYPES, Register
from baocao.workspace.programmes import load_programmes
from baocao.workspace.workspace import Workspace

__all__ = ["Catalogue", "Indicator", "Measure", "Ratio", "Window", "empty_frame", "exact"]

Condition = str | int | tuple[str | int, ...]


@dataclass(frozen=True)
class Window:
    """The days a figure covers, both inclusive; `start` is None for a stock without a first day."""

    start: dt.date | None
    end: dt.date


@dataclass(frozen=True, eq=False)
class Indicator:
    """A count or a sum over a register's rows.

    Use :class:`Ratio` for a share of a plan or of another indicator.

    Parameters
    ----------
    label
        The definition in official Vietnamese.
    unit
        What is counted ("dự án"), or "đồng".
    register
        Where it is counted.
    date
        Column whose day decides the period.
    value
        Narwhals expression that turns the selected rows into one number.
    where
        Column → the value, or the values, that a row must have.
    stock
        True: standing at the period's last day; False: inside the period.
    until
        Column with the day a row stops counting (stocks only); empty: never.
    ahead
        Column with the day a row became known. The figure then looks ahead: it counts, on the
        day after the last one reached to the end of the period that follows, what rows known
        by then say will come, such as expiries.
    since
        First day a stock is added up from ("lũy kế từ …").
    parts
        Indicators that must add up to this one, checked whenever it is read.
    decimals
        Decimals printed.
    """

    label: str
    unit: str = field(kw_only=True)
    register: Register = field(kw_only=True)
    date: str = field(kw_only=True)
    value: nw.Expr = field(default_factory=nw.len, kw_only=True, repr=False)
    where: Mapping[str, Condition] = field(default_factory=dict, kw_only=True)
    stock: bool = field(default=False, kw_only=True)
    until: str | None = field(default=None, kw_only=True)
    ahead: str | None = field(default=None, kw_only=True)
    since: dt.date | None = field(default=None, kw_only=True)
    parts: tuple[Indicator, ...] = field(default=(), kw_only=True)
    decimals: int = field(default=0, kw_only=True)

    def window(self, start: dt.date, end: dt.date) -> Window:
        """The days that count for a period from `start` to `end`."""
        return Window(self.since if self.stock else start, end)

    def measure(self, rows: pd.DataFrame) -> Decimal | None:
        """The value over selected rows, exact; None where there is none, as the mean of no rows."""
        found = nw.from_native(rows, eager_only=True).select(value=self.value)
        return exact(found["value"].item())

    def filter_text(self, window: Window) -> str:
        """The selection in words, for readers of the report's sources."""
        column = self.register.column
        conditions = []
        for name, wanted in self.where.items():
            values = wanted if isinstance(wanted, tuple) else (wanted,)
            conditions.append(f"{column(name).heading} là " + " hoặc ".join(map(str, values)))
        heading = column(self.date).heading
        if window.start is None:
            conditions.append(f"{heading} đến hết {short_date(window.end)}")
        else:
            conditions.append(
                f"{heading} từ {short_date(window.start)} đến {short_date(window.end)}"
            )
        if self.until is not None:
            conditions.append(
                f"{column(self.until).heading} trống hoặc sau {short_date(window.end)}"
            )
        if self.ahead is not None and window.start is not None:
            known = short_date(window.start - dt.timedelta(days=1))
            conditions.append(f"{column(self.ahead).heading} đến hết {known}")
        return "; ".join(conditions)


def exact(value: Any) -> Decimal | None:
    """What a data frame or a database has measured, exact; None for what is not a number.

    Examples
    --------
    >>> exact(0.1 + 0.2), exact(float("nan")), exact(12)
    (Decimal('0.3'), None, Decimal('12'))
    """
    if pd.isna(value):
        return None
    if not isinstance(value, float | Decimal):
        return Decimal(int(value))
    # Nine places hide what binary floats add, and nothing that a register can hold.
    return Decimal(format(Decimal(str(round(value, 9))).normalize(), "f"))


@dataclass(frozen=True, eq=False)
class Ratio:
    """An indicator as percent of another, or of its plan in ``data/targets.csv``.

    Exactly one of `denominator` and `target` is given; `target` is the id of the planned
    indicator.
    """

    label: str
    numerator: Indicator = field(kw_only=True)
    denominator: Indicator | None = field(default=None, kw_only=True)
    target: str | None = field(default=None, kw_only=True)
    decimals: int = field(default=1, kw_only=True)
    unit: str = field(default="%", init=False)

    @property
    def stock(self) -> bool:
        """As its numerator."""
        return self.numerator.stock


Measure = Indicator | Ratio


class Catalogue:
    """All indicators of a workspace's programmes by id, and ids by indicator.

    Raises
    ------
    WorkspaceError
        WORKSPACE-07 there is no package of programmes.
    IndicatorError
        INDICATOR-01 a module of it does not import; INDICATOR-02 a declaration
        names a column its register lacks; INDICATOR-04 one relies on an indicator without an
        id; INDICATOR-05 an id that does not exist.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.package = workspace.settings.data.programmes
        self.modules = load_programmes(workspace)
        self._by_id = _declared(self.modules)
        self._ids = {id(measure): key for key, measure in reversed(self._by_id.items())}
        faults = [fault for key, measure in self._by_id.items() for fault in _faults(key, measure)]
        faults += self._strangers()
        if faults:
            raise IndicatorError(*faults)

    def _strangers(self) -> Iterator[Finding]:
        for key, measure in self._by_id.items():
            used = (
                (measure.numerator, measure.denominator)
                if isinstance(measure, Ratio)
                else measure.parts
            )
            for other in used:
                if other is not None and id(other) not in self._ids:
                    yield Finding(
                        "INDICATOR-04",
                        f"Chỉ tiêu {key} dựa vào một chỉ tiêu không có mã.",
                        where=f"lib/…/{key.split('.')[0]}.py, chỉ tiêu {key.split('.')[1]}",
                        found=other.label,
                        remedy="gán chỉ tiêu đó cho một tên ở cấp mô-đun, không bắt đầu bằng _",
                    )

    def __iter__(self) -> Iterator[tuple[str, Measure]]:
        return iter(self._by_id.items())

    def __getitem__(self, key: str) -> Measure:
        try:
            return self._by_id[key]
        except KeyError:
            close = difflib.get_close_matches(key, self._by_id, n=3)
            raise IndicatorError(
                Finding(
                    "INDICATOR-05",
                    f"Không có chỉ tiêu {key}.",
                    found=key,
                    remedy="có phải: " + ", ".join(close) if close else "xem lib/" + self.package,
                )
            ) from None

    def id_of(self, measure: Measure) -> str:
        """The id of a declared indicator."""
        return self._ids[id(measure)]

    def is_current(self) -> bool:
        """Whether the modules declare what they did: an analyst may have loaded them anew."""
        return _declared(self.modules) == self._by_id

    @property
    def registers(self) -> tuple[Register, ...]:
        """Every register the programmes declare, in order of their modules."""
        found: dict[int, Register] = {}
        for module in self.modules.values():
            for value in vars(module).values():
                if isinstance(value, Register):
                    found[id(value)] = value
        return tuple(found.values())


def _declared(modules: Mapping[str, ModuleType]) -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for stem, module in modules.items():
        for name, value in vars(module).items():
            if isinstance(value, Indicator | Ratio) and not name.startswith("_"):
                found.setdefault(f"{stem}.{name}", value)
    return found


def _faults(key: str, measure: Measure) -> Iterator[Finding]:
    if isinstance(measure, Ratio):
        return
    names = [column.name for column in measure.register.all_columns]
    used = [measure.date, *measure.where, *filter(None, (measure.until, measure.ahead))]
    missing = [name for name in used if name not in names]
    if not missing:
        try:
            measure.measure(empty_frame(measure.register))
        except Exception as error:
            # Backends word an unknown column each in its own way.
            missing = [str(error).splitlines()[0]]
    for name in missing:
        close = difflib.get_close_matches(name, names, n=1)
        yield Finding(
            "INDICATOR-02",
            f"Chỉ tiêu {key} dùng cột mà sổ không có.",
            where=f"lib/…/{key.split('.')[0]}.py, chỉ tiêu {key.split('.')[1]}",
            found=name,
            remedy=f"có phải cột {close[0]}?" if close else f"các cột của sổ: {', '.join(names)}",
        )


def empty_frame(register: Register) -> pd.DataFrame:
    """A frame with the register's columns and types, and no row."""
    types: dict[str, Any] = {c.name: DTYPES.get(c.type, "str") for c in register.all_columns}
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types.items()})
