"""What Shift-Tab shows in a ``%%narrate`` cell: what a name is, and what it would print now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from baocao.facts.book import FactBook
from baocao.facts.fact import with_unit
from baocao.notebook.completions import in_prose
from baocao.notebook.language import NARRATE
from baocao.notebook.origins import definition, source_in_words
from baocao.prose.expressions import COLUMNS, FUNCTIONS, columns_for
from baocao.prose.kinds import COUNTED, PRINTED
from baocao.prose.questions import QUESTIONS, Kind
from baocao.prose.unfinished import PATH, Asking, inside

__all__ = ["explain_in", "explained"]

# What is behind the cursor still belongs to the name that it stands in.
_REST: Final = re.compile(r"\w*")
_QUOTED_REST: Final = re.compile(r"[^\"'\n]*")
_PATH: Final = re.compile(rf"(?<![\w.)\]])(?P<path>{PATH})\Z")


def explained(asking: Asking, book: FactBook, after: str) -> str:
    """What is to be known of the name at a place; empty: there is no name of prose.

    Parameters
    ----------
    asking
        Of the prose up to the place.
    after
        The prose behind it.
    """
    at = inside(asking.before)
    if at is None:
        return ""
    if at.typed is not None:
        rest = _QUOTED_REST.match(after)
        return _quoted(asking, at.called, at.typed + (rest[0] if rest else ""))
    rest = _REST.match(after)
    match = _PATH.search(at.text + (rest[0] if rest else ""))
    return "\n".join(_path(asking, book, match["path"])) if match else ""


def _path(asking: Asking, book: FactBook, path: str) -> Iterator[str]:
    of, _, name = path.rpartition(".")
    asked = asking.kinded(of) if of else None
    if asked is not None and asked.kind in (Kind.INDICATOR, Kind.PART) and name in QUESTIONS:
        question = QUESTIONS[name]
        argument = f"({question.takes})" if question.takes else ""
        yield f"{name}{argument}: {question.about}"
        if question.when.about:
            yield f"Khi nào: {question.when.about}"
        if question.takes is None:
            words = asking.words(path)
            if words is not None:
                yield f"Lúc này in: {words or '(không có gì để in)'}"
        elif question.takes in COLUMNS and asked.measure is not None:
            names = (
                f"{one.name} ({one.heading})" for one in columns_for(asked.measure, question.takes)
            )
            yield f"Cột: {', '.join(names)}"
        if question.may_be_empty:
            yield "Có kỳ không có gì để in: viết trong ngoặc vuông [ … ]."
        return
    if not of and name in FUNCTIONS and name not in asking.names:
        takes, gives = FUNCTIONS[name]
        shown = ('"…"' if one is Kind.TEXT else one for one in takes)
        yield f"{name}({', '.join(shown)}): {gives}"
        return
    answer = asking.answer(path)
    if answer is None:
        return
    if answer.kind in COUNTED:
        fact = answer.figure
        yield f"{fact.label}: {with_unit(fact)}"
        yield from definition(book, fact)
        yield from map(source_in_words, fact.provenance)
    elif answer.kind is Kind.PROGRAMME:
        yield f"Chương trình {name}: {', '.join(answer.value)}"
    else:
        words = asking.words(path) if answer.kind in PRINTED else None
        yield f"{name}: {answer.kind}" if words is None else f"{name} ({answer.kind}): {words}"


def _quoted(asking: Asking, called: str, text: str) -> str:
    of, _, name = called.rpartition(".")
    if not of and name in FUNCTIONS:
        document = asking.library.citations.get(text)
        return "" if document is None else document.full
    asked = asking.kinded(of) if of else None
    question = QUESTIONS.get(name)
    if asked is None or asked.measure is None or question is None or question.takes is None:
        return ""
    for column in columns_for(asked.measure, question.takes):
        if column.name == text:
            values = f": {', '.join(column.allowed)}" if column.allowed else ""
            return f"Cột {column.heading}{values}"
    return ""


def explain_in(shell: Any, asking: Callable[[str], Asking], book: Callable[[], FactBook]) -> None:
    """Let the kernel of a shell, where it has one, explain what ``%%narrate`` cells name.

    Parameters
    ----------
    asking
        Of the prose up to the cursor.
    """
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return
    # A report that is opened anew takes the place of the one before.
    of_python = type(kernel).do_inspect.__get__(kernel)

    def do_inspect(
        code: str, cursor_pos: int, detail_level: int = 0, omit_sections: Any = ()
    ) -> Any:
        if not in_prose(code):
            return of_python(code, cursor_pos, detail_level, omit_sections)
        head, line_end, _ = code.partition("\n")
        try:
            told = (
                NARRATE
                if cursor_pos <= len(head)
                else explained(
                    asking(code[len(head) + len(line_end) : cursor_pos]), book(), code[cursor_pos:]
                )
            )
        except Exception:
            # Whatever is wrong will be told when the cell runs.
            told = ""
        data = {"text/plain": told} if told else {}
        return {"status": "ok", "found": bool(told), "data": data, "metadata": {}}

    kernel.do_inspect = do_inspect
