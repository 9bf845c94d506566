"""Texts that were written freely from the data, with their figures marked as true or as false.

A figure is written ``{T:33}`` where it is true of the data, ``{F:35}`` where it is not;
``{F-base:35}`` says in what it is wrong.  The name of a file ends with the code of the period that
it is about: ``article.2023.txt``.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from baocao.review.verify import Verification, Verifier
from baocao.review.verify.judgement import Judgement

MARK = re.compile(r"\{([TF])(?:-(\w+))?:([^}]*)\}")
# Words between a claim and its figure.
_MOST_BETWEEN = 4
# Words between a rank and its name.
_MOST_TO_NAME = 10
_RANK = re.compile("nhất|thứ|đầu|cuối")
_PLACE = re.compile(r"dòng (\d+)(?:, cột (\d+))?")


@dataclass(frozen=True)
class Marked:
    """A marked figure: its line from 1, its letters there, and whether it is true."""

    line: int
    start: int
    end: int
    is_true: bool
    around: str
    kind: str = ""


@dataclass
class Seen:
    """What was found of the figures of a text."""

    wrong: int = 0
    right: int = 0
    found: int = 0
    bore_out: int = 0
    missed: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    false_alarms: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    strays: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    passed: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)

    def __add__(self, other: Seen) -> Seen:
        return Seen(
            self.wrong + other.wrong,
            self.right + other.right,
            self.found + other.found,
            self.bore_out + other.bore_out,
            self.missed + other.missed,
            self.false_alarms + other.false_alarms,
            self.strays + other.strays,
            self.passed + other.passed,
        )

    @property
    def recall(self) -> float:
        """Of the wrong figures, how many were called wrong."""
        return self.found / max(1, self.wrong)

    @property
    def precision(self) -> float:
        """Of the figures that were called wrong, how many are."""
        return self.found / max(1, self.found + len(self.false_alarms))


def period_of(path: Path) -> str:
    """The code of the period that a text is about."""
    return path.stem.rpartition(".")[2]


def unmarked(text: str) -> tuple[str, list[Marked]]:
    """The text as somebody would write it, and its marked figures."""
    lines: list[str] = []
    found: list[Marked] = []
    for number, line in enumerate(text.splitlines(), start=1):
        plain, at = "", 0
        marks: list[tuple[int, int, bool, str]] = []
        for match in MARK.finditer(line):
            plain += line[at : match.start()]
            marks.append((len(plain), len(plain) + len(match[3]), match[1] == "T", match[2] or ""))
            plain += match[3]
            at = match.end()
        plain += line[at:]
        lines.append(plain)
        found += [
            Marked(number, start, end, is_true, plain[max(0, start - 50) : end + 20], kind)
            for start, end, is_true, kind in marks
        ]
    return "\n".join(lines) + "\n", found


def measured(path: Path, verifier: Verifier) -> Seen:
    """What is found of the marked figures of a text."""
    plain, marks = unmarked(path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_text(plain, encoding="utf-8")
        verification = verifier.verify(copy)
    lines = plain.splitlines()
    at = list(_places(verification, lines))
    seen = Seen()
    for number, (line, start, end, judgement) in enumerate(at):
        is_marked = any(m.line == line and start < m.end and m.start < end for m in marks)
        if judgement.mention.kind == "claim" and not is_marked:
            # "giảm {F-direction:09}": the word is what is wrong of the figure; "nhiều nhất là
            # {F-rank:Vĩnh Linh}": the rank of the name.
            find = _name_of if _RANK.search(judgement.mention.text) else _figure_of
            if of := find(line, start, end, marks, lines):
                start, end = of.start, of.end
                at[number] = line, start, end, judgement
        is_marked = any(m.line == line and start < m.end and m.start < end for m in marks)
        if judgement.is_fault and not is_marked:
            told = lines[line - 1][max(0, start - 50) : end + 20]
            seen.strays.append((told, [(judgement.verdict, judgement.expected)]))
    for mark in marks:
        hits = [
            judgement
            for line, start, end, judgement in at
            if line == mark.line and start < mark.end and mark.start < end
        ]
        told = (
            mark.around,
            [(one.verdict, f"{one.fact}@{one.period} {one.expected} {one.reason}") for one in hits],
        )
        is_fault = any(one.is_fault for one in hits)
        counts = Counter(one.verdict for one in hits)
        if mark.is_true:
            seen.right += 1
            seen.bore_out += counts["right"] + counts["rounded"] > 0 and not is_fault
            if is_fault:
                seen.false_alarms.append(told)
        else:
            seen.wrong += 1
            seen.found += is_fault
            if not is_fault:
                seen.missed.append(told)
                if counts["right"] + counts["rounded"]:
                    seen.passed.append(told)
    return seen


def _name_of(
    line: int, start: int, end: int, marks: Sequence[Marked], lines: Sequence[str]
) -> Marked | None:
    """The marked name that a rank is said of, behind it or before it; None where none is near."""
    text = lines[line - 1]
    names = [
        mark
        for mark in marks
        if mark.line == line and not re.search(r"\d|chưa|không", text[mark.start : mark.end])
    ]
    for mark in names:
        between = text[end : mark.start] if mark.start >= end else text[mark.end : start]
        is_beside = mark.start >= end or mark.end <= start
        if is_beside and len(between.split()) <= _MOST_TO_NAME and not re.search("[.;:]", between):
            return mark
    return None


def _figure_of(
    line: int, _: int, end: int, marks: Sequence[Marked], lines: Sequence[str]
) -> Marked | None:
    """The marked figure that a word such as "giảm" stands before; None where none is near."""
    behind = [mark for mark in marks if mark.line == line and mark.start >= end]
    if not behind:
        return None
    between = lines[line - 1][end : behind[0].start]
    is_apart = len(between.split()) > _MOST_BETWEEN or re.search(r"[.;\d]", between)
    return None if is_apart else behind[0]


def _places(
    verification: Verification, lines: list[str]
) -> Iterator[tuple[int, int, int, Judgement]]:
    """Each judgement with its line, from 1, and its letters in that line."""
    for judgement in verification.judgements:
        if judgement.mention.kind == "words":
            continue
        block = judgement.passage.block
        match = _PLACE.fullmatch(block.place())
        assert match is not None, block.place()
        line, (start, end) = int(match[1]), judgement.span
        if match[2]:
            cells = lines[line - 1].strip().strip("|").split("|")
            before = lines[line - 1].index("|") + 1
            before += sum(len(cell) + 1 for cell in cells[: int(match[2]) - 1])
            cell = cells[int(match[2]) - 1]
            before += len(cell) - len(cell.lstrip())
        else:
            above = block.text[:start]
            before = 0 if "\n" not in above else -(above.rindex("\n") + 1)
            line += above.count("\n")
        yield line, before + start, before + end, judgement
