"""What a sheet is by its name, where it is none of data: a sample, a summary, a copy, a plan."""

from __future__ import annotations

import re

from baocao.locale.vi.look_alikes import folded

__all__ = ["is_not_counted", "purpose_of"]

# With their marks, or typed without any: "Màu" is no "Mẫu".
_BEFORE = r"(?:(?:trang|sheet|biểu|bieu|form) ?)?"
_SAMPLE = re.compile(
    rf"{_BEFORE}(?:mẫu|mau|ví dụ|vi du|vd|hướng dẫn|huong dan|sample|example|template|guide|demo)\b"
)
_SUMMARY = re.compile(
    r".*\b(?:tổng hợp|tong ?hop)\b|"
    rf"{_BEFORE}(?:tổng(?: số| cộng)?|tong(?: so| cong)?|summary|total)"
    r"(?:[\W_\d]|năm|nam|quý|quy|tháng|thang)*$"
)
_REST = r"(?:[\W_\d]|năm|nam|quý|quy|tháng|thang|đợt)*"
_OTHERS = (
    ("nháp", re.compile(rf"{_BEFORE}(?:bản )?(?:nháp|draft|thử|test|tạm){_REST}")),
    (
        # Excel names the copy of a sheet "2023 (2)".
        "bản sao",
        re.compile(
            r".*\S \(\d{1,2}\)|.*\b(?:copy|bản sao|sao lưu|back ?up|bak|old)\b.*|"
            rf"{_REST}(?:(?:bản|sổ|trang|số liệu|dữ liệu|sheet) ){{0,2}}cũ{_REST}"
        ),
    ),
    ("kế hoạch", re.compile(rf"{_BEFORE}(?:số )?(?:dự kiến|kế hoạch|dự toán|plan){_REST}")),
)
_NOT_COUNTED = re.compile(
    r"(?<!\w)(?:(?:đã|bị|xin|đề nghị) (?:hủy|xóa|loại|rút)|hủy(?: bỏ)?|loại (?:bỏ|ra|khỏi)|"
    r"(?:không|chưa)(?: được)? tính|không đưa vào|dự kiến)(?!\w)"
)


def is_not_counted(text: str) -> bool:
    """Whether the name of a sheet or of a group says that its rows do not count, or not yet.

    Examples
    --------
    >>> is_not_counted("DANH SÁCH ĐOÀN HỦY"), is_not_counted("II. Huyện Hải Lăng")
    (True, False)
    """
    return bool(_NOT_COUNTED.search(folded(text)))


def purpose_of(name: str) -> str:
    """What a sheet is made for: ``mẫu``, ``tổng hợp``, ``bản sao``, or nothing else than data.

    Examples
    --------
    >>> purpose_of("Mẫu"), purpose_of("TỔNG HỢP 2023"), purpose_of("2023")
    ('mẫu', 'tổng hợp', '')
    """
    plain = folded(name).replace("_", " ")
    if _SAMPLE.match(plain):
        return "mẫu"
    if _SUMMARY.match(plain):
        return "tổng hợp"
    if is_not_counted(plain):
        return "không tính"
    return next((purpose for purpose, words in _OTHERS if words.fullmatch(plain)), "")
