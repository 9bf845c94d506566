"""Pages of notebooks that were not written for this toolkit: parsed, and cut into blocks.

A page is Markdown or HTML. Headings, tables and pictures in it become blocks of their own; what a
document cannot hold is named in a note.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from baocao.core import formulas, pandoc
from baocao.document.model import Block, Code, Heading, Picture, Prose
from baocao.document.other_pictures import Beside, Unfit, drawing, framed
from baocao.document.other_tables import is_prose, table_of

__all__ = ["Page", "blocks_of_pages", "note"]

# Elements that style a page or run on it, and print nothing.
_STYLING = re.compile(r"<(style|script)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_COLOURS = re.compile(r"(?:background(?:-color)?|[;{\s\"']color)\s*:", re.IGNORECASE)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
# What is heard, runs, or is filled in.
_ACTIVE = re.compile(
    r"<(audio|video|iframe|object|embed|canvas|applet|script|input|select|textarea)\b",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"data:(?P<mime>image/[\w.+-]+)[^,]*?(?P<coded>;base64)?,(?P<data>.*)", re.DOTALL
)
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]:", re.MULTILINE)
_TICK = {"[ ]": "☐", "[x]": "☒", "[X]": "☒"}


@dataclass(frozen=True)
class Page:
    """A text to be parsed.

    Attributes
    ----------
    text, reader
        The text, and ``markdown`` or ``html``.
    number
        The cell that it belongs to, from 1.
    attached
        The pictures that the cell carries, by name and type.
    otherwise
        What is printed where the page is empty: a program that draws on the screen, for example.
    """

    text: str
    reader: str
    number: int
    attached: Mapping[str, Any] = field(default_factory=dict)
    otherwise: tuple[Block, ...] = ()


def note(text: str) -> Prose:
    """A remark of the toolkit in the place of what cannot be printed."""
    return Prose([{"t": "Para", "c": [{"t": "Emph", "c": [pandoc.text(text)]}]}])


def blocks_of_pages(pages: Sequence[Page], beside: Beside) -> list[list[Block]]:
    """The blocks of each page; pandoc runs once for all pages, and once for all formulas."""
    texts: list[tuple[str, str]] = []
    taken: list[list[formulas.Formula]] = []
    for page in pages:
        text = page.text
        found: list[formulas.Formula] = []
        if page.reader == "markdown":
            text, found = formulas.take_out(_with_lone_notes(text))
        texts.append((_STYLING.sub("", text), page.reader))
        taken.append(found)
    trees = [
        tree if tree is None else formulas.put_back(tree, found)
        for tree, found in zip(pandoc.parse_pages(texts), taken, strict=True)
    ]
    unread = _unread(trees)
    return [
        _Cut(page, beside, unread).blocks(tree) for page, tree in zip(pages, trees, strict=True)
    ]


def _with_lone_notes(text: str) -> str:
    """Markdown whose notes stay text where nothing in the cell leads to them: none may be lost."""

    def kept(found: re.Match[str]) -> str:
        is_named = text.count(f"[^{found[1]}]") > text.count(f"[^{found[1]}]:")
        return found[0] if is_named else f"\\{found[0]}"

    return _NOTE.sub(kept, text)


def _unread(trees: Sequence[object]) -> set[str]:
    """The formulas that pandoc cannot read, by their TeX."""
    found = list(
        dict.fromkeys(node["c"][1] for node in pandoc.walk(list(trees)) if node["t"] == "Math")
    )
    made = pandoc.render([[_formula(tex)] for tex in found], "html")
    return {tex for tex, html in zip(found, made, strict=True) if "<math" not in html}


def _formula(tex: str) -> pandoc.Block:
    return {"t": "Para", "c": [{"t": "Math", "c": [{"t": "InlineMath"}, tex]}]}


class _Cut:
    """Cuts one page into blocks, with what it has to tell on the way."""

    def __init__(self, page: Page, beside: Beside, unread: set[str]) -> None:
        self.page = page
        self.beside = beside
        self.unread = unread
        self.is_tex_left = False

    def blocks(self, tree: list[pandoc.Block] | None) -> list[Block]:
        """What the page prints, with its notes at the end."""
        if tree is None:
            return [
                note(f"Nội dung của ô {self.page.number} không phân tích được, in nguyên văn:"),
                Code("", "output", tuple(self.page.text.split("\n"))),
            ]
        made = list(self.cut(pandoc.rewrite(tree, self.mended)))
        said = made or list(self.page.otherwise)
        return [*said, *(note(text) for text in self.left_out(bool(made)))]

    def left_out(self, is_any: bool) -> Iterator[str]:
        """What the page has on a screen and not on paper."""
        number = self.page.number
        active = {name.lower() for name in _ACTIVE.findall(self.markup())}
        if active:
            names = ", ".join(sorted(active))
            yield f"Ô {number} có phần chỉ nghe, xem hoặc chạy được trong sổ tay: {names}."
        is_table = self.page.reader == "html" and _TABLE.search(self.page.text)
        # pandas writes a style of its own into every table, without colours.
        if is_any and is_table and _COLOURS.search(self.page.text):
            yield f"Bảng của ô {number} có màu riêng trong sổ tay, ở đây không giữ màu."
        if self.is_tex_left:
            yield f"Ô {number} có công thức không dựng được, in nguyên mã TeX."

    def markup(self) -> str:
        """The page without code, in which a tag is only written about."""
        if self.page.reader == "html":
            return self.page.text
        return re.sub(r"^```.*?^```|`[^`\n]*`|^    .*?$", "", self.page.text, flags=re.S | re.M)

    def mended(self, node: pandoc.Node) -> list[pandoc.Node] | None:
        """Formulas that nobody can set as code, and boxes that were ticked as signs."""
        match node["t"], node.get("c"):
            case "Math", [_, str() as tex] if tex in self.unread:
                self.is_tex_left = True
                return [{"t": "Code", "c": [["", [], []], tex]}]
            case "BulletList", list() as items:
                return [{"t": "BulletList", "c": [self.item(item) for item in items]}]
            case _:
                return None

    def item(self, blocks: list[pandoc.Block]) -> list[pandoc.Block]:
        blocks = pandoc.rewrite(blocks, self.mended)
        inlines = blocks[0].get("c") if blocks and blocks[0]["t"] in {"Para", "Plain"} else None
        if not isinstance(inlines, list):
            return blocks
        for width in (1, 3):
            sign = _TICK.get(pandoc.plain_text(inlines[:width]))
            if sign and all(node["t"] == "Space" for node in inlines[width : width + 1]):
                # In one word with its space: else the page would have a box to be ticked.
                words = [pandoc.text(f"{sign}\u00a0"), *inlines[width + 1 :]]
                first = {"t": blocks[0]["t"], "c": words}
                return [first, *blocks[1:]]
        return blocks

    # ------------------------------------------------------------ blocks

    def cut(self, blocks: list[pandoc.Block]) -> Iterator[Block]:
        """Prose; headings, tables and pictures among it as blocks of their own."""
        run: list[pandoc.Block] = []
        for block in _flat(blocks):
            made: list[Block] = []
            match block["t"], block.get("c"):
                case "Header", [level, _, inlines]:
                    # Capitals and Roman numbers are for parts of an official report.
                    text = pandoc.plain_text(inlines).strip()
                    if text:
                        made = [Heading("", min(max(level, 2), 3), 0, "", text)]
                    made += self.pictures(block)
                    if not made:
                        continue
                case "Table", list() as content:
                    pictures = self.pictures(block)
                    if not is_prose(content):
                        made = [table_of(content), *pictures]
                    else:
                        run.append(block)
                        made = pictures
                case _:
                    pictures = self.pictures(block)
                    if not pictures or _words(block):
                        run.append(self.without_pictures(block))
                    made = pictures
            if made and run:
                yield Prose(run)
                run = []
            yield from made
        if run:
            yield Prose(run)

    def without_pictures(self, block: pandoc.Block) -> pandoc.Block:
        """The block with the descriptions of its pictures: these follow it."""

        def told(node: pandoc.Node) -> list[pandoc.Node] | None:
            if node["t"] != "Image":
                return None
            words = pandoc.plain_text(node["c"][1]).strip()
            return [pandoc.text(f"[{words or 'hình'}]")]

        changed: pandoc.Block = pandoc.rewrite([block], told)[0]
        return changed

    def pictures(self, block: pandoc.Block) -> list[Block]:
        """The pictures of a block, and notes of those that there are not."""
        made: list[Block] = []
        for node in pandoc.walk(block):
            if node["t"] == "Image":
                _, inner, [address, _] = node["c"]
                made.append(self.picture(pandoc.plain_text(inner).strip(), address))
        return made

    def picture(self, description: str, address: str) -> Block:
        alt = description or f"Hình trong ô {self.page.number} của sổ tay"
        found = self.found(address, alt)
        if isinstance(found, Picture):
            return found
        shown = address if len(address) < 200 else f"{address[:200]}…"
        words = f"{description} ({shown})" if description else f"({shown})"
        return note(f"Hình {found.why}: {words}")

    def found(self, address: str, alt: str) -> Picture | Unfit:
        if match := _DATA.fullmatch(address):
            data: bytes | str = match["data"]
            if not match["coded"]:
                data = unquote_to_bytes(match["data"])
            return shaped(match["mime"], data, alt)
        name = address.removeprefix("attachment:")
        carried = self.page.attached.get(name, {})
        for mime in _PICTURES:
            if mime in carried:
                return shaped(mime, carried[mime], alt)
        return self.beside.picture(address, alt)


def shaped(mime: str, data: bytes | str, alt: str, width: float = 0) -> Picture | Unfit:
    """A picture of a type; text is Base64, and for SVG may be the drawing itself."""
    if mime != "image/svg+xml":
        return framed(data, alt, width)
    if isinstance(data, str) and "<" not in data:
        try:
            data = base64.b64decode(data)
        except ValueError:
            return Unfit("bị hỏng, không in được")
    return drawing(data.decode("utf-8", "replace") if isinstance(data, bytes) else data, alt)


def _words(block: pandoc.Block) -> bool:
    """Whether a block says something beside its pictures."""
    gone = pandoc.rewrite([block], lambda node: [] if node["t"] == "Image" else None)
    return bool(pandoc.plain_text(gone).strip())


def _flat(blocks: list[pandoc.Block]) -> Iterator[pandoc.Block]:
    """The blocks; those inside a ``<div>`` or a figure stand in the place of it."""
    for block in blocks:
        match block["t"], block.get("c"):
            case "Div", [_, inner]:
                yield from _flat(inner)
            case "Figure", [_, [_, caption], inner]:
                yield from _flat(inner)
                # Of a picture alone in its paragraph it is the description again.
                said = [
                    pandoc.plain_text(n["c"][1]) for n in pandoc.walk(inner) if n["t"] == "Image"
                ]
                if pandoc.plain_text(caption) not in said:
                    yield from _flat(caption)
            case _:
                yield block
