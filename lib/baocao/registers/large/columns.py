"""What stands in the columns of a file, as SQL over whatever type the file gives them.

Days are written day/month/year, numbers as :func:`baocao.locale.vi.text.parse_number` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import zip_longest

from baocao.core.periods import CALENDAR, Calendar
from baocao.registers.cells import SHORTENED
from baocao.registers.damaged_letters import MAY_BE_DAMAGED
from baocao.registers.declare import Column, ColumnType
from baocao.registers.large.engine import identifier, literal
from baocao.registers.months import MONTH_FIRST, YEAR_FIRST
from baocao.registers.row_kinds import DITTO
from baocao.registers.years import YEAR_TEXT, closing_of_year

__all__ = [
    "BLANK",
    "DECOMPOSED",
    "DITTO_MARKS",
    "EXTRA",
    "JUDGED",
    "SPACES",
    "Selected",
    "can_hold",
    "has_strange_letters",
    "is_sure",
    "lone",
    "may_change",
    "select",
    "unread",
]

# Names that no column of a register can have: they are no identifiers.
DECOMPOSED, BLANK, EXTRA = "!decomposed", "!blank", "!extra"

SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
# Letters that no normalization changes, alone or beside one another (UAX 15): Vietnamese has no
# other.
_COMPOSED = r"\x{0}-\x{2ff}\x{1e00}-\x{1eff}"
_CHANGING = f"^[{SPACES}]|[{SPACES}]$|[^{_COMPOSED}]"
JUDGED = (
    r"[^\x{9}\x{a}\x{d}\x{20}-\x{7e}\x{a0}-\x{2ff}\x{1e00}-\x{1eff}\x{2010}-\x{2027}\x{2030}-\x{205e}]"
    rf"|{MAY_BE_DAMAGED}|^{SHORTENED}$"
)
"""What texts have in them that Python has to look at, as a pattern of the engine."""
DITTO_MARKS = f"^(?i:{DITTO})$"
"""A cell that is as the one above, as a pattern of the engine."""
# Of an error of Excel, of a lost letter, of a mark of text, and those that nobody sees; the other
# letters of such faults change.
_OF_FAULTS = f"[#?'‘’\u00a0\u00ad]|{JUDGED}|{DITTO_MARKS}"
_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
_TEXTS = {"VARCHAR", '"NULL"'}
_NUMERIC = _WHOLE | {"UBIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL"}
_DAYS = {"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
_HELD = {
    "text": _WHOLE,
    "date": _DAYS,
    # A day does not say that it stands for its month.
    "month": set[str](),
    "year": _NUMERIC,
    "integer": _NUMERIC,
    "money": _NUMERIC,
    "number": _NUMERIC,
}
# Exact, and summed in any order the same; nine places as in Indicator.measure.
_EXACT = "DECIMAL(38, 9)"
# Python's dates have years from 1 to 9999.
_DAY = "CASE WHEN year({0}) BETWEEN 1 AND 9999 THEN CAST({0} AS DATE) END"
# One full stop: thousands, or decimals as the English write them.
_LONE = r"-?[1-9][0-9]{0,2}\.[0-9]{3}"
_NUMBER = r"-?([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+)"
# Three noughts after a comma are thousands to whoever writes numbers in English.
_WHOLE_NUMBER = rf"{_NUMBER}(,0{{1,2}}|,0{{4,}})?"
_FORMS = {
    "date": "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}",
    "integer": _WHOLE_NUMBER,
    "money": _WHOLE_NUMBER,
    "number": rf"{_NUMBER}(,[0-9]+)?",
}


def can_hold(kind: ColumnType, type_: str) -> bool:
    """Whether a file's column of a DuckDB type can be read as a kind of column."""
    base = type_.partition("(")[0]
    # A column without any value may come without a type of its own.
    return base in _TEXTS or base in _HELD[kind]


def unread(name: str) -> str:
    """The name of the column that keeps cells of column `name` which could not be read."""
    return f"!{name}"


def lone(name: str) -> str:
    """The name of the column that keeps numbers such as ``1.234``, which only others explain."""
    return f"?{name}"


def is_sure(name: str) -> str:
    """The name of the column that says whether a number is written in the Vietnamese way only."""
    return f"={name}"


@dataclass(frozen=True)
class Selected:
    """What is selected of a file, each step of what the one before has found.

    One expression that asks for another's value twice would have it worked out twice.

    Parameters
    ----------
    steps
        What each step adds to the columns that there are.
    made
        What is left in the end; nothing for all that there is.
    """

    steps: tuple[tuple[str, ...], ...] = ()
    made: tuple[str, ...] = ()

    def of(self, source: str, *others: str) -> str:
        """The query of the rows of a source, with `others` of its columns as they are."""
        for step in self.steps:
            source = f"(SELECT *, {', '.join(step)} FROM {source})"
        made = [*self.made, *map(identifier, others)] if self.made else ["*"]
        return f"SELECT {', '.join(made)} FROM {source}"


def select(
    columns: Sequence[Column],
    types: Mapping[str, str],
    calendar: Calendar = CALENDAR,
    tidy: Set[str] = frozenset(),
) -> Selected:
    """What to select of a file to have its columns typed, under their English names.

    Parameters
    ----------
    columns
        Those of the register that the file has.
    types
        The file's headings, each with its DuckDB type.
    calendar
        The calendar of the workspace's reports, for columns of months.
    tidy
        Headings of texts none of which :func:`may_change`: they are taken as they are.

    Returns
    -------
    Selected
        Of each column its values: text ``''`` where empty, other types null.  Of those that are
        no text the unreadable cells as well, see :func:`unread`.  Of each row `DECOMPOSED`, a
        cell that is not in precomposed letters; `BLANK`, whether all cells are empty; `EXTRA`, a
        cell under no heading.  Of texts that are decimals those that could be English, see
        :func:`lone`, and which are surely not, see :func:`is_sure`.
    """
    ways = {
        column.heading: _way(column, types[column.heading], calendar, column.heading in tidy)
        for column in columns
    }
    texts = [heading for heading, type_ in types.items() if type_ == "VARCHAR"]
    changing = {
        heading: ways[heading].may_change if heading in ways else may_change(identifier(heading))
        for heading in texts
        if heading not in tidy
    }
    decomposed = (
        f"CASE WHEN {may} THEN CASE WHEN nfc_normalize({cell}) <> {cell} THEN {cell} END END"
        for cell, may in ((identifier(heading), may) for heading, may in changing.items())
    )
    # Of typed cells the engine often knows that none is empty, and then asks nothing. Of texts
    # nearly every row has the first: then no other is looked at.
    cells = [f"{identifier(name)} IS NOT NULL" for name in types if name not in texts]
    if texts:
        asked = " ".join(f"WHEN {_is_filled(name)} THEN true" for name in texts)
        cells.append(f"CASE {asked} ELSE false END")
    extra = (f"nullif({_tidied(name, types[name])}, '')" for name in types if not name.strip())
    made = [part for way in ways.values() for part in way.made]
    made.append(f"{_first(decomposed)} AS {identifier(DECOMPOSED)}")
    made.append(f"NOT ({' OR '.join(cells)}) AS {identifier(BLANK)}")
    made.append(f"{_first(extra)} AS {identifier(EXTRA)}")
    # The first step of each column, the second of each that has one, and so on.
    steps = zip_longest(*(way.steps for way in ways.values()))
    return Selected(tuple(tuple(filter(None, step)) for step in steps), tuple(made))


def _first(values: Iterable[str]) -> str:
    """The first value that is not null; those after it are not worked out."""
    return f"coalesce({', '.join(['NULL', *values])})"


def _as_text(heading: str, type_: str) -> str:
    cell = identifier(heading)
    return cell if type_ == "VARCHAR" else f"CAST({cell} AS VARCHAR)"


def _tidied(heading: str, type_: str) -> str:
    return f"nfc_normalize(trim({_as_text(heading, type_)}, {literal(SPACES)}))"


def may_change(cell: str) -> str:
    """Whether a cell may need normalising, which takes ten times as long as this test."""
    return f"regexp_matches({cell}, {literal(_CHANGING)})"


def has_strange_letters(cell: str) -> str:
    """Whether a cell :func:`may_change`, or has a letter of those that faults of texts have.

    A cell without any of them has none of the faults that
    :func:`baocao.registers.large.checks.row_faults` looks for in the letters of texts.
    """
    return f"regexp_matches({cell}, {literal(f'{_CHANGING}|{_OF_FAULTS}')})"


def _is_filled(heading: str) -> str:
    """Whether there is anything but spaces in a text."""
    return f"regexp_matches({identifier(heading)}, {literal(f'[^{SPACES}]')})"


@dataclass(frozen=True)
class _Way:
    """From a column of the file to its values: what each step finds, and what is left.

    `may_change` says of a cell that is a text whether it may be written otherwise.
    """

    steps: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    may_change: str = ""


def _way(column: Column, type_: str, calendar: Calendar, is_tidy: bool) -> _Way:
    name, cell = identifier(column.name), _as_text(column.heading, type_)
    tidied, may = _tidied(column.heading, type_), f"coalesce({may_change(cell)}, false)"
    if column.type == "text":
        if type_ != "VARCHAR" or is_tidy:
            return _Way(made=(f"coalesce({cell}, '') AS {name}",))
        known = identifier(f"!may change {column.name}")
        text = f"CASE WHEN {known} THEN {tidied} ELSE {cell} END"
        return _Way((f"{may} AS {known}",), (f"coalesce({text}, '') AS {name}",), known)
    kinds = ("is plain", "text", "read", "value")
    plain, text, read, value = (identifier(f"!{kind} {column.name}") for kind in kinds)
    steps: tuple[str, ...]
    if column.is_interval:
        of = _year if column.type == "year" else _month
        steps = (
            f"CASE WHEN {may} THEN {tidied} ELSE {cell} END AS {text}",
            f"{of(text, calendar)} AS {value}",
        )
    elif type_ in _TEXTS:
        # Nearly every cell is as it should be: then nothing in it is to be tidied.
        form = literal(_FORMS[column.type])
        fits = f"CASE WHEN {plain} THEN true ELSE regexp_full_match({text}, {form}) END"
        steps = (
            f"coalesce(regexp_full_match({cell}, {form}), false) AS {plain}",
            f"CASE WHEN {plain} THEN {cell} WHEN {may} THEN {tidied} ELSE {cell} END AS {text}",
            f"CASE WHEN {fits} THEN {_read(column.type, text)} END AS {read}",
            f"{_DAY.format(read) if column.type == 'date' else read} AS {value}",
        )
        may = f"CASE WHEN {plain} THEN false ELSE {may} END"
    else:
        steps = (f"{_native(column.type, identifier(column.heading), type_)} AS {value}",)
        text = cell
    unreadable = f"CASE WHEN {value} IS NULL THEN nullif({text}, '') END"
    made = [f"{value} AS {name}", f"{unreadable} AS {identifier(unread(column.name))}"]
    if column.type == "number":
        # What is no text has been read by whoever wrote the file.
        found = sure = "false"
        if type_ == "VARCHAR":
            found = f"{text} LIKE '%.%' AND regexp_full_match({text}, {literal(_LONE)})"
            sure = f"{value} IS NOT NULL AND ({text} LIKE '%,%' OR {text} LIKE '%.%.%')"
        made.append(f"CASE WHEN {found} THEN {text} END AS {identifier(lone(column.name))}")
        made.append(f"coalesce({sure}, false) AS {identifier(is_sure(column.name))}")
    return _Way(steps, tuple(made), may)


def _month(text: str, calendar: Calendar) -> str:
    """The day that stands for a month, see :mod:`baocao.registers.months`."""
    # By the patterns that small registers are read by; the first that fits, year first or last.
    month_first, year_first = literal(MONTH_FIRST), literal(YEAR_FIRST)
    is_first = f"regexp_full_match({text}, {month_first}, 'i')"
    month = (
        f"CASE WHEN {is_first} THEN regexp_extract({text}, {month_first}, 1, 'i') "
        f"ELSE regexp_extract({text}, {year_first}, 2) END"
    )
    year = (
        f"CASE WHEN {is_first} THEN regexp_extract({text}, {month_first}, 2, 'i') "
        f"ELSE regexp_extract({text}, {year_first}, 1) END"
    )
    first = f"try_strptime(({year}) || '-' || ({month}) || '-1', '%Y-%m-%d')"
    # The month in which its figures close.
    opening = f"{first} + INTERVAL 1 MONTH" if calendar.closes_later else first
    closing = (
        f"last_day({first})"
        if calendar.closing_day is None
        else f"CAST({opening} AS DATE) + {calendar.closing_day - 1}"
    )
    fits = f"{is_first} OR regexp_full_match({text}, {year_first})"
    return f"CASE WHEN ({fits}) AND year({first}) BETWEEN 1 AND 9999 THEN {closing} END"


def _year(text: str, calendar: Calendar) -> str:
    """The day that stands for a year, see :mod:`baocao.registers.years`."""
    form = literal(YEAR_TEXT)
    # A column of numbers is a text here: 2023, or 2023.0 where it has decimals.
    plain = f"regexp_replace({text}, '^([0-9]{{4}})[.]0+$', '\\1')"
    first, second = (
        f"TRY_CAST(nullif(regexp_extract({plain}, {form}, {at}, 'i'), '') AS INTEGER)"
        for at in (1, 2)
    )
    is_named_so = f"{second} = {first} + 1" if calendar.is_in_two_years else f"{second} IS NULL"
    # On this day of this month of the year, or of a later one, its figures close.
    closing = closing_of_year(2001, calendar)
    on = f"{first} + {closing.year - 2001}, {closing.month}, 1"
    last = f"last_day(make_date({on}))"
    if calendar.closing_day is not None:
        last = f"make_date({on}) + {calendar.closing_day - 1}"
    fits = f"regexp_full_match({plain}, {form}, 'i') AND {is_named_so}"
    return f"CASE WHEN {fits} AND {first} BETWEEN 1 AND 9998 THEN {last} END"


def _read(kind: ColumnType, text: str) -> str:
    """The value of a text of the form of its kind; of a day one that may be of the year 0."""
    if kind == "date":
        return f"try_strptime({text}, '%d/%m/%Y')"
    plain = f"replace({text}, '.', '')"
    if kind == "number":
        return f"TRY_CAST(replace({plain}, ',', '.') AS {_EXACT})"
    return f"TRY_CAST(split_part({plain}, ',', 1) AS BIGINT)"


def _native(kind: ColumnType, cell: str, type_: str) -> str:
    """The value of a cell that is no text."""
    if kind == "date":
        return _DAY.format(f"TRY_CAST({cell} AS DATE)")
    if kind != "number" and type_ in _WHOLE:
        return f"CAST({cell} AS BIGINT)"
    value = f"TRY_CAST({cell} AS {_EXACT})"
    if kind == "number":
        return value
    return f"CASE WHEN {value} = trunc({value}) THEN TRY_CAST({value} AS BIGINT) END"
