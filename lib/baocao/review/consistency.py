"""Whether the documents of a built report quote the figures of the ``facts.json`` beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2

from baocao.core.errors import ManuscriptError
from baocao.document.tags import control_tag
from baocao.review.manuscripts import read_manuscript

__all__ = ["misquotes"]

_FACTS = "facts.json"


def misquotes(folder: Path) -> Iterator[str]:
    """Every number of the documents in `folder` that is not that of its fact.

    The page and the Word file bind each number to its fact; the PDF carries its facts and the
    order in which its pages quote them.
    """
    try:
        data = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        facts = {(fact["id"], fact["period"]): fact["text"] for fact in data["facts"]}
    except (OSError, ValueError, KeyError, TypeError):
        yield f"không đọc được {_FACTS}"
        return
    texts: dict[str, set[str]] = {}
    for (identity, _), text in facts.items():
        texts.setdefault(control_tag(identity), set()).add(_letters(text))
    for name in ("report.html", "report.docx"):
        yield from _bound(folder / name, texts)
    yield from _carried(folder / "report.pdf", data["facts"])


def _bound(path: Path, texts: dict[str, set[str]]) -> Iterator[str]:
    try:
        blocks = read_manuscript(path).blocks
    except ManuscriptError as error:
        yield f"{path.name}: {error.findings[0].what}"
        return
    for block in blocks:
        for quote in block.quotes:
            text = block.text[quote.start : quote.end]
            if _letters(text) not in texts.get(control_tag(quote.tag), ()):
                yield f"{path.name}: {quote.tag} ghi {text}"


def _carried(path: Path, facts: list[dict[str, Any]]) -> Iterator[str]:
    try:
        with pypdfium2.PdfDocument(path.read_bytes()) as document:
            attached = [document.get_attachment(n) for n in range(document.count_attachments())]
            (data,) = [bytes(a.get_data()) for a in attached if a.get_name() == _FACTS]
            inside = json.loads(data)
            pages = [page.get_textpage().get_text_range() for page in document]
    except (OSError, ValueError, pypdfium2.PdfiumError):
        yield f"{path.name}: không đọc được"
        return
    if inside["facts"] != facts:
        yield f"{path.name}: số liệu kèm theo không phải {_FACTS}"
    printed, at = _letters("".join(pages)), 0
    for number in inside["quoted"]:
        fact = inside["facts"][number]
        found = printed.find(_letters(fact["text"]), at)
        if found < 0:
            yield f"{path.name}: không thấy {fact['text']} của {fact['id']}"
        else:
            at = found + len(_letters(fact["text"]))


def _letters(text: str) -> str:
    """The text without blanks, which lines and pages add."""
    return "".join(text.split())
