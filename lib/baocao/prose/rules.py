"""What a tree of prose may say, checked before anything is rendered.

So nothing is printed but figures, sentences that the toolkit writes around figures, and words of
registers; and no sentence is printed around a quotation that may be empty.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Final, cast

from jinja2 import nodes

from baocao.core.errors import Finding
from baocao.facts.measures import Measure
from baocao.prose.citations import Library
from baocao.prose.expressions import Expressions, RefusedError, Scope, scope_of
from baocao.prose.kinds import MEMBERS, Kinded
from baocao.prose.place import Place
from baocao.prose.questions import Kind
from baocao.prose.tree import Branches, Choice, Loop, Option, Piece, Quote, Refused, Text

__all__ = ["faults_of"]

# Stands for all that an optional part quotes: it is left out when one of them is empty.
_EVERYTHING: Final = nodes.Const(...)
# Figures in these bring their unit along: "64,7%" may be followed by "sản phẩm".
_PRINTED_WITH_UNIT: Final = frozenset({"%", "đồng"})


def faults_of(
    pieces: Iterable[Piece],
    context: Mapping[str, object],
    library: Library,
    place: Place,
    units: Collection[str] = (),
) -> Iterator[Finding]:
    """All that a tree says and may not say.

    Findings are NARRATIVE-01 (no figure), -03 (a name or a question that is not there), -05 (an
    unknown document), -10 (an operation that prose has not), -11 (what may be empty stands
    outside optional parts), -14 (an optional part that quotes nothing), -15 (a figure stands
    before the unit of another, one of `units`).
    """
    rules = _Rules(Expressions(context, library, place), units)
    yield from rules.of(tuple(pieces), scope_of(context), ())


class _Rules:
    def __init__(self, expressions: Expressions, units: Collection[str]) -> None:
        self.expressions = expressions
        self.place = expressions.place
        self.units = units

    def of(
        self, pieces: tuple[Piece, ...], scope: Scope, guards: tuple[nodes.Expr, ...]
    ) -> Iterator[Finding]:
        """Faults of pieces; `guards` are the expressions that are known to have something to say.

        In an optional part `_EVERYTHING` stands for all that it quotes.
        """
        for piece, following in zip_longest(pieces, pieces[1:]):
            match piece:
                case Quote(expression):
                    faults = list(self.quote(expression, scope, guards))
                    yield from faults
                    if not faults and isinstance(following, Text):
                        yield from self.unit(expression, following, scope)
                case Choice():
                    yield from self.choice(piece, scope, guards)
                case Branches():
                    yield from self.branches(piece, scope, guards)
                case Loop():
                    yield from self.loop(piece, scope, guards)
                case Refused(at, "", _):
                    yield self.tag(at)
                case Refused(at, found, remedy):
                    what = "Lời văn chỉ có chữ, Markdown và số liệu."
                    yield Finding("NARRATIVE-12", what, self.place.at(at), found, remedy)

    def quote(
        self, expression: nodes.Expr, scope: Scope, guards: tuple[nodes.Expr, ...]
    ) -> Iterator[Finding]:
        try:
            self.expressions.printed(expression, scope)
            bare = expression
            if isinstance(expression, nodes.Filter) and expression.node is not None:
                bare = expression.node
            if (
                _as_attribute(bare) in guards
                or _EVERYTHING in guards
                or not self.expressions.may_be_empty(bare, scope)
            ):
                return
        except RefusedError as error:
            yield error.finding
            return
        yield Finding(
            "NARRATIVE-11",
            "Có kỳ số này không có gì để nói, câu in ra sẽ cụt.",
            where=self.place.at(expression.lineno),
            found=self.place.tag(expression.lineno),
            remedy="đặt phần câu cần nó trong ngoặc vuông: [Theo hạng sao, {{ … }}.]; "
            "không có gì để nói thì cả phần ấy được bỏ",
        )

    def unit(self, expression: nodes.Expr, following: Text, scope: Scope) -> Iterator[Finding]:
        """A count before the unit of another: "119 dự án" of a figure that counts products."""
        found = self.expressions.kind(expression, scope)
        if found.kind not in (Kind.INDICATOR, Kind.PART) or found.measure is None:
            return
        own = found.measure.unit
        said = " ".join(following.text.split())
        # A typed "%" is refused as a number, not here.
        other = _unit_at(said, [unit for unit in self.units if unit != "%"])
        # "lượt" of "lượt người" says less or more, and nothing else; "lượt tiêu chuẩn" says both.
        alike = not other or other in own or own in other or said.startswith(f"{other} {own}")
        if alike or own in _PRINTED_WITH_UNIT or other in _kinds_of(found.measure):
            return
        yield Finding(
            "NARRATIVE-15",
            f'Số liệu tính bằng "{own}" đứng trước đơn vị tính khác: "{other}".',
            where=self.place.at(expression.lineno),
            found=f"{self.place.tag(expression.lineno)} {other}",
            remedy=f"viết {own}, hoặc trích chỉ tiêu tính bằng {other}",
        )

    def choice(
        self, choice: Choice, scope: Scope, guards: tuple[nodes.Expr, ...]
    ) -> Iterator[Finding]:
        yield from self.never_said(choice)
        for number, option in enumerate(choice.options):
            inside = guards
            if option.condition is not None:
                yield from self.test(option.condition, scope)
                inside = (*guards, *_held(option.condition))
                guards = (*guards, *_held(option.condition, holds=False))
            if not choice.by_condition:
                inside = (*inside, _EVERYTHING)
                if not number and option.condition is None and not _says(option):
                    yield Finding(
                        "NARRATIVE-14",
                        "Phần trong ngoặc vuông không trích số liệu nào.",
                        where=self.place.at(choice.at),
                        found=self.place.source[choice.at : choice.at + 60].split("\n")[0],
                        remedy=r"bỏ ngoặc vuông, hoặc viết \[ và \] nếu là dấu của lời văn",
                    )
            yield from self.of(option.body, scope, inside)

    def never_said(self, choice: Choice) -> Iterator[Finding]:
        """Texts that stand behind one that is said in any case, or under the same condition."""
        seen: list[nodes.Expr] = []
        is_closed = False
        for option in choice.options:
            if is_closed or option.condition in seen:
                yield Finding(
                    "NARRATIVE-14",
                    "Lời này không bao giờ được in.",
                    where=self.place.at(option.at),
                    found=self.place.line(option.at),
                    remedy="bỏ đi, hoặc đặt trước lời luôn được in; mỗi điều kiện viết một lần",
                )
            if option.condition is not None:
                seen.append(option.condition)
            elif choice.by_condition or (option is not choice.options[0] and not _says(option)):
                is_closed = True

    def branches(
        self, branches: Branches, scope: Scope, guards: tuple[nodes.Expr, ...]
    ) -> Iterator[Finding]:
        for test, body in branches.branches:
            held: tuple[nodes.Expr, ...] = ()
            if test is not None:
                yield from self.test(test, scope)
                held = tuple(_held(test))
            yield from self.of(body, scope, (*guards, *held))
            if test is not None:
                guards = (*guards, *_held(test, holds=False))

    def loop(self, loop: Loop, scope: Scope, guards: tuple[nodes.Expr, ...]) -> Iterator[Finding]:
        try:
            found = self.expressions.kind(loop.over, scope)
            if found.kind not in MEMBERS:
                remedy = 'lặp qua recognised.by("stars"), recognised.parts, report.years'
                raise self.expressions.refused(
                    "NARRATIVE-10", "Không lặp qua được.", loop.over, remedy
                )
        except RefusedError as error:
            yield error.finding
            return
        inner = {
            **scope,
            loop.name: Kinded(MEMBERS[found.kind], found.measure),
            "loop": Kinded(Kind.LOOP),
        }
        yield from self.of(loop.body, inner, guards)
        yield from self.of(loop.otherwise, scope, guards)

    def test(self, test: nodes.Expr, scope: Scope) -> Iterator[Finding]:
        try:
            self.expressions.condition(test, scope)
        except RefusedError as error:
            yield error.finding

    def tag(self, at: int) -> Finding:
        name = self.place.tag(at).strip("{%- ").split()[0]
        if name == "for":
            remedy = "viết {% for tên in … %}: một tên, không có if"
            return self.expressions.operation("vòng lặp kiểu này", at, remedy)
        return self.expressions.operation(
            f"thẻ {{% {name} %}}", at, "chỉ có {% if … %} và {% for … %}"
        )


def _unit_at(text: str, units: Collection[str]) -> str:
    """The longest of the units with which a text begins; empty without one."""
    found = (unit for unit in units if re.match(rf"{re.escape(unit)}(?!\w)", text))
    return max(found, key=len, default="")


def _kinds_of(measure: Measure) -> frozenset[str]:
    """The kinds of what is counted, as the registers list them: "hợp tác xã" of recipients."""
    return frozenset(
        value.lower()
        for source in measure.sources
        for column in source.register.columns
        for value in column.allowed
    )


def _held(test: nodes.Expr, *, holds: bool = True) -> Iterator[nodes.Expr]:
    """The expressions that have something to say where a test holds, or where it does not."""
    match test:
        case nodes.Not(node=inner):
            yield from _held(inner, holds=not holds)
        case nodes.And(left=left, right=right) if holds:
            yield from (*_held(left), *_held(right))
        case nodes.Or(left=left, right=right) if not holds:
            yield from (*_held(left, holds=False), *_held(right, holds=False))
        case nodes.And() | nodes.Or():
            return
        case _ if holds:
            yield cast(nodes.Expr, _as_attribute(test))
        case _:
            # Where an indicator has nothing to report, its absence can be told.
            yield nodes.Getattr(test, "absence", "load")


def _as_attribute(node: nodes.Node) -> nodes.Node:
    """A question in brackets, ``appraised["standing"]``, as one behind a dot."""
    match node:
        case nodes.Getitem(node=inner, arg=nodes.Const(value=str() as name)):
            return nodes.Getattr(_as_attribute(inner), name, "load")
    return node


def _says(option: Option) -> bool:
    """Whether an option holds anything but typed text."""
    return any(isinstance(piece, Quote | Choice | Branches | Loop) for piece in option.body)
