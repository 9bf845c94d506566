"""What a number of prose rests on, as a notebook's output shows it: definition, history, rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from baocao.core.errors import BaocaoError
from baocao.facts.book import FactBook
from baocao.facts.fact import Fact, Provenance, suffix_of, with_unit
from baocao.facts.find import earlier, find
from baocao.facts.indicators import YearWindow
from baocao.facts.windows import as_of
from baocao.locale.vi import text as vi
from baocao.locale.vi.text import short_date
from baocao.registers.small import Table, shown_columns

__all__ = ["SHOWN_ROWS", "definition", "origin_of", "source_in_words"]

SHOWN_ROWS = 10
"""How many rows of a source an output holds: it is saved with the notebook."""
_FIRMNESS = {"official": "", "preliminary": "sơ bộ", "estimated": "ước"}


def origin_of(book: FactBook, fact: Fact, place: str) -> str:
    """The HTML that a fact opens: what the report in HTML says of it, with the first rows.

    Rows of registers that may not be shown are left out, and so are personal columns: a notebook
    is given away with its outputs.

    Parameters
    ----------
    place
        The id that links to it have.
    """
    items = "".join(f"<li>{escape(item)}</li>" for item in definition(book, fact))
    sources = [
        f"<p>{escape(source_in_words(source))}</p>{_rows(book, fact, source)}"
        for source in fact.provenance
    ]
    return (
        f'<details class="baocao-source"><summary>{escape(with_unit(fact))}: '
        f"{escape(fact.label)}</summary>"
        f'<div id="{place}"><ul>{items}</ul>{"".join(sources)}</div></details>'
    )


def definition(book: FactBook, fact: Fact) -> list[str]:
    """What a fact is, how it was counted and what it was before, a line each."""
    return [f"{name}: {text}" for name, text in _items(book, fact) if text]


def _items(book: FactBook, fact: Fact) -> Iterator[tuple[str, str]]:
    start, end = fact.window.start, fact.window.end
    days = (f"từ ngày {short_date(start)} đến" if start else "đến") + f" hết ngày {short_date(end)}"
    yield "Mã số liệu", f"{fact.id}, kỳ {fact.period}; đơn vị tính: {fact.unit}"
    counted = f"{'lũy kế' if fact.stock else 'phát sinh'} {days}"
    if isinstance(fact.window, YearWindow):
        calendar = book.workspace.calendar
        counted = f"số của cả {as_of(fact.window, calendar.year_word)}"
    yield "Cách tính", counted
    if firmness := _FIRMNESS[fact.status]:
        yield "Tình trạng", f"số {firmness}. {fact.method}".strip()
    yield "Lý do thiếu", fact.missing or ""
    yield "Tính từ", "; ".join(_with_value(book, one) for one in fact.derived_from)
    yield "Trước đây", _history(book, fact)


def source_in_words(source: Provenance) -> str:
    """A register, what was selected in it, and how many rows that is."""
    made_up = f", trong đó {vi.number(source.illustrative)} dòng minh họa"
    rows = f"{vi.number(source.rows)} dòng" + (made_up if source.illustrative else "")
    return f"Nguồn: {source.title} ({source.register}); {source.filter}; {rows}."


def _with_value(book: FactBook, reference: str) -> str:
    """``<id>@<period>`` with what it stands for now."""
    identity, _, period = reference.rpartition("@")
    if suffix_of(identity):
        return reference
    try:
        return f"{reference} ({find(book, identity, book.workspace.period(period)).text})"
    except BaocaoError:
        return reference


def _history(book: FactBook, fact: Fact) -> str:
    try:
        found = earlier(book, fact.id, book.workspace.period(fact.period))
    except BaocaoError as error:
        # The sentence is right all the same.
        return error.findings[0].what
    return "; ".join(f"{name}: {before.text}" for name, before in found)


def _rows(book: FactBook, fact: Fact, source: Provenance) -> str:
    """The first of the rows that a source lists; a comparison has those of what it compares."""
    table = None if suffix_of(fact.id) else _table(book, fact, source)
    if not source.rows or table is None:
        return ""
    if not table.register.public:
        return "<p>Sổ không công khai: dòng sổ không ghi vào kết quả của ô.</p>"
    # A large register lists no keys.
    keys = set(source.keys)
    at = [n for n, key in enumerate(table.keys) if key in keys][:SHOWN_ROWS]
    cells = shown_columns(table.register, table.frame.iloc[at])
    filled = {heading: texts for heading, texts in cells.items() if any(texts)}
    rest = source.rows - len(at)
    more = f"<p>… và {vi.number(rest)} dòng khác trong sổ.</p>" if rest else ""
    return (_grid(list(filled), list(zip(*filled.values(), strict=True))) if at else "") + more


def _table(book: FactBook, fact: Fact, source: Provenance) -> Table | None:
    """The register that a source names; None where it is too large to list rows."""
    measure = book.catalogue[fact.id.partition("[")[0].partition(":")[0]]
    for register in dict.fromkeys(one.register for one in measure.sources):
        table = book.table(register)
        if book.workspace.relative(table.path) == source.register:
            return table if isinstance(table, Table) else None
    return None


def _grid(headings: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
