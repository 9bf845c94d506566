"""Which period a document reports on, by its title and the name of its file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from baocao.core.errors import Finding, ManuscriptError, PeriodError
from baocao.core.periods import CALENDAR, Calendar, Period, periods_between
from baocao.locale.vi.text import nfc, period_name
from baocao.review.manuscripts import Block, Manuscript
from baocao.review.verify.mentions import days_of, mentions_in

__all__ = ["Guess", "guess_period", "named_in_file", "require_period"]

# The title of a report stands within its first blocks, behind the letterhead.
_FIRST_BLOCKS = 30
_LONGEST_TITLE = 600
_KINDS = ("month", "quarter", "half", "nine_months", "year")
# What follows in a title is another period's: the next one's tasks, the one compared with.
_OTHER = re.compile(
    r"phương hướng|nhiệm vụ trọng tâm|nhiệm vụ(?= (?:quý|tháng|\d+ tháng|năm|tuần)\b)"
    r"|(?:,|;|và) (?:nhiệm vụ|giải pháp|kế hoạch)|dự kiến|kế hoạch (?:quý|tháng|năm)|so với",
    re.IGNORECASE,
)
# What a title says it is; a paragraph that names a period may speak of any.
_TITLE = re.compile(
    r"báo cáo|kết quả|tình hình|sơ kết|tổng kết|công tác|thống kê|số liệu", re.IGNORECASE
)
_CAPITALS = re.compile(r"\b(?:QUÝ|NĂM|HỌC|THÁNG|TUẦN|ĐẦU|CUỐI|NGÀY|TỪ|ĐẾN|HẾT|CỦA|SÁU|CHÍN)\b")
_DAY = r"(\d{1,2}/\d{1,2}/\d{4})"
_DAYS = re.compile(rf"từ (?:ngày )?{_DAY} đến (?:hết )?(?:ngày )?{_DAY}", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODE = re.compile(
    r"(?<!\d)(?:\d{4}-\d\d-\d\d--\d{4}-\d\d-\d\d"
    r"|\d{4}[-_ .]?(?:Q[1-4]|H[12]|9M|W[0-5]\d)|\d{4}[-_.](?:0[1-9]|1[0-2]))(?![\dA-Za-z])",
    re.IGNORECASE,
)
# In names of files, where letters have no marks and any sign stands for a blank.
_FILE_NAMES = (
    r"(?:quy|qui|q)\s?(?:iv|i{1,3}|[1-4])\s(?:nam\s)?\d{4}",
    r"(?:9|6)\sthang\s(?:dau\s|cuoi\s)?(?:nam\s)?\d{4}",
    r"thang\s?\d{1,2}\s(?:nam\s)?\d{4}",
    r"tuan\s?\d{1,2}\s(?:nam\s)?\d{4}",
    r"(?<!\d\s)(?:nam\s)?\d{4}",
)


@dataclass(frozen=True)
class Guess:
    """What a document seems to report on.

    Parameters
    ----------
    periods
        The likeliest first; empty where nothing names one.
    is_sure
        Whether nothing speaks against the first.
    reason
        Where it stands, in one Vietnamese clause.
    """

    periods: tuple[Period, ...]
    is_sure: bool
    reason: str

    @property
    def period(self) -> Period | None:
        """The likeliest."""
        return self.periods[0] if self.periods else None

    def is_other_than(self, period: Period) -> bool:
        """Whether the document surely names other days than those of a period."""
        named = self.period
        is_same = named is None or (named.start, named.end) == (period.start, period.end)
        return self.is_sure and not is_same


def guess_period(manuscript: Manuscript, calendar: Calendar = CALENDAR) -> Guess:
    """The period that a document reports on.

    Its title counts, or the line that tells from which day to which; then the name of the file.
    Two that differ are no answer.

    Examples
    --------
    >>> title = Block("BÁO CÁO Kết quả quý III, phương hướng quý IV năm 2023", "text", ((0, ""),))
    >>> found = guess_period(Manuscript(Path("a.docx"), (title,)))
    >>> str(found.period), found.is_sure
    ('2023-Q3', True)
    """
    by_title, is_title = _named_in_title(manuscript.blocks[:_FIRST_BLOCKS], calendar)
    by_file = named_in_file(manuscript.path.name, calendar)
    if not by_title and by_file is None:
        return Guess((), False, "tiêu đề và tên tệp không nêu kỳ báo cáo")
    if not by_title:
        assert by_file is not None
        # A year in a name may be that of any report of it.
        return Guess((by_file,), by_file.kind != "year", f"tên tệp nêu {period_name(by_file)}")
    if len(by_title) > 1:
        names = ", ".join(map(period_name, by_title))
        return Guess(by_title, False, f"phần đầu văn bản nêu nhiều kỳ: {names}")
    (title,) = by_title
    reason = f"phần đầu văn bản nêu {period_name(title)}"
    if by_file is None or _is_within(title, by_file):
        return Guess((title,), is_title or by_file is not None, reason)
    return Guess((title, by_file), False, f"{reason}, tên tệp nêu {period_name(by_file)}")


def require_period(guess: Guess, place: str) -> Period:
    """The period of a sure guess.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-12 it is not known.
    """
    if guess.period is not None and guess.is_sure:
        return guess.period
    codes = [str(period) for period in guess.periods] or ["2023-Q3"]
    finding = Finding(
        "MANUSCRIPT-12",
        "Chưa rõ văn bản báo cáo về kỳ nào.",
        place,
        guess.reason,
        f"ghi kỳ báo cáo, ví dụ {' hoặc '.join(codes)}",
    )
    raise ManuscriptError(finding)


def _is_within(title: Period, file: Period) -> bool:
    """Whether the name of a file agrees with a title: the same days, or the year they are in."""
    is_same = (title.start, title.end) == (file.start, file.end)
    return is_same or (file.kind == "year" and title.year == file.year)


def named_in_file(name: str, calendar: Calendar = CALENDAR) -> Period | None:
    """The period that the name of a file says; None where it says none, or several.

    Examples
    --------
    >>> str(named_in_file("BC_2023-Q3 (sửa).docx")), str(named_in_file("Báo cáo Quý III.2023.doc"))
    ('2023-Q3', '2023-Q3')
    >>> named_in_file("Bao cao so 15.docx") is None
    True
    """
    stem = Path(name).stem
    found = [_parsed(re.sub("[_ .]", "-", code), calendar) for code in _CODE.findall(stem)]
    if not any(found):
        letters = unicodedata.normalize("NFD", stem.lower().replace("đ", "d"))
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
        words = " ".join(re.split(r"[^a-z0-9]+", plain))
        for form in _FILE_NAMES:
            named = re.findall(rf"\b{form}\b", words)
            found = [_parsed(one, calendar) for one in named]
            if any(found):
                break
    distinct = {str(one): one for one in found if one is not None}
    return next(iter(distinct.values())) if len(distinct) == 1 else None


def _named_in_title(blocks: Sequence[Block], calendar: Calendar) -> tuple[tuple[Period, ...], bool]:
    """The periods that the first blocks name, and whether it is a title that does."""
    for _, text in _texts(blocks):
        if re.search(r"số liệu|tính từ|kỳ báo cáo", text, re.IGNORECASE):
            for first, last in _DAYS.findall(text):
                if days := _parsed(f"{first} - {last}", calendar):
                    return (_by_name(days),), True
    for block, text in _texts(blocks):
        if found := _named(text, calendar):
            return found, block.kind == "heading" or bool(_TITLE.search(text))
    return (), False


def _texts(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    for block in blocks:
        text = nfc(" ".join(block.text.split()))
        if block.kind in ("text", "heading", "cell", "box") and len(text) <= _LONGEST_TITLE:
            yield block, _CAPITALS.sub(lambda match: match[0].lower(), text)


def _named(text: str, calendar: Calendar) -> tuple[Period, ...]:
    """The periods that a title names, those of plans and comparisons left out."""
    found = [
        _by_name(p) for days in _DAYS.findall(text) if (p := _parsed("-".join(days), calendar))
    ]
    if found:
        return tuple(dict.fromkeys(found))
    years = _YEAR.findall(text)
    other: re.Match[str] | None = None
    for mention in mentions_in(text):
        if mention.kind != "time" or days_of(mention.text):
            continue
        if other is not None and mention.start > other.start():
            break
        words = mention.text
        if not _YEAR.search(words):
            behind = _YEAR.search(text, mention.end)
            words += f" {behind[0] if behind else years[-1]}" if years else ""
        period = _parsed(words, calendar)
        if period is not None and not any(_is_year_of(period, known) for known in found):
            found.append(period)
            other = other or _OTHER.search(text, mention.end)
    # The shorter one is meant: "năm 2023, quý III/2023".
    shorter = [p for p in found if not any(_is_year_of(p, known) for known in found)]
    return tuple(dict.fromkeys(shorter))


def _is_year_of(period: Period, known: Period) -> bool:
    """Whether a period is the year that a shorter one named beside it lies in."""
    return period.kind == "year" and known.kind != "year" and known.year == period.year


def _parsed(words: str, calendar: Calendar) -> Period | None:
    for form in (words, words.replace(" nam ", " ")):
        try:
            return Period.parse(form, calendar)
        except PeriodError:
            continue
    return None


def _by_name(days: Period) -> Period:
    """A recurring period of the same days, which has a shorter name."""
    same = periods_between(days.end, days.end, _KINDS, days.calendar)
    return next((one for one in same if one.start == days.start), days)
