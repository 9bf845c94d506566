"""Opens a document of any format, and refuses what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from baocao.core.bounded import Bounds, BoundsError, call_bounded
from baocao.core.errors import Finding, ManuscriptError, refusal
from baocao.review.manuscripts.blocks import Block, Manuscript
from baocao.review.manuscripts.docx import docx_blocks, open_docx
from baocao.review.manuscripts.faults import not_a_document, too_costly, too_large, unreadable
from baocao.review.manuscripts.html import html_blocks
from baocao.review.manuscripts.pdf import pdf_blocks
from baocao.review.manuscripts.text import text_blocks

__all__ = ["BOUNDS", "read_manuscript", "read_own"]

BOUNDS = Bounds(memory=600_000_000, seconds=8)
"""What reading a file may use; a report of two hundred pages needs a tenth of it."""

# A report with its charts has a few megabytes; two hundred pages have half a million letters.
_MOST_BYTES = 100_000_000
_MOST_LETTERS = 2_000_000
_MOST_BLOCKS = 100_000
_SUFFIXES = (".docx", ".html", ".htm", ".pdf", ".txt", ".md")


def read_manuscript(path: Path) -> Manuscript:
    """Read a document that somebody sent: .docx, .html, .htm, .pdf, .txt or .md, by its name.

    It is read in a process of its own, within :data:`BOUNDS`.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-01 no such file, or a format that is not read, such as .doc; -02 broken; -03
        encrypted; -04 without text, such as a scan; -05 too large; -06 text not in UTF-8; -07 it
        asks for too much memory or time.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     note = Path(folder) / "note.txt"
    ...     _ = note.write_text("Toàn tỉnh có 119 sản phẩm.", encoding="utf-8")
    ...     [block.text for block in read_manuscript(note).blocks]
    ['Toàn tỉnh có 119 sản phẩm.']
    """
    try:
        return call_bounded(BOUNDS, read_own, path)
    except BoundsError as error:
        raise too_costly(str(path), error.what) from None


def read_own(path: Path) -> Manuscript:
    """Read a document that this program has just written; see :func:`read_manuscript`."""
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        found = suffix or "tên tệp không có phần mở rộng"
        remedy = f"dùng một trong các loại {', '.join(_SUFFIXES)}"
        if suffix in (".doc", ".rtf", ".odt", ".docm", ".dotx"):
            remedy = "lưu lại bằng Word dưới dạng .docx"
        raise not_a_document(str(path), found, remedy)
    try:
        # Of a pipe nobody knows when it ends.
        if path.exists() and not path.is_file() and not path.is_dir():
            raise not_a_document(str(path), "không phải tệp trên đĩa", "dùng tệp trên đĩa")
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise too_large(str(path), f"{size:,} byte".replace(",", "."))
        data = path.read_bytes()
    except OSError as error:
        what, remedy = "Không mở được tệp.", "kiểm tra tên tệp và quyền đọc"
        finding = Finding("MANUSCRIPT-01", what, str(path), refusal(error), remedy)
        raise ManuscriptError(finding) from None
    blocks, letters = [], 0
    try:
        for block in _blocks(path, suffix, data):
            letters += len(block.text)
            if letters > _MOST_LETTERS:
                raise too_large(str(path), f"hơn {_MOST_LETTERS} chữ")
            blocks.append(block)
            if len(blocks) > _MOST_BLOCKS:
                raise too_large(str(path), f"hơn {_MOST_BLOCKS} đoạn và ô")
    except (AttributeError, KeyError, RecursionError, TypeError, etree.LxmlError) as error:
        # The file opens, but a part of it is broken.
        raise unreadable(str(path), str(error) or type(error).__name__) from None
    if not blocks:
        found = "các trang chỉ có hình, như bản quét" if suffix == ".pdf" else "tệp trống"
        remedy = "dùng bản Word, hoặc bản PDF xuất từ Word mà chưa in rồi quét lại"
        what = "Tệp không có chữ để đọc."
        raise ManuscriptError(Finding("MANUSCRIPT-04", what, str(path), found, remedy))
    return Manuscript(path, tuple(blocks))


def _blocks(path: Path, suffix: str, data: bytes) -> Iterator[Block]:
    if suffix == ".docx":
        return (block for block, _ in docx_blocks(open_docx(data, str(path))))
    if suffix == ".pdf":
        return pdf_blocks(data, str(path))
    if suffix in (".html", ".htm"):
        return html_blocks(data)
    try:
        return text_blocks(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        what, remedy = "Tệp không ở bảng mã UTF-8.", "lưu lại tệp ở dạng UTF-8"
        finding = Finding("MANUSCRIPT-06", what, str(path), f"byte {error.start}", remedy)
        raise ManuscriptError(finding) from None
