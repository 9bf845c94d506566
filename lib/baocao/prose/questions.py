"""What prose may ask of an indicator: one table, which everything else is made from.

:data:`QUESTIONS` says of each question what it means, when it can be asked and which phrase answers
it.  The language of prose (:mod:`baocao.prose.kinds`), ``report.explore``, the completions in a
``%%narrate`` cell and the list in ``docs/phrases.md`` read this table; a new question is a new row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from baocao.facts.indicators import YearWindow
from baocao.facts.trends import Against, last_year
from baocao.facts.windows import as_of
from baocao.locale.vi.text import period_name, period_noun, year_name
from baocao.prose import phrases
from baocao.prose.phrases import SAME_DAYS, Phrase
from baocao.prose.quotable import Quotable

__all__ = ["QUESTIONS", "Kind", "Question", "When", "as_markdown", "ask", "vs_last_year"]

# Like periods that the development of an indicator is told over.
_RECENT: Final = 4


class Kind(StrEnum):
    """What kind of thing prose names; as errors and ``docs/phrases.md`` call it."""

    # What is printed.
    INDICATOR = "chỉ tiêu"
    PART = "phần"
    FIGURE = "số liệu"
    SENTENCE = "câu"
    WORDS = "chữ"
    DAY = "ngày"
    PERIOD = "kỳ"
    CITATION = "văn bản"
    REFERENCE = "mục"
    TEXT = "chữ gõ tay"
    # What only leads to it, or decides.
    CONDITION = "đúng hay sai"
    PARTS = "các phần"
    PERIODS = "các kỳ"
    CHANGES = "các thay đổi"
    CHANGE = "thay đổi"
    NUMBER = "con số"
    PERIOD_KIND = "loại kỳ"
    WINDOW = "khoảng ngày"
    COLUMN = "cột của sổ"
    TEXT_COLUMN = "cột chữ của sổ"
    DAY_COLUMN = "cột ngày của sổ"
    # What no list has, or no row, is of no kind that could be named.
    FULL_LIST = "cột danh mục không để trống của sổ"
    PROGRAMME = "chương trình"
    REPORT = "báo cáo"
    LOOP = "vòng lặp"


@dataclass(frozen=True)
class When:
    """When a question can be asked: in Vietnamese, and as a test."""

    about: str
    holds: Callable[[Quotable], bool]


ALWAYS: Final = When("", lambda _: True)
COMPARABLE: Final = When(
    "trừ số sẽ đến và số cộng dồn từ một ngày cố định", lambda asked: asked.comparable
)
MAY_FALL: Final = When("trừ số sẽ đến và số lũy kế chỉ có tăng", lambda asked: not asked.only_grows)
ABSENT: Final = When("số bằng không hoặc chưa có", lambda asked: not asked)
ADDS_UP: Final = When(
    "số hiện có; số phát sinh của kỳ không mở đầu năm",
    lambda asked: asked.fact.stock or not asked.opens_year,
)
EXTREME: Final = When(
    "chỉ tiêu là số cao nhất, thấp nhất của một cột (`largest`, `smallest`)",
    lambda asked: asked.is_extreme,
)
ESTIMATED: Final = When(
    "số đếm phát sinh trong kỳ, năm chưa trọn, các năm trước đủ căn cứ",
    lambda asked: bool(asked.estimate),
)


@dataclass(frozen=True)
class Question:
    """A row of the table.

    Parameters
    ----------
    about
        What is asked, in Vietnamese.
    gives
        What answers.
    answer
        Makes the answer; of a question with an argument, the function that takes it.  None: it is
        asked of a part, see :class:`baocao.prose.quotable.Part`.
    phrase
        The function of :mod:`baocao.prose.phrases` that writes the sentence.
    takes
        What the argument is: a column of the register, or a period; None: there is none.
    when, otherwise
        When it can be asked, and what is said where it cannot; empty: nothing.
    may_be_empty
        Whether there may be nothing to say, of a tie for instance.
    then, then_about
        What ``report.explore`` asks of the indicator that answers, and what that is in
        Vietnamese; empty: nothing.
    """

    about: str
    gives: Kind
    answer: Callable[[Quotable], object] | None
    phrase: Callable[..., Phrase] | None = None
    takes: Kind | None = None
    when: When = ALWAYS
    otherwise: str = ""
    may_be_empty: bool = False
    then: str = ""
    then_about: str = ""

    @property
    def is_worded(self) -> bool:
        """Whether the answer brings its own words, so that no word of direction is typed before."""
        return self.gives in (Kind.SENTENCE, Kind.WORDS)

    def answered(self, asked: Quotable) -> object:
        """The answer; what is said instead where it cannot be asked.

        Raises
        ------
        KeyError
            It is asked of parts, not of indicators.
        """
        if self.answer is None:
            raise KeyError(self.about)
        if not self.when.holds(asked):
            said = Phrase((self.otherwise,) if self.otherwise else ())
            return said if self.gives is Kind.SENTENCE else str(said)
        return self.answer(asked)


def ask(quotable: Quotable, name: str) -> object:
    """The answer to a question of :data:`QUESTIONS`.

    Raises
    ------
    KeyError
        No such question of an indicator.
    """
    return QUESTIONS[name].answered(quotable)


def vs_last_year(asked: Quotable, variant: int | None = None) -> Phrase:
    """Against the same days of the year before, in one of the orders of ``phrases.versus``."""
    order = asked.variant if variant is None else variant
    before, against = asked.last_year, last_year(asked.year_word)
    if not before.period.days:
        return Phrase((f"không so sánh với {against.flow_base}: {before.fact.text}",))
    if asked.period.kind == "week" or isinstance(before.fact.window, YearWindow):
        # The same week lies on other days of the month: it is named; so is a figure's year.
        day = as_of(before.fact.window, asked.year_word)
        against = replace(against, flow=period_noun(before.period), stock=day)
    return phrases.versus(
        asked.fact, before.fact, against, pad_counts=asked.pad_counts, variant=order
    )


def _vs_previous(asked: Quotable) -> Phrase:
    """Against the period just before."""
    if asked.is_cut:
        return Phrase(("kỳ chưa trọn nên chưa so sánh với kỳ trước",))
    before = asked.period.previous()
    base = asked.at(before).fact
    # What a table of months tells of a day is that of a month's last one.
    name, day = period_noun(before), as_of(base.window, asked.year_word)
    is_same = asked.fact.stock and asked.fact.window == base.window
    if is_same and isinstance(base.window, YearWindow):
        return Phrase((base.text if base.value is None else f"là số của cả {day}",))
    if is_same and base.value is not None:
        return Phrase((f"chưa có số liệu mới kể từ {day}",))
    against = Against("previous", name, day, "kỳ trước", day)
    return phrases.versus(
        asked.fact, base, against, pad_counts=asked.pad_counts, variant=asked.variant
    )


def _cumulative(asked: Quotable) -> Phrase:
    """What the year so far has come to, or a stock until the day."""
    now = asked if asked.fact.stock else asked.year_to_date
    return phrases.cumulative(
        now.fact,
        now.last_year.fact,
        pad_counts=asked.pad_counts,
        variant=asked.variant,
        compare=asked.comparable and bool(now.last_year.period.days),
        accumulates=asked.measure.accumulates,
        year_word=now.year_word,
    )


def _vs_plan(asked: Quotable) -> Phrase:
    """How much of the plan is done: of a flow, in the year so far."""
    if asked.fact.stock:
        return phrases.against_plan(asked.fact, asked.plan)
    now = asked.year_to_date
    since = ""
    if now.period.start != asked.period.start:
        so_far = "lũy kế" if asked.measure.accumulates else "tính chung"
        since = f"{so_far} từ đầu {now.year_word}"
    return phrases.against_plan(now.fact, asked.plan, since=since)


def _course(asked: Quotable) -> Phrase:
    """How it develops over the whole years of a long period, or the last like periods."""
    if len(asked.years) == 1:
        return phrases.course(asked.record[-_RECENT:], asked.noun, pad_counts=asked.pad_counts)
    whole = [year for year in asked.years if year.kind == "year"]
    pairs = [(period_name(year), asked.at(year).fact) for year in whole]
    return phrases.course(pairs, asked.year_word, pad_counts=asked.pad_counts)


def _extreme(asked: Quotable, *, peak: bool) -> Phrase:
    """Against the highest, or the lowest, figure of the record."""
    return phrases.against_extreme(asked.record, peak=peak, pad_counts=asked.pad_counts)


def _streak(asked: Quotable) -> Phrase:
    """How many periods in a row it rose or fell."""
    is_span = asked.book.reached(asked.period).kind == "span"
    before = f"{SAME_DAYS if is_span else ''} {asked.noun} trước".strip()
    return phrases.streak([fact for _, fact in asked.record], asked.noun, before)


def _trend(asked: Quotable) -> Phrase:
    """The trend of the record; of fewer than eight periods, how the last ones develop."""
    last = asked.record[-_RECENT:]
    return phrases.trend(asked.trend_test, last, asked.noun, pad_counts=asked.pad_counts)


def _year_estimate(asked: Quotable) -> Phrase:
    """The estimated year with its interval."""
    found = asked.estimate
    assert found is not None, "ESTIMATED holds"
    return phrases.estimated(
        found, f"cả {year_name(asked.book.workspace.period_of(found.year.period))}"
    )


QUESTIONS: Final[dict[str, Question]] = {
    "vs_last_year": Question(
        "so với cùng kỳ năm trước",
        Kind.SENTENCE,
        vs_last_year,
        phrases.versus,
        when=COMPARABLE,
        otherwise="không so sánh với cùng kỳ",
    ),
    "vs_previous": Question(
        "so với kỳ trước",
        Kind.SENTENCE,
        _vs_previous,
        phrases.versus,
        when=COMPARABLE,
        otherwise="không so sánh với kỳ trước",
    ),
    "year_to_date": Question(
        "lũy kế từ đầu năm",
        Kind.INDICATOR,
        lambda asked: asked.year_to_date,
        then="vs_last_year",
        then_about="lũy kế từ đầu năm so với cùng kỳ",
    ),
    "cumulative": Question(
        "lũy kế",
        Kind.SENTENCE,
        _cumulative,
        phrases.cumulative,
        when=ADDS_UP,
        may_be_empty=True,
    ),
    "vs_plan": Question("so với kế hoạch", Kind.SENTENCE, _vs_plan, phrases.against_plan),
    "course": Question(
        "diễn biến", Kind.SENTENCE, _course, phrases.course, when=MAY_FALL, may_be_empty=True
    ),
    "standing": Question(
        "vị trí trong chuỗi số liệu",
        Kind.SENTENCE,
        lambda asked: phrases.standing(asked.record),
        phrases.standing,
        when=MAY_FALL,
        may_be_empty=True,
    ),
    "vs_peak": Question(
        "so với mức cao nhất",
        Kind.SENTENCE,
        lambda asked: _extreme(asked, peak=True),
        phrases.against_extreme,
        when=MAY_FALL,
        may_be_empty=True,
    ),
    "vs_low": Question(
        "so với mức thấp nhất",
        Kind.SENTENCE,
        lambda asked: _extreme(asked, peak=False),
        phrases.against_extreme,
        when=MAY_FALL,
        may_be_empty=True,
    ),
    "streak": Question(
        "số kỳ liên tiếp", Kind.SENTENCE, _streak, phrases.streak, when=MAY_FALL, may_be_empty=True
    ),
    "trend": Question(
        "xu hướng", Kind.SENTENCE, _trend, phrases.trend, when=MAY_FALL, may_be_empty=True
    ),
    "year_estimate": Question(
        "ước cả năm",
        Kind.SENTENCE,
        _year_estimate,
        phrases.estimated,
        when=ESTIMATED,
        may_be_empty=True,
    ),
    "leading": Question(
        "phần lớn nhất",
        Kind.SENTENCE,
        lambda asked: asked.leading,
        phrases.leading,
        takes=Kind.TEXT_COLUMN,
        may_be_empty=True,
    ),
    "weight": Question("tỷ trọng của một phần, bằng lời", Kind.SENTENCE, None, phrases.weight),
    "share": Question("tỷ trọng của một phần", Kind.FIGURE, None),
    "absence": Question(
        "nói gì khi không có số liệu",
        Kind.WORDS,
        lambda asked: asked.absence,
        when=ABSENT,
        may_be_empty=True,
    ),
    "names": Question(
        "nội dung của cột, kể cả của một phần",
        Kind.WORDS,
        lambda asked: asked.names,
        takes=Kind.COLUMN,
    ),
    "kinds": Question(
        "những loại được đếm, viết trong câu",
        Kind.WORDS,
        lambda asked: asked.kinds,
        takes=Kind.FULL_LIST,
        may_be_empty=True,
    ),
    "held_by": Question(
        "nội dung của cột ở dòng đạt mức cao nhất, thấp nhất",
        Kind.WORDS,
        lambda asked: asked.held_by,
        takes=Kind.COLUMN,
        when=EXTREME,
        may_be_empty=True,
    ),
    "earliest": Question(
        "năm của ngày sớm nhất", Kind.WORDS, lambda asked: asked.earliest, takes=Kind.DAY_COLUMN
    ),
    "fact": Question("số liệu, kể cả của một phần", Kind.FIGURE, lambda asked: asked.fact),
    "plan": Question("kế hoạch", Kind.FIGURE, lambda asked: asked.plan),
    "parts": Question("các chỉ tiêu cộng thành", Kind.PARTS, lambda asked: asked.parts),
    "by": Question("các phần theo cột", Kind.PARTS, lambda asked: asked.by, takes=Kind.TEXT_COLUMN),
    "at": Question("ở kỳ khác", Kind.INDICATOR, lambda asked: asked.at, takes=Kind.PERIOD),
    "last_year": Question("cùng kỳ năm trước", Kind.INDICATOR, lambda asked: asked.last_year),
    "this_year": Question("năm mới nhất của kỳ dài", Kind.INDICATOR, lambda asked: asked.this_year),
    "period": Question("kỳ của chỉ tiêu", Kind.PERIOD, lambda asked: asked.period),
    "start": Question("ngày đầu được tính", Kind.DAY, lambda asked: asked.fact.window.start),
    "end": Question("ngày cuối được tính", Kind.DAY, lambda asked: asked.fact.window.end),
    "is_cut": Question("kỳ chưa trọn số liệu", Kind.CONDITION, lambda asked: asked.is_cut),
}


def as_markdown() -> str:
    """The table as ``docs/phrases.md`` shows it."""
    rows = ["| Hỏi | Nội dung | Trả lời | Câu ở mục | Khi nào |", "|---|---|---|---|---|"]
    for name, question in QUESTIONS.items():
        asked = f"`{name}(…)`: {question.takes}" if question.takes else f"`{name}`"
        phrase = "" if question.phrase is None else question.phrase.__name__
        cells = (asked, question.about, question.gives, phrase, question.when.about)
        rows.append(f"| {' | '.join(cells)} |".replace("  ", " "))
    return "\n".join(rows) + "\n"
