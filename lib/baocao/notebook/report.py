"""A workspace at a period: what a section's notebook may ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from baocao.core.errors import BuildError, NarrativeError
from baocao.core.periods import Period, periods_between
from baocao.facts.book import FactBook
from baocao.facts.compare import between
from baocao.facts.fact import Fact
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Measure
from baocao.locale.vi.text import period_name
from baocao.notebook import partition, visuals
from baocao.notebook.arguments import told, wrong_argument
from baocao.notebook.bound import Binder, Source
from baocao.notebook.charts import ReportFigure
from baocao.notebook.explore import (
    Exploration,
    coverage,
    differences,
    explore,
    history,
    quoted,
    ranked_changes,
)
from baocao.notebook.figures import hand_drawn
from baocao.notebook.frames import Head, ShownFrame, period_head, shown_as
from baocao.notebook.known_text import KnownText
from baocao.notebook.live import LiveData
from baocao.notebook.live_period import LivePeriod
from baocao.notebook.origins import origin_of
from baocao.notebook.overviews import Highlight, highlights, listing, ranking, summary
from baocao.notebook.register_rows import public_rows
from baocao.notebook.table import ReportTable
from baocao.prose.citations import Library
from baocao.prose.narrative import Narrative, narrate
from baocao.prose.quotable import Quotable
from baocao.prose.remarks import read_prose
from baocao.prose.typed import typed_faults
from baocao.registers.declare import Register
from baocao.workspace.workspace import Workspace

__all__ = ["Report"]

# How many like periods charts of a periodic report show.
HISTORY = 4
_NO_REMARKS = "Đơn vị chưa có nội dung báo cáo cho kỳ này."


class Report:
    """A workspace at a period: everything a section's notebook may ask for.

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
    def of(cls, live: LiveData, period: LivePeriod, *, is_looked_at: bool) -> Report:
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

    @told
    def history(self, measure: Measure, years: int = HISTORY, by: str = "") -> ShownFrame:
        """The like periods of the last years, for the analyst to look at.

        Parameters
        ----------
        years
            How many.
        by
            A column of the register: then each part of each period has a row.

        Returns
        -------
        pandas.DataFrame
            One row a period, oldest first: ``period`` (its code), ``start`` and ``end``
            (timestamps), the column `by` (an ordered categorical), ``value`` (a number, missing
            where it is not known), ``rows`` counted, ``missing`` (the reason).
        """
        if not isinstance(years, int) or years < 1:
            finding = wrong_argument(
                "Số năm không phải là số nguyên dương.", repr(years), f"viết years={HISTORY}"
            )
            raise BuildError(finding)
        return history(self._quote(measure), years, by)

    @told
    def explore(self, measure: Measure) -> Exploration:
        """All about an indicator: sentences, history, breakdowns, rows, notes on the data."""
        return explore(self._quote(measure))

    def browse(self) -> Any:
        """Widgets to look at any indicator in any window: its line, and :meth:`explore`."""
        # Loads in a quarter of a second, and no build needs it.
        from baocao.notebook.browse import browse

        def show(identity: str, code: str) -> str:
            # No cell is run when somebody chooses.
            self._live.look()
            report = Report(self._workspace, self._workspace.period(code), self.book)
            measure = self.book.catalogue[identity]
            return report.line_chart(measure).svg + report.explore(measure).html

        indicators = [(f"{measure.label} [{key}]", key) for key, measure in self.book.catalogue]
        return browse(indicators, self._known_codes(), str(self._period), show)

    def choose(self) -> Any:
        """A form to check, build and open reports: period, formats, sections, three buttons."""
        from baocao.notebook.form import Form
        from baocao.notebook.titles import titles_of

        titles = titles_of(self._workspace)
        return Form(self._workspace, str(self._period), self._known_codes(), titles).box

    def _known_codes(self) -> list[str]:
        """The codes of the periods of the last years, the newest first."""
        kinds = ["year", "nine_months", "half", "quarter", "month"]
        if self._period.kind == "week":
            # Of weeks there are too many to choose from where nobody reports on them.
            kinds.append("week")
        until = self.book.complete_until
        found = periods_between(
            date(until.year - HISTORY + 1, 1, 1), until, kinds, self._workspace.calendar
        )
        return [str(period) for period in reversed(found)]

    @told
    def rows(self, of: Indicator | Register) -> ShownFrame:
        """All rows of a register, or those that an indicator counts at the report's period.

        Returns
        -------
        pandas.DataFrame
            See :func:`baocao.notebook.register_rows.public_rows`: no personal columns; rows of a
            register that is not public can be computed with and are not shown.

        Raises
        ------
        IndicatorError
            INDICATOR-08 the register is large and so are its rows.
        """
        if isinstance(of, Register):
            return public_rows(self.book.register_rows(of), of)
        indicator = self._quote(of).indicator
        return public_rows(self.book.rows(indicator, self._period), indicator.register)

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

    def ranking(self) -> ShownFrame:
        """What :attr:`highlights` chose from, for the analyst: one row a figure, greatest first."""
        return ranked_changes(ranking(self._by_section))

    def diff(self, other: str | int | Path | Period) -> ShownFrame:
        """What differs between `other` and the report's period as the registers are now.

        Parameters
        ----------
        other
            A period code of the same kind, or the folder of a built report (from the working
            directory, or else from the workspace): ``report.diff("outputs/2023-Q3")``.

        Returns
        -------
        pandas.DataFrame
            See :attr:`baocao.facts.compare.Comparison.frame`: `other` is A, the report B.  Its
            numbers are those of pandas.

        Raises
        ------
        DiffError, PeriodError, TrendError
            See :func:`baocao.facts.compare.between`.
        """
        return differences(between(self.book, other, self._period).frame, self._workspace.calendar)

    def coverage(self) -> ShownFrame:
        """What stands behind each indicator, for the analyst: rows, made-up rows, plan, gaps."""
        return coverage([figure for figures in self._by_section.values() for figure in figures])

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

    def narrate(self, source: str, namespace: Mapping[str, object], where: str = "") -> Narrative:
        """Render prose; `namespace` holds the programme modules it may quote from."""
        return self._narrate(source, namespace, where)

    def _narrate(
        self, source: str, namespace: Mapping[str, object], where: str, *, is_remark: bool = False
    ) -> Narrative:
        narrative = narrate(
            source,
            self.context(namespace),
            self.library,
            where,
            self._period.end,
            units=self.book.catalogue.units,
            is_remark=is_remark,
            origin=partial(origin_of, self.book) if self._is_looked_at else None,
        )
        self._written.append((self.book, narrative))
        return narrative

    def quoted(self) -> ShownFrame:
        """The figures behind the prose written so far, for the analyst to check.

        Returns
        -------
        pandas.DataFrame
            One row a figure: ``prose`` (how its piece begins), ``text`` as printed, ``value``,
            ``fact``, ``period``, ``rows`` counted, ``filter``.
        """
        # What was written before the data changed is not what stands in the prose now.
        written = [narrative for book, narrative in self._written if book is self.book]
        pairs = [(n.text, fact) for n in written for fact in n.facts]
        return quoted(pairs, self._workspace.calendar)

    def remarks(self, name: str, missing: str = _NO_REMARKS) -> Narrative:
        """People's prose of this period: ``data/remarks/<period>/<name>.md``; else `missing`.

        There is no falling back on another period's remarks: old text in a new report is the
        fault this toolkit is there to end.
        """
        path = self._workspace.data / "remarks" / str(self._period) / f"{name}.md"
        if not path.is_file():
            return narrate(missing, {}, self.library)
        place = self._workspace.relative(path)
        return self._narrate(read_prose(path, place), self.modules, place, is_remark=True)

    def past_remarks(self, name: str) -> ShownFrame:
        """The same remarks of other periods, for the analyst to read and never to print."""
        folder = self._workspace.data / "remarks"
        paths = sorted(folder.glob(f"*/{name}.md"))
        others = [path for path in paths if path.parent.name != str(self._period)]
        texts = [read_prose(path, self._workspace.relative(path)) for path in others]
        names = [path.parent.name for path in others]
        frame = pd.DataFrame({"period": names, "text": texts})
        heads = {"period": period_head(self._workspace.calendar), "text": Head("nội dung")}
        return shown_as(frame, heads)

    def context(self, namespace: Mapping[str, object]) -> dict[str, object]:
        """Names that prose may use: indicators of the namespace's modules, ``report``, helpers.

        A name that two modules share is left out: write ``ocop.recognised``.
        """
        package = self.book.catalogue.package
        context: dict[str, object] = {}
        shared: set[str] = set()
        for value in namespace.values():
            if not isinstance(value, ModuleType) or not value.__name__.startswith(f"{package}."):
                continue
            quotables = {
                name: self._quote(item)
                for name, item in vars(value).items()
                if isinstance(item, Measure)
            }
            shared |= quotables.keys() & context.keys()
            context |= quotables
            context[value.__name__.rpartition(".")[2]] = quotables
        for name in shared:
            del context[name]
        return {**context, "report": self}

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
