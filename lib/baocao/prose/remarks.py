"""Reads files of people's prose."""

from __future__ import annotations

from pathlib import Path

from baocao.core.errors import Finding, NarrativeError
from baocao.workspace.workspace import unopened

__all__ = ["read_prose"]


def read_prose(path: Path, place: str) -> str:
    """The text of a file of people's prose; `place` is how errors name it.

    Raises
    ------
    NarrativeError
        NARRATIVE-06 the file is not UTF-8; WORKSPACE-06 it does not open, or is a folder.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise NarrativeError(unopened(place, error)) from error
    except UnicodeDecodeError as error:
        raise NarrativeError(
            Finding(
                "NARRATIVE-06",
                "Tệp nhận xét không ở bảng mã UTF-8.",
                where=place,
                found=f"byte {error.start}",
                remedy="lưu lại tệp ở dạng UTF-8",
            )
        ) from None
