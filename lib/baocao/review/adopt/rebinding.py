"""Numbers that lost their content control and are still the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from baocao.review.adopt.tokens import Token, printed_tokens
from baocao.review.sequences import equal_pairs

__all__ = ["rebound"]


def rebound(before: Sequence[Token], after: Sequence[Token]) -> list[Token]:
    """Edited tokens in which numbers that stand where a fact stood, and say the same, are facts.

    Copies of a paragraph into another file, and some programs, leave the text without its controls.
    """
    missing = {token.key for token in before if token.is_fact}
    missing -= {token.key for token in after if token.is_fact}
    if not missing:
        return list(after)
    words = [
        (owner, word.key)
        for owner, token in enumerate(before)
        for word in (printed_tokens(token.text, ()) if token.key in missing else [token])
    ]
    partner = dict(equal_pairs([key for _, key in words], [token.key for token in after]))
    made = list(after)
    for owner, token in enumerate(before):
        if token.key not in missing:
            continue
        mine = [n for n, (of, _) in enumerate(words) if of == owner]
        found = [partner.get(n) for n in mine]
        first = found[0]
        if first is None or found != list(range(first, first + len(mine))):
            continue
        last = after[first + len(mine) - 1]
        start = after[first]
        made[first] = replace(
            token,
            start=start.start,
            end=last.end,
            text=token.text,
            has_space=start.has_space,
            look=start.look,
        )
        for n in range(first + 1, first + len(mine)):
            made[n] = replace(after[n], key="")
    return [token for token in made if token.key]
