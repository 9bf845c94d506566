"""Rules on words: doubled, confused, misspelt, spelt in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baocao.locale.vi.text import is_nfc, nfc, toneless
from baocao.review.proofread.draft import PROSE, Draft
from baocao.review.proofread.rule import NOT_PDF, Hit, Rule, find_pattern
from baocao.review.proofread.wordlists import (
    COMPOUNDS,
    CONFUSED,
    DECREE,
    PREFERRED,
    REPEATED,
    is_syllable,
)

__all__ = ["RULES"]

_DICTIONARY = "Từ điển tiếng Việt (Viện Ngôn ngữ học)"
_MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]")
_VOWELS = re.compile("[aăâeêioôơuưy]+")
# Foreign words that no Vietnamese syllable is spelt like, and names of places.
_FOREIGN = {"crôm", "brôm", "đăk", "krông"}
# Where the tone mark of "hóa", "thủy" is: on the first vowel, or on the second.
_ON_FIRST = re.compile(r"\b(?!q)[^\W\d_]*?(?:[òóỏõọ][ae]|[ùúủũụ]y)\b", re.IGNORECASE)
_ON_SECOND = re.compile(r"\b[^\W\d_]*?(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\b", re.IGNORECASE)


def _doubled(match: re.Match[str]) -> str | None:
    first, second = match[1], match[2]
    is_name = first.istitle() and second.istitle()  # "Ka Ka" is a place
    before = re.search(r"[^\W\d_]* $", match.string[max(0, match.start() - 8) : match.start()])
    is_compound = before and f"{before[0]}{first}".lower() in COMPOUNDS
    return None if first.lower() in REPEATED or is_name or is_compound else first


def _confused(match: re.Match[str]) -> str:
    right = CONFUSED[match[0].lower()]
    return right[0].upper() + right[1:] if match[0][0].isupper() else right


def _misspelt(match: re.Match[str]) -> str | None:
    word = match[0]
    # Words of several syllables written in one are foreign: "nitơ", "prôtêin".
    is_one_syllable = len(_VOWELS.findall(toneless(word))) == 1
    is_vietnamese = word.islower() and _MARKED.search(word) and word not in _FOREIGN
    return "" if is_vietnamese and is_one_syllable and not is_syllable(word) else None


def _two_spellings(draft: Draft) -> Iterator[Hit]:
    whole = " ".join(paragraph.text.lower() for paragraph in draft.paragraphs)
    for other, preferred in PREFERRED.items():
        if other in whole and re.search(rf"\b{preferred}\b", whole):
            for paragraph, match in draft.matches(re.compile(rf"\b{other}\b", re.IGNORECASE)):
                yield Hit.of(paragraph, match, preferred)


def _two_tones(draft: Draft) -> Iterator[Hit]:
    """The first word of the rarer way of putting tone marks, if both are used."""
    fewer, more = sorted((list(draft.matches(p)) for p in (_ON_FIRST, _ON_SECOND)), key=len)
    if fewer and more:
        paragraph, match = fewer[0]
        model = more[0][1][0]
        yield Hit.of(paragraph, match, f"đặt dấu thanh như trong “{model}”")


def _not_nfc(draft: Draft) -> Iterator[Hit]:
    """The first such word of each paragraph."""
    for paragraph in draft.paragraphs:
        written = paragraph.written
        if not is_nfc(written):
            word = nfc(next((w for w in written.split() if not is_nfc(w)), written))
            at = paragraph.text.find(word)
            if at >= 0:
                yield Hit(paragraph, at, at + len(word), f"chuyển đoạn về dạng dựng sẵn: {word}")


RULES = (
    Rule(
        "PROOF-DOUBLED-WORD",
        "Lặp từ",
        "lỗi",
        _DICTIONARY,
        find_pattern(r"(?<![\w/.-])([^\W\d_]{2,}) (\1)(?![\w/-])", _doubled, flags=re.IGNORECASE),
        wrong=(("Sự tham gia của các các tổ chức.", "các"),),
        right=(
            "Chất lượng dần dần được nâng lên.",
            "Thời hạn là năm năm.",
            "Ủy ban ban hành kế hoạch thu hút đầu tư tư nhân.",
            "Xã Ka Ka có ba hồ sơ.",
        ),
    ),
    Rule(
        "PROOF-DOUBLED-PHRASE",
        "Lặp cụm từ",
        "nên sửa",
        _DICTIONARY,
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
        "PROOF-CONFUSED-WORD",
        "Dùng nhầm từ",
        "lỗi",
        _DICTIONARY,
        find_pattern(
            rf"\b(?:{'|'.join(map(re.escape, CONFUSED))})\b", _confused, flags=re.IGNORECASE
        ),
        wrong=(
            ("Thu hút sự quan tâm đồng đạo của phụ huynh.", "quan tâm đông đảo"),
            ("Sát nhập hai trường.", "Sáp nhập"),
        ),
        right=("Thu hút sự quan tâm đông đảo của phụ huynh.", "Các đồng đạo cùng dự."),
    ),
    Rule(
        "PROOF-SYLLABLE",
        "Chữ viết không thành âm tiết tiếng Việt",
        "nên sửa",
        _DICTIONARY,
        find_pattern(r"(?<![\w@./-])[^\W\d_]{2,7}(?![\w@/-])", _misspelt),
        wrong=(("Các nghành liên quan phối hợp.", ""), ("Nâng cao chất lượnng.", "")),
        right=(
            "Các ngành liên quan phối hợp; hàm lượng nitơ, prôtêin, ôxy.",
            "Khuỷu tay, ngoằn ngoèo.",
        ),
    ),
    Rule(
        "PROOF-TWO-SPELLINGS",
        "Một từ viết hai cách trong cùng văn bản",
        "nên sửa",
        "Thói quen của đơn vị: một cách viết trong một văn bản; luật viết “hằng năm”, “quy định”",
        _two_spellings,
        wrong=(("Báo cáo hàng năm.\n\nKế hoạch hằng năm.", "hằng năm"),),
        right=("Báo cáo hàng năm.\n\nKế hoạch hàng năm.", "Báo cáo hằng năm."),
    ),
    Rule(
        "PROOF-TWO-TONES",
        "Dấu thanh đặt theo hai kiểu trong cùng văn bản",
        "xem lại",
        "Thói quen của đơn vị: một kiểu bỏ dấu trong một văn bản",
        _two_tones,
        wrong=(("Hàng hóa và văn hóa.\n\nTiêu chuẩn hoá.", "đặt dấu thanh như trong “hóa”"),),
        right=("Hàng hóa, thủy lợi; quý, quỹ, khuỷu, toàn, hoàn.", "Hàng hoá, thuỷ lợi, quý."),
    ),
    Rule(
        "PROOF-NFC",
        "Chữ Việt ở dạng tổ hợp, không phải dạng dựng sẵn",
        "lỗi",
        f"TCVN 6909:2001; {DECREE}, Phụ lục I, Mục I.4",
        _not_nfc,
        wrong=(("Qu\u0079\u0301 I.", "chuyển đoạn về dạng dựng sẵn: Quý"),),
        right=("Quý I.",),
        # The program that writes a PDF may decompose letters.
        formats=NOT_PDF,
    ),
)
