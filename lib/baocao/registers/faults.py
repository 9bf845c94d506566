"""What can be wrong in a register, in words; how it is found depends on how the file is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from baocao.core.errors import Finding
from baocao.locale.vi.text import number, short_date
from baocao.registers.declare import COMMON, FLAG, Column, Register

__all__ = [
    "EMPTY",
    "SHOWN",
    "Fault",
    "after_closing",
    "and_more",
    "decomposed",
    "duplicate",
    "empty",
    "heading_faults",
    "not_allowed",
    "not_utf8",
    "quote",
    "unreadable",
    "unsourced",
    "wrong_width",
]


@dataclass(frozen=True)
class Fault:
    """A kind of fault of a cell: code, what is wrong, how to mend it."""

    code: str
    what: str
    remedy: str

    def at(self, where: str, found: str) -> Finding:
        """The fault in its place."""
        return Finding(self.code, self.what, where, found, self.remedy)


SHOWN = 20
"""How many faults of one kind are listed where there may be millions."""

EMPTY = Fault("REGISTER-10", "Ô bắt buộc bị bỏ trống.", "điền giá trị")

_UNREADABLE = {
    "date": Fault(
        "REGISTER-06",
        "Ngày không có thật hoặc sai dạng.",
        "ghi ngày/tháng/năm, ví dụ 14/11/2023",
    ),
    "number": Fault(
        "REGISTER-07",
        "Số sai dạng.",
        "dấu chấm ngăn hàng nghìn, dấu phẩy thập phân: 1.234,5",
    ),
    "integer": Fault(
        "REGISTER-07",
        "Số nguyên sai dạng.",
        "ghi số nguyên, dấu chấm ngăn hàng nghìn: 1.234",
    ),
    "money": Fault(
        "REGISTER-07",
        "Số tiền sai dạng.",
        "ghi số đồng, dấu chấm ngăn hàng nghìn: 12.000.000",
    ),
}


def quote(items: Iterable[str]) -> str:
    """Texts as they stand in a file, one after another."""
    return ", ".join(f'"{item}"' for item in items)


def unreadable(column: Column) -> Fault:
    """A cell that does not read as its column's type."""
    return _UNREADABLE[column.type]


def not_allowed(column: Column) -> Fault:
    """A cell with a value that is not in the column's list."""
    remedy = f"chọn một trong: {quote(column.allowed)}"
    return Fault("REGISTER-08", "Giá trị không có trong danh mục.", remedy)


def after_closing(complete_until: date) -> Fault:
    """A day that the data do not reach yet."""
    return Fault(
        "REGISTER-12",
        f"Ngày sau ngày chốt số liệu {short_date(complete_until)}.",
        "sửa ngày, hoặc dời complete_until trong report.toml khi sổ đã nhập đủ đến ngày mới",
    )


def heading_faults(register: Register, headings: Sequence[str], place: str) -> list[Finding]:
    """Headings that are missing or not declared; `place` is where the headings stand."""
    declared = [column.heading for column in register.all_columns]
    strangers = [heading for heading in headings if heading not in declared]
    findings = [
        Finding(
            "REGISTER-03",
            f'Không thấy cột "{heading}".',
            where=place,
            found=quote(strangers or headings),
            remedy=f"đổi tên cột trong tệp, hoặc sửa khai báo sổ {register.stem}",
        )
        for heading in declared
        if heading not in headings
    ]
    # An unknown heading while a column is missing is most likely that column misspelt: one finding.
    if not findings:
        findings += [
            Finding(
                "REGISTER-15",
                f'Cột "{heading}" không có trong khai báo.',
                where=place,
                found=f'"{heading}"',
                remedy=f"xóa cột, hoặc thêm cột vào khai báo sổ {register.stem}",
            )
            for heading in strangers
        ]
    return findings


def duplicate(row: str, headings: Iterable[str], key: Iterable[str], first: int | None) -> Finding:
    """A row with the key of an earlier one, whose number is `first` where rows have numbers."""
    return Finding(
        "REGISTER-09",
        "Khóa bị trùng." if first is None else f"Khóa bị trùng với dòng {first}.",
        where=f"{row}, cột {quote(headings)}",
        found=" / ".join(key),
        remedy="xóa dòng thừa, hoặc cấp mã mới cho một trong hai dòng",
    )


def unsourced(row: str) -> Finding:
    """A row that neither names its source nor is flagged as made up."""
    flag, source = (column.heading for column in COMMON)
    return Finding(
        "REGISTER-11",
        "Dòng không ghi nguồn và cũng không đánh dấu minh họa.",
        where=row,
        remedy=f'ghi cột "{source}", hoặc đánh dấu {FLAG} ở cột "{flag}"',
    )


def wrong_width(row: str, found: str) -> Finding:
    """A row with more or fewer cells than there are columns."""
    return Finding(
        "REGISTER-14",
        "Số ô của dòng khác số cột.",
        where=row,
        found=found,
        remedy="ô có dấu phân cách phải nằm trong ngoặc kép; mở tệp bằng Excel và lưu lại",
    )


def empty(place: str, size: int) -> Finding:
    """A file without a row, not even of headings; its size in bytes is shown."""
    return Finding(
        "REGISTER-02",
        "Tệp không có nội dung.",
        where=place,
        found=f"{size} byte",
        remedy="chép lại tệp từ bản sao lưu; sổ chưa có dòng nào vẫn phải có dòng tiêu đề",
    )


def not_utf8(where: str, byte: int | None = None) -> Finding:
    """Text in another encoding; `byte` is the first one that tells."""
    found = "" if byte is None else f"byte 0x{byte:02X}, "
    return Finding(
        "REGISTER-04",
        "Tệp không ở bảng mã UTF-8.",
        where=where,
        found=f"{found}có thể là Windows-1258 hoặc TCVN3",
        remedy='trong Excel chọn Lưu thành "CSV UTF-8 (Comma delimited)"',
    )


def and_more(found: list[Finding], total: int, where: str) -> list[Finding]:
    """Findings of one kind, of which there are more than are shown: how many, and where."""
    if total <= len(found):
        return found
    rest = f"Còn {number(total - len(found))} chỗ khác như vậy."
    return [*found, Finding(found[-1].code, rest, where, remedy=found[-1].remedy)]


def decomposed(row: str, cell: str, others: int) -> Finding:
    """Text in decomposed letters: one finding a file, which is so from end to end."""
    return Finding(
        "REGISTER-05",
        "Chữ Việt ở dạng tổ hợp (NFD), không phải dạng dựng sẵn theo TCVN 6909:2001.",
        where=row,
        found=f'"{cell}" và {others} ô khác' if others else f'"{cell}"',
        remedy="đặt bộ gõ ở Unicode dựng sẵn và chuyển mã tệp sang dạng đó",
    )
