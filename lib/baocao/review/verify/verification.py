"""Verifies a document: reads it, compares it with the report as built, counts what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from baocao.core.periods import Period
from baocao.core.temporary import temporary_folder
from baocao.document.formats import docx, html
from baocao.document.model import Document
from baocao.document.read import read_model
from baocao.facts.book import FactBook
from baocao.locale.vi import text as vi
from baocao.prose.citations import Library
from baocao.review.manuscripts import Manuscript, read_manuscript, read_own
from baocao.review.verify.judge import judge
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.passages import Passage, passages_of
from baocao.review.verify.stated_sums import check_stated_sums
from baocao.run.build import built_report
from baocao.workspace.workspace import Workspace

__all__ = ["Verification", "Verifier", "verify"]

# With more than one of so many figures unmatched nothing is said of the whole.
_MOST_UNMATCHED = 5
_Form = Literal["html", "pdf", "docx"]
"""Which document of the report another is compared with, by its ending."""


@dataclass(frozen=True)
class Verification:
    """Every number and claim of a document with its verdict, in reading order."""

    manuscript: Manuscript
    judgements: tuple[Judgement, ...]
    facts: KnownFacts = field(repr=False)

    @property
    def numbers(self) -> tuple[Judgement, ...]:
        """The judgements of numbers, days and amounts, without those of words."""
        return tuple(j for j in self.judgements if j.mention.kind not in ("claim", "words"))

    @property
    def found(self) -> int:
        """How many numbers the document has."""
        return len(self.numbers)

    @property
    def judged(self) -> int:
        """How many of them could be compared with something."""
        return sum(j.verdict != "unmatched" for j in self.numbers)

    @property
    def counts(self) -> dict[str, int]:
        """How many numbers and claims have each verdict."""
        return dict(Counter(judgement.verdict for judgement in self.judgements))

    @property
    def is_checked(self) -> bool:
        """Whether enough of it was compared to say that it agrees: four numbers of five."""
        figures = [one for one in self.judgements if one.mention.is_figure]
        unmatched = sum(one.verdict == "unmatched" for one in figures)
        judged = sum(one.verdict not in ("unmatched", "not data") for one in figures)
        return judged > 0 and unmatched * _MOST_UNMATCHED <= len(figures)

    @property
    def conclusion(self) -> str:
        """What was found, in one sentence; that all agrees only where all was compared."""
        counts = self.counts
        wrong, left = len(self.faults), counts.get("unmatched", 0)
        if wrong:
            read = sum(one.is_by_words for one in self.faults)
            some = "đều" if read == wrong else f"trong đó {vi.number(read)} chỗ"
            of_words = f", {some} suy từ lời quanh số (đọc lại câu)"
            return (
                f"Có {vi.number(wrong)} chỗ sai so với số liệu{of_words if read else ''}, "
                "phải sửa trước khi ký."
            )
        if not self.is_checked:
            return "Chưa đủ căn cứ để kết luận: quá ít con số được đối chiếu."
        reworded = counts.get("reworded", 0)
        if left or reworded:
            return (
                f"Không thấy chỗ sai; còn {vi.number(left)} chỗ chưa đối chiếu được và "
                f"{vi.number(reworded)} chỗ đã đổi lời quanh số, cần người xem."
            )
        return "Mọi con số và lời khẳng định đã đối chiếu đều khớp với số liệu."

    @property
    def faults(self) -> tuple[Judgement, ...]:
        """What is stale or contradicted."""
        return tuple(judgement for judgement in self.judgements if judgement.is_fault)


def verify(
    path: Path,
    workspace: Workspace,
    period: Period,
    model: Document | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Verification:
    """Compare every number and claim of a document with the data of a period.

    Parameters
    ----------
    path
        One of the kinds that :func:`~baocao.review.manuscripts.read.read_manuscript` reads.
    workspace, period
        The data, and what the document reports on.
    model
        The document model of the report on the period.  Default: that of the report in the
        outputs folder when its inputs are unchanged, else of a report built only for this.
    progress
        Called with a line for each step of such a build.

    Raises
    ------
    ManuscriptError
        The document cannot be read; codes as in
        :func:`~baocao.review.manuscripts.read.read_manuscript`.
    BuildError
        The report to compare with cannot be built.
    """
    return Verifier(workspace, period, model, progress).verify(path)


class Verifier:
    """Compares any number of documents with the report on one period.

    What they are compared with is made for the first of them; parameters and errors are those of
    :func:`verify`.
    """

    def __init__(
        self,
        workspace: Workspace,
        period: Period,
        model: Document | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._workspace = workspace
        self._period = period
        self._model = model
        self._progress = progress
        self._names = Library(workspace).names
        self._built: dict[_Form, list[Passage]] = {}

    def verify(self, path: Path) -> Verification:
        """Every number and claim of a document with its verdict."""
        # What cannot be read is told before a report is built.
        return self.compare(read_manuscript(path))

    def compare(self, manuscript: Manuscript) -> Verification:
        """The same, of a document that has been read."""
        facts = self._facts
        edited = passages_of(manuscript.blocks, self._names, facts.units)
        ending = manuscript.path.suffix.lower()
        forms: dict[str, _Form] = {".html": "html", ".htm": "html", ".pdf": "pdf"}
        built = self._as_built(forms.get(ending, "docx"))
        judged = judge(edited, built, facts, has_loose_labels=ending == ".pdf")
        return Verification(manuscript, check_stated_sums(judged), facts)

    @cached_property
    def _facts(self) -> KnownFacts:
        return KnownFacts(FactBook(self._workspace), self._period, self._document.facts_on_page)

    @cached_property
    def _document(self) -> Document:
        if self._model is not None:
            return self._model
        return read_model(built_report(self._workspace, self._period, self._progress))

    def _as_built(self, form: _Form) -> list[Passage]:
        """The report as built, written and read again as a page or as a Word file."""
        if form not in self._built:
            model = self._document
            if form == "pdf":
                # Compared with the page, whose lines are not cut, but without its head.
                model = replace(model, head=None)
            ending = "docx" if form == "docx" else "html"
            data = docx.render(model) if form == "docx" else html.render(model).encode()
            with temporary_folder() as place:
                path = place / f"report.{ending}"
                path.write_bytes(data)
                blocks = read_own(path).blocks
            self._built[form] = passages_of(blocks, self._names, self._facts.units)
        return self._built[form]
