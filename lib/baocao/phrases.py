"""Words around figures, in the order officials write them: facts in, Vietnamese out.

Every claim that prose makes of a figure (up, highest, above plan, most of) is made here, by a
function that has looked at the figures.  ``docs/phrases.md`` lists what each one says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from baocao import trends
from baocao.facts import ESTIMATED, Fact
from baocao.trends import (
    LAST_YEAR,
    Against,
    Course,
    Estimate,
    Tendency,
    change,
    excess,
    growth,
    multiple,
)
from baocao.vietnamese import half_up, join, short_date

__all__ = [
    "Named",
    "Phrase",
    "against_extreme",
    "against_plan",
    "course",
    "estimated",
    "leading",
    "series",
    "standing",
    "streak",
    "trend",
    "unit_of",
    "versus",
    "weight",
]

Named = tuple[str, Fact]
"""A fact with what prose calls its period or its part."""

# Under ten a percentage says more than the count can bear: the base is named instead.
SMALL_BASE = 10
# What names of the same days of earlier years begin with.
_SAME_DAYS = "cùng kỳ"
# From twice on, officials say how many times.
_TIMES = 2

_STATUS = {"official": "chính thức", "preliminary": "sơ bộ", "estimated": "ước"}
_WAYS = {"up": "tăng", "down": "giảm"}
_PACE = {
    "slower": "nhưng tốc độ {way} chậm dần",
    "faster": "với tốc độ {way} nhanh dần",
    "steady": "với tốc độ {way} đều",
    "mixed": "với tốc độ {way} không đều",
}
_STANDING = {
    "highest": "đạt mức cao nhất",
    "equal highest": "bằng mức cao nhất",
    "lowest": "ở mức thấp nhất",
    "equal lowest": "bằng mức thấp nhất",
}


@dataclass(frozen=True)
class Phrase:
    """Words and facts in the order they are printed; false when there is nothing to say."""

    parts: tuple[str | Fact, ...] = ()

    def __str__(self) -> str:
        return "".join(str(part) for part in self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)


def unit_of(fact: Fact) -> str:
    """The unit as it follows the number; nothing where the number bears it already."""
    return "" if fact.unit in ("đồng", "%") else f" {fact.unit}"


def versus(
    now: Fact,
    base: Fact,
    against: Against = LAST_YEAR,
    *,
    pad_counts: bool = True,
    variant: int = 0,
) -> Phrase:
    """How a figure stands against another: "tăng 22 dự án (51,2%) so với cùng kỳ năm trước".

    Percentages differ by points.  A base of zero gets no percentage, one under ten is named
    instead.  From twice the base on it is said how many times.  Figures that are not equally
    firm are said to be so.

    Parameters
    ----------
    now, base
        Alike: see :func:`baocao.trends.change`.
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
    firmness = _firmness(now, base)
    difference = change(now, base, pad_counts, against)
    if not difference.value:
        return Phrase((f"không đổi {whom}{firmness}",))
    word = "tăng" if difference.value > 0 else "giảm"
    if difference.status == "estimated":
        # The word is said once, before what it is about.
        word, difference = f"{ESTIMATED}{word}", _bare(difference)
    amount: tuple[str | Fact, ...] = (f"{word} ", difference, unit_of(difference))
    note: tuple[str | Fact, ...]
    if now.unit == "%":
        return Phrase((*amount, f" {whom}{firmness}"))
    if base.value == 0:
        nothing = "chưa có" if now.stock else "không phát sinh"
        note = (f" ({against.base(now.stock)} {nothing})",)
    elif _is_small(base):
        note = (f" ({against.base(now.stock)}: ", base, unit_of(base), ")")
    else:
        rate = _bare(growth(now, base, against))
        times = _bare(multiple(now, base, against))
        if times.value is not None and times.value >= _TIMES:
            return Phrase((*amount, ", gấp ", times, f" lần {against.words(now.stock)}{firmness}"))
        match variant % 3:
            case 1:
                return Phrase(
                    (f"{word} ", rate, " (", difference, unit_of(difference), f") {whom}{firmness}")
                )
            case 2:
                return Phrase((f"{whom} ", *amount, " (", rate, f"){firmness}"))
            case _:
                return Phrase((*amount, " (", rate, f") {whom}{firmness}"))
    if variant % 3 == 2:
        return Phrase((f"{whom} ", *amount, *note, firmness))
    return Phrase((*amount, f" {whom}", *note, firmness))


def _bare(fact: Fact) -> Fact:
    """A fact without the word of an estimate, which stands before the whole phrase."""
    return replace(fact, text=fact.text.removeprefix(ESTIMATED))


def _mixture(facts: Sequence[Fact]) -> str:
    """That a row holds figures that are not equally firm."""
    statuses = {fact.status for fact in facts}
    if len(statuses) == 1:
        return ""
    return f" (có số {_STATUS['estimated' if 'estimated' in statuses else 'preliminary']})"


def _is_small(base: Fact) -> bool:
    return base.unit != "đồng" and (base.value or Decimal(0)) < SMALL_BASE


def _firmness(now: Fact, base: Fact) -> str:
    if now.status == base.status:
        return ""
    return f" (số {_STATUS[now.status]} so với số {_STATUS[base.status]})"


def against_plan(now: Fact, plan: Fact) -> Phrase:
    """How much of the plan is done: "đạt 80% kế hoạch", "đạt 105,2% kế hoạch, vượt 5,2%".

    "Vượt" is said of what lies above the plan, "đạt 100%" only of what reaches it.
    """
    if plan.value is None:
        return Phrase(("chưa giao chỉ tiêu kế hoạch",))
    if not plan.value:
        return Phrase(("kế hoạch bằng không nên không tính tỷ lệ",))
    done = trends.share(now, plan)
    if done.value is None:
        return Phrase(("chưa đủ số liệu để so sánh với kế hoạch",))
    if done.value <= 100:
        return Phrase(("đạt ", done, " kế hoạch"))
    return Phrase(("đạt ", done, " kế hoạch, vượt ", excess(now, plan)))


def series(pairs: Sequence[Named]) -> Phrase:
    """Figures one by one, as officials list them: "năm 2020: 43 dự án; năm 2021: 65 dự án".

    Unknown ones are left out.
    """
    parts: list[str | Fact] = []
    for name, fact in pairs:
        if fact.value is None:
            continue
        value = (fact, unit_of(fact)) if fact.value != Decimal(0) else ("không phát sinh",)
        parts += ["; " if parts else "", f"{name}: ", *value]
    return Phrase(tuple(parts) or ("chưa có số liệu",))


def course(pairs: Sequence[Named], noun: str, *, pad_counts: bool = True) -> Phrase:
    """The way figures go from period to period, in level and in rate.

    "Ngày càng tăng" is said of three figures or more of which each is above the one before;
    the growth of each step stands beside it, since a level may rise while its growth falls.
    Nothing is said of fewer than two.

    Parameters
    ----------
    pairs
        Like periods, oldest first.
    noun
        What one of them is: "năm", "quý", "tháng".
    """
    known = Course.of([fact for _, fact in pairs])
    names = [name for name, _ in pairs][len(pairs) - len(known.facts) :]
    if not known.steps:
        return Phrase()
    if len(known.steps) == 1:
        base, now = known.facts
        day = f"ngày {short_date(base.window.end)}"
        against = Against("step", names[0], day, names[0], day)
        compared = versus(now, base, against, pad_counts=pad_counts)
        return Phrase((f"{names[1]} ", *compared.parts))
    mixture = _mixture(known.facts)
    match known.direction:
        case "up" | "down" as direction:
            way = _WAYS[direction]
            lead = f"ngày càng {way}"
            if known.pace is None or any(_is_small(fact) for fact in known.facts[:-1]):
                return Phrase((f"{lead}{mixture}",))
            rates = [part for rate in known.growths for part in ("; ", rate)][1:]
            pace = _PACE[known.pace].format(way=way)
            return Phrase((f"{lead} {pace} (", *rates, f"){mixture}"))
        case "flat":
            return Phrase((f"không đổi qua từng {noun}{mixture}",))
    if all(step >= 0 for step in known.steps):
        return Phrase((f"không giảm qua từng {noun}{mixture}",))
    if all(step <= 0 for step in known.steps):
        return Phrase((f"không tăng qua từng {noun}{mixture}",))
    listed = list(zip(names, known.facts, strict=True))
    (highs, high), (lows, low) = (
        (join([name for name, fact in listed if fact in found]), found[0])
        for found in (known.highest, known.lowest)
    )
    return Phrase(
        (
            f"từ {names[0]} đến {names[-1]} tăng, giảm không đều; ",
            f"cao nhất là {highs} (", high, f"{unit_of(high)}), ",
            f"thấp nhất là {lows} (", low, f"{unit_of(low)}){mixture}",
        )
    )  # fmt: skip


def standing(pairs: Sequence[Named]) -> Phrase:
    """Whether the last figure is a peak or a low: "đạt mức cao nhất kể từ năm 2020".

    Nothing is said when it is neither, and of a record of fewer than four figures.
    """
    known = Course.of([fact for _, fact in pairs])
    found = trends.standing(known)
    if found is None:
        return Phrase()
    first, _ = pairs[len(pairs) - len(known.facts)]
    since = f"kể từ {first}"
    if first.startswith(_SAME_DAYS):
        since = f"so với {_SAME_DAYS} các năm từ {first.removeprefix(_SAME_DAYS).strip()}"
    return Phrase((f"{_STANDING[found]} {since}{_mixture(known.facts)}",))


def against_extreme(pairs: Sequence[Named], *, peak: bool, pad_counts: bool = True) -> Phrase:
    """How the last figure stands against the peak, or the low, of the record.

    Where it is one itself, :func:`standing` says so.
    """
    known = Course.of([fact for _, fact in pairs])
    if len(known.facts) < 2:
        return Phrase()
    named = pairs[len(pairs) - len(known.facts) :]
    now, extremes = known.facts[-1], known.highest if peak else known.lowest
    if now in extremes:
        return standing(pairs)
    name, base = next((name, fact) for name, fact in reversed(named) if fact in extremes)
    words = f"mức {'cao' if peak else 'thấp'} nhất ({name})"
    against = Against("peak" if peak else "low", words, words, words, words)
    return versus(now, base, against, pad_counts=pad_counts)


def streak(facts: Sequence[Fact], noun: str, before: str) -> Phrase:
    """How many times running it went the same way: "quý thứ 3 liên tiếp tăng so với quý trước".

    Nothing is said of a single step.

    Parameters
    ----------
    noun, before
        What a period is, and what each stands against.
    """
    known = Course.of(facts)
    if known.run < 2:
        return Phrase()
    way = "tăng" if known.steps[-1] > 0 else "giảm"
    tail = f" liên tiếp {way} so với {before}{_mixture(known.facts)}"
    return Phrase((f"{noun} thứ ", known.streak(noun), tail))


def trend(found: Tendency, pairs: Sequence[Named], noun: str, *, pad_counts: bool = True) -> Phrase:
    """The trend of a row of periods; of fewer than eight, only the way they go.

    "Xu hướng" is a word for what Kendall's test tells from chance.
    """
    if found.claim is None:
        return course(pairs, noun, pad_counts=pad_counts)
    mixture = _mixture(found.course.facts)
    if found.claim == "none":
        return Phrase((f"chưa có xu hướng tăng, giảm rõ rệt{mixture}",))
    lead = f"có xu hướng {_WAYS[found.claim]}"
    slope = found.slope_fact(noun)
    if not slope:
        return Phrase((f"{lead}{mixture}",))
    return Phrase((f"{lead}, khoảng ", slope, f" {slope.unit}{mixture}"))


def estimated(found: Estimate, year: str) -> Phrase:
    """The estimated year with its interval; nothing where none can be made."""
    if not found:
        return Phrase()
    unit = unit_of(found.year)
    ends = (found.low, " đến ", found.high, unit)
    return Phrase((f"{year} ", found.year, f"{unit}, trong khoảng từ ", *ends))


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


def leading(parts: Sequence[tuple[str, Fact, Fact]]) -> Phrase:
    """The greatest part, or the parts that share the first place.

    Parameters
    ----------
    parts
        Name, figure and share in percent of each; nothing is said of fewer than two.
    """
    known = [part for part in parts if part[1].value]
    if len(known) < 2:
        return Phrase()
    most = max(fact.value or Decimal(0) for _, fact, _ in known)
    first = [part for part in known if part[1].value == most]
    if len(first) == len(known):
        return Phrase()
    names = join([name for name, _, _ in first])
    _, fact, share = first[0]
    each = "cùng " if len(first) > 1 else ""
    tail = (", chiếm ", share) if share.value is not None and len(first) == 1 else ()
    return Phrase((f"nhiều nhất là {names} ({each}", fact, unit_of(fact), *tail, ")"))
