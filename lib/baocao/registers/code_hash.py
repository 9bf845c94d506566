"""The hash of the code that reads registers: what other code found does not count."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from baocao.core.files import sha256

__all__ = ["code_hash"]


@cache
def code_hash() -> str:
    """The hash of this package and of the rules of Vietnamese that it reads by."""
    package = Path(__file__).parent
    files = sorted([*package.rglob("*.py"), *(package.parent / "locale").rglob("*.py")])
    return hashlib.sha256("".join(map(sha256, files)).encode()).hexdigest()
