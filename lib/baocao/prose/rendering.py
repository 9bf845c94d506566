"""What a tree of prose says at a period: text with marks where figures and words stand.

The result is Markdown in which each quotation is one letter of Unicode's private area, which no
typed text may hold.  What is quoted is put in place of the letter after Markdown has been read, so
nothing that comes from a register can turn into markup, and nothing else can be printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from jinja2 import nodes

from baocao.core.errors import Finding, NarrativeError
from baocao.locale.vi.text import short_date
from baocao.prose.citations import Citation, Library
from baocao.prose.evaluation import Answer, Evaluation, Values
from baocao.prose.kinds import COUNTED, MEMBERS
from baocao.prose.place import Place
from baocao.prose.punctuation import GAP, GAP_AFTER_SENTENCE, GAP_OF_NEED, SEPARATOR
from baocao.prose.questions import Kind
from baocao.prose.tree import Branches, Choice, Loop, Option, Piece, Quote, Text

__all__ = ["Quoted", "mark_number", "rendered", "said"]

_FIRST_MARK: Final = 0xF0000
_GAPS: Final = f"{GAP}{GAP_AFTER_SENTENCE}{GAP_OF_NEED} \n"
# What tells something of the figures; days, periods and documents do not.
_TELLING: Final = COUNTED | {Kind.SENTENCE, Kind.WORDS}


def mark_number(letter: str) -> int:
    """The place of a quotation among all, by the letter that stands for it."""
    return ord(letter) - _FIRST_MARK


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
    rendering = _Rendering(Evaluation(context, library, on), on, place)
    return rendering.of(pieces, {}), rendering.quotes


def said(
    pieces: tuple[Piece, ...],
    context: Mapping[str, object],
    library: Library,
    on: date,
    place: Place,
) -> list[Text | Quote]:
    """What :func:`rendered` puts together: texts and quotations in the order of print.

    Those of a loop stand there once for each member, those of a part that is left out do not.
    """
    rendering = _Rendering(Evaluation(context, library, on), on, place)
    rendering.of(pieces, {})
    return rendering.said


@dataclass
class _Rendering:
    evaluation: Evaluation
    on: date
    place: Place
    quotes: list[Quoted] = field(default_factory=list)
    said: list[Text | Quote] = field(default_factory=list)

    def of(self, pieces: tuple[Piece, ...], scope: Values) -> str:
        return "".join(self.parts(pieces, scope))

    def parts(self, pieces: tuple[Piece, ...], scope: Values) -> Iterator[str]:
        row = _Row()
        for piece in pieces:
            if isinstance(piece, Choice) and not piece.by_condition:
                yield row.next(piece, self.choice(piece, scope))
                continue
            if not (isinstance(piece, Text) and piece.text.isspace()):
                row = _Row()
            match piece:
                case Text(text):
                    self.said.append(piece)
                    yield text
                case Quote(expression):
                    self.said.append(piece)
                    yield self.quoted(expression, scope)
                case Choice():
                    yield self.variant(piece, scope)
                case Branches(branches):
                    yield self.branch(branches, scope)
                case Loop():
                    yield self.loop(piece, scope)

    def quoted(self, expression: nodes.Expr, scope: Values) -> str:
        answer = self.evaluation.value(expression, scope)
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

    def choice(self, choice: Choice, scope: Values) -> str:
        """The first of the texts that can be said.

        A text can be said when its first figure has something to report, and when no other one
        is missing and no sentence empty.  If not, the next one is tried, as long as it is known
        that there was nothing: typed text claims it.  Of what is missing only its absence is told.
        """
        is_known = True
        for number, option in enumerate(choice.options):
            if option.condition is not None:
                holds = self.evaluation.truth(option.condition, scope)
                is_known = is_known and holds is not None
                if not (holds or (holds is None and self.is_absence(option, scope))):
                    continue
            answers = [
                self.evaluation.value(piece.expression, scope)
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
            elif not _tells(answer):
                return False
        return True

    def unquoted(self, option: Option, scope: Values) -> str | None:
        """A text without figures of its own; None when nothing that it holds is said."""
        before = len(self.said)
        made = list(self.parts(option.body, scope))
        inner = [
            text
            for piece, text in zip(option.body, made, strict=True)
            if not isinstance(piece, Text)
        ]
        if inner and not any(text.strip(_GAPS) for text in inner):
            del self.said[before:]
            return None
        return "".join(made)

    def variant(self, choice: Choice, scope: Values) -> str:
        """The first variant of the cell whose condition holds."""
        branches = tuple((option.condition, option.body) for option in choice.options)
        return self.branch(branches, scope)

    def branch(
        self,
        branches: tuple[tuple[nodes.Expr | None, tuple[Piece, ...]], ...],
        scope: Values,
    ) -> str:
        """What follows the first test that holds.

        Where a figure that was asked for is missing, it holds neither that there was something
        nor that there was nothing: then only what tells its absence is said.
        """
        is_known = True
        for test, body in branches:
            holds = test is None or self.evaluation.truth(test, scope)
            is_known = is_known and holds is not None
            if holds or (
                holds is None and test is not None and self.evaluation.truth(test, scope, False)
            ):
                is_said = is_known or _tells_absence(body)
                return self.of(body, scope) if is_said else GAP
        return "" if is_known else GAP

    def is_absence(self, option: Option, scope: Values) -> bool:
        """Whether an option is the one for what is missing, and tells why it is."""
        holds = option.condition is None or self.evaluation.truth(option.condition, scope, False)
        return bool(holds) and _tells_absence(option.body)

    def loop(self, loop: Loop, scope: Values) -> str:
        over = self.evaluation.value(loop.over, scope)
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


def _is_there(answers: list[Answer]) -> bool:
    """Whether what a text is about is there: its first figure, or else its first sentence."""
    figure = next((answer.figure for answer in answers if answer.kind in COUNTED), None)
    if figure is not None:
        return bool(figure)
    return next(_tells(answer) for answer in answers if answer.kind in _TELLING)


def _tells(answer: Answer) -> bool:
    """Whether what is no figure says something else than that there is nothing."""
    return bool(answer.value) and not getattr(answer.value, "is_absence", False)


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
