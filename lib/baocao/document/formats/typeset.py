"""Typst, whose own slips are errors like any other of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typst

__all__ = ["typeset"]

# What the bindings raise where Typst's program stops at a place that it takes for impossible. It is
# no Exception, so it would end the command.
_PANIC = "PanicException"


def typeset(source: Path | bytes, **options: Any) -> bytes:
    """What ``typst.compile`` makes of a source.

    Raises
    ------
    typst.TypstError
        It refuses the source, or stumbles over it.
    """
    try:
        made: bytes = typst.compile(source, **options)
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        told = typst.TypstError(str(error), "")
        told.message, told.hints = str(error), []
        raise told from None
    return made
