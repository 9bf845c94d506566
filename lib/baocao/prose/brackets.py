"""The notation between quotations: optional parts ``[ … | … ]`` and variants ``--- condition``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from jinja2 import nodes

from baocao.prose.conditions import OTHERWISE, condition, is_condition
from baocao.prose.tree import Choice, NotationError, Option, Piece, Refused, Text

__all__ = ["refuse_heads", "refuse_odd_heads", "with_parts", "with_variants"]

_HEAD: Final = re.compile(r"^---[ \t]+(?P<name>\S[^\n]*?)[ \t]*(?:\n|\Z)", re.MULTILINE)
_DASHES: Final = re.compile(r"^[ \t]*(?P<dashes>-{2,}|[–—]+)[ \t]*(?P<rest>[^\n]*)$", re.MULTILINE)
_ASKED: Final = re.compile(r"\s*(?P<name>[^\[\]|?{}\n]{2,80})\?")
_TOLD: Final = re.compile(r"(?P<name>[^\[\]|?{}\n:]{2,80}):")
# Marks that mean something, in the order in which they are tried; a backslash takes it from them.
_MARKS: Final = re.compile(
    r"(?P<escaped>\\.)"
    r"|(?P<image>!\[[^\[\]\n]*\](?:\([^()\n]*\))?)"
    r"|(?P<note>\[\^[^\[\]\n]*\])"
    r"|(?P<link>\[[^\[\]{}|]*\]\((?P<target>[^()\s]*)\))"
    r"|(?P<attributes>\[[^\[\]{}|\n]*\]\{[^{}\n]*\}?)"
    r"|(?P<mark>[\[\]|])",
    re.DOTALL,
)
_ADDRESS: Final = re.compile(
    r"\((?:https?:|mailto:|javascript:|data:|/|#)[^()\n]*\)", re.IGNORECASE
)
_SAFE_LINK: Final = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
# Markdown that prose has not, and what to write instead.
_NO_MARKDOWN: Final[Mapping[str, str]] = {
    "image": "bỏ ảnh; hình do ô của sổ tay dựng",
    "note": "bỏ dấu chú thích; viết nội dung chú thích thành câu",
    "attributes": "bỏ ngoặc vuông và {…}: thuộc tính do hệ thống viết",
    "link": "liên kết bắt đầu bằng https://, http:// hoặc mailto:",
}


def with_parts(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces in which what stands in brackets is gathered into choices.

    Raises
    ------
    NotationError
        A bracket without its other half, a condition of another name.
    """
    return _Brackets(tuple(pieces)).all()


def refuse_odd_heads(source: str) -> None:
    """Refuse lines that were to open a variant and would be printed as they are.

    Raises
    ------
    NotationError
        A line that begins with dashes but is no ``--- condition``.
    """
    for match in _DASHES.finditer(source):
        if _HEAD.match(source, match.start()):
            continue
        if match["dashes"].startswith("-") or is_condition(match["rest"]):
            raise NotationError(
                "Dòng mở biến thể viết sai.",
                match.start(),
                "viết ở đầu dòng ba dấu gạch, một dấu cách, rồi điều kiện: --- quý",
            )


def refuse_heads(pieces: Sequence[Piece]) -> None:
    """Refuse variants inside ``{% if %}`` and ``{% for %}``.

    Raises
    ------
    NotationError
        A line ``--- condition`` among the pieces.
    """
    for piece in pieces:
        if isinstance(piece, Text) and (head := _HEAD.search(piece.text)):
            what = "Dòng mở biến thể đứng trong {% if %} hoặc {% for %}."
            raise NotationError(what, piece.at + head.start(), "đặt dòng --- ngoài mọi thẻ")


def _refusal(match: re.Match[str]) -> str:
    """What to write instead of Markdown that prose has not; empty where it has it."""
    kind = match.lastgroup or ""
    if match["link"] is not None:
        kind = "" if _SAFE_LINK.match(match["target"]) else "link"
    return _NO_MARKDOWN.get(kind, "")


@dataclass
class _Brackets:
    """Goes through pieces once and gathers what stands in brackets."""

    pieces: tuple[Piece, ...]
    # The options of each open bracket, the condition of its last one, and where it opened.
    open: list[tuple[list[Option], nodes.Expr | None, int]] = field(default_factory=list)
    levels: list[list[Piece]] = field(default_factory=lambda: [[]])

    def all(self) -> list[Piece]:
        for piece in self.pieces:
            if isinstance(piece, Text):
                self.text(piece)
            else:
                self.levels[-1].append(piece)
        if self.open:
            at = self.open[-1][2]
            remedy = r"đóng ngoặc vuông bằng ]; dấu [ của lời văn viết là \["
            raise NotationError("Ngoặc vuông [ chưa đóng.", at, remedy)
        return self.levels[0]

    def text(self, piece: Text) -> None:
        done = 0
        for match in _MARKS.finditer(piece.text):
            if match.start() < done:
                continue
            if remedy := _refusal(match):
                self.keep(piece, done, match.start())
                done = match.end()
                self.levels[-1].append(Refused(piece.at + match.start(), match[0], remedy))
                continue
            if match["mark"] is None or (match["mark"] == "|" and not self.open):
                continue
            self.keep(piece, done, match.start())
            done = match.end()
            at = piece.at + match.start()
            if match["mark"] == "[":
                done = self.opened(piece, done, at)
            elif match["mark"] == "|":
                self.finish_option(at)
                options, _, opened = self.open[-1]
                self.open[-1] = (options, None, opened)
                done = self.condition(piece, done)
            else:
                self.closed(piece, done, at)
        self.keep(piece, done, len(piece.text))

    def keep(self, piece: Text, start: int, end: int) -> None:
        if self.open and (head := _HEAD.search(piece.text, start, end)):
            what = "Dòng mở biến thể đứng trong ngoặc vuông."
            raise NotationError(what, piece.at + head.start(), "đóng ] trước dòng ---")
        if end > start:
            self.levels[-1].append(Text(piece.text[start:end], piece.at + start))

    def opened(self, piece: Text, done: int, at: int) -> int:
        self.open.append(([], None, at))
        self.levels.append([])
        return self.condition(piece, done)

    def condition(self, piece: Text, done: int) -> int:
        """Read the condition that an option may begin with; where its text begins."""
        match = _ASKED.match(piece.text, done)
        if match is None:
            told = _TOLD.match(piece.text, done)
            if told is not None and is_condition(told["name"]):
                what = "Sau điều kiện trong ngoặc vuông là dấu hỏi."
                raise NotationError(what, piece.at + done, f"viết: [{told['name'].strip()}? …]")
            return done
        made = condition(match["name"], piece.at + match.start("name"))
        options, _, at = self.open[-1]
        self.open[-1] = (options, made, at)
        following = match.end()
        return following + len(piece.text[following:]) - len(piece.text[following:].lstrip(" \t"))

    def finish_option(self, at: int) -> None:
        options, condition, _ = self.open[-1]
        body = _without_line_breaks(self.levels[-1])
        options.append(Option(body, body[0].at if body else at, condition))
        self.levels[-1] = []

    def closed(self, piece: Text, done: int, at: int) -> None:
        if not self.open:
            remedy = r"mở ngoặc vuông bằng [; dấu ] của lời văn viết là \]"
            raise NotationError("Ngoặc vuông ] không có [ ở trước.", at, remedy)
        self.finish_option(at)
        options, _, opened = self.open.pop()
        self.levels.pop()
        self.levels[-1].append(Choice(tuple(options), opened))
        if address := _ADDRESS.match(piece.text, done):
            remedy = "liên kết không bọc số liệu: để số liệu ngoài ngoặc vuông"
            self.levels[-1].append(Refused(piece.at + done, address[0], remedy))


def _without_line_breaks(body: list[Piece]) -> tuple[Piece, ...]:
    """A text of a choice without the line breaks that only set it apart from the next one."""
    if body and isinstance(last := body[-1], Text) and "\n" in _blanks_after(last.text):
        body[-1] = Text(last.text.rstrip(), last.at)
    if body and isinstance(first := body[0], Text):
        kept = first.text.lstrip()
        if "\n" in first.text[: len(first.text) - len(kept)]:
            body[0] = Text(kept, first.at + len(first.text) - len(kept))
    return tuple(body)


def _blanks_after(text: str) -> str:
    return text[len(text.rstrip()) :]


def with_variants(pieces: Sequence[Piece], source: str) -> Iterator[Piece]:
    """The pieces with those after each ``--- condition`` gathered into variants."""
    options: list[Option] = []
    first = 0
    body: list[Piece] = []

    def finish() -> None:
        if options:
            options[-1] = Option(tuple(body), options[-1].at, options[-1].condition)
            body.clear()

    for piece in pieces:
        if not isinstance(piece, Text):
            body.append(piece)
            continue
        done = 0
        for match in _HEAD.finditer(piece.text):
            at = piece.at + match.start("name")
            if source[: piece.at + match.start()][-1:] not in ("", "\n"):
                continue  # behind a quote, on its line
            if match.start() > done:
                body.append(Text(piece.text[done : match.start()], piece.at + done))
            done = match.end()
            if options:
                finish()
            else:
                yield from body
                body.clear()
                first = piece.at + match.start()
            if match["name"].lower() == OTHERWISE:
                options.append(Option((), at))
                continue
            options.append(Option((), at, condition(match["name"], at)))
        if done < len(piece.text):
            body.append(Text(piece.text[done:], piece.at + done))
    if not options:
        yield from body
        return
    finish()
    yield Choice(tuple(options), first, by_condition=True)
