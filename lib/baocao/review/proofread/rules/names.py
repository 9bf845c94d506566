"""Rules on names: spelling, capitals, editions of standards, abbreviations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from baocao.locale.vi.text import toneless
from baocao.review.proofread.draft import Draft, Paragraph
from baocao.review.proofread.rule import Hit, Rule, find_pattern
from baocao.review.proofread.usage import usage
from baocao.review.proofread.wordlists import (
    ABBREVIATIONS,
    CAPITAL,
    DECREE,
    MINISTRIES,
    is_syllable,
)

__all__ = ["RULES"]

_WORKSPACE = "Danh mục tên và sổ theo dõi của đơn vị"
_NAMING = f"{DECREE}, Phụ lục II, Mục IV.1"
_WORD = re.compile(r"[^\W_]+")
_ABBREVIATION = re.compile(
    rf"(?<![\w/.&-])[{CAPITAL}]{{2,}}(?:&[{CAPITAL}]{{2,}}| ?[–-] ?[{CAPITAL}]{{2,}}(?!\w))*"
    r"(?![\w/&]|-\w)"
)
# Shorter ones are near too many others.
_CAPITALS = re.compile(rf"(?<!\w)[{CAPITAL}]{{4,}}(?!\w)")
# Kinds of media, which laws write with small letters, and levels of administration.
_MEDIA = frozenset({"báo", "cổng", "trang"})
_LEVELS = frozenset({"tỉnh", "huyện", "xã", "phường"})
_GOES_ON = re.compile(rf" [{CAPITAL}]|, (?:tỉnh|thành phố|huyện|xã|phường)\b")
_ROMAN = re.compile(r"[IVXLC]+")
# "… (HTX)", "viết tắt là HTX".
_EXPLAINED = re.compile(rf"(?:\(|tắt(?: là|:)? [“\"]?)([{CAPITAL}][{CAPITAL}&-]+)\b")
_PLAIN_LETTERS = str.maketrans("ăâđêôơư", "aadeoou")


@dataclass(frozen=True)
class _Name:
    """A name of the dictionary and its words; `index` is the word by which it is looked up."""

    text: str
    words: tuple[str, ...]
    index: int


@dataclass(frozen=True)
class _NearName:
    """Letters of a text that are almost a name: one word is misspelt, or the capitals differ."""

    start: int
    end: int
    name: str
    is_misspelt: bool


def _names_by_word(names: Sequence[str]) -> dict[str, list[_Name]]:
    """The names by their first and by their second word: one of the two may be misspelt."""
    found: dict[str, list[_Name]] = defaultdict(list)
    for name in names:
        words = tuple(_WORD.findall(name))
        for index, word in enumerate(words[:2]):
            found[word.lower()].append(_Name(name, words, index))
    return found


def _near_names(paragraph: Paragraph, names: Mapping[str, Sequence[_Name]]) -> Iterator[_NearName]:
    words = list(_WORD.finditer(paragraph.text))
    lower = [match[0].lower() for match in words]
    for at, word in enumerate(lower):
        for name in names.get(word, ()):
            first, last = at - name.index, at - name.index + len(name.words) - 1
            if first < 0 or last >= len(words):
                continue
            wrong = [i for i, part in enumerate(name.words) if lower[first + i] != part.lower()]
            # A name with a wrong first word is found by its second, all others by their first.
            if len(wrong) > 1 or name.index != (1 if wrong == [0] else 0):
                continue
            start, end = words[first].start(), words[last].end()
            found = paragraph.text[start:end]
            if wrong:
                # "Hội đồng Quản trị" is not "Quảng Trị": the other words are as in the name.
                others = [i for i in range(len(name.words)) if i not in wrong]
                if any(words[first + i][0] != name.words[i] for i in others):
                    continue
                # "Dashboard Quản Trị": a word of its own, in a title with capitals.
                is_word = len(name.words) == 2 and usage().is_word(*lower[first : last + 1])
                # "Lao Bảo (Quảng Trị)": two names.
                if is_word or _WORD.sub("", found) != _WORD.sub("", name.text):
                    continue
                if _is_misspelt(words[first + wrong[0]][0], name.words[wrong[0]], len(name.words)):
                    yield _NearName(start, end, name.text, True)
            elif found != name.text and words[first][0] == name.words[0]:
                is_same = tuple(match[0] for match in words[first : last + 1]) == name.words
                # With another sign between the words it is another body's name, or no matter of
                # capitals: "Đài Phát thanh truyền hình tỉnh".
                is_other = " ".join(found.lower().split()) != name.text.lower()
                if not (is_same or is_other or found.isupper()):
                    yield _NearName(start, end, name.text, False)


def _is_misspelt(word: str, expected: str, length: int) -> bool:
    """Whether a word is cut short, or differs by its marks only; `length` is that of the name."""
    if expected[0].isupper() and not word[0].isupper():
        return False
    is_cut = len(word) < len(expected) and expected.startswith(word) and word[0].isupper()
    return is_cut or (length > 2 and _without_marks(word) == _without_marks(expected))


def _without_marks(word: str) -> str:
    return toneless(word).translate(_PLAIN_LETTERS)


def _misspelt(draft: Draft) -> Iterator[Hit]:
    return _wrong_names(draft, is_misspelt=True)


def _wrong_capitals(draft: Draft) -> Iterator[Hit]:
    return _wrong_names(draft, is_misspelt=False)


def _wrong_names(draft: Draft, *, is_misspelt: bool) -> Iterator[Hit]:
    names = (*draft.dictionary.names, *draft.dictionary.places)
    by_word = _names_by_word(names)
    known = {_lower_words(name) for name in names}
    for paragraph in draft.paragraphs:
        if paragraph.is_capitals:
            continue
        reached = 0
        # Of names that start together the longest, and none inside another.
        for near in sorted(_near_names(paragraph, by_word), key=lambda n: (n.start, -n.end)):
            found = _lower_words(paragraph.text[near.start : near.end])
            is_other_name = near.is_misspelt and found in known
            if _is_of_another(paragraph, near) or is_other_name:
                continue
            if near.is_misspelt is is_misspelt and near.start >= reached:
                reached = near.end
                yield Hit(paragraph, near.start, near.end, near.name)


def _is_of_another(paragraph: Paragraph, near: _NearName) -> bool:
    """Whether it names a kind of body, or one of another place.

    "Cổng thông tin điện tử" of a ministry, "Đài Phát thanh truyền hình tỉnh Long An".
    """
    first, *others = paragraph.text[near.start : near.end].split()
    is_kind = first.lower() in _MEDIA and all(word.islower() for word in others)
    after = paragraph.text[near.end :]
    is_elsewhere = others[-1:] and others[-1].lower() in _LEVELS and _GOES_ON.match(after)
    return is_kind or bool(is_elsewhere)


def _lower_words(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(text))


def _terms(draft: Draft) -> Iterator[Hit]:
    by_lower = {term.lower(): term for term in draft.dictionary.terms}
    if not by_lower:
        return
    terms = "|".join(sorted(map(re.escape, by_lower), key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w@./-])(?:{terms})(?![\w@/-]|\.\w)", re.IGNORECASE)
    for paragraph, match in draft.matches(pattern):
        if match[0] not in draft.dictionary.terms and not _is_among_capitals(paragraph, match):
            yield Hit.of(paragraph, match, by_lower[match[0].lower()])


def _is_among_capitals(paragraph: Paragraph, match: re.Match[str]) -> bool:
    """Whether a word next to it is in capitals too, as in a title."""
    before = paragraph.text[: match.start()].split()[-1:]
    after = paragraph.text[match.end() :].split()[:1]
    words = [word.strip(".,;:()") for word in (*before, *after)]
    return any(len(word) > 1 and word.isupper() and is_syllable(word) for word in words)


def _with_capitals(found: str) -> str | None:
    """The name of a ministry; None where no letter is small that should be a capital."""
    right = "Bộ " + next(name for name in MINISTRIES if name.lower() == found[3:].lower())
    is_small = any(a.islower() and b.isupper() for a, b in zip(found, right, strict=True))
    return right if found.startswith("Bộ") and is_small else None


def _standards(draft: Draft) -> Iterator[tuple[Paragraph, re.Match[str]]]:
    """Standards of the dictionary, each with the sign before its year, and the year."""
    bases = sorted(draft.dictionary.standards, key=len, reverse=True)
    if bases:
        pattern = rf"({'|'.join(map(re.escape, bases))})( ?: ?)(\d{{4}})(?!\d)"
        yield from draft.matches(re.compile(pattern))


def _editions(draft: Draft) -> Iterator[Hit]:
    for paragraph, match in _standards(draft):
        if match[3] not in draft.dictionary.standards[match[1]]:
            right = f"{match[1]}:{draft.dictionary.current[match[1]]}"
            yield Hit.of(paragraph, match, right)


def _spaces_in_edition(draft: Draft) -> Iterator[Hit]:
    for paragraph, match in _standards(draft):
        if match[3] in draft.dictionary.standards[match[1]] and match[2] != ":":
            yield Hit.of(paragraph, match, f"{match[1]}:{match[3]}")


def _abbreviations(draft: Draft) -> Iterator[Hit]:
    """Each abbreviation that is not explained anywhere, where it is first used."""
    seen: set[str] = set()
    known = ABBREVIATIONS | {term.upper() for term in draft.dictionary.terms}
    whole = "\n".join(paragraph.text for paragraph in draft.paragraphs)
    explained = set(_EXPLAINED.findall(whole))
    for paragraph, match in draft.matches(_ABBREVIATION):
        letters = re.sub(" ?[–-] ?", "-", match[0])
        if paragraph.is_capitals or letters in seen | known or _ROMAN.fullmatch(letters):
            continue
        seen.add(letters)
        is_word = all(is_syllable(part) or part in known for part in re.split("[&-]", letters))
        if not (is_word or match[0] in explained or _is_written_out(letters, whole)):
            suggestion = f"viết đầy đủ ở lần đầu, kèm “({letters})”; hoặc không viết tắt"
            yield Hit.of(paragraph, match, suggestion)


def _transposed(draft: Draft) -> Iterator[Hit]:
    """Abbreviations that are a known one with two letters in each other's place."""
    known = {*ABBREVIATIONS, *filter(str.isupper, draft.dictionary.terms)}
    for paragraph, match in draft.matches(_CAPITALS):
        word = match[0]
        swapped = (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)
        )
        if not (word in known or paragraph.is_capitals or is_syllable(word)):
            right = next((other for other in swapped if other in known), "")
            # "HDND" is "HĐND" typed without its stroke.
            right = right or next((o for o in known if o.replace("Đ", "D") == word), "")
            if right:
                yield Hit.of(paragraph, match, right)


def _is_written_out(abbreviation: str, whole: str) -> bool:
    """Whether a text has the words of an abbreviation with &: "khoa học và công nghệ" of KH&CN."""
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
        _misspelt,
        wrong=(
            ("Hỗ trợ Công ty Cổ phần Sách Bình A tích hợp.", "Công ty Cổ phần Sách Bình An"),
            ("Công ty Cổ phần Sạch Bình An.", "Công ty Cổ phần Sách Bình An"),
            ("Địa bàn tỉnh Bình A.", "Bình An"),
        ),
        right=(
            "Công ty Cổ phần Sách Bình An.",
            "Công ty Cổ phần Giấy Bình An.",
            "Bình tĩnh.",
            "Bìn an.",
        ),
    ),
    Rule(
        "PROOF-NAME-CAPITALS",
        "Tên cơ quan, tổ chức viết hoa không đúng",
        "lỗi",
        _NAMING,
        _wrong_capitals,
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
        _spaces_in_edition,
        wrong=(("Áp dụng ISO 9001: 2015.", "ISO 9001:2015"),),
        right=("Áp dụng ISO 9001:2015.",),
    ),
    Rule(
        "PROOF-STATE",
        "“Nhà nước” đi liền với “Đảng” phải viết hoa",
        "lỗi",
        f"{DECREE}, Phụ lục II, Mục V.1",
        find_pattern(r"(?<=Đảng, )nhà nước|(?<=Đảng và )nhà nước", "Nhà nước"),
        wrong=(("Chủ trương của Đảng, nhà nước.", "Nhà nước"), ("Đảng và nhà nước.", "Nhà nước")),
        right=("Chủ trương của Đảng, Nhà nước về quản lý nhà nước.",),
    ),
    Rule(
        "PROOF-TRANSPOSED",
        "Chữ viết tắt bị đảo chữ cái",
        "lỗi",
        _WORKSPACE,
        _transposed,
        wrong=(
            ("Dịch COIVD-19.", "COVID"),
            ("Các nước AESAN.", "ASEAN"),
            ("HDND tỉnh.", "HĐND"),
        ),
        right=("Dịch COVID-19; các nước ASEAN; UBND tỉnh.", "DỊCH COIVD-19"),
    ),
    Rule(
        "PROOF-CAPITALS",
        "Tên nước, tên cơ quan nhà nước viết hoa không đúng",
        "lỗi",
        f"{DECREE}, Phụ lục II",
        find_pattern(
            r"\b(?:việt Nam|Việt nam|chính Phủ|Chính Phủ|quốc Hội|Quốc Hội"
            r"|(?<=Thủ tướng )chính phủ|quốc hội(?= khóa [IVXL]))\b",
            lambda m: {"v": "Việt Nam", "c": "Chính phủ", "q": "Quốc hội"}[m[0][0].lower()],
        ),
        wrong=(
            ("Đất nước việt Nam.", "Việt Nam"),
            ("Nghị quyết của Chính Phủ.", "Chính phủ"),
            ("Thủ tướng chính phủ.", "Chính phủ"),
            ("Nghị quyết của quốc hội khóa XV.", "Quốc hội"),
        ),
        right=("Chính phủ, Quốc hội nước Việt Nam; CHÍNH PHỦ; chính phủ các nước.",),
    ),
    Rule(
        "PROOF-MINISTRY",
        "Tên bộ viết hoa không đúng",
        "lỗi",
        _NAMING,
        find_pattern(
            r"\bBộ (?:" + "|".join(map(re.escape, MINISTRIES)) + r")\b",
            lambda m: _with_capitals(m[0]),
            flags=re.IGNORECASE,
        ),
        wrong=(
            ("Bộ khoa học và Công nghệ ban hành.", "Bộ Khoa học và Công nghệ"),
            ("Bộ trưởng Bộ tài chính.", "Bộ Tài chính"),
        ),
        right=(
            "Bộ Khoa học và Công nghệ; Bộ Giao thông Vận tải; BỘ TÀI CHÍNH; bộ tài chính.",
            "Toàn bộ tài chính của xã; Bộ xây dựng.",
        ),
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
