"""Facts: an indicator at one window, printed, with the rows it was counted from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from baocao.facts.indicators import Window
from baocao.locale.vi import text as vi

__all__ = [
    "CORRECTED",
    "ESTIMATED",
    "FROM_FINAL",
    "Fact",
    "Provenance",
    "Status",
    "as_json",
    "is_signed",
    "printed",
    "prints_alike",
    "suffix_of",
    "with_unit",
]


@dataclass(frozen=True)
class Provenance:
    """Where a fact comes from: the register, its hash, the selection and the rows.

    ``illustrative`` is how many of the rows are made up and flagged so. ``filter`` ends with
    `CORRECTED` and how many of the rows were corrected, where some were.
    """

    register: str
    title: str
    sha256: str
    filter: str
    rows: int
    illustrative: int
    keys: tuple[str, ...]


Status = Literal["official", "preliminary", "estimated"]
"""How final a figure is: chính thức, sơ bộ, ước."""
FROM_FINAL: tuple[Status, ...] = ("official", "preliminary", "estimated")

# An estimate bears this word wherever it is printed.
ESTIMATED = "ước "
CORRECTED = "; số dòng đã đính chính: "
_SIGNED = ("change", "growth", "over_plan", "beyond_plan")


@dataclass(frozen=True)
class Fact:
    """A number that prose may quote.

    ``value`` is exact, or None with the reason in ``missing``: never NaN, and never zero for
    missing.  ``text`` is how official Vietnamese prints it.  ``provisional`` is the day the
    data reach when that is before the period's end.
    """

    id: str
    period: str
    window: Window
    value: Decimal | None
    text: str
    unit: str
    decimals: int
    label: str
    stock: bool
    missing: str | None = None
    provisional: date | None = None
    status: Status = "official"
    method: str = ""
    provenance: tuple[Provenance, ...] = ()
    derived_from: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is something to report: known, and not zero."""
        return bool(self.value)

    def __str__(self) -> str:
        return self.text

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        """What a cell shows that ends with a fact: not all of its rows."""
        about = f"{self.label} [{self.id}], {self.period}"
        printer.text(f"{with_unit(self)}: {about}")


def printed(value: Decimal, unit: str, decimals: int, pad_counts: bool) -> str:
    """A value in official Vietnamese.

    Examples
    --------
    >>> printed(Decimal(2), "dự án", 0, True), printed(Decimal(654_000_000), "đồng", 0, True)
    ('02', '654 triệu đồng')
    >>> printed(Decimal("23.25"), "%", 1, True)
    '23,3%'

    What is little is not rounded to nothing, nor a percentage to the whole: what is nearly done is
    not done.

    >>> printed(Decimal("99.98"), "%", 1, True), printed(Decimal("0.04"), "%", 1, True)
    ('99,98%', '0,04%')
    >>> printed(Decimal("0.004"), "bác sĩ/1 vạn dân", 2, True)
    '0,004'
    """
    if unit == "đồng":
        return vi.money(value)
    if unit == "%":
        return vi.percent(value, vi.enough_decimals(value, decimals, (0, 100)))
    if decimals:
        return vi.number(value, vi.enough_decimals(value, decimals))
    return vi.count(int(vi.half_up(value, 0)), pad=pad_counts)


def prints_alike(one: Fact, other: Fact) -> bool:
    """Whether two figures are the same to whoever reads them: equal, or printed with one text.

    What is printed as "5,2" and "5,2" has not fallen by 0,001.
    """
    if one.value is None or other.value is None or one.unit != other.unit:
        return False
    texts = {fact.text.removeprefix(ESTIMATED) for fact in (one, other)}
    return one.value == other.value or (len(texts) == 1 and texts != {""})


def suffix_of(identity: str) -> str:
    """What a comparison's id ends with; empty for an indicator or a part of one.

    Examples
    --------
    >>> suffix_of("ocop.recognised:change"), suffix_of("ocop.recognised[a:b]")
    ('change', '')
    """
    return identity.rpartition("]")[2].partition(":")[2]


def is_signed(identity: str) -> bool:
    """Whether it is a comparison whose sign the text leaves to the sentence.

    Examples
    --------
    >>> is_signed("ocop.recognised:growth_step"), is_signed("ocop.recognised:of_base")
    (True, False)
    """
    return suffix_of(identity).startswith(_SIGNED)


def with_unit(fact: Fact) -> str:
    """A fact's text with its unit; why it is missing, when it is."""
    told = fact.value is None or fact.unit in fact.text
    return fact.text if told else f"{fact.text} {fact.unit}"


def as_json(fact: Fact) -> dict[str, Any]:
    """A fact as ``facts.json`` holds it: values as text, days in ISO form."""
    data = asdict(fact)
    data["value"] = None if fact.value is None else format(fact.value.normalize(), "f")
    for holder, name in ((data["window"], "start"), (data["window"], "end"), (data, "provisional")):
        holder[name] = holder[name].isoformat() if holder[name] else None
    return data
