"""Rules on the structure of a document: headings, numbers of headings, its beginning and end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from baocao.locale.vi.captions import MOTTO, NATION
from baocao.locale.vi.text import point_letter, roman
from baocao.review.proofread.draft import Draft, Paragraph
from baocao.review.proofread.rule import NOT_PDF, Hit, Rule, find_pattern
from baocao.review.proofread.wordlists import CAPITAL, CODES, DECREE

__all__ = ["RULES"]

# Levels of headings by the decree: parts (phần), items (mục), points (điểm).
_PART = re.compile(r"([IVXL]{1,6})\. (?=\w)")
_ITEM = re.compile(r"(\d{1,2})\. (?=\w)")
_POINT = re.compile(r"([a-zđ])\) ")
_ROMANS = {roman(number): number for number in range(1, 40)}
_POINTS = {point_letter(position): position for position in range(1, 24)}
_ANY_MOTTO = re.compile(r"\W*Độc lập ?[-–—] ?Tự do ?[-–—] ?Hạnh phúc\W*", re.IGNORECASE)
_APPENDIX = re.compile(r"Phụ lục|Mẫu(?: số)? \d", re.IGNORECASE)
_AMENDING = re.compile(r"(?:[Ss]ửa đổi|[Bb]ổ sung|[Tt]hay thế)[^.;]* như sau: ?$")
# A title stands in capitals, in a line that has nothing else.
_TITLE = re.compile("|".join(name.upper() for name in CODES.values()))
_ARTICLE = re.compile(r"Điều \d+\.")
_ARCHIVE = re.compile(rf"Lưu: ?[{CAPITAL}]{{2,}} ?[.;]?$")
# Lines with fewer letters may be headings.
_SHORTEST_PARAGRAPH = 60


def _numbering(draft: Draft) -> Iterator[Hit]:
    """The one break in the numbers of a document that the decree lays out."""
    hits = list(_wrong_numbers(draft))
    return iter(hits if _is_plain(draft, hits) else ())


def _perhaps_numbering(draft: Draft) -> Iterator[Hit]:
    """Breaks in numbers of other documents, and of those where many break: several lists."""
    hits = list(_wrong_numbers(draft))
    return iter(() if _is_plain(draft, hits) else hits)


def _is_plain(draft: Draft, hits: Sequence[Hit]) -> bool:
    """Whether a document has a title of the decree, no articles, and breaks once."""
    texts = [paragraph.text for paragraph in draft.paragraphs]
    has_title = any(_TITLE.fullmatch(text) for text in texts)
    # Articles have numbers of their own, and lists in forms begin anywhere.
    has_articles = any(_ARTICLE.match(text) for text in texts)
    return len(hits) == 1 and has_title and not has_articles


def _wrong_numbers(draft: Draft) -> Iterator[Hit]:
    """Numbers of parts, items and points that leave one out, or that come twice."""
    parts = items = points = 0
    has_parts = sum(map(_is_part, draft.body)) > 1
    # What an amendment quotes has the numbers of the document that it amends.
    if any(_AMENDING.search(paragraph.text) for paragraph in draft.body):
        return
    for paragraph in draft.body:
        text = paragraph.text
        if _APPENDIX.match(text):
            return
        if has_parts and _is_part(paragraph) and (match := _PART.match(text)):
            number = _ROMANS[match[1]]
            if number not in (1, parts + 1):
                yield _wrong_number(paragraph, match, roman(parts), roman(parts + 1))
            parts, items, points = number, 0, 0
        elif draft.format != "pdf" and (match := _ITEM.match(text)):
            number = int(match[1])
            if _is_out_of_order(items, number):
                yield _wrong_number(paragraph, match, str(items), str(items + 1))
            items, points = number, 0
        elif draft.format != "pdf" and (match := _POINT.match(text)):
            number = _POINTS.get(match[1], 0)
            if _is_out_of_order(points, number):
                yield _wrong_number(
                    paragraph, match, point_letter(points), point_letter(points + 1)
                )
            points = number


def _is_part(paragraph: Paragraph) -> bool:
    match = _PART.match(paragraph.text)
    if match is None or match[1] not in _ROMANS:
        return False
    words = paragraph.text[match.end() :].split()[:2]
    return paragraph.kind == "heading" or "".join(words).isupper()


def _is_out_of_order(before: int, number: int) -> bool:
    """Whether a number repeats the one before it or leaves one out; 1 may always follow."""
    return bool(before) and number != 1 and (number == before or number > before + 1)


def _wrong_number(paragraph: Paragraph, match: re.Match[str], before: str, expected: str) -> Hit:
    what = f"Sau mục {before} là mục {match[1]}, thiếu mục {expected}"
    if before == match[1]:
        what = f"Mục {match[1]} có hai lần"
    return Hit(paragraph, match.start(), match.end(1), f"đánh số lại: {expected}", what)


def _no_end_mark(draft: Draft) -> Iterator[Hit]:
    if draft.recipients is None or not draft.body:
        return
    if not any(re.search(r"/\.\W*$", p.text) for p in draft.paragraphs[: draft.recipients]):
        last = draft.body[-1]
        end = len(last.text.rstrip())
        yield Hit(last, max(0, end - 1), end, "./.")


def _archive_lines(draft: Draft) -> Iterator[Hit]:
    """Lines "Lưu:" with one keeper only, unless the office itself declares them so."""
    declared = {_archive(line) for line in draft.dictionary.archives}
    for paragraph, match in draft.matches(_ARCHIVE):
        if _archive(match[0]) not in declared:
            yield Hit.of(paragraph, match, _WITH_UNIT)


def _archive(line: str) -> str:
    return line.replace(" ", "").rstrip(".;")


def _dashed_headings(draft: Draft) -> Iterator[Hit]:
    for paragraph, following in draft.neighbours:
        text = paragraph.text
        is_heading = re.match(r"[-–] \w", text) and re.search(r"\w$", text) and text[2].isupper()
        is_long = len(following.text) > _SHORTEST_PARAGRAPH and re.match(r"\w", following.text)
        if is_heading and is_long:
            yield Hit(paragraph, 0, 1, "đánh số điểm: a), b), c)…")


def _cut_paragraphs(draft: Draft) -> Iterator[Hit]:
    for paragraph, following in draft.neighbours:
        text = paragraph.text
        is_open = len(text) > _SHORTEST_PARAGRAPH and re.search(r"[\w,]$", text)
        # The lines of a title are cut on purpose, and end without a mark.
        goes_on = (
            following.text[:1].islower()
            and not _POINT.match(following.text)
            and re.search(r"[.;:/…]\W*$", following.text)
        )
        if is_open and goes_on and {paragraph.kind, following.kind} == {"text"}:
            yield Hit(paragraph, text.rstrip().rfind(" ") + 1, len(text), "nối với đoạn sau")


def _no_letterhead(draft: Draft) -> Iterator[Hit]:
    has_title = any(p.text.startswith("BÁO CÁO") for p in draft.paragraphs)
    has_nation = any(NATION in p.text.replace("HOÀ", "HÒA") for p in draft.paragraphs)
    if draft.recipients is not None and has_title and not has_nation:
        first = draft.paragraphs[0]
        yield Hit(first, 0, len(first.text), "thêm quốc hiệu, tên cơ quan, số và ngày ban hành")


def _motto(draft: Draft) -> Iterator[Hit]:
    return (hit for hit in _mottos(draft) if MOTTO not in _with_hyphens(hit.paragraph))


def _motto_dashes(draft: Draft) -> Iterator[Hit]:
    """Mottos whose only fault is the long dash that writing programs make of a hyphen."""
    return (hit for hit in _mottos(draft) if MOTTO in _with_hyphens(hit.paragraph))


def _mottos(draft: Draft) -> Iterator[Hit]:
    for paragraph in draft.paragraphs:
        if _ANY_MOTTO.fullmatch(paragraph.text) and MOTTO not in paragraph.text:
            yield Hit(paragraph, 0, len(paragraph.text), MOTTO)


def _with_hyphens(paragraph: Paragraph) -> str:
    return re.sub("[–—]", "-", paragraph.text)


_WITH_UNIT = "Lưu: VT, … (chữ viết tắt tên đơn vị soạn thảo)."
_END = "Nơi nhận:\n\n- Lưu: VT, VP."
_REPORT = "BÁO CÁO\n\n"
_LONG = "Sở đã phối hợp chặt chẽ với các cơ quan liên quan trong việc nâng cao chất lượng"

RULES = (
    Rule(
        "PROOF-NUMBERING",
        "Số thứ tự các mục không liên tiếp",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục II.6.đ",
        _numbering,
        wrong=(
            (f"{_REPORT}I. KẾT QUẢ\n\nII. KHÓ KHĂN\n\nIV. KIẾN NGHỊ", "đánh số lại: III"),
            (f"{_REPORT}1. Kết quả\n\n2. Khó khăn\n\n2. Kiến nghị", "đánh số lại: 3"),
            (f"{_REPORT}a) Một.\n\nb) Hai.\n\nd) Ba.", "đánh số lại: c"),
        ),
        right=(
            "I. KẾT QUẢ\n\n1. Một\n\n2. Hai\n\nII. KHÓ KHĂN\n\n1. Một\n\na) A\n\n2. Hai\n\na) A",
            "a) A\n\nb) B\n\nc) C\n\nd) D\n\nđ) Đ\n\ne) E",
            "1. Điều 5 được sửa đổi, bổ sung như sau:\n\n2. Hai\n\n4. Bốn",
            "I. KẾT QUẢ\n\nII. KHÓ KHĂN\n\nIV. KIẾN NGHỊ",
            f"{_REPORT}Điều 1. Phạm vi\n\n1. Một\n\n2. Hai\n\nĐiều 2. Áp dụng\n\n2. Hai",
            f"{_REPORT}1. Một\n\n2. Hai\n\n2. Hai\n\n5. Năm",
        ),
    ),
    Rule(
        "PROOF-NUMBERING-PERHAPS",
        "Số thứ tự các mục có thể không liên tiếp",
        "nên sửa",
        f"{DECREE}, Phụ lục I, Mục II.6.đ",
        _perhaps_numbering,
        wrong=(("1. Kết quả\n\n2. Khó khăn\n\n2. Kiến nghị", "đánh số lại: 3"),),
        right=(f"{_REPORT}1. Kết quả\n\n2. Khó khăn\n\n2. Kiến nghị", "1. Một\n\n2. Hai"),
    ),
    Rule(
        "PROOF-END-MARK",
        "Thiếu dấu “./.” cuối nội dung văn bản",
        "nên sửa",
        f"{DECREE}, Phụ lục III, Mẫu 1.4",
        _no_end_mark,
        wrong=((f"Đề nghị các sở phối hợp.\n\n{_END}", "./."),),
        right=(f"Đề nghị các sở phối hợp./.\n\n{_END}", "Đề nghị các sở phối hợp."),
    ),
    Rule(
        "PROOF-ARCHIVE",
        "Dòng “Lưu” thiếu đơn vị soạn thảo",
        "xem lại",
        f"{DECREE}, Phụ lục I, Mục II.9.d",
        _archive_lines,
        wrong=(("- Lưu: VT.", _WITH_UNIT),),
        right=("- Lưu: VT, VP.", "- Lưu: VP."),
    ),
    Rule(
        "PROOF-POINTS",
        "Tiêu đề điểm dùng gạch đầu dòng",
        "xem lại",
        f"{DECREE}, Phụ lục I, Mục II.6.đ (điểm dùng chữ cái, sau có dấu đóng ngoặc đơn)",
        _dashed_headings,
        wrong=((f"- Công tác thư viện\n\n{_LONG}.", "đánh số điểm: a), b), c)…"),),
        right=(f"a) Công tác thư viện\n\n{_LONG}.", f"- Công tác thư viện;\n\n{_LONG}."),
        formats=NOT_PDF,
    ),
    Rule(
        "PROOF-CUT-PARAGRAPH",
        "Đoạn bị ngắt giữa câu",
        "lỗi",
        f"{DECREE}, Phụ lục II, Mục I (viết hoa chữ đầu khi xuống dòng)",
        _cut_paragraphs,
        wrong=((f"{_LONG} của\n\ncác trường trên địa bàn tỉnh.", "nối với đoạn sau"),),
        right=(
            f"{_LONG}:\n\n- các trường;\n\n- các lớp.",
            f"{_LONG}.\n\nCác trường.",
            "(Kèm theo Thông tư số 04/2010/TT-BTC ngày 14 tháng 01 năm 2010\n\ncủa Bộ Tài chính)",
        ),
        formats=NOT_PDF,
    ),
    Rule(
        "PROOF-LETTERHEAD",
        "Không thấy quốc hiệu, tên cơ quan, số và ngày ban hành",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục II.1 đến II.4",
        _no_letterhead,
        wrong=(
            (f"BÁO CÁO\n\nMột./.\n\n{_END}", "thêm quốc hiệu, tên cơ quan, số và ngày ban hành"),
        ),
        right=(f"{NATION}\n\nBÁO CÁO\n\nMột./.\n\n{_END}",),
        # A plain text is often the body only.
        formats=frozenset({"docx", "html", "pdf"}),
    ),
    Rule(
        "PROOF-MOTTO",
        "Tiêu ngữ viết sai mẫu",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục II.1.b",
        _motto,
        wrong=(("Độc lập - tự do - Hạnh phúc", "Độc lập - Tự do - Hạnh phúc"),),
        right=("Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc"),
    ),
    Rule(
        "PROOF-MOTTO-DASH",
        "Tiêu ngữ dùng gạch ngang thay gạch nối",
        "nên sửa",
        f"{DECREE}, Phụ lục I, Mục II.1.b",
        _motto_dashes,
        wrong=(("Độc lập – Tự do – Hạnh phúc", "Độc lập - Tự do - Hạnh phúc"),),
        right=("Độc lập - Tự do - Hạnh phúc", "Độc lập - tự do - Hạnh phúc"),
    ),
    Rule(
        "PROOF-NUMBER-PADDING",
        "Số văn bản nhỏ hơn 10 thiếu số 0 phía trước",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục II.3.c",
        find_pattern(r"^Số: ?([1-9])(?=/)", r"Số: 0\1"),
        wrong=(("Số: 5/BC-SGD", "Số: 05"),),
        right=("Số: 05/BC-SGD", "Số: 12/BC-SGD"),
    ),
)
