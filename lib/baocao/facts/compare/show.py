"""Shows a comparison: tables on a terminal, plain lines elsewhere, or one HTML page."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from baocao.facts.compare import words
from baocao.facts.compare.results import Comparison

__all__ = ["SHOWN_ROWS", "lines", "page", "show"]

SHOWN_ROWS = 20
_TEMPLATES = Environment(
    loader=PackageLoader("baocao.facts.compare", ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def show(found: Comparison, console: Console | None = None) -> None:
    """Print a comparison."""
    console = console or Console(soft_wrap=True, highlight=False, emoji=False)
    if not console.is_terminal:
        for line in lines(found):
            console.print(line, markup=False)
        return
    for line in _head(found):
        console.print(line, markup=False)
    if found.differences:
        console.print(_table(found))
    for line in _causes(found):
        console.print(line, markup=False)


def lines(found: Comparison) -> list[str]:
    """The whole comparison as plain lines, one a difference."""
    body = []
    for difference in found.differences:
        change = words.changed(difference)
        body.append(
            f"{words.name(difference, found.of_one_period)}: {difference.fact.label}: "
            f"{words.stated(difference.a)} → {words.stated(difference.b)}"
            + (f" ({change})" if change else "")
            + f": {difference.words}"
        )
        body += [f"  {note}" for note in difference.notes]
    return [*_head(found), *(("", *body) if body else ()), *_causes(found)]


def page(found: Comparison) -> str:
    """One HTML page with every row behind every difference: no network, everything escaped."""
    return _TEMPLATES.get_template("page.html.j2").render(found=found, words=words)


def _head(found: Comparison) -> list[str]:
    return [f"A: {found.a.name}", f"B: {found.b.name}", words.summary(found), *found.notes]


def _table(found: Comparison) -> RichTable:
    table = RichTable(show_lines=True)
    for heading in ("Số liệu", "A", "B", "Thay đổi", "Nhận xét"):
        # An id that is cut off cannot be asked for.
        table.add_column(heading, overflow="fold")
    for difference in found.differences:
        name = f"{difference.fact.label}\n{words.name(difference, found.of_one_period)}"
        cells = (
            name,
            words.stated(difference.a),
            words.stated(difference.b),
            words.changed(difference),
            "\n".join((difference.words, *difference.notes)),
        )
        table.add_row(*map(Text, cells))
    return table


def _causes(found: Comparison) -> Iterator[str]:
    if found.causes:
        yield from ("", "Các dòng sổ làm nên khác biệt:")
    for rows, differences in found.causes.items():
        yield ""
        yield from (words.name(d, found.of_one_period) for d in differences)
        for heading, items in words.row_groups(rows, SHOWN_ROWS):
            yield f"  {heading}"
            yield from (f"    {item}" for item in items)
