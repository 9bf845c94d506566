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
    r"|(?:,|;|và) (?:nhiệm vụ|giải pháp|kế hoạch)|dự kiến|kế hoạch (?:quý|tháng|năm)|so với"
    r"|ước (?:thực hiện )?(?:cả )?năm",
    re.IGNORECASE,
)
# What a title says it is; a paragraph that names a period may speak of any.
_TITLE = re.compile(
    r"báo cáo|kết quả|tình hình|sơ kết|tổng kết|công tác|thống kê|số liệu", re.IGNORECASE
)
_CAPITALS = re.compile(r"\b(?:QUÝ|NĂM|HỌC|THÁNG|TUẦN|ĐẦU|CUỐI|NGÀY|TỪ|ĐẾN|HẾT|CỦA|SÁU|CHÍN)\b")
# What a period right behind it is: the one compared with.
_COMPARED = re.compile(r"(?:so với(?: cùng kỳ)?|cùng kỳ)(?: của)?\s*$", re.IGNORECASE)
_BETWEEN = r"\s?[/.-]\s?| tháng "
_DAYS = re.compile(
    rf"(?P<from>từ )?(?:ngày )?(?<!\d)(?P<day>\d{{1,2}})(?:{_BETWEEN})(?P<month>\d{{1,2}})"
    rf"(?:(?:\s?[/.-]\s?| năm )(?P<year>\d{{4}}))?"
    rf"\s*(?:đến|tới|[-–])\s*(?:hết )?(?:ngày )?(?P<last>\d{{1,2}})(?:{_BETWEEN})"
    rf"(?P<last_month>\d{{1,2}})(?:\s?[/.-]\s?| năm )(?P<last_year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
# As people write them, and as periods are read: "06 tháng", "Quý 03", "Quý III - 2023".
_AS_READ = (
    (re.compile(r"(?<!ngày )\b0([69])(?= tháng\b)", re.IGNORECASE), r"\1"),
    (re.compile(r"\b(quý) 0([1-4])\b", re.IGNORECASE), r"\1 \2"),
    (
        re.compile(
            r"\b(quý (?:iv|i{1,3}|[1-4])|tháng (?:0?[1-9]|1[0-2]))"
            r"\s?[-–.,]\s?(?:năm )?((?:19|20)\d\d)\b",
            re.IGNORECASE,
        ),
        r"\1/\2",
    ),
)
_LONGEST_NAME = 60
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODE = re.compile(
    r"(?<!\d)(?:\d{4}-\d\d-\d\d--\d{4}-\d\d-\d\d"
    r"|\d{4}[-_ .]?(?:Q[1-4]|H[12]|9M|W[0-5]\d)|\d{4}[-_.](?:0[1-9]|1[0-2]))(?![\dA-Za-z])",
    re.IGNORECASE,
)
# In names of files, where letters have no marks and any sign stands for a blank.
_FILE_NAMES = (
    r"(?:quy|qui|q)\s?(?:iv|i{1,3}|[1-4])\s?(?:nam\s?)?\d{4}",
    r"0?[69]\s?(?:thang|t)\s?(?:dau\s?|cuoi\s?)?(?:nam\s?)?\d{4}",
    r"(?:thang|t)\s?\d{1,2}\s(?:nam\s?)?\d{4}",
    r"tuan\s?\d{1,2}\s(?:nam\s?)?\d{4}",
    r"(?<!\d\s)(?:nam\s)?\d{4}",
)
# What stands before a period in a name that has no blanks: "baocaoquy3nam2023".
_JOINED = re.compile(r"(?<=[a-z])(?=(?:quy|qui)(?:iv|i{1,3}|[1-4])|[69]thang|thang\d|nam\d{4})")


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
    stem = nfc(Path(name).stem)
    found = [_parsed(re.sub("[_ .]", "-", code), calendar) for code in _CODE.findall(stem)]
    # "den" and "tu" as people write them without marks.
    spans = re.sub(r"\bden\b", "đến", stem.replace("_", " "), flags=re.IGNORECASE)
    found = found or list(_spans(spans, calendar))
    if not any(found):
        letters = unicodedata.normalize("NFD", stem.lower().replace("đ", "d"))
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
        words = _JOINED.sub(" ", " ".join(re.split(r"[^a-z0-9]+", plain)))
        for form in _FILE_NAMES:
            named = re.findall(rf"\b{form}\b", words)
            found = [_parsed(_spelled(one), calendar) for one in named]
            if any(found):
                break
    distinct = {str(one): one for one in found if one is not None}
    return next(iter(distinct.values())) if len(distinct) == 1 else None


def _spelled(name: str) -> str:
    """A period in the name of a file as it is read: "9t2022" is "9 thang 2022"."""
    words = re.sub(r"^0(?=[69])", "", name)
    words = re.sub(r"^([69])\s?(?:thang|t)(?=\b|[\dcdn])", r"\1 thang ", words)
    words = re.sub(r"^t(?=\s?\d)", "thang ", words)
    words = re.sub(r"(?<=[\di])(?=nam)|(?<=nam)(?=\d)|(?<=[iq]\d)(?=\d{4})", " ", words)
    return " ".join(words.split())


def _spans(text: str, calendar: Calendar) -> Iterator[Period]:
    """The periods that are told by their first and last days.

    A first day without its year is of the last day's, or of the one before: "từ 15/12 đến
    14/6/2023".
    """
    for match in _DAYS.finditer(text):
        year = match["year"]
        if year is None:
            if match["from"] is None:
                continue
            is_before = int(match["month"]) > int(match["last_month"])
            year = str(int(match["last_year"]) - is_before)
        first = f"{match['day']}/{match['month']}/{year}"
        last = f"{match['last']}/{match['last_month']}/{match['last_year']}"
        if days := _parsed(f"{first} - {last}", calendar):
            yield _by_name(days)


def _named_in_title(blocks: Sequence[Block], calendar: Calendar) -> tuple[tuple[Period, ...], bool]:
    """The periods that the first blocks name, and whether that is sure.

    It is where the first block that names one is a title, and where no block names another; a year
    alone in a paragraph may be that of anything.
    """
    texts = list(_texts(blocks))
    for _, text in texts:
        if re.search(r"số liệu|tính từ|kỳ báo cáo", text, re.IGNORECASE):
            for days in _spans(text, calendar):
                return (days,), True
    named = [(block, text, found) for block, text in texts if (found := _named(text, calendar))]
    if not named:
        return (), False
    block, text, found = named[0]
    if _is_title(block, text):
        return found, True
    every = _without_years(period for _, _, periods in named for period in periods)
    return every, len(every) == 1 and every[0].kind != "year"


def _is_title(block: Block, text: str) -> bool:
    """Whether a block is a title: by its kind, by its words, or as it says a period only."""
    is_short = len(text) <= _LONGEST_NAME and block.kind != "cell"
    is_name = is_short and not re.search(r"[.;:]\s*$|\b(?:là|có|đạt|đã|tăng|giảm)\b", text)
    return block.kind == "heading" or bool(_TITLE.search(text)) or is_name


def _texts(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    for block in blocks:
        text = nfc(" ".join(block.text.split()))
        if block.kind in ("text", "heading", "cell", "box") and len(text) <= _LONGEST_TITLE:
            text = _CAPITALS.sub(lambda match: match[0].lower(), text)
            for written, read in _AS_READ:
                text = written.sub(read, text)
            yield block, text


def _named(text: str, calendar: Calendar) -> tuple[Period, ...]:
    """The periods that a title names, those of plans and comparisons left out."""
    if found := list(_spans(text, calendar)):
        return tuple(dict.fromkeys(found))
    years = _YEAR.findall(text)
    other: re.Match[str] | None = None
    for mention in mentions_in(text):
        if mention.kind != "time" or days_of(mention.text):
            continue
        if other is not None and mention.start > other.start():
            break
        if _COMPARED.search(text, 0, mention.start):
            continue
        words = mention.text
        if not _YEAR.search(words):
            behind = _YEAR.search(text, mention.end)
            words += f" {behind[0] if behind else years[-1]}" if years else ""
        period = _parsed(words, calendar)
        if period is not None and not any(_is_year_of(period, known) for known in found):
            found.append(period)
            other = other or _OTHER.search(text, mention.end)
    return _without_years(found)


def _without_years(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Each period once; of "năm 2023, quý III/2023" the shorter one is meant."""
    found = tuple(dict.fromkeys(periods))
    return tuple(p for p in found if not any(_is_year_of(p, known) for known in found))


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
