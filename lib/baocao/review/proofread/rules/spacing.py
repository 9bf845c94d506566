"""Rules on spaces, dashes, brackets and signs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from baocao.review.proofread.draft import Draft, Paragraph
from baocao.review.proofread.rule import NOT_PDF, Find, Hit, Rule, find_pattern
from baocao.review.proofread.wordlists import CAPITAL, DECREE, SMALL

__all__ = ["RULES"]

_HABIT = "Thói quen của đơn vị"
_PRINT = "Thói quen soạn thảo: dấu câu liền chữ trước, cách chữ sau một dấu cách"
_OPENINGS = {")": "(", "]": "[", "”": "“"}
_CLOSINGS = {opening: closing for closing, opening in _OPENINGS.items()}
# "a)" and "1)" number an item: they close no bracket.
_ITEM = re.compile(r"(?:^|[\s;:“\"])(?:[a-zđ]|\d{1,2})$")
_LAST_WORD, _FIRST_WORD = re.compile(r"\w*$"), re.compile(r"^\w*")
# A form to be filled in by hand: what stands there is in no order.
_BLANKS = re.compile(r"…|\.{4}|_{3}")
_LINES_OF_A_BRACKET = 3
_ADDRESS = re.compile(r"://|@|www\.|\.(?:vn|com|org|net)\b")
# Exactly two: three or more are left to be filled in by hand.
_TWO_SPACES = re.compile(r"(?<=[\w,;.:)])  (?=[\w(])")
# Letters on either side that are looked at: a text may have no space at all.
_LONGEST_ADDRESS, _LONGEST_WORD = 200, 20


def _find_spacing(expression: str, replacement: str) -> Find:
    """Make a function that finds wrong spacing and suggests it with the words on both sides."""
    compiled = re.compile(expression)

    def find(draft: Draft) -> Iterator[Hit]:
        for paragraph, match in draft.matches(compiled):
            before = paragraph.text[max(0, match.start() - _LONGEST_ADDRESS) : match.start()]
            after = paragraph.text[match.end() : match.end() + _LONGEST_ADDRESS]
            if _ADDRESS.search(before.rpartition(" ")[2] + match[0] + after.partition(" ")[0]):
                continue
            first = _LAST_WORD.findall(before[-_LONGEST_WORD:])[0]
            last = _FIRST_WORD.findall(after[:_LONGEST_WORD])[0]
            suggestion = f"{first}{match.expand(replacement)}{last}"
            yield Hit(paragraph, match.start() - len(first), match.end() + len(last), suggestion)

    return find


def _unbalanced_brackets(draft: Draft) -> Iterator[Hit]:
    """Brackets without their other half, here or within the next lines.

    "(Ban hành kèm theo … ngày 14 tháng 01 năm 2022" is closed on the line below.
    """
    waiting: list[tuple[int, Hit]] = []
    for number, paragraph in enumerate(draft.paragraphs):
        yield from (hit for at, hit in waiting if number - at > _LINES_OF_A_BRACKET)
        waiting = [(at, hit) for at, hit in waiting if number - at <= _LINES_OF_A_BRACKET]
        is_form = bool(_BLANKS.search(paragraph.text))
        for hit in _unbalanced(paragraph, "([", ")]"):
            sign = paragraph.text[hit.start]
            if sign in _CLOSINGS:
                if not is_form:
                    waiting.append((number, hit))
                continue
            opened = [
                at
                for at, (line, other) in enumerate(waiting)
                if line < number and other.paragraph.text[other.start] == _OPENINGS[sign]
            ]
            if opened:
                del waiting[opened[-1]]
            elif not is_form:
                yield hit
    yield from (hit for _, hit in waiting)


def _unbalanced_quotes(draft: Draft) -> Iterator[Hit]:
    for paragraph in draft.paragraphs:
        # A quotation may be closed by the other kind of mark.
        if '"' not in paragraph.text:
            yield from _unbalanced(paragraph, "“", "”")


def _unbalanced(paragraph: Paragraph, openings: str, closings: str) -> Iterator[Hit]:
    text = paragraph.text
    open_at: list[int] = []
    for at, sign in enumerate(text):
        if sign in openings:
            open_at.append(at)
        elif sign in closings:
            opening = _OPENINGS[sign]
            if open_at and text[open_at[-1]] == opening:
                open_at.pop()
            elif sign != ")" or not _ITEM.search(text[max(0, at - 3) : at]):
                yield Hit(paragraph, at, at + 1, f"thêm dấu mở “{opening}”, hoặc bỏ dấu này")
    for at in open_at:
        closing = _CLOSINGS[text[at]]
        yield Hit(paragraph, at, at + 1, f"thêm dấu đóng “{closing}”, hoặc bỏ dấu này")


def _two_spaces(draft: Draft) -> Iterator[Hit]:
    for paragraph in draft.paragraphs:
        for match in _TWO_SPACES.finditer(paragraph.written):
            at = bisect_left(paragraph.offsets, paragraph.offsets[0] + match.start())
            yield Hit(paragraph, at, at + 1, "một dấu cách")


RULES = (
    Rule(
        "PROOF-SPACE-BEFORE",
        "Dấu cách thừa trước dấu câu",
        "nên sửa",
        _PRINT,
        _find_spacing(r"(?<=[\w)”%]) ([,;:.!?])(?= |$)", r"\1"),
        wrong=(("Giáo viên , học sinh.", "viên,"), ("Đã hoàn thành .", "thành.")),
        right=("Giáo viên, học sinh. Cụ thể: 03 hồ sơ…", "Số … ngày …"),
    ),
    Rule(
        "PROOF-SPACE-AFTER",
        "Thiếu dấu cách sau dấu câu",
        "nên sửa",
        _PRINT,
        _find_spacing(r"(?<=[^\W\d_])([,;:!?]|,? ?(?:\.{3}|…))(?=[^\W\d_])", r"\1 "),
        wrong=(
            ("Trong trường học,...nhằm nâng chất lượng.", "học,... nhằm"),
            ("Giáo viên,học sinh.", "viên, học"),
        ),
        right=(
            "Trong trường học,... nhằm nâng chất lượng.",
            "Xem https://bo.vn/a,b.",
            "Lúc 08:30.",
        ),
    ),
    Rule(
        "PROOF-SPACE-SENTENCE",
        "Thiếu dấu cách giữa hai câu",
        "nên sửa",
        _PRINT,
        _find_spacing(rf"(?<=[{SMALL}]{{2}})\.(?=[{CAPITAL}][{SMALL}])", ". "),
        wrong=(("Đã hoàn thành.Sở tiếp tục theo dõi.", "thành. Sở"),),
        right=("Đã hoàn thành. Sở tiếp tục theo dõi.", "Trang www.so.Vn và TP.Hồ Chí Minh."),
    ),
    Rule(
        "PROOF-SPACE-BRACKET",
        "Dấu cách thừa trong ngoặc",
        "nên sửa",
        _PRINT,
        _find_spacing(r"(\() (?=\w)|(?<=\w) (\))", r"\1\2"),
        wrong=(("Có 03 trường ( công lập ).", "(công"), ("Có 03 trường ( công lập ).", "lập)")),
        right=("Có 03 trường (công lập).",),
    ),
    Rule(
        "PROOF-TWO-SPACES",
        "Hai dấu cách liền nhau",
        "xem lại",
        _PRINT,
        _two_spaces,
        wrong=(("Giáo viên  và học sinh.", "một dấu cách"),),
        right=("Số:       /BC-SGD, ngày      tháng      năm 2023",),
        formats=frozenset({"docx", "text"}),
    ),
    Rule(
        "PROOF-DASH",
        "Dấu gạch nối cách chữ một bên",
        "nên sửa",
        "Thói quen soạn thảo: gạch nối giữa hai cụm từ cách chữ ở cả hai bên",
        _find_spacing(r"(?<=[^\W\d_])(?: [-–—](?=[^\W\d_]{2})|[–—] (?=[^\W\d_]))", " - "),
        wrong=(("Đài PT –TH tỉnh.", "PT - TH"),),
        right=("Đài Phát thanh - Truyền hình tỉnh.", "- Sách giáo khoa", "Nhiệt độ -5."),
    ),
    Rule(
        "PROOF-YEARS",
        "Khoảng năm có dấu cách quanh gạch nối",
        "gợi ý",
        f"{_HABIT}: “giai đoạn 2022-2026”",
        find_pattern(
            r"\b((?:19|20)\d\d)(?: [-–] ?|[-–] )((?:19|20)\d\d)\b(?!/)",
            lambda m: f"{m[1]}-{m[2]}" if m[1] < m[2] else None,
        ),
        wrong=(("Giai đoạn 2022 - 2026.", "2022-2026"),),
        right=("Giai đoạn 2022-2026.",),
    ),
    Rule(
        "PROOF-AUTHORITY-SPACE",
        "Thiếu dấu cách sau chữ viết tắt quyền hạn ký",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục V (mẫu “KT. BỘ TRƯỞNG”)",
        _find_spacing(rf"\b(TM|KT|TL|TUQ|Q)\.(?=[{CAPITAL}]{{2}})", r"\1. "),
        wrong=(("KT.GIÁM ĐỐC", "KT. GIÁM"),),
        right=("KT. GIÁM ĐỐC", "Thay mặt Sở (KT.).", "TP.HCM"),
    ),
    Rule(
        "PROOF-BRACKETS",
        "Ngoặc không đủ cặp",
        "nên sửa",
        _PRINT,
        _unbalanced_brackets,
        wrong=(
            ("Có 03 trường (công lập.", "thêm dấu đóng “)”, hoặc bỏ dấu này"),
            ("Có 03 trường công lập).", "thêm dấu mở “(”, hoặc bỏ dấu này"),
        ),
        right=(
            "a) Có 03 trường (khoản 5); gồm: b) “Trường mới”.",
            "1) Trường học",
            "“b) Trường học;”",
            "(Kèm theo Quyết định số 12/QĐ-SGD\n\nngày 05 tháng 8 năm 2022 của Sở)",
            "(Bằng chữ: ………",
            "(Kèm theo Quyết định của Sở\n\nngày … tháng 8 năm 2022)",
        ),
        # In a PDF a line may be taken for a paragraph.
        formats=NOT_PDF,
    ),
    Rule(
        "PROOF-QUOTES",
        "Ngoặc kép không đủ cặp",
        "xem lại",
        _PRINT,
        _unbalanced_quotes,
        # A quotation of several paragraphs may be right.
        wrong=(("Phong trào “Trường học.", "thêm dấu đóng “””, hoặc bỏ dấu này"),),
        right=("Phong trào “Trường mới”.", 'Phong trào “Trường mới".'),
        formats=NOT_PDF,
    ),
    Rule(
        "PROOF-DECIMAL-POINT",
        "Số thập phân dùng dấu chấm",
        "lỗi",
        "Luật Kế toán, Điều 11 (dấu phẩy sau chữ số hàng đơn vị)",
        find_pattern(r"(?<![\d.])(\d{1,3})\.(\d{1,2})(?= ?%)", r"\1,\2"),
        wrong=(("Tăng 23.3% so với cùng kỳ năm trước.", "23,3"),),
        right=("Tăng 23,3% so với cùng kỳ năm trước, bằng 1.234%.",),
    ),
    Rule(
        "PROOF-PERCENT-SPACE",
        "Dấu cách thừa trước dấu phần trăm",
        "xem lại",
        _HABIT,
        _find_spacing(r"(?<=\d) %", "%"),
        wrong=(("Tăng 23,3 % so với cùng kỳ năm trước.", "3%"),),
        right=("Tăng 23,3%.", "So kế hoạch (%)"),
        formats=NOT_PDF,
    ),
    Rule(
        "PROOF-LEFTOVER",
        "Mã máy còn sót trong văn bản",
        "lỗi",
        "Văn bản trình ký không còn dấu vết của phần mềm",
        find_pattern(
            r"\{\{[^{}]{0,200}\}\}|\{%|\b(?:NaN|NaT|None|null|undefined)\b(?!:)|#(?:REF!|N/A|DIV/0!|VALUE!)|"
            r"Error! (?:Reference source|Bookmark) not (?:found|defined)",
            "thay bằng nội dung, hoặc bỏ",
        ),
        wrong=(("Xem Error! Reference source not found.", "thay bằng nội dung, hoặc bỏ"),),
        right=("Không có lỗi nào.", "None: Không tạo chữ hoa đầu đoạn."),
    ),
)
