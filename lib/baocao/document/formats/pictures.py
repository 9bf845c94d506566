"""Charts as SVG, made safe to stand inside another document."""

from __future__ import annotations

import base64
import io
import re
import warnings
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import typst
from PIL import Image

from baocao.core import fonts
from baocao.core.errors import ExportError, Finding
from baocao.document.formats.typeset import typeset

__all__ = [
    "NOT_DRAWN",
    "POINTS_PER_UNIT",
    "dots",
    "drawn",
    "embedded",
    "found_by_typst",
    "size_in_points",
]

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_HREFS = ("href", f"{{{_XLINK}}}href")
# These names hold for the whole process: set once, before any thread writes.
ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", _XLINK)
# Everything a drawing needs and nothing that acts, loads or styles the page around it.
_NAMES = """
svg g defs path use clipPath rect circle ellipse line polyline polygon text tspan
linearGradient radialGradient stop pattern marker symbol image
"""
_ELEMENTS = frozenset(_NAMES.split())
_RASTERS = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif"))
# As a notebook of another make carries one.
_FRAMED = re.compile(
    r"<svg [^<>]*><image [^<>]*href=\"data:image/(?:png|jpeg|gif);base64,(?P<data>[^\"]*)\"/></svg>"
)
_URL = re.compile(r"url\(\s*['\"]?(?P<target>[^)'\"]*)['\"]?\s*\)", re.IGNORECASE)
_FAMILY = re.compile(r"(font-family:)[^;]*", re.IGNORECASE)
# matplotlib before 3.11 writes one shorthand: style and size first, families last.
_SHORTHAND = re.compile(r"(?<![\w-])(font:[^;]*?\d(?:px|pt|em))\s+[^;]*", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d+\.?\d*|\.\d+)\s*([a-z]*)\s*", re.IGNORECASE)

NOT_DRAWN = "Hình không vẽ được: {}"
"""What stands in the place of a picture of another make that cannot be drawn."""
# Sharp on paper; more would only make the file larger.
_DOTS_PER_INCH = 300.0
POINTS_PER_UNIT = {"": 0.75, "px": 0.75, "pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0}
"""How many points one SVG unit of length has."""


def embedded(
    svg: str,
    prefix: str,
    families: str,
    *,
    fluid: bool = False,
    title: str = "",
    description: str = "",
) -> str:
    """The drawing alone: its own ids, its letters in `families`, nothing active or external.

    Parameters
    ----------
    svg
        A whole SVG document.
    prefix
        Put before every id, so that two charts of one page do not share clip paths.
    families
        Value for ``font-family``.
    fluid
        Drop the fixed size, so that the page's style sheet decides.
    title, description
        What a screen reader says of the picture; without a title it is left to the format.

    Raises
    ------
    ExportError
        EXPORT-03 the text is not well-formed SVG.

    Examples
    --------
    >>> drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script><g id="a"/></svg>'
    >>> print(embedded(drawing, "hinh-1", "serif"))
    <svg xmlns="http://www.w3.org/2000/svg" stroke-linejoin="round"><g id="hinh-1-a" /></svg>
    """
    root = _parsed(svg, prefix)
    # matplotlib says this in a style element, which on a web page would reach beyond the chart.
    root.set("stroke-linejoin", "round")
    if fluid:
        width, height = _points(root, "width"), _points(root, "height")
        if "viewBox" not in root.attrib and width and height:
            root.set("viewBox", f"0 0 {width:g} {height:g}")
        for name in ("width", "height"):
            root.attrib.pop(name, None)
    _clean(root, prefix, families)
    if title:
        _describe(root, prefix, title, description)
    return ElementTree.tostring(root, encoding="unicode")


def _describe(root: ElementTree.Element, prefix: str, title: str, description: str) -> None:
    """Make the whole drawing one picture with a name, whatever letters stand inside it."""
    names = {"title": title, "desc": description}
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title")
    root.set("aria-describedby", f"{prefix}-desc")
    for place, (name, text) in enumerate(names.items()):
        element = ElementTree.Element(f"{{{_SVG}}}{name}", {"id": f"{prefix}-{name}"})
        element.text = text
        root.insert(place, element)


def size_in_points(svg: str, name: str = "svg") -> tuple[float, float] | None:
    """The drawing's own width and height, None when it gives none.

    Raises
    ------
    ExportError
        EXPORT-03 the text is not well-formed SVG; it calls the drawing `name`.

    Examples
    --------
    >>> size_in_points('<svg xmlns="http://www.w3.org/2000/svg" width="40px" height="1in"/>')
    (30.0, 72.0)
    """
    root = _parsed(svg, name)
    width, height = _points(root, "width"), _points(root, "height")
    if width and height:
        return width, height
    try:
        _, _, across, down = map(float, root.get("viewBox", "").replace(",", " ").split())
    except ValueError:
        return None
    return (across * POINTS_PER_UNIT[""], down * POINTS_PER_UNIT[""]) if across and down else None


def dots(svg: str) -> bytes | None:
    """The PNG, JPEG or GIF that is all of a drawing; None where there is none or it is broken."""
    if not (found := _FRAMED.fullmatch(svg)):
        return None
    data = base64.b64decode(found["data"])
    try:
        with warnings.catch_warnings():
            # Of what is odd in a picture that can be drawn nobody need know.
            warnings.simplefilter("ignore")
            Image.open(io.BytesIO(data)).load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return data


def drawn(svg: str, name: str, size: tuple[float, float]) -> bytes:
    """The drawing as PNG of `size` points, for formats that cannot be trusted with SVG.

    Raises
    ------
    ExportError
        EXPORT-03 the text is not well-formed SVG; it calls the drawing `name`.
    """
    face = fonts.serif()
    sheet = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)'
    )
    inputs = {"svg": embedded(svg, name, f"'{face.family}'"), "width": str(size[0])}
    return typeset(
        sheet.encode(),
        format="png",
        ppi=_DOTS_PER_INCH,
        sys_inputs=inputs,
        font_paths=found_by_typst(face),
    )


@cache
def found_by_typst(face: fonts.Face, spare: tuple[Path, ...] = ()) -> typst.Fonts:
    """The files of `face`, of the fallbacks and of `spare` faces as Typst takes them, no others.

    Kept, because to look through the files takes longer than to set a picture.
    """
    # Typst takes folders only, and passes over a file without a word.
    folders = {path.parent for path in (*face.paths, *fonts.fallback_paths(), *spare)}
    return typst.Fonts(include_system_fonts=False, font_paths=sorted(folders))


def _parsed(svg: str, name: str) -> ElementTree.Element:
    try:
        root = ElementTree.fromstring(svg.encode())
    except (ElementTree.ParseError, UnicodeEncodeError) as error:
        found = str(error)
    else:
        if root.tag == f"{{{_SVG}}}svg":
            return root
        found = root.tag
    raise ExportError(
        Finding(
            "EXPORT-03",
            "Biểu đồ không phải là SVG hợp lệ.",
            where=name,
            found=found,
            remedy="vẽ biểu đồ bằng report.bar_chart hoặc report.column_chart",
        )
    )


def _points(root: ElementTree.Element, name: str) -> float | None:
    match = _LENGTH.fullmatch(root.get(name, ""))
    if not match or match[2].lower() not in POINTS_PER_UNIT:
        return None
    return float(match[1]) * POINTS_PER_UNIT[match[2].lower()]


def _clean(element: ElementTree.Element, prefix: str, families: str) -> None:
    for child in list(element):
        name = child.tag.removeprefix(f"{{{_SVG}}}") if isinstance(child.tag, str) else ""
        if name in _ELEMENTS:
            _clean(child, prefix, families)
        else:
            element.remove(child)
    for name, value in list(element.attrib.items()):
        kept = _attribute(element, name, value, prefix, families)
        if kept is None:
            del element.attrib[name]
        else:
            element.set(name, kept)


def _attribute(
    element: ElementTree.Element, name: str, value: str, prefix: str, families: str
) -> str | None:
    """The value to keep, or None to drop the attribute."""
    if name.lower().startswith("on"):
        return None
    if name == "id":
        return f"{prefix}-{value}"
    if name in _HREFS:
        if value.startswith("#"):
            return f"#{prefix}-{value[1:]}"
        drawn = element.tag == f"{{{_SVG}}}image" and value.startswith(_RASTERS)
        return value if drawn else None
    if any(not target.startswith("#") for target in _URL.findall(value)):
        return None
    if name == "style" and ("\\" in value or "@" in value or "image-set" in value.lower()):
        return None
    value = _URL.sub(lambda match: f"url(#{prefix}-{match['target'][1:]})", value)
    if name == "font-family":
        return families
    if name == "style":
        value = _FAMILY.sub(lambda match: f"{match[1]} {families}", value)
        value = _SHORTHAND.sub(lambda match: f"{match[1]} {families}", value)
    return value
