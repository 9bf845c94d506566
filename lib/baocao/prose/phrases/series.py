"""Figures over like periods, in words: development, rank, runs, trend, estimate of the year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from baocao.facts import trends
from baocao.facts.fact import Fact
from baocao.facts.indicators import YearWindow
from baocao.facts.trends import Against, Estimate, TimeSeries, TrendTest
from baocao.facts.windows import as_of
from baocao.locale.vi.text import join, short_date
from baocao.prose.phrases.comparisons import is_small, versus
from baocao.prose.phrases.phrase import SAME_DAYS, WAYS, Named, Phrase, mixture, unit_of

__all__ = ["against_extreme", "course", "estimated", "series", "standing", "streak", "trend"]

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


def series(pairs: Sequence[Named]) -> Phrase:
    """Figures one by one, as officials list them: "năm 2020: 43 dự án; năm 2021: 65 dự án".

    Unknown ones are left out.
    """
    parts: list[str | Fact] = []
    for name, fact in pairs:
        if fact.value is None:
            continue
        # What is derived may be zero although something happened.
        happened = fact.value != Decimal(0) or fact.derived_from
        value = (fact, unit_of(fact)) if happened else ("không phát sinh",)
        parts += ["; " if parts else "", f"{name}: ", *value]
    return Phrase(tuple(parts) or ("chưa có số liệu",))


def course(pairs: Sequence[Named], noun: str, *, pad_counts: bool = True) -> Phrase:
    """The way figures go from period to period, in level and in rate.

    "Ngày càng tăng" is said of three figures or more of which each is above the one before;
    the growth of each step is printed too, since a level may rise while its growth falls.
    Nothing is said of fewer than two.

    Parameters
    ----------
    pairs
        Like periods, oldest first; of the same days of several years, named by their years.
    noun
        What one of them is: "năm", "quý", "tháng".
    """
    known = TimeSeries.of([fact for _, fact in pairs])
    names = [name for name, _ in pairs][len(pairs) - len(known.facts) :]
    if not known.steps:
        return Phrase()
    if len(known.steps) == 1:
        base, now = known.facts
        day = as_of(base.window)
        against = Against("step", names[0], day, names[0], day)
        compared = versus(now, base, against, pad_counts=pad_counts)
        lead = _days(now) if names[1].startswith(SAME_DAYS) else names[1]
        return Phrase((f"{lead} ", *compared.parts))
    mixed = mixture(known.facts)
    match known.direction:
        case "up" | "down" as direction:
            way = WAYS[direction]
            lead = f"ngày càng {way}"
            bears_none = any(map(is_small, known.facts[:-1])) or known.values[-1] < 0
            if known.pace is None or bears_none:
                return Phrase((f"{lead}{mixed}",))
            rates = [part for rate in known.growths for part in ("; ", rate)][1:]
            pace = _PACE[known.pace].format(way=way)
            return Phrase((f"{lead} {pace} (", *rates, f"){mixed}"))
        case "flat":
            return Phrase((f"không đổi qua từng {noun}{mixed}",))
    if all(step >= 0 for step in known.steps):
        return Phrase((f"không giảm qua từng {noun}{mixed}",))
    if all(step <= 0 for step in known.steps):
        return Phrase((f"không tăng qua từng {noun}{mixed}",))
    way = f"từ {names[0]} đến {names[-1]}"
    if names[0].startswith(SAME_DAYS):
        names = [_bare(name) for name in names]
        way = f"qua {SAME_DAYS} các năm từ {names[0]} đến {names[-1]}"
    listed = list(zip(names, known.facts, strict=True))
    (highs, high), (lows, low) = (
        (join([name for name, fact in listed if fact in found]), found[0])
        for found in (known.highest, known.lowest)
    )
    return Phrase(
        (
            f"{way} tăng, giảm không đều; ",
            f"cao nhất là {highs} (", high, f"{unit_of(high)}), ",
            f"thấp nhất là {lows} (", low, f"{unit_of(low)}){mixed}",
        )
    )  # fmt: skip


def _bare(name: str) -> str:
    """The year in the name of the same days of a year."""
    return name.removeprefix(SAME_DAYS).strip()


def _days(fact: Fact) -> str:
    """The days of a figure, before what is said of it."""
    if isinstance(fact.window, YearWindow):
        return as_of(fact.window)
    start, until = fact.window.start, f"đến ngày {short_date(fact.window.end)}"
    return until if fact.stock or start is None else f"từ ngày {short_date(start)} {until}"


def standing(pairs: Sequence[Named]) -> Phrase:
    """Whether the last figure is a peak or a low: "đạt mức cao nhất kể từ năm 2020".

    Nothing is said when it is neither, and of a record of fewer than four figures.
    """
    known = TimeSeries.of([fact for _, fact in pairs])
    found = trends.standing(known)
    if found is None:
        return Phrase()
    first, _ = pairs[len(pairs) - len(known.facts)]
    since = f"kể từ {first}"
    if first.startswith(SAME_DAYS):
        since = f"so với {SAME_DAYS} các năm từ {_bare(first)}"
    return Phrase((f"{_STANDING[found]} {since}{mixture(known.facts)}",))


def against_extreme(pairs: Sequence[Named], *, peak: bool, pad_counts: bool = True) -> Phrase:
    """How the last figure stands against the peak, or the low, of the record.

    Where it is one itself, :func:`standing` says so.
    """
    known = TimeSeries.of([fact for _, fact in pairs])
    if len(known.facts) < 2:
        return Phrase()
    named = pairs[len(pairs) - len(known.facts) :]
    now, extremes = known.facts[-1], known.highest if peak else known.lowest
    if now in extremes:
        return standing(pairs)
    name, base = next((name, fact) for name, fact in reversed(named) if fact in extremes)
    level = f"mức {'cao' if peak else 'thấp'} nhất"
    # Where the base is printed, its period stands beside it, and not twice.
    has_base = now.unit != "%" and (is_small(base) or not base.value)
    words = level if has_base else f"{level} ({name})"
    against = Against("peak" if peak else "low", words, words, name, name)
    return versus(now, base, against, pad_counts=pad_counts)


def streak(facts: Sequence[Fact], noun: str, before: str) -> Phrase:
    """How many times in a row it went the same way: "quý thứ 3 liên tiếp tăng so với quý trước".

    Nothing is said of a single step.

    Parameters
    ----------
    noun, before
        What a period is, and what each stands against.
    """
    known = TimeSeries.of(facts)
    if known.run < 2:
        return Phrase()
    way = "tăng" if known.steps[-1] > 0 else "giảm"
    tail = f" liên tiếp {way} so với {before}{mixture(known.facts)}"
    return Phrase((f"{noun} thứ ", known.streak(noun), tail))


def trend(
    found: TrendTest, pairs: Sequence[Named], noun: str, *, pad_counts: bool = True
) -> Phrase:
    """The trend of a row of periods; of fewer than eight, only the way they go.

    "Xu hướng" is said only where Kendall's test is significant.
    """
    if found.claim is None:
        return course(pairs, noun, pad_counts=pad_counts)
    mixed = mixture(found.series.facts)
    if found.claim == "none":
        return Phrase((f"chưa có xu hướng tăng, giảm rõ rệt{mixed}",))
    lead = f"có xu hướng {WAYS[found.claim]}"
    slope = found.slope_fact(noun)
    if not slope:
        return Phrase((f"{lead}{mixed}",))
    return Phrase((f"{lead}, khoảng ", slope, f" {slope.unit}{mixed}"))


def estimated(found: Estimate, year: str) -> Phrase:
    """The estimated year with its interval; nothing where none can be made."""
    if not found:
        return Phrase()
    unit = unit_of(found.year)
    ends = (found.low, " đến ", found.high, unit)
    return Phrase((f"{year} ", found.year, f"{unit}, trong khoảng từ ", *ends))
