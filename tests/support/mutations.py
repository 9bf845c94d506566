"""Spoils reports as people do, and measures what `baocao verify` sees of it.

``PYTHONPATH=tests python -m support.mutations`` makes hundreds of edited copies of the reports on
some periods, as Word files with their content controls, as Word files without them, and as plain
text, and of the department's own report that was written by hand; then it prints recall and
precision by kind.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document as WordDocument
from docx.oxml.ns import qn

from baocao.document.formats import docx
from baocao.facts.fact import printed
from baocao.prose.citations import Library
from baocao.review.manuscripts import read_own
from baocao.review.manuscripts.docx import TextElement, docx_blocks
from baocao.review.verify import Verification, Verifier
from baocao.review.verify.agreement import agreement, is_value
from baocao.review.verify.known_facts import KnownFact, KnownFacts
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage, passages_of
from baocao.workspace.workspace import Workspace
from support.in_process import InProcess
from support.word_edits import WORD_EDITS, WordEdit, edited

ROOT = Path(__file__).resolve().parents[2]
PERIODS = ("2020-01-01--2023-11-14", "2023-Q3", "2022", "2022-H1")
FORMS = ("docx", "docx without controls", "txt", "txt reworded")
HANDMADE = "written by hand"
FAULT, FINE, ROUNDED = "fault", "fine", "rounded"
# A change that is to be told at least; another way to say the same, which is no fault.
TOLD, SAME = "told", "same"
_BESIDE = 40


@dataclass(frozen=True)
class Mutation:
    """One edit of a block: what was done, the letters that now stand there, what is true of it."""

    kind: str
    number: int
    start: int
    end: int
    text: str
    truth: str


@dataclass
class Tally:
    """How often edits of a kind were seen for what they are."""

    made: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    flagged: int = 0
    stale: Counter[str] = field(default_factory=Counter)

    def add(self, mutations: Sequence[Mutation], found: Verification) -> None:
        """Count one edited copy."""
        for mutation in mutations:
            hits = [
                judgement
                for judgement in found.judgements
                if judgement.block_number == mutation.number
                and judgement.span[0] < mutation.end + 1
                and mutation.start - 1 < judgement.span[1]
            ]
            verdicts = {judgement.verdict for judgement in hits}
            good = {
                FAULT: bool(verdicts & {"stale", "contradicted"}),
                FINE: "right" in verdicts and verdicts <= {"right", "reworded", "not data"},
                ROUNDED: "rounded" in verdicts and not verdicts & {"stale", "contradicted"},
                TOLD: bool(verdicts & {"stale", "contradicted", "reworded"}),
                SAME: not any(j.block_number == mutation.number for j in found.faults),
            }[mutation.truth]
            self.made[mutation.kind] += 1
            self.seen[mutation.kind] += good
            if mutation.kind == "last period's value":
                self.stale["stale" if "stale" in verdicts else "other"] += 1
            if not good:
                around = hits[0].around if hits else "?"
                self.missed.append(f"{mutation.kind}: {mutation.text!r} {verdicts} {around}")
        for judgement in found.faults:
            self.flagged += 1
            if not any(
                m.truth in (FAULT, TOLD)
                and m.number == judgement.block_number
                # What is said of a number stands beside it.
                and judgement.span[0] < m.end + _BESIDE
                and m.start - _BESIDE < judgement.span[1]
                for m in mutations
            ):
                self.alarms.append(
                    f"{judgement.mention.text!r} {judgement.verdict} {judgement.around} "
                    f"({judgement.fact}: {judgement.expected}; {judgement.reason})"
                )

    @property
    def recall(self) -> float:
        """Of all edits, how many were seen for what they are."""
        return sum(self.seen.values()) / max(1, sum(self.made.values()))

    @property
    def precision(self) -> float:
        """Of all that was called wrong, how much is."""
        return 1 - len(self.alarms) / max(1, self.flagged)


class Spoiler:
    """Edits blocks of one report at random."""

    def __init__(
        self, passages: list[Passage], known_facts: KnownFacts, chance: random.Random
    ) -> None:
        self.passages = passages
        self.known_facts = known_facts
        self.chance = chance
        self.bound = [
            (passage, mention, known[0])
            for passage in passages
            for mention in passage.mentions
            if mention.is_figure and (quote := passage.quote(mention))
            if (known := known_facts.bound(quote)) and agreement(mention, known[0])
        ]

    def some(self, kind: str) -> list[tuple[int, int, int, str, str]] | None:
        """Block, letters, new text and truth of an edit of that kind."""
        if kind in _WORDS:
            return self.reworded(self.chance.choice(_WORDS[kind]))
        for _ in range(60):
            if made := getattr(self, _METHODS[kind])():
                return made
        return None

    def reworded(self, row: WordEdit) -> list[tuple[int, int, int, str, str]] | None:
        """An edit of the words around a number."""
        year = self.known_facts.period.end.year
        whole = [
            passage for passage in self.passages if len(passage.text) == len(passage.block.text)
        ]
        made = [
            (passage.block_number, *found, row.truth)
            for passage in whole
            if (found := edited(row, passage.block.kind, passage.text, year, self.chance))
        ]
        return [self.chance.choice(made)] if made else None

    # Each returns a list of (block, start, end, new text, truth).

    def figure(self, *, cell: bool = False) -> tuple[Passage, Mention, KnownFact]:
        """A bound number, in prose or in a cell."""
        chosen = [item for item in self.bound if (item[0].block.cell is not None) == cell]
        return self.chance.choice(chosen or self.bound)

    def other(self, mention: Mention, known: KnownFact) -> str | None:
        """The number with another digit, which is neither the fact nor an earlier value of it."""
        places = [n for n, letter in enumerate(mention.text) if letter.isdigit()]
        place = self.chance.choice(places)
        digit = self.chance.choice([d for d in "0123456789" if d != mention.text[place]])
        text = mention.text[:place] + digit + mention.text[place + 1 :]
        made = _mention(text)
        if made is None or agreement(made, known):
            return None
        if any(is_value(made, value) for _, value in self.known_facts.earlier(known)):
            return None
        return text

    def digit(self) -> Any:
        passage, mention, known = self.figure()
        text = self.other(mention, known)
        return text and [(passage.block_number, mention.start, mention.end, text, FAULT)]

    def cell(self) -> Any:
        passage, mention, known = self.figure(cell=True)
        text = self.other(mention, known)
        return text and [(passage.block_number, mention.start, mention.end, text, FAULT)]

    def swap(self) -> Any:
        passage, mention, _ = self.figure()
        others = [
            (m, k)
            for p, m, k in self.bound
            if p is passage and m.kind == mention.kind and m.value != mention.value
        ]
        if not others:
            return None
        other, _ = self.chance.choice(others)
        return [
            (passage.block_number, mention.start, mention.end, other.text, FAULT),
            (passage.block_number, other.start, other.end, mention.text, FAULT),
        ]

    def stale(self) -> Any:
        passage, mention, known = self.figure(cell=self.chance.random() < 0.3)
        for _, value in self.known_facts.earlier(known):
            if value != known.value and abs(value) != abs(known.value or 0):
                text = printed(abs(value), known.unit, 1 if mention.kind == "percent" else 0, True)
                made = _mention(text)
                if made is None or made.kind != mention.kind or agreement(made, known):
                    continue
                return [(passage.block_number, mention.start, mention.end, text, FAULT)]
        return None

    def unit(self) -> Any:
        passage, mention, known = self.figure()
        if mention.kind == "money":
            scale = "tỷ" if "triệu" in mention.text else "triệu"
            text = re.sub("triệu|tỷ", scale, mention.text)
            return [(passage.block_number, mention.start, mention.end, text, FAULT)]
        if mention.kind == "percent":
            text = mention.text.replace("%", " điểm phần trăm")
            return [(passage.block_number, mention.start, mention.end, text, FAULT)]
        following = passage.text[mention.end :]
        if not following.startswith(f" {known.unit}") or known.unit not in self.known_facts.units:
            return None
        other = self.chance.choice([unit for unit in self.known_facts.units if unit != known.unit])
        end = mention.end + 1 + len(known.unit)
        text = f"{mention.text} {other}"
        return [(passage.block_number, mention.start, end, text, FAULT)]

    def direction(self) -> Any:
        claims = [
            (passage, mention)
            for passage in self.passages
            for mention in passage.mentions
            if mention.kind == "claim" and re.search("tăng|giảm|cao nhất|thấp nhất", mention.text)
        ]
        if not claims:
            return None
        passage, mention = self.chance.choice(claims)
        turned = {"tăng": "giảm", "giảm": "tăng", "cao nhất": "thấp nhất", "thấp nhất": "cao nhất"}
        text = re.sub("tăng|giảm|cao nhất|thấp nhất", lambda m: turned[m[0]], mention.text)
        return [(passage.block_number, mention.start, mention.end, text, FAULT)]

    def words(self) -> Any:
        passage, mention, _ = self.figure()
        if mention.kind != "count" or mention.value is None or mention.value < 10:
            return None
        wrong = self.chance.random() < 0.5
        value = int(mention.value) + (self.chance.randint(1, 9) if wrong else 0)
        text = spelled(value)
        return text and [
            (passage.block_number, mention.start, mention.end, text, FAULT if wrong else FINE)
        ]

    def rounding(self) -> Any:
        passage, mention, known = self.figure()
        if mention.kind != "percent" or "," not in mention.text or known.value is None:
            return None
        text = printed(abs(known.value).quantize(Decimal(1)), "%", 0, pad_counts=False)
        made = _mention(text)
        if made is None or agreement(made, known) != "rounded":
            return None
        return [(passage.block_number, mention.start, mention.end, text, ROUNDED)]

    def added(self) -> Any:
        """A sentence that someone adds, whose parts do not make the whole, or do."""
        passage, _, _ = self.figure()
        if not passage.text.endswith("."):
            return None
        parts = self.chance.sample(range(11, 60), 2)
        wrong = self.chance.random() < 0.7
        whole = sum(parts) + (self.chance.randint(1, 9) if wrong else 0)
        end = len(passage.text)
        lead = ". Ngoài ra, Sở đã tiếp nhận "
        tail = f" phiếu khảo sát (gồm {parts[0]} phiếu giấy và {parts[1]} phiếu trực tuyến)."
        return [
            (passage.block_number, end - 1, end, f"{lead}{whole}{tail}", FAULT if wrong else FINE)
        ]

    def total(self) -> Any:
        """The whole, or one part, of parts in one sentence or one column."""
        wholes = {
            self.known_facts.book.catalogue.id_of(part): key
            for key, measure in self.known_facts.book.catalogue
            for part in getattr(measure, "parts", ())
        }
        ids = {*wholes, *wholes.values()}
        chosen = [item for item in self.bound if item[2].id in ids]
        if not chosen:
            return None
        passage, mention, known = self.chance.choice(chosen)
        text = self.other(mention, known)
        return text and [(passage.block_number, mention.start, mention.end, text, FAULT)]


_METHODS = {
    "digit": "digit",
    "two figures swapped": "swap",
    "last period's value": "stale",
    "wrong unit": "unit",
    "wrong direction": "direction",
    "broken sum": "total",
    "sum in new text": "added",
    "number in words": "words",
    "split over two runs": "digit",
    "table cell": "cell",
    "rounded": "rounding",
}
_WORDS: dict[str, list[WordEdit]] = {}
for _row in WORD_EDITS:
    _WORDS.setdefault(_row.kind, []).append(_row)
# Kinds that need a table, or the kinds of blocks: not in a text without them.
_OF_BLOCKS = {row.kind for row in WORD_EDITS if row.where != "text"}


def spelled(value: int) -> str | None:
    """A number in words, up to 999."""
    digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
    if not 0 < value < 1000:
        return None
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = [digits[hundreds], "trăm"] if hundreds else []
    if tens == 1:
        text.append("mười")
    elif tens:
        text += [digits[tens], "mươi"]
    elif hundreds and ones:
        text.append("linh")
    if ones:
        text.append(
            {1: "mốt" if tens > 1 else "một", 5: "lăm" if tens else "năm"}.get(ones, digits[ones])
        )
    return " ".join(text)


def _mention(text: str) -> Mention | None:
    from baocao.review.verify.mentions import mentions_in

    found = [mention for mention in mentions_in(text) if mention.is_figure]
    return found[0] if found else None


def edit(pieces: Sequence[TextElement], start: int, end: int, text: str, *, split: bool) -> None:
    """Put a text in the place of some letters of a Word paragraph, in one run or in two."""
    inside = [piece for piece in pieces if piece.start < end and start < piece.end]
    first = True
    for piece in inside:
        letters = piece.element.text or ""
        a, b = max(0, start - piece.start), min(len(letters), end - piece.start)
        piece.element.text = letters[:a] + (text if first else "") + letters[b:]
        first = False
    if split and inside and len(text) > 1:
        run = inside[0].element.getparent()
        letters = inside[0].element.text or ""
        at = max(0, start - inside[0].start) + 1
        second = deepcopy(run)
        run.addnext(second)
        inside[0].element.text = letters[:at]
        second.find(qn("w:t")).text = letters[at:]


def replaced(old: str, new: str, at: str = "") -> Callable[[Any], None]:
    """Put a text in the place of another; `at` holds it with some words that tell which."""

    def change(document: Any) -> None:
        for block, pieces in docx_blocks(document):
            if (place := block.text.find(at or old)) >= 0:
                place += (at or old).find(old)
                edit(pieces, place, place + len(old), new, split=False)
                return
        raise AssertionError(f"no {at or old!r}")

    return change


def unbound(document: Any) -> None:
    """Take every content control away and leave its text."""
    for control in list(document.element.body.iter(qn("w:sdt"))):
        content = control.find(qn("w:sdtContent"))
        for child in list(content):
            control.addprevious(child)
        control.getparent().remove(control)


def copies(
    data: bytes,
    spoiler: Spoiler,
    form: str,
    count: int,
    chance: random.Random,
    folder: Path,
) -> Iterator[tuple[Path, list[Mutation]]]:
    """Edited copies of a Word file, each with one edit of every kind, no two in one block."""
    for turn in range(count):
        document = WordDocument(BytesIO(data))
        blocks = list(docx_blocks(document))
        taken: set[int] = set()
        mutations: list[Mutation] = []
        for kind in (*_METHODS, *_WORDS):
            if form.startswith("txt") and kind in _OF_BLOCKS:
                continue
            edits = spoiler.some(kind)
            if not edits or {number for number, *_ in edits} & taken:
                continue
            # What stands in one row of a table is judged together.
            taken |= {
                other
                for number, *_ in edits
                for other, (block, _) in enumerate(blocks)
                if other == number
                or (
                    block.cell
                    and blocks[number][0].cell
                    and block.cell[:2] == blocks[number][0].cell[:2]
                )
            }
            # From the last letter on, so that the first keep their places.
            for number, start, end, text, truth in sorted(edits, key=lambda e: -e[1]):
                if start == end:
                    # Letters are put in the place of others.
                    text, end = text + blocks[number][0].text[start], end + 1
                edit(blocks[number][1], start, end, text, split=kind.startswith("split"))
                grown = len(text) - (end - start)
                mutations = [
                    Mutation(m.kind, m.number, m.start + grown, m.end + grown, m.text, m.truth)
                    if m.number == number and m.start > start
                    else m
                    for m in mutations
                ]
                mutations.append(Mutation(kind, number, start, start + len(text), text, truth))
        if form != "docx":
            unbound(document)
        path = folder / f"copy-{turn}.docx"
        document.save(str(path))
        if form.startswith("txt"):
            texts = [" ".join(b.text.split("\n")) for b in read_own(path).blocks]
            if form == "txt reworded":
                texts, mutations = reworded(texts, mutations, chance)
            path = path.with_suffix(".txt")
            path.write_text("\n\n".join(texts), encoding="utf-8")
        yield path, mutations


def reworded(
    texts: list[str], mutations: list[Mutation], chance: random.Random
) -> tuple[list[str], list[Mutation]]:
    """Every seventh plain word of each long paragraph left out, as when someone tightens prose."""
    made, moved = [], []
    for number, text in enumerate(texts):
        own = [m for m in mutations if m.number == number]
        parts, shifts, at = [], [], 0
        long = len(text.split()) > 12
        for match in re.finditer(r"\b[^\W\d_]{2,} ", text):
            start, end = match.span()
            near = any(m.start - 2 < end and start < m.end + 2 for m in own)
            # What a number is of stays beside it, or the edit would be another.
            near |= bool(re.search(r"\d[\d.,/%]*(?: [^\W\d]+){0,3} ?$", text[:start]))
            near |= match[0] in (
                "năm ",
                "tháng ",
                "quý ",
                "ngày ",
                "tăng ",
                "giảm ",
                "không ",
                "chưa ",
            )
            if long and not near and match[0].islower() and chance.random() < 1 / 7:
                parts.append(text[at:start])
                shifts.append((start, end - start))
                at = end
        made.append("".join([*parts, text[at:]]))
        for m in own:
            left = sum(size for start, size in shifts if start < m.start)
            moved.append(Mutation(m.kind, number, m.start - left, m.end - left, m.text, m.truth))
    return made, moved


def seeds(
    path: Path,
    known_facts: KnownFacts,
    names: tuple[str, ...],
    truths: Verification,
    count: int,
    chance: random.Random,
    folder: Path,
) -> Iterator[tuple[Path, list[Mutation]]]:
    """Copies of a report that was written by hand, each with a figure or two changed."""
    known = {}
    for judgement in truths.judgements:
        if judgement.mention.is_figure and judgement.fact:
            facts = (
                [
                    known_facts.at(
                        judgement.fact, known_facts.book.workspace.period(judgement.period)
                    )
                ]
                if "[" not in judgement.fact and ":" not in judgement.fact
                else []
            )
            if facts:
                known[judgement.block_number, judgement.mention.start] = (judgement, facts[0])
    passages = passages_of(read_own(path).blocks, names, known_facts.units)
    spoiler = Spoiler(passages, known_facts, chance)
    spoiler.bound = [(j.passage, j.mention, fact) for j, fact in known.values()]
    kinds = ("digit", "last period's value", "two figures swapped", "number in words")
    for turn in range(count):
        blocks = [block.text for block in read_own(path).blocks]
        kind = kinds[turn % len(kinds)]
        edits = spoiler.some(kind)
        if not edits:
            continue
        mutations: list[Mutation] = []
        for number, start, end, new, truth in sorted(edits, key=lambda e: -e[1]):
            blocks[number] = blocks[number][:start] + new + blocks[number][end:]
            grown = len(new) - (end - start)
            mutations = [
                Mutation(m.kind, m.number, m.start + grown, m.end + grown, m.text, m.truth)
                for m in mutations
            ]
            mutations.append(Mutation(kind, number, start, start + len(new), new, truth))
        made = folder / f"hand-{turn}.txt"
        made.write_text("\n\n".join(blocks), encoding="utf-8")
        yield made, mutations


def measure(
    periods: Sequence[str] = PERIODS,
    forms: Sequence[str] = FORMS,
    count: int = 12,
    seed: int = 30,
    handmade: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Tally]:
    """Spoil, verify and count: one tally for each form."""
    workspace = Workspace.load(ROOT)
    in_process = InProcess(workspace)
    names = Library(workspace).names
    chance = random.Random(seed)
    tallies: dict[str, Tally] = defaultdict(Tally)
    if handmade is not None:
        period = workspace.period(PERIODS[0])
        model = in_process.model(period)
        known_facts = KnownFacts(in_process.book, period, model.facts)
        verifier = Verifier(workspace, period, model)
        truths = verifier.verify(handmade)
        with tempfile.TemporaryDirectory() as folder:
            made = seeds(handmade, known_facts, names, truths, 8 * count, chance, Path(folder))
            for path, mutations in made:
                tallies[HANDMADE].add(mutations, verifier.compare(read_own(path)))
    for code in periods:
        period = workspace.period(code)
        model = in_process.model(period)
        known_facts = KnownFacts(in_process.book, period, model.facts)
        verifier = Verifier(workspace, period, model)
        data = docx.render(model)
        blocks = [block for block, _ in docx_blocks(WordDocument(BytesIO(data)))]
        spoiler = Spoiler(passages_of(blocks, names, known_facts.units), known_facts, chance)
        for form in forms:
            with tempfile.TemporaryDirectory() as folder:
                made = copies(data, spoiler, form, count, chance, Path(folder))
                for path, mutations in made:
                    tallies[form].add(mutations, verifier.compare(read_own(path)))
            say(f"{code}, {form}: {tallies[form].recall:.3f} {tallies[form].precision:.3f}")
    return tallies


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    handmade = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    tallies = measure(count=count, handmade=handmade, say=lambda line: print(line, file=sys.stderr))
    for form, tally in tallies.items():
        print(f"\n{form}: recall {tally.recall:.3f}, precision {tally.precision:.3f}")
        for kind, made in tally.made.items():
            print(f"  {kind:<22} {tally.seen[kind]:>4} / {made:<4} {tally.seen[kind] / made:.3f}")
        print(f"  last period's values called stale: {dict(tally.stale)}")
        for line in tally.missed:
            print("  missed", line)
        for line in tally.alarms:
            print("  false alarm", line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
