"""What a sheet is by its name, where it is none of data: a sample, a guide, a summary."""

from __future__ import annotations

import re

from baocao.locale.vi.look_alikes import folded

__all__ = ["purpose_of"]

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


def purpose_of(name: str) -> str:
    """What a sheet is made for: ``mẫu``, ``tổng hợp`` or nothing else than data.

    Examples
    --------
    >>> purpose_of("Mẫu"), purpose_of("TỔNG HỢP 2023"), purpose_of("2023")
    ('mẫu', 'tổng hợp', '')
    """
    plain = folded(name).replace("_", " ")
    if _SAMPLE.match(plain):
        return "mẫu"
    return "tổng hợp" if _SUMMARY.match(plain) else ""
