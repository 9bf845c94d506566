"""What can be wrong in a register, in words; how it is found depends on how the file is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baocao.core.errors import Finding
from baocao.locale.vi.text import number, short_date
from baocao.registers.day_texts import day_text
from baocao.registers.declare import FLAG, Bound, Column, Register

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
    "SHOWN",
    "SMALL_MONEY",
    "SWAPPED_DAYS",
    "TEXT_MARK",
    "TOTAL_ROW",
    "UNCALCULATED",
    "UNSURE_LETTERS",
    "UNUSABLE_LETTER",
    "Fault",
    "after_closing",
    "and_more",
    "bound_text",
    "decomposed",
    "duplicate",
    "empty",
    "first_of",
    "heading_faults",
    "many",
    "mismatched",
    "near_duplicate",
    "near_values",
    "no_headings",
    "not_allowed",
    "not_utf8",
    "nothing_there",
    "quote",
    "several_spellings",
    "too_early",
    "too_large",
    "too_small",
    "unread_file",
    "unreadable",
    "unsourced",
    "wide_letters",
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

_SHOWN_HEADINGS = 20
SHOWN = 20
_FIRST = 3
"""How many faults of one kind are listed where there may be millions."""

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


def unread_file(place: str) -> Finding:
    """A file beside the registers that none of them reads."""
    return Finding(
        "REGISTER-40",
        "Tệp nằm cạnh các sổ nhưng không sổ nào đọc.",
        where=place,
        remedy="chép các dòng vào sổ đã khai báo, hoặc chuyển tệp ra khỏi thư mục này",
    )


def heading_faults(register: Register, headings: Sequence[str], place: str) -> list[Finding]:
    """Headings that are missing or not declared; `place` is where the headings stand."""
    declared = [column.heading for column in register.all_columns]
    strangers = [heading for heading in headings if heading not in declared]
    missing = [heading for heading in declared if heading not in headings]
    if missing:
        # An unknown heading while a column is missing is most likely that column misspelt.
        what = f"Không thấy cột {quote(missing)}."
        remedy = _for_missing(register, missing, is_misspelt=bool(strangers))
        return [Finding("REGISTER-03", what, place, _in_short(strangers or headings), remedy)]
    if not strangers:
        return []
    what = f"Cột {quote(strangers)} không có trong khai báo."
    if len(strangers) > _SHOWN_HEADINGS:
        what = f"{len(strangers)} cột không có trong khai báo."
    remedy = f"xóa cột, hoặc thêm cột vào khai báo sổ {register.stem}"
    return [Finding("REGISTER-15", what, place, _in_short(strangers), remedy)]


def _for_missing(register: Register, missing: Sequence[str], *, is_misspelt: bool) -> str:
    """What to do about columns that are not there; those of every register nobody declares."""
    of_all = [column for column in register.common if column.heading in missing]
    remedy = "đổi tên cột trong tệp" if is_misspelt else "thêm cột vào tệp"
    if len(of_all) < len(missing):
        remedy += f", hoặc sửa khai báo sổ {register.stem}"
    elif is_misspelt:
        remedy += ", hoặc thêm cột"
    return remedy + "".join(f'; "{column.heading}": {column.about}' for column in of_all)


def _in_short(headings: Sequence[str]) -> str:
    more = len(headings) - _SHOWN_HEADINGS
    rest = f" và {more} cột khác" if more > 0 else ""
    return quote(headings[:_SHOWN_HEADINGS]) + rest


def no_headings(register: Register, place: str, found: Iterable[str], other: str = "") -> Finding:
    """A file in which no row has at least half of a register's headings.

    `other` is what may be done instead.
    """
    return Finding(
        "REGISTER-03",
        "Không thấy dòng tiêu đề của sổ.",
        where=place,
        found=quote(list(found)[:8]),
        remedy=f"ghi đủ các cột: {quote(column.heading for column in register.all_columns)}{other}",
    )


def duplicate(
    row: str,
    headings: Iterable[str],
    key: Iterable[str],
    first: int | str | None,
    *,
    is_merged: bool = False,
) -> Finding:
    """A row with the key of an earlier one: `first` is its number, or its place elsewhere.

    `is_merged` says that both have it from one merged cell: neither row is superfluous then.
    """
    which = f"dòng {first}" if isinstance(first, int) else first
    return Finding(
        "REGISTER-09",
        "Khóa bị trùng." if which is None else f"Khóa bị trùng với {which}.",
        where=f"{row}, cột {quote(headings)}",
        found=" / ".join(key),
        remedy="bỏ gộp ô (Unmerge Cells), ghi khóa riêng vào từng dòng"
        if is_merged
        else "xóa dòng thừa, hoặc cấp mã mới cho một trong hai dòng",
    )


def near_duplicate(where: str, found: Iterable[str]) -> Finding:
    """Two keys that only look different: a letter O for a nought, a space."""
    return Finding(
        "REGISTER-38",
        "Hai khóa gần như giống nhau.",
        where=where,
        found=" và ".join(f'"{key}"' for key in found),
        remedy="nếu là một thì xóa dòng thừa; nếu là hai thì cấp mã khác hẳn nhau",
    )


def near_values(where: str, found: Iterable[str]) -> Finding:
    """Two texts of a column whose different texts are counted, that only look different."""
    return Finding(
        "REGISTER-38",
        "Hai giá trị gần như giống nhau trong cột được đếm: một hay hai?",
        where=where,
        found=" và ".join(f'"{text}"' for text in found),
        remedy="nếu là một thì viết một cách trong cả cột; nếu là hai thì ghi khác hẳn nhau",
    )


def several_spellings(where: str, found: Iterable[str], others: int) -> Finding:
    """Texts of a column that people take for the same, and how many more such pairs there are."""
    rest = f" (và {number(others)} chỗ khác)" if others else ""
    return Finding(
        "REGISTER-59",
        "Cùng một điều viết nhiều cách: khác chữ hoa, dấu gạch, dấu cách hoặc chỗ đặt dấu thanh.",
        where=where,
        found=" và ".join(f'"{text}"' for text in found) + rest,
        remedy="viết một cách trong cả cột",
    )


def many(fault: Fault, cells: Sequence[tuple[str, str]]) -> Finding:
    """One finding for all cells of a column with the same fault; of each its place and text."""
    where, found = cells[0]
    if len(cells) > 1:
        others = [place.partition(", cột")[0].rpartition(", ")[2] for place, _ in cells[1:3]]
        more = "" if len(cells) <= 3 else ", …"
        found += f" (và {len(cells) - 1} ô khác: {', '.join(others)}{more})"
    return fault.at(where, found)


def unsourced(rows: Sequence[str], headings: Sequence[str]) -> Finding:
    """Rows that neither name their source nor are flagged as made up.

    `headings` are those of the two columns, of the flag and of the source.
    """
    flag, source = headings
    return Finding(
        "REGISTER-11",
        "Dòng không ghi nguồn và cũng không đánh dấu minh họa.",
        where=rows[0],
        found="" if len(rows) == 1 else f"{len(rows)} dòng",
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


def wide_letters(where: str) -> Finding:
    """A large text in UTF-16, which a small one may be in."""
    return Finding(
        "REGISTER-04",
        "Tệp không ở bảng mã UTF-8.",
        where=where,
        found="bảng mã UTF-16 (Unicode Text), sổ lớn không đọc được",
        remedy='trong Excel chọn Lưu thành "CSV UTF-8 (Comma delimited)"',
    )


def first_of(items: Sequence[str]) -> str:
    """The first things of many, and how many others there are.

    Examples
    --------
    >>> first_of(["08/2025", "09/2025"]), first_of(["A", "B", "C", "D"])
    ('08/2025; 09/2025', 'A; B; C (và 1 mục khác)')
    """
    more = f" (và {len(items) - _FIRST} mục khác)" if len(items) > _FIRST else ""
    return "; ".join(items[:_FIRST]) + more


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
