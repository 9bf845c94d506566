"""A workspace at a period: what everything that may be asked of a report rests on."""

from __future__ import annotations

from types import ModuleType
from typing import Self

from baocao.core.errors import BuildError, NarrativeError
from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.fact import Fact
from baocao.facts.measures import Measure
from baocao.locale.vi.text import period_name
from baocao.notebook.arguments import told, wrong_argument
from baocao.notebook.known_text import KnownText
from baocao.notebook.live import LiveData
from baocao.notebook.live_period import LivePeriod
from baocao.prose.citations import Library
from baocao.prose.narrative import Narrative
from baocao.prose.quotable import Quotable
from baocao.prose.typed import typed_faults
from baocao.workspace.workspace import Workspace

__all__ = ["HISTORY", "ReportBase"]

HISTORY = 4
"""How many like periods charts of a periodic report show."""


class ReportBase:
    """A workspace at a period, and what is known of it; see :class:`baocao.notebook.report.Report`.

    Parameters
    ----------
    workspace
        Where registers and settings are.
    period
        What the report covers.
    book
        Facts that are known already; default: none yet.
    is_looked_at
        Whether figures of prose open what they rest on, for somebody who looks at the notebook.
    """

    def __init__(
        self,
        workspace: Workspace,
        period: Period | LivePeriod,
        book: FactBook | None = None,
        *,
        is_looked_at: bool = False,
    ) -> None:
        self._live = LiveData(workspace, book or FactBook(workspace))
        self._at = LivePeriod(workspace, period) if isinstance(period, Period) else period
        self._is_looked_at = is_looked_at
        self._written: list[tuple[FactBook, Narrative]] = []

    @classmethod
    def of(cls, live: LiveData, period: LivePeriod, *, is_looked_at: bool) -> Self:
        """A report that follows the data of an open notebook, and its period."""
        report = cls(live.workspace, period, live.book, is_looked_at=is_looked_at)
        report._live = live
        return report

    @property
    def _workspace(self) -> Workspace:
        return self._live.workspace

    @property
    def _period(self) -> Period:
        return self._at.at(self._live.workspace)

    @property
    def book(self) -> FactBook:
        """The facts of the workspace as it was last read."""
        return self._live.book

    def __repr__(self) -> str:
        return f"Báo cáo {period_name(self._period)}, số liệu tại {self._workspace.root.name}"

    @property
    def period(self) -> Period:
        """The reporting period."""
        return self._period

    @property
    def years(self) -> tuple[Period, ...]:
        """The reporting years the period touches, each cut to it and to what the data reach."""
        return self.book.years(self._period)

    @property
    def this_year(self) -> Period:
        """In a report over several years the last of :attr:`years`; otherwise the period."""
        return self.years[-1] if self.is_long else self._period

    @property
    def periods(self) -> tuple[Period, ...]:
        """Periods that stand side by side in tables and charts.

        The years of a long span; otherwise the like periods of the last years, oldest first.
        """
        if self._period.kind == "span":
            return self.years
        found = [self._period]
        for _ in range(HISTORY - 1):
            found.append(found[-1].same_period_last_year())
        # A year without week 53 has nothing to stand beside one.
        return tuple(period for period in reversed(found) if period.days)

    @property
    def is_long(self) -> bool:
        """Whether the period spans more than one reporting year."""
        return len(self.years) > 1

    @property
    def opens_year(self) -> bool:
        """Whether the period begins with its reporting year: then it is the year to date."""
        return self._period.opens_year

    @property
    def is_whole(self) -> bool:
        """Whether the data reach the end of the period."""
        return self._period.end <= self.book.complete_until

    @property
    def modules(self) -> dict[str, ModuleType]:
        """The programme modules by stem."""
        return self.book.catalogue.modules

    @property
    def library(self) -> Library:
        """Legal documents and names."""
        return self._live.library

    @told
    def fact(self, measure: Measure, period: str | int | Period | None = None) -> Fact:
        """The fact of an indicator, at the report's period or another."""
        at = self._period if period is None else self._workspace.period(period)
        return self.book.fact(self.book.catalogue.required(measure), at)

    @property
    def _by_section(self) -> dict[str, list[Quotable]]:
        """The indicators of each programme that the report prints, in print order."""
        return {
            stem: [
                self._quote(measure)
                for key, measure in self.book.catalogue
                if key.partition(".")[0] == stem
            ]
            for stem in self._workspace.sections
            if stem in self.modules
        }

    def _quote(self, measure: Measure) -> Quotable:
        return Quotable(self.book, self.book.catalogue.required(measure), self._period)

    def _title(self, title: str) -> KnownText:
        """A title that has been checked: what Python puts together no check of the source sees."""
        if not isinstance(title, str):
            raise BuildError(
                wrong_argument("Tên bảng, hình không phải là chữ.", repr(title), 'viết title="…"')
            )
        if not title:
            return KnownText()
        faults = typed_faults(title, self.library, self.book.catalogue.units, f'tên "{title}"')
        if faults:
            raise NarrativeError(*faults)
        return KnownText(title)
