"""Letters that no typeface of the machine has, told by their code points.

An official report is refused for one such letter. A notebook of another make is printed: Chinese
and emoji in it take the typefaces that the machine has for them, else a sign stands in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from baocao.core import fonts

__all__ = ["lettered"]

# Neither is printed: drawings have letters of their own, and files are carried as they are.
_UNPRINTED = frozenset({"svg", "files", "type", "role", "face", "monospace", "id"})
# Of more letters in a row only the count is told.
_MOST_CODES = 2
_SHOWN = 12
_NOTE = (
    "Máy không có phông cho {} chữ khác nhau của sổ tay ({}); chỗ có chữ đó ghi mã Unicode hoặc số "
    "chữ trong ngoặc đơn. Cách sửa: cài phông có các chữ đó (fonts-noto-cjk, "
    "fonts-noto-color-emoji), rồi xuất lại."
)


def lettered(report: dict[str, Any], face: fonts.Face) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """What ``report.typ`` reads, without what no face can draw, and the files of spare faces."""
    texts: list[str] = []

    def seen(text: str) -> str:
        texts.append(text)
        return text

    _changed(report, seen)
    missing = fonts.missing_letters("".join(texts), face)
    missing = "".join(letter for letter in missing if letter not in fonts.UNDRAWN)
    spare = fonts.spare(missing)
    left = "".join(letter for letter in missing if letter not in spare.letters)
    made = {
        **report,
        "face": [*report["face"], *spare.families],
        "monospace": [*report["monospace"], *spare.families],
    }
    if not left:
        return made, spare.paths
    unknown = re.compile(f"[{re.escape(left)}]+")

    def told(text: str) -> str:
        return unknown.sub(lambda found: _told(found[0]), text)

    made = _changed(made, told)
    shown = ", ".join(f"U+{ord(letter):04X}" for letter in left[:_SHOWN])
    words = _NOTE.format(len(left), shown + (", …" if len(left) > _SHOWN else ""))
    note = {"type": "note", "text": words}
    return {**made, "blocks": [note, *made["blocks"]]}, spare.paths


def _told(letters: str) -> str:
    if len(letters) > _MOST_CODES:
        return f"({len(letters)} chữ)"
    return "(" + " ".join(f"U+{ord(letter):04X}" for letter in letters) + ")"


def _changed(node: Any, change: Callable[[str], str], key: str = "") -> Any:
    if isinstance(node, str):
        return node if key in _UNPRINTED else change(node)
    if isinstance(node, dict):
        return {
            name: value if name in _UNPRINTED else _changed(value, change, name)
            for name, value in node.items()
        }
    if isinstance(node, list):
        return [_changed(item, change, key) for item in node]
    return node
