"""Rules on spelling: words that are confused, spelt in two ways, or of composed letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baocao.locale.vi.text import is_nfc, nfc
from baocao.review.proofread.draft import Draft
from baocao.review.proofread.rule import NOT_PDF, Hit, Rule, find_pattern
from baocao.review.proofread.usage import usage
from baocao.review.proofread.wordlists import CONFUSED, DECREE, DICTIONARY, PREFERRED

__all__ = ["RULES"]

_LAST_WORD = re.compile(r"([^\W\d_]+) $")
# Where the tone mark of "hóa", "thủy" is: on the first vowel, or on the second.
_ON_FIRST = re.compile(r"\b(?!q)[^\W\d_]*?(?:[òóỏõọ][ae]|[ùúủũụ]y)\b", re.IGNORECASE)
_ON_SECOND = re.compile(r"\b[^\W\d_]*?(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\b", re.IGNORECASE)


def _confused(match: re.Match[str]) -> str | None:
    before = _LAST_WORD.search(match.string, max(0, match.start() - 8), match.start())
    first = match[0].split()[0]
    # "khả năng xuất khẩu": the first syllable belongs to the word before.
    if before and usage().is_word(before[1], first):
        return None
    right = CONFUSED[match[0].lower()]
    return right[0].upper() + right[1:] if match[0][0].isupper() else right


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
        "PROOF-CONFUSED-WORD",
        "Dùng nhầm từ",
        "lỗi",
        DICTIONARY,
        find_pattern(
            rf"\b(?:{'|'.join(map(re.escape, CONFUSED))})\b", _confused, flags=re.IGNORECASE
        ),
        wrong=(
            ("Thu hút sự quan tâm đồng đạo của phụ huynh.", "quan tâm đông đảo"),
            ("Sát nhập hai trường.", "Sáp nhập"),
        ),
        right=(
            "Thu hút sự quan tâm đông đảo của phụ huynh.",
            "Các đồng đạo cùng dự.",
            "Doanh nghiệp có khả năng xuất khẩu; thành tựu chung của đất nước.",
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
