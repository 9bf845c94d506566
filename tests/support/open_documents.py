"""Spreadsheets of OpenDocument, written by hand as LibreOffice writes them."""

from __future__ import annotations

import io
import zipfile

__all__ = ["spreadsheet"]


def spreadsheet(
    cells: str, styles: str = "", common: str = "", columns: str = "", rows: str = ""
) -> bytes:
    """A spreadsheet of OpenDocument with one row."""
    names = {
        "office": "office", "table": "table", "text": "text", "style": "style", "svg":
        "svg-compatible", "fo": "xsl-fo-compatible", "number": "datastyle",
    }  # fmt: skip
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{of}:1.0"' for name, of in names.items())
    row = f"<table:table-row {rows}>{cells}</table:table-row>"
    table = f'<table:table table:name="So">{columns}{row}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    kept = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        content = f"<office:document-content {spaces}>{kept}{body}</office:document-content>"
        archive.writestr("content.xml", content)
        named = f"<office:styles>{common}</office:styles>"
        archive.writestr("styles.xml", f"<office:document {spaces}>{named}</office:document>")
    return made.getvalue()
