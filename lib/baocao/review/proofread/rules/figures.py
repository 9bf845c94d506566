"""Rules on figures that do not agree with the words or figures around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baocao.review.proofread.draft import PROSE, Draft
from baocao.review.proofread.rule import Hit, Rule

__all__ = ["RULES"]

_REPORTING = "Thói quen của đơn vị: số liệu nêu ra thì người đọc kiểm lại được"
_PERCENT_OF_PLAN = re.compile(
    r"\b(?:đạt|bằng|hoàn thành|vượt) (\d{1,4}(?:,\d{1,3})?%)(?: so với)?"
    r"(?: chỉ tiêu| dự toán)? (?:kế hoạch|dự toán|chỉ tiêu)\b",
    re.IGNORECASE,
)
_NUMBER_FOLLOWS = re.compile(r"[^.;]{0,60}?\d")
# "03 tiêu chuẩn: A, B, C": with more words between, kinds are listed rather than members.
_COUNT_AND_LIST = re.compile(r"\b0?([2-9]|10) ((?:[^\W\d_]+ ){0,3}[^\W\d_]+)(: | \()")
_LIST_END = re.compile(r"[;)]|\.(?= |$)")
_COUNT_AND_LINES = re.compile(
    r"\b0?([2-9]|1\d) (?:[^\W\d_]+ ){0,3}[^\W\d_]+(?: sau| như sau|,? gồm|,? bao gồm)?:$"
)
# An amount at the end of a clause, with nothing that it is counted in.
_AMOUNT = re.compile(
    r"\b((?:tổng )?(?:kinh phí|số vốn|vốn đầu tư|mức đầu tư|giá trị|doanh thu|kim ngạch|dự toán|"
    r"số tiền)(?: (?:đầu tư|thực hiện|hỗ trợ|hợp đồng|sản xuất|xuất khẩu|nhập khẩu|giải ngân))?"
    r"(?: (?:là|đạt|khoảng|trên|hơn|gần|ước|ước đạt)){0,2}) "
    r"(\d[\d.,]*\d|\d)(?= ?(?:[;)]|\.?$|\. ))",
    re.IGNORECASE,
)
_UNIT_ABOVE = re.compile("đơn vị tính|ĐVT", re.IGNORECASE)
# Counts up to 19 are compared with the lines that follow.
_MOST_LINES = 100
# Letters before a bracket in which the whole stands.
_REACH_BEFORE = 1000
_BRACKET = re.compile(r"\(((?:trong đó|gồm|bao gồm):? )?(\d[^()]*)\)")
_PART = re.compile(r"(?:^|; |, | và )(?=(\d[\d.]*) ([^\W\d_]+))")
_COUNT = re.compile(
    r"(?<![\d/.,:])\d{1,3}(?:\.\d{3})+(?![\d,/])|(?<![\d/.,:-])\d+(?![\d/,%-]|\.\d)"
)


def _percent_without_plan(draft: Draft) -> Iterator[Hit]:
    for paragraph, match in draft.matches(_PERCENT_OF_PLAN, PROSE):
        if not _NUMBER_FOLLOWS.match(paragraph.text, match.end()):
            yield Hit.of(paragraph, match, "ghi kèm số kế hoạch, ví dụ (165 cơ quan)")


def _length_of_list(draft: Draft) -> Iterator[Hit]:
    for paragraph, match in draft.matches(_COUNT_AND_LIST, PROSE):
        end = _LIST_END.search(paragraph.text, match.end())
        listed = paragraph.text[match.end() : end.start() if end else None]
        least, most = _least_and_most_names(listed)
        if most and not least <= int(match[1]) <= most:
            yield Hit(
                paragraph,
                match.start(),
                match.end(2),
                f"đếm lại: liệt kê {most} {match[2]}",
                f"Số nêu ra ({match[1]}) khác số được liệt kê ({most})",
            )
    for position, paragraph in enumerate(draft.body):
        if stated := _COUNT_AND_LINES.search(paragraph.text):
            lines = _list_lines(draft, position + 1)
            if lines > 1 and lines != int(stated[1]):
                yield Hit(
                    paragraph,
                    stated.start(),
                    stated.end() - 1,
                    f"đếm lại: liệt kê {lines} dòng",
                    f"Số nêu ra ({stated[1]}) khác số dòng được liệt kê ({lines})",
                )


def _least_and_most_names(listed: str) -> tuple[int, int]:
    """How many names a list has: "và" is between two names, or part of one; 0 for no list."""
    by_commas = listed.split(", ")
    names = [name for part in by_commas for name in re.split(r" và (?=[^\W\d_])", part)]
    is_cut = "…" in listed or ".." in listed
    if len(names) < 2 or is_cut or not all(name[:1].isupper() for name in names):
        return 0, 0
    return len(by_commas), len(names)


def _list_lines(draft: Draft, position: int) -> int:
    """How many paragraphs from a position on start with the sign of a list."""
    for count in range(_MOST_LINES):
        last = position + count == len(draft.body)
        if last or not draft.body[position + count].text.startswith(("- ", "+ ", "• ")):
            return count
    return _MOST_LINES


def _sum_of_parts(draft: Draft) -> Iterator[Hit]:
    """Parts in brackets whose sum is no number before them in the sentence."""
    for paragraph, match in draft.matches(_BRACKET, PROSE):
        found = _PART.findall(match[2])
        parts = [_count(number) for number, _ in found]
        # Without "gồm", numbers of different things are not parts of one number.
        are_parts = bool(match[1]) or len({noun for _, noun in found}) == 1
        if len(parts) < 2 or "%" in match[2] or not are_parts:
            continue
        before = paragraph.text[max(0, match.start() - _REACH_BEFORE) : match.start()]
        before = re.split(r"(?<=[.!?]) ", before)[-1]
        totals = {_count(number) for number in _COUNT.findall(before)}
        if totals and sum(parts) not in totals:
            yield Hit.of(
                paragraph,
                match,
                f"ghi tổng các phần ({sum(parts)}), hoặc nói rõ từng phần tính theo đơn vị nào",
                f"Các phần cộng lại được {sum(parts)}, khác các số nêu trước",
            )


def _amount_without_unit(draft: Draft) -> Iterator[Hit]:
    if any(_UNIT_ABOVE.search(paragraph.text) for paragraph in draft.paragraphs):
        return
    for paragraph, match in draft.matches(_AMOUNT, PROSE):
        if not re.fullmatch(r"(?:19|20)\d\d", match[2]):
            yield Hit.of(paragraph, match, "ghi đơn vị tính sau số: đồng, triệu đồng, tỷ đồng…")


def _count(text: str) -> int:
    return int(text.replace(".", ""))


RULES = (
    Rule(
        "PROOF-NO-UNIT",
        "Số tiền không có đơn vị tính",
        "lỗi",
        _REPORTING,
        _amount_without_unit,
        wrong=(
            (
                "Triển khai 03 dự án với tổng kinh phí 450.",
                "ghi đơn vị tính sau số: đồng, triệu đồng, tỷ đồng…",
            ),
            (
                "Kim ngạch xuất khẩu ước đạt 1.250; tăng so với năm trước.",
                "ghi đơn vị tính sau số: đồng, triệu đồng, tỷ đồng…",
            ),
        ),
        right=(
            "Triển khai 03 dự án với tổng kinh phí 450 triệu đồng.",
            "Phân bổ dự toán 2023.",
            "Đơn vị tính: triệu đồng\n\nTổng kinh phí 450.",
        ),
    ),
    Rule(
        "PROOF-PERCENT-BASE",
        "Tỷ lệ so với kế hoạch không kèm số kế hoạch",
        "xem lại",
        _REPORTING,
        _percent_without_plan,
        wrong=(("Đạt 100% chỉ tiêu kế hoạch đề ra.", "ghi kèm số kế hoạch, ví dụ (165 cơ quan)"),),
        right=("Đạt 100% chỉ tiêu kế hoạch đề ra (165 trường).", "Đạt 45% kế hoạch là 90 trường."),
    ),
    Rule(
        "PROOF-LIST-LENGTH",
        "Số nêu ra khác số được liệt kê",
        "nên sửa",
        _REPORTING,
        _length_of_list,
        wrong=(
            (
                "Tích hợp 03 tiêu chuẩn: ISO 9001:2015, ISO 21001:2018.",
                "đếm lại: liệt kê 2 tiêu chuẩn",
            ),
            ("Có 04 trường (Lê Lợi, Trần Phú và Hoa Mai).", "đếm lại: liệt kê 3 trường"),
            ("Có 03 trường sau:\n\n- Lê Lợi;\n\n- Hoa Mai.", "đếm lại: liệt kê 2 dòng"),
        ),
        right=(
            "Tích hợp 02 tiêu chuẩn: ISO 9001:2015, ISO 21001:2018; hỗ trợ 01 trường.",
            "Có 02 sở (Sở Giáo dục và Đào tạo, Sở Tài chính).",
            "Có 09 tiêu chuẩn: ISO, VietBook,...",
            "Có 02 trường sau:\n\n- Lê Lợi;\n\n- Hoa Mai.",
        ),
    ),
    Rule(
        "PROOF-PARTS",
        "Các phần trong ngoặc không cộng thành số nêu trước",
        "xem lại",
        _REPORTING,
        _sum_of_parts,
        wrong=(
            (
                "Hỗ trợ 31 trường (trong đó: 38 bộ sách; 02 phòng và 19 máy).",
                "ghi tổng các phần (59), hoặc nói rõ từng phần tính theo đơn vị nào",
            ),
        ),
        right=(
            "Công nhận 119 sách (42 sách 4 sao trong đó có 01 sách đề xuất, 77 sách 3 sao).",
            "Hỗ trợ 31 trường với 59 nội dung (gồm 38 bộ sách; 02 phòng và 19 máy).",
            "Có 02 trường (05 hồ sơ).",
            "Có 02 trường (05 hồ sơ, 03 giáo viên).",
        ),
    ),
)
