"""Rules on figures that do not agree with what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baocao.review.proofread.rule import PROSE, Draft, Hit, Rule

__all__ = ["RULES"]

_REPORTING = "Thói quen của đơn vị: số liệu nêu ra thì người đọc kiểm lại được"
_PLAN = re.compile(
    r"\b(?:đạt|bằng|hoàn thành|vượt) (\d{1,4}(?:,\d{1,3})?%)(?: so với)?"
    r"(?: chỉ tiêu| dự toán)? (?:kế hoạch|dự toán|chỉ tiêu)\b",
    re.IGNORECASE,
)
_BASE = re.compile(r"[^.;]{0,60}?\d")
# "03 tiêu chuẩn: A, B, C": more words between are rather kinds than members.
_LISTED = re.compile(r"\b0?([2-9]|10) ((?:[^\W\d_]+ ){0,3}[^\W\d_]+)(: | \()")
_END = re.compile(r"[;)]|\.(?= |$)")
_BULLETED = re.compile(
    r"\b0?([2-9]|1\d) (?:[^\W\d_]+ ){0,3}[^\W\d_]+(?: sau| như sau|,? gồm|,? bao gồm)?:$"
)
_BRACKET = re.compile(r"\(((?:trong đó|gồm|bao gồm):? )?(\d[^()]*)\)")
_PART = re.compile(r"(?:^|; |, | và )(?=(\d[\d.]*) ([^\W\d_]+))")
_COUNT = re.compile(
    r"(?<![\d/.,:])\d{1,3}(?:\.\d{3})+(?![\d,/])|(?<![\d/.,:-])\d+(?![\d/,%-]|\.\d)"
)


def _percents(draft: Draft) -> Iterator[Hit]:
    for text in draft.texts:
        for match in _PLAN.finditer(text.text):
            if text.kind in PROSE and not _BASE.match(text.text, match.end()):
                yield Hit(
                    text, match.start(), match.end(), "ghi kèm số kế hoạch, ví dụ (165 cơ quan)"
                )


def _lists(draft: Draft) -> Iterator[Hit]:
    for text in draft.texts:
        if text.kind not in PROSE:
            continue
        for match in _LISTED.finditer(text.text):
            end = _END.search(text.text, match.end())
            listed = text.text[match.end() : end.start() if end else len(text.text)]
            least, most = _length(listed)
            if most and not least <= int(match[1]) <= most:
                yield Hit(
                    text,
                    match.start(),
                    match.end(2),
                    f"đếm lại: liệt kê {most} {match[2]}",
                    f"Số nêu ra ({match[1]}) khác số được liệt kê ({most})",
                )
    for position, text in enumerate(draft.body):
        if stated := _BULLETED.search(text.text):
            listed_after = _bullets(draft, position + 1)
            if listed_after > 1 and listed_after != int(stated[1]):
                yield Hit(
                    text,
                    stated.start(),
                    stated.end() - 1,
                    f"đếm lại: liệt kê {listed_after} dòng",
                    f"Số nêu ra ({stated[1]}) khác số dòng được liệt kê ({listed_after})",
                )


def _length(listed: str) -> tuple[int, int]:
    """How many names a list may have: "và" parts names, or stands in one; 0 where it is none."""
    commas = listed.split(", ")
    names = [name for part in commas for name in re.split(r" và (?=[^\W\d_])", part)]
    if len(names) < 2 or "…" in listed or ".." in listed:
        return 0, 0
    named = all(name[:1].isupper() for name in names)
    return (len(commas), len(names)) if named else (0, 0)


def _bullets(draft: Draft, position: int) -> int:
    count = 0
    for text in draft.body[position:]:
        if not text.text.startswith(("- ", "+ ", "• ")):
            break
        count += 1
    return count


def _sums(draft: Draft) -> Iterator[Hit]:
    """Parts in brackets that are no parts of any number before them in the sentence."""
    for text in draft.texts:
        if text.kind not in PROSE:
            continue
        for match in _BRACKET.finditer(text.text):
            found = _PART.findall(match[2])
            parts = [int(number.replace(".", "")) for number, _ in found]
            # Without "gồm", different things in brackets are no parts of one.
            is_whole = bool(match[1]) or len({noun for _, noun in found}) == 1
            if len(parts) < 2 or "%" in match[2] or not is_whole:
                continue
            before = re.split(r"(?<=[.!?]) ", text.text[: match.start()])[-1]
            wholes = {int(n.replace(".", "")) for n in _COUNT.findall(before)}
            if wholes and sum(parts) not in wholes:
                yield Hit(
                    text,
                    match.start(),
                    match.end(),
                    f"ghi tổng các phần ({sum(parts)}), hoặc nói rõ từng phần tính theo đơn vị nào",
                    f"Các phần cộng lại được {sum(parts)}, khác các số nêu trước",
                )


RULES = (
    Rule(
        "PROOF-PERCENT-BASE",
        "Tỷ lệ so với kế hoạch không kèm số kế hoạch",
        "xem lại",
        _REPORTING,
        _percents,
        wrong=(("Đạt 100% chỉ tiêu kế hoạch đề ra.", "ghi kèm số kế hoạch, ví dụ (165 cơ quan)"),),
        right=("Đạt 100% chỉ tiêu kế hoạch đề ra (165 trường).", "Đạt 45% kế hoạch là 90 trường."),
    ),
    Rule(
        "PROOF-LIST-LENGTH",
        "Số nêu ra khác số được liệt kê",
        "nên sửa",
        _REPORTING,
        _lists,
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
        _sums,
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
