"""A section without outputs, as JupyterLab saves it here, is run before it is exported."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from baocao.core.errors import ExportError
from baocao.document import exporters
from baocao.document.exporters import HTMLExporter
from support.folders import ROOT


def resources(folder: Path) -> dict[str, dict[str, str]]:
    return {"metadata": {"path": str(folder), "name": "ocop"}}


def section(*more: str) -> nbformat.NotebookNode:
    notebook = nbformat.read(ROOT / "notebooks" / "ocop.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if "working" not in cell.metadata.get("tags", [])]
    notebook.cells = [*cells[:3], *(nbformat.v4.new_code_cell(text) for text in more)]
    return notebook


def test_a_section_is_run_where_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BAOCAO_WORKSPACE", raising=False)
    notebook = section("%%narrate\nCó {{ recognised }} sản phẩm.")
    page, _ = HTMLExporter().from_notebook_node(notebook, resources(ROOT / "notebooks"))
    assert isinstance(page, str)
    assert 'data-fact="ocop.recognised"' in page and "%%narrate" not in page
    # What was handed over is not changed.
    assert not any(cell.get("outputs") for cell in notebook.cells)


def test_a_section_that_fails_is_no_document() -> None:
    notebook = section("1 / 0  # open_report(period)")
    # What fails need not wait for the report to be opened.
    notebook.cells = [*notebook.cells[:2], notebook.cells[-1]]
    with pytest.raises(ExportError) as error:
        HTMLExporter().from_notebook_node(notebook, resources(ROOT / "notebooks"))
    assert str(error.value) == (
        "[NOTEBOOK-15] Sổ tay chưa có kết quả, và khi chạy để xuất thì dừng giữa chừng.\n"
        "  Ở đâu:    ô 3\n"
        "  Đang có:  division by zero\n"
        "  Cách sửa: chạy các ô trong JupyterLab, sửa chỗ báo lỗi, rồi xuất lại"
    )


@pytest.mark.parametrize("stem", ["executed", "a stranger's"])
def test_others_are_not_run(stem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = section("report.period")
    if stem == "executed":
        shown = nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=1)
        notebook.cells[-1].outputs = [shown]
    else:
        notebook.cells = notebook.cells[:1]
    monkeypatch.setattr(exporters, "NotebookClient", None)
    HTMLExporter().from_notebook_node(notebook, resources(ROOT / "notebooks"))
