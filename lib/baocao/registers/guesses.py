"""What a heading and its cells tell of a column that nobody has declared: guesses, to be edited."""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence

from baocao.locale.vi.look_alikes import bare
from baocao.registers.grid import Code, Day, Value

__all__ = [
    "identifier_of",
    "is_named_key",
    "is_personal",
    "looks_like_day",
    "may_be_money",
    "says_code",
    "says_dong",
    "says_end",
]

_LONGEST = 40
_PERSONAL = re.compile(
    r"ho (?:va )?ten|ho dem|ten (?:chu ho|nguoi|hoc sinh|hoc vien|benh nhan|khach hang|can bo)|"
    r"nguoi (?:dai dien|nop|lien he|nhan|khai|dang ky|lao dong|lap)|chu (?:ho|co so|nhiem)|"
    r"(?:so )?dien thoai|sdt|di dong|dt|email|thu dien tu|zalo|facebook|"
    r"cccd|cmnd|cmt|can cuoc(?: cong dan)?|chung minh|ho chieu|so dinh danh|"
    r"ngay sinh|nam sinh|sinh ngay|gioi tinh|dan toc|ton giao|que quan|dia chi|noi o|thuong tru|"
    r"so tai khoan|stk|ma so thue ca nhan|bhxh|bhyt|bao hiem"
)
# Numbers that name somebody: of a citizen, of a telephone; addresses of mail.
_PERSONAL_TEXT = re.compile(r"0\d{11}|(?:\+?84|0)[ .]?\d{2,3}[ .]?\d{3}[ .]?\d{3,4}|\S+@\S+\.\S+")
_CODE = re.compile(
    r"ma|so (?:hieu|ky hieu|hop dong|quyet dinh|giay|chung nhan|hoa don|cong van|to|thua|dkkd)|"
    r"mst|(?:so )?dien thoai|sdt|cccd|cmnd|so tai khoan|stk|ky hieu|bien so"
)
_KEY = re.compile(r"ma|so (?:hieu|ky hieu|ho so|giay|quyet dinh|hop dong|van ban)|ky hieu")
_MONEY = re.compile(
    r"kinh phi|so tien|tien|gia|gia tri|von|doanh thu|chi phi|ngan sach|tai tro|thu phi|"
    r"muc (?:ho tro|thu|phat)|le phi|tong muc dau tu|tong muc"
)
# Not that of "hợp đồng", "lao động", "hoạt động", "cộng đồng", "hội đồng", "vận động".
_DONG = re.compile(r"(?<!hop )(?<!lao )(?<!hoat )(?<!cong )(?<!hoi )(?<!van )dong|vnd")
_OTHER_UNIT = re.compile(r"nghin|ngan|trieu|ty|ti|trd|usd|1000")
_DAY = re.compile(r"\d{1,4}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}\b")
_END = re.compile(r"het|hieu luc den|den ngay|ket thuc|han|thoi han|hen|sinh|du kien")


def _words(heading: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", bare(heading)))


def _says(pattern: re.Pattern[str], heading: str) -> bool:
    """Whether whole words of a heading are among those of a pattern."""
    return bool(re.search(rf"\b(?:{pattern.pattern})\b", _words(heading)))


def identifier_of(heading: str) -> str:
    """A heading as a plain name: without marks, signs and the unit in brackets.

    Examples
    --------
    >>> identifier_of("Ngày công nhận"), identifier_of("Kinh phí hỗ trợ (đồng)")
    ('ngay_cong_nhan', 'kinh_phi_ho_tro')
    >>> identifier_of("Số lượng, đ/c 2023"), identifier_of("2023"), identifier_of("%")
    ('so_luong_d_c_2023', 'cot_2023', 'cot')
    """
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", heading)
    words = _words(plain) or _words(heading)
    name = ""
    for word in words.split():
        # A long heading ends with a whole word.
        if len(name) + len(word) > _LONGEST:
            break
        name += f"{'_' if name else ''}{word}"
    name = name or words[:_LONGEST]
    if not name or name[0].isdigit():
        name = f"cot_{name}".rstrip("_")
    return f"{name}_" if keyword.iskeyword(name) else name


def is_personal(heading: str, values: Sequence[object]) -> bool:
    """Whether a column seems to hold personal data, by its heading or by most of its texts."""
    if _says(_PERSONAL, heading):
        return True
    texts = [value for value in values if isinstance(value, str) and value]
    alike = [text for text in texts if _PERSONAL_TEXT.fullmatch(text)]
    return 2 * len(alike) > len(texts) > 0


def says_code(heading: str, cells: Sequence[Value]) -> bool:
    """Whether a column names things by its figures: noughts before them are kept."""
    if _says(_CODE, heading):
        return True
    return any(
        isinstance(cell, Code) or (isinstance(cell, str) and re.fullmatch(r"0\d+", cell.strip()))
        for cell in cells
    )


def is_named_key(heading: str) -> bool:
    """Whether a heading is that of a code: "Mã hồ sơ", "Số quyết định"."""
    return bool(re.match(rf"(?:{_KEY.pattern})\b", _words(heading)))


def looks_like_day(cell: Value) -> bool:
    """Whether a cell is a day, or a text of its form, be it a day of the calendar or not."""
    if isinstance(cell, Day):
        return not cell.is_month
    return isinstance(cell, str) and bool(_DAY.match(cell.strip()))


def may_be_money(heading: str) -> bool:
    """Whether a heading is that of an amount in đồng, and in no other unit."""
    return _says(_MONEY, heading) and not _says(_OTHER_UNIT, heading)


def says_dong(heading: str) -> bool:
    """Whether a heading says that its numbers are amounts in đồng."""
    return _says(_DONG, heading) and not _says(_OTHER_UNIT, heading)


def says_end(heading: str) -> bool:
    """Whether a day under a heading is one on which something ends, or somebody was born."""
    return _says(_END, heading)
