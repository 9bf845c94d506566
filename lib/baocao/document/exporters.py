"""The formats as exporters of nbconvert, for ``jupyter nbconvert`` and JupyterLab's menu.

Each takes an executed section, an assembled report or any other notebook.  A section without
outputs, as ``baocao lab`` saves it and as git holds it, is run first; else its code were printed.
nbconvert's options on what is shown hold in all three formats: see ``docs/sharing.md``.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbconvert import exporters
from nbconvert.preprocessors import ExecutePreprocessor
from nbconvert.utils.base import NbConvertBase
from nbformat import NotebookNode
from traitlets import default

from baocao.core.errors import ExportError, Finding
from baocao.document.formats import docx, html, pdf
from baocao.document.holes import with_notes
from baocao.document.model import Document
from baocao.document.read import PRINTED_MIMES, read_model
from baocao.document.shown import Shown, shown

__all__ = ["HTMLExporter", "PDFExporter", "WordExporter"]


_OPENING = "open_report("
# A section that has not ended by then hangs.
_SECONDS = 600


class _DocumentExporter(exporters.HTMLExporter):
    """Reads a notebook into the document model and renders it in the format of a subclass.

    The options come from nbconvert's exporter of HTML, so that its switches of a command line, a
    configuration file's ``TemplateExporter`` and ``HTMLExporter`` and the tags that hide are known
    here; its templates are not used.
    """

    extension: str
    render: Callable[[Document], str | bytes]

    def from_notebook_node(  # type: ignore[override]  # nbconvert takes bytes as well as text
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Write a notebook.

        Raises
        ------
        ExportError
            EXPORT-01 to -03 what stands in no cell, such as the title, cannot be set: of a cell it
            is logged, and a note stands in its place; EXPORT-04 and -05, as the format and
            :func:`~baocao.document.read.read_model` say; NOTEBOOK-15 a section that had to be run,
            and failed.
        """
        # Before anything is hidden: a section whose outputs a tag hides has been run.
        if self._is_to_be_run(nb):
            nb = copy.deepcopy(nb)
            _run(nb, dict(resources or {}))
        notebook, resources = exporters.Exporter.from_notebook_node(self, nb, resources, **kw)
        notebook = shown(notebook, self._choice())
        model = read_model(notebook, beside=self._folder(resources))
        try:
            return self.render(model), resources
        except ExportError:
            cells = {cell["id"]: n for n, cell in enumerate(notebook.cells, 1) if "id" in cell}
            noted, holes = with_notes(model, lambda cell: f"ô {cells.get(cell, '?')}")
            if not holes:
                raise
        for hole in holes:
            self.log.error("%s", hole)
        return self.render(noted), resources

    def _is_to_be_run(self, notebook: NotebookNode) -> bool:
        has_outputs = any(cell.get("outputs") for cell in notebook.cells)
        asked = any(isinstance(p, ExecutePreprocessor) and p.enabled for p in self._preprocessors)
        return _is_section(notebook) and not has_outputs and not asked

    def _choice(self) -> Shown:
        forms = NbConvertBase(parent=self).display_data_priority
        is_asked = forms != _usual_forms()
        return Shown(
            code=not self.exclude_code_cell,
            markdown=not self.exclude_markdown,
            raw=not self.exclude_raw,
            unknown=not self.exclude_unknown,
            source=not self.exclude_input,
            outputs=not self.exclude_output,
            typed_answers=not self.exclude_output_stdin,
            raw_types=self.raw_mimetypes,
            forms=forms if is_asked else None,
            always=PRINTED_MIMES,
        )

    def _folder(self, resources: dict[str, Any]) -> Path | None:
        """Where pictures may lie; None where nbconvert names no folder, or they are not wanted."""
        about = resources.get("metadata") or {}
        return Path(about["path"]) if self.embed_images and "path" in about else None

    def _init_preprocessors(self) -> None:
        # Without those of a template, which write styles for a page that is not made here.
        exporters.Exporter._init_preprocessors(self)  # type: ignore[no-untyped-call]

    @default("embed_images")
    def _embed_images_default(self) -> bool:
        # One file is all that is passed on: a picture that stays behind is lost to its reader.
        return True

    @default("raw_mimetypes")
    def _raw_mimetypes_default(self) -> list[str]:
        return ["text/html", self.output_mimetype, ""]

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return self.extension


@cache
def _usual_forms() -> list[str]:
    """What nbconvert chooses among the forms of an output when nobody asked for anything else."""
    usual = exporters.HTMLExporter()  # type: ignore[no-untyped-call]
    return list(NbConvertBase(parent=usual).display_data_priority)


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
