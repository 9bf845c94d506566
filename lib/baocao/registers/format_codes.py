"""The number formats of Excel: their codes in parts, and what they show of a number.

ECMA-376, part 1, 18.8.31.  A code has up to four sections: for positive numbers, negative ones,
noughts and texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from operator import eq, ge, gt, le, lt, ne

__all__ = ["BUILT_IN", "Format", "Section", "exact", "format_of"]

# ECMA-376, part 1, 18.8.30: the formats that have a number and no text in the file.  The days of
# East Asia are shown as our own elsewhere; the currency of 5 to 8, 42 and 44 is the machine's.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: "[$?]#,##0_);([$?]#,##0)", 6: "[$?]#,##0_);[Red]([$?]#,##0)",
    7: "[$?]#,##0.00_);([$?]#,##0.00)", 8: "[$?]#,##0.00_);[Red]([$?]#,##0.00)",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
    **dict.fromkeys([*range(27, 37), *range(50, 59)], "dd/mm/yyyy"),
    37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)", 41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
    42: '_([$?]* #,##0_);_([$?]* (#,##0);_([$?]* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_([$?]* #,##0.00_);_([$?]* (#,##0.00);_([$?]* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip

_PARTS = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | _(?P<width>.) | \*(?P<fill>.)
    | \[\$(?P<currency>[^\]-]*)(?:-(?P<place>[^\]]*))?\]
    | \[(?P<elapsed>h+|m+|s+)\]
    | \[(?P<operator><=|>=|<>|[<>=])(?P<bound>\ *-?\d*\.?\d+(?:e[+-]?\d{1,2})?\ *)\]
    | \[(?P<color>[^\]]*)\] | (?P<general>general) | (?P<half>AM/PM|A/P)
    | (?P<end>;) | (?P<exponent>e[+-]) | (?P<day>d{1,2}(?!d)) | (?P<weekday>d+|a{3,4}(?!a))
    | (?P<month>m+) | (?P<year>y+) | (?P<era>b+|e+|g+) | (?P<hour>h+) | (?P<second>s+)
    | (?P<figure>[0#?]) | (?P<at>@) | (?P<comma>,) | (?P<point>\.) | (?P<percent>%) | (?P<slash>/)
    | (?P<text>.)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_OPERATORS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_DAY_PARTS = {"day", "weekday", "month", "year", "era", "hour", "minute", "second", "elapsed"}
# Years of other calendars, by the byte before the language: [$-107041E] is the Buddhist one.
_GREGORIAN = ("", "00", "01", "02", "09", "0A", "0B", "0C")
_MINUS = "\u2010\u2011\u2012\u2013\u2212-"
# Excel keeps fifteen figures of a number.
_MOST = 10**15


@dataclass(frozen=True, eq=False)
class Section:
    """One part of a format: its tokens, kind and text, the numbers that it is for, its colour."""

    tokens: tuple[tuple[str, str], ...]
    operator: str = ""
    bound: float = 0.0
    color: str = ""
    is_of_other_calendar: bool = False

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of its tokens."""
        return frozenset(kind for kind, _ in self.tokens)

    @cached_property
    def is_date(self) -> bool:
        """Whether it shows a number as a day or a time."""
        return bool(self.kinds & _DAY_PARTS)

    @cached_property
    def is_whole_date(self) -> bool:
        """Whether it shows day, month and year."""
        return self.kinds >= {"day", "month", "year"} and not self.is_of_other_calendar

    @cached_property
    def is_month(self) -> bool:
        """Whether it shows month and year, and no day and no time."""
        return self.kinds & _DAY_PARTS == {"month", "year"} and not self.is_of_other_calendar

    @cached_property
    def has_time(self) -> bool:
        """Whether it shows a time of day."""
        return bool(self.kinds & {"hour", "minute", "second", "elapsed"})

    @cached_property
    def has_number(self) -> bool:
        """Whether it shows the number, not only a text."""
        return self.is_date or bool(self.kinds & {"figure", "general", "at"})

    @cached_property
    def percents(self) -> int:
        """How many times it multiplies by a hundred."""
        return sum(kind == "percent" for kind, _ in self.tokens)

    @cached_property
    def literals(self) -> tuple[str, str, str]:
        """The texts before the number, within it, and behind it."""
        at = [n for n, (kind, _) in enumerate(self.tokens) if kind in ("figure", "general", "at")]
        first, last = (at[0], at[-1]) if at else (len(self.tokens), len(self.tokens))
        runs = self.tokens[:first], self.tokens[first:last], self.tokens[last:]
        before, within, behind = ("".join(t for k, t in run if k == "text") for run in runs)
        return before, within, behind

    @cached_property
    def literal(self) -> str:
        """All its texts together."""
        return "".join(text for kind, text in self.tokens if kind == "text")

    @cached_property
    def is_negative(self) -> bool:
        """Whether its texts make a number a negative one: a minus before or behind it, brackets."""
        before, _, behind = self.literals
        is_within = "(" in before and ")" in behind
        # "DA-"000 has a dash.
        is_before = bool(re.search(rf"(?<!\w)[{_MINUS}]", before))
        # 12.- has no decimals.
        is_behind = not self.has_bare_point and re.fullmatch(rf"\s*[{_MINUS}]\W*", behind)
        return is_within or is_before or bool(is_behind)

    @cached_property
    def has_bare_point(self) -> bool:
        """Whether no figure follows its decimal point."""
        kinds = [kind for kind, _ in self.tokens]
        return "point" in kinds and "figure" not in kinds[kinds.index("point") :]

    @cached_property
    def is_thousands(self) -> bool:
        """Whether the texts within the number only part its thousands, by a dot or a space."""
        shown = "".join(t for kind, t in self.tokens if kind in ("figure", "text", "point"))
        shown = shown.removeprefix(self.literals[0]).removesuffix(self.literals[2])
        return bool(re.fullmatch(r"[0#?]+(?:([. \u00a0])[0#?]{3})(?:\1[0#?]{3})*", shown))

    @cached_property
    def _places(self) -> tuple[int, int]:
        """How many decimals it shows at least and at most."""
        kinds = [kind for kind, _ in self.tokens]
        start = kinds.index("point") if "point" in kinds else len(kinds)
        shown = [text for kind, text in self.tokens[start:] if kind == "figure"]
        least = max((n for n, text in enumerate(shown, 1) if text == "0"), default=0)
        return least, len(shown)

    @cached_property
    def _is_vague(self) -> bool:
        """Whether what it shows is not told by :meth:`shown`."""
        return self.is_date or bool(self.kinds & {"exponent", "slash", "divide"})

    def shown(self, value: float, is_signed: bool) -> str | None:
        """The text that it makes of a number; None where that depends on the machine's settings.

        Decimals follow a comma.  Between thousands some machines write a dot, others a comma.
        """
        if self._is_vague:
            return None
        if "comma" in self.kinds and abs(value) >= 1000:
            return None
        number = abs(exact(value)).scaleb(2 * self.percents)
        if not number.is_finite() or number >= _MOST:
            return None
        is_signed = is_signed and value < 0
        if self.kinds & {"general", "at"}:
            plain = f"{number.normalize():f}"
            if len(plain) > 11:
                return None
            parts = [plain.replace(".", ",") if k in ("general", "at") else t
                     for k, t in self.tokens]  # fmt: skip
            return "-" * is_signed + "".join(parts)
        least, most = self._places
        rounded = number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
        whole, _, decimals = f"{rounded:f}".partition(".")
        if len(whole) > 3 and "comma" in self.kinds:
            return None
        whole = whole.lstrip("0")
        decimals = decimals[:least] + decimals[least:].rstrip("0")
        # Excel has no nought below nought.
        sign = "-" * (is_signed and rounded != 0)
        if self._simple is None:
            return sign + self._filled(whole, decimals)
        before, count, point, behind = self._simple
        return f"{sign}{before}{whole.rjust(count, '0')}{point}{decimals}{behind}"

    @cached_property
    def _simple(self) -> tuple[str, int, str, str] | None:
        """What stands before and behind the figures, how many there are at least, and the comma.

        None where other texts stand among them: most formats are simple, and this is quicker.
        """
        shown = "".join(t for k, t in self.tokens if k in ("figure", "point")).replace(".", ",")
        found = re.fullmatch(r"#*(0+)(,?)[0#]*", shown)
        before, within, behind = self.literals
        if found is None or within:
            return None
        last = [n for n, (kind, _) in enumerate(self.tokens) if kind == "figure"][-1]
        behind = "".join(t for k, t in self.tokens[last:] if k in ("text", "percent"))
        is_behind = all(k != "percent" for k, _ in self.tokens[:last])
        return (before, len(found[1]), found[2], behind) if is_behind else None

    @cached_property
    def _plan(self) -> tuple[int, list[int], int]:
        """Where the decimals begin, the places before them, and the first that shows noughts."""
        kinds = [kind for kind, _ in self.tokens]
        end = kinds.index("point") if "point" in kinds else len(kinds)
        places = [n for n in range(end) if kinds[n] == "figure"]
        return end, places, next((n for n in places if self.tokens[n][1] == "0"), end)

    def _filled(self, figures: str, decimals: str) -> str:
        """Its texts with the figures in their places; the first place takes those left over."""
        end, places, nought = self._plan
        empty = {"0": "0", "?": " ", "#": ""}
        shown = {}
        for n in reversed(places):
            taken = len(figures) if n == places[0] else 1
            shown[n] = figures[-taken:] or ("0" if n > nought else empty[self.tokens[n][1]])
            figures = figures[:-taken]
        made = []
        for n, (kind, text) in enumerate(self.tokens):
            if kind == "figure" and n < end:
                made.append(shown[n])
            elif kind == "figure":
                made.append(decimals[:1] or empty[text])
                decimals = decimals[1:]
            elif kind == "point":
                made.append(f"{figures}," if not places else ",")
            elif kind in ("text", "percent"):
                made.append(text)
        return "".join(made)


@dataclass(frozen=True)
class Format:
    """A number format: its code, its sections for numbers, and that for texts."""

    code: str
    numbers: tuple[Section, ...]
    text: Section | None

    @cached_property
    def has_conditions(self) -> bool:
        """Whether sections say themselves which numbers they are for."""
        return any(section.operator for section in self.numbers)

    @cached_property
    def shows_no_number(self) -> bool:
        """Whether no section shows a number: ``;;;`` hides whatever stands in a cell."""
        return bool(self.numbers) and not any(section.has_number for section in self.numbers)

    def section(self, value: float) -> Section | None:
        """The section that shows a number; None where there is none for it."""
        if self.has_conditions:
            return next(
                (
                    section
                    for section in self.numbers
                    if not section.operator or _OPERATORS[section.operator](value, section.bound)
                ),
                None if len(self.numbers) > 1 else _GENERAL,
            )
        at = 0 if value > 0 else 1 if value < 0 else 2
        return self.numbers[at] if at < len(self.numbers) else self.numbers[0]

    @property
    def is_signed(self) -> bool:
        """Whether Excel itself writes the minus of a negative number."""
        return len(self.numbers) == 1 and not self.has_conditions


_GENERAL = Section((("general", "General"),))


@lru_cache(maxsize=2**12)
def format_of(code: str) -> Format:
    """A format by its code, as files keep it: in the American way of writing.

    Examples
    --------
    >>> format_of('#,##0" tr";-0').section(-5).literal
    '-'
    """
    parts = [*_sections(code)]
    # The last section is for texts where it says so; the fourth is so in any case.
    has_text = len(parts) > 3 or "at" in parts[-1].kinds
    numbers = tuple(parts[:-1] if has_text else parts)[:3]
    return Format(code, numbers or (_GENERAL,), parts[min(3, len(parts) - 1)] if has_text else None)


def _sections(code: str) -> Iterator[Section]:
    tokens: list[tuple[str, str]] = []
    about: dict[str, str] = {}
    for found in _PARTS.finditer(code):
        kind = str(found.lastgroup)
        text = found[kind]
        if kind == "end":
            yield _section(tokens, about)
            tokens, about = [], {}
        elif kind in ("color", "bound"):
            about[kind] = text.strip().lower()
            about["operator"] = found["operator"] or about.get("operator", "")
        elif found["currency"] is not None:
            about["place"] = found["place"] or ""
            tokens.append(("text", found["currency"]))
        else:
            tokens.append((kind, text))
    yield _section(tokens, about)


def _section(tokens: list[tuple[str, str]], about: dict[str, str]) -> Section:
    kinds = {kind for kind, _ in tokens}
    is_date = bool(kinds & (_DAY_PARTS - {"era"})) and "general" not in kinds
    made = []
    for at, (kind, text) in enumerate(tokens):
        made.append((_kind(tokens, at, is_date), " " if kind in ("width", "fill") else text))
    calendar = about.get("place", "")[:-4][-2:].upper()
    return Section(
        tuple(made),
        about.get("operator", "") if "bound" in about else "",
        float(about.get("bound") or 0),
        about.get("color", ""),
        calendar.rjust(2, "0") not in _GREGORIAN if calendar else False,
    )


def _kind(tokens: list[tuple[str, str]], at: int, is_date: bool) -> str:
    """What a token is among those beside it."""
    kind, text = tokens[at]
    before, behind = tokens[:at], tokens[at + 1 :]
    if kind in ("quoted", "escaped", "text", "width"):
        return "text"
    if kind == "fill":
        return "space"
    if is_date:
        if kind == "month" and len(text) < 3 and _is_minute(before, behind):
            return "minute"
        # Noughts are parts of a second there: ss.00.
        return kind if kind in (*_DAY_PARTS, "half", "figure") else "text"
    figures_before = any(k == "figure" for k, _ in before)
    figures_behind = any(k == "figure" for k, _ in behind)
    match kind:
        case "comma":
            return (
                "comma"
                if figures_behind and figures_before
                else ("divide" if figures_before else "text")
            )
        case "point":
            is_first = not any(k == "point" for k, _ in before)
            return "point" if is_first and (figures_before or figures_behind) else "text"
        case "slash":
            is_fraction = (
                figures_before
                and bool(behind)
                and (behind[0][0] == "figure" or behind[0][1].isdigit())
            )
            return "slash" if is_fraction else "text"
        case "exponent" | "figure" | "general" | "at" | "percent":
            return kind
    return "text"


def _is_minute(before: list[tuple[str, str]], behind: list[tuple[str, str]]) -> bool:
    """Whether an m beside an hour or a second is a minute."""
    parts = {"hour", "second", "day", "month", "year", "elapsed"}
    last = next((kind for kind, _ in reversed(before) if kind in parts), "")
    following = next((kind for kind, _ in behind if kind in parts), "")
    return last in ("hour", "elapsed") or following == "second"


def exact(value: float) -> Decimal:
    """A number as Excel shows it: with 15 digits, without what binary fractions leave over."""
    found = Decimal(f"{value:.15g}")
    if not found.is_finite():
        return found
    return Decimal(int(found)) if found == found.to_integral_value() else found.normalize()
