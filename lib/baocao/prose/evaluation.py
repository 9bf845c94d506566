"""The values of expressions of prose at a period.

:mod:`baocao.prose.expressions` has checked them: what it lets pass can be evaluated.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jinja2 import nodes

from baocao.facts.fact import Fact
from baocao.prose.citations import Library
from baocao.prose.expressions import REPORT
from baocao.prose.kinds import COUNTED, fields_of, kind_of
from baocao.prose.questions import Kind
from baocao.prose.quotable import series

__all__ = ["Answer", "Evaluation", "Values"]

_SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "lteq": operator.le,
    "gt": operator.gt, "gteq": operator.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """The value of an expression, and what kind of thing it is."""

    kind: Kind
    value: Any
    # The figure that the answer is about, where it is no figure itself.
    about: Fact | None = None

    @property
    def figure(self) -> Fact:
        """The fact that it stands for; only of what is counted."""
        fact: Fact = self.value if self.kind is Kind.FIGURE else self.value.fact
        return fact

    @property
    def is_missing(self) -> bool:
        """Whether the figure that it is, or is about, is missing."""
        figure = self.figure if self.kind in COUNTED else self.about
        return figure is not None and figure.value is None


Values = Mapping[str, Answer]
"""The values of the names that loops have made."""


@dataclass(frozen=True)
class Evaluation:
    """Evaluates expressions.

    Parameters
    ----------
    context
        The values of the names.
    library
        Catalogue of documents.
    on
        The last day the prose speaks of: a document issued later has not been issued.
    """

    context: Mapping[str, object]
    library: Library
    on: date

    def truth(self, test: nodes.Expr, scope: Values, missing: bool | None = None) -> bool | None:
        """Whether a test holds; `missing` where a figure that it asks for is missing."""
        match test:
            case nodes.Not(node=inner):
                holds = self.truth(inner, scope, missing)
                return None if holds is None else not holds
            case nodes.And(left=left, right=right):
                both = (self.truth(left, scope, missing), self.truth(right, scope, missing))
                return False if False in both else None if None in both else True
            case nodes.Or(left=left, right=right):
                both = (self.truth(left, scope, missing), self.truth(right, scope, missing))
                return True if True in both else None if None in both else False
            case nodes.Compare(expr=left, ops=operands):
                compared = self._compares(left, operands, scope)
                return missing if compared is None else compared
        answer = self.value(test, scope)
        if answer.is_missing:
            return missing
        return bool(answer.figure if answer.kind in COUNTED else answer.value)

    def _compares(
        self, left: nodes.Expr, operands: list[nodes.Operand], scope: Values
    ) -> bool | None:
        one = self._compared(left, scope)
        for operand in operands:
            if isinstance(operand.expr, nodes.Tuple | nodes.List):
                others = [self._compared(item, scope) for item in operand.expr.items]
                if one is None or None in others:
                    return None
                if (one in others) != (operand.op == "in"):
                    return False
                continue
            other = self._compared(operand.expr, scope)
            if one is None or other is None:
                return None
            if not _SIGNS[operand.op](one, other):
                return False
            one = other
        return True

    def _compared(self, node: nodes.Expr, scope: Values) -> Any:
        answer = self.value(node, scope)
        return answer.figure.value if answer.kind in COUNTED else answer.value

    def value(self, node: nodes.Expr, scope: Values) -> Answer:
        """The value of an expression that the rules have let pass."""
        match node:
            case nodes.Name(name=name):
                return self._named(name, scope)
            case nodes.Getattr(node=inner, attr=name):
                return self._asked(self.value(inner, scope), name, None, scope)
            case nodes.Getitem(node=inner, arg=nodes.Const(value=str() as name)):
                return self._asked(self.value(inner, scope), name, None, scope)
            case nodes.Call(node=nodes.Getattr(node=inner, attr=name), args=arguments):
                return self._asked(self.value(inner, scope), name, arguments, scope)
            case nodes.Call(node=nodes.Name(name=name), args=arguments):
                return self._called(name, [self.value(one, scope).value for one in arguments])
            case nodes.Const(value=value):
                return Answer(Kind.TEXT if isinstance(value, str) else Kind.NUMBER, value)
            case nodes.Filter(node=nodes.Expr() as inner):
                return self.value(inner, scope)
            case nodes.CondExpr(test=test, expr1=one, expr2=two):
                holds = self.truth(test, scope)
                chosen = one if holds else two if holds is False else None
                return Answer(Kind.TEXT, "") if chosen is None else self.value(chosen, scope)
            case nodes.Compare() | nodes.Not() | nodes.And() | nodes.Or():
                return Answer(Kind.CONDITION, bool(self.truth(node, scope)))
        raise AssertionError(f"the rules let {node!r} pass")

    def _named(self, name: str, scope: Values) -> Answer:
        if name in scope:
            return scope[name]
        value = self.context.get(name)
        kinded = kind_of(value)
        if kinded is not None:
            return Answer(kinded.kind, value)
        return self._asked(Answer(Kind.REPORT, self.context[REPORT]), name, None, scope)

    def _asked(
        self,
        of: Answer,
        name: str,
        arguments: list[nodes.Expr] | None,
        scope: Values,
    ) -> Answer:
        if of.kind is Kind.PROGRAMME:
            member = of.value[name]
            kinded = kind_of(member)
            assert kinded is not None, "the rules know the members"
            return Answer(kinded.kind, member)
        found = fields_of(of.kind)[name]
        value: Any = found.get(of.value)
        # What cannot be asked at this period is told at once, whatever the argument.
        if arguments and callable(value):
            value = value(*(self.value(one, scope).value for one in arguments))
        about = of.figure if of.kind in COUNTED else of.about
        return Answer(found.kind, value, about)

    def _called(self, name: str, arguments: list[Any]) -> Answer:
        match name, arguments:
            case "cite", [number]:
                return Answer(Kind.CITATION, self.library.cite(number))
            case "issued", [number]:
                return Answer(Kind.CONDITION, self.library.cite(number).issued <= self.on)
            case "series", [quotable, periods]:
                return Answer(Kind.SENTENCE, series(quotable, periods))
        raise AssertionError(f"the rules let {name} pass")
