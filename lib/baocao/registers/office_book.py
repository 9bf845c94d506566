"""What the cells of an Office Open XML workbook refer to, be it kept in XML or in records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from baocao.registers.number_formats import EPOCH, Style, style_of
from baocao.registers.row_cells import RowCells, Run, Text

__all__ = ["WHITE", "Book", "Font", "Looks", "color_of"]

WHITE = "FFFFFF"
# The first colour of a theme, and three of the old palette.
_WHITES = {("theme", "0"), ("indexed", "1"), ("indexed", "9"), ("indexed", "65")}


def color_of(kind: str, value: str, tint: float) -> str:
    """A colour, to be compared with others of its workbook.

    Examples
    --------
    >>> color_of("rgb", "FF4472c4", 0), color_of("theme", "0", 0), color_of("theme", "0", -0.5)
    ('4472C4', 'FFFFFF', 'theme 0 -0.5')
    """
    if kind == "rgb":
        return value[-6:].upper()
    return WHITE if (kind, value) in _WHITES and not tint else f"{kind} {value} {tint:g}"


@dataclass(frozen=True)
class Font:
    """The font of a cell or of a part of its text.

    Attributes
    ----------
    letters, is_struck, position
        As those of :class:`baocao.registers.row_cells.Run`; a font without a name has no letters.
    ink
        Its colour, None where none is told.
    """

    letters: str | None = None
    is_struck: bool = False
    position: int = 0
    ink: str | None = None

    def run(self, text: str) -> Run:
        """A part of a text in this font."""
        return Run(text, self.letters, self.is_struck, self.position)


@dataclass
class Looks:
    """The parts of looks, which refer to them by number; those that a file lacks are plain.

    `fills` are the colours of cells, None where a cell has more than one.
    """

    formats: dict[int, str] = field(default_factory=dict)
    fonts: list[Font] = field(default_factory=list)
    fills: list[str | None] = field(default_factory=list)

    def style(self, number: int, font: int, fill: int) -> Style:
        """The look with this number format, font and fill."""
        used = self.fonts[font] if font < len(self.fonts) else Font()
        paper = self.fills[fill] if fill < len(self.fills) else WHITE
        is_unseen = used.ink is not None and used.ink == paper
        code = self.formats.get(number)
        return style_of(number, code, used.is_struck, used.letters or "", is_unseen)


@dataclass(frozen=True)
class Book:
    """What the cells of all sheets of a workbook share.

    Attributes
    ----------
    texts, styles
        The texts and the looks that cells refer to by number.
    epoch
        The day from which days are counted.
    cells
        What puts the cells into rows.
    """

    texts: Sequence[Text]
    styles: Sequence[Style]
    epoch: datetime = EPOCH
    cells: RowCells = field(default_factory=RowCells)

    def style(self, index: int) -> Style:
        """The look of that number; a plain one where the workbook tells of none."""
        return self.styles[index] if index < len(self.styles) else Style()
