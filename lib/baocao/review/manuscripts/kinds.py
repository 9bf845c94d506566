"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from baocao.core.errors import ManuscriptError
from baocao.registers.office_package import DAMAGED_ARCHIVE
from baocao.review.manuscripts.faults import encrypted, misnamed, too_large, unreadable, with_macros

__all__ = ["OLE", "check_content", "content_suffix"]

OLE = bytes.fromhex("d0cf11e0a1b11ae1")

# A small file may unpack to a very large one; no report is larger than this.
_MOST_UNPACKED = 300_000_000
_MOST_XML = 25_000_000
_MOST_PARTS = 10_000

_WORDS = {
    ".docx": "văn bản Word", ".doc": "văn bản Word đời cũ", ".docm": "văn bản Word có macro",
    ".xlsx": "sổ tính Excel", ".xls": "sổ tính Excel đời cũ", ".xlsb": "sổ tính Excel nhị phân",
    ".pptx": "bài trình chiếu PowerPoint", ".ppt": "bài trình chiếu PowerPoint đời cũ",
    ".odt": "văn bản OpenDocument", ".ods": "sổ tính OpenDocument",
    ".odp": "bài trình chiếu OpenDocument", ".pdf": "tệp PDF", ".rtf": "văn bản RTF",
    ".html": "trang web", ".eml": "thư điện tử", ".zip": "tệp nén",
    ".png": "tệp hình", ".jpg": "tệp hình",
}  # fmt: skip
_STARTS = {
    b"%PDF": ".pdf",
    b"{\\rtf": ".rtf",
    b"\x89PNG": ".png",
    b"\xff\xd8\xff": ".jpg",
}
# The streams of old files have names in two bytes a letter.
_OLD = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
_OPEN = {"text": ".odt", "spreadsheet": ".ods", "presentation": ".odp"}
# Names that stand for one another.
_SAME = {".htm": ".html", ".xlsm": ".xlsx", ".pptm": ".pptx"}
# LibreOffice takes whatever it does not know for a text.
_TOLD = (".odt", ".doc", ".rtf")
# What any text may be named.
_TEXTS = (".txt", ".md", ".eml")


def check_content(data: bytes, suffix: str, place: str) -> None:
    """Refuse a file whose content is not what its name says, or unpacks to more than any report.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-02 nothing that LibreOffice could know; -03 a password; -05 too large when
        unpacked; -08 another kind than the name says; -11 a document that carries macros in the
        name of one that does not.
    """
    if data.startswith(OLE) and _has(data, "EncryptedPackage"):
        raise encrypted(place)
    if data.startswith(OLE) and any(s == suffix and _has(data, name) for name, s in _OLD.items()):
        # It may hold a file of another kind besides.
        return
    found = content_suffix(data, place)
    if found is None and suffix in _TOLD:
        raise unreadable(place, f"nội dung không phải là {_WORDS[suffix]}")
    if found is None or found == _SAME.get(suffix, suffix):
        return
    if found == ".docm":
        raise with_macros(place)
    if found == ".html" and suffix in _TEXTS:
        return
    raise misnamed(place, f"tên ghi {suffix}, nội dung là {_WORDS[found]} ({found})", found)


def content_suffix(data: bytes, place: str) -> str | None:
    r"""The ending that the name of a file should have, by its content; None where nobody can tell.

    Examples
    --------
    >>> content_suffix(b"{\\rtf1 }", "a.doc"), content_suffix(b"words", "a.docx")
    ('.rtf', None)
    """
    for start, suffix in _STARTS.items():
        if data.startswith(start):
            return suffix
    if data.startswith(OLE):
        return next((suffix for name, suffix in _OLD.items() if _has(data, name)), None)
    if data.startswith(b"PK"):
        return _packed_suffix(data, place)
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return ".html"
    return None


def _has(data: bytes, name: str) -> bool:
    """Whether an old file has a stream of that name."""
    return name.encode("utf-16-le") in data


def _packed_suffix(data: bytes, place: str) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            _require_small(entries, place)
            names = {entry.filename for entry in entries}
            if "mimetype" in names:
                return _open_suffix(packed, names, place)
            types = packed.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except ManuscriptError:
        raise
    except (*DAMAGED_ARCHIVE, ValueError, RuntimeError):
        return None
    if b"ms-word.document.macroEnabled" in types:
        return ".docm"
    if any(name.lower().endswith("workbook.bin") for name in names):
        return ".xlsb"
    for folder, suffix in (("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx")):
        if any(name.startswith(folder) for name in names):
            return suffix
    return None if "[Content_Types].xml" in names else ".zip"


def _open_suffix(packed: zipfile.ZipFile, names: Iterable[str], place: str) -> str | None:
    kind = packed.read("mimetype").decode("ascii", "replace").strip()
    manifest = packed.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest:
        raise encrypted(place)
    return _OPEN.get(kind.removeprefix("application/vnd.oasis.opendocument."))


def _require_small(entries: list[zipfile.ZipInfo], place: str) -> None:
    # Python reads no more of an entry than the size it declares.
    unpacked = sum(entry.file_size for entry in entries)
    text = max((entry.file_size for entry in entries if entry.filename.endswith(".xml")), default=0)
    if unpacked > _MOST_UNPACKED or text > _MOST_XML or len(entries) > _MOST_PARTS:
        raise too_large(place, f"{len(entries)} phần, mở ra {unpacked // 1_000_000} MB")
