"""The report as a Word document."""

from baocao.document.formats.docx.write import paragraphs, render

__all__ = ["paragraphs", "render"]
