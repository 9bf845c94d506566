"""What a number says of an indicator: its value, its change, its growth, a share, a plan."""

from __future__ import annotations

import re
from typing import Literal

from baocao.review.verify.clauses import Clause
from baocao.review.verify.mentions import FALLS, RISES, Mention
from baocao.review.verify.passages import Passage

__all__ = ["MeasureName", "asked_of"]

MeasureName = Literal[
    "value", "change", "growth", "share", "of plan", "plan", "whole", "streak", "none"
]
"""``value``; ``change`` and ``growth`` from another time; ``share`` of a part; ``of plan``: percent
of the plan; ``plan``; ``whole``: what stands behind "/" or "trên";
``streak``: for how many periods in a row it has gone one way; ``none``: no figure of the data, such
as a mean or a forecast."""

_DIRECTION = (
    r"(?:tăng(?: trưởng)?|giảm|sụt|vượt|(?:cao|thấp|nhiều|ít|lớn|nhỏ|kém) hơn)"
    r"(?!\s+(?:lên|xuống|từ|hẳn))"
)
_BASE = (
    r"(?:cả )?(?:cùng kỳ|cùng thời điểm|(?:cuối )?(?:năm|quý|tháng|kỳ) (?:trước|ngoái)|năm ngoái|"
    r"(?:cuối |cùng kỳ )?(?:năm )?(?:19|20)\d\d|quý (?:[IV]+|\d)(?:\s*(?:/|năm )\s*\d{4})?)"
)
# Between the word of direction and the number: what it is compared with, and what is counted.
_CHANGE = re.compile(
    rf"(?<!\w){_DIRECTION}(?:\s+(?:thêm|bớt|khoảng|gần|hơn|được|tới|đến|là))*"
    rf"(?:\s+(?:so với|so)?\s*{_BASE}(?:\s+(?:năm )?(?:trước|ngoái|(?:19|20)\d\d))?)?"
    r"\s*(?:là|tới|đến|khoảng)?\s*[:~(]?\s*(?:tương ứng(?: với)?|tức(?: là)?)?\s*[:~(]?\s*"
    r"(?:khoảng|gần|hơn)?\s*$",
    re.IGNORECASE,
)
_TO = re.compile(r"(?:lên|xuống|còn|thành|nâng tổng số lên)\s*(?:là|mức)?\s*$", re.IGNORECASE)
_ARROW = re.compile(rf"[{RISES}{FALLS}]\ufe0f?\s*\(?[+-]?\s*$")
_TIMES_BEFORE = re.compile(r"\bgấp\s+(?:khoảng |gần |hơn )?$", re.IGNORECASE)
_NO_FIGURE = re.compile(
    r"(?<!\w)(?:bình quân|trung bình|mỗi (?:ngày|tuần|tháng|quý|năm|đơn vị|xã|huyện)|dự báo|"
    r"dự kiến|ước (?:đạt|tính|thực hiện|cả)|phấn đấu|mục tiêu|khả năng|cần thêm|đề nghị bổ sung)"
    r"(?!\w)[^.;]*$",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"(?<!\w)(?:kế hoạch|chỉ tiêu(?: được)? giao|được giao|giao)(?!\w)", re.IGNORECASE
)
_PLAN_BEFORE = re.compile(
    r"(?<!\w)(?<!vượt )(?<!hụt )(?<!thiếu )(?:kế hoạch|chỉ tiêu)"
    r"(?:\s+(?:của|(?:toàn )?tỉnh|sở|chung|(?:cả )?năm|được|giao|đề ra|đặt ra|cả giai đoạn|"
    r"ban đầu|là))*"
    r"\s*[:(]?\s*$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^(?:\s*(?:/|trên(?: tổng số)?|trong(?: tổng)? số)|"
    r"(?:\s+[^\W\d]+){1,5}\s+(?:trên|trong) tổng số)\s*$",
    re.IGNORECASE,
)
_IN_A_ROW = re.compile(
    r"\s*(?:quý|tháng|năm|kỳ)\s+(?:liền|liên tiếp|liên tục)(?!\s+trước)", re.IGNORECASE
)
_SHARE = re.compile(r"(?<!\w)(?:chiếm|tỷ trọng|tỉ trọng|tỷ lệ|tỉ lệ|cơ cấu)(?!\w)", re.IGNORECASE)
_HEAD_CHANGE = re.compile(r"tăng|giảm|chênh lệch|(?<!\w)so(?!\w)|\+/-", re.IGNORECASE)
_HEAD_PLAN = re.compile(r"^\s*(?:kế hoạch|chỉ tiêu(?: được)? giao|giao)\b", re.IGNORECASE)
_HEAD_SHARE = re.compile(r"tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|cơ cấu|%", re.IGNORECASE)


def asked_of(passage: Passage, mention: Mention, clause: Clause) -> MeasureName:
    """What a number says of an indicator."""
    before = passage.text[: mention.start]
    if passage.row is not None and not re.search(r"[^\W\d_]", passage.text):
        return _of_cell(passage, mention)
    own = clause.before
    if _NO_FIGURE.search(own) or re.match(
        r"\s*(?:hằng|mỗi|một|/)\s*(?:tháng|năm|ngày)", clause.after
    ):
        return "none"
    if _IN_A_ROW.match(passage.text, mention.end):
        return "streak"
    if clause.previous is not None and _WHOLE.match(before[clause.previous.end :]):
        return "whole"
    if _TO.search(before):
        return "value"
    if _ARROW.search(before):
        # "▲ 5 dự án", but "24 ↑ 26" and "↑ từ 24" are levels.
        return "growth" if mention.kind in ("percent", "points") else "change"
    signed = mention.text[0] == "+" or (mention.text[0] in "-\u2212" and mention.start > 0)
    reach = before[clause.previous.end if clause.previous else 0 :]
    reach = reach[-160:]
    is_change = bool(_CHANGE.search(reach)) and not _is_bracketed_base(reach, mention)
    if mention.kind in ("percent", "points"):
        return _of_percent(passage, mention, clause, is_change=is_change or signed)
    if _TIMES_BEFORE.search(own):
        return "growth"
    if _PLAN_BEFORE.search(own):
        return "plan"
    return "change" if is_change or signed else "value"


def _is_bracketed_base(before: str, mention: Mention) -> bool:
    """Whether a count in brackets is of the time before them: "cao hơn năm 2022 (86 dự án)"."""
    return mention.kind == "count" and before.rstrip().endswith("(")


def _of_percent(
    passage: Passage, mention: Mention, clause: Clause, *, is_change: bool
) -> MeasureName:
    if mention.kind == "points" or is_change:
        return "growth"
    after = passage.text[mention.end : mention.end + 60]
    if _PLAN.search(after.split(".")[0].split(";")[0][:40]) or _PLAN.search(clause.before):
        return "of plan"
    previous = clause.previous
    if previous is not None and previous.kind in ("count", "money"):
        between = passage.text[previous.end : mention.start]
        told = passage.text[: previous.start][-120:]
        # "tăng 07 dự án (26,9%)", "tăng 25 dự án, tương ứng 38,5%"
        if (
            _CHANGE.search(told)
            and re.fullmatch(r"[^.;:]{0,40}", between)
            and (
                between.rstrip().endswith("(") or re.search(r"tương (?:ứng|đương)|tức|hay", between)
            )
        ):
            return "growth"
        if between.rstrip().endswith("(") and not _SHARE.search(between):
            return "share"
    if _SHARE.search(clause.before):
        return "share"
    return "value"


def _of_cell(passage: Passage, mention: Mention) -> MeasureName:
    row = passage.row
    assert row is not None
    label = f"{row.label} "
    if _HEAD_PLAN.match(row.head):
        return "plan"
    if _HEAD_CHANGE.search(row.head) or re.match(r"\W*(?:tăng|giảm|so với)", label, re.IGNORECASE):
        return "growth" if mention.kind == "percent" or "%" in row.head else "change"
    if mention.kind == "percent" and _PLAN.search(f"{row.head} {label}"):
        return "of plan"
    if mention.kind == "percent" and _HEAD_SHARE.search(row.head):
        return "share"
    return "value"
