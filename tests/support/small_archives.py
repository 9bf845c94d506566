"""Issued reports of a few small files, entered into an archive as an issue enters them."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

from baocao.workspace import archive_index
from baocao.workspace.archive import Record
from baocao.workspace.workspace import Workspace

__all__ = ["SIGNER", "put"]

SIGNER = "Người Ký"


def put(workspace: Workspace, number: int, day: date, period: str, replaces: str | None) -> Path:
    """Enter a small report into the archive, as an issue does when all has been made."""
    at = workspace.period(period)
    record = Record(
        number=number,
        date=day,
        signer=SIGNER,
        symbol=f"{number}/BC-SDL",
        period=period,
        start=at.start,
        end=at.end,
        replaces=replaces,
    )
    place = workspace.issued / str(day.year) / f"{number:04}-BC-SDL"
    new = place.with_name(f".{place.name}.new")
    files = {
        "report.html": f"<p>Báo cáo {number}</p>",
        "issue.json": record.model_dump_json(),
        "inputs/report.toml": "[data]\n",
        "inputs/lib/travel/__init__.py": f"NUMBER = {number}\n",
    }
    for name, text in files.items():
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).write_text(text, encoding="utf-8")
    outputs = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    (new / "manifest.json").write_text(json.dumps({"outputs": outputs}), encoding="utf-8")
    archive_index.enter(workspace, new, place, record)
    return place
