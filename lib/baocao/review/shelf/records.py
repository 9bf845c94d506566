"""What ``issue.json`` in the folder of an issued report says."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from baocao.workspace.archive import Record
from baocao.workspace.verifier import RECORD

__all__ = ["record_at"]


def record_at(folder: Path) -> Record | None:
    """The record of the issued report in a folder; None where it cannot be read."""
    try:
        return Record.model_validate_json((folder / RECORD).read_bytes())
    except (OSError, ValidationError):
        return None
