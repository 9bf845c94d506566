"""The page of Decree 30/2020 (Phụ lục I), measured in the PDF itself: faces, sizes, places."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

SEED = "2020-01-01--2023-11-14"
MM = 72 / 25.4


@dataclass(frozen=True)
class Line:
    """One line of a page: points from the left and from the top, as a ruler would measure."""

    text: str
    left: float
    right: float
    top: float
    sizes: frozenset[float]
    face: str


def lines(page: Any) -> list[Line]:
    """Runs of letters on one line and in one column, from top to bottom."""
    text = page.get_textpage()
    height = page.get_height()
    letters: list[Any] = []
    for place in range(text.count_chars()):
        letter = text.get_text_range(place, 1)
        if letter in "\r\n" or not letter:
            letters.append(None)
            continue
        left, _, right, top = text.get_charbox(place, loose=True)
        name = ctypes.create_string_buffer(200)
        pdfium.FPDFText_GetFontInfo(text, place, name, 200, ctypes.byref(ctypes.c_int()))
        size = round(pdfium.FPDFText_GetFontSize(text, place), 1)
        face = name.value.decode().partition("+")[2] or name.value.decode()
        seen = [item for item in letters if item]
        if seen and face != seen[-1][5] and left > seen[-1][2] + 10 and letter.strip():
            # The other column of the letterhead, on the same line.
            letters.append(None)
        letters.append((letter, left, right, height - top, size, face))
    found, run = [], []
    for item in [*letters, None]:
        if item is not None:
            run.append(item)
            continue
        shown = [part for part in run if part[0].strip()]
        if shown:
            found.append(
                Line(
                    "".join(part[0] for part in run).strip(),
                    min(part[1] for part in shown),
                    max(part[2] for part in shown),
                    min(part[3] for part in shown),
                    frozenset(part[4] for part in shown),
                    shown[0][5],
                )
            )
        run = []
    return found


@pytest.fixture(scope="module")
def pages(reports: Callable[[str], Path]) -> list[list[Line]]:
    with pypdfium2.PdfDocument((reports(SEED) / "report.pdf").read_bytes()) as document:
        return [lines(page) for page in document]


def line(page: list[Line], start: str) -> Line:
    return next(item for item in page if item.text.startswith(start))


@pytest.mark.parametrize(
    ("start", "size", "face"),
    [
        ("UBND TỈNH QUẢNG TRỊ", 12, "Regular"),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", 12, "Bold"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, "Bold"),
        ("Độc lập - Tự do - Hạnh phúc", 13, "Bold"),
        ("Số:", 13, "Regular"),
        ("Quảng Trị, ngày", 13, "Italic"),
        ("BÁO CÁO", 14, "Bold"),
        ("Tình hình thực hiện Nghị quyết", 14, "Bold"),
        ("Căn cứ Công văn", 14, "Regular"),
        ("I. KẾT QUẢ THỰC HIỆN", 14, "Bold"),
        ("1. Công tác tuyên truyền", 14, "Bold"),
    ],
)
def test_faces_and_sizes_of_the_first_pages(
    pages: list[list[Line]], start: str, size: float, face: str
) -> None:
    # The overview may push the first part to the second page.
    found = line([*pages[0], *pages[1]], start)
    assert found.sizes == {size}
    assert found.face.endswith(face)


def test_the_letterhead_stands_in_two_columns(pages: list[list[Line]]) -> None:
    def middle(start: str) -> float:
        found = line(pages[0], start)
        return (found.left + found.right) / 2

    left = [middle(words) for words in ("UBND TỈNH", "SỞ KHOA HỌC", "Số:")]
    right = [middle(words) for words in ("CỘNG HÒA", "Độc lập", "Quảng Trị, ngày")]
    assert max(left) - min(left) < 1
    assert max(right) - min(right) < 1
    assert max(left) < 105 * MM < min(right)
    # Number and date, motto and agency: each pair on one line.
    for pair in (("Số:", "Quảng Trị, ngày"), ("UBND TỈNH", "CỘNG HÒA")):
        one, other = (line(pages[0], words).top for words in pair)
        assert abs(one - other) < 1
    assert abs(middle("BÁO CÁO") - (30 + 80) * MM) < 1


def test_margins_and_the_first_line(pages: list[list[Line]]) -> None:
    """20 to 25 mm above and below, 30 to 35 left, 15 to 20 right; 1 or 1.27 cm indent."""
    for number, page in enumerate(pages[:8]):
        body = page[1:] if number else page
        assert min(item.left for item in body) >= 30 * MM - 0.5
        assert max(item.right for item in body if not item.text.endswith("-")) <= 190 * MM + 3
        assert min(item.top for item in body) >= 20 * MM - 2
    assert abs(line(pages[0], "Căn cứ Công văn").left - (30 + 12.7) * MM) < 1
    assert abs(line(pages[0], "và Đầu tư").left - 30 * MM) < 1


def test_the_space_between_paragraphs_and_lines(pages: list[list[Line]]) -> None:
    """At least 6pt between paragraphs; lines from single spacing to one and a half."""
    first, second = line(pages[0], "Căn cứ Công văn"), line(pages[0], "và Đầu tư")
    leading = second.top - first.top
    assert 14 * 1.15 <= leading <= 14 * 1.15 * 1.5
    heading, below = line(pages[1], "I. KẾT QUẢ"), line(pages[1], "1. Công tác")
    assert below.top - heading.top - leading >= 6 - 0.1


def test_page_numbers_stand_in_the_middle_above(pages: list[list[Line]]) -> None:
    assert not any(re.fullmatch(r"\d+", item.text) for item in pages[0] if item.top < 20 * MM)
    for number, page in enumerate(pages[1:8], start=2):
        (found,) = (item for item in page if item.top < 18 * MM)
        assert found.text == str(number)
        assert found.sizes == {13}
        assert found.face.endswith("Regular")
        assert abs((found.left + found.right) / 2 - (30 + 80) * MM) < 1


def test_the_end_of_the_document(pages: list[list[Line]]) -> None:
    last = next(page for page in pages if any("KT. GIÁM" in item.text for item in page))
    heading, signature = line(last, "Nơi nhận:"), line(last, "KT. GIÁM ĐỐC")
    assert (heading.sizes, heading.face.endswith("BoldItalic")) == ({12}, True)
    assert line(last, "- Lưu: VT.").sizes == {11}
    assert abs(heading.left - 30 * MM) < 1
    # Level with the signature's first line (ô 9b and 7a).
    assert abs(heading.top - signature.top) < 5
    for words in ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Hữu Thắng"):
        found = line(last, words)
        assert (found.sizes, found.face.endswith("Bold")) == ({14}, True)
        assert found.left > 105 * MM
    assert any(item.text.endswith("./.") for item in last)
    assert line(last, "Nguyễn Hữu Thắng").top - line(last, "PHÓ GIÁM ĐỐC").top > 20 * MM


def test_rules_stand_under_agency_motto_and_title(reports: Callable[[str], Path]) -> None:
    """As long as the motto; a third to a half of agency and title (Mục II.1, II.2, II.5)."""
    with pypdfium2.PdfDocument((reports(SEED) / "report.pdf").read_bytes()) as document:
        page = document[0]
        words = lines(page)
        drawn = [
            item.get_bounds()
            for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])
            if item.get_bounds()[3] - item.get_bounds()[1] < 2
        ]
        height = page.get_height()
    for start, least, most in (
        ("SỞ KHOA HỌC", 1 / 3, 1 / 2),
        ("Độc lập", 0.97, 1.03),
        ("chất lượng, hiệu quả", 1 / 3, 1 / 2),
    ):
        above = line(words, start)
        below = [
            right - left
            for left, bottom, right, top in drawn
            if 0 < height - top - above.top < 25
            and left > above.left - 2
            and right < above.right + 2
        ]
        assert len(below) == 1, start
        assert least <= below[0] / (above.right - above.left) <= most
