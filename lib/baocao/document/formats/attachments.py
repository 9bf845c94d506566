"""What a document carries beside its pages: facts, tables as CSV, the executed notebook."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from baocao.locale.vi.captions import caption

__all__ = ["attachments", "csv_text", "numbered"]

# What spreadsheets take for a formula; numbers and a lone dash are harmless.
_FORMULA = re.compile(r"[=+\-@\t\r\n|%]")
_HARMLESS = re.compile(r"-|[+-]?[\d.]+(,\d+)?%?")


def csv_text(table: dict[str, Any]) -> str:
    r"""A table as a Vietnamese Excel reads it: byte order mark, semicolons, no cell that acts.

    Examples
    --------
    >>> table = {"columns": [{"label": "Hạng"}], "rows": [{"cells": [{"text": "=1+1"}]}]}
    >>> csv_text(table)
    "\ufeffHạng\r\n'=1+1\r\n"
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(_inert(column["label"]) for column in table["columns"])
    for row in table["rows"]:
        writer.writerow(_inert(cell["text"]) for cell in row["cells"])
    return f"\ufeff{file.getvalue()}"


def _inert(text: str) -> str:
    """The text, with the mark by which spreadsheets take it for nothing else (OWASP)."""
    # Blanks before the sign do not disarm it.
    acts = _FORMULA.match(text.lstrip() or text) and not _HARMLESS.fullmatch(text)
    return f"'{text}" if acts else text


def numbered(model: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every numbered table and chart, in print order, those of the annexes included."""
    for blocks in (model["blocks"], *(annex["blocks"] for annex in model["annexes"])):
        yield from (
            block for block in blocks if block["type"] in {"figure", "table"} and block["number"]
        )


def attachments(model: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The files in print order: ``name``, ``text``, ``mime``, ``description``, ``relationship``."""
    facts = {
        "period": model["period"],
        "facts": model["facts"],
        # The places of the facts in the list above, as the pages quote them.
        "quoted": model["quoted"],
    }
    yield {
        "name": "facts.json",
        "text": json.dumps(facts, ensure_ascii=False, indent=1),
        "mime": "application/json",
        "description": "Số liệu trong báo cáo và nguồn của từng số liệu",
        "relationship": "data",
    }
    for block in numbered(model):
        yield {
            "name": f"{block['id']}.csv",
            "text": csv_text(block.get("table", block)),
            "mime": "text/csv",
            "description": caption(block),
            "relationship": "data" if block["type"] == "table" else "alternative",
        }
    yield {
        "name": "report.ipynb",
        "text": model["notebook"],
        "mime": "application/x-ipynb+json",
        "description": "Sổ tay đã chạy, từ đó dựng văn bản",
        "relationship": "source",
    }
