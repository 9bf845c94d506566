"""How a Word file marks the numbers that it quotes, so that they are found again in an edited file.

Each number is a content control. Its tag, for programs, says which fact it is; its name, which Word
shows to people, ends with the period.
"""

from __future__ import annotations

import hashlib
import re

__all__ = ["control_name", "control_tag", "period_of"]

# Word accepts no more letters in the tag and in the name of a control.
_LETTERS = 64
_PERIOD = re.compile(r"\(([^()]*)\)$")


def control_tag(fact_id: str) -> str:
    """The tag of a fact: its id; of a long id the beginning, and a digest for the rest.

    Examples
    --------
    >>> control_tag("ocop.recognised")
    'ocop.recognised'
    >>> len(control_tag("ocop.recognised[" + "x" * 60 + "]"))
    64
    """
    if len(fact_id) <= _LETTERS:
        return fact_id
    digest = hashlib.sha256(fact_id.encode()).hexdigest()[:8]
    return f"{fact_id[: _LETTERS - 9]}~{digest}"


def control_name(label: str, period: str) -> str:
    """The name of a fact: its label, shortened where it is long, and its period.

    Examples
    --------
    >>> control_name("Sản phẩm OCOP", "2023-Q3")
    'Sản phẩm OCOP (2023-Q3)'
    """
    ending = f" ({period})"
    if len(label) + len(ending) > _LETTERS:
        label = f"{label[: _LETTERS - len(ending) - 1]}…"
    return label + ending


def period_of(name: str) -> str | None:
    """The period that a control's name ends with; None when it does not.

    Examples
    --------
    >>> period_of(control_name("Sản phẩm OCOP", "2023-Q3"))
    '2023-Q3'
    """
    found = _PERIOD.search(name)
    return found[1] if found else None
