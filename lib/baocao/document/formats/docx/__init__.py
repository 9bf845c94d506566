"""The report as a Word document."""

from baocao.document.formats.docx.write import WordExporter, paragraphs, render

__all__ = ["WordExporter", "paragraphs", "render"]
