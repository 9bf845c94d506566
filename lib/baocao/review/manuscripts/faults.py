"""The errors of documents that cannot be read, which several formats have in common."""

from __future__ import annotations

from baocao.core.errors import Finding, ManuscriptError

__all__ = ["encrypted", "not_a_document", "too_costly", "too_large", "unreadable"]


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
