"""From a notebook to the document model: what is checked, and what an older notebook may lack."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode, v4

from baocao.core import pandoc
from baocao.core.errors import ExportError
from baocao.document.model import Document, Heading, Prose, QuotedFact, Source, Table, as_json
from baocao.document.read import read_facts, read_model
from baocao.facts.fact import Fact, Provenance
from baocao.facts.fact import as_json as fact_json
from baocao.facts.indicators import Window
from baocao.notebook.charts import FIGURE_MIME
from baocao.notebook.table import TABLE_MIME, ReportTable, Row
from baocao.prose.narrative import NARRATIVE_MIME
from support.documents import marked

FACT = Fact(
    id="ocop.recognised",
    period="2023",
    window=Window(None, date(2023, 12, 31)),
    value=Decimal(65),
    text="65",
    unit="sản phẩm",
    decimals=0,
    label="Sản phẩm OCOP",
    stock=True,
    provenance=(Provenance("data/ocop.csv", "Sổ OCOP", "ab" * 32, "mọi dòng", 65, 0, ("K1",)),),
)


def cell(mime: str, payload: object) -> NotebookNode:
    return v4.new_code_cell("x", outputs=[v4.new_output("display_data", {mime: payload})])


def narrative() -> dict[str, Any]:
    return {
        "blocks": marked("Có [65]{.fact n=0} theo [dài]{.cite n=0}."),
        "facts": [fact_json(FACT)],
        "citations": [{"number": "1", "full": "văn bản đầy đủ", "short": "văn bản"}],
    }


def listing() -> dict[str, Any]:
    return ReportTable("Sản phẩm", (("Hạng", "left"),), (Row((FACT,)),)).payload


def chart() -> dict[str, Any]:
    grid = {name: listing()[name] for name in ("columns", "rows")}
    return {
        "caption": "Hình",
        "alt": "hình",
        "svg": "<svg/>",
        "table": grid,
        "facts": listing()["facts"],
    }


def heading(level: int) -> NotebookNode:
    made = v4.new_markdown_cell("#" * level)
    made.metadata["baocao"] = {"heading": {"level": level, "number": "1.", "text": "Mục"}}
    return made


def report(**changes: Any) -> NotebookNode:
    """An assembled report of one paragraph."""
    made = v4.new_notebook(cells=[cell(NARRATIVE_MIME, narrative())])
    plain = {"blocks": pandoc.parse("Tình hình"), "facts": [], "citations": []}
    made.metadata["baocao"] = {
        "title": plain,
        "opening": plain,
        "draft": False,
        "letterhead": {"parent": "A", "agency": "B", "number": "Số: 1", "place_date": "ngày 1"},
        "addressees": [],
        "recipients": ["UBND tỉnh"],
        "archive": "Lưu: VT",
        "signature": {"lines": ["GIÁM ĐỐC"], "name": "Nguyễn Văn A"},
        "period": {"code": "2023", "name": "năm 2023", "start": "2023-01-01", "end": "2023-12-31"},
        "window": "Số liệu của năm 2023.",
        **changes,
    }
    return made


def of(*cells: NotebookNode) -> Document:
    return read_model(v4.new_notebook(cells=list(cells)))


def test_a_fact_is_read_as_it_was_written() -> None:
    (fact,) = of(cell(NARRATIVE_MIME, narrative())).facts
    assert {**as_json(fact), "earlier": None} == {**fact_json(FACT), "earlier": None} | {
        "provenance": [{**vars(FACT.provenance[0]), "keys": ["K1"]}],
        "derived_from": [],
    }


def test_facts_json_keeps_the_order_of_its_keys() -> None:
    """Files of two versions can be compared line by line."""
    names = [field.name for field in fields(QuotedFact)]
    assert names == [*sorted(names[:-1]), "earlier"]
    source = [field.name for field in fields(Source)]
    assert source == sorted(source)


def test_a_fact_of_an_older_notebook_may_lack_what_came_later() -> None:
    old = narrative()
    for name in ("status", "method", "derived_from", "missing", "provisional"):
        del old["facts"][0][name]
    (fact,) = of(cell(NARRATIVE_MIME, old)).facts
    assert (fact.status, fact.method, fact.derived_from) == ("official", "", ())


def test_a_notebook_of_a_later_version_may_hold_more() -> None:
    new = narrative()
    new["facts"][0]["confidence"] = 0.9
    (fact,) = of(cell(NARRATIVE_MIME, new)).facts
    assert fact.text == "65"


def test_a_fact_of_two_cells_is_listed_once_and_a_citation_is_shortened() -> None:
    document = of(
        cell(NARRATIVE_MIME, narrative()),
        cell(TABLE_MIME, listing()),
        cell(NARRATIVE_MIME, narrative()),
    )
    assert len(document.facts) == 1
    assert document.quoted == (0, 0, 0)
    first, table, second = document.blocks
    assert isinstance(first, Prose) and isinstance(second, Prose) and isinstance(table, Table)
    assert pandoc.plain_text(first.ast) == "Có 65 theo văn bản đầy đủ."
    assert pandoc.plain_text(second.ast) == "Có 65 theo văn bản."
    assert [c.fact for row in table.data.rows for c in row.cells] == [0]


def test_no_level_of_the_outline_is_left_out() -> None:
    levels = (2, 3, 1, 3)
    document = of(*map(heading, levels), cell(NARRATIVE_MIME, narrative()))
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    assert [block.level for block in headings] == [2, 3, 1, 3]
    assert [block.depth for block in headings] == [1, 2, 1, 2]


def test_the_last_paragraph_is_closed_and_the_notebook_stays_as_it_is() -> None:
    notebook = report()
    before = copy.deepcopy(notebook)
    for _ in range(2):
        (last,) = read_model(notebook).blocks
        assert isinstance(last, Prose)
        assert pandoc.plain_text(last.ast) == "Có 65 theo văn bản đầy đủ./."
    assert notebook == before


def test_a_closing_word_inside_a_fact_is_closed_in_the_copy_only() -> None:
    notebook = report()
    payload = notebook.cells[0].outputs[0].data[NARRATIVE_MIME]
    payload["blocks"] = marked("Có [65]{.fact n=0}")
    before = copy.deepcopy(notebook)
    (last,) = read_model(notebook).blocks
    assert isinstance(last, Prose)
    assert pandoc.plain_text(last.ast) == "Có 65./."
    assert notebook == before


def test_earlier_values_come_from_the_report() -> None:
    earlier = {"ocop.recognised@2023": [{"period": "năm 2022", "value": "40", "text": "40"}]}
    (fact,) = read_facts(report(earlier=earlier))
    assert [value.text for value in fact.earlier] == ["40"]


def without(*path: Any) -> Callable[[dict[str, Any]], object]:
    def change(made: Any) -> None:
        for step in path[:-1]:
            made = made[step]
        del made[path[-1]]

    return change


def put(value: object, *path: Any) -> Callable[[dict[str, Any]], object]:
    def change(made: Any) -> None:
        for step in path[:-1]:
            made = made[step]
        made[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("mime", "payload", "change", "found"),
    [
        (NARRATIVE_MIME, narrative, without("facts"), "facts: Field required"),
        (NARRATIVE_MIME, narrative, without("facts", 0, "text"), "facts.0.text: Field required"),
        (NARRATIVE_MIME, narrative, put(65, "facts", 0, "text"), "facts.0.text: Input should be"),
        (NARRATIVE_MIME, narrative, put("sure", "facts", 0, "status"), "facts.0.status: Input"),
        (NARRATIVE_MIME, narrative, put([], "facts"), "IndexError"),
        (NARRATIVE_MIME, narrative, put([], "citations"), "IndexError"),
        (NARRATIVE_MIME, narrative, put("<p>x</p>", "blocks"), "blocks: Input should be"),
        (NARRATIVE_MIME, narrative, put([{"t": "Span", "c": 1}], "blocks"), "TypeError"),
        (FIGURE_MIME, chart, without("svg"), "svg: Field required"),
        (FIGURE_MIME, chart, put([], "facts"), "số liệu ngoài danh sách 0 số"),
        (TABLE_MIME, listing, put("up", "columns", 0, "align"), "columns.0.align: Input should"),
        (TABLE_MIME, listing, put("1", "rows", 0, "cells"), "rows.0.cells: Input should be"),
    ],
)
def test_an_output_of_another_shape_is_refused(
    mime: str,
    payload: Callable[[], dict[str, Any]],
    change: Callable[[dict[str, Any]], object],
    found: str,
) -> None:
    made = payload()
    of(cell(mime, made))
    change(made)
    with pytest.raises(ExportError) as caught:
        of(v4.new_markdown_cell("# Mục"), cell(mime, made))
    (finding,) = caught.value.findings
    assert (finding.code, finding.where) == ("EXPORT-05", "ô 2")
    assert finding.found.startswith(found)


def test_metadata_of_another_shape_are_refused() -> None:
    read_model(report())
    with pytest.raises(ExportError) as caught:
        read_model(report(signature={"lines": ["GIÁM ĐỐC"]}))
    assert str(caught.value) == (
        "[EXPORT-05] Sổ tay đã chạy có nội dung không đọc được.\n"
        "  Ở đâu:    metadata.baocao\n"
        "  Đang có:  signature.name: Field required\n"
        "  Cách sửa: chạy lại sổ tay, hoặc dựng lại báo cáo bằng phiên bản này"
    )
    spoiled = heading(1)
    spoiled.metadata["baocao"]["heading"]["level"] = "một"
    with pytest.raises(ExportError, match=r"ô 1, metadata\.baocao"):
        of(spoiled)


def test_the_attached_notebook_is_the_notebook() -> None:
    notebook = report()
    assert nbformat.reads(read_model(notebook).notebook, as_version=4) == nbformat.reads(
        nbformat.writes(notebook), as_version=4
    )
