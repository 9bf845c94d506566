"""Completes names in a ``%%narrate`` cell: indicators, and what prose may ask of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from baocao.prose.expressions import FUNCTIONS
from baocao.prose.kinds import fields_of, kind_of
from baocao.prose.questions import Kind

__all__ = ["complete_in", "completions"]

# A path of names up to the cursor, inside an expression that is still open.
_OPEN = re.compile(r"\{[{%](?:(?![%}]\}).)*?(?<![\w.])(?P<path>[^\W\d]\w*(?:\.\w*)*|)$", re.DOTALL)
_IDENTITY = "baocao.narrate"


def completions(context: Mapping[str, object], before: str) -> list[str]:
    """The names that may stand at the end of `before`, the text before the cursor.

    Parameters
    ----------
    context
        What the prose may name, see :meth:`baocao.notebook.report.Report.context`.

    Returns
    -------
    list of str
        Whole paths such as ``appraised.vs_last_year``; empty outside ``{{ … }}`` and ``{% … %}``.
    """
    found = _OPEN.search(before)
    if found is None:
        return []
    *steps, start = found["path"].split(".")
    names: Iterable[str] = (*context, *FUNCTIONS, *fields_of(Kind.REPORT))
    kind: Kind | None = None
    members: object = context
    for step in steps:
        if isinstance(members, Mapping) and step in members:
            members = members[step]
            kinded = kind_of(members)
            kind = None if kinded is None else kinded.kind
        else:
            fields = fields_of(Kind.REPORT if kind is None else kind)
            members, kind = None, fields[step].kind if step in fields else Kind.NUMBER
        names = members if isinstance(members, Mapping) else fields_of(kind or Kind.NUMBER)
    lead = "".join(f"{step}." for step in steps)
    return [lead + name for name in names if name.startswith(start)]


def complete_in(shell: Any, context: Callable[[], Mapping[str, object]]) -> None:
    """Let the completer of an IPython shell know what ``%%narrate`` cells may name."""

    def matcher(asked: CompletionContext) -> SimpleMatcherResult:
        earlier = asked.full_text.split("\n")[: asked.cursor_line]
        before = "\n".join([*earlier, asked.text_until_cursor])
        if not before.startswith("%%narrate"):
            return {"completions": []}
        found = completions(context(), before)
        path = _OPEN.search(before)
        return {
            "completions": [SimpleCompletion(text=name, type="property") for name in found],
            "matched_fragment": path["path"] if path else "",
            "suppress": bool(found),
        }

    others = [
        one
        for one in shell.Completer.custom_matchers
        if getattr(one, "matcher_identifier", "") != _IDENTITY
    ]
    shell.Completer.custom_matchers = [*others, context_matcher(identifier=_IDENTITY)(matcher)]
