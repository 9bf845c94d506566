"""WordprocessingML, element by element: what python-docx cannot write itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

__all__ = [
    "bookmark",
    "cell",
    "content_control",
    "element",
    "field",
    "indented",
    "paragraph",
    "row",
    "run",
    "set_page",
    "sign",
    "table",
    "twentieths",
]

# XML has no place for these, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# ECMA-376, part 1, 17.6.17.
_SECTION = """
headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders
lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid
printerSettings sectPrChange
"""

Element = Any
"""A node of the XML tree; lxml carries no types."""


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """A ``w:`` element with ``w:`` attributes.

    Examples
    --------
    >>> element("jc", val="center").tag.rpartition("}")[2]
    'jc'
    """
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def twentieths(points: float) -> int:
    """Points in the unit of lengths in Word, a twentieth of a point."""
    return round(points * 20)


def run(
    text: str,
    style: str | None = None,
    *,
    face: str | None = None,
    toggles: Sequence[str] = (),
    position: str | None = None,
) -> Element:
    """Text in one style; `position` is ``superscript`` or ``subscript``, `face` a typeface.

    Line ends become breaks, and what XML cannot hold becomes the replacement character.
    """
    properties = element("rPr")
    if style:
        properties.append(element("rStyle", val=style))
    if face:
        properties.append(element("rFonts", ascii=face, hAnsi=face, cs=face))
    properties.extend(element(toggle) for toggle in toggles)
    if position:
        properties.append(element("vertAlign", val=position))
    made = element("r", *([properties] if len(properties) else []))
    for place, line in enumerate(_NOT_XML.sub("\ufffd", text).replace("\r\n", "\n").split("\n")):
        if place:
            made.append(element("br"))
        letters = element("t")
        letters.text = line
        letters.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(letters)
    return made


def bookmark(paragraph: Element, number: int, name: str) -> None:
    """Give a paragraph a name that links of the document can go to."""
    properties = paragraph.find(qn("w:pPr"))
    properties.addnext(element("bookmarkStart", id=number, name=name))
    paragraph.append(element("bookmarkEnd", id=number))


def paragraph(style: str, *inlines: Element, keep_next: bool = False) -> Element:
    """A paragraph of a style; `keep_next` holds it on the page of the one after it."""
    properties = element("pPr", element("pStyle", val=style))
    if keep_next:
        properties.append(element("keepNext"))
    return element("p", properties, *inlines)


def indented(made: Element, left: float, right: float, hanging: float = 0) -> Element:
    """The paragraph with its sides moved in, in points; all lines but the first by `hanging`."""
    first = {"hanging": twentieths(hanging)} if hanging else {"firstLine": 0}
    made.find(qn("w:pPr")).append(
        element("ind", left=twentieths(left), right=twentieths(right), **first)
    )
    return made


def sign(text: str) -> Element:
    """A sign or number before an item of a list, and the way to where its words begin."""
    made = run(text)
    made.append(element("tab"))
    return made


def set_page(page: Element, made: Element) -> None:
    """Put an element among a section's settings, where the schema wants it."""
    places = [qn(f"w:{name}") for name in _SECTION.split()]
    later = places[places.index(made.tag) + 1 :]
    following = next((child for child in page if child.tag in later), None)
    if following is None:
        page.append(made)
    else:
        following.addprevious(made)


def content_control(number: int, tag: str, name: str, *runs: Element) -> Element:
    """Runs that Word shows as one field: `tag` for programs, `name` for people.

    Word takes up to 64 letters of either.
    """
    properties = element(
        "sdtPr", element("alias", val=name), element("tag", val=tag), element("id", val=number)
    )
    return element("sdt", properties, element("sdtContent", *runs))


def field(instruction: str, shown: str) -> list[Element]:
    """Runs of a field that Word computes anew, with what it shows until then."""

    def mark(kind: str) -> Element:
        return element("r", element("fldChar", fldCharType=kind))

    code = element("instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [mark("begin"), element("r", code), mark("separate"), run(shown), mark("end")]


def table(
    style: str, widths: Sequence[float], rows: Iterable[Element], *, caption: str = ""
) -> Element:
    """A table of fixed columns, `widths` in points; `caption` is read by screen readers."""
    properties = element(
        "tblPr",
        element("tblStyle", val=style),
        element("tblW", w=twentieths(sum(widths)), type="dxa"),
        element("tblLayout", type="fixed"),
    )
    if caption:
        properties.append(element("tblCaption", val=_NOT_XML.sub("\ufffd", caption)))
    grid = element("tblGrid", *(element("gridCol", w=twentieths(width)) for width in widths))
    return element("tbl", properties, grid, *rows)


def row(cells: Iterable[Element], *, head: bool = False, whole: bool = True) -> Element:
    """A row of a table; a `head` stands again on every page, a `whole` one is never cut."""
    properties = element("trPr")
    if whole:
        properties.append(element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))
    return element("tr", *([properties] if len(properties) else []), *cells)


def cell(width: float, paragraphs: Iterable[Element], *, centred: bool = False) -> Element:
    """A cell `width` points wide; `centred` between the top and the bottom of its row."""
    properties = element("tcPr", element("tcW", w=twentieths(width), type="dxa"))
    if centred:
        properties.append(element("vAlign", val="center"))
    return element("tc", properties, *paragraphs)
