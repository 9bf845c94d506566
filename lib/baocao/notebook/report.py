"""What a notebook gets: ``report = open_report(period)``."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
from IPython.core.getipython import get_ipython
from IPython.display import display

from baocao.core.errors import BaocaoError, WorkspaceError
from baocao.core.periods import Period, periods_between
from baocao.facts.book import FactBook, shared_book
from baocao.facts.compare import between
from baocao.facts.fact import Fact
from baocao.facts.indicators import Indicator, Measure, Ratio
from baocao.locale.vi.text import period_name
from baocao.notebook import visuals
from baocao.notebook.charts import ReportFigure
from baocao.notebook.explore import Exploration, coverage, explore, history, quoted
from baocao.notebook.overviews import Highlight, highlights, listing, ranking, summary
from baocao.notebook.own_path import notebook_path
from baocao.notebook.table import ReportTable
from baocao.prose.citations import Library
from baocao.prose.narrative import Narrative, narrate
from baocao.prose.quotable import Quotable, series
from baocao.prose.template import read_prose
from baocao.workspace.programmes import load_programmes
from baocao.workspace.workspace import CONFIGURATION, WORKSPACE_VARIABLE, Workspace

__all__ = ["Report", "open_report", "prepare"]

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
    """

    def __init__(self, workspace: Workspace, period: Period, book: FactBook | None = None) -> None:
        self._workspace = workspace
        self._period = period
        self.book = book or FactBook(workspace)
        self._written: list[Narrative] = []

    def __repr__(self) -> str:
        return f"Báo cáo {period_name(self._period)}, số liệu tại {self._workspace.root.name}"

    @property
    def period(self) -> Period:
        """The reporting period."""
        return self._period

    @property
    def years(self) -> tuple[Period, ...]:
        """The reporting years the period touches, each cut to it and to what the data reach."""
        return self.book.reached(self._period).years()

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
        return tuple(reversed(found))

    @property
    def is_long(self) -> bool:
        """Whether the period spans more than one reporting year."""
        return len(self.years) > 1

    @property
    def opens_year(self) -> bool:
        """Whether the period begins with its reporting year: then it is the year to date."""
        return self._period.start <= self._period.reporting_year().start

    @property
    def modules(self) -> dict[str, ModuleType]:
        """The programme modules by stem."""
        return self.book.catalogue.modules

    @cached_property
    def library(self) -> Library:
        """Legal documents and names."""
        return Library(self._workspace)

    def fact(self, measure: Measure, period: Period | None = None) -> Fact:
        """The fact of an indicator, at the report's period or another."""
        return self.book.fact(measure, period or self._period)

    def history(self, measure: Measure, years: int = HISTORY) -> pd.DataFrame:
        """The like periods of the last years, for the analyst to look at.

        Returns
        -------
        pandas.DataFrame
            One row a period, oldest first: ``period``, ``start``, ``end``, ``value`` (None
            where missing), ``rows`` counted, ``missing`` (the reason).
        """
        return history(self._quote(measure), years)

    def explore(self, measure: Measure) -> Exploration:
        """All about an indicator: sentences, history, breakdowns, rows, notes on the data."""
        return explore(self._quote(measure))

    def browse(self) -> Any:
        """Widgets to look at any indicator in any window: its line, and :meth:`explore`."""
        # Loads in a quarter of a second, and no build needs it.
        from baocao.notebook.browse import browse

        def show(identity: str, code: str) -> str:
            report = Report(self._workspace, self._workspace.period(code), self.book)
            measure = self.book.catalogue[identity]
            return report.line_chart(measure).svg + report.explore(measure).html

        indicators = [(f"{measure.label} [{key}]", key) for key, measure in self.book.catalogue]
        kinds = ("year", "nine_months", "half", "quarter", "month")
        until = self.book.complete_until
        found = periods_between(
            date(until.year - HISTORY + 1, 1, 1), until, kinds, self._workspace.calendar
        )
        codes = [str(period) for period in reversed(found)]
        return browse(indicators, codes, str(self._period), show)

    def rows(self, indicator: Indicator) -> pd.DataFrame:
        """The register rows an indicator counts at the report's period."""
        return self.book.rows(indicator, self._period)

    def column_chart(self, measure: Measure, title: str = "") -> ReportFigure:
        """The indicator over :attr:`periods`, one column each, beside its plan."""
        return visuals.column_chart(self._quote(measure), self.periods, title)

    def line_chart(self, measure: Measure, title: str = "") -> ReportFigure:
        """The indicator by quarter, or by month in a month's report, beside its plan."""
        return visuals.line_chart(self._quote(measure), title)

    def bar_chart(self, indicator: Indicator, by: str, title: str = "") -> ReportFigure:
        """The indicator's breakdown by a column, one bar a value."""
        return visuals.bar_chart(self._quote(indicator), by, title)

    def share_chart(self, indicator: Indicator, by: str, title: str = "") -> ReportFigure:
        """The indicator's breakdown by a column as one bar of 100 %."""
        return visuals.share_chart(self._quote(indicator), by, title)

    def slope_chart(self, indicator: Indicator, by: str, title: str = "") -> ReportFigure:
        """Each part by a column, from the same days of last year to now."""
        return visuals.slope_chart(self._quote(indicator), by, title)

    def small_multiples(self, indicator: Indicator, by: str, title: str = "") -> ReportFigure:
        """Each part by a column over :attr:`periods`, all on one scale."""
        return visuals.small_multiples(self._quote(indicator), by, self.periods, title)

    def table(self, *measures: Measure, title: str, total: Indicator | None = None) -> ReportTable:
        """Indicators down, :attr:`periods` across; `total` adds a last, bold row.

        Periods for which none of them is known are left out, and so is the whole table when
        nothing happened in any.
        """
        quotables = [self._quote(measure) for measure in measures]
        whole = None if total is None else self._quote(total)
        return visuals.table(quotables, self.periods, title, whole)

    def breakdown(
        self, indicator: Indicator, by: str, *, title: str, names: str | None = None
    ) -> ReportTable:
        """The indicator by a column, with a total, and the texts of column `names` beside it."""
        return visuals.breakdown(self._quote(indicator), by, title, names)

    def summary(self, *measures: Measure, title: str) -> ReportTable:
        """Indicators down; plan, figures and comparisons across. Default: all, in print order."""
        chosen = [self._quote(measure) for measure in measures]
        every = [figure for figures in self._by_section.values() for figure in figures]
        return summary(title, chosen or every)

    @property
    def highlights(self) -> tuple[Highlight, ...]:
        """The five changes against the same days of last year that matter most."""
        return highlights(self._by_section)

    def ranking(self) -> pd.DataFrame:
        """What :attr:`highlights` chose from, for the analyst: one row a figure, greatest first."""
        return pd.DataFrame(
            [
                {
                    "section": stem,
                    "label": found.fact.label,
                    "value": found.fact.text,
                    "last_year": found.last_year.fact.text,
                    "score": round(score, 2),
                }
                for score, stem, found in ranking(self._by_section)
            ]
        )

    def diff(self, other: str | int | Path | Period) -> pd.DataFrame:
        """What differs between `other` and the report's period as the registers are now.

        Parameters
        ----------
        other
            A period code of the same kind, or the folder of a built report (from the working
            directory, or else from the workspace): ``report.diff("outputs/2023-Q3")``.

        Returns
        -------
        pandas.DataFrame
            See :attr:`baocao.facts.compare.Comparison.frame`: `other` is A, the report B.

        Raises
        ------
        DiffError, PeriodError, TrendError
            See :func:`baocao.facts.compare.between`.
        """
        return between(self.book, other, self._period).frame

    def coverage(self) -> pd.DataFrame:
        """What stands behind each indicator, for the analyst: rows, made-up rows, plan, gaps."""
        return coverage([figure for figures in self._by_section.values() for figure in figures])

    def listing(self, indicator: Indicator, *columns: str, title: str) -> ReportTable:
        """The rows that an indicator counts at the report's period, with some of their columns."""
        return listing(title, self._quote(indicator), columns)

    def narrate(self, source: str, namespace: Mapping[str, object], where: str = "") -> Narrative:
        """Render prose; `namespace` holds the programme modules it may quote from."""
        narrative = narrate(source, self.context(namespace), self.library, where, self._period.end)
        self._written.append(narrative)
        return narrative

    def quoted(self) -> pd.DataFrame:
        """The figures behind the prose written so far, for the analyst to check.

        Returns
        -------
        pandas.DataFrame
            One row a figure: ``prose`` (how its piece begins), ``text`` as printed, ``value``,
            ``fact``, ``period``, ``rows`` counted, ``filter``.
        """
        return quoted([(n.text, fact) for n in self._written for fact in n.facts])

    def remarks(self, name: str, missing: str = _NO_REMARKS) -> Narrative:
        """People's prose of this period: ``data/remarks/<period>/<name>.md``; else `missing`.

        There is no falling back on another period's remarks: old text in a new report is the
        fault this toolkit is there to end.
        """
        path = self._workspace.data / "remarks" / str(self._period) / f"{name}.md"
        if not path.is_file():
            return narrate(missing, {}, self.library)
        place = self._workspace.relative(path)
        return self.narrate(read_prose(path, place), self.modules, place)

    def past_remarks(self, name: str) -> pd.DataFrame:
        """The same remarks of other periods, for the analyst to read and never to print."""
        folder = self._workspace.data / "remarks"
        paths = sorted(folder.glob(f"*/{name}.md"))
        others = [path for path in paths if path.parent.name != str(self._period)]
        texts = [read_prose(path, self._workspace.relative(path)) for path in others]
        names = [path.parent.name for path in others]
        return pd.DataFrame({"period": names, "text": texts})

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
                if isinstance(item, Indicator | Ratio)
            }
            shared |= quotables.keys() & context.keys()
            context |= quotables
            context[value.__name__.rpartition(".")[2]] = quotables
        for name in shared:
            del context[name]
        return {**context, "report": self, "series": series}

    @property
    def _by_section(self) -> dict[str, list[Quotable]]:
        """The indicators of each programme that the report prints, in print order."""
        return {
            stem: [
                self._quote(value)
                for name, value in vars(self.modules[stem]).items()
                if isinstance(value, Indicator | Ratio) and not name.startswith("_")
            ]
            for stem in self._workspace.sections
            if stem in self.modules
        }

    def _quote(self, measure: Measure) -> Quotable:
        return Quotable(self.book, measure, self._period)


def prepare() -> None:
    """Make the programmes of the notebook's workspace importable, where there is one.

    What is wrong with the workspace or its programmes is said when the report is opened; only
    that there is no workspace is said here, since the notebook's own import will fail first.
    """
    try:
        load_programmes(_workspace_here())
    except BaocaoError as error:
        if get_ipython() is not None and isinstance(error, WorkspaceError):
            warnings.warn(str(error), stacklevel=3)


def _workspace_here() -> Workspace:
    """The workspace that a notebook belongs to: its own folder says so before the working one."""
    return Workspace.find(_own_folder())


def _own_folder() -> Path | None:
    """The notebook's folder if it lies in a workspace; None where a variable names another one."""
    path = None if WORKSPACE_VARIABLE in os.environ else notebook_path()
    if path is None:
        return None
    folder = path.resolve().parent
    inside = any((place / CONFIGURATION).is_file() for place in (folder, *folder.parents))
    return folder if inside else None


def _tell_guess(workspace: Workspace) -> None:
    """Print the workspace in a kernel where only the working directory has led to it."""
    shell: Any = get_ipython()
    told = WORKSPACE_VARIABLE in os.environ or _own_folder() is not None
    if hasattr(shell, "kernel") and not told:
        print(f"Báo cáo theo {CONFIGURATION} của thư mục đang chạy: {workspace.root}")


def open_report(period: str | int | Period, workspace: Workspace | None = None) -> Report:
    """Open the workspace's report on a period; in IPython also ``%%narrate`` and its completions.

    Parameters
    ----------
    period
        A code such as ``"2023-Q3"``; ``2023`` may arrive as an int from papermill.
    workspace
        Default: the one that ``BAOCAO_WORKSPACE`` names; else the nearest folder with
        ``report.toml`` at or above the notebook that papermill runs, or else the working
        directory.

    Raises
    ------
    PeriodError, WorkspaceError, IndicatorError
    """
    if workspace is None:
        workspace = _workspace_here()
        _tell_guess(workspace)
    report = Report(workspace, workspace.period(period), shared_book(workspace))
    shell: Any = get_ipython()
    if shell is not None:

        def magic(line: str, cell: str) -> None:
            # The line of the magic counts: errors name the lines that the analyst sees.
            display(report.narrate("\n" + cell, shell.user_ns))

        shell.register_magic_function(magic, magic_kind="cell", magic_name="narrate")
        # A shell has loaded IPython's completer already; a build's own process need not.
        from baocao.notebook.completions import complete_in

        complete_in(shell, lambda: report.context(shell.user_ns))
    return report
