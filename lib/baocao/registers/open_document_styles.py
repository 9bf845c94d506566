"""The looks of cells in spreadsheets of OpenDocument, told as Excel tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from baocao.registers.legacy_text import letters_of
from baocao.registers.number_formats import Style, style_of
from baocao.registers.row_cells import Run

__all__ = ["Styles"]

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_STYLE, _NUMBER = f"{{{_URN}style:1.0}}", f"{{{_URN}datastyle:1.0}}"
_FO, _SVG = f"{{{_URN}xsl-fo-compatible:1.0}}", f"{{{_URN}svg-compatible:1.0}}"
# What needs no quotation marks in the code of a format.
_BARE = frozenset(" -+()")
_FORMATS = {
    f"{_NUMBER}{kind}-style"
    for kind in ("number", "currency", "percentage", "date", "time", "boolean", "text")
}
_LONGEST = 30
# The conditions that the sections of Excel's formats have by their places.
_USUAL = {(">=0",), (">0", "<0"), (">=0", "<0"), (">0", "<0", "=0")}


@dataclass
class _Part:
    """One of the two files that have styles: these by family and name, and formats by name."""

    styles: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    formats: dict[str, etree._Element] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)

    def take(self, tree: etree._Element) -> None:
        for element in tree.iter(f"{_STYLE}style", f"{_STYLE}default-style", *_FORMATS):
            name = element.get(f"{_STYLE}name", "")
            if element.tag in _FORMATS:
                self.formats[name] = element
            else:
                self.styles[(element.get(f"{_STYLE}family", ""), name)] = element
        for font in tree.iter(f"{_STYLE}font-face"):
            family = font.get(f"{_SVG}font-family", "")
            self.fonts[font.get(f"{_STYLE}name", "")] = family.strip("'\"")


class Styles:
    """The styles of a spreadsheet.

    Parameters
    ----------
    content, styles
        The trees of ``content.xml`` and ``styles.xml``; the second may be missing.
    """

    def __init__(self, content: etree._Element, styles: etree._Element | None) -> None:
        self._parts = (_Part(), _Part())
        self._parts[0].take(content)
        if styles is not None:
            self._parts[1].take(styles)
        self._known: dict[str, Style] = {}

    def cell(self, name: str) -> Style:
        """The look of cells that have a style."""
        if name not in self._known:
            self._known[name] = self._cell(name)
        return self._known[name]

    def run(self, text: str, names: tuple[str, ...]) -> Run:
        """A part of a text that lies in spans of these styles, the outer one first."""
        letters: str | None = None
        is_struck: bool | None = None
        position = 0
        for name in names:
            about = self._chain("text", name)
            font = self._font(about)
            letters = letters if font is None else letters_of(font)
            is_struck = is_struck if (own := _struck(about)) is None else own
            place = _attribute(about, f"{_STYLE}text-position")
            position = position if place is None else _position(place)
        return Run(text, letters, is_struck, position)

    def is_hidden(self, table: str) -> bool:
        """Whether tables of a style are not shown."""
        return _attribute(self._chain("table", table), _TABLE_DISPLAY) == "false"

    def is_without_width(self, column: str) -> bool:
        """Whether columns of a style have no width."""
        about = self._chain("table-column", column)
        width = _attribute(about, f"{_STYLE}column-width") or "1"
        return not width.strip("abcdefghijklmnopqrstuvwxyz%0. ")

    def _cell(self, name: str) -> Style:
        about = self._chain("table-cell", name)
        font = self._font(about)
        ink = _attribute(about, f"{_FO}color")
        paper = _attribute(about, f"{_FO}background-color") or "transparent"
        paper = "#ffffff" if paper == "transparent" else paper.lower()
        return style_of(
            200,
            self._code(about),
            bool(_struck(about)),
            "" if font is None else letters_of(font),
            ink is not None and ink.lower() == paper and not _is_of_window(about),
        )

    def _chain(self, family: str, name: str) -> list[tuple[etree._Element, _Part]]:
        """A style and those that it inherits from, the nearest first."""
        found: list[tuple[etree._Element, _Part]] = []
        parts = self._parts
        while name and len(found) < _LONGEST:
            held = next(((p.styles[family, name], p) for p in parts if (family, name) in p.styles),
                        None)  # fmt: skip
            if held is None:
                break
            found.append(held)
            # What is inherited from are the named styles of the second file.
            name, parts = held[0].get(f"{_STYLE}parent-style-name", ""), self._parts[::-1]
        default = self._parts[1].styles.get((family, ""))
        return found if default is None else [*found, (default, self._parts[1])]

    def _font(self, about: list[tuple[etree._Element, _Part]]) -> str | None:
        for element, part in about:
            for properties in element.iterfind(f"{_STYLE}text-properties"):
                if name := properties.get(f"{_STYLE}font-name"):
                    return str(part.fonts.get(name, name))
                if family := properties.get(f"{_FO}font-family"):
                    return str(family).strip("'\"")
        return None

    def _code(self, about: list[tuple[etree._Element, _Part]]) -> str:
        """The code of a number format, as Excel has it; empty where there is none."""
        for element, part in about:
            if name := element.get(f"{_STYLE}data-style-name"):
                other = self._parts[part is self._parts[0]]
                for formats in (part.formats, other.formats):
                    if name in formats:
                        return ";".join(_sections(formats[name], formats))
                return ""
        return ""


_TABLE_DISPLAY = f"{{{_URN}table:1.0}}display"


def _attribute(about: list[tuple[etree._Element, _Part]], name: str) -> str | None:
    """What the nearest style says of it."""
    for element, _ in about:
        for properties in element:
            if (found := properties.get(name)) is not None:
                return str(found)
    return None


def _struck(about: list[tuple[etree._Element, _Part]]) -> bool | None:
    for element, _ in about:
        for properties in element.iterfind(f"{_STYLE}text-properties"):
            for name in ("style", "type"):
                line = properties.get(f"{_STYLE}text-line-through-{name}")
                if line is not None:
                    return str(line) != "none"
    return None


def _is_of_window(about: list[tuple[etree._Element, _Part]]) -> bool:
    return _attribute(about, f"{_STYLE}use-window-font-color") == "true"


def _position(place: str) -> int:
    """Whether a text stands above or below the line, by ``super 58%`` or ``-33% 58%``."""
    first = place.split()[0] if place.split() else ""
    if first in ("super", "sub"):
        return 1 if first == "super" else -1
    try:
        height = float(first.rstrip("%"))
    except ValueError:
        return 0
    return (height > 0) - (height < 0)


# ------------------------------------------------------------------- number formats


def _sections(style: etree._Element, formats: Mapping[str, etree._Element]) -> Iterator[str]:
    """The sections of a format: those with conditions of their own, and what is for the rest."""
    applied = []
    for condition in style.iterfind(f"{_STYLE}map"):
        found = formats.get(condition.get(f"{_STYLE}apply-style-name", ""))
        told = condition.get(f"{_STYLE}condition", "").replace("value()", "").replace("!=", "<>")
        if found is not None:
            # A format for all numbers is one for those up to the largest that there is.
            applied.append(("" if "E+308" in told else told.replace(" ", ""), _code(found)))
    is_usual = tuple(told for told, _ in applied) in _USUAL
    for told, code in applied:
        yield code if is_usual or not told else f"[{told}]{code}"
    yield _code(style)


def _code(style: etree._Element) -> str:
    """What one style says, without those that it applies to some numbers."""
    made = []
    is_percentage = style.tag == f"{_NUMBER}percentage-style"
    is_time = style.tag in (f"{_NUMBER}date-style", f"{_NUMBER}time-style")
    is_endless = style.get(f"{_NUMBER}truncate-on-overflow") == "false"
    for part in style.iterchildren(tag=etree.Element):
        kind = part.tag.rpartition("}")[2]
        if kind == "text-properties":
            color = (part.get(f"{_FO}color") or "").lower()
            made.append({"#ffffff": "[White]", "#ff0000": "[Red]"}.get(color, ""))
        elif kind == "text":
            text = "".join(part.itertext())
            parts = text.split("%") if is_percentage else [text]
            made.append("%".join(_quoted(part, is_time) for part in parts))
        elif kind in _PARTS:
            code = _PARTS[kind](part)
            # [h]:mm goes beyond a day.
            if is_endless and kind in ("hours", "minutes", "seconds"):
                code, is_endless = f"[{code}]", False
            made.append(code)
    return "".join(made)


def _quoted(text: str, is_time: bool = False) -> str:
    """A text within a format, in the quotation marks that it needs there."""
    if all(letter in _BARE or (is_time and letter in "/:.,") for letter in text):
        return text
    return '\\"'.join(f'"{part}"' if part else "" for part in text.split('"'))


def _integer(part: etree._Element, least: int) -> str:
    """The places before the comma, with the texts that stand among them."""
    is_grouped = part.get(f"{_NUMBER}grouping") == "true"
    texts = _texts(part)
    least = min(least, _LONGEST)
    count = max(least, 4 if is_grouped else 1, *(min(at, _LONGEST) + 1 for at in texts), 1)
    made = []
    for at in range(count, 0, -1):
        made.append("0" if at <= least else "#")
        if at - 1 in texts:
            made.append(_quoted(texts[at - 1]))
        if is_grouped and at % 3 == 1 and at > 1:
            made.append(",")
    return "".join(made)


def _count(part: etree._Element, name: str, default: int = 0) -> int:
    return min(int(part.get(f"{_NUMBER}{name}", default)), _LONGEST)


def _number(part: etree._Element) -> str:
    least = _count(part, "min-integer-digits", 1)
    factor = part.get(f"{_NUMBER}display-factor", "1")
    # 1000 and its powers; what else divides is told as one of them.
    divided = "," * ((len(factor) - 1) // 3 or (float(factor) != 1))
    if part.get(f"{_NUMBER}decimal-places") is None and least <= 1 and not divided:
        is_plain = part.get(f"{_NUMBER}grouping") != "true" and not len(part)
        return "General" if is_plain else _integer(part, least)
    return _integer(part, least) + _decimals(part) + divided


def _decimals(part: etree._Element) -> str:
    """The places behind the comma; a text in them has its place below nought."""
    places = _count(part, "decimal-places")
    replaced = part.get(f"{_NUMBER}decimal-replacement")
    if replaced and replaced.strip():
        return f".{_quoted(replaced)}"
    least = min(places, _count(part, "min-decimal-places", places if replaced is None else 0))
    texts = _texts(part)
    made = [
        _quoted(texts.get(-at, "")) + ("0" if at <= least else "?" if replaced else "#")
        for at in range(1, places + 1)
    ]
    return f".{''.join(made)}" if made else ""


def _texts(part: etree._Element) -> dict[int, str]:
    """The texts that stand among the figures, by how many of them follow."""
    return {
        int(inner.get(f"{_NUMBER}position", 0)): "".join(inner.itertext())
        for inner in part.iterfind(f"{_NUMBER}embedded-text")
    }


def _scientific(part: etree._Element) -> str:
    least = max(1, _count(part, "min-integer-digits", 1))
    return f"{'0' * least}{_decimals(part)}E+{'0' * max(1, _count(part, 'min-exponent-digits', 1))}"


def _fraction(part: etree._Element) -> str:
    is_alone = part.get(f"{_NUMBER}min-integer-digits") is None
    below = part.get(f"{_NUMBER}denominator-value")
    above = "?" * max(1, _count(part, "min-numerator-digits", 1))
    below = below or "?" * max(1, _count(part, "min-denominator-digits", 1))
    return f"{'' if is_alone else '# '}{above}/{below}"


def _is_long(part: etree._Element) -> bool:
    return str(part.get(f"{_NUMBER}style")) == "long"


def _month(part: etree._Element) -> str:
    if part.get(f"{_NUMBER}textual") == "true":
        return "mmmm" if _is_long(part) else "mmm"
    return "mm" if _is_long(part) else "m"


def _symbol(part: etree._Element) -> str:
    # Without a text it is that of the machine.
    return f"[${''.join(part.itertext()).strip() or '?'}]"


def _seconds(part: etree._Element) -> str:
    return ("ss" if _is_long(part) else "s") + _decimals(part)


_PARTS: dict[str, Callable[[etree._Element], str]] = {
    "number": _number,
    "scientific-number": _scientific,
    "fraction": _fraction,
    "fill-character": lambda _: "* ",
    "currency-symbol": _symbol,
    "text-content": lambda _: "@",
    "boolean": lambda _: "General",
    "day": lambda part: "dd" if _is_long(part) else "d",
    "day-of-week": lambda part: "dddd" if _is_long(part) else "ddd",
    "month": _month,
    "year": lambda part: "yyyy" if _is_long(part) else "yy",
    "era": lambda _: "g",
    "quarter": lambda _: '"quý"g',
    "week-of-year": lambda _: '"tuần"g',
    "hours": lambda part: "hh" if _is_long(part) else "h",
    "minutes": lambda part: "mm" if _is_long(part) else "m",
    "seconds": _seconds,
    "am-pm": lambda _: "AM/PM",
}
