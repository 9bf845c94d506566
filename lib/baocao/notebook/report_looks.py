"""What an analyst looks at with a report and never prints: rows, histories, widgets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from baocao.core.errors import BuildError
from baocao.core.periods import Period, periods_between
from baocao.facts.compare import between
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Measure
from baocao.notebook import visuals
from baocao.notebook.arguments import told, wrong_argument
from baocao.notebook.explore import (
    Exploration,
    coverage,
    differences,
    explore,
    history,
    quoted,
    ranked_changes,
)
from baocao.notebook.frames import Head, ShownFrame, period_head, shown_as
from baocao.notebook.known_text import KnownText
from baocao.notebook.overviews import ranking
from baocao.notebook.register_rows import public_rows
from baocao.notebook.report_base import HISTORY, ReportBase
from baocao.prose.remarks import read_prose
from baocao.registers.declare import Register

__all__ = ["ReportLooks"]


class ReportLooks(ReportBase):
    """What a report shows to whoever works on it."""

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
            report = type(self)(self._workspace, self._workspace.period(code), self.book)
            measure = self.book.catalogue[identity]
            return (
                visuals.line_chart(report._quote(measure), KnownText()).svg
                + report.explore(measure).html
            )

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

    def ranking(self) -> ShownFrame:
        """What ``highlights`` chose from, for the analyst: one row a figure, greatest first."""
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
