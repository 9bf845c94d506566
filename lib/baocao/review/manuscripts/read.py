"""Opens a document of any format, and refuses what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

from lxml import etree

from baocao.core.bounded import Bounds, BoundsError, call_bounded
from baocao.core.errors import Finding, ManuscriptError, refusal
from baocao.core.temporary import temporary_folder
from baocao.review.manuscripts import slides, workbooks
from baocao.review.manuscripts.blocks import Block, Manuscript
from baocao.review.manuscripts.docx import docx_blocks, open_docx
from baocao.review.manuscripts.faults import (
    not_a_document,
    too_costly,
    too_large,
    unreadable,
    without_words,
)
from baocao.review.manuscripts.html import html_blocks
from baocao.review.manuscripts.kinds import check_content
from baocao.review.manuscripts.mail import MailPart, unpack_mail
from baocao.review.manuscripts.office import CONVERTED, as_word_file
from baocao.review.manuscripts.pdf import pdf_blocks
from baocao.review.manuscripts.text import text_blocks

__all__ = ["BOUNDS", "MOST_BYTES", "SUFFIXES", "read_manuscript", "read_own", "require_suffix"]

_P = ParamSpec("_P")
_T = TypeVar("_T")

BOUNDS = Bounds(memory=600_000_000, seconds=8)
"""What reading a file may use; a report of two hundred pages needs a tenth of it."""

MOST_BYTES = 100_000_000
"""A report with its charts has a few megabytes; two hundred pages have half a million letters."""

_MOST_LETTERS = 2_000_000
_MOST_BLOCKS = 100_000
_MOST_UNREAD = 50
_TEXTS = (".txt", ".md")
_PAGES = (".html", ".htm")
_OWN = (".docx", *_PAGES, ".pdf", *_TEXTS, *workbooks.SUFFIXES, *slides.SUFFIXES)
_MAIL = ".eml"
SUFFIXES = (*_OWN, *CONVERTED, _MAIL)
"""The kinds of files that are read, by the endings of their names."""


def read_manuscript(path: Path) -> Manuscript:
    """Read a document that somebody sent: by its name one of :data:`SUFFIXES`.

    It is read in a process of its own, within :data:`BOUNDS`; .odt, .doc and .rtf by LibreOffice,
    a mail with all that is attached to it.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-01 no such file, or a format that is not read; -02 broken; -03 encrypted; -04
        without text, such as a scan; -05 too large; -06 text not in UTF-8; -07 it asks for too
        much memory or time; -08 another kind than its name says; -09 LibreOffice is not
        installed; -10 LibreOffice does not open it; -11 with macros.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     note = Path(folder) / "note.txt"
    ...     _ = note.write_text("Toàn tỉnh có 119 sản phẩm.", encoding="utf-8")
    ...     [block.text for block in read_manuscript(note).blocks]
    ['Toàn tỉnh có 119 sản phẩm.']
    """
    return _read(path, str(path))


def _read(path: Path, place: str) -> Manuscript:
    suffix = path.suffix.lower()
    if suffix == _MAIL:
        return _read_mail(path, place)
    if suffix in CONVERTED:
        _bounded(place, _loaded, path, place)
        with as_word_file(path, place) as made:
            return replace(_bounded(place, read_own, made, place), path=path)
    return _bounded(place, read_own, path, place)


def _bounded(place: str, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    try:
        return call_bounded(BOUNDS, function, *args, **kwargs)
    except BoundsError as error:
        raise too_costly(place, error.what) from None


def read_own(path: Path, place: str | None = None) -> Manuscript:
    """Read a document that this program has just written; see :func:`read_manuscript`.

    `place` is what errors call it, by default its path.
    """
    place = place or str(path)
    data = _loaded(path, place)
    suffix = path.suffix.lower()
    unread: list[str] = []
    blocks = _kept(_blocks(suffix, data, place, unread.append), place)
    if not blocks:
        raise without_words(place, *_empty(suffix, data))
    return Manuscript(path, tuple(blocks), _first(unread))


def _empty(suffix: str, data: bytes) -> tuple[str, str]:
    """Why a file of a kind has no words, and what to do; a scan is known by its pages only."""
    if suffix == ".pdf":
        remedy = "dùng bản Word, hoặc bản PDF xuất từ Word mà chưa in rồi quét lại"
        return "các trang chỉ có hình, như bản quét", remedy
    if suffix in _TEXTS:
        remedy = "mở tệp xem đã có lời văn và đã lưu chưa, rồi thử lại"
        return "tệp chỉ có dấu cách và dòng trống", remedy
    if suffix in workbooks.SUFFIXES:
        return (
            "các trang tính không có ô nào có chữ hoặc số",
            "kiểm tra có đúng là tệp cần đọc không",
        )
    if suffix in slides.SUFFIXES:
        found = "các trang chiếu không có chữ, hoặc chỉ có hình"
        return found, "dùng bản trình chiếu có chữ, không phải ảnh chụp của các trang"
    if suffix in _PAGES:
        remedy = "mở trang bằng trình duyệt; nếu thấy có chữ, lưu lại cả trang rồi thử lại"
        return "trang không có chữ", remedy
    found = "văn bản không có chữ, hoặc chỉ có hình"
    return found, "mở tệp bằng Word xem có lời văn không; ảnh chụp và bản quét không đọc được"


def _first(unread: list[str]) -> tuple[str, ...]:
    """What is told of what was not read: nobody reads more."""
    more = len(unread) - _MOST_UNREAD
    return (*unread[:_MOST_UNREAD], *([f"và {more} chỗ khác"] if more > 0 else ()))


def require_suffix(name: str, place: str) -> str:
    """The ending of a name, one of :data:`SUFFIXES`.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-01 another ending.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        found = suffix or "tên tệp không có phần mở rộng"
        remedy = f"dùng một trong các loại {', '.join(SUFFIXES)}"
        if suffix in (".docm", ".dotx", ".dot", ".wps"):
            remedy = "lưu lại bằng Word dưới dạng .docx"
        raise not_a_document(place, found, remedy)
    return suffix


def _loaded(path: Path, place: str) -> bytes:
    """The bytes of a file of a kind that is read, as its name says, and not too many."""
    suffix = require_suffix(path.name, place)
    try:
        # Of a pipe nobody knows when it ends.
        if path.exists() and not path.is_file() and not path.is_dir():
            raise not_a_document(place, "không phải tệp trên đĩa", "dùng tệp trên đĩa")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise too_large(place, f"{size:,} byte".replace(",", "."))
        data = path.read_bytes()
    except OSError as error:
        what, remedy = "Không mở được tệp.", "kiểm tra tên tệp và quyền đọc"
        finding = Finding("MANUSCRIPT-01", what, place, refusal(error), remedy)
        raise ManuscriptError(finding) from None
    if not data:
        remedy = "chép hoặc lưu lại tệp; nếu do người khác gửi, xin gửi lại"
        raise without_words(place, "tệp trống, 0 byte", remedy)
    check_content(data, suffix, place)
    return data


def _kept(blocks: Iterable[Block], place: str) -> list[Block]:
    """The blocks, as many as a report can have, without control letters whatever the format."""
    kept, letters = [], 0
    try:
        for block in blocks:
            letters += len(block.text)
            if letters > _MOST_LETTERS:
                raise too_large(place, f"hơn {_MOST_LETTERS} chữ")
            cleaned = block.without_controls()
            if cleaned.text.strip():
                kept.append(cleaned)
            if len(kept) > _MOST_BLOCKS:
                raise too_large(place, f"hơn {_MOST_BLOCKS} đoạn và ô")
    except (AttributeError, KeyError, RecursionError, TypeError, etree.LxmlError) as error:
        # The file opens, but a part of it is broken.
        raise unreadable(place, str(error) or type(error).__name__) from None
    return kept


def _blocks(suffix: str, data: bytes, place: str, unread: Callable[[str], None]) -> Iterator[Block]:
    if suffix == ".docx":
        return (block for block, _ in docx_blocks(open_docx(data, place)))
    if suffix == ".pdf":
        return pdf_blocks(data, place)
    if suffix in _PAGES:
        return html_blocks(data)
    if suffix in workbooks.SUFFIXES:
        return workbooks.workbook_blocks(data, place, unread)
    if suffix in slides.SUFFIXES:
        return slides.slide_blocks(data, place, unread)
    try:
        return text_blocks(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        what, remedy = "Tệp không ở bảng mã UTF-8.", "lưu lại tệp ở dạng UTF-8"
        finding = Finding("MANUSCRIPT-06", what, place, f"byte {error.start}", remedy)
        raise ManuscriptError(finding) from None


def _read_mail(path: Path, place: str) -> Manuscript:
    with temporary_folder() as folder:
        parts = _bounded(place, _unpacked, path, place, folder)
        blocks: list[Block] = []
        unread: list[str] = []
        for part in parts:
            # Logos, signatures, calendars: no documents.
            if part.path.suffix not in SUFFIXES:
                unread.append(part.place or "phần chữ của thư")
                continue
            try:
                found = _read(part.path, f"{place}, {part.place}" if part.place else place)
            except ManuscriptError as error:
                # A mail without words of its own carries files all the same.
                if not part.place and error.findings[0].code == "MANUSCRIPT-04":
                    continue
                raise
            blocks += list(_placed(found.blocks, part, blocks))
            unread += [f"{part.place}, {one}" if part.place else one for one in found.unread]
        kept = _kept(blocks, place)
    if not kept:
        found_words, remedy = "thư không có chữ và không có văn bản kèm", "lưu tệp kèm ra rồi dùng"
        raise without_words(place, found_words, remedy)
    return Manuscript(path, tuple(kept), _first(unread))


def _unpacked(path: Path, place: str, folder: Path) -> list[MailPart]:
    try:
        return unpack_mail(_loaded(path, place), place, folder)
    except (AttributeError, KeyError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise unreadable(place, str(error) or type(error).__name__) from None


def _placed(blocks: Iterable[Block], part: MailPart, before: list[Block]) -> Iterator[Block]:
    """The blocks of a part with the name of the part, and tables counted on."""
    tables = max((block.cell[0] for block in before if block.cell), default=0)
    for block in blocks:
        places = block.places
        if part.place:
            places = tuple((at, f"{part.place}, {name}") for at, name in places)
        cell = block.cell and (block.cell[0] + tables, *block.cell[1:])
        yield replace(block, places=places, cell=cell)
