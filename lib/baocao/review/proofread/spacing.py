"""Rules on spaces, dashes, brackets and signs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from baocao.review.proofread.rule import Draft, Find, Hit, Rule, pattern
from baocao.review.proofread.wordlists import CAPITAL, DECREE, SMALL

__all__ = ["RULES"]

_HABIT = "Thói quen của đơn vị"
_PRINT = "Thói quen soạn thảo: dấu câu liền chữ trước, cách chữ sau một dấu cách"
_NOT_PDF = frozenset({"docx", "html", "text"})
_PAIRS = {")": "(", "]": "[", "”": "“"}
# "a)" and "1)" number a point, and close nothing.
_POINT = re.compile(r"(?:^|[\s;:])(?:[a-zđ]|\d{1,2})$")
_LAST_WORD, _FIRST_WORD = re.compile(r"\w*$"), re.compile(r"^\w*")
_ADDRESS = re.compile(r"://|@|www\.|\.(?:vn|com|org|net)\b")


def _mended(expression: str, instead: str) -> Find:
    """Find a fault of spacing, and say the words on both sides as they should stand."""
    compiled = re.compile(expression)

    def find(draft: Draft) -> Iterator[Hit]:
        for text in draft.texts:
            for match in compiled.finditer(text.text):
                # No address is longer, and a text may have no space at all.
                before = text.text[max(0, match.start() - 200) : match.start()]
                after = text.text[match.end() : match.end() + 200]
                if _ADDRESS.search(before.rpartition(" ")[2] + match[0] + after.partition(" ")[0]):
                    continue
                first, last = (
                    _LAST_WORD.findall(before[-20:])[0],
                    _FIRST_WORD.findall(after[:20])[0],
                )
                mended = f"{first}{match.expand(instead)}{last}"
                yield Hit(text, match.start() - len(first), match.end() + len(last), mended)

    return find


def _unbalanced(draft: Draft) -> Iterator[Hit]:
    for text in draft.texts:
        stack: list[int] = []
        for at, sign in enumerate(text.text):
            if sign in _PAIRS.values():
                stack.append(at)
            elif sign in _PAIRS:
                if stack and text.text[stack[-1]] == _PAIRS[sign]:
                    stack.pop()
                elif sign != ")" or not _POINT.search(text.text[max(0, at - 3) : at]):
                    yield Hit(text, at, at + 1, f"thêm dấu mở “{_PAIRS[sign]}”, hoặc bỏ dấu này")
        for at in stack:
            closing = next(c for c, opening in _PAIRS.items() if opening == text.text[at])
            yield Hit(text, at, at + 1, f"thêm dấu đóng “{closing}”, hoặc bỏ dấu này")


def _two_spaces(draft: Draft) -> Iterator[Hit]:
    for text in draft.texts:
        # Exactly two: more are a blank that is to be filled in.
        for match in re.finditer(r"(?<=[\w,;.:)])  (?=[\w(])", text.block.text):
            at = bisect_left(text.places, match.start())
            yield Hit(text, at, at + 1, "một dấu cách")


RULES = (
    Rule(
        "PROOF-SPACE-BEFORE",
        "Dấu cách thừa trước dấu câu",
        "nên sửa",
        _PRINT,
        _mended(r"(?<=[\w)”%]) ([,;:.!?])(?= |$)", r"\1"),
        wrong=(("Giáo viên , học sinh.", "viên,"), ("Đã hoàn thành .", "thành.")),
        right=("Giáo viên, học sinh. Cụ thể: 03 hồ sơ…", "Số … ngày …"),
    ),
    Rule(
        "PROOF-SPACE-AFTER",
        "Thiếu dấu cách sau dấu câu",
        "nên sửa",
        _PRINT,
        _mended(r"(?<=[^\W\d_])([,;:!?]|,? ?(?:\.{3}|…))(?=[^\W\d_])", r"\1 "),
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
        _mended(rf"(?<=[{SMALL}]{{2}})\.(?=[{CAPITAL}][{SMALL}])", ". "),
        wrong=(("Đã hoàn thành.Sở tiếp tục theo dõi.", "thành. Sở"),),
        right=("Đã hoàn thành. Sở tiếp tục theo dõi.", "Trang www.so.Vn và TP.Hồ Chí Minh."),
    ),
    Rule(
        "PROOF-SPACE-BRACKET",
        "Dấu cách thừa trong ngoặc",
        "nên sửa",
        _PRINT,
        _mended(r"(\() (?=\w)|(?<=\w) (\))", r"\1\2"),
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
        _mended(r"(?<=[^\W\d_])(?: [-–—](?=[^\W\d_]{2})|[–—] (?=[^\W\d_]))", " - "),
        wrong=(("Đài PT –TH tỉnh.", "PT - TH"),),
        right=("Đài Phát thanh - Truyền hình tỉnh.", "- Sách giáo khoa", "Nhiệt độ -5."),
    ),
    Rule(
        "PROOF-YEARS",
        "Khoảng năm có dấu cách quanh gạch nối",
        "nên sửa",
        f"{_HABIT}: “giai đoạn 2022-2026”",
        pattern(
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
        _mended(rf"\b(TM|KT|TL|TUQ|Q)\.(?=[{CAPITAL}]{{2}})", r"\1. "),
        wrong=(("KT.GIÁM ĐỐC", "KT. GIÁM"),),
        right=("KT. GIÁM ĐỐC", "Thay mặt Sở (KT.).", "TP.HCM"),
    ),
    Rule(
        "PROOF-BRACKETS",
        "Ngoặc không đủ cặp",
        "lỗi",
        _PRINT,
        _unbalanced,
        wrong=(
            ("Có 03 trường (công lập.", "thêm dấu đóng “)”, hoặc bỏ dấu này"),
            ("Có 03 trường công lập).", "thêm dấu mở “(”, hoặc bỏ dấu này"),
        ),
        right=("a) Có 03 trường (khoản 5); gồm: b) “Trường mới”.", "1) Trường học"),
        # A paragraph of a PDF may end where a line does.
        formats=_NOT_PDF,
    ),
    Rule(
        "PROOF-DECIMAL-POINT",
        "Số thập phân dùng dấu chấm",
        "lỗi",
        "Luật Kế toán, Điều 11 (dấu phẩy sau chữ số hàng đơn vị)",
        pattern(r"(?<![\d.])(\d{1,3})\.(\d{1,2})(?= ?%)", r"\1,\2"),
        wrong=(("Tăng 23.3% so với cùng kỳ năm trước.", "23,3"),),
        right=("Tăng 23,3% so với cùng kỳ năm trước, bằng 1.234%.",),
    ),
    Rule(
        "PROOF-PERCENT-SPACE",
        "Dấu cách thừa trước dấu phần trăm",
        "xem lại",
        _HABIT,
        _mended(r"(?<=\d) %", "%"),
        wrong=(("Tăng 23,3 % so với cùng kỳ năm trước.", "3%"),),
        right=("Tăng 23,3%.", "So kế hoạch (%)"),
        formats=_NOT_PDF,
    ),
    Rule(
        "PROOF-LEFTOVER",
        "Mã máy còn sót trong văn bản",
        "lỗi",
        "Văn bản trình ký không còn dấu vết của phần mềm",
        pattern(
            r"\{\{[^{}]{0,200}\}\}|\{%|\b(?:NaN|NaT|None|null|undefined)\b|#(?:REF!|N/A|DIV/0!|VALUE!)|"
            r"Error! (?:Reference source|Bookmark) not (?:found|defined)",
            "thay bằng nội dung, hoặc bỏ",
        ),
        wrong=(("Xem Error! Reference source not found.", "thay bằng nội dung, hoặc bỏ"),),
        right=("Không có lỗi nào.",),
    ),
)
