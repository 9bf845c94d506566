"""Imports that fail in silence, and that leave out what is slow and not needed."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["also_read", "forget_partial", "import_quietly", "watch", "without_grammar"]

_GRAMMAR = "rfc3987_syntax"
# What imports have read besides modules that are still to be seen.
_also_read: list[str] = []
# Remembered, for to look through all modules in each child would copy a thousand pages of names.
_partial: list[str] = []


def watch(paths: Iterable[Path]) -> None:
    """Have a fork server fork no more when one of these files or folders has changed."""
    _also_read.extend(map(str, paths))


def also_read() -> list[str]:
    """What :func:`watch` was told."""
    return _also_read


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
        else:
            _partial[:] = [name for name in sys.modules if name.partition(".")[0] == "jsonschema"]


def forget_partial() -> None:
    """Have jsonschema imported anew by whoever wants it whole, as notebooks do."""
    for name in _partial:
        sys.modules.pop(name, None)
