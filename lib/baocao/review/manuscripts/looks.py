"""How the letters of a Word paragraph look: bold, italic and what else may carry a meaning."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from docx.oxml.ns import qn as name_of

from baocao.review.manuscripts.elements import TextElement

__all__ = ["looks_of"]

# Asked for each run of a file.
qn = functools.cache(name_of)

# Word's own names of the two styles that the toolkit writes emphasis with.
_STYLES = {"strong": "b", "emphasis": "i", "intense emphasis": "i"}
_TOGGLES = {"w:b": "b", "w:i": "i", "w:strike": "s", "w:dstrike": "s"}
_RAISED = {"superscript": "^", "subscript": "_"}
_OFF = {"0", "false", "off"}
# Word underlines links by itself.
_LINK = "hyperlink"


def looks_of(
    pieces: Sequence[TextElement], styles: Mapping[str, str]
) -> tuple[tuple[int, int, str], ...]:
    """The letters that look otherwise than their paragraph: start, end, and how.

    Parameters
    ----------
    pieces
        The elements of the paragraph's letters.
    styles
        Names of styles by id.
    """
    found: list[tuple[int, int, str]] = []
    for piece in pieces:
        look = _look(piece.element.getparent(), styles)
        if not look:
            continue
        if found and found[-1][1:] == (piece.start, look):
            found[-1] = (found[-1][0], piece.end, look)
        else:
            found.append((piece.start, piece.end, look))
    return tuple(found)


def _look(run: Any, styles: Mapping[str, str]) -> str:
    properties = run.find(qn("w:rPr")) if run is not None else None
    if properties is None:
        return ""
    style = properties.find(qn("w:rStyle"))
    name = styles.get(style.get(qn("w:val")), "").lower() if style is not None else ""
    look = {_STYLES[name]} if name in _STYLES else set()
    for tag, sign in _TOGGLES.items():
        toggle = properties.find(qn(tag))
        if toggle is None:
            continue
        if toggle.get(qn("w:val"), "1").lower() in _OFF:
            look.discard(sign)
        else:
            look.add(sign)
    line = properties.find(qn("w:u"))
    if line is not None and line.get(qn("w:val"), "single") != "none" and name != _LINK:
        look.add("u")
    position = properties.find(qn("w:vertAlign"))
    if position is not None and (raised := _RAISED.get(position.get(qn("w:val"), ""))):
        look.add(raised)
    return "".join(sorted(look))
