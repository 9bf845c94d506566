"""Edited words as a template writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from baocao.review.adopt.refusals import NotEditableError
from baocao.review.adopt.tokens import Token

__all__ = ["written"]

# Signs of Markdown, and the second sign of what starts a tag of Jinja.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$^&]|(?<=\{)%)")
# Looks that Markdown has, and how it writes them.
_MARKS = {"": "", "b": "**", "i": "*", "bi": "***"}


def written(
    tokens: Sequence[Token], expression: Callable[[str], str | None], context: str = ""
) -> str:
    """Tokens as a template writes them.

    Parameters
    ----------
    tokens
        Words of the edited document, with breaks between paragraphs.
    expression
        Finds the expression that prints a fact, by its key.
    context
        The look of the place where they are put: what looks like it needs no signs of its own.

    Raises
    ------
    NotEditableError
        ADOPTION-02 a fact that no expression prints; -24 a look that prose has not.
    """
    made = ""
    for look, group in groupby(tokens, key=lambda token: context if token.is_break else token.look):
        run = list(group)
        sign = "" if look == context else _MARKS.get(look)
        if sign is None or (context and look != context):
            raise NotEditableError("ADOPTION-24", " ".join(token.text for token in run))
        text = words = ""
        for token in run:
            if token.is_break:
                text, words = f"{(text + _escaped(words)).rstrip()}\n\n", ""
                continue
            before = (made + text + words)[-1:]
            words += " " if token.has_space and before not in ("", "\n") else ""
            if token.is_fact:
                text, words = text + _escaped(words) + _quoted(token, expression), ""
            else:
                words += token.text
        text += _escaped(words)
        if sign:
            blank = " " if text[:1] == " " else ""
            text = f"{blank}{sign}{text.strip()}{sign}"
        made += text
    return made.lstrip(" ")


def _escaped(words: str) -> str:
    return _MARKUP.sub(r"\\\1", words)


def _quoted(token: Token, expression: Callable[[str], str | None]) -> str:
    found = expression(token.key)
    if found is None:
        raise NotEditableError("ADOPTION-02", token.text)
    return found
