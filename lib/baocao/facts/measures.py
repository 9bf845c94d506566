"""What is made of indicators: ratios, and what is derived by adding and taking away."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from baocao.core.errors import Finding, IndicatorError
from baocao.facts.declared import shown
from baocao.facts.indicators import Indicator
from baocao.facts.reductions import Reduction

__all__ = ["Derived", "Measure", "Ratio"]

_PERCENT: Final = "%"
_NAME: Final = "ghi tên chỉ tiêu khai báo ở trên, không có dấu nháy; không dùng tỷ lệ của tỷ lệ"
_COMMA: Final = "ghi trong ngoặc tròn, một chỉ tiêu cũng có dấu phẩy: plus=(a,), minus=(b, c)"
_NUMBER: Final = "ghi một số, không có dấu nháy, phần lẻ sau dấu chấm: times=0.001"


@dataclass(frozen=True, eq=False)
class Ratio:
    """One indicator divided by another, or by its plan in ``data/targets.csv``.

    Both sides are counted wherever the ratio is asked for: in each period and in each part, so
    that a ratio by place is that of each place.  Exactly one of `denominator` and `target` is
    given.

    Parameters
    ----------
    label
        The definition in official Vietnamese.
    numerator, denominator
        What is divided, and by what; of the same register or of two.
    target
        The id of the planned indicator: how much of its plan the numerator is on the period's last
        day.  What happens in a period is counted from the beginning of the year, as a plan is.
    unit
        ``%`` (the default), or what the quotient is of: "đồng/lượt khách", "bác sĩ/1 vạn dân".
    per
        What the quotient is multiplied by, such as 10,000 for a rate per 10,000 people; of a
        percentage it is 100.
    decimals
        Decimals printed.

    Raises
    ------
    IndicatorError
        INDICATOR-35 the declaration contradicts itself; INDICATOR-43 both sides count the same.

    Notes
    -----
    Nothing divided by nothing is missing, with its reason.

    Examples
    --------
    >>> from datetime import date
    >>> from baocao.facts.reductions import total
    >>> from baocao.registers.declare import Column, Register
    >>> columns = (Column("month", "Tháng", type="month"), Column("beds", "Giường", type="integer"),
    ...            Column("people", "Dân số", type="integer"))
    >>> health = Register("health", title="Y tế", begins=date(2020, 1, 1), key=("month",),
    ...                   columns=columns)
    >>> beds, people = (Indicator(name, unit=unit, register=health, date="month", value=total(name))
    ...                 for name, unit in (("beds", "giường"), ("people", "người")))
    >>> Ratio("Giường bệnh trên một vạn dân", numerator=beds, denominator=people,
    ...       unit="giường/1 vạn dân", per=10_000).times
    Decimal('10000')
    """

    label: str
    numerator: Indicator | Derived = field(kw_only=True)
    denominator: Indicator | Derived | None = field(default=None, kw_only=True)
    target: str | None = field(default=None, kw_only=True)
    unit: str = field(default=_PERCENT, kw_only=True)
    per: int | float | Decimal | None = field(default=None, kw_only=True)
    decimals: int = field(default=1, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse what has two meanings."""
        for side in (self.numerator, self.denominator):
            if side is not None and not isinstance(side, Indicator | Derived):
                raise _refused(self.label, f"{_told(side)} không phải là chỉ tiêu chia được", _NAME)
        if (self.denominator is None) == (self.target is None):
            raise _refused(self.label, "một tỷ lệ cần đúng một trong hai: denominator, target")
        if self.denominator is not None and _is_same(self.numerator, self.denominator):
            raise _by_itself(self.label, "chia cho", self.numerator)
        if self.unit == _PERCENT and self.per not in (None, 100):
            raise _refused(
                self.label, f"tỷ lệ tính bằng % mà per={self.per}: bỏ per, hoặc ghi unit"
            )
        if self.target is not None and self.unit != _PERCENT:
            raise _refused(self.label, f"tỷ lệ so với kế hoạch tính bằng %, không bằng {self.unit}")

    @property
    def times(self) -> Decimal:
        """What the quotient is multiplied by."""
        return Decimal(str(100 if self.unit == _PERCENT else self.per or 1))

    @property
    def stock(self) -> bool:
        """As its numerator; how much of a plan is done is told as of a day."""
        return self.target is not None or self.numerator.stock

    @property
    def sources(self) -> tuple[Indicator, ...]:
        """The indicators whose rows it is made of, those of the numerator first."""
        below = () if self.denominator is None else self.denominator.sources
        return tuple(dict.fromkeys((*self.numerator.sources, *below)))

    @property
    def parts(self) -> tuple[Indicator, ...]:
        """None: ratios do not add up."""
        return ()

    @property
    def adds_up(self) -> bool:
        """Never: the ratio of the whole is not the sum of ratios."""
        return False

    @property
    def accumulates(self) -> bool:
        """Never: a ratio of the year so far is of all its days together."""
        return False

    @property
    def counts(self) -> bool:
        """Never."""
        return False

    @property
    def only_grows(self) -> bool:
        """Whether it can only rise, as part of a plan that is given once."""
        return self.target is not None and self.numerator.only_grows


@dataclass(frozen=True, eq=False)
class Derived:
    """The sum of indicators less others, of one register or of several, times a constant.

    Parameters
    ----------
    label
        The definition in official Vietnamese.
    plus, minus
        What is added, and what is taken away.
    times
        What the result is multiplied by, as 0.001 to print thousands; then `unit` is given.  A
        number with a point is taken as it is written.
    unit
        The unit of the result; default: that of the terms, which must be one.
    decimals
        Decimals printed; default: the most that a term has.

    Raises
    ------
    IndicatorError
        INDICATOR-35 the declaration contradicts itself; INDICATOR-36 the terms have different
        units, or some stand on a day and others happen in the period.

    Examples
    --------
    >>> from datetime import date
    >>> from baocao.registers.declare import Column, Register
    >>> columns = (Column("code", "Mã"), Column("day", "Ngày", type="date"), Column("way", "Chiều"))
    >>> register = Register("moves", title="Di cư", begins=date(2020, 1, 1), key=("code",),
    ...                     columns=columns)
    >>> came, left = (Indicator(way, unit="người", register=register, date="day",
    ...               where={"way": way}) for way in ("đến", "đi"))
    >>> Derived("Tăng cơ học", plus=(came,), minus=(left,)).unit
    'người'
    """

    label: str
    plus: tuple[Indicator | Derived, ...] = field(kw_only=True)
    minus: tuple[Indicator | Derived, ...] = field(default=(), kw_only=True)
    times: int | float | Decimal = field(default=1, kw_only=True)
    unit: str = field(default="", kw_only=True)
    decimals: int = field(default=-1, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse terms that cannot be added; the unit and the decimals are theirs."""
        for name, given in (("plus", self.plus), ("minus", self.minus)):
            if not isinstance(given, tuple | list):
                raise _refused(self.label, f"{name}={_told(given)} không phải các chỉ tiêu", _COMMA)
        terms = [*self.plus, *self.minus]
        for term in terms:
            if not isinstance(term, Indicator | Derived):
                raise _refused(
                    self.label, f"{_told(term)} không phải là chỉ tiêu cộng, trừ được", _NAME
                )
        if twice := [term for term, times in Counter(terms).items() if times > 1]:
            raise _refused(self.label, f"{_told(twice[0])} có hai lần trong plus, minus")
        for term in self.plus:
            if any(_is_same(term, other) for other in self.minus):
                raise _by_itself(self.label, "trừ đi", term)
        times: object = self.times
        is_number = isinstance(times, int | float | Decimal) and not isinstance(times, bool)
        if not is_number or not math.isfinite(self.times):
            raise _refused(self.label, f"times={shown(times)} không phải một số", _NUMBER)
        if not self.plus:
            raise _refused(self.label, "plus không có chỉ tiêu nào")
        if self.times == 0 or (self.times != 1 and not self.unit):
            raise _refused(self.label, f"times={self.times}: nhân với hằng số thì ghi đơn vị tính")
        units = {term.unit for term in terms}
        if len(units) > 1:
            raise _unlike(self.label, "Không cộng, trừ được hai đơn vị tính khác nhau.", terms)
        if len({term.stock for term in terms}) > 1:
            raise _unlike(
                self.label, "Không cộng, trừ số phát sinh trong kỳ với số tại một ngày.", terms
            )
        unit = units.pop()
        if self.times == 1 and self.unit not in ("", unit):
            raise _refused(self.label, f"unit={self.unit!r} mà các chỉ tiêu tính bằng {unit}")
        object.__setattr__(self, "unit", self.unit or unit)
        if self.decimals < 0:
            object.__setattr__(self, "decimals", max(term.decimals for term in terms))

    @property
    def terms(self) -> Iterator[tuple[int, Indicator | Derived]]:
        """Each term with its sign."""
        yield from ((1, term) for term in self.plus)
        yield from ((-1, term) for term in self.minus)

    @property
    def stock(self) -> bool:
        """As its terms."""
        return self.plus[0].stock

    @property
    def factor(self) -> Decimal:
        """`times`, exact."""
        return Decimal(str(self.times))

    @property
    def sources(self) -> tuple[Indicator, ...]:
        """The indicators whose rows it is made of."""
        return tuple(dict.fromkeys(one for _, term in self.terms for one in term.sources))

    @property
    def parts(self) -> tuple[Indicator, ...]:
        """The indicators that add up to it, where nothing is taken away."""
        plain = [term for term in self.plus if isinstance(term, Indicator)]
        adds = not self.minus and self.times == 1 and len(plain) == len(self.plus)
        return tuple(plain) if adds else ()

    @property
    def adds_up(self) -> bool:
        """Whether parts of it make a total: where those of all terms do."""
        return all(term.adds_up for _, term in self.terms)

    @property
    def accumulates(self) -> bool:
        """Whether it grows from month to month: where all its terms do."""
        return all(term.accumulates for _, term in self.terms)

    @property
    def counts(self) -> bool:
        """Whether it says how many there are: a sum of counts."""
        return not self.minus and self.times == 1 and all(term.counts for term in self.plus)

    @property
    def only_grows(self) -> bool:
        """Whether it can only rise."""
        return not self.minus and self.times > 0 and all(term.only_grows for term in self.plus)


Measure = Indicator | Ratio | Derived


def _is_same(one: Indicator | Derived, other: Indicator | Derived) -> bool:
    """Whether two declarations count the same, whatever they are called."""
    if one is other:
        return True
    if not isinstance(one, Indicator) or not isinstance(other, Indicator):
        return False
    if not isinstance(one.value, Reduction) or one.register is not other.register:
        return False
    names = ("date", "value", "where", "stock", "until", "ahead", "since")
    # An expression answers a comparison with another expression.
    return isinstance(other.value, Reduction) and all(
        getattr(one, name) == getattr(other, name) for name in names
    )


def _told(value: object) -> str:
    label = getattr(value, "label", None)
    return shown(value) if label is None else f"{type(value).__name__}({shown(label)})"


def _refused(label: str, why: str, remedy: str = "sửa khai báo trong lib/") -> IndicatorError:
    return IndicatorError(
        Finding(
            "INDICATOR-35",
            "Khai báo chỉ tiêu mâu thuẫn.",
            where=f"chỉ tiêu “{label}”",
            found=why,
            remedy=remedy,
        )
    )


def _by_itself(label: str, way: str, term: Indicator | Derived) -> IndicatorError:
    return IndicatorError(
        Finding(
            "INDICATOR-43",
            f"Chỉ tiêu {way} chính nó: kỳ nào cũng ra một số.",
            where=f"chỉ tiêu “{label}”",
            found=f"{_told(term)} ở cả hai phía",
            remedy="ghi chỉ tiêu khác ở một phía, ví dụ số của tất cả, không có where=",
        )
    )


def _unlike(label: str, what: str, terms: list[Indicator | Derived]) -> IndicatorError:
    told = "; ".join(
        f"{term.label}: {term.unit}, {'tại một ngày' if term.stock else 'trong kỳ'}"
        for term in terms
    )
    return IndicatorError(
        Finding(
            "INDICATOR-36",
            what,
            where=f"chỉ tiêu “{label}”",
            found=told,
            remedy="chọn các chỉ tiêu cùng đơn vị tính và cùng loại, hoặc đổi đơn vị bằng times=",
        )
    )
