"""Rules on syllables and the words that they make: with wrong marks, not Vietnamese."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from baocao.locale.vi.text import toneless
from baocao.review.proofread.draft import Draft, Paragraph, Run
from baocao.review.proofread.respelling import from_telex, respelt, sounding_alike
from baocao.review.proofread.rule import Hit, Rule
from baocao.review.proofread.usage import STANDING_ALONE, key, keys_of, usage
from baocao.review.proofread.wordlists import (
    CONFUSED,
    PARTICLES,
    is_syllable,
)

__all__ = ["RULES"]

_USAGE = "Từ hai tiếng và âm tiết đếm trong văn bản luật, báo chí (docs/proofreading.md)"
_MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]")
_VOWELS = re.compile("[aăâeêioôơuưy]+")
# Foreign words that no Vietnamese syllable is spelt like, and names of places.
_FOREIGN = {"crôm", "brôm", "đăk", "krông", "blốc"}
_JOINED = re.compile(r"[@./\xad¬-]")
_SHORT = re.compile(r"(?:c|ch|p|t)$")
# Tone marks on the first letter of ươ, iê, uô, yê: "đựơc".
_MISPLACED = re.compile(r"[ừứửữự]ơ|[ìíỉĩị]ê|[ùúủũụ]ô|[ỳýỷỹỵ]ê")
_TERM = 3
# So often a document must write a word as it should be before one with other marks is an error.
_WRITTEN_RIGHT = 2
# "Ông Huỳnh" is a name that texts have, and nothing that "ống huỳnh quang" was meant to be.
_TITLES = ("ông ", "bà ", "anh ", "chị ")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;] |^\W+)$")


def _wrong_marks(draft: Draft) -> Iterator[Hit]:
    return _unless_terms(draft, sure=True)


def _perhaps_wrong_marks(draft: Draft) -> Iterator[Hit]:
    """Two words that meet, or one with wrong marks: "mục đích vụ lợi"."""
    return _unless_terms(draft, sure=False)


def _unless_terms(draft: Draft, *, sure: bool) -> Iterator[Hit]:
    """Wrong words; what a document has three times is a term of its own: "cao su đại điền"."""
    hits = list(_wrong_words(draft))
    times = Counter(_found(hit) for hit, _ in hits)
    return (
        hit
        for hit, proof in hits
        if times[_found(hit)] < _TERM and _is_proved(draft, hit, proof) is sure
    )


def _found(hit: Hit) -> str:
    return hit.paragraph.text[hit.start : hit.end].lower()


class _Proof(Enum):
    """What shows that a word has wrong marks: itself, the document around it, or nothing."""

    ITSELF = auto()
    DOCUMENT = auto()
    NONE = auto()


def _is_proved(draft: Draft, hit: Hit, proof: _Proof) -> bool:
    """Whether a word is surely wrong; where nothing beside it tells, the document must.

    Who writes "thẩm quyền" eight times meant it by "thẩm quyển" too. In a PDF words of two cells
    of a table stand side by side.
    """
    if proof is not _Proof.DOCUMENT:
        return proof is _Proof.ITSELF
    right = hit.suggestion.lower()
    times = sum(paragraph.text.lower().count(right) for paragraph in draft.paragraphs)
    return draft.format != "pdf" and times >= _WRITTEN_RIGHT


def _wrong_words(draft: Draft) -> Iterator[tuple[Hit, _Proof]]:
    """Pairs of syllables with wrong marks, each with what shows that they are wrong."""
    for paragraph in draft.paragraphs:
        for run in paragraph.runs:
            keys = [key(match[0]) for match in run]
            for at in range(len(run) - 1):
                right = usage().corrected(run[at][0], run[at + 1][0])
                if not right or not _are_words(paragraph, run, at):
                    continue
                is_unknown = any(
                    _is_unknown(match[0]) or _lacks_tone(match[0]) for match in run[at : at + 2]
                )
                if is_unknown or not _belongs_elsewhere(run, keys, at):
                    shown = right.capitalize() if run[at][0].istitle() else right
                    hit = Hit(paragraph, run[at].start(), run[at + 1].end(), shown)
                    if is_unknown:
                        yield hit, _Proof.ITSELF
                    elif _makes_words(run, at, right):
                        yield hit, _Proof.NONE
                    else:
                        is_read_on = _would_be_read_on(run, keys, at, right)
                        yield hit, _Proof.ITSELF if is_read_on else _Proof.DOCUMENT


def _would_be_read_on(run: Run, keys: Sequence[str], at: int, right: str) -> bool:
    """Whether the corrected syllable is usual beside the word beyond it: "năng lực hoạt động"."""
    first, second = keys_of(right)
    is_first = keys[at] != first
    other = at - 1 if is_first else at + 2
    if not 0 <= other < len(run) or run[other][0].lower() in PARTICLES:
        return False
    return ((keys[other], first) if is_first else (second, keys[other])) in usage().pairs


def _makes_words(run: Run, at: int, right: str) -> bool:
    """Whether the syllables make usual words with those beyond them.

    The one that would change makes a usual pair ("mục đích", not "dịch vụ", in "mục đích vụ
    lợi"); or it can stand alone and the one that would stay makes a word ("xã hội", not "hội
    chợ", in "xã hội chờ").
    """
    before = (run[at - 1][0], run[at][0]) if at else ("", "")
    after = (run[at + 1][0], run[at + 2][0]) if at + 2 < len(run) else ("", "")
    is_first = key(run[at][0]) != keys_of(right)[0]
    changed, kept = (before, after) if is_first else (after, before)
    wrong = run[at if is_first else at + 1][0]
    is_usual = (key(changed[0]), key(changed[1])) in usage().pairs
    has_particle = not PARTICLES.isdisjoint(word.lower() for word in changed)
    # "Theo dõi nợ" is a word and another, whatever "theo" is elsewhere.
    if is_usual and (not has_particle or usage().is_word(*changed)):
        return True
    is_whole = key(wrong) not in usage().bound
    return (is_whole and usage().is_word(*kept)) or right.startswith(_TITLES)


def _wrong_consonants(draft: Draft) -> Iterator[Hit]:
    """Words of which one syllable is none: "hoạc động"."""
    return _words_that_sound_alike(draft, unknown=True)


def _perhaps_wrong_consonants(draft: Draft) -> Iterator[Hit]:
    """Two known syllables that sound like a word: "quảng lý", but also "đường nối"."""
    hits = list(_words_that_sound_alike(draft, unknown=False))
    times = Counter(_found(hit) for hit in hits)
    return (hit for hit in hits if times[_found(hit)] < _TERM)


def _words_that_sound_alike(draft: Draft, *, unknown: bool) -> Iterator[Hit]:
    for paragraph in draft.paragraphs:
        for run in paragraph.runs:
            keys = [key(match[0]) for match in run]
            for at in range(len(run) - 1):
                right = _sounding_alike(run, at)
                if not right or not _are_words(paragraph, run, at):
                    continue
                is_unknown = _is_unknown(run[at][0]) or _is_unknown(run[at + 1][0])
                if is_unknown and (_is_torn(run, at) or _is_torn(run, at + 1)):
                    continue
                is_whole = is_unknown or not _belongs_elsewhere(run, keys, at)
                if is_unknown is unknown and is_whole:
                    shown = right.capitalize() if run[at][0].istitle() else right
                    yield Hit(paragraph, run[at].start(), run[at + 1].end(), shown)


def _sounding_alike(run: Run, at: int) -> str:
    """The word that two syllables sound like; empty where they are a pair that texts have."""
    first, second = run[at][0].lower(), run[at + 1][0].lower()
    if f"{first} {second}" in CONFUSED or not STANDING_ALONE.isdisjoint({key(first), key(second)}):
        return ""
    if (key(first), key(second)) in usage().pairs or usage().corrected(first, second):
        return ""
    others = [(one, second) for one in sounding_alike(first)]
    others += [(first, one) for one in sounding_alike(second)]
    return next((f"{a} {b}" for a, b in others if usage().is_word(a, b)), "")


def _telex(draft: Draft) -> Iterator[Hit]:
    """Keys of Telex that stand as letters, where what they write makes a word."""
    for paragraph in draft.paragraphs:
        for run in paragraph.runs:
            for at, match in enumerate(run):
                word = match[0]
                if not (2 < len(word) < 9 and word.isascii() and word.islower()):
                    continue
                if is_syllable(word) or not (meant := from_telex(word)):
                    continue
                before = run[at - 1][0] if at else ""
                after = run[at + 1][0] if at + 1 < len(run) else ""
                if usage().is_word(before, meant) or usage().is_word(meant, after):
                    yield Hit.of(paragraph, match, meant)


def _belongs_elsewhere(run: Run, keys: Sequence[str], at: int) -> bool:
    """Whether one of two syllables makes a word with the syllable beyond it.

    In "bảo vệ môi trương" it does not: "vệ" is already part of "bảo vệ".
    """
    pairs = usage().pairs

    def is_pair(first: int) -> bool:
        words = {match[0].lower() for match in run[max(0, first) : first + 2]}
        is_usual = first >= 0 and tuple(keys[first : first + 2]) in pairs
        return is_usual and PARTICLES.isdisjoint(words)

    return (is_pair(at - 1) and not is_pair(at - 2)) or (is_pair(at + 1) and not is_pair(at + 2))


def _are_words(paragraph: Paragraph, run: Run, at: int) -> bool:
    """Whether two words are in small letters, the first one of a sentence apart: no names."""
    first = run[at][0]
    if not PARTICLES.isdisjoint({first.lower(), run[at + 1][0]}):
        return False
    begins = first.istitle() and _SENTENCE_END.search(paragraph.text[: run[at].start()])
    return run[at + 1][0].islower() and (first.islower() or bool(begins))


def _misspelt(draft: Draft) -> Iterator[Hit]:
    """Syllables that cannot be, and unknown ones where a known one makes an official word."""
    for paragraph, run, at in _unknown_syllables(draft):
        word, likely = run[at][0], _likely(run, at)
        if not _is_possible(word):
            yield Hit.of(paragraph, run[at], _meant(word, likely))
        elif any(_makes_word(run, at, one) for one in likely):
            what = "Âm tiết không gặp trong văn bản luật, báo chí"
            yield Hit.of(paragraph, run[at], _meant(word, likely), what)


def _meant(word: str, likely: Sequence[str]) -> str:
    """The one syllable that was meant; empty where several may be."""
    likely = [one for one in likely if _is_possible(one)]
    if len(likely) != 1 and (other := respelt(word)):
        return other
    # Of several, the one whose letters are the same but for the tone: "đươc", not "dước".
    for close in (
        likely,
        [one for one in usage().alike(word) if key(one) == key(word) and _is_possible(one)],
        [one for one in likely if toneless(one) == toneless(word)],
        [one for one in usage().alike(word) if one in PARTICLES],
    ):
        if len(close) == 1:
            return close[0]
    return ""


def _rare(draft: Draft) -> Iterator[Hit]:
    for paragraph, run, at in _unknown_syllables(draft):
        word, likely = run[at][0], _likely(run, at)
        if _is_possible(word) and not any(_makes_word(run, at, one) for one in likely):
            yield Hit.of(paragraph, run[at], _meant(word, likely) if likely else "")


def _makes_word(run: Run, at: int, syllable: str) -> bool:
    """Whether a syllable in that place is usual beside one that is no particle: "hiệu trưởng"."""
    before = run[at - 1][0].lower() if at else ""
    after = run[at + 1][0].lower() if at + 1 < len(run) else ""
    return any(
        (key(first), key(second)) in usage().pairs and PARTICLES.isdisjoint({first, second})
        for first, second in ((before, syllable), (syllable, after))
    )


def _unknown_syllables(draft: Draft) -> Iterator[tuple[Paragraph, Run, int]]:
    for paragraph in draft.paragraphs:
        for run in paragraph.runs:
            for at, match in enumerate(run):
                if _is_unknown(match[0]):
                    text = paragraph.text
                    around = text[max(0, match.start() - 1) : match.end() + 1].rstrip(".")
                    # A part of an address, or of a word with a hyphen at the end of a line.
                    is_whole = not (_JOINED.search(around) or _is_torn(run, at))
                    if is_whole and not _is_in_wrong_word(run, at):
                        yield paragraph, run, at


def _is_torn(run: Run, at: int) -> bool:
    """Whether it is a piece of a syllable that a space tore, as in some PDF: "hư ớng", "l ần"."""
    pieces = [run[at - 1][0] + run[at][0]] if at else []
    pieces += [run[at][0] + run[at + 1][0]] if at + 1 < len(run) else []
    return any(key(piece) in usage().syllables and is_syllable(piece) for piece in pieces)


def _is_unknown(word: str) -> bool:
    if not (1 < len(word) < 8 and word.islower() and _MARKED.search(word)) or word in _FOREIGN:
        return False
    # Words of several syllables written in one are foreign: "nitơ", "prôtêin".
    if len(_VOWELS.findall(toneless(word))) != 1:
        return False
    return key(word) not in usage().syllables or not _is_possible(word)


def _lacks_tone(word: str) -> bool:
    """Whether it ends in c, ch, p, t without the tone that these must have: "ngân sach"."""
    return word.isascii() and word.islower() and is_syllable(word) and bool(_SHORT.search(word))


def _is_possible(word: str) -> bool:
    """Whether a syllable can be spelt so; those that end in c, ch, p, t have two tones only."""
    ends_short = _SHORT.search(toneless(word)) and key(word)[-1] not in "15"
    return is_syllable(word) and not ends_short and not _MISPLACED.search(word)


def _is_in_wrong_word(run: Run, at: int) -> bool:
    """Whether another rule marks the word that it is a part of."""
    return any(
        0 <= first < len(run) - 1
        and (usage().corrected(run[first][0], run[first + 1][0]) or _sounding_alike(run, first))
        for first in (at - 1, at)
    )


def _likely(run: Run, at: int) -> list[str]:
    """Syllables of the same letters that make a word with a neighbour."""
    pairs = usage().pairs
    before = key(run[at - 1][0]) if at else ""
    after = key(run[at + 1][0]) if at + 1 < len(run) else ""
    alike = usage().alike(run[at][0])
    return [one for one in alike if (before, key(one)) in pairs or (key(one), after) in pairs]


RULES = (
    Rule(
        "PROOF-WRONG-MARKS",
        "Từ viết sai dấu",
        "lỗi",
        _USAGE,
        _wrong_marks,
        wrong=(
            ("Nâng cao năng lực; tăng năng lực. Nâng cao nâng lực hoạt động.", "năng lực"),
            ("Triễn khai kế hoach năm 2023.", "kế hoạch"),
            ("Đời sống khá hơn; lo cho đời sống. Nâng cao đời sông của nhân dân.", "đời sống"),
            ("Nâng cao nâng lực hoạt động.", "năng lực"),
            ("Thu ngân sach tăng.", "ngân sách"),
        ),
        right=(
            "Nâng cao đời sống của nhân dân.",
            "Tính trạng của giống cây; công tác, cộng tác viên.",
            "Sông Đời Sông.",
            "Gồm¹: hợp tác⁶.",
            "Cao su đại điền. Vốn của đại điền; diện tích đại điền.",
            "Nâng cao đời sông của nhân dân.",
            "Nhằm mục đích vụ lợi; củng cố quan hệ hợp tác; bảo hiểm xã hội chờ hưởng chế độ.",
            "Ống huỳnh quang; theo dõi nợ quá hạn.",
        ),
    ),
    Rule(
        "PROOF-MARKS-PERHAPS",
        "Có thể viết sai dấu",
        "xem lại",
        _USAGE,
        _perhaps_wrong_marks,
        wrong=(
            ("Nhằm mục đích vụ lợi.", "dịch vụ"),
            ("Nâng cao đời sông của nhân dân.", "đời sống"),
        ),
        right=("Nâng cao đời sống của nhân dân.",),
    ),
    Rule(
        "PROOF-WRONG-CONSONANT",
        "Từ viết sai phụ âm",
        "lỗi",
        _USAGE,
        _wrong_consonants,
        wrong=(
            ("Các hoạc động văn hóa.", "hoạt động"),
            ("Tăng cườn công tác kiểm tra.", "Tăng cường"),
        ),
        right=("Công tác giám sát; các hoạt động; chú trọng.", "Công tác dám sát."),
    ),
    Rule(
        "PROOF-SOUND-ALIKE",
        "Có thể viết sai phụ âm",
        "xem lại",
        _USAGE,
        _perhaps_wrong_consonants,
        wrong=(("Công tác dám sát được tăng cường.", "giám sát"),),
        right=("Công tác giám sát.", "Xã Dám Sát.", "Chính phủ việc này; tham gia việc soạn thảo."),
    ),
    Rule(
        "PROOF-TELEX",
        "Phím gõ Telex còn trong chữ",
        "lỗi",
        _USAGE,
        _telex,
        wrong=(("Công tác tuyeen truyền.", "tuyên"), ("Kế hoạch phats triển.", "phát")),
        right=("Công tác tuyên truyền; website, data, logistics.",),
    ),
    Rule(
        "PROOF-SYLLABLE",
        "Chữ viết không thành âm tiết tiếng Việt",
        "lỗi",
        _USAGE,
        _misspelt,
        wrong=(
            ("Các nghành liên quan phối hợp.", "ngành"),
            ("Nâng cao chất lượnng.", "lượng"),
            ("Sở đã biêt kết quả.", ""),
            ("Các doanh ngiệp.", "nghiệp"),
            ("Số liệu đựơc tổng hợp.", "được"),
            ("Kinh phí đươc cấp.", "được"),
        ),
        right=(
            "Các ngành liên quan phối hợp; hàm lượng nitơ, prôtêin, ôxy.",
            "Khuỷu tay, ngoằn ngoèo.",
            "Trồng chè, chẩu, cọ, dó.",
            "Trừ đá lửa và bấc.",
            "Theo hư ớng dẫn; thửa đất l ần đầu; trung tâ m hành chính.",
        ),
    ),
    Rule(
        "PROOF-RARE-SYLLABLE",
        "Âm tiết hiếm gặp, có thể gõ sai",
        "xem lại",
        _USAGE,
        _rare,
        wrong=(("Các hộ trồng chẩu.", ""),),
        right=("Các hộ trồng chè.",),
    ),
)
