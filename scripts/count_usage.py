"""Writes lib/baocao/review/proofread/tables, counted in a folder of Vietnamese texts.

``python scripts/count_usage.py FOLDER`` reads all .txt files of the folder.  Which texts the tables
were counted in is said in docs/proofreading.md.  A table holds counts' results only: syllables and
pairs of syllables, no sentence of a text.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from baocao.locale.vi.text import nfc
from baocao.review.proofread.usage import key, keys_of, skeleton
from baocao.review.proofread.wordlists import OFFICIAL_WORDS, is_syllable

TABLES = Path(__file__).resolve().parents[1] / "lib/baocao/review/proofread/tables"

_BREAK = re.compile(r"[^\w\s]+|[\d_]+|\n")
_OFFICIAL = re.compile(r"UBND|Ủy ban nhân dân|Nghị định|Thông tư|Chính phủ|Bộ trưởng|HĐND|Điều \d")
_MARKED = re.compile(r"[ăâđêôơư1-5]")
_WIDTH = 98

Pair = tuple[str, str]


@dataclass
class Counts:
    """How often syllables and pairs stand in texts, and in how many texts."""

    single: Counter[str] = field(default_factory=Counter)
    single_texts: Counter[str] = field(default_factory=Counter)
    pair: Counter[Pair] = field(default_factory=Counter)
    pair_texts: Counter[Pair] = field(default_factory=Counter)
    pair_official: Counter[Pair] = field(default_factory=Counter)
    spelt: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    runs: list[list[str]] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Count one text."""
        singles: Counter[str] = Counter()
        pairs: Counter[Pair] = Counter()
        is_official = len(_OFFICIAL.findall(text)) > 3
        for run in _BREAK.split(text):
            written = run.split()
            keys = [key(word) for word in written]
            for word, of in zip(written, keys, strict=True):
                if word.islower():
                    singles[of] += 1
                    self.spelt[of][word] += 1
            pairs.update(pairwise(keys))
            if is_official:
                self.runs.append(keys)
        self.single.update(singles)
        self.single_texts.update(singles.keys())
        self.pair.update(pairs)
        self.pair_texts.update(pairs.keys())
        if is_official:
            self.pair_official.update(pairs)

    def association(self, pair: Pair) -> float:
        """How much oftener two syllables meet than by chance, as a logarithm."""
        of, total = self.single, self.single.total()
        return math.log(self.pair[pair] * total / ((of[pair[0]] or 1) * (of[pair[1]] or 1)))

    def usual(self, least: int, texts: int, association: float) -> set[Pair]:
        """Pairs of which at least so many stand in at least so many texts, so often together."""
        return {
            pair
            for pair, count in self.pair.items()
            if count >= least
            and self.pair_texts[pair] >= texts
            and min(self.single[pair[0]], self.single[pair[1]]) > 20
            and self.association(pair) >= association
        }


def words(counts: Counts) -> set[Pair]:
    """Words that official texts have: only of these a misspelling is looked for."""
    return {pair for pair in counts.usual(150, 30, 4.0) if counts.pair_official[pair] >= 60}


def pairs(counts: Counts, right: set[Pair]) -> set[Pair]:
    """Pairs that are no misspelling of a word, because texts have them often enough."""
    near: dict[Pair, list[Pair]] = defaultdict(list)
    for word in right:
        near[skeleton(word[0]), skeleton(word[1])].append(word)
    found = counts.usual(40, 8, 2.5) | counts.usual(300, 30, 1.8)
    for pair, count in counts.pair.items():
        first, second = pair
        # "chăm chăm" is a word; "các các" is a slip, though there are more of them.
        is_doubled = first == second and count >= 0.004 * counts.single[first]
        alike = near.get((skeleton(first), skeleton(second)), ())
        is_near = any((word[0] == first) != (word[1] == second) for word in alike)
        most = max((counts.pair[word] for word in alike), default=0)
        is_other_word = is_near and counts.pair_texts[pair] > 2 and count > most / 300
        if is_other_word or (is_doubled and counts.pair_texts[pair] > 2):
            found.add(pair)
    return found - right


def syllables(counts: Counts) -> set[str]:
    """Syllables with marks that are no slip for a commoner one: "nhiểu" stands in six texts."""
    most: dict[str, int] = defaultdict(int)
    for one, count in counts.single.items():
        most[skeleton(one)] = max(most[skeleton(one)], count)
    return {
        one
        for one, count in counts.single.items()
        if _MARKED.search(one)
        and is_syllable(one.rstrip("12345"))
        and counts.single_texts[one] > 2
        and (counts.single_texts[one] > 12 or count > most[skeleton(one)] / 700)
    }


def bound(counts: Counts, usual: set[Pair]) -> set[str]:
    """Syllables that official texts nearly always have within a pair."""
    alone: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for run in counts.runs:
        for at, one in enumerate(run):
            total[one] += 1
            is_second = at > 0 and (run[at - 1], one) in usual
            is_first = at + 1 < len(run) and (one, run[at + 1]) in usual
            alone[one] += not (is_first or is_second)
    return {one for one, count in total.items() if count >= 30 and alone[one] <= 0.05 * count}


def spelling(counts: Counts, one: str) -> str:
    """The commonest spelling of a syllable."""
    return counts.spelt[one].most_common(1)[0][0] if counts.spelt[one] else ""


def wrapped(items: Iterable[str]) -> Iterator[str]:
    """Lines of items, as many as fit."""
    line = ""
    for item in items:
        if line and len(line) + 1 + len(item) > _WIDTH:
            yield line
            line = ""
        line = f"{line} {item}" if line else item
    yield line


def write_pairs(name: str, counts: Counts, chosen: set[Pair]) -> None:
    """Write pairs: on each line a first syllable and those that follow it."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for first, second in chosen:
        if spelling(counts, first) and spelling(counts, second):
            by_first[spelling(counts, first)].append(spelling(counts, second))
    lines = (f"{first} {' '.join(sorted(by_first[first]))}" for first in sorted(by_first))
    (TABLES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_singles(name: str, counts: Counts, chosen: set[str]) -> None:
    """Write syllables, as many on a line as fit."""
    spelt = sorted(filter(None, (spelling(counts, one) for one in chosen)))
    (TABLES / name).write_text("\n".join(wrapped(spelt)) + "\n", encoding="utf-8")


def main(folder: Path) -> None:
    """Count, choose and write."""
    counts = Counts()
    for path in sorted(folder.glob("*.txt")):
        counts.add(nfc(path.read_text(encoding="utf-8")))
    right = words(counts)
    others = pairs(counts, right | set(map(keys_of, OFFICIAL_WORDS)))
    write_pairs("words.txt", counts, right)
    write_pairs("pairs.txt", counts, others)
    write_singles("syllables.txt", counts, syllables(counts))
    write_singles("bound.txt", counts, bound(counts, right | others))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
