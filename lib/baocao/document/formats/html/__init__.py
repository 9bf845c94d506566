"""The report as one web page."""

from baocao.document.formats.html.page import HTMLExporter, render

__all__ = ["HTMLExporter", "render"]
