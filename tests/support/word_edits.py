"""Edits of the words around a number: data, each with its place and what then stands there.

A row has a kind, an expression that finds the place, texts to put there, and the truth: ``fault``
is a false statement, ``told`` one that only a person can judge but has to be told, ``same`` another
way to say the same.  ``{year}`` is the year before the report's, ``{before}`` the one before that.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["WORD_EDITS", "WordEdit", "edited"]


class WordEdit(NamedTuple):
    """One row."""

    kind: str
    place: str
    texts: tuple[str, ...]
    truth: str
    where: str = "text"


WORD_EDITS: Sequence[WordEdit] = (
    WordEdit("base", r"(?<=so với )cùng (?:kỳ|thời điểm) năm trước",
             ("quý trước", "tháng trước", "kế hoạch", "bình quân cả nước"), "fault"),
    WordEdit("base", r"(?<=so với )quý trước", ("cùng kỳ năm trước", "kế hoạch"), "fault"),
    WordEdit("base", r"(?<=so với )cùng (?:kỳ|thời điểm) năm trước",
             ("năm {before}", "cùng kỳ năm {before}"), "fault"),
    WordEdit("direction", r"\btăng (?=[\d.,]+)", ("giảm ", "ít hơn ", "thấp hơn "), "fault"),
    WordEdit("direction", r"\bgiảm (?=[\d.,]+)", ("tăng ", "nhiều hơn ", "cao hơn "), "fault"),
    WordEdit("sign", r"^\+(?=\d)", ("-", "\u2212"), "fault", "cell"),
    WordEdit("sign", r"^[-\u2212](?=\d)", ("+",), "fault", "cell"),
    WordEdit("rank", r"\bcao nhất\b", ("thấp nhất", "cao thứ hai"), "fault"),
    WordEdit("rank", r"\bnhiều nhất là\b", ("ít nhất là", "nhiều thứ hai là"), "fault"),
    WordEdit("rank", r"\bthứ \d+(?= liên tiếp)", ("thứ 6", "thứ 9"), "fault"),
    WordEdit("negation", r"\bđã hoàn thành\b", ("chưa hoàn thành",), "fault"),
    WordEdit("negation", r"\bđạt (?=\d)", ("chưa đạt ", "không đạt "), "fault"),
    WordEdit("negation", r"\bkhông (?=phát sinh|tổ chức)", ("có ", "đã "), "fault"),
    WordEdit("category", r"\b4 sao\b", ("5 sao", "3 sao"), "fault"),
    WordEdit("category", r"\bvốn khác trong nước\b", ("vốn đầu tư công",), "fault"),
    WordEdit("category", r"(?<=\d )nhãn hiệu tập thể\b", ("nhãn hiệu chứng nhận",), "fault"),
    WordEdit("category", r"\bhợp tác xã\b", ("doanh nghiệp",), "told"),
    WordEdit("name in a list", r"(?<=Tiêu Quảng Trị) và ", (", Cà phê Khe Sanh và ",), "fault"),
    WordEdit("name in a list", r"\bChè vằng Quảng Trị\b", ("Nước mắm Cửa Tùng",), "told"),
    WordEdit("unit cell", r"^(?:dự án|sản phẩm|cơ quan|lượt|văn bản|đối tượng)$",
             ("tiêu chuẩn", "lớp"), "fault", "cell"),
    WordEdit("row label", r"^(?:Lớp tập huấn|Dự án được thẩm định|Số dự án.*|Sản phẩm .*)$",
             ("Văn bản ban hành, tham mưu ban hành",), "fault", "cell"),
    WordEdit("title", r"(?<= theo )[^()]+(?= \()", ("địa bàn cấp xã", "nghề"), "told", "caption"),
    WordEdit("title", r"\((?:dự án|sản phẩm|cơ quan)\)$", ("(triệu đồng)",), "fault", "caption"),
    WordEdit("hedge", r"(?<=\bcó )(?=\d+ (?:dự án|sản phẩm|doanh nghiệp|văn bản))",
             ("trên ", "dưới ", "gần "), "fault"),
    WordEdit("window", r"^Trong kỳ\b", ("Từ đầu năm đến nay", "Lũy kế"), "fault"),
    WordEdit("window", r"\blũy kế từ đầu năm\b", ("trong kỳ",), "fault"),
    WordEdit("quantity", r"\btổng số (?=\d)", ("bình quân ",), "fault"),
    WordEdit("same base", r"(?<=so với )cùng kỳ năm trước",
             ("cùng kỳ năm {year}", "cùng kỳ năm ngoái"), "same"),
    WordEdit("same direction", r"\btăng (?=[\d.,]+ )", ("tăng thêm ", "nhiều hơn "), "same"),
    WordEdit("same direction", r"\bgiảm (?=[\d.,]+ )", ("giảm bớt ", "ít hơn "), "same"),
    WordEdit("same money", r"(?<=\d) triệu đồng\b", (" trđ", " tr.đ", " triệu"), "same"),
    WordEdit("same words", r"\bSở (?=đã\b)", ("Sở Khoa học và Công nghệ ", "đơn vị "), "same"),
    WordEdit("same words", r"\bTrong kỳ, ", ("Trong kỳ báo cáo, ",), "same"),
    WordEdit("same words", r"\btrên địa bàn tỉnh\b", ("tại địa phương",), "same"),
    WordEdit("same words", r"\bđã có (?=\d)", ("có ", "ghi nhận "), "same"),
    WordEdit("same words", r"\btrong đó\b", ("gồm",), "same"),
)  # fmt: skip
"""Every kind of edit."""


def edited(
    row: WordEdit, kind: str, text: str, year: int, chance: random.Random
) -> tuple[int, int, str] | None:
    """The letters that a row changes in a block of a kind, and what it puts there.

    None where it fits no place.
    """
    if row.where != (kind if kind in ("cell", "caption") else "text"):
        return None
    if row.where == "text" and not re.search(r"\d", text):
        return None
    places = list(re.finditer(row.place, text))
    if not places:
        return None
    match = chance.choice(places)
    new = chance.choice([one for one in row.texts if one != match[0]] or [""])
    return *match.span(), new.format(year=year - 1, before=year - 2)
