"""What can be wrong in a table as it stands in a sheet, in words: its headings, rows and sums."""

from __future__ import annotations

from collections.abc import Iterable

from baocao.core.errors import Finding
from baocao.registers.declare import Column

__all__ = [
    "duplicate_heading",
    "hidden_sheet",
    "merged_amount",
    "not_counted",
    "nothing_above",
    "other_order",
    "other_unit",
    "sheet_aside",
    "unclear_rows",
    "wrong_average",
    "wrong_group",
    "wrong_total",
]


def duplicate_heading(place: str, heading: str, places: Iterable[str], others: int = 0) -> Finding:
    """Two columns of the same heading; with `others`, as when a table stands twice."""
    return Finding(
        "REGISTER-35",
        "Hai cột cùng một tiêu đề.",
        where=f"{place}, {' và '.join(dict.fromkeys(places))}",
        found=f'"{heading}"' + (f" (và {others} tiêu đề khác)" if others else ""),
        remedy="xóa cột thừa, hoặc đổi tiêu đề của một trong hai cột",
    )


def hidden_sheet(place: str) -> Finding:
    """A hidden sheet with the headings of the register: nobody sees whether it should count."""
    return Finding(
        "REGISTER-36",
        "Trang bị ẩn có cùng tiêu đề với sổ.",
        where=place,
        remedy="bỏ ẩn trang nếu các dòng ở đó phải tính, nếu không thì chuyển sang tệp khác",
    )


def merged_amount(where: str, found: str) -> Finding:
    """A merged area with an amount in it, or over several columns: nobody knows whose it is."""
    return Finding(
        "REGISTER-41",
        "Ô gộp chứa số, hoặc gộp qua nhiều cột, không biết ghi cho ô nào.",
        where=where,
        found=found,
        remedy="bỏ gộp ô, ghi giá trị của từng ô",
    )


def unclear_rows(where: str, found: str, rows: str) -> Finding:
    """Rows that are neither data nor anything that is left out."""
    return Finding(
        "REGISTER-42",
        "Dòng không rõ là dữ liệu, tên nhóm hay ghi chú.",
        where=where,
        found=f"{found} (các dòng {rows})" if not rows.isdigit() else found,
        remedy="điền đủ các ô bắt buộc nếu là dữ liệu; nếu không thì xóa hoặc chuyển ra ngoài bảng",
    )


def not_counted(where: str, found: str) -> Finding:
    """The name of a group that says that the rows below it do not count."""
    return Finding(
        "REGISTER-42",
        "Dòng tên nhóm ghi rằng các dòng dưới không tính hoặc chưa tính.",
        where=where,
        found=found,
        remedy="chuyển các dòng ấy ra ngoài sổ; nếu phải tính thì sửa dòng tên nhóm",
    )


def other_order(where: str, found: str) -> Finding:
    """Headings within a table whose columns stand in another order than those above."""
    return Finding(
        "REGISTER-42",
        "Trong trang có bảng thứ hai với thứ tự cột khác.",
        where=where,
        found=found,
        remedy="chuyển bảng ấy sang một trang riêng, hoặc xếp các cột theo bảng thứ nhất",
    )


def sheet_aside(place: str, purpose: str) -> Finding:
    """A sheet that is none of data by its name, with rows under the headings of the register."""
    is_whole = purpose in ("tổng hợp", "bản sao")
    keep = "nếu trang ấy mới đủ các dòng thì xóa các trang kia" if is_whole else ""
    return Finding(
        "REGISTER-80",
        f"Trang {purpose} có các dòng dưới tiêu đề của sổ, bên cạnh trang dữ liệu khác.",
        where=place,
        remedy="; ".join(
            filter(
                None,
                (
                    "xóa trang ấy hoặc chuyển sang tệp khác",
                    keep,
                    "nếu các dòng ở đó phải tính thêm thì đổi tên trang",
                ),
            )
        ),
    )


def other_unit(where: str, found: str, column: Column) -> Finding:
    """A unit in the sheet that is not the one in which a column is declared."""
    wanted = "đồng" if column.type == "money" else f'như tiêu đề "{column.heading}"'
    wanted = "ngày/tháng/năm" if column.is_day else wanted
    return Finding(
        "REGISTER-81",
        "Đơn vị ghi trong bảng khác đơn vị của cột.",
        where=where,
        found=found,
        remedy=f"đổi số trong cột sang đơn vị {wanted}, sửa hoặc xóa ô ghi đơn vị",
    )


def nothing_above(where: str, found: str) -> Finding:
    """A mark for "as above" where nothing stands above, or in a key."""
    return Finding(
        "REGISTER-43",
        'Ô ghi "như trên" nhưng ô trên trống, hoặc ở cột khóa.',
        where=where,
        found=found,
        remedy="ghi giá trị vào ô",
    )


def wrong_total(where: str, found: object, counted: object) -> Finding:
    """A total that is not the sum of the rows above it."""
    return Finding(
        "REGISTER-37",
        "Dòng cộng khác tổng các dòng ở trên.",
        where=where,
        found=f"{found}, cộng các dòng được {counted}",
        remedy="xem có dòng thiếu, thừa hoặc gõ sai; sửa cho khớp",
    )


def wrong_group(where: str, found: object, counted: object) -> Finding:
    """A sum beside the name of a group that is not that of the rows below it."""
    return Finding(
        "REGISTER-37",
        "Số ở dòng tên nhóm khác tổng các dòng ở dưới.",
        where=where,
        found=f"{found}, cộng các dòng được {counted}",
        remedy="xem có dòng thiếu, thừa hoặc gõ sai; sửa cho khớp",
    )


def wrong_average(where: str, found: object, counted: object) -> Finding:
    """An average that is not that of the rows above it."""
    return Finding(
        "REGISTER-56",
        "Dòng bình quân khác bình quân các dòng ở trên.",
        where=where,
        found=f"{found}, tính từ các dòng được {counted}",
        remedy="xem có dòng thiếu, thừa hoặc gõ sai; sửa cho khớp, hoặc xóa dòng bình quân",
    )
