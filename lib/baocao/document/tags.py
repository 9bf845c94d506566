"""How a file marks the numbers that it quotes, so that they are found again.

In Word each number is a content control. Its tag, for programs, says which fact it is; its name,
which Word shows to people, ends with the period. In the page a number's source has an address.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["address", "control_name", "control_tag", "period_of"]

# Word accepts no more letters in the tag and in the name of a control.
_LETTERS = 64
# What stands in a link without being written otherwise, and is no end of one in a mail.
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._:@~-]+")
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


def address(fact_id: str, period: str = "") -> str:
    """The part of an address after ``#`` that leads to a fact in the page.

    It depends on nothing but the two, so that it holds in the next build of the same report.

    Parameters
    ----------
    fact_id
        The fact.
    period
        Its period, where it is not that of the report.

    Returns
    -------
    str
        The tag of the fact, and ``@`` with the period. Letters that a link would write otherwise
        are replaced, and the digest at the end tells apart what then looks the same.

    Examples
    --------
    >>> address("ocop.recognised"), address("ocop.recognised", "2022-Q3")
    ('ocop.recognised', 'ocop.recognised@2022-Q3')
    >>> address("guidance.communications[Ấn phẩm]:share")
    'guidance.communications-An-pham-:share~28254288'
    """
    exact = f"{control_tag(fact_id)}@{period}" if period else control_tag(fact_id)
    if not _NOT_PLAIN.search(exact):
        return exact
    letters = unicodedata.normalize("NFD", exact.replace("đ", "d").replace("Đ", "D"))
    marks = {ord(letter): None for letter in letters if unicodedata.combining(letter)}
    plain = _NOT_PLAIN.sub("-", letters.translate(marks)).strip("-")
    whole = f"{fact_id}@{period}" if period else fact_id
    return f"{plain}~{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


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
