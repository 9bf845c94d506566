"""Compares the numbers in the documents of a built report with its ``facts.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2

from baocao.core.errors import ManuscriptError
from baocao.document.tags import control_tag
from baocao.review.manuscripts import read_manuscript

__all__ = ["inconsistencies"]

_FACTS = "facts.json"


def inconsistencies(folder: Path) -> Iterator[str]:
    """What in the documents of a folder differs from its ``facts.json``, one line each.

    HTML and Word files bind each number to its fact.  A PDF has the facts attached, with the order
    in which its pages quote them.

    Parameters
    ----------
    folder
        With ``report.html``, ``report.docx``, ``report.pdf`` and ``facts.json``.  A file that
        cannot be read gives a line too.
    """
    try:
        data = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        facts = {
            (fact["id"], fact["period"]): fact["text"]
            for fact in (*data["facts"], *data.get("head", ()))
        }
    except (OSError, ValueError, KeyError, TypeError):
        yield f"không đọc được {_FACTS}"
        return
    texts: dict[str, set[str]] = {}
    for (identity, _), text in facts.items():
        texts.setdefault(control_tag(identity), set()).add(_without_blanks(text))
    for name in ("report.html", "report.docx"):
        yield from _wrong_bound_numbers(folder / name, texts)
    yield from _wrong_pdf_numbers(folder / "report.pdf", data["facts"])


def _wrong_bound_numbers(path: Path, texts: dict[str, set[str]]) -> Iterator[str]:
    try:
        blocks = read_manuscript(path).blocks
    except ManuscriptError as error:
        yield f"{path.name}: {error.findings[0].what}"
        return
    for block in blocks:
        for quote in block.quotes:
            text = block.text[quote.start : quote.end]
            if _without_blanks(text) not in texts.get(control_tag(quote.tag), ()):
                yield f"{path.name}: {quote.tag} ghi {text}"


def _wrong_pdf_numbers(path: Path, facts: list[dict[str, Any]]) -> Iterator[str]:
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
    printed, at = _without_blanks("".join(pages)), 0
    for number in inside["quoted"]:
        fact = inside["facts"][number]
        found = printed.find(_without_blanks(fact["text"]), at)
        if found < 0:
            yield f"{path.name}: không thấy {fact['text']} của {fact['id']}"
        else:
            at = found + len(_without_blanks(fact["text"]))


def _without_blanks(text: str) -> str:
    """The text without blanks: lines and pages add some."""
    return "".join(text.split())
