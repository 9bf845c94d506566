"""What a tree of prose says at a period: text with marks where figures and words stand.

The result is Markdown in which each quotation is one letter of Unicode's private area, which no
typed text may hold.  What is quoted is put in place of the letter after Markdown has been read, so
nothing that comes from a register can turn into markup, and nothing else can be printed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from jinja2 import nodes

from baocao.core.errors import Finding, NarrativeError
from baocao.facts.fact import Fact
from baocao.locale.vi.text import short_date
from baocao.prose.citations import Citation, Library
from baocao.prose.expressions import REPORT
from baocao.prose.kinds import COUNTED, MEMBERS, fields_of, kind_of
from baocao.prose.place import Place
from baocao.prose.punctuation import GAP, GAP_AFTER_SENTENCE, GAP_OF_NEED, SEPARATOR
from baocao.prose.questions import Kind
from baocao.prose.quotable import series
from baocao.prose.tree import Branches, Choice, Loop, Option, Piece, Quote, Text

__all__ = ["Quoted", "mark_number", "rendered"]

_FIRST_MARK: Final = 0xF0000
_SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "lteq": operator.le,
    "gt": operator.gt, "gteq": operator.ge,
}  # fmt: skip
_GAPS: Final = f"{GAP}{GAP_AFTER_SENTENCE}{GAP_OF_NEED} \n"
# What tells something of the figures; days, periods and documents do not.
_TELLING: Final = COUNTED | {Kind.SENTENCE, Kind.WORDS}


def mark_number(letter: str) -> int:
    """The place of a quotation among all, by the letter that stands for it."""
    return ord(letter) - _FIRST_MARK


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


@dataclass(frozen=True)
class Quoted:
    """Something that prose prints, and whether its first letter becomes a capital."""

    kind: Kind
    value: Any
    capital: bool = False


@dataclass(frozen=True)
class _Turn:
    """Where a loop has come to."""

    first: bool
    last: bool


def rendered(
    pieces: tuple[Piece, ...],
    context: Mapping[str, object],
    library: Library,
    on: date,
    place: Place,
) -> tuple[str, list[Quoted]]:
    """Markdown with a mark for each quotation and a gap for each part left out; the quotations.

    Parameters
    ----------
    pieces
        A tree in which :func:`baocao.prose.rules.faults_of` has found no fault.
    context
        The values of the names.
    library
        Catalogue of documents.
    on
        The last day the prose speaks of: a document issued later cannot be cited.
    place
        Where the prose is written.

    Raises
    ------
    NarrativeError
        NARRATIVE-07 a document issued later; -11 nothing to say outside an optional part.
    """
    rendering = _Rendering(context, library, on, place)
    return rendering.of(pieces, {}), rendering.quotes


@dataclass
class _Rendering:
    context: Mapping[str, object]
    library: Library
    on: date
    place: Place
    quotes: list[Quoted] = field(default_factory=list)

    def of(self, pieces: tuple[Piece, ...], scope: Mapping[str, Answer]) -> str:
        return "".join(self.parts(pieces, scope))

    def parts(self, pieces: tuple[Piece, ...], scope: Mapping[str, Answer]) -> Iterator[str]:
        row = _Row()
        for piece in pieces:
            if isinstance(piece, Choice) and not piece.by_condition:
                yield row.next(piece, self.choice(piece, scope))
                continue
            if not (isinstance(piece, Text) and piece.text.isspace()):
                row = _Row()
            match piece:
                case Text(text):
                    yield text
                case Quote(expression):
                    yield self.quoted(expression, scope)
                case Choice():
                    yield self.variant(piece, scope)
                case Branches(branches):
                    yield self.branch(branches, scope)
                case Loop():
                    yield self.loop(piece, scope)

    def quoted(self, expression: nodes.Expr, scope: Mapping[str, Answer]) -> str:
        answer = self.value(expression, scope)
        if answer.kind is Kind.CITATION and answer.value.issued > self.on:
            raise NarrativeError(_not_issued(answer.value, self.on, self.place, expression))
        if answer.kind is Kind.TEXT and not answer.value:
            # Nothing was chosen: of typed text a sentence can do without it.
            chosen = getattr(expression, "expr1", None)
            return "" if isinstance(chosen, nodes.Const) else GAP_OF_NEED
        if answer.kind not in COUNTED and not answer.value:
            raise NarrativeError(
                Finding(
                    "NARRATIVE-11",
                    "Kỳ này không có gì để nói ở chỗ này, câu in ra sẽ cụt.",
                    where=self.place.at(expression.lineno),
                    found=self.place.tag(expression.lineno),
                    remedy="đặt phần câu cần nó trong ngoặc vuông [ … ]",
                )
            )
        capital = isinstance(expression, nodes.Filter)
        self.quotes.append(Quoted(answer.kind, answer.value, capital))
        return chr(_FIRST_MARK + len(self.quotes) - 1)

    # ------------------------------------------------------------ parts that may be left out

    def choice(self, choice: Choice, scope: Mapping[str, Answer]) -> str:
        """The first of the texts that can be said.

        A text can be said when its first figure has something to report, and when no other one
        is missing and no sentence empty.  If not, the next one is tried, as long as it is known
        that there was nothing: typed text claims it.  Of what is missing only its absence is told.
        """
        is_known = True
        for number, option in enumerate(choice.options):
            if option.condition is not None:
                holds = self.truth(option.condition, scope)
                is_known = is_known and holds is not None
                if not (holds or (holds is None and self.is_absence(option, scope))):
                    continue
            answers = [
                self.value(piece.expression, scope)
                for piece in option.body
                if isinstance(piece, Quote)
            ]
            if not any(answer.kind in _TELLING for answer in answers):
                may = self.can_be_said(answers)
                is_typed = is_known or not number or _quotes_inside(option)
                made = self.unquoted(option, scope) if may and is_typed else None
                if made is not None:
                    return made
                is_known = is_known and may
                continue
            if self.can_be_said(answers):
                return self.of(option.body, scope)
            if _is_there(answers):
                break  # nothing that is said instead would be true
            is_known = is_known and all(map(_is_known, answers))
        return _gap_of(choice)

    def can_be_said(self, answers: list[Answer]) -> bool:
        """Whether a text with these quotations tells something, and nothing in it is missing."""
        figures = [answer.figure for answer in answers if answer.kind in COUNTED]
        if figures and not figures[0]:
            return False
        for answer in answers:
            if answer.kind in COUNTED:
                if answer.figure.value is None:
                    return False
            elif answer.kind is Kind.CITATION:
                if answer.value.issued > self.on:
                    return False
            elif not answer.value:
                return False
        return True

    def unquoted(self, option: Option, scope: Mapping[str, Answer]) -> str | None:
        """A text without figures of its own; None when nothing that it holds is said."""
        made = list(self.parts(option.body, scope))
        inner = [
            text
            for piece, text in zip(option.body, made, strict=True)
            if not isinstance(piece, Text)
        ]
        if inner and not any(text.strip(_GAPS) for text in inner):
            return None
        return "".join(made)

    def variant(self, choice: Choice, scope: Mapping[str, Answer]) -> str:
        """The first variant of the cell whose condition holds."""
        branches = tuple((option.condition, option.body) for option in choice.options)
        return self.branch(branches, scope)

    def branch(
        self,
        branches: tuple[tuple[nodes.Expr | None, tuple[Piece, ...]], ...],
        scope: Mapping[str, Answer],
    ) -> str:
        """What follows the first test that holds.

        Where a figure that was asked for is missing, it holds neither that there was something
        nor that there was nothing: then only what tells its absence is said.
        """
        is_known = True
        for test, body in branches:
            holds = test is None or self.truth(test, scope)
            is_known = is_known and holds is not None
            if holds or (holds is None and test is not None and self.truth(test, scope, False)):
                is_said = is_known or _tells_absence(body)
                return self.of(body, scope) if is_said else GAP
        return "" if is_known else GAP

    def is_absence(self, option: Option, scope: Mapping[str, Answer]) -> bool:
        """Whether an option is the one for what is missing, and tells why it is."""
        holds = option.condition is None or self.truth(option.condition, scope, False)
        return bool(holds) and _tells_absence(option.body)

    def loop(self, loop: Loop, scope: Mapping[str, Answer]) -> str:
        over = self.value(loop.over, scope)
        members = list(over.value)
        if not members and over.is_missing and not _tells_absence(loop.otherwise):
            return GAP_OF_NEED
        turns = []
        for number, member in enumerate(members):
            turn = _Turn(number == 0, number == len(members) - 1)
            inner = {
                **scope,
                loop.name: Answer(MEMBERS[over.kind], member, over.about),
                "loop": Answer(Kind.LOOP, turn),
            }
            turns.append(self.of(loop.body, inner))
        if not turns and not loop.otherwise:
            return GAP_OF_NEED
        return "".join(turns) if turns else self.of(loop.otherwise, scope)

    # ------------------------------------------------------------ expressions

    def truth(
        self, test: nodes.Expr, scope: Mapping[str, Answer], missing: bool | None = None
    ) -> bool | None:
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
                compared = self.compares(left, operands, scope)
                return missing if compared is None else compared
        answer = self.value(test, scope)
        if answer.is_missing:
            return missing
        return bool(answer.figure if answer.kind in COUNTED else answer.value)

    def compares(
        self, left: nodes.Expr, operands: list[nodes.Operand], scope: Mapping[str, Answer]
    ) -> bool | None:
        one = self.compared(left, scope)
        for operand in operands:
            if isinstance(operand.expr, nodes.Tuple | nodes.List):
                others = [self.compared(item, scope) for item in operand.expr.items]
                if one is None or None in others:
                    return None
                if (one in others) != (operand.op == "in"):
                    return False
                continue
            other = self.compared(operand.expr, scope)
            if one is None or other is None:
                return None
            if not _SIGNS[operand.op](one, other):
                return False
            one = other
        return True

    def compared(self, node: nodes.Expr, scope: Mapping[str, Answer]) -> Any:
        answer = self.value(node, scope)
        return answer.figure.value if answer.kind in COUNTED else answer.value

    def value(self, node: nodes.Expr, scope: Mapping[str, Answer]) -> Answer:
        match node:
            case nodes.Name(name=name):
                return self.named(name, scope)
            case nodes.Getattr(node=inner, attr=name):
                return self.asked(self.value(inner, scope), name, None, scope)
            case nodes.Getitem(node=inner, arg=nodes.Const(value=str() as name)):
                return self.asked(self.value(inner, scope), name, None, scope)
            case nodes.Call(node=nodes.Getattr(node=inner, attr=name), args=arguments):
                return self.asked(self.value(inner, scope), name, arguments, scope)
            case nodes.Call(node=nodes.Name(name=name), args=arguments):
                return self.called(name, [self.value(one, scope).value for one in arguments])
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

    def named(self, name: str, scope: Mapping[str, Answer]) -> Answer:
        if name in scope:
            return scope[name]
        value = self.context.get(name)
        kinded = kind_of(value)
        if kinded is not None:
            return Answer(kinded.kind, value)
        return self.asked(Answer(Kind.REPORT, self.context[REPORT]), name, None, scope)

    def asked(
        self,
        of: Answer,
        name: str,
        arguments: list[nodes.Expr] | None,
        scope: Mapping[str, Answer],
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

    def called(self, name: str, arguments: list[Any]) -> Answer:
        match name, arguments:
            case "cite", [number]:
                return Answer(Kind.CITATION, self.library.cite(number))
            case "issued", [number]:
                return Answer(Kind.CONDITION, self.library.cite(number).issued <= self.on)
            case "series", [quotable, periods]:
                return Answer(Kind.SENTENCE, series(quotable, periods))
        raise AssertionError(f"the rules let {name} pass")


def _is_there(answers: list[Answer]) -> bool:
    """Whether what a text is about is there: its first figure, or else its first sentence."""
    figure = next((answer.figure for answer in answers if answer.kind in COUNTED), None)
    if figure is not None:
        return bool(figure)
    return next(bool(answer.value) for answer in answers if answer.kind in _TELLING)


def _is_known(answer: Answer) -> bool:
    """Whether it is known that there is nothing: a counted zero, or a sentence about a figure."""
    if answer.kind in COUNTED:
        return answer.figure.value is not None
    return bool(answer.value) or (answer.about is not None and bool(answer.about))


def _tells_absence(pieces: tuple[Piece, ...]) -> bool:
    """Whether what is said quotes the reason why there is nothing."""
    for piece in pieces:
        match piece:
            case Quote(expression):
                asked = (expression, *expression.find_all(nodes.Getattr))
                if any(getattr(one, "attr", "") in ("absence", "missing") for one in asked):
                    return True
            case Choice(options=options):
                if any(_tells_absence(option.body) for option in options):
                    return True
            case Branches(branches=branches):
                if any(_tells_absence(body) for _, body in branches):
                    return True
    return False


class _Row:
    """Optional parts side by side: a list whose left-out members take their separators along.

    When the first member begins without a separator, those behind it lose theirs until one of
    them has been said.  A row that begins with one adds to the text before it.
    """

    def __init__(self) -> None:
        self.is_list: bool | None = None
        self.has_said = False
        self.lead = ""

    def next(self, choice: Choice, made: str) -> str:
        if self.is_list is None:
            first = choice.options[0].body[0] if choice.options[0].body else None
            words = first.text if isinstance(first, Text) else ""
            self.is_list = SEPARATOR.match(words) is None
            self.lead = " " if words[:1] == " " else ""
        elif self.is_list and not self.has_said:
            starts = SEPARATOR.match(made)
            made = made if starts is None else self.lead + made[starts.end() :]
        self.has_said = self.has_said or bool(made.strip(_GAPS))
        return made


def _gap_of(choice: Choice) -> str:
    """The gap that a choice leaves: by how its first text begins and ends."""
    if _ends_sentence(choice):
        return GAP_AFTER_SENTENCE
    first = choice.options[0]
    words = first.body[0].text if first.body and isinstance(first.body[0], Text) else ""
    is_addition = first.condition is not None or SEPARATOR.match(words) or words[:1] in "(:"
    return GAP if is_addition and words else GAP_OF_NEED


def _quotes_inside(option: Option) -> bool:
    """Whether anything is quoted in the parts, branches and loops that an option holds."""
    inner = [piece for piece in option.body if not isinstance(piece, Quote)]
    return any(isinstance(piece, Choice | Branches | Loop) and _quotes(piece) for piece in inner)


def _quotes(piece: Piece) -> bool:
    match piece:
        case Quote():
            return True
        case Choice(options=options):
            return any(_quotes(one) for option in options for one in option.body)
        case Branches(branches=branches):
            return any(_quotes(one) for _, body in branches for one in body)
        case Loop(body=body, otherwise=otherwise):
            return any(map(_quotes, (*body, *otherwise)))
    return False


def _ends_sentence(choice: Choice) -> bool:
    """Whether the first text of a choice ends with a full stop, which goes with it."""
    body = choice.options[0].body
    last = body[-1] if body else None
    match last:
        case Text(text):
            return text.rstrip().endswith((".", "!", "?", "…"))
        case Choice():
            return _ends_sentence(last)
    return False


def _not_issued(citation: Citation, on: date, place: Place, node: nodes.Expr) -> Finding:
    return Finding(
        "NARRATIVE-07",
        f"Văn bản {citation.number} ban hành sau kỳ báo cáo.",
        where=place.at(node.lineno),
        found=f"ban hành {short_date(citation.issued)}, kỳ kết thúc {short_date(on)}",
        remedy="đặt phần câu dẫn văn bản trong ngoặc vuông [ … ]: văn bản chưa ban hành thì bỏ",
    )
