"""What is wrong, or deserves a look, in an office's declarations once its registers are read."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from baocao.core.errors import Finding, IndicatorError
from baocao.facts.book import FactBook, shared_book
from baocao.facts.indicators import Indicator
from baocao.facts.likely_stocks import likely_stocks
from baocao.facts.likely_tables import likely_tables
from baocao.facts.measures import Measure
from baocao.facts.targets import TARGETS, plan_fault, targets_of
from baocao.facts.unmet import is_misspelt, unmet
from baocao.locale.vi.text import short_date
from baocao.prose.reserved_names import reserved_names
from baocao.registers.declare import Register
from baocao.registers.small import Table
from baocao.workspace.workspace import CONFIGURATION, Workspace

__all__ = ["declaration_faults", "key_figure_faults", "notes", "plan_faults"]


def plan_faults(book: FactBook) -> None:
    """Look at all plans, whatever period they are for.

    Raises
    ------
    RegisterError
        Faults of the file.
    IndicatorError
        INDICATOR-07 a plan in another unit; INDICATOR-48 one of another year; INDICATOR-50 one that
        would be printed as another number; INDICATOR-29 one of an indicator, or of a part, that
        there is not; INDICATOR-30 two on one day.
    """
    table = book.table(TARGETS)
    assert isinstance(table, Table), "plans are never large"
    known = [key for key, _ in book.catalogue]
    place = book.workspace.relative(table.path)
    plans = targets_of(table, known, place)
    faults = []
    for key, mine in plans.items():
        whole, bracket, rest = key.partition("[")
        measure, calendar = book.catalogue[whole], book.workspace.calendar
        found = (plan_fault(key, plan, measure, calendar, place) for plan in mine)
        faults += [fault for fault in found if fault]
        for text in rest.rpartition("]")[0].split("][") if bracket else ():
            if not _is_known(book, whole, text):
                close = _misspelt(book, whole, text)
                faults.append(_no_part(key, text, f"{place}, {mine[0].key}", close))
    if faults:
        raise IndicatorError(*faults)


def _is_known(book: FactBook, key: str, text: str) -> bool:
    """Whether a row, or a list of what is allowed, has a text that a plan of a part names."""
    sources = book.catalogue[key].sources
    allowed = (column.allowed for source in sources for column in source.register.table_columns)
    return any(text in values for values in allowed) or any(
        book.columns_with(source.register, text) for source in sources
    )


def _misspelt(book: FactBook, key: str, text: str) -> str:
    """What a text that no row has is nearly the same as; empty where nothing is like it."""
    texts: set[str] = set()
    for source in book.catalogue[key].sources:
        table = book.table(source.register)
        # Of a large register it is asked for as it is.
        if not isinstance(table, Table):
            return ""
        for name in source.register.public_texts:
            texts |= {*table.frame[name], *source.register.column(name).allowed}
    return next((one for one in sorted(texts) if is_misspelt(text, one)), "")


def _no_part(key: str, text: str, where: str, close: str) -> Finding:
    return Finding(
        "INDICATOR-29",
        f"Kế hoạch của phần không có: {key}.",
        where=where,
        found=text,
        remedy=f"có phải: {close}?"
        if close
        else "ghi đúng tên như trong sổ; tên mới chưa có dòng nào thì ghi vào allowed= của cột",
    )


def key_figure_faults(book: FactBook) -> Iterator[Finding]:
    """Names in ``key_figures`` that are no indicators."""
    known = [key for key, _ in book.catalogue]
    path = book.workspace.root / CONFIGURATION
    for identity in book.workspace.settings.key_figures:
        if identity in known:
            continue
        close = difflib.get_close_matches(identity, known, n=3)
        yield Finding(
            "HTML-30",
            "key_figures nêu một chỉ tiêu không có.",
            where=f"{CONFIGURATION}{_line_with(identity, path.read_text(encoding='utf-8-sig'))}",
            found=identity,
            remedy=f"có phải: {', '.join(close)}"
            if close
            else f"xem lib/{book.catalogue.package}, hoặc bỏ tên này",
        )


def _line_with(identity: str, settings: str) -> str:
    """Where ``key_figures`` names an indicator; nothing where it is written in another way."""
    lines = settings.splitlines()
    first = next(
        (n for n, line in enumerate(lines) if line.lstrip().startswith("key_figures")), None
    )
    for number, line in enumerate(lines[first:] if first is not None else (), start=first or 0):
        if any(f"{quote}{identity}{quote}" in line for quote in "\"'"):
            return f", dòng {number + 1}"
    return ""


def declaration_faults(book: FactBook) -> list[Finding]:
    """Names that prose cannot use or that are given twice, misspelt conditions, rows nobody counts.

    Raises
    ------
    RegisterError
        Faults of a register that conditions are held against.
    """
    places = book.catalogue.places
    found = list(reserved_names(book.catalogue))
    found += [one.finding(places.of(one.key)) for one in unmet(book) if one.close]
    return [*found, *_declared_twice(book), *_too_early(book)]


def _declared_twice(book: FactBook) -> Iterator[Finding]:
    """Names that a module gives to two declarations: Python keeps the last one, in silence."""
    places = book.catalogue.places
    for stem, module in book.catalogue.modules.items():
        for name, lines in places.repeated(stem).items():
            if isinstance(getattr(module, name, None), Measure | Register):
                yield Finding(
                    "INDICATOR-49",
                    f"Tên {name} được khai nhiều lần trong một mô-đun: chỉ lần cuối còn lại.",
                    where=places.at(stem, name),
                    found=f"dòng {', '.join(map(str, lines))}",
                    remedy="đặt cho mỗi khai báo một tên riêng, hoặc bỏ khai báo thừa",
                )


def _too_early(book: FactBook) -> Iterator[Finding]:
    """Rows dated before the first day of their register, which no period counts.

    A column by whose days something stands, as products once recognised do, may have earlier ones.
    """
    asked: dict[tuple[Register, str], bool] = {}
    for _, measure in book.catalogue:
        if isinstance(measure, Indicator):
            lasts = measure.stock and not measure.is_snapshot
            of_events = not lasts and measure.ahead is None
            column = (measure.register, measure.date)
            asked[column] = asked.get(column, True) and of_events
    for (register, name), of_events in asked.items():
        first = book.first_day(register, name) if of_events else None
        if first is not None and first < register.begins:
            yield Finding(
                "REGISTER-83",
                "Sổ có dòng trước ngày bắt đầu của sổ: không kỳ nào tính dòng ấy.",
                where=f"{book.workspace.relative(book.table(register).path)}, "
                f'cột "{register.column(name).heading}"',
                found=f"{short_date(first)}; begins={short_date(register.begins)}",
                remedy="sửa ngày trong sổ, hoặc khai begins= là ngày đầu tiên có đủ số liệu",
            )


def notes(workspace: Workspace) -> list[str]:
    """What may be right in the declarations and deserves a look, in Vietnamese.

    Raises
    ------
    RegisterError
        Faults of any register.
    """
    book = shared_book(workspace)
    places = book.catalogue.places
    told = [one.note(places.of(one.key)) for one in unmet(book) if not one.close]
    told += [
        f"{places.of(key)}: {sign}; nếu là số hiện có ở một ngày thì thêm stock=True"
        for key, sign in likely_stocks(book)
    ]
    told += [f"{places.of_object(one)}: {said}" for one, said in likely_tables(book)]
    labels: dict[tuple[str, str], dict[int, str]] = {}
    for key, measure in book.catalogue:
        # One indicator may have two names.
        labels.setdefault((measure.label, measure.unit), {}).setdefault(id(measure), key)
    for (label, _), same in labels.items():
        *others, last = same.values()
        if others:
            told.append(f'{places.of(last)}: cùng tên "{label}" với {", ".join(others)}')
    return told
