"""A figure beside another: the year before, the period before, a plan, the whole it is part of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from baocao.core.calendars import YEAR
from baocao.facts import trends
from baocao.facts.fact import ESTIMATED, Fact, prints_alike
from baocao.facts.indicators import YearWindow
from baocao.facts.trends import LAST_YEAR, Against, change, excess, growth, last_year, multiple
from baocao.facts.windows import as_of
from baocao.locale.vi.text import half_up, join, short_date
from baocao.prose.phrases.phrase import STATUS, Phrase, unit_of

__all__ = ["against_plan", "cumulative", "is_small", "leading", "versus", "weight"]

# Under ten a percentage says more than the count can bear: the base is named instead.
SMALL_BASE = 10
# From twice on, officials say how many times.
_TIMES = 2


def versus(
    now: Fact,
    base: Fact,
    against: Against = LAST_YEAR,
    *,
    pad_counts: bool = True,
    variant: int = 0,
) -> Phrase:
    """How a figure stands against another: "tăng 22 dự án (51,2%) so với cùng kỳ năm trước".

    Percentages differ by points.  With a base of zero there is no percentage; a base under ten is
    printed instead of one, and so is any base of what has come to less than nothing.  From twice
    the base on, the phrase says how many times.  Of two figures that are printed alike nothing is
    said to rise or fall: "tương đương".  It also says when one figure is more final than the other
    (official, preliminary, estimated).

    Parameters
    ----------
    now, base
        Comparable: see :func:`baocao.facts.trends.change`.
    against
        What the base is.
    variant
        One of three orders of the same words, so that a page of comparisons does not repeat
        one sentence: any whole number.
    """
    whom = f"so với {against.words(now.stock)}"
    if now.value is None:
        return Phrase((f"chưa đủ số liệu để so sánh với {against.words(now.stock)}",))
    if base.value is None:
        return Phrase((f"chưa có số liệu {against.words(now.stock)} để so sánh",))
    status = _status(now, base)
    difference = change(now, base, pad_counts, against)
    if not difference.value:
        if variant % 3 == 1 and now.value:
            return Phrase((f"bằng {against.words(now.stock)}{status}",))
        return Phrase((f"không đổi {whom}{status}",))
    if prints_alike(now, base):
        return Phrase((f"tương đương {against.words(now.stock)}{status}",))
    word = "tăng" if difference.value > 0 else "giảm"
    if difference.status == "estimated":
        # The word is said once, before what it is about.
        word, difference = f"{ESTIMATED}{word}", _bare(difference)
    amount: tuple[str | Fact, ...] = (f"{word} ", difference, unit_of(difference))
    note: tuple[str | Fact, ...]
    if now.unit == "%":
        return Phrase((*amount, f" {whom}{status}"))
    if base.value == 0 and not base.derived_from:
        nothing = "chưa có" if now.stock else "không phát sinh"
        note = (f" ({against.base(now.stock)} {nothing})",)
    elif is_small(base) or base.value == 0 or now.value < 0:
        # What is derived may be zero although something happened.
        note = (f" ({against.base(now.stock)}: ", base, unit_of(base), ")")
    else:
        rate = _bare(growth(now, base, against))
        times = _bare(multiple(now, base, against))
        if times.value is not None and times.value >= _TIMES:
            return Phrase((*amount, ", gấp ", times, f" lần {against.words(now.stock)}{status}"))
        match variant % 3:
            case 1:
                return Phrase(
                    (f"{word} ", rate, " (", difference, unit_of(difference), f") {whom}{status}")
                )
            case 2:
                return Phrase((f"{whom} ", *amount, " (", rate, f"){status}"))
            case _:
                return Phrase((*amount, " (", rate, f") {whom}{status}"))
    if variant % 3 == 2:
        return Phrase((f"{whom} ", *amount, *note, status))
    return Phrase((*amount, f" {whom}", *note, status))


def cumulative(
    now: Fact,
    base: Fact,
    *,
    pad_counts: bool = True,
    variant: int = 0,
    compare: bool = True,
    accumulates: bool = True,
    year_word: str = YEAR,
) -> Phrase:
    """What has come together, and how it stands against the same days of the year before.

    Parameters
    ----------
    now, base
        A flow of the year so far and of the same days a year before; or a stock on both days.
    compare
        Whether a year before stands beside it.
    accumulates
        Whether it grows from day to day; a mean or a rate is not "lũy kế" but of all the days
        together, and what is told anew each month, or may leave, is that of a day.
    year_word
        What a year is called.
    """
    day = short_date(now.window.end)
    since = "" if now.stock else f" từ đầu {year_word}"
    lead = f"{'lũy kế' if accumulates else 'tính chung'}{since} đến hết ngày {day}"
    if now.stock and not accumulates:
        lead = f"tại ngày {day}"
        if isinstance(now.window, YearWindow):
            lead = as_of(now.window, year_word)
    if now.value is None:
        return Phrase((f"{lead}: {now.text}",))
    figure = (f"{lead} là ", now, unit_of(now))
    if not compare:
        return Phrase(figure)
    against = last_year(year_word)
    if isinstance(base.window, YearWindow):
        against = replace(against, stock=as_of(base.window, year_word))
    compared = versus(now, base, against, pad_counts=pad_counts, variant=variant)
    return Phrase((*figure, ", ", *compared.parts))


def _bare(fact: Fact) -> Fact:
    """A fact without the word of an estimate, which stands before the whole phrase."""
    return replace(fact, text=fact.text.removeprefix(ESTIMATED))


def is_small(base: Fact) -> bool:
    """Whether a percentage of it would say more than the count can bear, or nothing at all."""
    value = base.value or Decimal(0)
    # What has decimals is no count: a rate of 0,8 bears a percentage.
    return value < 0 or (base.unit != "đồng" and not base.decimals and value < SMALL_BASE)


def _status(now: Fact, base: Fact) -> str:
    if now.status == base.status:
        return ""
    return f" (số {STATUS[now.status]} so với số {STATUS[base.status]})"


def against_plan(now: Fact, plan: Fact, *, since: str = "") -> Phrase:
    """How much of the plan is done: "đạt 80% kế hoạch", "đạt 105,2% kế hoạch, cao hơn 5,2%".

    "Cao hơn" is said of what lies above the plan, "đạt 100%" only of what reaches it.  "Vượt" would
    praise: of fires or of waiting days less is better.

    Parameters
    ----------
    now
        The year so far of a flow; or a stock.
    since
        Where that is more than the period: "lũy kế từ đầu năm", lest the figure of a quarter that
        stands before it be taken for what was compared.
    """
    lead = f"{since} " if since else ""
    if plan.value is None:
        return Phrase(("chưa giao chỉ tiêu kế hoạch",), is_absence=True)
    if now.unit == "%" and now.value is not None:
        return _beside_plan(now, plan, lead)
    if not plan.value:
        return Phrase(("kế hoạch bằng không nên không tính tỷ lệ",))
    if now.value is not None and min(now.value, plan.value) < 0:
        return Phrase((f"{lead}số âm nên không tính tỷ lệ so với kế hoạch",))
    done = trends.share(now, plan)
    if done.value is None:
        return Phrase(("chưa đủ số liệu để so sánh với kế hoạch",))
    if done.value <= 100:
        return Phrase((f"{lead}đạt ", done, " kế hoạch"))
    return Phrase((f"{lead}đạt ", done, " kế hoạch, cao hơn ", excess(now, plan)))


def _beside_plan(now: Fact, plan: Fact, lead: str) -> Phrase:
    """A percentage beside the one that is planned: a percentage of a percentage misleads."""
    difference = trends.beyond_plan(now, plan)
    if not difference.value:
        return Phrase((f"{lead}bằng kế hoạch",))
    way = "cao hơn" if difference.value > 0 else "thấp hơn"
    return Phrase((f"{lead}{way} kế hoạch ", difference, unit_of(difference)))


def weight(part: Fact) -> Phrase:
    """What share of a whole it is, in words: "phần lớn" is more than half, "hầu hết" 90 %.

    "Toàn bộ" and "một nửa" are said of no less and no more.

    Parameters
    ----------
    part
        A share in percent; nothing is said of an unknown one.
    """
    if part.value is None:
        return Phrase()
    if part.value == 100:
        return Phrase(("toàn bộ",))
    if half_up(part.value, 1) >= 90:
        return Phrase(("hầu hết",))
    if part.value == 50:
        return Phrase(("một nửa",))
    if part.value > 50:
        return Phrase(("phần lớn",))
    return Phrase(("một phần",) if part.value else ("không có",))


def leading(
    parts: Sequence[tuple[str, Fact, Fact]], *, adds_up: bool = True, least: bool = False
) -> Phrase:
    """The greatest part, or the parts that share the first place.

    Parameters
    ----------
    parts
        Name, figure and share in percent of each; nothing is said of fewer than two.
    adds_up
        Whether the parts make a total: of things there are "nhiều nhất", a mean or a rate is
        "cao nhất".
    least
        Whether the least part is told instead: of the least numbers of a column.
    """
    known = [part for part in parts if (part[1].value if adds_up else part[1].value is not None)]
    if len(known) < 2:
        return Phrase()
    most = (min if least else max)(fact.value or Decimal(0) for _, fact, _ in known)
    first = [part for part in known if part[1].value == most]
    if len(first) == len(known):
        return Phrase()
    names = join([name for name, _, _ in first])
    _, fact, share = first[0]
    each = "cùng " if len(first) > 1 else ""
    tail = (", chiếm ", share) if share.value is not None and len(first) == 1 else ()
    # What is less than nothing is not much of anything.
    counted = adds_up and all((one.value or 0) > 0 for _, one, _ in known)
    word = "thấp nhất" if least else "nhiều nhất" if counted else "cao nhất"
    return Phrase((f"{word} là {names} ({each}", fact, unit_of(fact), *tail, ")"))
