"""Rules on the build of a document: its parts, their numbers, its end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baocao.locale.vi.text import letter, roman
from baocao.review.proofread.rule import Draft, Hit, Rule, Text, pattern
from baocao.review.proofread.wordlists import CAPITAL, DECREE

__all__ = ["RULES"]

_NOT_PDF = frozenset({"docx", "html", "text"})
_PART = re.compile(r"([IVXL]{1,6})\. (?=\w)")
_ITEM = re.compile(r"(\d{1,2})\. (?=\w)")
_POINT = re.compile(r"([a-zđ])\) ")
_ROMANS = {roman(number): number for number in range(1, 40)}
_POINTS = {letter(position): position for position in range(1, 24)}
_MOTTO = re.compile(r"\W*Độc lập ?[-–—] ?Tự do ?[-–—] ?Hạnh phúc\W*", re.IGNORECASE)
_ARCHIVE = re.compile(rf"Lưu: ?[{CAPITAL}]{{2,}} ?[.;]?$")
_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_PARAGRAPH = 60


def _numbers(draft: Draft) -> Iterator[Hit]:
    """Numbers that leave one out, or come twice: of parts, items and points."""
    parts = items = points = 0
    headed = [text for text in draft.body if _is_part(text)]
    for text in draft.body:
        if text.text.startswith("Phụ lục"):
            return
        if len(headed) > 1 and _is_part(text):
            match = _PART.match(text.text)
            number = _ROMANS[match[1]] if match else 0
            if match and number not in (1, parts + 1):
                yield _misnumbered(text, match, roman(parts), roman(parts + 1))
            parts, items, points = number, 0, 0
        elif draft.format != "pdf" and (match := _ITEM.match(text.text)):
            number = int(match[1])
            if items and number != 1 and (number == items or number > items + 1):
                yield _misnumbered(text, match, str(items), str(items + 1))
            items, points = number, 0
        elif draft.format != "pdf" and (match := _POINT.match(text.text)):
            number = _POINTS.get(match[1], 0)
            if points and number != 1 and (number == points or number > points + 1):
                yield _misnumbered(text, match, letter(points), letter(points + 1))
            points = number


def _is_part(text: Text) -> bool:
    match = _PART.match(text.text)
    if match is None or match[1] not in _ROMANS:
        return False
    words = text.text[match.end() :].split()[:2]
    return text.kind == "heading" or "".join(words).isupper()


def _misnumbered(text: Text, match: re.Match[str], before: str, expected: str) -> Hit:
    what = f"Sau mục {before} là mục {match[1]}, thiếu mục {expected}"
    if before == match[1]:
        what = f"Mục {match[1]} có hai lần"
    return Hit(text, match.start(), match.end(1), f"đánh số lại: {expected}", what)


def _unended(draft: Draft) -> Iterator[Hit]:
    is_ended = any(re.search(r"/\.\W*$", text.text) for text in draft.texts[: draft.recipients])
    if draft.recipients is not None and draft.body and not is_ended:
        last = draft.body[-1]
        at = len(last.text.rstrip())
        yield Hit(last, max(0, at - 1), at, "./.")


def _archives(draft: Draft) -> Iterator[Hit]:
    """Lines that name one keeper only, unless the office itself declares them so."""
    declared = {_archive(line) for line in draft.dictionary.archives}
    for text in draft.texts:
        match = _ARCHIVE.search(text.text)
        if match and _archive(match[0]) not in declared:
            yield Hit(text, match.start(), match.end(), _WITH_UNIT)


def _archive(line: str) -> str:
    return line.replace(" ", "").rstrip(".;")


def _titles(draft: Draft) -> Iterator[Hit]:
    """Lines with a dash that head the paragraph after them."""
    for text, after in draft.neighbours:
        is_title = re.match(r"[-–] \w", text.text) and re.search(r"\w$", text.text)
        is_paragraph = len(after.text) > _PARAGRAPH and re.match(r"\w", after.text)
        if is_title and is_paragraph and text.text[2].isupper():
            yield Hit(text, 0, 1, "đánh số điểm: a), b), c)…")


def _cuts(draft: Draft) -> Iterator[Hit]:
    for text, after in draft.neighbours:
        is_open = len(text.text) > _PARAGRAPH and re.search(r"[\w,]$", text.text)
        goes_on = after.text[:1].islower() and not _POINT.match(after.text)
        if is_open and goes_on and {text.kind, after.kind} == {"text"}:
            start = text.text.rstrip().rfind(" ") + 1
            yield Hit(text, start, len(text.text), "nối với đoạn sau")


def _letterhead(draft: Draft) -> Iterator[Hit]:
    has_title = any(text.text.startswith("BÁO CÁO") for text in draft.texts)
    nation = any(_NATION in text.text.replace("HOÀ", "HÒA") for text in draft.texts)
    if draft.recipients is not None and has_title and not nation:
        first = draft.texts[0]
        yield Hit(first, 0, len(first.text), "thêm quốc hiệu, tên cơ quan, số và ngày ban hành")


def _motto(draft: Draft) -> Iterator[Hit]:
    right = "Độc lập - Tự do - Hạnh phúc"
    for text in draft.texts:
        if _MOTTO.fullmatch(text.text) and right not in text.text:
            yield Hit(text, 0, len(text.text), right)


_WITH_UNIT = "Lưu: VT, … (chữ viết tắt tên đơn vị soạn thảo)."
_END = "Nơi nhận:\n\n- Lưu: VT, VP."
_LONG = "Sở đã phối hợp chặt chẽ với các cơ quan liên quan trong việc nâng cao chất lượng"

RULES = (
    Rule(
        "PROOF-NUMBERING",
        "Số thứ tự các mục không liên tiếp",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục II.6.đ",
        _numbers,
        wrong=(
            ("I. KẾT QUẢ\n\nII. KHÓ KHĂN\n\nIV. KIẾN NGHỊ", "đánh số lại: III"),
            ("1. Kết quả\n\n2. Khó khăn\n\n2. Kiến nghị", "đánh số lại: 3"),
            ("a) Một.\n\nb) Hai.\n\nd) Ba.", "đánh số lại: c"),
        ),
        right=(
            "I. KẾT QUẢ\n\n1. Một\n\n2. Hai\n\nII. KHÓ KHĂN\n\n1. Một\n\na) A\n\n2. Hai\n\na) A",
            "a) A\n\nb) B\n\nc) C\n\nd) D\n\nđ) Đ\n\ne) E",
        ),
    ),
    Rule(
        "PROOF-END-MARK",
        "Thiếu dấu “./.” cuối nội dung văn bản",
        "lỗi",
        f"{DECREE}, Phụ lục III, Mẫu 1.4",
        _unended,
        wrong=((f"Đề nghị các sở phối hợp.\n\n{_END}", "./."),),
        right=(f"Đề nghị các sở phối hợp./.\n\n{_END}", "Đề nghị các sở phối hợp."),
    ),
    Rule(
        "PROOF-ARCHIVE",
        "Dòng “Lưu” thiếu đơn vị soạn thảo",
        "xem lại",
        f"{DECREE}, Phụ lục I, Mục II.9.d",
        _archives,
        wrong=(("- Lưu: VT.", _WITH_UNIT),),
        right=("- Lưu: VT, VP.", "- Lưu: VP."),
    ),
    Rule(
        "PROOF-POINTS",
        "Tiêu đề điểm dùng gạch đầu dòng",
        "xem lại",
        f"{DECREE}, Phụ lục I, Mục II.6.đ (điểm dùng chữ cái, sau có dấu đóng ngoặc đơn)",
        _titles,
        wrong=((f"- Công tác thư viện\n\n{_LONG}.", "đánh số điểm: a), b), c)…"),),
        right=(f"a) Công tác thư viện\n\n{_LONG}.", f"- Công tác thư viện;\n\n{_LONG}."),
        formats=_NOT_PDF,
    ),
    Rule(
        "PROOF-CUT-PARAGRAPH",
        "Đoạn bị ngắt giữa câu",
        "lỗi",
        f"{DECREE}, Phụ lục II, Mục I (viết hoa chữ đầu khi xuống dòng)",
        _cuts,
        wrong=((f"{_LONG} của\n\ncác trường trên địa bàn tỉnh.", "nối với đoạn sau"),),
        right=(f"{_LONG}:\n\n- các trường;\n\n- các lớp.", f"{_LONG}.\n\nCác trường."),
        formats=_NOT_PDF,
    ),
    Rule(
        "PROOF-LETTERHEAD",
        "Không thấy quốc hiệu, tên cơ quan, số và ngày ban hành",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục II.1 đến II.4",
        _letterhead,
        wrong=(
            (f"BÁO CÁO\n\nMột./.\n\n{_END}", "thêm quốc hiệu, tên cơ quan, số và ngày ban hành"),
        ),
        right=(f"{_NATION}\n\nBÁO CÁO\n\nMột./.\n\n{_END}",),
        # Plain text is often the body alone.
        formats=frozenset({"docx", "html", "pdf"}),
    ),
    Rule(
        "PROOF-MOTTO",
        "Tiêu ngữ viết sai mẫu",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục II.1.b",
        _motto,
        wrong=(("Độc lập – Tự do – Hạnh phúc", "Độc lập - Tự do - Hạnh phúc"),),
        right=("Độc lập - Tự do - Hạnh phúc",),
    ),
    Rule(
        "PROOF-NUMBER-PADDING",
        "Số văn bản nhỏ hơn 10 thiếu số 0 phía trước",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục II.3.c",
        pattern(r"^Số: ?([1-9])(?=/)", r"Số: 0\1"),
        wrong=(("Số: 5/BC-SGD", "Số: 05"),),
        right=("Số: 05/BC-SGD", "Số: 12/BC-SGD"),
    ),
)
