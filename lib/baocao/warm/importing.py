"""Imports that fail in silence, and that leave out what is slow and not needed."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator

__all__ = ["import_quietly", "without_grammar"]

_GRAMMAR = "rfc3987_syntax"


def import_quietly(name: str) -> None:
    """Import a module; what fails here fails in the notebook that wants it, where it is seen."""
    with contextlib.suppress(Exception):
        importlib.import_module(name)


@contextlib.contextmanager
def without_grammar() -> Iterator[None]:
    """Import what imports jsonschema, but for its grammar of web addresses.

    To build it takes longer than all else; no schema of a notebook has an address.
    """
    known = sys.modules.get(_GRAMMAR)
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[_GRAMMAR]
        if known is not None:
            sys.modules[_GRAMMAR] = known
