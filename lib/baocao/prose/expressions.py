"""What an expression of prose may say: its names, questions and operations.

What is not in the tables of :mod:`baocao.prose.kinds` is refused, with its line and column.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from jinja2 import nodes

from baocao.core.errors import Finding, IndicatorError, NarrativeError
from baocao.facts.measures import Measure
from baocao.prose.citations import Library
from baocao.prose.kinds import (
    CONDITIONS,
    COUNTED,
    PRINTED,
    Kinded,
    PeriodName,
    fields_of,
    kind_of,
)
from baocao.prose.place import Place
from baocao.prose.questions import Kind
from baocao.registers.declare import Column

__all__ = [
    "COLUMNS",
    "FILTERS",
    "FUNCTIONS",
    "REPORT",
    "Expressions",
    "RefusedError",
    "Scope",
    "columns_for",
    "is_figure",
    "scope_of",
]

Scope = Mapping[str, Kinded]
"""The kinds of what an expression may name."""

REPORT: Final = "report"
FUNCTIONS: Final[Mapping[str, tuple[tuple[Kind, ...], Kind]]] = {
    "cite": ((Kind.TEXT,), Kind.CITATION),
    "issued": ((Kind.TEXT,), Kind.CONDITION),
    "series": ((Kind.INDICATOR, Kind.PERIODS), Kind.SENTENCE),
}
"""The functions of prose: what they take, and what they give."""
FILTERS: Final[Mapping[str, str]] = {"capitalize": "viết hoa chữ đầu"}
"""What may be done to a quotation, and what that means."""

_EXAMPLES: Final[Mapping[Kind, str]] = {
    Kind.TEXT: 'một chuỗi trong dấu "…"',
    Kind.INDICATOR: "một chỉ tiêu, ví dụ recognised",
    Kind.PERIODS: "report.years hoặc report.periods",
    Kind.PERIOD: "một kỳ, ví dụ report.this_year",
    Kind.COLUMN: 'tên một cột của sổ, ví dụ "stars"',
    Kind.TEXT_COLUMN: 'tên một cột chữ của sổ, ví dụ "stars"',
    Kind.DAY_COLUMN: 'tên một cột ngày của sổ, ví dụ "granted_date"',
    Kind.FULL_LIST: 'tên một cột danh mục của sổ, ví dụ "stars"',
}
COLUMNS: Final[Mapping[Kind, Callable[[Column], bool]]] = {
    Kind.COLUMN: lambda column: True,
    Kind.TEXT_COLUMN: lambda column: column.type == "text",
    Kind.DAY_COLUMN: lambda column: column.type == "date",
    Kind.FULL_LIST: lambda column: column.required and bool(column.allowed),
}
"""What arguments name columns, and which."""
_CAPITALS: Final = {kind: kind[:1].upper() + kind[1:] for kind in Kind}
_EQUAL: Final = frozenset({"eq", "ne"})
_EQUAL_KINDS: Final = frozenset({
    (Kind.PERIOD, Kind.PERIOD), (Kind.WORDS, Kind.WORDS), (Kind.WORDS, Kind.TEXT),
    (Kind.PERIOD_KIND, Kind.TEXT),
})  # fmt: skip
_LOOP: Final = 'lặp qua: {% for part in recognised.by("stars") %}{{ part }}{% endfor %}'
_DECLARE: Final = "trích thẳng một chỉ tiêu; phép tính thì khai thành chỉ tiêu (Ratio …) trong lib/"


def columns_for(measure: Measure, kind: Kind) -> list[Column]:
    """The columns of an indicator's register that a question with such an argument may name."""
    columns = measure.sources[0].register.public_columns
    return [one for one in columns if kind in COLUMNS and COLUMNS[kind](one)]


def scope_of(context: Mapping[str, object]) -> dict[str, Kinded]:
    """The kinds of the names of a context; names that prose cannot use are left out."""
    found = {name: kind_of(value) for name, value in context.items()}
    return {name: kinded for name, kinded in found.items() if kinded is not None}


def is_figure(expression: nodes.Node | None) -> bool:
    """Whether an expression prints a figure without words of its own before it."""
    match expression:
        case nodes.Call(node=inner) | nodes.Filter(node=inner):
            return not isinstance(inner, nodes.Name) and is_figure(inner)
        case nodes.CondExpr(expr1=one, expr2=two):
            return is_figure(one) or is_figure(two)
        case nodes.Getattr(attr=name) | nodes.Getitem(arg=nodes.Const(value=name)):
            field = fields_of(Kind.INDICATOR).get(name)
            is_worded = field is not None and field.kind in (Kind.SENTENCE, Kind.WORDS)
            return not is_worded and name not in ("comparison", "weight")
        case nodes.Name():
            return True
    return False


class RefusedError(Exception):
    """An expression says what prose may not say."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


@dataclass
class Expressions:
    """Finds the kinds of expressions, and raises for what they may not say.

    Parameters
    ----------
    context
        The values of the names.
    library
        Catalogue of documents.
    place
        Where the prose is written.
    """

    context: Mapping[str, object]
    library: Library
    place: Place

    def printed(self, node: nodes.Expr, scope: Scope) -> Kinded:
        """The kind of an expression that is to be printed.

        Raises
        ------
        RefusedError
            NARRATIVE-01 it is of a kind that is not printed; and what :meth:`kind` raises.
        """
        found = self.kind(node, scope)
        if found.kind not in PRINTED:
            raise self._not_printed(node, found.kind)
        return found

    def condition(self, node: nodes.Expr, scope: Scope) -> None:
        """Refuse what is no condition."""
        match node:
            case nodes.Not(node=inner):
                self.condition(inner, scope)
            case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
                self.condition(left, scope)
                self.condition(right, scope)
            case nodes.Compare():
                self._comparison(node, scope)
            case _:
                found = self.kind(node, scope)
                if found.kind not in CONDITIONS:
                    what = f"{_CAPITALS[found.kind]} không phải là điều kiện."
                    remedy = "hỏi một chỉ tiêu (có phát sinh hay không), hoặc report.is_long"
                    raise self.refused("NARRATIVE-10", what, node, remedy)

    def _comparison(self, node: nodes.Compare, scope: Scope) -> None:
        left = self.kind(node.expr, scope).kind
        for operand in node.ops:
            right = operand.expr
            if operand.op in ("in", "notin") and isinstance(right, nodes.Tuple | nodes.List):
                for item in right.items:
                    self._pair(node, left, "eq", item, scope)
                continue
            self._pair(node, left, operand.op, right, scope)
            left = self.kind(right, scope).kind

    def _pair(
        self, node: nodes.Compare, left: Kind, sign: str, right: nodes.Expr, scope: Scope
    ) -> None:
        """Refuse to compare what cannot be compared."""
        other = self.kind(right, scope).kind
        figures = COUNTED | {Kind.NUMBER}
        is_list = sign in ("in", "notin")
        ordered = (left in figures and other in figures) or left == other == Kind.DAY
        if not is_list and (ordered or (sign in _EQUAL and (left, other) in _EQUAL_KINDS)):
            names = [str(name) for name in PeriodName]
            if left is not Kind.PERIOD_KIND or getattr(right, "value", names[0]) in names:
                return
            wrong = str(getattr(right, "value", ""))
            what = f"Không có loại kỳ {wrong}."
            raise self.refused("NARRATIVE-03", what, right, _choose(wrong, names))
        what = f"Không so sánh được {left} với {other}."
        remedy = "so hai số liệu, hai ngày, hoặc report.period.kind với tên loại kỳ"
        raise self.refused("NARRATIVE-10", what, node, remedy)

    def kind(self, node: nodes.Expr, scope: Scope) -> Kinded:
        """The kind of an expression; raises for what prose may not say."""
        match node:
            case nodes.Name(name=name):
                return self._name(node, name, scope)
            case nodes.Getattr(node=inner, attr=name):
                return self._asked(node, self.kind(inner, scope), name, None, scope)
            case nodes.Getitem(node=inner, arg=nodes.Const(value=str() as name)):
                return self._asked(node, self.kind(inner, scope), name, None, scope)
            case nodes.Call():
                return self._call(node, scope)
            case nodes.Const(value=str()):
                return Kinded(Kind.TEXT)
            case nodes.Const(value=bool() | None):
                raise self.refused(
                    "NARRATIVE-01", "Không in được đúng, sai hay trống.", node, "trích một chỉ tiêu"
                )
            case nodes.Const():
                return Kinded(Kind.NUMBER)
            case nodes.Filter():
                return self._filtered(node, scope)
            case nodes.CondExpr(test=test, expr1=one, expr2=two):
                self.condition(test, scope)
                kinds = [self.printed(branch, scope) for branch in (one, two) if branch is not None]
                return kinds[0] if len(set(kinds)) == 1 else Kinded(Kind.WORDS)
            case nodes.Compare() | nodes.Not() | nodes.And() | nodes.Or():
                self.condition(node, scope)
                return Kinded(Kind.CONDITION)
        raise RefusedError(self.operation(_operation(node), node.lineno))

    def _name(self, node: nodes.Expr, name: str, scope: Scope) -> Kinded:
        if name in scope:
            return scope[name]
        if REPORT in scope and name in fields_of(Kind.REPORT):
            return Kinded(fields_of(Kind.REPORT)[name].kind)
        if name in FUNCTIONS:
            takes, _ = FUNCTIONS[name]
            wanted = ", ".join(_EXAMPLES[kind] for kind in takes)
            what = f"{name} là hàm, phải có phần trong ngoặc."
            raise self.refused("NARRATIVE-03", what, node, f"viết {name}(…) với {wanted}")
        if name in ("none", "true", "false", "None", "True", "False"):
            raise self.refused(
                "NARRATIVE-01", "Không in được đúng, sai hay trống.", node, "trích một chỉ tiêu"
            )
        what = f"Lời văn gọi tên {name} không có."
        names = [*scope, *FUNCTIONS, *fields_of(Kind.REPORT)]
        remedy = _choose(name, names)
        # A name that two programmes have is asked for by the programme.
        both = [
            f"{programme}.{name}"
            for programme, members in self.context.items()
            if isinstance(members, Mapping) and name in members
        ]
        if both:
            remedy = f"có ở nhiều chương trình, viết: {', '.join(both)}"
        raise self.refused("NARRATIVE-03", what, node, remedy)

    def _asked(
        self,
        node: nodes.Expr,
        of: Kinded,
        name: str,
        call: nodes.Call | None,
        scope: Scope,
    ) -> Kinded:
        """The kind of an answer: what may be asked is what the tables list."""
        if of.kind is Kind.PROGRAMME:
            return self._member(node, name)
        fields = fields_of(of.kind)
        if name not in fields:
            what = f"{_CAPITALS[of.kind]} không có {name}."
            remedy = _choose(name, fields) if fields else f"bỏ .{name}, trích thẳng"
            register = None if of.measure is None else of.measure.sources[0].register
            columns = [] if register is None else [c.name for c in register.public_columns]
            if of.kind is Kind.PARTS:
                what, remedy = "Không lấy riêng một phần bằng tên.", _LOOP
            elif of.kind is Kind.INDICATOR and name in columns:
                remedy = f'{name} là cột của sổ, viết by("{name}"); hoặc khai chỉ tiêu trong lib/'
            elif of.kind is Kind.INDICATOR and name in fields_of(Kind.PART):
                asked = _LOOP.replace("{{ part }}", f"{{{{ part.{name} }}}}")
                remedy = f"{name} là của một phần, {asked}"
            raise self.refused("NARRATIVE-03", what, node, remedy)
        field = fields[name]
        if field.takes is None and call is not None:
            what = f"{name} không có phần trong ngoặc."
            raise self.refused("NARRATIVE-03", what, node, f"viết {name}, bỏ ngoặc tròn")
        if field.takes is not None:
            arguments = () if call is None else self._arguments(call)
            self._take(node, name, (field.takes,), arguments, scope, of.measure)
        return Kinded(field.kind, of.measure)

    def _member(self, node: nodes.Expr, name: str) -> Kinded:
        """An indicator by its programme: ``ocop.recognised``."""
        programme = node.node if isinstance(node, nodes.Getattr | nodes.Getitem) else node
        members = self.context.get(programme.name) if isinstance(programme, nodes.Name) else None
        found = kind_of(members.get(name)) if isinstance(members, Mapping) else None
        if found is None:
            options = list(members) if isinstance(members, Mapping) else []
            what = f"Chương trình không có chỉ tiêu {name}."
            raise self.refused("NARRATIVE-03", what, node, _choose(name, options))
        return found

    def _call(self, node: nodes.Call, scope: Scope) -> Kinded:
        match node.node:
            case nodes.Name(name=name) if name in FUNCTIONS and name not in scope:
                takes, gives = FUNCTIONS[name]
                self._take(node, name, takes, self._arguments(node), scope, None)
                return Kinded(gives)
            case nodes.Getattr(node=inner, attr=name):
                return self._asked(node.node, self.kind(inner, scope), name, node, scope)
            case nodes.Name(name=name) if name in scope:
                what = f"{name} không phải là hàm."
                raise self.refused("NARRATIVE-03", what, node, f"viết {name}, bỏ ngoặc tròn")
            case nodes.Name(name=name):
                what = f"Lời văn không có hàm {name}."
                raise self.refused("NARRATIVE-03", what, node, _choose(name, FUNCTIONS))
        raise RefusedError(self.operation("phép gọi hàm", node.lineno))

    def _arguments(self, call: nodes.Call) -> tuple[nodes.Expr, ...]:
        if call.kwargs or call.dyn_args or call.dyn_kwargs:
            raise RefusedError(
                self.operation("đối số có tên", call.lineno, "viết giá trị trong ngoặc, bỏ tên=")
            )
        return tuple(call.args)

    def _take(
        self,
        node: nodes.Expr,
        name: str,
        takes: tuple[Kind, ...],
        arguments: tuple[nodes.Expr, ...],
        scope: Scope,
        measure: Measure | None,
    ) -> None:
        """Refuse arguments that are not those that are taken."""
        wanted = ", ".join(_EXAMPLES[kind] for kind in takes)
        if len(arguments) != len(takes):
            what = f"{name} cần {len(takes)} giá trị trong ngoặc, đang có {len(arguments)}."
            raise self.refused("NARRATIVE-03", what, node, f"viết {name}(…) với {wanted}")
        for argument, kind in zip(arguments, takes, strict=True):
            found = self.kind(argument, scope).kind
            expected = Kind.TEXT if kind in COLUMNS else kind
            if found is not expected or (
                expected is Kind.TEXT and not isinstance(argument, nodes.Const)
            ):
                what = f"{name} không nhận {found}."
                raise self.refused("NARRATIVE-03", what, node, f"viết {name}(…) với {wanted}")
            if isinstance(argument, nodes.Const) and kind in COLUMNS and measure is not None:
                self._column(node, str(argument.value), kind, measure)
            elif isinstance(argument, nodes.Const) and kind is Kind.TEXT:
                self._document(argument)

    def _column(self, node: nodes.Expr, name: str, kind: Kind, measure: Measure) -> None:
        """Refuse a column that the register has not, or that prose may not print."""
        register = measure.sources[0].register
        columns = columns_for(measure, kind)
        names = [column.name for column in columns]
        if name in names:
            return
        try:
            register.public_column(name)
            what = f"Cột {name} không phải là {kind}."
        except IndicatorError as error:
            what = error.findings[0].what
        same = [one.name for one in columns if one.heading.lower() == name.lower()]
        remedy = f"cột ấy tên là {same[0]}" if same else _choose(name, names)
        raise self.refused("NARRATIVE-03", what, node, remedy)

    def _document(self, argument: nodes.Const) -> None:
        try:
            self.library.cite(argument.value)
        except NarrativeError as error:
            (finding,) = error.findings
            where = f"{self.place.at(argument.lineno)}; {finding.where}"
            raise RefusedError(
                Finding(finding.code, finding.what, where, finding.found, finding.remedy)
            ) from None

    def _filtered(self, node: nodes.Filter, scope: Scope) -> Kinded:
        if node.name not in FILTERS or node.args or node.kwargs:
            remedy = (
                f"bỏ |{node.name}; trích thẳng, hoặc |{next(iter(FILTERS))} để viết hoa chữ đầu"
            )
            raise RefusedError(self.operation(f"phép |{node.name}", node.lineno, remedy))
        inner = node.node
        return Kinded(Kind.NUMBER) if inner is None else self.printed(inner, scope)

    def may_be_empty(self, node: nodes.Expr, scope: Scope) -> bool:
        """Whether there are periods at which an expression prints nothing."""
        match node:
            case (
                nodes.Getattr(node=inner, attr=name)
                | nodes.Call(node=nodes.Getattr(node=inner, attr=name))
            ):
                field = fields_of(self.kind(inner, scope).kind).get(name)
                return field is not None and field.may_be_empty
            case nodes.Getitem(node=inner, arg=nodes.Const(value=name)):
                field = fields_of(self.kind(inner, scope).kind).get(name)
                return field is not None and field.may_be_empty
        return False

    # ------------------------------------------------------------ findings

    def _not_printed(self, node: nodes.Expr, kind: Kind) -> RefusedError:
        if kind is Kind.NUMBER:
            what, remedy = "Số không phải là số liệu.", "trích một chỉ tiêu, ví dụ {{ recognised }}"
        else:
            what = f"{_CAPITALS[kind]} không in được."
            fields = [name for name, field in fields_of(kind).items() if field.kind in PRINTED]
            remedy = "trích một chỉ tiêu, ví dụ {{ recognised }}"
            if kind is Kind.PARTS:
                remedy = _LOOP
            elif fields:
                remedy = f"trích một phần của nó: {', '.join(fields[:6])}"
        return self.refused("NARRATIVE-01", what, node, remedy)

    def refused(self, code: str, what: str, node: nodes.Expr, remedy: str) -> RefusedError:
        """The error for an expression, to be raised: what is wrong with it and what to do."""
        where, found = self.place.at(node.lineno), self.place.tag(node.lineno)
        return RefusedError(Finding(code, what, where, found, remedy))

    def operation(self, name: str, at: int, remedy: str = _DECLARE) -> Finding:
        """The finding for an operation that prose has not, at a letter of the source."""
        return Finding(
            "NARRATIVE-10",
            f"Lời văn không có {name}.",
            where=self.place.at(at),
            found=self.place.tag(at),
            remedy=remedy,
        )


_OPERATIONS: Final[Mapping[type[nodes.Node], str]] = {
    nodes.Concat: "phép nối ~", nodes.Add: "phép cộng +", nodes.Sub: "phép trừ -",
    nodes.Mul: "phép nhân *", nodes.Div: "phép chia /", nodes.FloorDiv: "phép chia //",
    nodes.Mod: "phép %", nodes.Pow: "phép lũy thừa **", nodes.Neg: "dấu trừ -",
    nodes.Pos: "dấu cộng +", nodes.Getitem: "phép lấy phần tử […]", nodes.Slice: "phép cắt [:]",
    nodes.Test: "phép is", nodes.List: "danh sách […]", nodes.Tuple: "bộ (…)",
    nodes.Dict: "từ điển {…}",
}  # fmt: skip


def _operation(node: nodes.Expr) -> str:
    return _OPERATIONS.get(type(node), f"phép {type(node).__name__.lower()}")


def _choose(name: str, names: Iterable[str]) -> str:
    """The names nearest to one that is not there; a few of them where none is near."""
    options = list(names)
    close = difflib.get_close_matches(name, options, n=3)
    if close:
        return f"có phải: {', '.join(close)}"
    some = ", ".join(options[:8]) + (" …" if len(options) > 8 else "")
    return f"dùng một trong: {some}" if options else "trích một chỉ tiêu, ví dụ {{ recognised }}"
