"""The report as an archival, tagged PDF."""

from baocao.document.formats.pdf.write import PDFExporter, render

__all__ = ["PDFExporter", "render"]
