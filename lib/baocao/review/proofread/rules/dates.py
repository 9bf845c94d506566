"""Rules on days and periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from baocao.locale.vi.text import long_date, short_date
from baocao.review.proofread.draft import Draft
from baocao.review.proofread.rule import Hit, Rule, find_pattern
from baocao.review.proofread.wordlists import DECREE

__all__ = ["RULES"]

_SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_LONG = re.compile(r"\bngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})(?!\d)")
# A part of a year without a last day; and a whole year.
_PART = re.compile(
    r"(?:từ )?đầu năm (?:19|20)\d\d(?: đến nay)?\b|"
    r"(?:\d{1,2} tháng(?: đầu| cuối)?|quý [IV]+|năm) ?/?(?:năm )?(?:19|20)\d\d đến nay|"
    r"(?:\d{1,2} tháng(?: đầu| cuối)?|quý [IV]+) ?/?(?:năm )?(?:19|20)\d\d",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"năm (?:19|20)\d\d\b(?! đến)", re.IGNORECASE)
_ITEM = re.compile(r"[^;():]+(?::[^;()]+)?")
_FIGURE = re.compile(r"\d")
_SINCE = re.compile(r"\btừ (?:đầu )?năm ((?:19|20)\d\d) đến nay\b", re.IGNORECASE)
_ALSO = re.compile(r"\bcũng (?:trong |là )?năm ((?:19|20)\d\d)\b", re.IGNORECASE)


def _padding(draft: Draft) -> Iterator[Hit]:
    for pattern, write in ((_SHORT, short_date), (_LONG, long_date)):
        for paragraph, match in draft.matches(pattern):
            day = _day(match)
            if day is not None and write(day) != match[0]:
                yield Hit.of(paragraph, match, write(day))


def _impossible(draft: Draft) -> Iterator[Hit]:
    for pattern in (_SHORT, _LONG):
        for paragraph, match in draft.matches(pattern):
            if _day(match) is None:
                yield Hit.of(paragraph, match, "")


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def _part_of_year(draft: Draft) -> Iterator[Hit]:
    """A figure of a part of a year behind figures of whole years."""
    for paragraph in draft.paragraphs:
        whole_years = 0
        for item in _ITEM.finditer(paragraph.text):
            start = len(item[0]) - len(item[0].lstrip())
            text = item[0].rstrip()
            if (match := _PART.match(text, start)) and _FIGURE.search(text, match.end()):
                if whole_years > 1:
                    first = item.start() + match.start()
                    yield Hit(
                        paragraph,
                        first,
                        first + len(match[0]),
                        "ghi ngày đầu, ngày cuối; chỉ so với cùng kỳ các năm trước",
                    )
            elif (match := _WHOLE.match(text, start)) and _FIGURE.search(text, match.end()):
                whole_years += 1
            else:
                whole_years = 0


def _overlap(draft: Draft) -> Iterator[Hit]:
    """A sum "từ năm … đến nay", then "cũng trong năm" with a year that is part of the sum."""
    for paragraph in draft.paragraphs:
        since = _SINCE.search(paragraph.text)
        if since is None:
            continue
        for also in _ALSO.finditer(paragraph.text, since.end()):
            if also[1] >= since[1]:
                sum_words = since[0].lower()
                yield Hit.of(
                    paragraph,
                    also,
                    f"nói rõ số của năm {also[1]} nằm trong hay ngoài số “{sum_words}”",
                )


RULES = (
    Rule(
        "PROOF-DATE-PADDING",
        "Ngày, tháng ghi số 0 không đúng chỗ",
        "nên sửa",
        f"{DECREE}, Phụ lục I, Mục II.4.b (số 0 trước ngày nhỏ hơn 10 và tháng 1, 2)",
        _padding,
        wrong=(
            ("Kế hoạch ngày 03/08/2022.", "03/8/2022"),
            ("Ngày ban hành: 5/1/2022.", "05/01/2022"),
            ("Bình An, ngày 5 tháng 03 năm 2022", "ngày 05 tháng 3 năm 2022"),
        ),
        right=("Từ 09/02/2021 đến 27/4/2020 và 01/6/2020, ngày 05 tháng 01 năm 2026.",),
    ),
    Rule(
        "PROOF-DATE-IMPOSSIBLE",
        "Ngày không có thật",
        "lỗi",
        "Lịch",
        _impossible,
        wrong=(("Ngày 31/02/2023.", ""), ("Ngày 11/14/2023.", "")),
        right=("Ngày 28/02/2023, 29/02/2024.",),
    ),
    Rule(
        "PROOF-NO-CLOSING-DAY",
        "Mốc thời gian không có ngày",
        "nên sửa",
        "Nghị định số 09/2019/NĐ-CP, Điều 12 (thời gian chốt số liệu báo cáo)",
        find_pattern(
            r"(?<!trước )\bđến (?:nay|(?:thời điểm|lúc) (?:này|hiện tại|hiện nay|báo cáo))\b"
            r"(?! ?\(?(?:ngày )?\d{1,2}/)",
            "đến hết ngày …/…/…",
            flags=re.IGNORECASE,
        ),
        wrong=(
            ("Đến nay đã có 40 trường.", "đến hết ngày …/…/…"),
            ("Đến thời điểm báo cáo có 02 trường.", "đến hết ngày …/…/…"),
        ),
        right=("Đến hết ngày 14/11/2023 có 40 trường.", "Đến nay (14/11/2023) có 40 trường."),
    ),
    Rule(
        "PROOF-PART-YEAR",
        "Số của một phần năm đặt cạnh số của các năm trọn",
        "nên sửa",
        "Nghị định số 09/2019/NĐ-CP, Điều 12: kỳ số liệu phải rõ ngày đầu, ngày cuối",
        _part_of_year,
        wrong=(
            (
                "Số trường (năm 2021: 65 trường; năm 2022: 86 trường; đầu năm 2023 đến nay: "
                "106 trường).",
                "ghi ngày đầu, ngày cuối; chỉ so với cùng kỳ các năm trước",
            ),
        ),
        right=(
            "Số trường (năm 2021: 65; năm 2022: 86; từ 01/01/2023 đến 14/11/2023: 106 trường).",
            "Số trường (6 tháng đầu năm 2022: 40; 6 tháng đầu năm 2023: 50).",
        ),
    ),
    Rule(
        "PROOF-OVERLAP",
        "Chưa rõ số của năm có nằm trong số lũy kế nêu trước không",
        "xem lại",
        "Nghị định số 09/2019/NĐ-CP, Điều 12: kỳ số liệu phải rõ ngày đầu, ngày cuối",
        _overlap,
        wrong=(
            (
                "Từ năm 2022 đến nay hỗ trợ 31 trường. Cũng trong năm 2023, hỗ trợ 12 trường.",
                "nói rõ số của năm 2023 nằm trong hay ngoài số “từ năm 2022 đến nay”",
            ),
        ),
        right=(
            "Từ năm 2022 đến nay hỗ trợ 31 trường, trong đó năm 2023 hỗ trợ 12 trường.",
            "Từ năm 2022 đến nay hỗ trợ 31 trường. Cũng trong năm 2020, có 12 trường.",
        ),
    ),
)
