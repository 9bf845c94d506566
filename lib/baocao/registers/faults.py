"""What can be wrong with a register, its headings and its rows, in words.

What can be wrong in one cell is in :mod:`baocao.registers.cell_faults`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from baocao.core.errors import Finding
from baocao.locale.vi.text import number
from baocao.registers.cell_faults import Fault, quote
from baocao.registers.declare import FLAG, Register

__all__ = [
    "SHOWN",
    "and_more",
    "decomposed",
    "duplicate",
    "empty",
    "first_of",
    "heading_faults",
    "many",
    "near_duplicate",
    "near_values",
    "no_headings",
    "not_utf8",
    "several_spellings",
    "unread_file",
    "unsourced",
    "wide_letters",
    "wrong_width",
]

_SHOWN_HEADINGS = 20
_FIRST = 3
SHOWN = 20
"""How many faults of one kind are listed where there may be millions."""


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
