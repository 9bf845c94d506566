"""What can be wrong with a source, in words.

No message holds what a driver says of a connection: drivers repeat addresses and passwords.
"""

from __future__ import annotations

from collections.abc import Sequence

from baocao.core.errors import Finding, RegisterError
from baocao.registers.cell_faults import Fault, quote
from baocao.registers.declare import Column

__all__ = [
    "TIME_OF_DAY",
    "UNFIT",
    "UNWRITABLE",
    "ZONED",
    "column_fault",
    "denied",
    "no_answer",
    "no_driver",
    "not_a_register",
    "not_found",
    "refused_query",
    "unreachable",
]

UNFIT = Fault(
    "REGISTER-72",
    "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ.",
    'đổi kiểu trong câu hỏi, ví dụ query = "select cast(diem as numeric) as score, … from …"',
)
TIME_OF_DAY = Fault(
    "REGISTER-72",
    "Cột ngày trong cơ sở dữ liệu có cả giờ.",
    'chọn ngày trong câu hỏi, ví dụ query = "select cast(luc_ghi as date) as day, … from …"',
)
ZONED = Fault(
    "REGISTER-72",
    "Cột ngày trong cơ sở dữ liệu là thời điểm có múi giờ, ngày tùy theo nơi đọc.",
    "chọn ngày theo giờ Việt Nam trong câu hỏi: "
    "cast(luc_ghi at time zone 'Asia/Ho_Chi_Minh' as date)",
)
UNWRITABLE = Fault(
    "REGISTER-72",
    "Chữ trong cơ sở dữ liệu có ký tự không ghi được.",
    "sửa chữ ấy trong cơ sở dữ liệu",
)


def no_driver(place: str, package: str) -> RegisterError:
    """A package that reads this kind of source is not installed."""
    return RegisterError(
        Finding(
            "REGISTER-66",
            f"Lấy sổ từ cơ sở dữ liệu cần gói {package}, máy này chưa có.",
            where=place,
            remedy='cài đặt: pip install "baocao[database]"',
        )
    )


def unreachable(place: str, why: str, remedy: str = "") -> RegisterError:
    """No connection: host unknown, refused, too slow, a certificate that nobody vouches for."""
    usual = "xem lại địa chỉ và đường mạng, hỏi người quản trị máy chủ, rồi chạy lại baocao fetch"
    return RegisterError(
        Finding("REGISTER-67", "Không kết nối được tới nguồn của sổ.", place, why, remedy or usual)
    )


def denied(place: str, why: str, remedy: str = "") -> RegisterError:
    """The password is wrong or missing, or the user may not read."""
    usual = "xem lại người dùng trong url và mật khẩu trong biến môi trường mà mục password nêu tên"
    return RegisterError(
        Finding("REGISTER-68", "Nguồn của sổ không cho đọc.", place, why, remedy or usual)
    )


def not_found(place: str, why: str) -> RegisterError:
    """The database, table, column, page or file does not exist."""
    remedy = "sửa mục sources trong report.toml theo tên có thật"
    return RegisterError(
        Finding("REGISTER-69", "Không thấy điều cần lấy ở nguồn của sổ.", place, why, remedy)
    )


def refused_query(place: str, why: str) -> RegisterError:
    """The database does not carry out the query."""
    remedy = "thử câu hỏi trong công cụ của cơ sở dữ liệu, sửa query hoặc table trong report.toml"
    return RegisterError(
        Finding("REGISTER-69", "Cơ sở dữ liệu không trả lời được câu hỏi.", place, why, remedy)
    )


def no_answer(place: str, seconds: float) -> RegisterError:
    """The query, or the transfer, takes too long."""
    return RegisterError(
        Finding(
            "REGISTER-67",
            "Nguồn của sổ trả lời quá lâu.",
            place,
            f"quá {seconds:g} giây",
            "chạy lại lúc máy chủ rỗi, hoặc thu hẹp câu hỏi",
        )
    )


def not_a_register(place: str, why: str, remedy: str) -> RegisterError:
    """What came is empty, too large, or no table."""
    return RegisterError(
        Finding("REGISTER-70", "Điều nhận được không phải một sổ.", place, why, remedy)
    )


def column_fault(
    place: str, missing: Sequence[Column], ambiguous: Sequence[str], strangers: Sequence[str]
) -> Finding:
    """Columns of a database that are not those of the declaration, all at once."""
    told = []
    if missing:
        told.append(f"thiếu {', '.join(f'{c.name} ({c.heading})' for c in missing)}")
    if ambiguous:
        told.append(f"không rõ cột nào: {quote(ambiguous)}")
    if strangers:
        told.append(f"thừa {quote(strangers)}")
    return Finding(
        "REGISTER-71",
        "Các cột của cơ sở dữ liệu không khớp với khai báo sổ.",
        where=place,
        found="; ".join(told),
        remedy="viết query chọn đúng các cột của sổ, mỗi cột mang tên trong khai báo hoặc tiêu đề: "
        "select ma as code, …",
    )
