"""Errors, and the findings they carry: data until they are shown as text.

::

    BaocaoError
    ├── PeriodError        PERIOD-…      a period that cannot be read or compared
    ├── WorkspaceError     WORKSPACE-…   report.toml, the files it names, files that do not open
    ├── RegisterError      REGISTER-…    a register that breaks its declaration
    ├── IndicatorError     INDICATOR-…   a declaration that cannot be evaluated
    ├── TrendError         TREND-…       figures that may not be compared
    ├── NarrativeError     NARRATIVE-…   prose, citations and remarks
    ├── BuildError         BUILD-…       running notebooks and publishing
    ├── ClusterError       CLUSTER-…     machines that were to run the sections
    ├── ExportError        EXPORT-…      writing HTML, PDF or Word
    ├── ManuscriptError    MANUSCRIPT-…  reading a document that people have edited
    ├── DeskError          DESK-…        the page on which documents are checked
    ├── DiffError          DIFF-…        what is to be compared cannot be opened
    ├── IssueError         ISSUE-…       issuing a report, and keeping it as it was issued
    └── ShelfError         SHELF-…       the pages that list the reports

ADOPTION-… are findings about such a document, HTML-… about what a page is to show; neither is
ever raised.

Every error carries one :class:`Finding` or several: a stage collects all of its faults
and raises once.  ``docs/errors.md`` lists every code.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "BaocaoError",
    "BuildError",
    "ClusterError",
    "DeskError",
    "DiffError",
    "ExportError",
    "Finding",
    "IndicatorError",
    "IssueError",
    "ManuscriptError",
    "NarrativeError",
    "PeriodError",
    "RegisterError",
    "ShelfError",
    "TrendError",
    "WorkspaceError",
    "is_refusal",
    "refusal",
    "refused",
]

_IN_WORDS = {
    errno.ENOENT: "không có tệp",
    errno.EISDIR: "là thư mục, không phải tệp",
    errno.EACCES: "không có quyền, hoặc tệp đang mở trong một chương trình khác",
    errno.EPERM: "không có quyền",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.ENOSPC: "đĩa đầy",
    errno.EFBIG: "tệp lớn quá mức hệ thống cho phép",
    errno.ENOTDIR: "chỗ của thư mục lại là một tệp",
    errno.ELOOP: "là liên kết chỉ vòng về chính nó",
    errno.EEXIST: "chỗ của thư mục lại là một tệp",
}


@dataclass(frozen=True)
class Finding:
    """One fault: what, where, what was found, how to mend it.

    Parameters
    ----------
    code
        Stable code such as ``REGISTER-03``; listed in ``docs/errors.md``.
    what
        One Vietnamese sentence, with its full stop.
    where
        File, row and column, as a clerk would look for them; empty when there is no place.
    found
        What stood there; empty when nothing did.
    remedy
        What to do, in the imperative.

    Examples
    --------
    >>> print(Finding("PERIOD-01", "Không hiểu kỳ báo cáo.", "", "2023-Q7", "dùng 2023-Q3"))
    [PERIOD-01] Không hiểu kỳ báo cáo.
      Đang có:  2023-Q7
      Cách sửa: dùng 2023-Q3
    """

    code: str
    what: str
    where: str = ""
    found: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        lines = [f"[{self.code}] {self.what}"]
        for label, text in (
            ("Ở đâu:   ", self.where),
            ("Đang có: ", self.found),
            ("Cách sửa:", self.remedy),
        ):
            if text:
                lines.append(f"  {label} {text}")
        return "\n".join(lines)


class BaocaoError(Exception):
    """Base of every error the toolkit raises on purpose; holds its findings.

    Examples
    --------
    >>> str(PeriodError(Finding("PERIOD-01", "Không hiểu kỳ báo cáo.")))
    '[PERIOD-01] Không hiểu kỳ báo cáo.'
    """

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings: tuple[Finding, ...] = findings

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> BaocaoError:
        """The same error over any iterable of findings."""
        return cls(*findings)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: a misspelt heading needs no traceback."""
        return str(self).splitlines()


class PeriodError(BaocaoError):
    """A period that cannot be read, or two that cannot be compared."""


class WorkspaceError(BaocaoError):
    """``report.toml`` or a file it names is missing or wrong."""


class RegisterError(BaocaoError):
    """A register breaks its declaration."""


class IndicatorError(BaocaoError):
    """An indicator cannot be evaluated, or its parts do not add up."""


class TrendError(BaocaoError):
    """Figures that may not be compared, or parts that are not those of the whole."""


class NarrativeError(BaocaoError):
    """Prose quotes something it may not, or that does not exist."""


class BuildError(BaocaoError):
    """A build did not reach its end; nothing was published."""


class ClusterError(BaocaoError):
    """The machines that were to run the sections cannot."""


class ExportError(BaocaoError):
    """A document could not be written in one of its formats."""


class ManuscriptError(BaocaoError):
    """A document that comes back from people cannot be read."""


class DeskError(BaocaoError):
    """The page on which documents are checked cannot do what was asked."""


class DiffError(BaocaoError):
    """What is to be compared is no period and no readable build."""


class IssueError(BaocaoError):
    """A report cannot be issued, or an issued one is not as it was."""


class ShelfError(BaocaoError):
    """A report cannot be listed, or the pages that list reports cannot be written or served."""


def is_refusal(error: OSError) -> bool:
    """Whether the system refused an operation (full disk, no right), so that no program is wrong.

    Examples
    --------
    >>> is_refusal(OSError(errno.ENOSPC, "No space left on device"))
    True
    """
    return error.errno in _IN_WORDS and error.errno not in (errno.ENOENT, errno.EISDIR)


def refusal(error: OSError) -> str:
    """Why the system refused an operation, in Vietnamese; else in the system's own words.

    Examples
    --------
    >>> refusal(OSError(errno.ENOSPC, "No space left on device"))
    'đĩa đầy'
    """
    return _IN_WORDS.get(error.errno or 0) or error.strerror or str(error)


def refused(error: OSError) -> Finding:
    """The finding for what the system refuses to a command that builds nothing."""
    return Finding(
        "WORKSPACE-10",
        "Máy không mở hoặc không ghi được một tệp.",
        where=str(error.filename or ""),
        found=refusal(error),
        remedy="xem tệp hay thư mục ấy có đúng chỗ, có quyền và đĩa còn chỗ không; rồi chạy lại",
    )
