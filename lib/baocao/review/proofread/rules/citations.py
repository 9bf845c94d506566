"""Rules on citing documents: in full once, by number after that, as in the catalogue."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from baocao.locale.vi.text import long_date, short_date
from baocao.prose.citations import Citation
from baocao.review.proofread.draft import PROSE, Draft, Paragraph
from baocao.review.proofread.rule import NOT_PDF, Hit, Rule
from baocao.review.proofread.wordlists import CODES, DECREE, TYPES

__all__ = ["RULES"]

_CITING = f"{DECREE}, Phụ lục I, Mục II.6.b"
_CATALOGUE = "Danh mục văn bản của đơn vị (data/legal_documents.csv)"
# Letters of an abbreviation: "BKH&CN".
_CODE = r"[^\W\d_](?:[^\W\d_]|&){0,11}"
_NUMBER = (
    rf"\d{{1,5}}(?:/(?:19|20)\d\d)?/{_CODE}(?:-{_CODE}){{0,3}}"
    rf"|\d{{1,5}}-[^\W\d_]{{1,6}}/{_CODE}"
)
_DAY = r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}"
_CITED = re.compile(
    rf"\b(?P<type>{'|'.join(TYPES)}) (?:số )?(?P<number>{_NUMBER})(?![\w/&-])"
    rf"(?:,? ngày (?P<day>{_DAY})(?P<issued> (?:của|do) )?)?"
)
_NUMBER_WITH_SPACES = re.compile(
    rf"\b\d{{1,5}} ?/ ?(?:(?:19|20)\d\d ?/ ?)?(?:{'|'.join(CODES)}) ?[-–] ?[^\W\d_]{{2,12}}\b"
)
# A body, then what it did to the document that is named next: "Chính phủ đã ban hành Nghị định".
_ISSUED = re.compile(
    r"\b(?:UBND|HĐND|Ủy ban|Uỷ ban|Hội đồng|Quốc hội|Chính phủ|Thủ tướng|Chủ tịch|Bộ|Sở|Ban|Cục|"
    r"Tổng cục|Tỉnh ủy|Huyện ủy|Thành ủy|Giám đốc|Bộ trưởng)\b[^.;]{0,80}"
    r"\b(?:ban hành|ký|phê duyệt|thông qua|có|trình|gửi|ra)(?: [^\W\d_]+){0,4} $"
)
# The words that the subject of a document starts with.
_SUBJECT_START = re.compile(r"\b(?:về|ban hành|quy định|phê duyệt|thực hiện|sửa đổi|hướng dẫn)\b")
# Below this share of common letters, other words than the subject follow.
_LEAST_ALIKE = 0.4


@dataclass(frozen=True)
class _Cited:
    """A document that a text cites.

    Parameters
    ----------
    paragraph, match
        Where: type, number, and what the text has of the day and the issuer.
    is_first
        Whether it is the first citation of that document.
    known
        The document in the catalogue; None when it is not there.
    """

    paragraph: Paragraph
    match: re.Match[str]
    is_first: bool
    known: Citation | None

    @property
    def short(self) -> str:
        return f"{self.match['type']} số {self.match['number']}"

    @property
    def after(self) -> str:
        return self.paragraph.text[self.match.end() :]

    @property
    def is_issuer_named(self) -> bool:
        """Whether the words before say who issued it."""
        before = self.paragraph.text[max(0, self.match.start() - 160) : self.match.start()]
        return _ISSUED.search(before) is not None

    def hit(self, suggestion: str, what: str = "") -> Hit:
        return Hit.of(self.paragraph, self.match, suggestion, what)


def _cited_in(draft: Draft) -> Iterator[_Cited]:
    """All citations, except those inside the subject of another document."""
    subjects = [citation.subject for citation in draft.dictionary.citations.values()]
    seen: set[str] = set()
    for paragraph, match in draft.matches(_CITED):
        end = match.end() if match["issued"] is None else match.end("day")
        starts = ((paragraph.text.find(subject), len(subject)) for subject in subjects)
        if any(0 <= at <= match.start() and end <= at + length for at, length in starts):
            continue
        number = match["number"]
        known = draft.dictionary.citations.get(number)
        yield _Cited(paragraph, match, number not in seen, known)
        seen.add(number)


def _repeated(draft: Draft) -> Iterator[Hit]:
    for cited in _cited_in(draft):
        # The legal basis of a document is cited in full in any case (Mục II.6.a).
        is_basis = cited.paragraph.text.startswith("Căn cứ")
        if not cited.is_first and cited.match["day"] and not is_basis:
            end = cited.match.end("day")
            if cited.known and cited.after.startswith(cited.known.issuer):
                end = cited.match.end() + len(cited.known.issuer)
            yield Hit(cited.paragraph, cited.match.start(), end, cited.short)


def _incomplete(draft: Draft) -> Iterator[Hit]:
    for cited in _cited_in(draft):
        if not cited.is_first or cited.paragraph.kind not in PROSE:
            continue
        missing = ""
        if not cited.match["day"]:
            missing = "thời gian ban hành"
        elif not (cited.match["issued"] or cited.is_issuer_named):
            missing = "tên cơ quan ban hành"
        elif cited.known and re.match(r"[^;.,]*(?:[;.,]|$)", cited.after[:200]):
            issuer = re.split(r"[;.,]", cited.after, maxsplit=1)[0]
            missing = "" if _SUBJECT_START.search(issuer) else "trích yếu"
        if missing:
            full = cited.known.full if cited.known else ""
            yield cited.hit(full, f"Viện dẫn lần đầu thiếu {missing}")


def _other_than_catalogue(draft: Draft) -> Iterator[Hit]:
    for cited in _cited_in(draft):
        known, match = cited.known, cited.match
        if known is None:
            continue
        days = _numbers(short_date(known.issued)), _numbers(long_date(known.issued))
        if _is_of_another_year(match, known):
            continue
        if match["type"] != known.type:
            yield cited.hit(known.short, f"Danh mục ghi loại văn bản là {known.type}")
        elif match["day"] and _numbers(match["day"]) not in days:
            yield cited.hit(known.full, f"Danh mục ghi ngày {short_date(known.issued)}")
        elif match["issued"] and not _is_issuer(cited.after, known.issuer):
            yield cited.hit(known.full, f"Danh mục ghi cơ quan ban hành là {known.issuer}")


def _is_of_another_year(match: re.Match[str], known: Citation) -> bool:
    """Whether it may be another document: without a year in them, numbers begin anew each year."""
    has_year = re.match(r"\d+/(?:19|20)\d\d/", known.number)
    return bool(match["day"] and not has_year and _numbers(match["day"])[2] != known.issued.year)


def _numbers(day: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", day)]


def _is_issuer(after: str, issuer: str) -> bool:
    """Whether a text starts with the issuer, or with its first two words."""
    found, expected = _simplified(after).split(), _simplified(issuer).split()
    pairs = zip(found, expected, strict=False)
    common = list(takewhile(lambda pair: pair[0].strip(",;.") == pair[1], pairs))
    return len(common) >= min(2, len(expected))


def _simplified(text: str) -> str:
    """A text without what may differ: capitals, spaces around dashes, long names of bodies."""
    text = re.sub(r" ?[-–] ?", "-", text.lower()).replace("về việc", "về")
    text = re.sub("ủy ban nhân dân|uỷ ban nhân dân", "ubnd", text)
    return text.replace("hội đồng nhân dân", "hđnd")


def _other_subject(draft: Draft) -> Iterator[Hit]:
    for cited in _cited_in(draft):
        known, text = cited.known, cited.paragraph.text
        if not (known and cited.is_first and cited.match["day"]):
            continue
        opening = _SUBJECT_START.search(cited.after[:80])
        if opening is None:
            continue
        found = _simplified(cited.after[opening.start() :])
        expected = _simplified(known.subject)
        if found.startswith(expected):
            continue
        # Only the catalogue tells how long the subject is: compare as many letters.
        alike = difflib.SequenceMatcher(None, found[: len(expected)], expected).quick_ratio()
        if alike > _LEAST_ALIKE:
            start = cited.match.end() + opening.start()
            end = min(len(text), start + len(known.subject))
            end = start + len(re.split(r"[;.]", text[start:end], maxsplit=1)[0])
            yield Hit(cited.paragraph, start, end, known.subject)


def _wrong_type(draft: Draft) -> Iterator[Hit]:
    for cited in _cited_in(draft):
        code = re.split(r"[/-]", re.sub(r"^\d+(?:/\d{4})?[/-]", "", cited.match["number"]))[0]
        expected = CODES.get(code)
        kind = cited.match["type"]
        # The symbol of a letter names its office: "CT" is a Cục Thuế there.
        is_office = kind == "Công văn" and code == "CT"
        if expected and expected != kind and not is_office and cited.known is None:
            yield cited.hit(
                f"{expected} số {cited.match['number']}",
                f"“{code}” là chữ viết tắt của {expected}",
            )


def _spaces_in_number(draft: Draft) -> Iterator[Hit]:
    for paragraph, match in draft.matches(_NUMBER_WITH_SPACES):
        right = match[0].replace(" ", "").replace("–", "-")
        if right != match[0]:
            yield Hit.of(paragraph, match, right)


_FIRST = "Nghị quyết số 29-NQ/TW ngày 04/11/2013 của Ban Chấp hành Trung ương về đổi mới căn bản, "
_FULL = _FIRST + "toàn diện giáo dục và đào tạo"
_PLAN = "Kế hoạch số 15/KH-UBND ngày 03/8/2022 của UBND tỉnh về phát triển thư viện đến năm 2030"

RULES = (
    Rule(
        "PROOF-CITATION-REPEATED",
        "Viện dẫn đầy đủ lặp lại",
        "nên sửa",
        _CITING,
        _repeated,
        wrong=(
            (
                f"Thực hiện {_FULL}.\n\nTriển khai Nghị quyết số 29-NQ/TW ngày 04/11/2013 của "
                "Ban Chấp hành Trung ương.",
                "Nghị quyết số 29-NQ/TW",
            ),
        ),
        right=(f"Thực hiện {_FULL}.\n\nTriển khai Nghị quyết số 29-NQ/TW.",),
    ),
    Rule(
        "PROOF-CITATION-INCOMPLETE",
        "Viện dẫn lần đầu chưa đủ thành phần",
        "nên sửa",
        _CITING,
        _incomplete,
        wrong=(
            ("Thực hiện Quyết định số 99/QĐ-UBND, Sở báo cáo.", ""),
            ("Kế hoạch số 15/KH-UBND ngày 03/8/2022 về phát triển thư viện.", _PLAN),
            ("Kế hoạch số 15/KH-UBND ngày 03/8/2022 của UBND tỉnh; các văn bản khác.", _PLAN),
        ),
        right=(
            f"Thực hiện {_PLAN}; Kế hoạch số 15/KH-UBND.",
            "Thông tư số 05/TT-BKH&CN ngày 10/12/2021 của Bộ Khoa học và Công nghệ.",
            "UBND tỉnh đã ban hành Quyết định số 99/QĐ-UBND ngày 03/8/2022 về thư viện.",
        ),
    ),
    Rule(
        "PROOF-CITATION-DIFFERS",
        "Viện dẫn khác danh mục văn bản",
        "lỗi",
        _CATALOGUE,
        _other_than_catalogue,
        wrong=(
            (_PLAN.replace("03/8/2022", "03/9/2022"), _PLAN),
            (_PLAN.replace("của UBND tỉnh", "của Sở Tài chính"), _PLAN),
            ("Theo Quyết định số 15/KH-UBND.", "Kế hoạch số 15/KH-UBND"),
        ),
        right=(
            _PLAN,
            _PLAN.replace("UBND tỉnh", "Ủy ban nhân dân tỉnh Bình An"),
            "Kế hoạch số 15/KH-UBND ngày 04/02/2016 của UBND thành phố.",
        ),
    ),
    Rule(
        "PROOF-CITATION-SUBJECT",
        "Trích yếu khác danh mục văn bản",
        "nên sửa",
        _CATALOGUE,
        _other_subject,
        wrong=(
            (
                _PLAN.replace("phát triển thư viện", "phát triển TV"),
                "về phát triển thư viện đến năm 2030",
            ),
        ),
        right=(_PLAN, _FULL, _PLAN.replace("về phát", "về việc phát")),
    ),
    Rule(
        "PROOF-CITATION-TYPE",
        "Loại văn bản không khớp ký hiệu",
        "lỗi",
        f"{DECREE}, Phụ lục III, Mục I",
        _wrong_type,
        wrong=(
            ("Theo Nghị quyết số 99/QĐ-UBND.", "Quyết định số 99/QĐ-UBND"),
            ("Tại Công văn số 3129/TTr-SNV.", "Tờ trình số 3129/TTr-SNV"),
        ),
        right=(
            "Theo Quyết định số 99/QĐ-UBND và Công văn số 12/SGD-VP.",
            "Theo Công văn số 5348/CT-CS ngày 20/11/2025.",
        ),
    ),
    Rule(
        "PROOF-SYMBOL-SPACE",
        "Dấu cách trong số, ký hiệu văn bản",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục II.3.c",
        _spaces_in_number,
        wrong=(("Theo Quyết định số 99 /QĐ - UBND.", "99/QĐ-UBND"),),
        right=("Theo Quyết định số 99/QĐ-UBND.",),
        # In a PDF a number may be broken at the end of a line.
        formats=NOT_PDF,
    ),
)
