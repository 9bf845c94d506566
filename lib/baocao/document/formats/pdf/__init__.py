"""The report as an archival, tagged PDF."""

from baocao.document.formats.pdf.write import render

__all__ = ["render"]
