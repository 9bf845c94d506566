"""Completes what is written in a ``%%narrate`` cell, and shows beside it what would be printed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from baocao.facts.measures import Measure
from baocao.prose.conditions import CONDITIONS, OTHERWISE
from baocao.prose.expressions import COLUMNS, FILTERS, FUNCTIONS, columns_for
from baocao.prose.kinds import Field, Kinded, PeriodName, fields_of
from baocao.prose.questions import QUESTIONS, Kind
from baocao.prose.syntax import TAGS
from baocao.prose.unfinished import PATH, Asking, Inside, inside
from baocao.registers.declare import Column

__all__ = ["Offer", "complete_in", "in_prose", "offers"]

_MAGIC: Final = "%%narrate"
_IDENTITY: Final = "baocao.narrate"
# The path of names that ends at the cursor.
_PATH: Final = re.compile(rf"(?<![\w.)\]])(?:(?P<of>{PATH})\.)?(?P<start>(?:[^\W\d]\w*)?)\Z")
_TAG: Final = re.compile(r"-?\s*(?P<start>\w*)\Z")
_FILTER: Final = re.compile(r"\|\s*(?P<start>\w*)\Z")
_VARIANT: Final = re.compile(r"^---[ \t]+(?P<start>[^\n]*)\Z", re.MULTILINE)
_HAS: Final = re.compile(
    rf"(?:không\s+)?có\s+(?:(?P<of>{PATH})\.)?(?P<start>(?:[^\W\d]\w*)?)", re.IGNORECASE
)
_BRACKET: Final = re.compile(r"[\[|](?P<start>[^\[\]|?{}\n]{0,40})\Z")
# Of whole sentences the beginning tells enough.
_LONGEST: Final = 96
# An office may have more to show than can be counted while somebody waits.
_SECONDS: Final = 0.15
_QUOTED: Final = frozenset({*COLUMNS, Kind.TEXT})


@dataclass(frozen=True)
class Offer:
    """What may stand at the cursor, and what is told beside it."""

    text: str
    about: str


@dataclass(frozen=True)
class Offers:
    """What may stand at the cursor in place of `typed`, which ends there."""

    typed: str
    found: tuple[Offer, ...]


def in_prose(text: str) -> bool:
    """Whether a cell's text is prose."""
    return re.match(rf"{_MAGIC}(?!\w)", text) is not None


def offers(asking: Asking, seconds: float = _SECONDS) -> Offers | None:
    """What may stand at the end of the prose that `asking` goes up to; None: that is free text.

    Parameters
    ----------
    seconds
        How long values may be counted; what is offered later is offered without them.
    """
    until = time.monotonic() + seconds
    at = inside(asking.before)
    if at is None:
        return _between(asking, until)
    if at.typed is not None:
        found = tuple(one for one in _quoted(asking, at) if one.text.startswith(at.typed))
        return Offers(at.typed, found)
    if match := _FILTER.search(at.text):
        return _words(FILTERS, match["start"])
    if at.mark == "%" and (match := _TAG.match(at.text)):
        return _words(TAGS, match["start"])
    match = _PATH.search(at.text)
    if match is None:
        return None
    call = Inside(at.mark, at.text[: match.start()])
    wanted = _wanted(asking, call.called)
    if wanted in _QUOTED:
        found = tuple(Offer(f'"{one.text}"', one.about) for one in _quoted(asking, call))
        return Offers("", found) if not match[0] else None
    return _names(asking, match["of"] or "", match["start"], until, wanted)


def _words(known: Mapping[str, str], start: str) -> Offers:
    found = (Offer(name, about) for name, about in known.items() if name.startswith(start))
    return Offers(start, tuple(found))


def _wanted(asking: Asking, called: str) -> Kind | None:
    """What the first argument of a call is; None: anything may stand there."""
    of, _, name = called.rpartition(".")
    if not of:
        return FUNCTIONS[name][0][0] if name in FUNCTIONS else None
    kinded = asking.kinded(of)
    field = fields_of(kinded.kind).get(name) if kinded is not None else None
    return None if field is None else field.takes


def _names(asking: Asking, of: str, start: str, until: float, wanted: Kind | None = None) -> Offers:
    lead = f"{of}." if of else ""
    found = []
    for name, field in _members(asking, of):
        if not name.startswith(start):
            continue
        if wanted is not None and not _leads_to(asking.kinded(f"{lead}{name}"), wanted):
            continue
        end = "" if field is None or field.takes is None else _opened(field.takes)
        late = time.monotonic() > until
        about = _about(asking, f"{lead}{name}", field, late=late)
        found.append(Offer(f"{name}{end}", about))
    return Offers(start, tuple(found))


def _leads_to(kinded: Kinded | None, wanted: Kind) -> bool:
    """Whether something is of a kind, or something of that kind can be asked of it."""
    if kinded is None:
        return False
    if kinded.kind is Kind.PROGRAMME:
        return wanted is Kind.INDICATOR
    return kinded.kind is wanted or (
        kinded.kind is Kind.REPORT
        and any(f.kind is wanted for f in fields_of(Kind.REPORT).values())
    )


def _opened(takes: Kind) -> str:
    """How the brackets of an argument begin."""
    return '("' if takes in _QUOTED else "("


def _members(asking: Asking, of: str) -> Iterator[tuple[str, Field | None]]:
    """The names that may follow, with what the tables say of them."""
    if not of:
        report = fields_of(Kind.REPORT)
        yield from ((name, None) for name in asking.names)
        # Who begins with a programme looks for one of its indicators.
        for name, value in asking.context.items():
            if isinstance(value, Mapping):
                yield from ((f"{name}.{member}", None) for member in value)
        for name, (takes, gives) in FUNCTIONS.items():
            yield name, Field(gives, lambda _: None, takes[0])
        yield from ((name, field) for name, field in report.items() if name not in asking.names)
        return
    kinded = asking.kinded(of)
    if kinded is None:
        return
    if kinded.kind is Kind.PROGRAMME:
        answer = asking.answer(of)
        yield from ((name, None) for name in (answer.value if answer else ()))
        return
    yield from fields_of(kinded.kind).items()


def _about(asking: Asking, path: str, field: Field | None, *, late: bool) -> str:
    """What a path would print now; of what cannot be printed, what it is."""
    name = path.rpartition(".")[2]
    question = QUESTIONS.get(name)
    told = question.about if question is not None else str(field.kind) if field else ""
    if field is not None and field.takes is not None:
        return told
    kinded = asking.kinded(path)
    label = kinded.measure.label if field is None and kinded and kinded.measure else ""
    words = None if late else asking.words(path)
    if words is None:
        return told or label or (str(kinded.kind) if kinded else "")
    if not words:
        return f"({told}: lúc này không có gì để in)"
    return _short(f"{words}: {label}" if label else words)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _quoted(asking: Asking, at: Inside) -> Iterator[Offer]:
    """What may stand in an open quote."""
    of, _, name = at.called.rpartition(".")
    if not of and name in FUNCTIONS:
        for number, document in asking.library.citations.items():
            yield Offer(number, _short(f"{document.type} {document.subject}"))
        return
    kinded = asking.kinded(of) if of else None
    field = fields_of(kinded.kind).get(name) if kinded is not None else None
    if kinded is not None and kinded.measure is not None and field is not None and field.takes:
        yield from _columns(kinded.measure, field.takes)
    compared = asking.kinded(at.compared) if at.compared else None
    if compared is None:
        return
    if compared.kind is Kind.PERIOD_KIND:
        yield from (Offer(str(one), _period_kinds().get(one, "")) for one in PeriodName)
    elif compared.measure is not None and at.compared.endswith(".name"):
        for column in compared.measure.sources[0].register.columns:
            yield from (Offer(value, column.heading) for value in column.allowed)


def _period_kinds() -> dict[str, str]:
    """What the kinds of periods are called, as the conditions say."""
    ask = "report.period.kind == "
    return {
        told.removeprefix(ask).strip("'"): name
        for name, told in CONDITIONS.items()
        if told.startswith(ask)
    }


def _columns(measure: Measure, kind: Kind) -> Iterable[Offer]:
    return (Offer(column.name, _told(column)) for column in columns_for(measure, kind))


def _told(column: Column) -> str:
    values = ", ".join(column.allowed)
    return _short(f"{column.heading}: {values}" if values else column.heading)


def _between(asking: Asking, until: float) -> Offers | None:
    """Conditions, where a line or a bracket begins with one; None: free text."""
    variant = _VARIANT.search(asking.before)
    match = variant or _BRACKET.search(asking.before)
    if match is None:
        return None
    # Behind "hoặc" and a comma another one begins.
    start = re.split(r",\s*|\s+hoặc\s+", match["start"])[-1].lstrip()
    if has := _HAS.fullmatch(start):
        return _names(asking, has["of"] or "", has["start"], until, Kind.INDICATOR)
    end = "" if variant else "? "
    offered = [Offer(f"{name}{end}", _holds(asking, name)) for name in CONDITIONS]
    offered += [Offer("có ", "số khác không"), Offer("không có ", "số bằng không")]
    if variant and start == match["start"]:
        offered.append(Offer(OTHERWISE, "mọi trường hợp khác"))
    found = tuple(one for one in offered if one.text.startswith(start.lower()))
    return Offers(start, found) if found else None


def _holds(asking: Asking, name: str) -> str:
    holds = asking.holds(name)
    return "" if holds is None else "lúc này đúng" if holds else "lúc này sai"


def complete_in(shell: Any, asking: Callable[[str], Asking]) -> None:
    """Let the completer of an IPython shell know what ``%%narrate`` cells may say.

    Parameters
    ----------
    asking
        Of the prose up to the cursor.
    """

    def matcher(asked: CompletionContext) -> SimpleMatcherResult:
        earlier = asked.full_text.split("\n")[: asked.cursor_line]
        before = "\n".join([*earlier, asked.text_until_cursor])
        if not in_prose(before):
            return {"completions": []}
        try:
            found = offers(asking(before.partition("\n")[2]))
        except Exception:
            # Whatever is wrong will be told when the cell runs; a key pressed has no place for it.
            found = None
        if found is None:
            return {"completions": []}
        # Where prose has no such name, Python's are not offered: what is typed stays.
        listed = found.found or (Offer(found.typed, "lời văn không có tên này"),)
        return {
            "completions": [SimpleCompletion(text=one.text, type=one.about) for one in listed],
            "matched_fragment": found.typed,
            "suppress": True,
            "ordered": True,
        }

    others = [
        one
        for one in shell.Completer.custom_matchers
        if getattr(one, "matcher_identifier", "") != _IDENTITY
    ]
    # Before the others, which look at the whole cell as if it were Python.
    ours = context_matcher(identifier=_IDENTITY, priority=1000)(matcher)
    shell.Completer.custom_matchers = [*others, ours]
