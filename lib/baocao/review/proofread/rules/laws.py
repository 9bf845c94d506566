"""Rules on laws that a text names: their number and their exact name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from baocao.review.proofread.draft import Draft
from baocao.review.proofread.rule import Hit, Rule

__all__ = ["RULES"]

_SOURCE = "Tên và số luật trong Công báo"

# Laws that reports of an office cite, each with its number.
LAWS: Final = {
    "01/2011/QH13": "Lưu trữ",
    "02/2011/QH13": "Khiếu nại",
    "04/2011/QH13": "Đo lường",
    "04/2017/QH14": "Hỗ trợ doanh nghiệp nhỏ và vừa",
    "05/2007/QH12": "Chất lượng sản phẩm, hàng hóa",
    "06/2022/QH15": "Thi đua, khen thưởng",
    "07/2017/QH14": "Chuyển giao công nghệ",
    "11/2022/QH15": "Thanh tra",
    "15/2017/QH14": "Quản lý, sử dụng tài sản công",
    "17/2023/QH15": "Hợp tác xã",
    "18/2008/QH12": "Năng lượng nguyên tử",
    "20/2023/QH15": "Giao dịch điện tử",
    "21/2008/QH12": "Công nghệ cao",
    "21/2017/QH14": "Quy hoạch",
    "22/2008/QH12": "Cán bộ, công chức",
    "22/2023/QH15": "Đấu thầu",
    "24/2018/QH14": "An ninh mạng",
    "24/2023/QH15": "Viễn thông",
    "25/2018/QH14": "Tố cáo",
    "27/2023/QH15": "Nhà ở",
    "29/2013/QH13": "Khoa học và công nghệ",
    "31/2024/QH15": "Đất đai",
    "36/2018/QH14": "Phòng, chống tham nhũng",
    "39/2019/QH14": "Đầu tư công",
    "42/2013/QH13": "Tiếp công dân",
    "43/2013/QH13": "Đấu thầu",
    "43/2019/QH14": "Giáo dục",
    "44/2013/QH13": "Thực hành tiết kiệm, chống lãng phí",
    "45/2013/QH13": "Đất đai",
    "50/2005/QH11": "Sở hữu trí tuệ",
    "50/2014/QH13": "Xây dựng",
    "55/2010/QH12": "An toàn thực phẩm",
    "58/2010/QH12": "Viên chức",
    "59/2020/QH14": "Doanh nghiệp",
    "61/2020/QH14": "Đầu tư",
    "67/2006/QH11": "Công nghệ thông tin",
    "68/2006/QH11": "Tiêu chuẩn và quy chuẩn kỹ thuật",
    "72/2020/QH14": "Bảo vệ môi trường",
    "76/2015/QH13": "Tổ chức Chính phủ",
    "77/2015/QH13": "Tổ chức chính quyền địa phương",
    "80/2015/QH13": "Ban hành văn bản quy phạm pháp luật",
    "83/2015/QH13": "Ngân sách nhà nước",
    "88/2015/QH13": "Kế toán",
    "89/2015/QH13": "Thống kê",
    "104/2016/QH13": "Tiếp cận thông tin",
}

_NUMBERED = re.compile(
    r"\bLuật ((?:[^\W\d_]+,? ){1,9})(?:năm \d{4} )?\(?(?:số )?(\d{1,3}/(?:19|20)\d\d/QH\d{1,2})\b"
)
# Words between the name and the number that belong to neither.
_AFTER_NAME = re.compile(r",? (?:ngày|số|năm)$")


def _folded(name: str) -> str:
    """A name without what may be forgotten: "và", commas, capitals."""
    return re.sub(r",| và(?= )", "", name.lower()).strip()


_BY_FOLDED = {_folded(name): name for name in LAWS.values()}
_UNEXACT = re.compile(
    r"\bLuật ("
    + "|".join(
        re.sub(" ", ",?(?: và)? ", re.escape(folded).replace(r"\ ", " "))
        for folded in sorted(_BY_FOLDED, key=len, reverse=True)
    )
    + r")(?![\w,]| và )",
    re.IGNORECASE,
)


def _other_number(draft: Draft) -> Iterator[Hit]:
    for paragraph, match in draft.matches(_NUMBERED):
        name = _AFTER_NAME.sub("", match[1].strip())
        right = LAWS.get(match[2])
        # A law that amends another has a number of its own.
        if name.startswith("số"):  # a list: "Luật số 24/2023/QH15, Luật số 31/2024/QH15"
            continue
        if right and "sửa đổi" not in name and _folded(name) != _folded(right):
            yield Hit.of(
                paragraph,
                match,
                f"Luật {right} số {match[2]}",
                f"Luật số {match[2]} là Luật {right}",
            )


def _unexact_name(draft: Draft) -> Iterator[Hit]:
    for paragraph, match in draft.matches(_UNEXACT):
        right = _BY_FOLDED[_folded(match[1])]
        if match[1].lower() != right.lower() and match[0].startswith("Luật"):
            yield Hit.of(paragraph, match, f"Luật {right}")


RULES = (
    Rule(
        "PROOF-LAW-NUMBER",
        "Tên luật không khớp số",
        "lỗi",
        _SOURCE,
        _other_number,
        wrong=(
            ("Theo Luật Đầu tư số 39/2019/QH14.", "Luật Đầu tư công số 39/2019/QH14"),
            (
                "Luật Công nghệ cao năm 2017 số 07/2017/QH14.",
                "Luật Chuyển giao công nghệ số 07/2017/QH14",
            ),
        ),
        right=(
            "Theo Luật Đầu tư công số 39/2019/QH14 và Luật Khoa học và Công nghệ số 29/2013/QH13.",
            "Luật số 07/2022/QH15, Luật số 24/2023/QH15 và Luật số 31/2024/QH15.",
            "Luật sửa đổi, bổ sung một số điều của Luật Sở hữu trí tuệ số 07/2022/QH15.",
        ),
    ),
    Rule(
        "PROOF-LAW-NAME",
        "Tên luật viết thiếu dấu phẩy hoặc chữ “và”",
        "nên sửa",
        _SOURCE,
        _unexact_name,
        wrong=(
            ("Luật Khoa học công nghệ.", "Luật Khoa học và công nghệ"),
            ("Luật Cán bộ công chức.", "Luật Cán bộ, công chức"),
        ),
        right=(
            "Luật Khoa học và Công nghệ; Luật Phòng, chống tham nhũng; Luật Đầu tư.",
            "Luật Khoa học, công nghệ và đổi mới sáng tạo.",
        ),
    ),
)
