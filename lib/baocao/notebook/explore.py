"""What an analyst sees of an indicator in JupyterLab: ``report.explore(indicator)``.

Nothing here is printed officially: cells that explore are tagged ``working``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from baocao.core.periods import periods_between
from baocao.facts.counting import LISTED
from baocao.facts.fact import Fact
from baocao.facts.trends import Months, months
from baocao.locale.vi.text import short_date
from baocao.prose.questions import QUESTIONS, Kind, ask
from baocao.prose.quotable import Quotable

__all__ = ["Exploration", "coverage", "explore", "history", "quoted"]

_HEADINGS = {
    **{"name": "tên trong lời văn", "about": "nội dung", "sentence": "câu"},
    **{"period": "kỳ", "start": "từ ngày", "end": "đến ngày", "value": "số liệu"},
    **{"rows": "số dòng", "missing": "lý do thiếu", "part": "phần", "share": "tỷ trọng"},
    **{"year": "năm", "month": "tháng", "score": "độ lệch", "outlier": "khác thường"},
}
_SHOWN_ROWS = 20
# How many words of a piece of prose are shown.
_BEGINNING = 8
# Columns with more values than this are names, not categories.
_CATEGORIES = 12


@dataclass(frozen=True)
class Exploration:
    """All about an indicator at a period, as data frames.

    Parameters
    ----------
    title
        The indicator, its id and the period.
    sentences
        One row a sentence that prose can ask for: ``name`` as in ``{{ indicator.name }}``,
        ``about``, ``sentence`` (empty: there is nothing to say).
    history
        See :meth:`baocao.notebook.report.Report.history`.
    breakdowns
        By heading of each category of the register: ``part``, ``value``, ``share``.
    months
        The months of the record with seasons and outliers; None for stocks and rates.
    rows
        The register rows counted, at most :data:`~baocao.facts.counting.LISTED`, without personal
        columns; empty for registers that may not be shown, since the executed notebook goes out
        with the report.
    notes
        What was checked, and why something is not said of the figures.
    """

    title: str
    sentences: pd.DataFrame = field(repr=False)
    history: pd.DataFrame = field(repr=False)
    breakdowns: dict[str, pd.DataFrame] = field(repr=False)
    months: Months | None = field(repr=False)
    rows: pd.DataFrame = field(repr=False)
    notes: tuple[str, ...] = field(repr=False)

    @property
    def html(self) -> str:
        """All of it, as JupyterLab shows it."""
        parts = [f"<h4>{escape(self.title)}</h4>"]
        parts.append("<ul>" + "".join(f"<li>{escape(note)}</li>" for note in self.notes) + "</ul>")
        parts += [_section("Câu có thể viết", self.sentences), _section("Lịch sử", self.history)]
        parts += [
            _section(f"Theo {name.lower()}", frame) for name, frame in self.breakdowns.items()
        ]
        if self.months is not None:
            odd = self.months.frame[self.months.frame["outlier"]]
            if len(odd):
                parts.append(_section("Tháng khác thường", odd))
        if len(self.rows):
            title = f"Dòng sổ ({len(self.rows)})"
            parts.append(_section(title, self.rows.head(_SHOWN_ROWS)))
        return "".join(parts)

    def _repr_html_(self) -> str:
        return self.html


def _section(title: str, frame: pd.DataFrame) -> str:
    shown = frame.rename(columns=_HEADINGS).astype(object).where(frame.notna(), "")
    table = shown.to_html(index=False, justify="left")
    table = table.replace("<td>", '<td style="text-align:left">')
    return f"<h5>{escape(title)}</h5>{table}"


def explore(quotable: Quotable) -> Exploration:
    """Collect all about an indicator, with defaults that fit its period."""
    fact = quotable.fact
    test = quotable.this_year.trend_test
    monthly = _months(quotable)
    notes = [*_checks(quotable), *filter(None, (test.why,))]
    if test.p_value is not None:
        notes.append(
            f"Kendall: tau = {test.tau:.2f}, p = {test.p_value:.3f}; Theil–Sen: "
            f"{test.slope} mỗi kỳ (95%: {test.low} đến {test.high})".replace(".", ",")
        )
    if monthly is not None:
        notes.append(monthly.note)
    if quotable.estimate is not None and not quotable.estimate:
        notes.append(f"Không ước cả năm: {quotable.estimate.year.missing}")
    return Exploration(
        title=f"{fact.label} [{fact.id}], kỳ {fact.period}: {fact.text}",
        sentences=_sentences(quotable),
        history=history(quotable),
        breakdowns=_breakdowns(quotable),
        months=monthly,
        rows=_rows(quotable),
        notes=tuple(notes),
    )


def history(quotable: Quotable, years: int = 4) -> pd.DataFrame:
    """The like periods of the last years, oldest first."""
    found = [quotable.this_year]
    while len(found) < years:
        found.append(found[-1].at(found[-1].period.same_period_last_year()))
    facts = [at.fact for at in reversed(found)]
    return pd.DataFrame(
        {
            "period": [fact.period for fact in facts],
            "start": [fact.window.start for fact in facts],
            "end": [fact.window.end for fact in facts],
            "value": [fact.value for fact in facts],
            "rows": [_rows_behind(fact) for fact in facts],
            "missing": [fact.missing for fact in facts],
        }
    )


def coverage(quotables: Sequence[Quotable]) -> pd.DataFrame:
    """What each indicator rests on: rows, illustrative rows, plan, why a figure is missing."""
    facts = [quotable.fact for quotable in quotables]
    return pd.DataFrame(
        {
            "id": [fact.id for fact in facts],
            "value": [fact.text for fact in facts],
            "rows": [_rows_behind(fact) for fact in facts],
            "illustrative": [sum(s.illustrative for s in fact.provenance) for fact in facts],
            "plan": [quotable.plan.text for quotable in quotables],
            "missing": [fact.missing or "" for fact in facts],
        }
    )


def quoted(pairs: Sequence[tuple[str, Fact]]) -> pd.DataFrame:
    """The figures behind pieces of prose, each with what it was counted from."""
    return pd.DataFrame(
        [
            {
                "prose": " ".join(prose.split()[:_BEGINNING]),
                "text": fact.text,
                "value": fact.value,
                "fact": fact.id,
                "period": fact.period,
                "rows": _rows_behind(fact),
                "filter": " | ".join(dict.fromkeys(s.filter for s in fact.provenance)),
            }
            for prose, fact in pairs
        ]
    )


def _rows_behind(fact: Fact) -> int:
    return sum(source.rows for source in fact.provenance)


def _sentences(quotable: Quotable) -> pd.DataFrame:
    found = []
    # What is to come has no past to stand against.
    questions = {} if quotable.is_ahead else QUESTIONS
    for name, question in questions.items():
        asked, about = quotable.this_year, question.about
        if question.then:
            at = ask(asked, name)
            assert isinstance(at, Quotable), name
            asked, about = at, question.then_about
        elif question.gives != Kind.SENTENCE or question.takes or question.answer is None:
            continue
        sentence = str(ask(asked, question.then or name))
        names = ".".join(filter(None, (name, question.then)))
        found.append({"name": names, "about": about, "sentence": sentence})
    return pd.DataFrame(found, columns=["name", "about", "sentence"])


def _breakdowns(quotable: Quotable) -> dict[str, pd.DataFrame]:
    found = {}
    register, *others = dict.fromkeys(one.register for one in quotable.measure.sources)
    for column in register.columns:
        names = [{one.name for one in other.table_columns} for other in others]
        if not column.allowed or column.personal or any(column.name not in one for one in names):
            continue
        parts = quotable.by(column.name)
        if not 1 < len(parts) <= _CATEGORIES:
            continue
        found[column.heading] = pd.DataFrame(
            {
                "part": [part.name for part in parts],
                "value": [part.fact.text for part in parts],
                "share": [part.share.text for part in parts],
            }
        )
    return found


def _months(quotable: Quotable) -> Months | None:
    if quotable.fact.stock or quotable.is_ahead or not quotable.measure.adds_up:
        return None
    reached = quotable.book.reached(quotable.period)
    begins = quotable.indicator.register.begins
    periods = periods_between(begins, reached.end, ("month",), reached.calendar)
    return months([quotable.at(month).fact for month in periods if month.start >= begins])


def _rows(quotable: Quotable) -> pd.DataFrame:
    register = quotable.indicator.register
    rows = quotable.book.rows(quotable.indicator, quotable.period, limit=LISTED)
    if not register.public:
        return rows.iloc[:0]
    named = {column.name: column.heading for column in register.columns if not column.personal}
    return rows[list(named)].rename(columns=named)


def _checks(quotable: Quotable) -> list[str]:
    fact = quotable.fact
    rows = _rows_behind(fact)
    made_up = sum(source.illustrative for source in fact.provenance)
    found = [f"{rows} dòng sổ, trong đó {made_up} dòng minh họa"]
    if quotable.measure.parts:
        names = "; ".join(f"{part.name}: {part.fact}" for part in quotable.parts)
        found.append(f"Các phần cộng đủ tổng ({names})")
    if fact.provisional is not None:
        found.append(f"Số liệu chưa trọn kỳ: mới chốt đến hết ngày {short_date(fact.provisional)}")
    if not quotable.indicator.register.public:
        found.append("Sổ không công khai: xem dòng sổ bằng report.rows(…), rồi xóa kết quả")
    return found
