"""What is wrong with prose that only its finished text shows.

The source has been checked piece by piece, see :mod:`baocao.prose.check`; pieces may make together
what none of them is: a number in words across two lines, two figures that read as one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from baocao.core import pandoc
from baocao.core.errors import Finding
from baocao.facts.fact import Fact
from baocao.locale.vi.claims import claims_in
from baocao.locale.vi.typed_numbers import numbers_in
from baocao.prose.check import QUOTE_INSTEAD, claim_fault, markup_fault, number_fault
from baocao.prose.citations import Library
from baocao.prose.kinds import COUNTED
from baocao.prose.markup import odd_list_starts, refused_nodes, typed_lines
from baocao.prose.place import Place
from baocao.prose.punctuation import MARKS
from baocao.prose.questions import Kind
from baocao.prose.rendering import Quoted, mark_number
from baocao.prose.typed import around, names_of, without_names

__all__ = ["faults_in_print"]

# Signs for what is quoted, where the finished text is read: a figure, and anything else.
_FIGURE, _WORDS = "\ufffc", "\ufffd"
# Signs and words that make another number of a figure; "33/37" are two.
_SIZES: Final = (
    r"trăm|nghìn|ngàn|vạn|triệu|tỷ(?!\s+(?:lệ|trọng))|chục|mươi|rưỡi|rưởi|phẩy"
    r"|phần\s+(?:trăm|nghìn|ba|tư)"
)
_GLUED: Final = re.compile(
    rf"{_FIGURE}[.,:]?[{_FIGURE}{_WORDS}]|{_WORDS}{_FIGURE}|(?<!\w)-{_FIGURE}|[^\W_]{_FIGURE}"
    rf"|(?<![\w{_FIGURE}{_WORDS}])[\u2010-\u2015\u2212\ufe63\uff0d]{_FIGURE}|(?<!\w)âm\s+{_FIGURE}"
    rf"|{_FIGURE}(?:[^\W_]|\s*[%‰]|\s+(?:{_SIZES})(?!\w))",
    re.IGNORECASE,
)
# A number in words that makes another one of the figure behind it: "hai 119".
_BEFORE_A_FIGURE: Final = {"hai", "ba", "bốn", "sáu", "bảy", "tám", "chín"}
# Units that a figure is printed with; all others are typed after it.
_PRINTED_WITH: Final = ("%", "đồng")
_PIECES: Final = re.compile(rf"[^{_FIGURE}{_WORDS}]+{_FIGURE}?")


def faults_in_print(
    blocks: list[pandoc.Block],
    quotes: list[Quoted],
    library: Library,
    units: Collection[str],
    place: Place,
) -> Iterator[Finding]:
    """What only the finished text shows: markup, and what its pieces make together.

    Parameters
    ----------
    blocks
        The tree, with a mark for each of `quotes`.
    library, units, place
        See :func:`baocao.prose.check.faults`.
    """
    for words in refused_nodes(blocks):
        remedy = "bỏ định dạng ấy; dòng đầu đoạn không bắt đầu bằng dấu cách"
        yield markup_fault(place.where, words[:60], remedy)
    for start in odd_list_starts(blocks):
        yield number_fault(place.where, f"danh sách bắt đầu từ {start}", "danh sách đánh số từ 1")
    names = names_of(library, units)
    for line in typed_lines(blocks):
        # A string of an expression is typed text like any other.
        marked = [quotes[mark_number(mark)] for mark in MARKS.findall(line)]
        text = MARKS.sub(lambda mark: _sign_of(quotes[mark_number(mark[0])]), line)
        units_of = [_unit_of(quoted) for quoted in marked if _sign_of(quoted) == _FIGURE]
        bare = without_names(text, names)
        for start, end in _numbers(bare, units):
            found = _legible(around(text, start, end))
            yield number_fault(_near(text, start, place), found, QUOTE_INSTEAD)
        for match in _GLUED.finditer(bare):
            if _is_own_unit(bare, match.start(), units_of):
                continue
            remedy = "để mỗi số liệu là một số riêng; đơn vị do chỉ tiêu khai báo"
            found = _legible(around(text, *match.span()))
            yield number_fault(_near(text, match.start(), place), found, remedy)
        for piece in _PIECES.finditer(bare):
            before_figure = piece[0].endswith(_FIGURE)
            words = piece[0].removesuffix(_FIGURE)
            for start, claim, instead in claims_in(words, before_figure=before_figure):
                where = _near(text, piece.start() + start, place)
                yield claim_fault(where, claim, instead)


def _legible(words: str) -> str:
    return words.replace(_FIGURE, "{{ … }}").replace(_WORDS, "…")


def _numbers(text: str, units: Collection[str]) -> Iterator[tuple[int, int]]:
    yield from numbers_in(text, units)
    for start, end in numbers_in(text, (_FIGURE,)) if _FIGURE in text else ():
        is_small = text[start:end].lower() in _BEFORE_A_FIGURE
        if is_small and text[end:].lstrip().startswith(_FIGURE):
            yield start, end


def _sign_of(quoted: Quoted) -> str:
    if quoted.kind is Kind.TEXT:
        return str(quoted.value)
    return _FIGURE if quoted.kind in COUNTED else _WORDS


def _unit_of(quoted: Quoted) -> str:
    """The unit of a quoted figure: of a fact, or of what is asked for one."""
    fact = quoted.value if isinstance(quoted.value, Fact) else quoted.value.fact
    return str(fact.unit)


def _is_own_unit(text: str, at: int, units: Sequence[str]) -> bool:
    """Whether after a figure at a letter of the text its own unit stands, as "nghìn lượt"."""
    if text[at] != _FIGURE:
        return False
    unit = " ".join(units[text[:at].count(_FIGURE)].split())
    if unit in _PRINTED_WITH:
        return False
    after = " ".join(text[at + 1 :].split())
    return after == unit or re.match(rf"{re.escape(unit)}(?!\w)", after) is not None


def _near(text: str, at: int, place: Place) -> str:
    """Where in the source the word at a letter of the finished text stands, if it is there once."""
    word = re.match(r"\S+", text[at:])
    if word is None or place.source.count(word[0]) != 1:
        return place.where
    return place.at(place.source.index(word[0]))
