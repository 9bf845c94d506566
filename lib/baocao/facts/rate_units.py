"""The number in the unit of a rate: what "ca/1 vạn dân" says of `per`, and of the label."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from baocao.locale.vi.text import number, parse_number

__all__ = ["base_number", "forms_of_base", "has_scale"]

_SCALES: Final = {
    "trăm": 100,
    "nghìn": 1_000,
    "ngàn": 1_000,
    "vạn": 10_000,
    "triệu": 1_000_000,
    "tỷ": 1_000_000_000,
    "tỉ": 1_000_000_000,
}
_SCALE: Final = "|".join(_SCALES)
_BASE: Final = re.compile(
    rf"/\s*(?P<digits>\d[\d.]*|một)?(?P<scales>(?:\s*(?:{_SCALE})\b)*)\s+(?P<noun>[^\W\d].*)",
    re.IGNORECASE,
)
_PER_MILLE: Final = "‰"


def base_number(unit: str) -> Decimal | None:
    """What a unit says it is counted per; None where it says no number.

    Examples
    --------
    >>> [base_number(unit) for unit in ("ca/1 vạn dân", "giường/1.000 dân", "‰", "đồng/lượt")]
    [Decimal('10000'), Decimal('1000'), Decimal('1000'), None]
    """
    if unit.strip() == _PER_MILLE:
        return Decimal(1000)
    found = _BASE.search(unit)
    if found is None or not (found["digits"] or found["scales"].strip()):
        return None
    digits = (found["digits"] or "1").lower()
    try:
        value = Decimal(1) if digits == "một" else parse_number(digits)
    except ValueError:
        return None
    for scale in found["scales"].lower().split():
        value *= _SCALES[scale]
    return value


def has_scale(unit: str) -> bool:
    """Whether a unit is of many at once, as "nghìn lượt": then `per` turns it into another.

    Examples
    --------
    >>> has_scale("nghìn lượt"), has_scale("lượt")
    (True, False)
    """
    return any(word in _SCALES for word in unit.lower().split())


def forms_of_base(unit: str) -> tuple[str, ...]:
    """How a label may write what a rate is counted per, which is a definition and no figure.

    Examples
    --------
    >>> forms_of_base("ca/1 vạn dân")
    ('1 vạn dân', 'một vạn dân', 'vạn dân', '10.000 dân')
    """
    value, found = base_number(unit), _BASE.search(unit)
    if value is None or found is None:
        return ()
    scales = " ".join(found["scales"].split())
    noun = found["noun"]
    written = [" ".join(filter(None, (found["digits"], scales, noun)))]
    if scales and found["digits"] in (None, "1", "một"):
        written += [f"{one} {scales} {noun}".strip() for one in ("1", "một", "")]
    return tuple(dict.fromkeys([*written, f"{number(value)} {noun}"]))
