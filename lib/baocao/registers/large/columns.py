"""What stands in the columns of a file, as SQL over whatever type the file gives them.

Days are written day/month/year, numbers as :func:`baocao.locale.vi.text.parse_number` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from baocao.core.periods import CALENDAR, Calendar
from baocao.registers.declare import Column, ColumnType
from baocao.registers.large.engine import identifier, literal
from baocao.registers.months import MONTH_FIRST, YEAR_FIRST

__all__ = [
    "BLANK",
    "DECOMPOSED",
    "EXTRA",
    "SPACES",
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
# Of an error of Excel, of a lost letter, of a mark of text, and those that nobody sees; the other
# letters of such faults change.
_OF_FAULTS = "[#?'‘’\u00a0\u00ad]"
_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
_NUMERIC = _WHOLE | {"UBIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL"}
_DAYS = {"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
_HELD = {
    "text": _WHOLE,
    "date": _DAYS,
    # A day does not say that it stands for its month.
    "month": set[str](),
    "integer": _NUMERIC,
    "money": _NUMERIC,
    "number": _NUMERIC,
}
# Exact, and summed in any order the same; nine places as in Indicator.measure.
_EXACT = "DECIMAL(38, 9)"
_DATE = "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
# One full stop: thousands, or decimals as the English write them.
_LONE = r"-?[1-9][0-9]{0,2}\.[0-9]{3}"
_NUMBER = r"-?([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+)"


def can_hold(kind: ColumnType, type_: str) -> bool:
    """Whether a file's column of a DuckDB type can be read as a kind of column."""
    base = type_.partition("(")[0]
    # A column without any value may come without a type of its own.
    return base in {"VARCHAR", '"NULL"'} or base in _HELD[kind]


def unread(name: str) -> str:
    """The name of the column that keeps cells of column `name` which could not be read."""
    return f"!{name}"


def lone(name: str) -> str:
    """The name of the column that keeps numbers such as ``1.234``, which only others explain."""
    return f"?{name}"


def is_sure(name: str) -> str:
    """The name of the column that says whether a number is written in the Vietnamese way only."""
    return f"={name}"


def select(
    columns: Sequence[Column],
    types: Mapping[str, str],
    calendar: Calendar = CALENDAR,
    tidy: Set[str] = frozenset(),
) -> str:
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
    str
        Of each column its values: text ``''`` where empty, other types null.  Of those that are
        no text the unreadable cells as well, see :func:`unread`.  Of each row `DECOMPOSED`, a
        cell that is not in precomposed letters; `BLANK`, whether all cells are empty; `EXTRA`, a
        cell under no heading.  Of texts that are decimals those that could be English, see
        :func:`lone`, and which are surely not, see :func:`is_sure`.
    """
    made = [
        part
        for column in columns
        for part in _column(column, types[column.heading], calendar, column.heading in tidy)
    ]
    texts = [name for name, type_ in types.items() if type_ == "VARCHAR"]
    decomposed = (
        f"CASE WHEN {may_change(cell)} THEN CASE WHEN nfc_normalize({cell}) <> {cell} "
        f"THEN {cell} END END"
        for cell in map(identifier, (name for name in texts if name not in tidy))
    )
    # Nearly every row has the first cell that is asked for: then no other is looked at. Typed cells
    # come first, they cost least.
    cells = [_is_filled(name, types[name]) for name in sorted(types, key=texts.__contains__)]
    extra = (f"nullif({_text(name, types[name])}, '')" for name in types if not name.strip())
    made.append(f"{_first(decomposed)} AS {identifier(DECOMPOSED)}")
    made.append(f"NOT ({' OR '.join(cells)}) AS {identifier(BLANK)}")
    made.append(f"{_first(extra)} AS {identifier(EXTRA)}")
    return ",\n".join(made)


def _first(values: Iterable[str]) -> str:
    """The first value that is not null; those after it are not worked out."""
    return f"coalesce({', '.join(['NULL', *values])})"


def _text(heading: str, type_: str, is_tidy: bool = False) -> str:
    cell = identifier(heading)
    if type_ != "VARCHAR":
        return f"CAST({cell} AS VARCHAR)"
    if is_tidy:
        return cell
    tidied = f"nfc_normalize(trim({cell}, {literal(SPACES)}))"
    return f"CASE WHEN {may_change(cell)} THEN {tidied} ELSE {cell} END"


def may_change(cell: str) -> str:
    """Whether a cell may need normalising, which takes ten times as long as this test."""
    return f"regexp_matches({cell}, {literal(_CHANGING)})"


def has_strange_letters(cell: str) -> str:
    """Whether a cell :func:`may_change`, or has a letter of those that faults of texts have.

    A cell without any of them has none of the faults that
    :func:`baocao.registers.large.checks.row_faults` looks for in the letters of texts.
    """
    return f"regexp_matches({cell}, {literal(f'{_CHANGING}|{_OF_FAULTS}')})"


def _is_filled(heading: str, type_: str) -> str:
    """Whether there is anything but spaces in a cell."""
    cell = identifier(heading)
    if type_ != "VARCHAR":
        return f"{cell} IS NOT NULL"
    return f"coalesce(regexp_matches({cell}, {literal(f'[^{SPACES}]')}), false)"


def _column(column: Column, type_: str, calendar: Calendar, is_tidy: bool) -> Iterator[str]:
    text = _text(column.heading, type_, is_tidy)
    name = identifier(column.name)
    if column.type == "text":
        yield f"coalesce({text}, '') AS {name}"
        return
    if column.type == "month":
        value = _month(text, calendar)
    else:
        value = _value(column.type, text, identifier(column.heading), type_)
    yield f"{value} AS {name}"
    yield (
        f"CASE WHEN {value} IS NULL THEN nullif({text}, '') END AS "
        f"{identifier(unread(column.name))}"
    )
    if column.type == "number":
        # What is no text has been read by whoever wrote the file.
        found = sure = "false"
        if type_ == "VARCHAR":
            found = f"regexp_full_match({text}, {literal(_LONE)})"
            sure = f"{value} IS NOT NULL AND ({text} LIKE '%,%' OR {text} LIKE '%.%.%')"
        yield f"CASE WHEN {found} THEN {text} END AS {identifier(lone(column.name))}"
        yield f"coalesce({sure}, false) AS {identifier(is_sure(column.name))}"


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


def _value(kind: ColumnType, text: str, cell: str, type_: str) -> str:
    is_text = type_ in {"VARCHAR", '"NULL"'}
    if kind == "date":
        day = f"try_strptime({text}, '%d/%m/%Y')" if is_text else f"TRY_CAST({cell} AS DATE)"
        # Python's dates have years from 1 to 9999.
        fits = f"year({day}) BETWEEN 1 AND 9999"
        form = f"regexp_full_match({text}, '{_DATE}') AND " if is_text else ""
        return f"CASE WHEN {form}{fits} THEN CAST({day} AS DATE) END"
    if kind != "number" and type_ in _WHOLE:
        return f"CAST({cell} AS BIGINT)"
    if not is_text:
        value = f"TRY_CAST({cell} AS {_EXACT})"
        if kind == "number":
            return value
        return f"CASE WHEN {value} = trunc({value}) THEN TRY_CAST({value} AS BIGINT) END"
    plain = f"replace({text}, '.', '')"
    if kind == "number":
        form, value = rf"{_NUMBER}(,[0-9]+)?", f"TRY_CAST(replace({plain}, ',', '.') AS {_EXACT})"
    else:
        # Three noughts after a comma are thousands to whoever writes numbers in English.
        form, value = (
            rf"{_NUMBER}(,0{{1,2}}|,0{{4,}})?",
            f"TRY_CAST(split_part({plain}, ',', 1) AS BIGINT)",
        )
    return f"CASE WHEN regexp_full_match({text}, '{form}') THEN {value} END"
