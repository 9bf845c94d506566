"""The errors of the page for documents."""

from __future__ import annotations

from baocao.core.errors import BaocaoError, DeskError, Finding

__all__ = ["gone", "lost", "not_from_the_page", "port_taken", "too_large", "too_many"]


def port_taken(port: int, found: str) -> DeskError:
    """DESK-01: the server cannot be reached there."""
    what = "Không mở được trang đối chiếu ở cổng này."
    return DeskError(Finding("DESK-01", what, f"127.0.0.1:{port}", found, "chọn --port khác"))


def too_large(name: str, size: int, most: int) -> DeskError:
    """DESK-02: a file larger than the page takes."""
    found = f"{size / 1e6:.1f} MB; nhận nhiều nhất {most / 1e6:.0f} MB".replace(".", ",")
    remedy = "kiểm tra có đúng là tệp báo cáo không; nếu đúng, tách tệp"
    return DeskError(Finding("DESK-02", "Tệp quá lớn để nhận.", name, found, remedy))


def not_from_the_page(found: str) -> DeskError:
    """DESK-03: a request that the page did not make."""
    what = "Địa chỉ này không còn mở được trang đối chiếu."
    remedy = "mở địa chỉ mà lệnh baocao desk đã in, hoặc chạy lại lệnh"
    return DeskError(Finding("DESK-03", what, found=found, remedy=remedy))


def too_many(most: int) -> DeskError:
    """DESK-04: more documents wait than the page keeps."""
    what = "Đang có quá nhiều văn bản chờ đối chiếu."
    return DeskError(Finding("DESK-04", what, found=f"{most} văn bản", remedy="chờ, rồi thả lại"))


def lost(how: str) -> Finding:
    """DESK-05: the process that checks ended without an answer."""
    return Finding(
        "DESK-05",
        "Tiến trình đối chiếu bị dừng giữa chừng.",
        found=how,
        remedy="xem máy có thiếu bộ nhớ không, rồi thả tệp lại",
    )


def gone() -> BaocaoError:
    """DESK-06: a document that is no longer there."""
    what = "Văn bản này đã được xóa khỏi trang."
    return DeskError(Finding("DESK-06", what, remedy="thả tệp lại để đối chiếu"))
