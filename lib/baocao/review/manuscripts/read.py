"""Opens a file that comes back from people, and refuses what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from baocao.core.errors import Finding, ManuscriptError, refusal
from baocao.review.manuscripts.blocks import Block, Manuscript
from baocao.review.manuscripts.docx import docx_blocks, open_docx
from baocao.review.manuscripts.html import html_blocks
from baocao.review.manuscripts.pdf import pdf_blocks
from baocao.review.manuscripts.text import text_blocks

__all__ = ["read_manuscript"]

# A report with its pictures has some megabytes.
_MOST_BYTES = 100_000_000
_MOST_LETTERS = 5_000_000
_MOST_BLOCKS = 100_000
_SUFFIXES = (".docx", ".html", ".htm", ".pdf", ".txt", ".md")


def read_manuscript(path: Path) -> Manuscript:
    """Read a document by the ending of its name: .docx, .html, .pdf, .txt or .md.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-01 no such file, or one of a kind that is not read, such as .doc; -02 broken;
        -03 encrypted; -04 without text, such as a scan; -05 too large, a zip bomb among them;
        -06 text that is not UTF-8.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     note = Path(folder) / "note.txt"
    ...     _ = note.write_text("Toàn tỉnh có 119 sản phẩm.", encoding="utf-8")
    ...     [block.text for block in read_manuscript(note).blocks]
    ['Toàn tỉnh có 119 sản phẩm.']
    """
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise ManuscriptError(
            Finding(
                "MANUSCRIPT-01",
                "Không đọc được loại tệp này.",
                where=str(path),
                found=suffix or "tên tệp không có phần mở rộng",
                remedy="lưu lại bằng Word dưới dạng .docx"
                if suffix in (".doc", ".rtf", ".odt", ".docm", ".dotx")
                else f"dùng một trong các loại {', '.join(_SUFFIXES)}",
            )
        )
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise ManuscriptError(_too_large(path, f"{size:,} byte".replace(",", ".")))
        data = path.read_bytes()
    except OSError as error:
        raise ManuscriptError(
            Finding(
                "MANUSCRIPT-01",
                "Không mở được tệp.",
                where=str(path),
                found=refusal(error),
                remedy="kiểm tra tên tệp và quyền đọc",
            )
        ) from None
    blocks, letters = [], 0
    try:
        for block in _blocks(path, suffix, data):
            letters += len(block.text)
            if letters > _MOST_LETTERS:
                raise ManuscriptError(_too_large(path, f"hơn {_MOST_LETTERS} chữ"))
            blocks.append(block)
            if len(blocks) > _MOST_BLOCKS:
                raise ManuscriptError(_too_large(path, f"hơn {_MOST_BLOCKS} đoạn và ô"))
    except (AttributeError, KeyError, RecursionError, TypeError, etree.LxmlError) as error:
        # A file that opens and is no sound document further in.
        raise ManuscriptError(
            Finding(
                "MANUSCRIPT-02",
                "Tệp không đọc được.",
                where=str(path),
                found=str(error) or type(error).__name__,
                remedy="mở tệp bằng chương trình đã làm ra nó rồi lưu lại",
            )
        ) from None
    if not blocks:
        raise ManuscriptError(
            Finding(
                "MANUSCRIPT-04",
                "Tệp không có chữ để đọc.",
                where=str(path),
                found="các trang chỉ có hình, như bản quét" if suffix == ".pdf" else "tệp trống",
                remedy="dùng bản Word, hoặc bản PDF xuất từ Word mà chưa in rồi quét lại",
            )
        )
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
        raise ManuscriptError(
            Finding(
                "MANUSCRIPT-06",
                "Tệp không ở bảng mã UTF-8.",
                where=str(path),
                found=f"byte {error.start}",
                remedy="lưu lại tệp ở dạng UTF-8",
            )
        ) from None


def _too_large(path: Path, found: str) -> Finding:
    return Finding(
        "MANUSCRIPT-05",
        "Tệp quá lớn để đọc.",
        where=str(path),
        found=found,
        remedy="kiểm tra có đúng là tệp báo cáo không; nếu đúng, tách tệp",
    )
