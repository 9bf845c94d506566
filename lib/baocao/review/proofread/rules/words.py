"""Rules on syllables and the words that they make: doubled, with wrong marks, not Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baocao.locale.vi.text import toneless
from baocao.review.proofread.draft import PROSE, Draft, Paragraph
from baocao.review.proofread.rule import NOT_PDF, Hit, Rule, find_pattern
from baocao.review.proofread.usage import key, usage
from baocao.review.proofread.wordlists import DICTIONARY, PARTICLES, REPEATED, STACKED, is_syllable

__all__ = ["RULES"]

_USAGE = "Từ hai tiếng và âm tiết đếm trong văn bản luật, báo chí (docs/proofreading.md)"
_MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]")
_VOWELS = re.compile("[aăâeêioôơuưy]+")
# Foreign words that no Vietnamese syllable is spelt like, and names of places.
_FOREIGN = {"crôm", "brôm", "đăk", "krông"}
_SENTENCE_END = re.compile(r"(?:^|[.!?:;] |^\W+)$")

Run = tuple[re.Match[str], ...]


def _doubled(draft: Draft) -> Iterator[Hit]:
    for paragraph in draft.paragraphs:
        for run in paragraph.runs:
            for at in range(len(run) - 1):
                first, second = run[at], run[at + 1]
                if first[0].lower() == second[0].lower() and _is_slip(paragraph, run, at):
                    yield Hit(paragraph, first.start(), second.end(), first[0])


def _is_slip(paragraph: Paragraph, run: Run, at: int) -> bool:
    """Whether a word was typed twice, rather than ending one word and beginning the next."""
    first, second, text = run[at][0], run[at + 1][0], paragraph.text
    is_name = first.istitle() and second.istitle()  # "Ka Ka" is a place
    is_part = text[: run[at].start()][-1:] in ("/", ".", "-") or text[run[at + 1].end() :][:1] in (
        "/",
        "-",
    )
    if is_name or is_part or len(first) == 1 or first.lower() in REPEATED:
        return False
    word, pairs = key(first), usage().pairs
    if (word, word) in pairs:
        return False
    ends_word = at > 0 and (key(run[at - 1][0]), word) in pairs
    begins_word = at + 2 < len(run) and (word, key(run[at + 2][0])) in pairs
    if ends_word and begins_word:
        return False
    if not (ends_word or begins_word):
        return first.lower() not in STACKED
    # "hỗ trợ trợ các": "trợ" is no word of its own, and "các" ends no word.
    following = run[at + 2][0].lower() if at + 2 < len(run) else ""
    return word in usage().bound and (begins_word or not following or following in PARTICLES)


def _wrong_marks(draft: Draft) -> Iterator[Hit]:
    pairs = usage().pairs
    for paragraph in draft.paragraphs:
        for run in paragraph.runs:
            keys = [key(match[0]) for match in run]
            for at in range(len(run) - 1):
                right = usage().corrected(run[at][0], run[at + 1][0])
                if not right or not _are_words(paragraph, run, at):
                    continue
                # Each of the two may belong to the word beside it.
                is_other = (at > 0 and (keys[at - 1], keys[at]) in pairs) or (
                    at + 2 < len(run) and (keys[at + 1], keys[at + 2]) in pairs
                )
                if not is_other:
                    shown = right.capitalize() if run[at][0].istitle() else right
                    yield Hit(paragraph, run[at].start(), run[at + 1].end(), shown)


def _are_words(paragraph: Paragraph, run: Run, at: int) -> bool:
    """Whether two words are in small letters, the first one of a sentence apart: no names."""
    first = run[at][0]
    begins = first.istitle() and _SENTENCE_END.search(paragraph.text[: run[at].start()])
    return run[at + 1][0].islower() and (first.islower() or bool(begins))


def _misspelt(draft: Draft) -> Iterator[Hit]:
    for paragraph in draft.paragraphs:
        for run in paragraph.runs:
            for at, match in enumerate(run):
                word = match[0]
                around = paragraph.text[max(0, match.start() - 1) : match.end() + 1]
                if _is_misspelt(word) and not re.search("[@./-]", around.rstrip(".")):
                    yield Hit.of(paragraph, match, _suggested(run, at))


def _is_misspelt(word: str) -> bool:
    if not (1 < len(word) < 8 and word.islower() and _MARKED.search(word)) or word in _FOREIGN:
        return False
    # Words of several syllables written in one are foreign: "nitơ", "prôtêin".
    if len(_VOWELS.findall(toneless(word))) != 1:
        return False
    return not is_syllable(word) or key(word) not in usage().syllables


def _suggested(run: Run, at: int) -> str:
    """The one syllable of the same letters that makes a word with a neighbour."""
    pairs = usage().pairs
    before = key(run[at - 1][0]) if at else ""
    after = key(run[at + 1][0]) if at + 1 < len(run) else ""
    alike = usage().alike(run[at][0])
    found = [one for one in alike if (before, key(one)) in pairs or (key(one), after) in pairs]
    return found[0] if len(found) == 1 else ""


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
            "Sở cấp cấp phép; dạy học học kỳ II; kế hoạch hoạch định; điều kiện kiện toàn bộ máy.",
        ),
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
    Rule(
        "PROOF-WRONG-MARKS",
        "Từ viết sai dấu",
        "lỗi",
        _USAGE,
        _wrong_marks,
        wrong=(
            ("Nâng cao đời sông của nhân dân.", "đời sống"),
            ("Triễn khai kế hoach năm 2023.", "kế hoạch"),
            ("Đâu tư công tăng.", "Đầu tư"),
        ),
        right=(
            "Nâng cao đời sống của nhân dân.",
            "Tính trạng của giống cây; công tác, cộng tác viên.",
            "Sông Đời Sông.",
        ),
    ),
    Rule(
        "PROOF-SYLLABLE",
        "Chữ viết không thành âm tiết tiếng Việt",
        "lỗi",
        _USAGE,
        _misspelt,
        wrong=(
            ("Các nghành liên quan phối hợp.", ""),
            ("Nâng cao chất lượnng.", ""),
            ("Có rất nhiểu hồ sơ.", "nhiều"),
        ),
        right=(
            "Các ngành liên quan phối hợp; hàm lượng nitơ, prôtêin, ôxy.",
            "Khuỷu tay, ngoằn ngoèo.",
        ),
    ),
)
