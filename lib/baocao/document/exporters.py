"""The formats as exporters of nbconvert, for ``jupyter nbconvert`` and JupyterLab's menu.

Each takes an executed section, an assembled report or any other notebook.  A section without
outputs, as ``baocao lab`` saves it and as git holds it, is run first; else its code were printed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from baocao.core.errors import ExportError, Finding
from baocao.document.formats import docx, html, pdf
from baocao.document.model import Document
from baocao.document.read import read_model

__all__ = ["HTMLExporter", "PDFExporter", "WordExporter"]


_OPENING = "open_report("
# A section that has not ended by then hangs.
_SECONDS = 600


class _DocumentExporter(Exporter):
    """Reads a notebook into the document model and renders it in the format of a subclass."""

    extension: str
    render: Callable[[Document], str | bytes]

    def from_notebook_node(  # type: ignore[override]  # nbconvert takes bytes as well as text
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Write a notebook.

        Raises
        ------
        ExportError
            EXPORT-01 to -05, as the format and :func:`~baocao.document.read.read_model` say;
            NOTEBOOK-15 a section that had to be run, and failed.
        """
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        if _is_section(notebook) and not any(cell.get("outputs") for cell in notebook.cells):
            _run(notebook, resources)
        return self.render(read_model(notebook)), resources

    def _file_extension_default(self) -> str:
        return self.extension


def _is_section(notebook: NotebookNode) -> bool:
    return any(cell.cell_type == "code" and _OPENING in cell.source for cell in notebook.cells)


def _run(notebook: NotebookNode, resources: dict[str, Any]) -> None:
    """Run a notebook in the folder that nbconvert names."""
    run = NotebookClient(notebook, timeout=_SECONDS, kernel_name="python3", resources=resources)
    try:
        run.execute()
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
        # Besides what a cell raised: a kernel that died, or never started.
        cells = enumerate(notebook.cells, start=1)
        last = next((n for n, cell in cells if any(map(_is_error, cell.get("outputs", ())))), None)
        told = error.evalue if isinstance(error, CellExecutionError) else str(error)
        raise ExportError(
            Finding(
                "NOTEBOOK-15",
                "Sổ tay chưa có kết quả, và khi chạy để xuất thì dừng giữa chừng.",
                where=f"ô {last}" if last else "",
                found=told.strip().replace("\n", "\n            "),
                remedy="chạy các ô trong JupyterLab, sửa chỗ báo lỗi, rồi xuất lại",
            )
        ) from None


def _is_error(output: NotebookNode) -> bool:
    return bool(output.output_type == "error")


class HTMLExporter(_DocumentExporter):
    """nbconvert exporter ``baocao-html``."""

    export_from_notebook = "Báo cáo HTML"
    output_mimetype = "text/html"
    extension = ".html"
    render = staticmethod(html.render)


class PDFExporter(_DocumentExporter):
    """nbconvert exporter ``baocao-pdf``."""

    export_from_notebook = "Báo cáo PDF"
    output_mimetype = "application/pdf"
    extension = ".pdf"
    render = staticmethod(pdf.render)


class WordExporter(_DocumentExporter):
    """nbconvert exporter ``baocao-docx``."""

    export_from_notebook = "Báo cáo Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    extension = ".docx"
    render = staticmethod(docx.render)
