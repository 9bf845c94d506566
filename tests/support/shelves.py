"""Finished reports of a few kilobytes, as a build leaves them, without a build."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from baocao.core.periods import Period
from baocao.locale.vi.text import period_name
from baocao.workspace import archive_index
from baocao.workspace.archive import Record
from baocao.workspace.workspace import Workspace

__all__ = ["fact", "issued", "put", "quoted", "report", "seal"]

Inline = dict[str, Any]


def fact(period: Period, id: str, value: int | None, label: str, **other: Any) -> dict[str, Any]:
    """A fact as ``facts.json`` has it, printed as a plain count."""
    window = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    made: dict[str, Any] = {
        "decimals": 0, "derived_from": [], "id": id, "label": label, "method": "",
        "missing": None if value is not None else "không có số liệu", "period": str(period),
        "provenance": [], "provisional": None, "status": "official", "stock": False,
        "text": "…" if value is None else f"{value:02}" if value else "0", "unit": "hồ sơ",
        "value": None if value is None else str(value), "window": window, "earlier": [],
    }  # fmt: skip
    return {**made, **other}


def quoted(words: str, facts: Sequence[Mapping[str, Any]]) -> list[Inline]:
    """The inlines of a sentence in which ``{0}`` quotes the first of the facts."""
    inlines: list[Inline] = []
    for word in words.split():
        if word[0] == "{":
            place = int(word[1])
            text = [{"t": "Str", "c": facts[place]["text"]}]
            inlines.append({"t": "Span", "c": [["", ["fact"], [["n", str(place)]]], text]})
            if word[3:]:
                inlines.append({"t": "Str", "c": word[3:]})
        else:
            inlines.append({"t": "Str", "c": word})
        inlines.append({"t": "Space"})
    return inlines[:-1]


def report(
    outputs: Path,
    period: Period,
    sections: Sequence[tuple[str, str, Sequence[dict[str, Any]]]],
    title: str = "Kết quả giải quyết hồ sơ",
    draft: bool = False,
    folder: Path | None = None,
) -> Path:
    """Write the report on a period, or one in another folder.

    Parameters
    ----------
    sections
        Heading, paragraph, and the facts that the paragraph quotes as ``{0}``, ``{1}``.
    """
    folder = folder or outputs / str(period)
    folder.mkdir(parents=True, exist_ok=True)
    days = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    about = {"code": str(period), "name": period_name(period), **days}
    cells: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for number, (heading, words, mine) in enumerate(sections, start=1):
        head = {"level": 1, "number": f"{number}.", "text": heading}
        about_cell = {"baocao": {"heading": head}}
        cells.append(
            {"cell_type": "markdown", "id": f"h{number}", "metadata": about_cell, "source": ""}
        )
        blocks = [{"t": "Para", "c": quoted(words, mine)}]
        said = {"blocks": blocks, "facts": list(mine), "citations": []}
        output = {
            "output_type": "display_data", "metadata": {},
            "data": {"application/vnd.baocao.narrative+json": said},
        }  # fmt: skip
        cells.append({
            "cell_type": "code", "id": f"c{number}", "metadata": {}, "source": "",
            "execution_count": None, "outputs": [output],
        })  # fmt: skip
        facts += mine
    plain = {"facts": [], "citations": []}
    whole = {
        "title": {"blocks": [{"t": "Para", "c": quoted(title, ())}], **plain},
        "opening": {"blocks": [], **plain},
        "draft": draft,
        "letterhead": {"parent": "UBND", "agency": "SỞ", "number": "Số:", "place_date": "Mẫu"},
        "addressees": [], "recipients": [], "archive": "", "period": about, "window": "",
        "signature": {"lines": [], "name": ""},
    }  # fmt: skip
    notebook = {"cells": cells, "metadata": {"baocao": whole}, "nbformat": 4, "nbformat_minor": 5}
    put(folder, "report.ipynb", json.dumps(notebook, ensure_ascii=False))
    put(folder, "facts.json", json.dumps({"period": about, "facts": facts}, ensure_ascii=False))
    headings = "".join(
        f'<h2 id="muc-{n}">{heading}</h2>' for n, (heading, _, _) in enumerate(sections, 1)
    )
    put(folder, "report.html", f"<!DOCTYPE html><title>{title}</title>{headings}")
    seal(folder)
    return folder


def issued(
    workspace: Workspace,
    number: int,
    day: date,
    period: Period,
    sections: Sequence[tuple[str, str, Sequence[dict[str, Any]]]],
    replaces: str | None = None,
) -> str:
    """Issue the report on a period, as far as the archive sees it; its place."""
    record = Record(
        number=number, date=day, signer="Người Ký", symbol=f"{number}/BC-SDL", period=str(period),
        start=period.start, end=period.end, replaces=replaces,
    )  # fmt: skip
    place = workspace.issued / record.name
    new = place.with_name(f".{place.name}.new")
    report(workspace.outputs, period, sections, folder=new)
    put(new, "issue.json", record.model_dump_json())
    seal(new)
    archive_index.enter(workspace, new, place, record)
    return f"issued/{record.name}"


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def seal(folder: Path) -> None:
    """Write the manifest: the hash of every file."""
    names = sorted(path.name for path in folder.iterdir() if path.name != "manifest.json")
    outputs = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    put(folder, "manifest.json", json.dumps({"outputs": outputs}))
