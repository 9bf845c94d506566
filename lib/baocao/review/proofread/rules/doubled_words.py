"""Rules on words and phrases that were typed twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baocao.review.proofread.draft import PROSE, Draft, Paragraph, Run
from baocao.review.proofread.rule import NOT_PDF, Hit, Rule, find_pattern
from baocao.review.proofread.usage import STANDING_ALONE, key, usage
from baocao.review.proofread.wordlists import (
    DICTIONARY,
    PARTICLES,
    REPEATED,
    STACKED,
    is_syllable,
)

__all__ = ["RULES"]

# Words that end with a particle: "giá trị hiện tại tại thời điểm".
_ENDED_BY_PARTICLES = {
    "đối với", "hiện có", "hiện tại", "kèm theo", "tải về", "thông qua", "tiếp theo", "tồn tại",
    "trải qua", "trở về", "trước đó", "sau đó", "trong đó",
}  # fmt: skip
# So many doubled words in one paragraph are the cells of a table that were read line by line.
_TABLE = 3
_ENDED = re.compile(r"[.;:]\W*$")


def _doubled(draft: Draft) -> Iterator[Hit]:
    return _doubled_words(draft, sure=True)


def _perhaps_doubled(draft: Draft) -> Iterator[Hit]:
    """Words of which the second may begin the next: "chứng chỉ chỉ cấp một lần"."""
    return _doubled_words(draft, sure=False)


def _doubled_words(draft: Draft, *, sure: bool) -> Iterator[Hit]:
    for paragraph in draft.paragraphs:
        doubled = [
            (Hit(paragraph, run[at].start(), run[at + 1].end(), run[at][0]), _is_part(run, at))
            for run in paragraph.runs
            for at in range(len(run) - 1)
            if run[at][0].lower() == run[at + 1][0].lower() and _is_slip(paragraph, run, at)
        ]
        # In a PDF the cells of a table follow each other without a sign; a sentence has an end.
        is_cells = draft.format == "pdf" and not _ENDED.search(paragraph.text)
        if len(doubled) < _TABLE and not is_cells:
            yield from (hit for hit, is_sure in doubled if is_sure is sure)


def _is_part(run: Run, at: int) -> bool:
    """Whether neither of two can be meant: a particle, or a piece of a word, that makes no word.

    In "giá trị hiện tại tại thời điểm" the first ends a word, in "nội quy quy định" the second
    begins one.
    """
    word = run[at][0]
    if word.lower() in PARTICLES:
        return not (at and f"{run[at - 1][0]} {word}".lower() in _ENDED_BY_PARTICLES)
    begins_word = at + 2 < len(run) and usage().is_word(word, run[at + 2][0])
    return key(word) in usage().bound and not begins_word


def _is_slip(paragraph: Paragraph, run: Run, at: int) -> bool:
    """Whether a word was typed twice, rather than ending one word and beginning the next."""
    first, second, text = run[at][0], run[at + 1][0], paragraph.text
    # "Ka Ka" is a place; in "Trưởng ban Ban Thư ký" a name begins.
    is_name = second.istitle()
    # "Luật Dân số số 113/2025/QH15".
    if first.lower() == "số" and text[run[at + 1].end() :][1:2].isdigit():
        return False
    is_part = text[: run[at].start()][-1:] in ("/", ".", "-") or text[run[at + 1].end() :][:1] in (
        "/",
        "-",
    )
    if is_name or is_part or len(first) == 1 or first.lower() in REPEATED:
        return False
    if not is_syllable(first):  # "xxx xxx", "methyl methyl"
        return False
    word, pairs = key(first), usage().pairs
    if (word, word) in pairs:
        return False
    ends_word = at > 0 and (key(run[at - 1][0]), word) in pairs
    begins_word = at + 2 < len(run) and (word, key(run[at + 2][0])) in pairs
    if ends_word and begins_word:
        return False
    if first.lower() in PARTICLES or not (ends_word or begins_word):
        return first.lower() not in STACKED
    # "hỗ trợ trợ các": "trợ" is no word of its own, and "các" ends no word.
    following = run[at + 2][0].lower() if at + 2 < len(run) else ""
    if word in usage().bound and (begins_word or not following or following in PARTICLES):
        return True
    # "ban hành hành kế hoạch": "hành" ended a word, begins none, and seldom stands alone.
    is_ended = at > 0 and usage().is_word(run[at - 1][0], first)
    return is_ended and not begins_word and bool(following) and word not in STANDING_ALONE


RULES = (
    Rule(
        "PROOF-DOUBLED-WORD",
        "Lặp từ",
        "lỗi",
        DICTIONARY,
        _doubled,
        wrong=(
            ("Sự tham gia của các các tổ chức.", "các"),
            ("Sở hỗ trợ trợ các hợp tác xã.", "trợ"),
            ("Xây dựng khu cộng cộng.", "cộng"),
        ),
        right=(
            "Chất lượng dần dần được nâng lên.",
            "Thời hạn là năm năm.",
            "Ủy ban ban hành kế hoạch thu hút đầu tư tư nhân.",
            "Xã Ka Ka có ba hồ sơ.",
            "Huyện đã tổ chức thành công công tác bầu cử.",
            "Phục vụ vụ đông xuân; ngân hàng hàng năm kiểm tra.",
            "Xử lý hành vi vi phạm; trường hợp hợp đồng hết hạn; trở thành thành viên.",
            "Phục vụ vụ Hè Thu; cột xxx xxx; nhiễm nhiễm nhiễm ràng khả khả năng năng.",
            "Sở cấp cấp phép; dạy học học kỳ II; kế hoạch hoạch định; điều kiện kiện toàn bộ máy.",
            "Văn bằng, chứng chỉ chỉ cấp một lần; tổ giao nhận nhận bó tiền.",
            "Tải về về việc tuyển sinh; cần giám sát sát sườn.",
            "Giá trị hiện tại tại thời điểm định giá; ban hành nội quy quy định về an ninh.",
        ),
    ),
    Rule(
        "PROOF-DOUBLED-PERHAPS",
        "Có thể lặp từ",
        "xem lại",
        DICTIONARY,
        _perhaps_doubled,
        wrong=(("UBND tỉnh ban hành hành kế hoạch.", "hành"),),
        right=("Sự tham gia của các các tổ chức.", "UBND tỉnh ban hành kế hoạch."),
    ),
    Rule(
        "PROOF-DOUBLED-PHRASE",
        "Lặp cụm từ",
        "nên sửa",
        DICTIONARY,
        # In a PDF the cells of a table follow each other without a sign.
        find_pattern(
            r"(?<![\w/.-])([^\W\d_]{2,} [^\W\d_]{2,}) \1(?![\w/-])",
            lambda m: None if m[1].lower() in REPEATED else m[1],
            kinds=PROSE,
        ),
        wrong=(("Hỗ trợ các trường học trường học ngoài công lập.", "trường học"),),
        right=("Công tác này từng bước từng bước đi vào nền nếp.",),
        formats=NOT_PDF,
    ),
)
