"""The errors of documents that cannot be read, which several formats have in common."""

from __future__ import annotations

from baocao.core.errors import Finding, ManuscriptError

__all__ = [
    "encrypted",
    "misnamed",
    "no_office",
    "not_a_document",
    "not_converted",
    "too_costly",
    "too_large",
    "unreadable",
    "with_macros",
    "without_words",
]


def not_a_document(place: str, found: str, remedy: str) -> ManuscriptError:
    """MANUSCRIPT-01: the file has a format that is not read."""
    what = "Không đọc được loại tệp này."
    return ManuscriptError(Finding("MANUSCRIPT-01", what, place, found, remedy))


def unreadable(
    place: str, found: str, remedy: str = "mở tệp bằng chương trình đã làm ra nó rồi lưu lại"
) -> ManuscriptError:
    """MANUSCRIPT-02: the file is broken."""
    finding = Finding("MANUSCRIPT-02", "Tệp không đọc được.", place, found, remedy)
    return ManuscriptError(finding)


def encrypted(place: str) -> ManuscriptError:
    """MANUSCRIPT-03: the file needs a password."""
    remedy = "mở tệp bằng mật khẩu rồi lưu lại một bản không mật khẩu"
    return ManuscriptError(Finding("MANUSCRIPT-03", "Tệp có mật khẩu.", place, remedy=remedy))


def without_words(place: str, found: str, remedy: str) -> ManuscriptError:
    """MANUSCRIPT-04: the file opens, but nothing can be read in it."""
    what = "Tệp không có chữ để đọc."
    return ManuscriptError(Finding("MANUSCRIPT-04", what, place, found, remedy))


def too_large(
    place: str,
    found: str,
    remedy: str = "kiểm tra có đúng là tệp báo cáo không; nếu đúng, tách tệp",
) -> ManuscriptError:
    """MANUSCRIPT-05: the file is larger than a report can be."""
    finding = Finding("MANUSCRIPT-05", "Tệp quá lớn để đọc.", place, found, remedy)
    return ManuscriptError(finding)


def too_costly(place: str, found: str) -> ManuscriptError:
    """MANUSCRIPT-07: the file is small, but asks for more memory or time than any report does."""
    what = "Tệp đòi quá nhiều bộ nhớ hoặc thời gian để đọc."
    remedy = "kiểm tra tệp do ai gửi, có đúng là báo cáo không; nếu đúng, mở tệp rồi lưu lại"
    return ManuscriptError(Finding("MANUSCRIPT-07", what, place, found, remedy))


def misnamed(place: str, found: str, suffix: str) -> ManuscriptError:
    """MANUSCRIPT-08: the content is of another kind than the name says."""
    what = "Nội dung tệp không phải loại mà tên tệp ghi."
    remedy = f"đổi đuôi tên tệp thành {suffix}; nếu gửi nhầm tệp, xin lại đúng tệp"
    return ManuscriptError(Finding("MANUSCRIPT-08", what, place, found, remedy))


def no_office(place: str, suffix: str) -> ManuscriptError:
    """MANUSCRIPT-09: what opens such a file is not installed."""
    what = f"Máy này chưa cài LibreOffice để đọc tệp {suffix}."
    remedy = (
        "cài LibreOffice (Debian, Ubuntu: apt-get install libreoffice-writer-nogui), "
        "hoặc mở tệp bằng Word rồi lưu lại dưới dạng .docx"
    )
    return ManuscriptError(Finding("MANUSCRIPT-09", what, place, "không có lệnh soffice", remedy))


def not_converted(place: str, found: str) -> ManuscriptError:
    """MANUSCRIPT-10: LibreOffice does not open the file, or not within its bounds."""
    what = "LibreOffice không đọc được tệp."
    remedy = "mở tệp bằng Word, bỏ mật khẩu nếu có, rồi lưu lại dưới dạng .docx"
    return ManuscriptError(Finding("MANUSCRIPT-10", what, place, found, remedy))


def with_macros(place: str) -> ManuscriptError:
    """MANUSCRIPT-11: a document that carries programs."""
    what = "Văn bản có kèm macro, tức là chương trình."
    remedy = "mở tệp bằng Word với macro đã tắt, lưu lại dưới dạng .docx; hỏi người gửi vì sao có"
    return ManuscriptError(Finding("MANUSCRIPT-11", what, place, "macro Word", remedy))
