"""The names of conditions, under which a variant of a sentence is the one to be said."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from baocao.locale.vi.text import toneless
from baocao.prose.tree import NotationError

__all__ = ["CONDITIONS", "OTHERWISE", "condition", "is_condition", "read_expression"]

# Each is written in the language itself.
CONDITIONS: Final[Mapping[str, str]] = {
    "nhiều năm": "report.is_long",
    "trong năm": "not report.is_long",
    "năm cuối chưa trọn": "report.is_long and report.this_year.kind == 'span'",
    "trọn kỳ": "report.is_whole",
    "năm": "report.period.kind == 'year'",
    "nửa năm": "report.period.kind == 'half'",
    "chín tháng": "report.period.kind == 'nine_months'",
    "quý": "report.period.kind == 'quarter'",
    "tháng": "report.period.kind == 'month'",
    "tuần": "report.period.kind == 'week'",
    "khoảng ngày": "report.period.kind == 'span'",
}
"""Conditions that have a name, each as an expression."""
OTHERWISE: Final = "còn lại"
_NAME: Final = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")
_HAS: Final = re.compile(rf"(?P<not>không\s+)?có\s+(?P<name>{_NAME.pattern})", re.IGNORECASE)


def condition(text: str, at: int) -> nodes.Expr:
    """A condition in words as an expression of prose; `at` is where it stands.

    Commas join what must all hold, "hoặc" what one of must hold.

    Raises
    ------
    NotationError
        There is no condition of that name.

    Examples
    --------
    >>> type(condition("quý hoặc tháng, trọn kỳ", 0)).__name__
    'And'
    """
    made: nodes.Expr | None = None
    for clause in text.split(","):
        either: nodes.Expr | None = None
        for term in re.split(r"\s+hoặc\s+", clause.strip()):
            one = _term(" ".join(term.split()))
            if one is None:
                raise _unknown(" ".join(term.split()), at)
            either = one if either is None else nodes.Or(either, one)
        assert either is not None, "a text has a term"
        made = either if made is None else nodes.And(made, either)
    assert made is not None, "a text has a clause"
    for node in (made, *made.find_all(nodes.Node)):
        node.set_lineno(at, override=True)
    return made


def is_condition(text: str) -> bool:
    """Whether a text names a condition, the last variant's among them."""
    try:
        return text.strip().lower() == OTHERWISE or bool(condition(text, 0))
    except NotationError:
        return False


def _term(text: str) -> nodes.Expr | None:
    if text.lower() in CONDITIONS:
        return read_expression(CONDITIONS[text.lower()])
    match = _HAS.fullmatch(text)
    if match is None:
        return None
    return read_expression(f"not {match['name']}" if match["not"] else match["name"])


def _unknown(term: str, at: int) -> NotationError:
    plain = {toneless(name): name for name in CONDITIONS}
    close = difflib.get_close_matches(toneless(term.lower()), plain, n=2)
    if not term:
        remedy = "viết điều kiện trước dấu hỏi; dấu phẩy của câu đứng sau dấu hỏi"
    elif _NAME.fullmatch(term):
        remedy = f"viết: có {term}"
    elif close:
        remedy = f"có phải: {', '.join(plain[name] for name in close)}"
    else:
        remedy = f"điều kiện là: {', '.join(CONDITIONS)}, có …, không có …, {OTHERWISE}"
    return NotationError(f'Không có điều kiện "{term}".', at, remedy)


def read_expression(expression: str) -> nodes.Expr | None:
    """The tree of an expression; None where it is none, or only a word of the language."""
    try:
        output = _plain().parse(f"{{{{ {expression} }}}}").body[0]
    except TemplateSyntaxError:
        return None
    assert isinstance(output, nodes.Output), "an expression is printed"
    (found,) = output.nodes
    return found


@cache
def _plain() -> Environment:
    return Environment(autoescape=False)
