"""What the search of the shelf reads: the lines of each period, and the words of each year.

A browser that opened the page from a disk may not read data, but it may run a script: so each file
is one call of ``baocaoShelf`` with data.  ``text/<period>.js`` has the lines of the reports on one
period, ``words/<year>.js`` which words stand in which periods of a year.  The search begins with
the latest year and opens only the periods that have all words, so that it opens few files, however
many there are.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from baocao.core.files import write_whole
from baocao.locale.vi.text import nfc
from baocao.review.shelf.entries import OnPeriod

__all__ = ["Line", "Words", "folded", "read_text", "version_of", "words_of", "write_text"]

_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)*")


class Line(NamedTuple):
    """A sentence, or a title: where it stands, under which heading."""

    anchor: str
    heading: str
    text: str


def folded(word: str) -> str:
    """A word in small letters without any mark: as it is looked for.

    Examples
    --------
    >>> folded("Đất"), folded("đai"), folded("OCOP")
    ('dat', 'dai', 'ocop')
    """
    marks = unicodedata.normalize("NFD", word.lower())
    letters = "".join(mark for mark in marks if unicodedata.category(mark) != "Mn")
    return letters.replace("đ", "d")


def words_of(text: str) -> set[str]:
    """The words of a text, folded; a number with its decimals is one.

    Examples
    --------
    >>> sorted(words_of("Có 1.234 hồ sơ đất đai."))
    ['1.234', 'co', 'dai', 'dat', 'ho', 'so']
    """
    return {folded(word) for word in _WORD.findall(nfc(text))}


# ------------------------------------------------------------ lines of a period


def write_text(place: Path, lines: Mapping[str, Sequence[Line]]) -> None:
    """Write the lines of the reports on one period, by the reports' places; each line once."""
    parts: dict[tuple[str, str], int] = {}
    table: dict[tuple[int, str], int] = {}
    reports: dict[str, list[int]] = {}
    for report, mine in lines.items():
        found = []
        for line in mine:
            part = parts.setdefault((line.anchor, line.heading), len(parts))
            found.append(table.setdefault((part, line.text), len(table)))
        reports[report] = found
    _write(place, "text", {"parts": list(parts), "lines": list(table), "reports": reports})


def read_text(place: Path) -> dict[str, tuple[Line, ...]]:
    """The lines that :func:`write_text` wrote; none where there is no such file."""
    found = _read(place)
    if found is None:
        return {}
    parts: list[list[str]] = found["parts"]
    lines = [Line(parts[part][0], parts[part][1], text) for part, text in found["lines"]]
    return {report: tuple(lines[i] for i in mine) for report, mine in found["reports"].items()}


# ------------------------------------------------------------ words of a year


class Words:
    """The words of one year: which of its periods have each, as bits in the order of the periods.

    Periods are ordered by their last day, so that the same reports give the same file.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        found = _read(place) or {"periods": [], "words": {}}
        self.periods: list[list[Any]] = found["periods"]
        self.words = {word: int(bits, 16) for word, bits in found["words"].items()}

    def take_out(self, code: str) -> None:
        """Forget a period."""
        codes = [period[0] for period in self.periods]
        if code not in codes:
            return
        place = codes.index(code)
        del self.periods[place]
        low = (1 << place) - 1
        moved = (
            (word, bits & low | bits >> place + 1 << place) for word, bits in self.words.items()
        )
        self.words = {word: bits for word, bits in moved if bits}

    def put_in(self, period: OnPeriod, lines: Iterable[Line], version: str) -> None:
        """Enter a period with its lines, whose file has that version."""
        self.take_out(period.code)
        reports = [
            [one.place, one.label, period.state(one), [*one.files]]
            for one in [period.main, *(o for o in period.entries if o is not period.main)]
            if not one.fault
        ]
        row = [period.code, period.name, period.end, version, reports]
        place = sum((known[2], known[0]) < (period.end, period.code) for known in self.periods)
        self.periods.insert(place, row)
        if place < len(self.periods) - 1:
            low = (1 << place) - 1
            self.words = {
                word: bits & low | bits >> place << place + 1 for word, bits in self.words.items()
            }
        texts = {period.name, *(text for line in lines for text in (line.heading, line.text))}
        for word in words_of("\n".join(texts)):
            self.words[word] = self.words.get(word, 0) | 1 << place

    def write(self) -> str:
        """Write the file, none where no period is left; returns its version."""
        if not self.periods:
            self.place.unlink(missing_ok=True)
            return ""
        words = {word: f"{bits:x}" for word, bits in sorted(self.words.items())}
        return _write(self.place, "words", {"periods": self.periods, "words": words})


# ------------------------------------------------------------ files


def version_of(place: Path) -> str:
    """What changes with a file, so that no browser takes an old copy; empty where there is none."""
    try:
        return hashlib.sha256(place.read_bytes()).hexdigest()[:8]
    except FileNotFoundError:
        return ""


def _write(place: Path, kind: str, data: object) -> str:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # A page in which the file is put by mistake is not ended by it.
    body = body.replace("<", "\\u003c")
    text = f"baocaoShelf({json.dumps(kind)},{json.dumps(place.stem)},\n{body}\n);\n"
    write_whole(place, text)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _read(place: Path) -> Any:
    try:
        return json.loads(place.read_text(encoding="utf-8").split("\n")[1])
    except FileNotFoundError:
        return None
