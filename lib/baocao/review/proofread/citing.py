"""Rules on citing documents: in full once and by number after that, as the catalogue has them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from baocao.locale.vi.text import long_date, short_date
from baocao.prose.citations import Citation
from baocao.review.proofread.rule import PROSE, Draft, Hit, Rule, Text
from baocao.review.proofread.wordlists import CODES, DECREE, TYPES

__all__ = ["RULES"]

_CITING = f"{DECREE}, Phụ lục I, Mục II.6.b"
_CATALOGUE = "Danh mục văn bản của đơn vị (data/legal_documents.csv)"
_NUMBER = (
    r"\d{1,5}(?:/(?:19|20)\d\d)?/[^\W\d_]{1,12}(?:-[^\W\d_]{1,12}){0,3}"
    r"|\d{1,5}-[^\W\d_]{1,6}/[^\W\d_]{1,12}"
)
_DAY = r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}"
_MENTION = re.compile(
    rf"\b(?P<type>{'|'.join(TYPES)}) (?:số )?(?P<number>{_NUMBER})(?![\w/-])"
    rf"(?:,? ngày (?P<day>{_DAY})(?P<issued> (?:của|do) )?)?"
)
_SPACED = re.compile(
    rf"\b\d{{1,5}} ?/ ?(?:(?:19|20)\d\d ?/ ?)?(?:{'|'.join(CODES)}) ?[-–] ?[^\W\d_]{{2,12}}\b"
)
_OPENS = re.compile(r"\b(?:về|ban hành|quy định|phê duyệt|thực hiện|sửa đổi|hướng dẫn)\b")


@dataclass(frozen=True)
class _Mention:
    """A document cited in a text; `rest` is what follows its issuer."""

    text: Text
    match: re.Match[str]
    is_first: bool
    known: Citation | None

    @property
    def short(self) -> str:
        return f"{self.match['type']} số {self.match['number']}"

    @property
    def after(self) -> str:
        return self.text.text[self.match.end() :]

    def hit(self, suggestion: str, what: str = "") -> Hit:
        return Hit(self.text, self.match.start(), self.match.end(), suggestion, what)


def _mentions(draft: Draft) -> Iterator[_Mention]:
    """Documents cited by the text itself, not within the title of another document."""
    subjects = [citation.subject for citation in draft.dictionary.citations.values()]
    seen: set[str] = set()
    for text in draft.texts:
        found = list(_MENTION.finditer(text.text))
        if not found:
            continue
        titles = [
            (start, start + len(subject))
            for subject in subjects
            if (start := text.text.find(subject)) >= 0
        ]
        for match in found:
            end = match.end() if match["issued"] is None else match.end("day")
            if any(first <= match.start() and end <= last for first, last in titles):
                continue
            number = match["number"]
            known = draft.dictionary.citations.get(number)
            yield _Mention(text, match, number not in seen, known)
            seen.add(number)


def _repeated(draft: Draft) -> Iterator[Hit]:
    for mention in _mentions(draft):
        # The basis of a document is cited in full in any case (Mục II.6.a).
        is_basis = mention.text.text.startswith("Căn cứ")
        if not mention.is_first and mention.match["day"] and not is_basis:
            end = mention.match.end("day")
            if mention.known and mention.after.startswith(mention.known.issuer):
                end = mention.match.end() + len(mention.known.issuer)
            yield Hit(mention.text, mention.match.start(), end, mention.short)


def _incomplete(draft: Draft) -> Iterator[Hit]:
    for mention in _mentions(draft):
        if not mention.is_first or mention.text.kind not in PROSE:
            continue
        missing = ""
        if not mention.match["day"]:
            missing = "thời gian ban hành"
        elif not mention.match["issued"]:
            missing = "tên cơ quan ban hành"
        elif mention.known and re.match(r"[^;.,]*(?:[;.,]|$)", mention.after[:200]):
            issuer = re.split(r"[;.,]", mention.after, maxsplit=1)[0]
            missing = "" if _OPENS.search(issuer) else "trích yếu"
        if missing:
            full = mention.known.full if mention.known else ""
            yield mention.hit(full, f"Viện dẫn lần đầu thiếu {missing}")


def _differs(draft: Draft) -> Iterator[Hit]:
    for mention in _mentions(draft):
        known, match = mention.known, mention.match
        if known is None:
            continue
        days = _numbers(short_date(known.issued)), _numbers(long_date(known.issued))
        if match["type"] != known.type:
            yield mention.hit(known.short, f"Danh mục ghi loại văn bản là {known.type}")
        elif match["day"] and _numbers(match["day"]) not in days:
            yield mention.hit(known.full, f"Danh mục ghi ngày {short_date(known.issued)}")
        elif match["issued"] and not _is_issuer(mention.after, known.issuer):
            yield mention.hit(known.full, f"Danh mục ghi cơ quan ban hành là {known.issuer}")


def _numbers(day: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", day)]


def _is_issuer(after: str, issuer: str) -> bool:
    said, known = _plain(after).split(), _plain(issuer).split()
    common = sum(1 for _ in _while_equal(said, known))
    return common >= min(2, len(known))


def _while_equal(said: list[str], known: list[str]) -> Iterator[str]:
    for word, other in zip(said, known, strict=False):
        if word.strip(",;.") != other:
            return
        yield word


def _plain(text: str) -> str:
    """A text without what may differ: capitals, spaces around dashes, long names of bodies."""
    text = re.sub(r" ?[-–] ?", "-", text.lower()).replace("về việc", "về")
    text = re.sub("ủy ban nhân dân|uỷ ban nhân dân", "ubnd", text)
    return text.replace("hội đồng nhân dân", "hđnd")


def _subjects(draft: Draft) -> Iterator[Hit]:
    for mention in _mentions(draft):
        known = mention.known
        if not (known and mention.is_first and mention.match["day"]):
            continue
        opening = _OPENS.search(mention.after[:80])
        if opening is None:
            continue
        said, meant = _plain(mention.after[opening.start() :]), _plain(known.subject)
        if said.startswith(meant):
            continue
        # How far the title goes is known only from the catalogue: compare as much.
        alike = difflib.SequenceMatcher(None, said[: len(meant)], meant).quick_ratio()
        start = mention.match.end() + opening.start()
        end = min(len(mention.text.text), start + len(known.subject))
        if alike > 0.4:
            end = start + len(re.split(r"[;.]", mention.text.text[start:end], maxsplit=1)[0])
            yield Hit(mention.text, start, end, known.subject)


def _types(draft: Draft) -> Iterator[Hit]:
    for mention in _mentions(draft):
        code = re.split(r"[/-]", re.sub(r"^\d+(?:/\d{4})?[/-]", "", mention.match["number"]))[0]
        meant = CODES.get(code)
        if meant and meant != mention.match["type"] and mention.known is None:
            yield mention.hit(
                f"{meant} số {mention.match['number']}", f"“{code}” là chữ viết tắt của {meant}"
            )


def _spaces(draft: Draft) -> Iterator[Hit]:
    for text in draft.texts:
        for match in _SPACED.finditer(text.text):
            right = match[0].replace(" ", "").replace("–", "-")
            if right != match[0]:
                yield Hit(text, match.start(), match.end(), right)


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
        right=(f"Thực hiện {_PLAN}; Kế hoạch số 15/KH-UBND.",),
    ),
    Rule(
        "PROOF-CITATION-DIFFERS",
        "Viện dẫn khác danh mục văn bản",
        "lỗi",
        _CATALOGUE,
        _differs,
        wrong=(
            (_PLAN.replace("03/8/2022", "03/9/2022"), _PLAN),
            (_PLAN.replace("của UBND tỉnh", "của Sở Tài chính"), _PLAN),
            ("Theo Quyết định số 15/KH-UBND.", "Kế hoạch số 15/KH-UBND"),
        ),
        right=(_PLAN, _PLAN.replace("UBND tỉnh", "Ủy ban nhân dân tỉnh Bình An")),
    ),
    Rule(
        "PROOF-CITATION-SUBJECT",
        "Trích yếu khác danh mục văn bản",
        "nên sửa",
        _CATALOGUE,
        _subjects,
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
        _types,
        wrong=(("Theo Nghị quyết số 99/QĐ-UBND.", "Quyết định số 99/QĐ-UBND"),),
        right=("Theo Quyết định số 99/QĐ-UBND và Công văn số 12/SGD-VP.",),
    ),
    Rule(
        "PROOF-SYMBOL-SPACE",
        "Dấu cách trong số, ký hiệu văn bản",
        "lỗi",
        f"{DECREE}, Phụ lục I, Mục II.3.c",
        _spaces,
        wrong=(("Theo Quyết định số 99 /QĐ - UBND.", "99/QĐ-UBND"),),
        right=("Theo Quyết định số 99/QĐ-UBND.",),
        # A symbol may be broken at the end of a line.
        formats=frozenset({"docx", "html", "text"}),
    ),
)
