"""The formats as exporters of nbconvert, for ``jupyter nbconvert`` and JupyterLab's menu.

Each takes an executed section, an assembled report or any other notebook.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from baocao.document.formats import docx, html, pdf
from baocao.document.model import Document
from baocao.document.read import read_model

__all__ = ["HTMLExporter", "PDFExporter", "WordExporter"]


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
            EXPORT-01 to -05, as the format and :func:`~baocao.document.read.read_model` say.
        """
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return self.render(read_model(notebook)), resources

    def _file_extension_default(self) -> str:
        return self.extension


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
