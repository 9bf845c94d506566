"""What an analyst sees of an indicator in JupyterLab: ``report.explore(indicator)``.

Nothing here is printed officially: cells that explore are tagged ``working``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from html import escape
from typing import Any

import pandas as pd

from baocao.core.periods import Calendar, periods_between
from baocao.facts.counting import LISTED
from baocao.facts.fact import Fact, printed, with_unit
from baocao.facts.trends import Months, months
from baocao.locale.vi import text as vi
from baocao.locale.vi.text import period_name, short_date
from baocao.notebook.frames import Head, ShownFrame, official, period_head, shown_as, shown_rows
from baocao.notebook.register_rows import public_rows
from baocao.notebook.visuals import part_of, parts_of
from baocao.prose.questions import QUESTIONS, Kind, ask
from baocao.prose.quotable import Quotable

__all__ = [
    "Exploration",
    "coverage",
    "differences",
    "explore",
    "history",
    "quoted",
    "ranked_changes",
]

_HEADINGS = {
    **{"name": "tên trong lời văn", "about": "nội dung", "sentence": "câu"},
    **{"period": "kỳ", "start": "từ ngày", "end": "đến ngày", "value": "số liệu"},
    **{"rows": "số dòng", "missing": "lý do thiếu", "part": "phần", "share": "tỷ trọng"},
    **{"month": "tháng", "score": "độ lệch", "outlier": "khác thường"},
    **{"id": "mã chỉ tiêu", "unit": "đơn vị tính", "illustrative": "dòng minh họa"},
    **{"plan": "kế hoạch", "prose": "đoạn văn", "text": "in ra", "fact": "mã số liệu"},
    **{"filter": "điều kiện", "section": "mục", "label": "chỉ tiêu", "last_year": "cùng kỳ"},
}
# A year is no quantity: it has no dot.
_HEADS = {**{name: Head(words) for name, words in _HEADINGS.items()}, "year": Head("năm", str)}
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
    in_all
        How many rows are counted.
    notes
        What was checked, and why something is not said of the figures.
    """

    title: str
    sentences: ShownFrame = field(repr=False)
    history: ShownFrame = field(repr=False)
    breakdowns: dict[str, ShownFrame] = field(repr=False)
    months: Months | None = field(repr=False)
    rows: ShownFrame = field(repr=False)
    in_all: int
    notes: tuple[str, ...] = field(repr=False)

    @property
    def html(self) -> str:
        """All of it, as JupyterLab shows it."""
        parts = [f"<h4>{escape(self.title)}</h4>"]
        parts.append("<ul>" + "".join(f"<li>{escape(note)}</li>" for note in self.notes) + "</ul>")
        sections = {"Câu có thể viết": self.sentences, "Lịch sử": self.history}
        sections |= {f"Theo {name.lower()}": frame for name, frame in self.breakdowns.items()}
        if self.months is not None:
            odd = self.months.frame[self.months.frame["outlier"]]
            if len(odd):
                sections["Tháng khác thường"] = shown_as(odd, _HEADS)
        if len(self.rows):
            known = shown_rows(self.in_all) or f"{vi.number(self.in_all)} dòng"
            sections[f"Dòng sổ ({known})"] = self.rows
        parts += [_section(title, frame) for title, frame in sections.items()]
        return "".join(parts)

    def _repr_html_(self) -> str:
        return self.html


def _section(title: str, frame: ShownFrame) -> str:
    return f"<h5>{escape(title)}</h5>{frame.page}"


def explore(quotable: Quotable) -> Exploration:
    """Collect all about an indicator, with defaults that fit its period."""
    fact = quotable.fact
    test = quotable.this_year.trend_test
    monthly = _months(quotable)
    notes = [*_checks(quotable), *filter(None, (test.why,))]
    if test.p_value is not None:
        notes.append(
            f"Kendall: tau = {official(test.tau)}, p = {official(test.p_value)}; Theil–Sen: "
            f"{official(test.slope)} mỗi kỳ (95%: {official(test.low)} đến {official(test.high)})"
        )
    if monthly is not None:
        notes.append(monthly.note)
    if quotable.estimate is not None and not quotable.estimate:
        notes.append(f"Không ước cả năm: {quotable.estimate.year.missing}")
    return Exploration(
        title=f"{fact.label} [{fact.id}], {period_name(quotable.period)}: {with_unit(fact)}",
        sentences=_sentences(quotable),
        history=history(quotable),
        breakdowns=_breakdowns(quotable),
        months=monthly,
        rows=_rows(quotable),
        in_all=_rows_behind(quotable.book.fact(quotable.indicator, quotable.period)),
        notes=tuple(notes),
    )


def history(quotable: Quotable, years: int = 4, by: str = "") -> ShownFrame:
    """The like periods of the last years, oldest first; with `by` each part of each."""
    found = [quotable.this_year]
    while len(found) < years:
        found.append(found[-1].at(found[-1].period.same_period_last_year()))
    found.reverse()
    heads = dict(_HEADS)
    heads["period"] = period_head(quotable.period.calendar)
    measure = quotable.measure
    heads["value"] = Head(
        f"{_HEADINGS['value']} ({measure.unit})",
        partial(_as_printed, measure.unit, measure.decimals),
    )
    parts: dict[str, object] = {}
    facts = [at.fact for at in found]
    if by:
        column = quotable.indicator.register.text_column(by)
        heads[by] = Head(column.heading)
        values = parts_of(found, by)
        facts = [part_of(at, by, value) for at in found for value in values]
        kind = pd.CategoricalDtype([str(value) for value in values], ordered=True)
        parts[by] = pd.Series([str(v) for _ in found for v in values], dtype=kind)
    frame = pd.DataFrame(
        {
            "period": [fact.period for fact in facts],
            "start": _days([fact.window.start for fact in facts]),
            "end": _days([fact.window.end for fact in facts]),
            **parts,
            "value": _numbers([fact.value for fact in facts], whole=not measure.decimals),
            "rows": [_rows_behind(fact) for fact in facts],
            "missing": [fact.missing for fact in facts],
        }
    )
    return shown_as(frame, heads, source=quotable.book.catalogue.id_of(measure))


def coverage(quotables: Sequence[Quotable]) -> ShownFrame:
    """What each indicator rests on: rows, illustrative rows, plan, why a figure is missing."""
    facts = [quotable.fact for quotable in quotables]
    frame = pd.DataFrame(
        {
            "id": [fact.id for fact in facts],
            "value": _numbers([fact.value for fact in facts]),
            "unit": [fact.unit for fact in facts],
            "rows": [_rows_behind(fact) for fact in facts],
            "illustrative": [sum(s.illustrative for s in fact.provenance) for fact in facts],
            "plan": _numbers([quotable.plan.value for quotable in quotables]),
            "missing": [fact.missing or "" for fact in facts],
        }
    )
    return shown_as(frame, _HEADS)


def quoted(pairs: Sequence[tuple[str, Fact]], calendar: Calendar) -> ShownFrame:
    """The figures behind pieces of prose, each with what it was counted from."""
    facts = [fact for _, fact in pairs]
    frame = pd.DataFrame(
        {
            "prose": [" ".join(prose.split()[:_BEGINNING]) for prose, _ in pairs],
            "text": [fact.text for fact in facts],
            "value": _numbers([fact.value for fact in facts]),
            "fact": [fact.id for fact in facts],
            "period": [fact.period for fact in facts],
            "rows": [_rows_behind(fact) for fact in facts],
            "filter": [" | ".join(dict.fromkeys(s.filter for s in f.provenance)) for f in facts],
        }
    )
    return shown_as(frame, {**_HEADS, "period": period_head(calendar)})


def ranked_changes(changes: Sequence[tuple[float, str, Quotable]]) -> ShownFrame:
    """Figures with their change against last year: section, values, how much they stand out."""
    facts = [found.fact for _, _, found in changes]
    frame = pd.DataFrame(
        {
            "section": [stem for _, stem, _ in changes],
            "label": [fact.label for fact in facts],
            "value": _numbers([fact.value for fact in facts]),
            "last_year": _numbers([found.last_year.fact.value for _, _, found in changes]),
            "unit": [fact.unit for fact in facts],
            "score": [round(score, 2) for score, _, _ in changes],
        }
    )
    return shown_as(frame, _HEADS)


def differences(frame: pd.DataFrame, calendar: Calendar) -> ShownFrame:
    """What :attr:`baocao.facts.compare.Comparison.frame` holds, its numbers as those of pandas."""
    heads = {**_HEADS, "period": period_head(calendar)}
    heads |= {"a": Head("A"), "b": Head("B (kỳ này)"), "change": Head("chênh lệch")}
    heads |= {"what": Head("thay đổi"), "rows_added": Head("dòng thêm")}
    heads |= {"rows_removed": Head("dòng bớt"), "rows_altered": Head("dòng sửa")}
    return shown_as(frame.assign(**{n: _numbers(frame[n]) for n in ("a", "b", "change")}), heads)


def _days(days: Sequence[date | None]) -> pd.Series[Any]:
    return pd.Series(pd.to_datetime(pd.Series(days, dtype=object))).astype("datetime64[s]")


def _numbers(values: Sequence[Decimal | None], whole: bool = False) -> pd.Series[Any]:
    """Exact numbers as those of pandas; integers where all of them are and `whole` is wanted."""
    if whole and all(value is None or value == int(value) for value in values):
        return pd.Series([None if value is None else int(value) for value in values], dtype="Int64")
    return pd.Series([None if v is None else float(v) for v in values], dtype="float64")


def _as_printed(unit: str, decimals: int, value: Any) -> str:
    """A value of an indicator as a report prints it; a mean of counts keeps its decimals."""
    if unit in ("đồng", "%") or decimals:
        return printed(Decimal(str(value)), unit, decimals, pad_counts=False)
    return official(value)


def _rows_behind(fact: Fact) -> int:
    return sum(source.rows for source in fact.provenance)


def _sentences(quotable: Quotable) -> ShownFrame:
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
    return shown_as(pd.DataFrame(found, columns=["name", "about", "sentence"]), _HEADS)


def _breakdowns(quotable: Quotable) -> dict[str, ShownFrame]:
    found = {}
    register, *others = dict.fromkeys(one.register for one in quotable.measure.sources)
    for column in register.columns:
        names = [{one.name for one in other.table_columns} for other in others]
        if not column.allowed or column.personal or any(column.name not in one for one in names):
            continue
        parts = quotable.by(column.name)
        if not 1 < len(parts) <= _CATEGORIES:
            continue
        frame = pd.DataFrame(
            {
                "part": [part.name for part in parts],
                "value": [part.fact.text for part in parts],
                "share": [part.share.text for part in parts],
            }
        )
        found[column.heading] = shown_as(frame, _HEADS)
    return found


def _months(quotable: Quotable) -> Months | None:
    if quotable.fact.stock or quotable.is_ahead or not quotable.measure.adds_up:
        return None
    reached = quotable.book.reached(quotable.period)
    begins = quotable.indicator.register.begins
    periods = periods_between(begins, reached.end, ("month",), reached.calendar)
    return months([quotable.at(month).fact for month in periods if month.start >= begins])


def _rows(quotable: Quotable) -> ShownFrame:
    register = quotable.indicator.register
    rows = quotable.book.rows(quotable.indicator, quotable.period, limit=LISTED)
    if not register.public:
        rows = rows.iloc[:0]
    return public_rows(rows, register)


def _checks(quotable: Quotable) -> list[str]:
    fact = quotable.fact
    rows = _rows_behind(fact)
    made_up = sum(source.illustrative for source in fact.provenance)
    found = [f"{vi.number(rows)} dòng sổ, trong đó {vi.number(made_up)} dòng minh họa"]
    if quotable.measure.parts:
        names = "; ".join(f"{part.name}: {part.fact}" for part in quotable.parts)
        found.append(f"Các phần cộng đủ tổng ({names})")
    if fact.provisional is not None:
        found.append(f"Số liệu chưa trọn kỳ: mới chốt đến hết ngày {short_date(fact.provisional)}")
    if not quotable.indicator.register.public:
        found.append("Sổ không công khai: dòng sổ không hiện ở đây; tính bằng report.rows(…)")
    return found
