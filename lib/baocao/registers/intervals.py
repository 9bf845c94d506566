"""Tables of months and years: whether each of these, and every row of each, is there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from baocao.core.errors import Finding
from baocao.core.periods import Calendar, Period, periods_between
from baocao.locale.vi.text import short_date
from baocao.registers.cells import Plain
from baocao.registers.day_texts import day_text
from baocao.registers.declare import Register
from baocao.registers.faults import first_of
from baocao.registers.summaries import LARGE

__all__ = ["gaps", "late_starts", "sums_of_others"]

Key = tuple[date | str | None, ...]
_WORDS = {"month": "tháng", "year": "năm"}


def gaps(
    keys: Iterable[Key], register: Register, complete_until: date, calendar: Calendar, where: str
) -> Iterator[Finding]:
    """Months or years without any row, and rows that others have.

    Whoever has a row in one month is expected in all later ones, up to the closing day of the data
    or to the day that the declaration gives in `ended`.  A place that reports nothing has a row
    with noughts: an empty month would count as one in which nothing happened, and a population
    that is not there makes every rate of the whole too high.  The year that is not over may be
    missing as a whole, and not in part.

    Parameters
    ----------
    keys
        The keys of the rows, in the order of the declaration.
    where
        The file, as people know it.

    Returns
    -------
    iterator of Finding
        REGISTER-97 months without a row; REGISTER-98 rows missing in a month; REGISTER-99 a value
        that the declaration expects and no row has; REGISTER-96 `ended` that the rows contradict.
    """
    at, word = register.interval_position, _WORDS[register.every]
    found: dict[Key, set[date]] = {}
    for key in keys:
        month = key[at]
        if isinstance(month, date):
            found.setdefault(key[:at] + key[at + 1 :], set()).add(month)
    present = set().union(*found.values())
    expected = _closed(register, complete_until, calendar)
    if absent := [month for month in expected if month not in present]:
        yield _finding(
            "REGISTER-97",
            f"Bảng theo {word} thiếu {word}.",
            where,
            [_shown(month, register) for month in absent],
            f"bổ sung các {word} ấy; chưa có số liệu thì lùi complete_until trong report.toml",
        )
    if register.every == "year":
        # The one that is not over is whole or not there.
        expected += sorted(year for year in present if year > complete_until)
    lacking = [
        f"{_shown(month, register)} / {' / '.join(map(str, others))}"
        for others, months in found.items()
        for month in expected
        if min(months) < month <= _last(others, register)
        and month not in months
        and month in present
    ]
    if lacking:
        yield _finding(
            "REGISTER-98",
            f"Bảng theo {word} thiếu dòng.",
            where,
            lacking,
            "bổ sung dòng, không phát sinh thì ghi số 0; đã thôi báo cáo thì khai trong ended=",
        )
    yield from _never(found, register, where)
    yield from _wrong_ends(found, register, calendar, where)


def sums_of_others(
    keys: Iterable[Key],
    register: Register,
    figures: Mapping[str, Sequence[Plain | None]],
    where: str,
) -> Iterator[Finding]:
    """Who has in each month the sum of all others: the province among its districts.

    To count it would count everything twice.  Two others and three months are needed, with other
    figures in each or with large ones, or it may be chance; of years one with large ones.

    Parameters
    ----------
    keys
        The keys of the rows, in the order of the declaration.
    figures
        The columns of numbers, by name.
    where
        The file, as people know it.

    Returns
    -------
    iterator of Finding
        REGISTER-42.
    """
    at = register.interval_position
    keys = list(keys)
    columns = [[_exact(value) for value in column] for column in figures.values()]
    rows = {key: tuple(column[n] for column in columns) for n, key in enumerate(keys)}
    of_months: dict[date | str | None, list[tuple[Decimal, ...]]] = {}
    for key, amounts in rows.items():
        of_months.setdefault(key[at], []).append(amounts)
    wholes = {
        month: tuple(map(sum, zip(*found, strict=True)))
        for month, found in of_months.items()
        if len(found) > 2
    }
    for others in dict.fromkeys(key[:at] + key[at + 1 :] for key in keys):
        mine = {month: rows.get((*others[:at], month, *others[at:])) for month in of_months}
        held = {month: amounts for month, amounts in mine.items() if amounts is not None}
        is_large = bool(held) and max(map(max, held.values())) >= LARGE
        is_sure = len(held) > 2 and (is_large or len({*held.values()}) > 2)
        has_parts = any(sum(map(any, of_months[month])) > 2 for month in held)
        if (
            (is_sure or (is_large and register.every == "year"))
            and has_parts
            and all(
                any(amounts) and month in wholes and wholes[month] == tuple(2 * n for n in amounts)
                for month, amounts in held.items()
            )
        ):
            yield _finding(
                "REGISTER-42",
                f"Có dòng mà {_WORDS[register.every]} nào cũng bằng tổng các dòng khác: tính vào "
                "thì cộng hai lần.",
                where,
                [" / ".join(map(str, others))],
                "xóa các dòng ấy khỏi sổ; số chung do phần mềm cộng",
            )


def _exact(value: Plain | None) -> Decimal:
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else Decimal(0)


def late_starts(keys: Iterable[Key], register: Register) -> list[str]:
    """Notes on what has no row in the first months: it may have been forgotten there."""
    at = register.interval_position
    firsts: dict[Key, date] = {}
    for key in keys:
        month, others = key[at], key[:at] + key[at + 1 :]
        if isinstance(month, date):
            firsts[others] = min(month, firsts.get(others, month))
    begin = min(firsts.values(), default=None)
    late = [
        f"{' / '.join(map(str, others))} từ {_shown(month, register)}"
        for others, month in firsts.items()
        if month != begin
    ]
    word = _WORDS[register.every]
    return [f"không có dòng ở những {word} đầu: {first_of(late)}"] if late else []


def _closed(register: Register, complete_until: date, calendar: Calendar) -> list[date]:
    """The last days of the months or years that are over, from the first day of the register."""
    found = periods_between(register.begins, complete_until, (register.every,), calendar)
    return [month.end for month in found if month.start >= register.begins]


def _shown(month: date, register: Register) -> str:
    return day_text(month, register.every or "date")


def _last(others: Key, register: Register) -> date:
    ends = [register.ended[str(value)] for value in others if value in register.ended]
    return min(ends, default=date.max)


def _never(found: Iterable[Key], register: Register, where: str) -> Iterator[Finding]:
    names = [name for name in register.key if not register.column(name).is_interval]
    for position, name in enumerate(names):
        column = register.column(name)
        seen = {others[position] for others in found}
        if absent := [value for value in column.allowed if value not in seen]:
            yield _finding(
                "REGISTER-99",
                f"Bảng theo {_WORDS[register.every]} không có dòng nào của một mục trong danh mục.",
                f'{where}, cột "{column.heading}"',
                absent,
                "bổ sung dòng, hoặc bỏ mục ấy khỏi allowed= trong khai báo",
            )


def _wrong_ends(
    found: Mapping[Key, set[date]], register: Register, calendar: Calendar, where: str
) -> Iterator[Finding]:
    """What the declaration says of who reports no longer, and the rows do not."""
    last: dict[str, date] = {}
    for others, months in found.items():
        for value in map(str, others):
            last[value] = max([*months, last.get(value, date.min)])
    place = f"{where}; ended= trong khai báo sổ {register.stem}"
    for name, day in register.ended.items():
        if name not in last:
            close = difflib.get_close_matches(name, last, n=1)
            remedy = f"có phải: {close[0]}?" if close else "ghi tên đúng như trong khóa của sổ"
            yield Finding("REGISTER-96", "Không dòng nào có tên ấy.", place, name, remedy)
        elif Period.interval_with(register.every, last[name], calendar).start > day:
            told = f"{name}: {short_date(day)}, còn dòng của {_shown(last[name], register)}"
            remedy = "sửa ngày trong ended=, hoặc bỏ dòng thừa"
            yield Finding("REGISTER-96", "Còn dòng sau ngày thôi báo cáo.", place, told, remedy)


def _finding(code: str, what: str, where: str, items: list[str], remedy: str) -> Finding:
    return Finding(code, what, where, first_of(items), remedy)
