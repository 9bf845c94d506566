"""Where the shelf lies, and how what goes wrong with it is told."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from baocao.core.errors import BaocaoError, Finding, refusal
from baocao.review.shelf.entries import FACTS, FORMATS
from baocao.workspace.workspace import Workspace

__all__ = ["INDEX", "SHELF", "faults_told", "is_for_readers", "place_of"]

INDEX = "index.html"
SHELF = "shelf"

_DOCUMENTS = "|".join(re.escape(name) for name in (*FORMATS, FACTS))
# A report built, or issued: its folder is two levels deeper.
_FOR_READERS = re.compile(
    rf"{re.escape(INDEX)}"
    rf"|{SHELF}/(?:shelf\.css|shelf\.js|(?:years|periods)/[^/\\]+\.html|(?:words|text)/[^/\\]+\.js)"
    rf"|(?:issued/\d{{4}}/)?[^./\\][^/\\]*/(?:{_DOCUMENTS})"
)


def is_for_readers(name: str) -> bool:
    """Whether a file below ``outputs`` is a page of the shelf, or what it leads to.

    All else is not given away: what an issued report keeps beside its documents holds registers
    with personal columns.

    Examples
    --------
    >>> is_for_readers("2023-Q3/report.pdf"), is_for_readers("2023-Q3/report.ipynb")
    (True, False)
    """
    return _FOR_READERS.fullmatch(name) is not None


def place_of(workspace: Workspace, folder: Path) -> str | None:
    """The place of a report's folder below ``outputs``; None where it lies elsewhere."""
    real = Path(os.path.realpath(folder))
    if not real.is_relative_to(workspace.outputs):
        return None
    return real.relative_to(workspace.outputs).as_posix()


@contextmanager
def faults_told(workspace: Workspace) -> Iterator[list[Finding]]:
    """A list of findings, to which whatever goes wrong is added and raised no further.

    A report stands whatever becomes of the page that lists it.
    """
    findings: list[Finding] = []
    try:
        yield findings
    except BaocaoError as error:
        findings += error.findings
    except OSError as error:
        where = str(error.filename or workspace.relative(workspace.outputs / SHELF))
        findings.append(_not_written(where, refusal(error)))
    except Exception as error:
        where = workspace.relative(workspace.outputs / SHELF)
        findings.append(_not_written(where, f"{type(error).__name__}: {error}"))


def _not_written(where: str, found: str) -> Finding:
    return Finding(
        "SHELF-01",
        "Danh mục báo cáo chưa được ghi.",
        where=where,
        found=found,
        remedy="báo cáo vẫn nguyên; xem đĩa còn chỗ và thư mục cho ghi không, "
        "rồi chạy baocao shelf",
    )
