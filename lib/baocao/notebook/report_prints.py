"""The charts and tables of a report."""

from __future__ import annotations

from collections.abc import Sequence

from baocao.core.errors import BuildError
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Measure
from baocao.notebook import partition, visuals
from baocao.notebook.arguments import told, wrong_argument
from baocao.notebook.bound import Binder, Source
from baocao.notebook.charts import ReportFigure
from baocao.notebook.figures import hand_drawn
from baocao.notebook.overviews import Highlight, highlights, listing, summary
from baocao.notebook.report_base import HISTORY, ReportBase
from baocao.notebook.table import ReportTable

__all__ = ["ReportPrints"]


class ReportPrints(ReportBase):
    """What a report prints besides prose."""

    @told
    def column_chart(self, measure: Measure, title: str = "") -> ReportFigure:
        """The indicator over :attr:`periods`, one column each, beside its plan."""
        return visuals.column_chart(self._quote(measure), self.periods, self._title(title))

    @told
    def line_chart(self, measure: Measure, title: str = "") -> ReportFigure:
        """The indicator by quarter, or by month in a month's report, beside its plan."""
        return visuals.line_chart(self._quote(measure), self._title(title))

    @told
    def bar_chart(self, measure: Measure, by: str, title: str = "") -> ReportFigure:
        """The indicator's breakdown by a column, one bar a value."""
        return visuals.bar_chart(self._quote(measure), by, self._title(title))

    @told
    def share_chart(self, measure: Measure, by: str, title: str = "") -> ReportFigure:
        """The indicator's breakdown by a column as one bar of 100 %."""
        return visuals.share_chart(self._quote(measure), by, self._title(title))

    @told
    def slope_chart(self, measure: Measure, by: str, title: str = "") -> ReportFigure:
        """Each part by a column, from the same days of last year to now."""
        return visuals.slope_chart(self._quote(measure), by, self._title(title))

    @told
    def small_multiples(self, measure: Measure, by: str, title: str = "") -> ReportFigure:
        """Each part by a column over :attr:`periods`, all on one scale."""
        return visuals.small_multiples(self._quote(measure), by, self.periods, self._title(title))

    @told
    def table(self, *measures: Measure, title: str, total: Measure | None = None) -> ReportTable:
        """Indicators down, :attr:`periods` across; `total` adds a last, bold row.

        Periods for which none of them is known are left out, and so is the whole table when
        nothing happened in any.
        """
        quotables = [self._quote(measure) for measure in measures]
        whole = None if total is None else self._quote(total)
        return visuals.table(quotables, self.periods, self._title(title), whole)

    @told
    def breakdown(
        self, measure: Measure, by: str, *, title: str, names: str | None = None
    ) -> ReportTable:
        """The indicator by a column, with the whole, and the texts of column `names` beside it."""
        return partition.breakdown(self._quote(measure), by, self._title(title), names)

    @told
    def ranked(
        self,
        measure: Measure,
        by: str,
        *,
        title: str,
        names: str | None = None,
        top: int | None = None,
    ) -> ReportTable:
        """The same from the greatest part down, each with its rank; `top` lists the first ones."""
        if top is not None and (not isinstance(top, int) or top < 1):
            finding = wrong_argument(
                "Số dòng đầu bảng không phải là số nguyên dương.", repr(top), "viết top=5"
            )
            raise BuildError(finding)
        return partition.ranked(self._quote(measure), by, self._title(title), names, top)

    @told
    def cross_table(self, measure: Measure, down: str, across: str, *, title: str) -> ReportTable:
        """The indicator by two columns of the register: one down, one across, with the wholes."""
        return partition.cross_table(self._quote(measure), down, across, self._title(title))

    @told
    def summary(self, *measures: Measure, title: str) -> ReportTable:
        """Indicators down; plan, figures and comparisons across. Default: all, in print order."""
        chosen = [self._quote(measure) for measure in measures]
        every = [figure for figures in self._by_section.values() for figure in figures]
        return summary(self._title(title), chosen or every)

    @property
    def highlights(self) -> tuple[Highlight, ...]:
        """The five changes against the same days of last year that matter most."""
        return highlights(self._by_section)

    @told
    def listing(self, indicator: Indicator, *columns: str, title: str) -> ReportTable:
        """The rows that an indicator counts at the report's period, with some of their columns."""
        return listing(self._title(title), self._quote(indicator), columns)

    @told
    def frame(self, df: object, *, title: str, source: Source = None) -> ReportTable:
        """A table made with pandas, each cell counted or looked up again before it is printed.

        Parameters
        ----------
        df
            A data frame whose cells are facts of this report and texts; or rows of
            :meth:`rows`, selected, sorted, with fewer columns; or figures of an indicator as
            :meth:`history`, ``groupby`` and ``pivot`` give them.
        source
            The register or the indicator that rows are of, the indicator that figures are of.

        Raises
        ------
        BuildError
            NOTEBOOK-10 a cell is neither a fact nor what the register says; NOTEBOOK-11 it cannot
            be known what the cells are, or the register is not public.
        """
        return self._binder.table(df, self._title(title), source)

    @told
    def figure(
        self, fig: object, *, title: str, describes: Sequence[object], alt: str = ""
    ) -> ReportFigure:
        """A figure of matplotlib, Altair or Plotly, each number in it one of named facts.

        Parameters
        ----------
        fig
            See :func:`baocao.notebook.drawings.read_figure`.
        describes
            What it shows: facts, indicators, frames of :meth:`history`, tables of the report.
        alt
            What it shows in words, for whoever cannot see it; default: said from the facts.

        Raises
        ------
        BuildError
            NOTEBOOK-12 a number that none of these facts has; NOTEBOOK-13 a figure, or a part
            of one, whose numbers cannot be read; NOTEBOOK-14 what draws it is not installed.
        """
        found = [self.this_year]
        for _ in range(HISTORY - 1):
            found.append(found[-1].same_period_last_year())
        known = [period for period in reversed(found) if period.days]
        histories = tuple(dict.fromkeys((*known, *self.periods, self._period)))
        return hand_drawn(self._binder, fig, self._title(title), describes, alt, histories)

    @property
    def _binder(self) -> Binder:
        return Binder(self.book, self._period, self._title, self.library.names)
