"""What an unfinished piece of prose says up to a place: for help while it is written.

What may be asked comes from the tables that check and render prose, and is evaluated by the same
rules, so that help cannot offer what prose refuses or show what it would not print.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from jinja2 import nodes

from baocao.core.errors import BaocaoError
from baocao.facts.fact import with_unit
from baocao.prose.citations import Library
from baocao.prose.conditions import condition, read_expression
from baocao.prose.evaluation import Answer, Evaluation
from baocao.prose.expressions import Expressions, RefusedError, scope_of
from baocao.prose.kinds import COUNTED, MEMBERS, PRINTED, Kinded
from baocao.prose.narrative import words_of
from baocao.prose.place import Place
from baocao.prose.questions import Kind
from baocao.prose.tree import NotationError

__all__ = ["PATH", "Asking", "Inside", "inside"]

_NAME: Final = r"[^\W\d]\w*"
PATH: Final = rf"{_NAME}(?:\.{_NAME}|\([^(){{}}]*\))*"
"""What an expression names, with what is asked of it and of the answer."""
_OPENED: Final = re.compile(r"\{(?P<mark>[{%])(?P<text>(?:(?![%}]\}).)*)\Z", re.DOTALL)
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALLED: Final = re.compile(rf"(?<![\w.])(?P<path>{PATH})\(\s*\Z")
_COMPARED: Final = re.compile(rf"(?<![\w.])(?P<path>{PATH})\s*[!=]=\s*\Z")
_LOOPS: Final = re.compile(
    rf"\{{%-?\s*(?:for\s+(?P<name>{_NAME})\s+in\s+(?P<over>[^%]+?)|(?P<end>endfor))\s*-?%\}}"
)


@dataclass(frozen=True)
class Inside:
    """Where a place inside ``{{ … }}`` or ``{% … %}`` is.

    Parameters
    ----------
    mark
        ``{`` or ``%``.
    text
        What stands before the place since it was opened; before the open quote if there is one.
    typed
        What stands since the quote; None: no quote is open.
    """

    mark: str
    text: str
    typed: str | None = None

    @property
    def called(self) -> str:
        """What is called with an argument that begins here: ``recognised.by``; empty: nothing."""
        found = _CALLED.search(self.text)
        return found["path"] if found else ""

    @property
    def compared(self) -> str:
        """What the text that begins here is compared with; empty: nothing."""
        found = _COMPARED.search(self.text)
        return found["path"] if found else ""


def inside(before: str) -> Inside | None:
    """Where the end of a text is; None: between quotations.

    Examples
    --------
    >>> inside('Có {{ recognised.by("st')
    Inside(mark='{', text=' recognised.by(', typed='st')
    """
    found = _OPENED.search(before)
    if found is None:
        return None
    text = found["text"]
    # Texts that are closed may hold the other quote.
    left = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), text)
    at = min((n for n in (left.find('"'), left.find("'")) if n >= 0), default=-1)
    if at < 0:
        return Inside(found["mark"], text)
    return Inside(found["mark"], text[:at], text[at + 1 :])


@dataclass
class Asking:
    """Asks the names of a piece of prose what they are, and what would be printed of them now.

    Parameters
    ----------
    context
        What prose may name.
    library
        Catalogue of documents.
    on
        The last day the prose speaks of.
    before
        The prose up to the place: loops that are open there have names of their own.
    """

    context: Mapping[str, object]
    library: Library
    on: date
    before: str = ""
    _kinds: dict[str, Kinded] = field(init=False)
    _values: dict[str, Answer] = field(init=False, default_factory=dict)
    _known: dict[str, tuple[nodes.Expr | None, Kinded | None]] = field(
        init=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Go through the loops that are open."""
        self._kinds = scope_of(self.context)
        open_loops: list[re.Match[str]] = []
        for tag in _LOOPS.finditer(self.before):
            if tag["end"] is None:
                open_loops.append(tag)
            elif open_loops:
                open_loops.pop()
        for tag in open_loops:
            self._enter(tag["name"], tag["over"])

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the context and open loops give."""
        return tuple(self._kinds)

    def _enter(self, name: str, over: str) -> None:
        kinded, answer = self.kinded(over), self.answer(over)
        if kinded is None or kinded.kind not in MEMBERS:
            return
        kind = MEMBERS[kinded.kind]
        self._kinds |= {name: Kinded(kind, kinded.measure), "loop": Kinded(Kind.LOOP)}
        for first in list(answer.value if answer is not None else ())[:1]:
            # What is shown of all is shown of the first.
            self._values[name] = Answer(kind, first, answer.about if answer else None)

    def kinded(self, expression: str) -> Kinded | None:
        """The kind of an expression; None: prose cannot say it."""
        return self._read(expression)[1]

    def _read(self, expression: str) -> tuple[nodes.Expr | None, Kinded | None]:
        if expression not in self._known:
            node = read_expression(expression)
            self._known[expression] = (node, None if node is None else self._kind(node))
        return self._known[expression]

    def _kind(self, node: nodes.Expr) -> Kinded | None:
        # A finding names its place by a letter of the text; here nobody reads it.
        rules = Expressions(self.context, self.library, Place("", ""))
        try:
            return rules.kind(node, self._kinds)
        except RefusedError:
            return None

    def answer(self, expression: str) -> Answer | None:
        """The value of an expression; None: prose cannot say it, or there is no value now."""
        node, kinded = self._read(expression)
        if node is None or kinded is None:
            return None
        try:
            return Evaluation(self.context, self.library, self.on).value(node, self._values)
        except (BaocaoError, KeyError):
            # A loop over nothing has no first member.
            return None

    def words(self, expression: str) -> str | None:
        """What is printed of an expression now, a figure with its unit; None: nothing is."""
        answer = self.answer(expression)
        if answer is None or answer.kind not in PRINTED:
            return None
        if answer.kind in COUNTED:
            return with_unit(answer.figure)
        # What stands on a day has no first day.
        said = "" if answer.value is None else words_of(answer.kind, answer.value)
        return " ".join(said.split())

    def holds(self, words: str) -> bool | None:
        """Whether a condition in words holds now; None: that is not known."""
        try:
            test = condition(words, 0)
        except NotationError:
            return None
        if any(self._kind(name) is None for name in test.find_all(nodes.Name)):
            return None
        return Evaluation(self.context, self.library, self.on).truth(test, self._values)
