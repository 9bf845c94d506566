"""The document model: what every exporter prints, read from a notebook.

No exporter reads a notebook or computes anything, so that no two formats can disagree on a
number; ``docs/document-model.md`` lists the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode

from baocao.core import pandoc
from baocao.document import other_notebooks
from baocao.notebook.charts import FIGURE_MIME
from baocao.notebook.table import TABLE_MIME
from baocao.prose.narrative import NARRATIVE_MIME

__all__ = ["blocks_of", "read_facts", "read_model", "title_of"]

Model = dict[str, Any]
HIDDEN_TAGS = {"working", "parameters", "injected-parameters"}
KIND = "BÁO CÁO"
# Longer lists of registers are more than one sentence.
_LISTED = 4


def title_of(section: NotebookNode) -> str:
    """The first heading of a section's first Markdown cell."""
    for cell in section.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("#"):
                    return str(line.lstrip("#").strip())
    return "Mục chưa có tên"


_KINDS = {NARRATIVE_MIME: "prose", FIGURE_MIME: "figure", TABLE_MIME: "table"}


def blocks_of(cell: NotebookNode) -> list[tuple[str, dict[str, Any]]]:
    """The kinds of block that a cell prints in the report, and what they hold.

    Empty for cells that stay with the analyst: Markdown, ``working``, frames to look at.
    """
    if cell.cell_type != "code" or HIDDEN_TAGS & set(cell.metadata.get("tags", [])):
        return []
    return [
        (kind, output.data[mime])
        for output in cell.outputs
        for mime, kind in _KINDS.items()
        if mime in output.get("data", {})
    ]


def read_model(notebook: NotebookNode) -> Model:
    """What an exporter prints: see ``docs/document-model.md``.

    An assembled report has its letterhead; one executed section comes out without, and so does
    a notebook of another make, whose every cell is printed.
    """
    return {**_Reader(notebook).model, "notebook": nbformat.writes(notebook)}


def read_facts(notebook: NotebookNode) -> list[dict[str, Any]]:
    """The facts of what :func:`read_model` reads."""
    facts: list[dict[str, Any]] = _Reader(notebook).model["facts"]
    return facts


class _Reader:
    """Walks a notebook once: numbers figures and facts, shortens repeated citations."""

    def __init__(self, notebook: NotebookNode) -> None:
        self.facts: dict[tuple[str, str], dict[str, Any]] = {}
        self.quoted: list[int] = []
        self.cited: set[str] = set()
        self.places = _places(notebook)
        self.counts = {"figure": 0, "table": 0}
        self.body: list[dict[str, Any]] = []
        self.annexes: list[dict[str, Any]] = []
        self.blocks = self.body
        about = notebook.metadata.get("baocao")
        title = self._plain(about["title"]) if about else title_of(notebook)
        revision = self._revision(about)
        opening = self._blocks(about["opening"]) if about else []
        ours = bool(about) or any(map(blocks_of, notebook.cells))
        for number, cell in enumerate(notebook.cells, start=1):
            if ours:
                self._cell(cell)
            else:
                self._ordinary(cell, number, title)
        if about:
            _close(self.body)
        earlier = about.get("earlier", {}) if about else {}
        facts = [
            {**fact, "earlier": earlier.get(f"{fact['id']}@{fact['period']}", [])}
            for fact in self.facts.values()
        ]
        self.model: Model = {
            "lang": "vi",
            "kind": KIND if ours else "",
            "title": title,
            "draft": bool(about) and about["draft"],
            "template": about.get("template") if about else None,
            "letterhead": about and about["letterhead"],
            "addressees": about["addressees"] if about else [],
            "opening": opening,
            "window": about["window"] if about else "",
            "notes": [*revision, *_notes(facts, about)],
            "blocks": self.body,
            "signature": about and about["signature"],
            "recipients": about["recipients"] if about else [],
            "archive": about["archive"] if about else "",
            "annexes": self.annexes,
            "facts": facts,
            "registers": about.get("registers", []) if about else [],
            "quoted": self.quoted,
            "period": about["period"] if about else _period_of(facts),
        }

    def _cell(self, cell: NotebookNode) -> None:
        place = cell.metadata.get("baocao", {})
        if annex := place.get("annex"):
            self.blocks = []
            position = len(self.annexes) + 1
            self.annexes.append({**annex, "id": f"phu-luc-{position}", "blocks": self.blocks})
            return
        if heading := place.get("heading"):
            position = sum(block["type"] == "heading" for block in self.blocks) + 1
            self.blocks.append({"type": "heading", **heading, "id": f"muc-{position}"})
            return
        for kind, payload in blocks_of(cell):
            block = getattr(self, f"_{kind}")(payload)
            self.blocks.append({**block, "cell": cell["id"]} if kind == "prose" else block)

    def _ordinary(self, cell: NotebookNode, number: int, title: str) -> None:
        for block in other_notebooks.blocks_of_cell(cell, number):
            # The first heading is the title already.
            if block["type"] == "heading" and block["text"] == title and not self.body:
                continue
            self.body.append({**block, "id": f"khoi-{len(self.body) + 1}"})

    def _blocks(self, payload: Mapping[str, Any]) -> list[pandoc.Block]:
        numbers = self._number(payload)

        def replace(kind: str, pairs: Mapping[str, str], inner: list[Any]) -> list[Any]:
            if kind == "ref":
                return self._reference(pairs["to"], inner)
            n = int(pairs["n"])
            if kind == "fact":
                self.quoted.append(numbers[n])
                return [{"t": "Span", "c": [["", ["fact"], [["n", str(numbers[n])]]], inner]}]
            citation = payload["citations"][n]
            form = "short" if citation["number"] in self.cited else "full"
            self.cited.add(citation["number"])
            return [{"t": "Str", "c": citation[form]}]

        blocks: list[pandoc.Block] = _map_spans(payload["blocks"], replace)
        return blocks

    def _plain(self, payload: Mapping[str, Any]) -> str:
        """Prose as plain text: no format marks the facts in it, so they are not quoted."""
        before = len(self.quoted)
        text = " ".join(pandoc.plain_text([block]) for block in self._blocks(payload))
        del self.quoted[before:]
        return text

    def _revision(self, about: Mapping[str, Any] | None) -> list[str]:
        """What an issued report of the same days printed otherwise, and why."""
        if not about or not about.get("revision"):
            return []
        return [*about["revision"]["notes"], f"Lý do: {self._plain(about['revision']['reason'])}"]

    def _reference(self, section: str, inner: list[Any]) -> list[Any]:
        """A section's number as a link to its heading; as written where it is not printed."""
        if section not in self.places:
            return inner
        target, number = self.places[section]
        text: list[Any] = [{"t": "Str", "c": f"mục {number}"}]
        return [{"t": "Span", "c": [["", ["ref"], [["to", target]]], text]}]

    def _prose(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {"type": "prose", "ast": self._blocks(payload)}

    def _number(self, payload: Mapping[str, Any]) -> list[int]:
        """The places of a payload's facts in the document's list."""
        numbers = []
        for fact in payload["facts"]:
            key = (fact["id"], fact["period"])
            self.facts.setdefault(key, dict(fact))
            numbers.append(list(self.facts).index(key))
        return numbers

    def _figure(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **self._caption("figure", "hinh", payload),
            "alt": payload["alt"],
            "svg": payload["svg"],
            "table": self._grid(payload["table"], self._number(payload)),
        }

    def _table(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        grid = self._grid(payload, self._number(payload))
        self.quoted += [
            cell["fact"]
            for row in grid["rows"]
            for cell in row["cells"]
            if cell["fact"] is not None
        ]
        return {**self._caption("table", "bang", payload), **grid}

    def _caption(self, kind: str, stem: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        self.counts[kind] += 1
        number = self.counts[kind]
        return {
            "type": kind,
            "id": f"{stem}-{number}",
            "number": number,
            "caption": payload["caption"],
        }

    def _grid(self, grid: Mapping[str, Any], numbers: list[int]) -> dict[str, Any]:
        def cell(item: Mapping[str, Any]) -> dict[str, Any]:
            fact = item["fact"]
            return {"text": item["text"], "fact": None if fact is None else numbers[fact]}

        rows = [
            {"cells": [cell(item) for item in row["cells"]], "total": row["total"]}
            for row in grid["rows"]
        ]
        return {"columns": grid["columns"], "rows": rows}


def _places(notebook: NotebookNode) -> dict[str, tuple[str, str]]:
    """The id and the full number ("I.2.a") of each section's heading, by stem."""
    places: dict[str, tuple[str, str]] = {}
    numbers: list[str] = []
    position = 0
    for cell in notebook.cells:
        about = cell.metadata.get("baocao", {})
        if heading := about.get("heading"):
            position += 1
            numbers = [*numbers[: heading["level"] - 1], heading["number"].rstrip(".)")]
            if "leads" in about:
                places[about["leads"]] = (f"muc-{position}", ".".join(numbers))
    return places


def _map_spans(node: Any, replace: Callable[[str, Mapping[str, str], list[Any]], list[Any]]) -> Any:
    """A copy of a tree in which `replace` stands in for every span of ours."""
    if isinstance(node, dict):
        return {key: _map_spans(value, replace) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    out = []
    for item in node:
        if isinstance(item, dict) and item.get("t") == "Span":
            (_, classes, pairs), inner = item["c"]
            if {"fact", "cite", "ref"} & set(classes):
                out += replace(classes[0], dict(pairs), inner)
                continue
        out.append(_map_spans(item, replace))
    return out


def _close(blocks: list[dict[str, Any]]) -> None:
    """End the body with "./." (Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.4)."""
    prose = [block for block in blocks if block["type"] == "prose"]
    last = [node for node in pandoc.walk(prose[-1]["ast"]) if node["t"] == "Str"] if prose else []
    if last:
        last[-1]["c"] = last[-1]["c"].removesuffix(".") + "./."


def _notes(facts: list[dict[str, Any]], about: Mapping[str, Any] | None) -> list[str]:
    notes = [about[name] for name in ("provisional", "preliminary") if about and about.get(name)]
    titles = dict.fromkeys(
        source["title"] for fact in facts for source in fact["provenance"] if source["illustrative"]
    )
    if titles:
        first, others = list(titles)[:_LISTED], list(titles)[_LISTED:]
        notes.append(
            "Báo cáo dựng trên dòng số liệu minh họa, chưa dùng làm số liệu chính thức. "
            f"Sổ có dòng minh họa: {'; '.join(first)}."
            + (f" Sổ khác có dòng minh họa: {'; '.join(others)}." if others else "")
        )
    notes += dict.fromkeys(f"{fact['method']}." for fact in facts if fact.get("method"))
    return notes


def _period_of(facts: list[dict[str, Any]]) -> dict[str, str]:
    """The period of a bare section, as its facts tell it."""
    if not facts:
        return {"code": "", "name": "", "start": "", "end": ""}
    first = facts[0]
    return {
        "code": first["period"],
        "name": first["period"],
        "start": first["window"]["start"] or "",
        "end": first["window"]["end"],
    }
