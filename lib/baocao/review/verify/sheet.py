"""The check sheet: what a verification found, for somebody to sign."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baocao.core.errors import BaocaoError
from baocao.core.periods import Period
from baocao.facts.find import find
from baocao.locale.vi.text import number, period_title
from baocao.review.verify.judgement import Judgement, Verdict
from baocao.review.verify.verification import Verification

__all__ = ["Group", "Item", "Sheet", "sheet_of"]

# A verdict, whether it is by the words alone, and the title of its group.
_ANY = (False, True)
_TITLES: tuple[tuple[Verdict, tuple[bool, ...], str], ...] = (
    ("contradicted", (False,), "Sai"),
    ("contradicted", (True,), "Sai, suy từ lời quanh số: đọc lại câu trước khi sửa"),
    ("stale", (False,), "Số cũ"),
    ("stale", (True,), "Số cũ, suy từ lời quanh số: đọc lại câu trước khi sửa"),
    ("reworded", _ANY, "Lời quanh số đã đổi: cần người đọc"),
    ("unmatched", _ANY, "Chưa đối chiếu được: cần người tra"),
)
_UNCHECKED = (
    "Hình ảnh, chữ trong hình và bản quét: không có chữ để đọc.",
    "Số ký hiệu, ngày của văn bản được viện dẫn: đọc soát bằng baocao proofread.",
    "Nhận định không có con số và câu đã bỏ đi.",
)


@dataclass(frozen=True)
class Item:
    """One place of the document that somebody has to look at.

    Parameters
    ----------
    place, words
        Where it is, and the words there with some around them.
    found, expected
        What the document says, and what the data say; empty where that is not known.
    reason
        Why, in one clause; empty where the group says all.
    sources
        The rows behind what the data say, one line a register.
    fact, period
        What ``baocao explain`` takes; empty where nothing was found.
    """

    place: str
    words: str
    found: str
    expected: str
    reason: str
    sources: tuple[str, ...]
    fact: str = ""
    period: str = ""


@dataclass(frozen=True)
class Group:
    """The places with one verdict."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Sheet:
    """All that stands on a check sheet.

    Parameters
    ----------
    about
        What was checked against what: names and values.
    conclusion
        One sentence.
    groups
        What is wrong first; groups without a place are left out.
    unchecked
        What was not checked, and why.
    """

    about: tuple[tuple[str, str], ...]
    conclusion: str
    groups: tuple[Group, ...]
    unchecked: tuple[str, ...]


def sheet_of(found: Verification, period: Period) -> Sheet:
    """The check sheet of a verification."""
    counts = found.counts
    right = counts.get("right", 0) + counts.get("rounded", 0)
    wrong = counts.get("contradicted", 0) + counts.get("stale", 0)
    path = found.manuscript.path
    registers = {
        f"{source.register} (sha256 {source.sha256[:12]})"
        for fact in found.facts.quoted
        for source in fact.provenance
        if source.sha256
    }
    about = (
        ("Văn bản", path.name),
        ("Mã băm SHA-256", hashlib.sha256(path.read_bytes()).hexdigest()),
        ("Kỳ báo cáo", period_title(period)),
        ("Đối chiếu với", f"báo cáo kỳ {period} dựng từ {'; '.join(sorted(registers)) or 'sổ'}"),
        ("Con số, ngày trong văn bản", number(found.found)),
        ("Đúng (số và lời khẳng định)", number(right)),
        ("Sai", number(wrong)),
        ("Lời quanh số đã đổi", number(counts.get("reworded", 0))),
        ("Chưa đối chiếu được", number(counts.get("unmatched", 0))),
        ("Không phải số liệu (số văn bản, ngày, tiêu chuẩn)", number(counts.get("not data", 0))),
    )
    groups = (
        Group(
            title,
            tuple(
                _item(found, one)
                for one in found.judgements
                if one.verdict == verdict and one.is_by_words in of_words
            ),
        )
        for verdict, of_words, title in _TITLES
    )
    return Sheet(
        about, found.conclusion, tuple(g for g in groups if g.items), tuple(_unchecked(found))
    )


def _item(found: Verification, judgement: Judgement) -> Item:
    return Item(
        judgement.place,
        judgement.around,
        judgement.mention.text,
        judgement.expected,
        judgement.reason,
        tuple(_sources(found, judgement)),
        judgement.fact,
        judgement.period,
    )


def _sources(found: Verification, judgement: Judgement) -> Iterator[str]:
    if not judgement.fact or not judgement.period:
        return
    book = found.facts.book
    try:
        fact = find(book, judgement.fact, book.workspace.period_of(judgement.period))
    except BaocaoError:
        return
    for source in fact.provenance:
        yield (
            f"{judgement.fact}, kỳ {judgement.period}: {source.register}, {source.filter}; "
            f"{number(source.rows)} dòng"
        )


def _unchecked(found: Verification) -> Sequence[str]:
    counts = found.counts
    told = []
    if unmatched := counts.get("unmatched", 0):
        told.append(
            f"{number(unmatched)} chỗ chưa đối chiếu được: không có số liệu nào của báo cáo, của "
            "các chỉ tiêu khớp với lời quanh số; xem danh sách ở trên."
        )
    if not_data := counts.get("not data", 0):
        told.append(
            f"{number(not_data)} con số là số văn bản, ngày, tiêu chuẩn, số thứ tự: không có số "
            "liệu để so."
        )
    told += [f"Không đọc được: {unread}." for unread in found.manuscript.unread]
    return [*told, *_UNCHECKED]
