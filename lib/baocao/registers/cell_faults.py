"""What can be wrong in a cell, in words; how it is found depends on how the file is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baocao.core.errors import Finding
from baocao.locale.vi.text import number, short_date
from baocao.registers.day_texts import day_text
from baocao.registers.declare import Bound, Column

__all__ = [
    "DAMAGED_TEXT",
    "DISGUISED",
    "DITTO_MARK",
    "EMPTY",
    "ERROR_CELL",
    "IMPLAUSIBLE_DAY",
    "LONE_PERCENT",
    "LOST_DIGITS",
    "LOST_LETTERS",
    "MARKED",
    "MIXED_DAYS",
    "MIXED_NUMBERS",
    "NOTED",
    "NOT_A_TEXT",
    "PICTURED",
    "SMALL_MONEY",
    "SWAPPED_DAYS",
    "TEXT_MARK",
    "TOTAL_ROW",
    "UNCALCULATED",
    "UNSURE_LETTERS",
    "UNUSABLE_LETTER",
    "Fault",
    "after_closing",
    "bound_text",
    "mismatched",
    "not_allowed",
    "nothing_there",
    "quote",
    "too_early",
    "too_large",
    "too_small",
    "unreadable",
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


ERROR_CELL = Fault("REGISTER-23", "Ô có lỗi của Excel.", "sửa công thức, hoặc gõ giá trị vào ô")
UNCALCULATED = Fault(
    "REGISTER-24",
    "Công thức chưa được tính trong tệp.",
    "mở tệp bằng Excel, để Excel tính xong rồi lưu lại dạng .xlsx; hoặc gõ giá trị vào ô",
)
DISGUISED = Fault(
    "REGISTER-55",
    "Ô hiện số khác số ở trong: định dạng chia nghìn, đổi dấu, ghi thêm số, ghi đơn vị khác, "
    "hoặc không hiện gì.",
    "đặt ô ở dạng General, xem số còn lại có đúng đơn vị của cột không, sửa rồi lưu",
)
NOTED = Fault(
    "REGISTER-75",
    "Định dạng của ô ghi thêm chữ, số hoặc giờ mà giá trị trong ô không có.",
    "đặt ô ở dạng Text rồi gõ lại đúng như ô đang hiện",
)
UNUSABLE_LETTER = Fault(
    "REGISTER-25",
    "Ô có ký tự không in được, ký tự lạ giống chữ Việt, hoặc dài quá 32.767 chữ.",
    "gõ lại chữ trong ô bằng bộ gõ tiếng Việt, bảng mã Unicode",
)
DAMAGED_TEXT = Fault(
    "REGISTER-26",
    "Chữ bị vỡ vì mở sai bảng mã.",
    "lấy lại tệp gốc, mở bằng bảng mã UTF-8 rồi lưu lại",
)
DITTO_MARK = Fault(
    "REGISTER-109",
    'Ô ghi "như trên"; ở sổ lớn, ô như thế không được đọc theo ô trên.',
    "gõ giá trị vào ô, hoặc chép từ ô trên xuống",
)
MARKED = Fault(
    "REGISTER-60",
    "Ô có chữ bị gạch ngang, hoặc số nhỏ ghi ở trên.",
    "gõ lại ô: chỉ để giá trị đúng",
)
PICTURED = Fault(
    "REGISTER-76",
    "Ô hiện hình, không hiện chữ: phông ký hiệu (Wingdings, Webdings, Symbol).",
    "đặt phông Times New Roman cho ô rồi gõ lại bằng chữ",
)
UNSURE_LETTERS = Fault(
    "REGISTER-57",
    "Phông chữ cũ (.VnTime, VNI) nhưng không rõ chữ trong ô gõ theo bảng mã nào.",
    "chọn cả trang, đặt phông Times New Roman, gõ lại những ô sai chữ rồi lưu",
)
LOST_LETTERS = Fault(
    "REGISTER-27",
    "Chữ có dấu bị mất, còn dấu hỏi.",
    'gõ lại chữ trong ô; khi lưu chọn dạng "CSV UTF-8" hoặc .xlsx',
)
LOST_DIGITS = Fault(
    "REGISTER-28",
    "Mã số bị Excel rút gọn, mất các chữ số sau.",
    "đặt cột ở dạng Text rồi gõ lại mã số từ hồ sơ",
)
NOT_A_TEXT = Fault(
    "REGISTER-29",
    "Ô chữ chứa ngày, giờ hoặc đúng/sai: Excel đã đổi điều được gõ.",
    "đặt ô ở dạng Text rồi gõ lại",
)
MIXED_NUMBERS = Fault(
    "REGISTER-30",
    "Số hiểu được hai cách: dấu chấm, dấu phẩy là hàng nghìn hay thập phân.",
    "trong cả cột, dấu chấm ngăn hàng nghìn, dấu phẩy thập phân; còn không rõ thì bỏ dấu ngăn "
    "(160000), hoặc trong Excel để ô ở dạng số",
)
LONE_PERCENT = Fault(
    "REGISTER-44",
    "Ô dạng phần trăm trong cột có cả số thường.",
    "để cả cột ở một dạng: phần trăm, hoặc số",
)
SMALL_MONEY = Fault(
    "REGISTER-31",
    "Số tiền dưới 1.000 đồng, có thể ghi theo triệu đồng.",
    "ghi số đồng: 21.500.000",
)
MIXED_DAYS = Fault(
    "REGISTER-32",
    "Cột ghi tháng trước ngày.",
    "ghi ngày/tháng/năm trong cả cột, ví dụ 14/11/2023",
)
TEXT_MARK = Fault(
    "REGISTER-82",
    "Ô bắt đầu bằng dấu nháy đơn, dấu của Excel cho biết ô là chữ.",
    "bỏ dấu nháy ở đầu các ô trong cột",
)
SWAPPED_DAYS = Fault(
    "REGISTER-33",
    "Excel đã đảo ngày và tháng: các ô dạng ngày đều có ngày đến 12, các ô dạng chữ thì từ 13.",
    "đặt vùng (Region) của máy là Vietnam, chép lại cột từ nguồn rồi lưu",
)
IMPLAUSIBLE_DAY = Fault(
    "REGISTER-34", "Năm không hợp lý.", "sửa năm; sổ ghi được ngày từ năm 1930 đến năm 2100"
)

TOTAL_ROW = Fault(
    "REGISTER-42",
    "Dòng cộng đứng giữa các dòng dữ liệu: tính vào thì cộng hai lần.",
    "xóa dòng ấy khỏi sổ; số chung do phần mềm cộng",
)
EMPTY = Fault("REGISTER-10", "Ô bắt buộc bị bỏ trống.", "điền giá trị")

_UNREADABLE = {
    "date": Fault(
        "REGISTER-06",
        "Ngày không có thật hoặc sai dạng.",
        "ghi ngày/tháng/năm, ví dụ 14/11/2023",
    ),
    "month": Fault(
        "REGISTER-06",
        "Tháng không có thật hoặc sai dạng.",
        "ghi tháng/năm, ví dụ 03/2023",
    ),
    "year": Fault(
        "REGISTER-06",
        "Năm không có thật hoặc sai dạng.",
        "ghi bốn chữ số của năm, ví dụ 2023; năm học, năm tài chính nằm trong hai năm thì ghi cả "
        "hai: 2023-2024",
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


def nothing_there(column: Column) -> Fault:
    """A cell that says in words that there is no day, no number."""
    remedy = "không có thì để trống ô, hoặc chỉ ghi dấu gạch ngang (-)"
    return Fault(_UNREADABLE[column.type].code, _UNREADABLE[column.type].what, remedy)


def not_allowed(column: Column) -> Fault:
    """A cell with a value that is not in the column's list."""
    remedy = f"chọn một trong: {quote(column.allowed)}"
    return Fault("REGISTER-08", "Giá trị không có trong danh mục.", remedy)


def after_closing(complete_until: date, column: Column) -> Fault:
    """A day that the data do not reach yet."""
    return Fault(
        "REGISTER-12",
        f"Ngày sau ngày chốt số liệu {short_date(complete_until)}.",
        f"gõ sai thì sửa ngày; là ngày chưa tới (hết hạn, dự kiến) thì khai future=True cho cột "
        f"{column.name}; sổ đã nhập đủ đến ngày ấy thì dời complete_until trong report.toml",
    )


def too_early(first: Column) -> Fault:
    """A day before the one in the column that it should follow."""
    return Fault(
        "REGISTER-39",
        f'Ngày trước "{first.heading}" của cùng dòng.',
        "xem lại hai ngày, sửa ngày gõ sai",
    )


def too_small(column: Column, minimum: Bound) -> Fault:
    """A value under the least that the column may hold."""
    what, remedy = "Giá trị nhỏ hơn mức thấp nhất", "xem lại giá trị, kể cả dấu và đơn vị"
    if column.is_day:
        what, remedy = "Ngày sớm hơn ngày sớm nhất", "xem lại ngày, tháng, năm"
    return Fault("REGISTER-46", f"{what} được ghi: {bound_text(column, minimum)}.", remedy)


def too_large(column: Column, maximum: Bound) -> Fault:
    """A value over the greatest that the column may hold."""
    what, remedy = "Giá trị lớn hơn mức cao nhất", "xem lại giá trị, kể cả dấu phẩy và đơn vị"
    if column.is_day:
        what, remedy = "Ngày muộn hơn ngày muộn nhất", "xem lại ngày, tháng, năm"
    return Fault("REGISTER-47", f"{what} được ghi: {bound_text(column, maximum)}.", remedy)


def mismatched(column: Column) -> Fault:
    """A text of another form than the one declared."""
    wanted = column.pattern_means or f"theo mẫu {column.pattern}"
    return Fault("REGISTER-48", "Chữ trong ô sai dạng đã khai báo.", f"ghi đúng dạng: {wanted}")


def bound_text(column: Column, bound: Bound | Decimal) -> str:
    """A bound, or another value of a column, as people write it.

    Examples
    --------
    >>> bound_text(Column("day", "Ngày", type="date"), date(2020, 1, 1))
    '01/01/2020'
    >>> bound_text(Column("weight", "Cân", type="number"), 1234.5)
    '1.234,5'
    """
    if isinstance(bound, date):
        return day_text(bound, column.type)
    exact = Decimal(str(bound)).normalize()
    return number(exact, max(0, -int(exact.as_tuple().exponent)))
