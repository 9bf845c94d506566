"""The report as one web page."""

from baocao.document.formats.html.page import render

__all__ = ["render"]
