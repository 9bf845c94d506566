"""Rules on names: near misses, capitals, editions of standards, abbreviations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from baocao.review.proofread.rule import Draft, Hit, Rule, Text, pattern
from baocao.review.proofread.wordlists import ABBREVIATIONS, CAPITAL, DECREE, is_syllable, toneless

__all__ = ["RULES"]

_WORKSPACE = "Danh mục tên và sổ theo dõi của đơn vị"
_NAMING = f"{DECREE}, Phụ lục II, Mục IV.1"
_WORD = re.compile(r"[^\W_]+")
_ABBREVIATION = re.compile(
    rf"(?<![\w/.&-])[{CAPITAL}]{{2,}}(?:&[{CAPITAL}]{{2,}}| ?[–-] ?[{CAPITAL}]{{2,}}(?!\w))*"
    r"(?![\w/&]|-\w)"
)
_ROMAN = re.compile(r"[IVXLC]+")
# "… (HTX)", "viết tắt là HTX".
_EXPLAINED = re.compile(rf"(?:\(|tắt(?: là|:)? [“\"]?)([{CAPITAL}][{CAPITAL}&-]+)\b")


@dataclass(frozen=True)
class _Near:
    """Words `first` to `last` of a text that are almost a name, or the name in other capitals."""

    start: int
    end: int
    name: str
    is_letters: bool


def _near_names(text: Text, names: dict[str, list[tuple[int, str, list[str]]]]) -> Iterator[_Near]:
    words = list(_WORD.finditer(text.text))
    lower = [match[0].lower() for match in words]
    for at, word in enumerate(lower):
        for offset, name, parts in names.get(word, ()):
            first = at - offset
            if first < 0 or first + len(parts) > len(words):
                continue
            wrong = [i for i, part in enumerate(parts) if lower[first + i] != part.lower()]
            # A name with a wrong first word is met at its second, every other at its first.
            if len(wrong) > 1 or offset != (1 if wrong == [0] else 0):
                continue
            start, end = words[first].start(), words[first + len(parts) - 1].end()
            spoken = text.text[start:end]
            if wrong:
                if _is_slip(words[first + wrong[0]][0], parts[wrong[0]], len(parts)):
                    yield _Near(start, end, name, True)
            elif spoken != name and words[first][0] == parts[0]:
                exact = [words[first + i][0] for i in range(len(parts))]
                if exact != parts and not spoken.isupper():
                    yield _Near(start, end, name, False)


def _is_slip(word: str, meant: str, length: int) -> bool:
    """Whether a word is another cut short, or differs by its tone or its hooks only."""
    if meant[0].isupper() and not word[0].isupper():
        return False
    is_cut = len(word) < len(meant) and meant.startswith(word) and word[0].isupper()
    return is_cut or (length > 2 and _plain(word) == _plain(meant))


def _plain(word: str) -> str:
    return toneless(word).translate(str.maketrans("ăâđêôơư", "aadeoou"))


def _names(draft: Draft, *, letters: bool) -> Iterator[Hit]:
    index: dict[str, list[tuple[int, str, list[str]]]] = defaultdict(list)
    known = set()
    for name in (*draft.dictionary.names, *draft.dictionary.places):
        parts = _WORD.findall(name)
        known.add(tuple(part.lower() for part in parts))
        for offset in (0, 1):
            index[parts[offset].lower()].append((offset, name, parts))
    for text in draft.texts:
        if text.is_capitals:
            continue
        reached = 0
        # The longest of names that begin together, and none inside another.
        for near in sorted(_near_names(text, index), key=lambda n: (n.start, -n.end)):
            spoken = tuple(word.lower() for word in _WORD.findall(text.text[near.start : near.end]))
            is_other = near.is_letters and spoken in known
            if near.is_letters is letters and near.start >= reached and not is_other:
                reached = near.end
                yield Hit(text, near.start, near.end, near.name)


def _terms(draft: Draft) -> Iterator[Hit]:
    by_letters = {term.lower(): term for term in draft.dictionary.terms}
    if not by_letters:
        return
    terms = "|".join(sorted(map(re.escape, by_letters), key=len, reverse=True))
    found = re.compile(rf"(?<![\w@./-])(?:{terms})(?![\w@/-]|\.\w)", re.IGNORECASE)
    for text in draft.texts:
        for match in found.finditer(text.text):
            term = by_letters[match[0].lower()]
            if match[0] not in draft.dictionary.terms and not _among_capitals(text, match):
                yield Hit(text, match.start(), match.end(), term)


def _among_capitals(text: Text, match: re.Match[str]) -> bool:
    """Whether the words beside are in capitals too, as in a title."""
    before = text.text[: match.start()].split()[-1:]
    after = text.text[match.end() :].split()[:1]
    words = [word.strip(".,;:()") for word in (*before, *after)]
    return any(len(word) > 1 and word.isupper() and is_syllable(word) for word in words)


def _standards(draft: Draft) -> re.Pattern[str] | None:
    bases = sorted(draft.dictionary.standards, key=len, reverse=True)
    if not bases:
        return None
    return re.compile(rf"({'|'.join(map(re.escape, bases))})( ?: ?)(\d{{4}})(?!\d)")


def _editions(draft: Draft) -> Iterator[Hit]:
    if found := _standards(draft):
        for text in draft.texts:
            for match in found.finditer(text.text):
                if match[3] not in draft.dictionary.standards[match[1]]:
                    right = f"{match[1]}:{draft.dictionary.current[match[1]]}"
                    yield Hit(text, match.start(), match.end(), right)


def _edition_spaces(draft: Draft) -> Iterator[Hit]:
    if found := _standards(draft):
        for text in draft.texts:
            for match in found.finditer(text.text):
                known = match[3] in draft.dictionary.standards[match[1]]
                if known and match[2] != ":":
                    yield Hit(text, match.start(), match.end(), f"{match[1]}:{match[3]}")


def _abbreviations(draft: Draft) -> Iterator[Hit]:
    """Each abbreviation that nobody explains, once, where it first stands."""
    told: set[str] = set()
    known = ABBREVIATIONS | {term.upper() for term in draft.dictionary.terms}
    whole = "\n".join(text.text for text in draft.texts)
    explained = set(_EXPLAINED.findall(whole))
    for text in draft.texts:
        if text.is_capitals:
            continue
        for match in _ABBREVIATION.finditer(text.text):
            letters = re.sub(" ?[–-] ?", "-", match[0])
            if letters in told or letters in known or _ROMAN.fullmatch(letters):
                continue
            told.add(letters)
            is_word = all(is_syllable(part) or part in known for part in re.split("[&-]", letters))
            if not (is_word or match[0] in explained or _is_spelt_out(letters, whole)):
                yield Hit(
                    text,
                    match.start(),
                    match.end(),
                    f"viết đầy đủ ở lần đầu, kèm “({letters})”; hoặc không viết tắt",
                )


def _is_spelt_out(abbreviation: str, whole: str) -> bool:
    """Whether the words around an & stand in the text: "khoa học và công nghệ" of KH&CN."""
    if "&" not in abbreviation:
        return False
    words = " và ".join(
        " ".join(rf"{letter}\w+" for letter in part) for part in abbreviation.split("&")
    )
    return re.search(rf"\b{words}\b", whole, re.IGNORECASE) is not None


RULES = (
    Rule(
        "PROOF-NAME",
        "Tên riêng viết sai so với danh mục",
        "lỗi",
        _WORKSPACE,
        lambda draft: _names(draft, letters=True),
        wrong=(
            ("Hỗ trợ Công ty Cổ phần Sách Bình A tích hợp.", "Công ty Cổ phần Sách Bình An"),
            ("Công ty Cổ phần Sạch Bình An.", "Công ty Cổ phần Sách Bình An"),
            ("Địa bàn tỉnh Bình A.", "Bình An"),
        ),
        right=("Công ty Cổ phần Sách Bình An.", "Công ty Cổ phần Giấy Bình An.", "Bình tĩnh."),
    ),
    Rule(
        "PROOF-NAME-CAPITALS",
        "Tên cơ quan, tổ chức viết hoa không đúng",
        "lỗi",
        _NAMING,
        lambda draft: _names(draft, letters=False),
        wrong=(("Do Sở giáo dục và Đào tạo chủ trì.", "Sở Giáo dục và Đào tạo"),),
        right=(
            "Do Sở Giáo dục và Đào tạo chủ trì.",
            "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
            "Giáo dục và đào tạo.",
        ),
    ),
    Rule(
        "PROOF-TERM",
        "Chữ viết tắt, tên gọi viết khác danh mục",
        "lỗi",
        _WORKSPACE,
        _terms,
        wrong=(("Chứng nhận Vietbook.", "VietBook"), ("Tiêu chuẩn VIETBOOK cho sách.", "VietBook")),
        right=("Chứng nhận VietBook.", "CHỨNG NHẬN VIETBOOK", "Trang vietbook.vn"),
    ),
    Rule(
        "PROOF-EDITION",
        "Phiên bản tiêu chuẩn không có trong danh mục",
        "lỗi",
        "Danh mục tiêu chuẩn của đơn vị (data/names.csv)",
        _editions,
        wrong=(("Áp dụng ISO 21001: 2015.", "ISO 21001:2018"),),
        right=("Áp dụng ISO 21001:2018 thay ISO 9001:2008.",),
    ),
    Rule(
        "PROOF-EDITION-SPACE",
        "Số hiệu tiêu chuẩn có dấu cách quanh dấu hai chấm",
        "nên sửa",
        "Cách ghi số hiệu tiêu chuẩn quốc gia, quốc tế: năm công bố sau dấu hai chấm, không cách",
        _edition_spaces,
        wrong=(("Áp dụng ISO 9001: 2015.", "ISO 9001:2015"),),
        right=("Áp dụng ISO 9001:2015.",),
    ),
    Rule(
        "PROOF-STATE",
        "“Nhà nước” đi liền với “Đảng” phải viết hoa",
        "lỗi",
        f"{DECREE}, Phụ lục II, Mục V.1",
        pattern(r"(?<=Đảng, )nhà nước|(?<=Đảng và )nhà nước", "Nhà nước"),
        wrong=(("Chủ trương của Đảng, nhà nước.", "Nhà nước"), ("Đảng và nhà nước.", "Nhà nước")),
        right=("Chủ trương của Đảng, Nhà nước về quản lý nhà nước.",),
    ),
    Rule(
        "PROOF-ABBREVIATION",
        "Chữ viết tắt chưa được giải thích",
        "nên sửa",
        "Thói quen của đơn vị: viết đầy đủ ở lần đầu",
        _abbreviations,
        wrong=(("Có 02 HTX.", "viết đầy đủ ở lần đầu, kèm “(HTX)”; hoặc không viết tắt"),),
        right=(
            "Có 02 hợp tác xã (HTX). Mỗi HTX một hồ sơ.",
            "UBND tỉnh ban hành Kế hoạch số 15/KH-UBND. Quý IV.",
            "Ngành giáo dục và đào tạo, gọi là GD&ĐT.",
            "KẾT QUẢ CỦA HTX",
        ),
    ),
)
