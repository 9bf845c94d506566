"""Proposes changes of the templates from an edited Word file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from nbformat import NotebookNode

from baocao.core.errors import BaocaoError, Finding
from baocao.core.periods import Period
from baocao.review.adopt.bundles import LEAST_WORDS, Bundle, Part, bundles_of
from baocao.review.adopt.list_ends import ITEM_SIGNS, with_ends, without_end
from baocao.review.adopt.origins import Origins
from baocao.review.adopt.pairing import Unit, units_of
from baocao.review.adopt.printed_report import PrintedReport
from baocao.review.adopt.proposal import Change, Proposal
from baocao.review.adopt.rebinding import rebound
from baocao.review.adopt.refusals import NotEditableError, refusal
from baocao.review.adopt.template_edits import (
    TemplateEdit,
    added,
    edits_of,
    put_in,
    removed,
    taken_out,
)
from baocao.review.adopt.tokens import Shape, Token, composed, joined, shape, tokens_of
from baocao.review.adopt.trial import Trial
from baocao.review.adopt.variants import has_variants, head_at, in_a_bracket
from baocao.review.manuscripts import Block, Manuscript
from baocao.review.sequences import equal_pairs
from baocao.workspace.workspace import Workspace

__all__ = ["adopt"]

_SHOWN_LETTERS = 60


def adopt(
    manuscript: Manuscript, workspace: Workspace, period: Period, built: NotebookNode
) -> Proposal:
    """What an edited report changes in the templates that printed it; nothing is written.

    Words typed between the figures are moved into the templates; figures stay bound to their
    facts, and edits of what the data say are refused.  A paragraph is adopted as a whole or not
    at all: printed again, the templates give the paragraphs that are adopted as they were
    edited, and all others as they were built.

    Parameters
    ----------
    manuscript
        The edited .docx, as :func:`~baocao.review.manuscripts.read_manuscript` gives it.
    workspace, period
        Where the report comes from, and what it reports on.
    built
        The report's notebook, built from the present inputs.

    Returns
    -------
    Proposal
        Refused edits have the codes ADOPTION-01 a changed number; -02 words that the data make;
        -03 text outside the prose of cells; -04 a change that does not print the edited words;
        -05 another report; -20 to -29 see ``docs/errors.md``.
    """
    return _Adoption(workspace, period, built).proposal(manuscript)


@dataclass
class _Adoption:
    workspace: Workspace
    period: Period
    notebook: NotebookNode
    refused: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.printed = PrintedReport(self.workspace, self.period, self.notebook)
        self.origins = Origins(self.printed)
        self.edited: list[Block] = []
        self.tokens: list[list[Token]] = []

    def proposal(self, manuscript: Manuscript) -> Proposal:
        blocks = [composed(block) for block in manuscript.blocks if block.kind != "comment"]
        self.edited = [block for block in blocks if tokens_of(block)]
        if not self.edited or not self.has_days():
            return self.another()
        self.tokens = [tokens_of(block) for block in self.edited]
        built = list(zip(self.printed.built, self.printed.tokens, strict=True))
        self.bind_again([Unit((n,), (m,)) for m, n in self.same_words().items()])
        _, units = units_of(built, list(zip(self.edited, self.tokens, strict=True)))
        self.bind_again(units)
        same, units = units_of(built, list(zip(self.edited, self.tokens, strict=True)))
        if not self.is_this_report(
            {*same.values(), *(n for u in units if u.edited for n in u.built)}
        ):
            return self.another()
        self.refused += [
            refusal("ADOPTION-33", block.place(), block.around(0, _SHOWN_LETTERS))
            for block in self.edited
            if block.joins_next
        ]
        self.bind_again(self.moved_units(units))
        parts = [part for unit in units if (part := self.part(unit)) is not None]
        parts = self.with_moves(parts)
        trial = Trial(self.printed, self.shapes)
        kept: list[Bundle] = []
        for bundle, fault in trial.tried(bundles_of(parts)):
            if fault is None:
                kept.append(bundle)
            else:
                self.refuse(bundle, fault)
        texts = trial.tidy_texts(kept)
        changes = tuple(
            Change(self.printed.sources[cell], text)
            for cell, text in texts.items()
            if text != self.printed.sources[cell].text
        )
        units = [part.unit for bundle in kept for part in bundle.parts]
        notes = [note for bundle in kept for part in bundle.parts for note in self.notes(part)]
        expected = tuple(self.expected(units))
        return Proposal(changes, tuple(self.refused), len(units), expected, tuple(notes))

    def notes(self, part: Part) -> Iterator[str]:
        """Of a new paragraph: that the variant in which it stands decides when it is printed."""
        if part.cell is None or part.is_move or part.unit.built:
            return
        source = self.printed.sources[part.cell]
        for edit in part.edits:
            if head := head_at(source.text, edit.start):
                words = self.edited[part.unit.edited[0]].around(0, _SHOWN_LETTERS)
                yield (
                    f'Đoạn mới "{words}" đứng trong biến thể "{head}" của '
                    f"{source.label(self.workspace)}: chỉ in ở kỳ in biến thể ấy."
                )

    def another(self) -> Proposal:
        block = self.edited[0] if self.edited else Block("", "text", ((0, ""),))
        found = block.around(0, min(len(block.text), _SHOWN_LETTERS)) if block.text else ""
        return Proposal((), (refusal("ADOPTION-05", block.place(), found),), 0)

    def has_days(self) -> bool:
        """Whether the file names the two days of this report."""
        days = " ".join(self.printed.window.split())
        return any(" ".join(block.text.split()) == days for block in self.edited)

    def is_this_report(self, found: set[int]) -> bool:
        """Whether the file has at least half of this report's prose.

        In another report every paragraph would look deleted.
        """
        common = set(self.printed.cells) & found
        return bool(common) and 2 * len(common) >= len(self.printed.cells)

    def same_words(self) -> dict[int, int]:
        """For each edited paragraph with the words of a built one the number of that one."""
        ours, theirs = (
            [f"{bool(block.cell)} {' '.join(block.text.split())}" for block in blocks]
            for blocks in (self.printed.built, self.edited)
        )
        return {m: n for n, m in equal_pairs(ours, theirs)}

    def moved_units(self, units: Sequence[Unit]) -> list[Unit]:
        """For each paragraph that went and came with the same words the two as one."""
        gone = [unit for unit in units if not unit.edited and len(unit.built) == 1]
        come = [unit for unit in units if not unit.built and len(unit.edited) == 1]
        places = {" ".join(self.printed.built[u.built[0]].text.split()): u.built for u in gone}
        found = []
        for unit in come:
            text = " ".join(self.edited[unit.edited[0]].text.split())
            if text in places:
                found.append(Unit(places.pop(text), unit.edited))
        return found

    def bind_again(self, units: Sequence[Unit]) -> None:
        """Bind numbers that only lost their content control to their facts."""
        for unit in units:
            before = joined([self.printed.tokens[n] for n in unit.built])
            after = joined([self.tokens[n] for n in unit.edited])
            bound = rebound(before, after)
            for number in unit.edited:
                length = 0
                while length < len(bound) and not bound[length].is_break:
                    length += 1
                if length:
                    self.tokens[number] = bound[:length]
                bound = bound[length + 1 :]

    # ------------------------------------------------------------ one unit

    def part(self, unit: Unit) -> Part | None:
        """A unit with its edits of a template; None where nothing is to be done about it."""
        for number in unit.edited:
            for token in self.tokens[number]:
                was = self.fact_text(token)
                if token.is_fact and was is not None and was != " ".join(token.text.split()):
                    changed = f"{was} thành {token.text}"
                    return self.broken(unit, NotEditableError("ADOPTION-01", changed, token))
        cells = list(dict.fromkeys(self.printed.cells.get(number) for number in unit.built))
        try:
            if not unit.built:
                return self.new(unit)
            if len(cells) > 1 and any(cells):
                raise NotEditableError("ADOPTION-21")
            cell = cells[0]
            if cell is None or cell not in self.printed.prose:
                return self.elsewhere(unit)
            prose = self.printed.prose[cell]
            ranges = [prose.part(number) for number in unit.built]
            part = range(ranges[0].start, ranges[-1].stop)
            if not unit.edited:
                return Part(unit, cell, (removed(prose, part),), self.gone(unit), ())
            after = joined([self.tokens[number] for number in unit.edited])
            edits = tuple(edits_of(prose, part, after))
            return Part(unit, cell, edits, self.gone(unit), tuple(after))
        except NotEditableError as error:
            return self.broken(unit, error)

    def broken(self, unit: Unit, error: NotEditableError) -> Part:
        """A unit that cannot be adopted; it takes along what was moved out of it or into it."""
        after = joined([self.tokens[number] for number in unit.edited])
        return Part(unit, None, (), self.gone(unit), tuple(after), error)

    def gone(self, unit: Unit) -> tuple[Token, ...]:
        return tuple(joined([self.printed.tokens[number] for number in unit.built]))

    def new(self, unit: Unit) -> Part | None:
        """A new paragraph: it goes beside one that is prose of a cell."""
        number = unit.edited[0]
        tokens = self.tokens[number]
        if (found := self.neighbour(unit)) is not None:
            cell, place, behind = found
            edit = added(self.printed.prose[cell], place, tokens, number + 1, behind=behind)
            return Part(unit, cell, (edit,), (), tuple(tokens))
        if unit.after is not None and self.origins.of(unit.after).code == "ADOPTION-27":
            raise NotEditableError("ADOPTION-27")
        raise NotEditableError("ADOPTION-03")

    def neighbour(self, unit: Unit) -> tuple[str, int, bool] | None:
        """The cell and the paragraph that a new one goes to, and whether it goes behind it."""
        if self.edited[unit.edited[0]].cell is not None:
            return None
        for place, behind in ((unit.after, True), (unit.before, False)):
            cell = None if place is None else self.printed.cells.get(place)
            if place is not None and cell is not None and cell in self.printed.prose:
                return cell, place, behind
        return None

    def with_moves(self, parts: Sequence[Part]) -> list[Part]:
        """The parts; a paragraph that went elsewhere as it was takes its own template along.

        Written anew, it would lose its conditions and what it says at other periods.
        """
        found = list(parts)
        come = {n: p for n, p in enumerate(parts) if not p.unit.built and len(p.unit.edited) == 1}
        for n, gone in enumerate(parts):
            if gone.unit.edited or len(gone.unit.built) != 1:
                continue
            for m, arrived in come.items():
                is_same = without_end(shape(arrived.after)) == without_end(shape(gone.before))
                if is_same and (pair := self.moved(gone, arrived)):
                    found[n], found[m] = pair
                    del come[m]
                    break
        return found

    def moved(self, gone: Part, arrived: Part) -> tuple[Part, Part] | None:
        """Both ends of a paragraph that was moved; None where its template cannot go with it."""
        (built,) = gone.unit.built
        cell = self.printed.cells.get(built)
        if cell not in self.printed.prose or len(arrived.after) < LEAST_WORDS:
            return None
        source = self.printed.prose[cell]
        if source.numbers == (built,) and (whole := in_a_bracket(source.source.text)):
            out, block = TemplateEdit(0, len(source.source.text), ""), whole
        elif (found := taken_out(source, built)) is not None:
            out, block = found
        else:
            return None
        entered = self.entered(arrived, block, cell)
        if entered is None:
            return None
        return Part(gone.unit, cell, (out,), gone.before, (), is_move=True), entered

    def entered(self, arrived: Part, block: str, cell: str) -> Part | None:
        """A moved paragraph where it arrived; `cell` is where it comes from.

        It goes beside one that is printed at every period, where there is one.
        """
        unit, tokens = arrived.unit, arrived.after
        to = self.neighbour(unit)
        if to is None:
            return None
        number = unit.edited[0] + 1
        if to[0] != cell and tokens[0].key not in ITEM_SIGNS:
            for place, behind in ((unit.after, True), (unit.before, False)):
                other = None if place is None else self.printed.cells.get(place)
                if place is None or other not in self.printed.prose:
                    continue
                prose = self.printed.prose[other]
                is_free = not has_variants(prose.source.text)
                if is_free or (not behind and prose.numbers[0] == place):
                    unit = unit if behind else replace(unit, after=None)
                    # What stands above the variants of a cell is always printed.
                    top = TemplateEdit(0, 0, f"{block}\n\n", number)
                    beside = put_in(prose, place, block, tokens, number, behind=behind)
                    return Part(
                        unit, other, (beside if is_free else top,), (), tokens, is_move=True
                    )
        there, place, behind = to
        edit = put_in(self.printed.prose[there], place, block, tokens, number, behind=behind)
        return Part(unit, there, (edit,), (), tokens, is_move=True)

    def elsewhere(self, unit: Unit) -> Part | None:
        """An edit of what is no prose of a cell."""
        # Number and day of issue are filled in by hand.
        if all(re.search(r"\s{3,}", self.printed.built[number].text) for number in unit.built):
            return None
        raise NotEditableError(self.origins.of(unit.built[0]).code)

    def fact_text(self, token: Token) -> str | None:
        return self.printed.fact_texts.get(token.key)

    # ------------------------------------------------------------ what is told

    def refuse(self, bundle: Bundle, fault: NotEditableError | BaocaoError) -> None:
        """Tell of each paragraph that is left as it was, and why."""
        for part in bundle.parts:
            error: NotEditableError | BaocaoError = part.error or fault
            is_move = len(bundle.parts) > 1 and not (part.unit.built and part.unit.edited)
            if is_move and part.error is not None and part.error.code != "ADOPTION-01":
                # Neither was typed over: both are one paragraph, on its way.
                error = NotEditableError("ADOPTION-29", part.error.reason)
            elif len(bundle.parts) > 1 and part.error is None:
                error = NotEditableError("ADOPTION-29", _told(fault))
            self.refused.append(self.finding(part.unit, error))

    def finding(self, unit: Unit, error: NotEditableError | BaocaoError) -> Finding:
        place = self.place(unit)
        around = self.around(unit, error)
        if isinstance(error, BaocaoError):
            first = error.findings[0]
            found = f"{around} [{first.code}] {first.what}"
            return refusal("ADOPTION-04", place, found, first.remedy)
        found = "; ".join(filter(None, (around, error.found)))
        return refusal(error.code, place, found)

    def place(self, unit: Unit) -> str:
        """The paragraph as a reader finds it, and the cell that wrote it."""
        if unit.edited:
            shown = self.edited[unit.edited[0]].place()
        else:
            shown = f"{self.printed.built[unit.built[0]].place()} của bản dựng"
        number = unit.built[0] if unit.built else unit.after
        if number is None:
            return shown
        cell = self.printed.cells.get(number)
        source = self.printed.sources.get(cell) if cell else None
        label = source.label(self.workspace) if source else self.origins.of(number).place
        return f"{shown}; {label}" if label else shown

    def around(self, unit: Unit, error: NotEditableError | BaocaoError) -> str:
        """The words that were edited, with some around them; those that the error is about."""
        named = error.at if isinstance(error, NotEditableError) else None
        for number in unit.edited:
            for token in self.tokens[number]:
                if token is named:
                    return self.edited[number].around(token.start, token.end, _SHOWN_LETTERS // 2)
        before = [token.full_key for token in self.gone(unit)]
        if not unit.edited:
            block = self.printed.built[unit.built[0]]
            return f"đã xóa: {block.around(0, min(len(block.text), _SHOWN_LETTERS), 0)}"
        block, tokens = self.edited[unit.edited[0]], self.tokens[unit.edited[0]]
        same = 0
        while same < min(len(before), len(tokens)) and tokens[same].full_key == before[same]:
            same += 1
        at = tokens[min(same, len(tokens) - 1)]
        return block.around(at.start, min(at.start + _SHOWN_LETTERS, len(block.text)))

    # ------------------------------------------------------------ what is expected

    def shapes(self, units: Sequence[Unit]) -> dict[str, list[Shape]]:
        """The paragraphs that each cell is to print when these units are adopted."""
        found: dict[str, list[Shape]] = {}
        for cell, made in self.walk(units):
            if cell is not None:
                found.setdefault(cell, []).append(made)
        return found

    def expected(self, units: Sequence[Unit]) -> list[Shape]:
        """All paragraphs of the report when these units are adopted."""
        return [made for _, made in self.walk(units)]

    def walk(self, units: Sequence[Unit]) -> Iterator[tuple[str | None, Shape]]:
        """All paragraphs in print order, each with its cell; lists as a report ends them."""
        for cell, group in groupby(self.arranged(units), key=lambda pair: pair[0]):
            made = [paragraph for _, paragraph in group]
            for paragraph in made if cell is None else with_ends(made):
                yield cell, paragraph

    def arranged(self, units: Sequence[Unit]) -> Iterator[tuple[str | None, Shape]]:
        first = {unit.built[0]: unit for unit in units if unit.built}
        others = {number for unit in units for number in unit.built[1:]}
        behind: dict[int, list[Unit]] = {}
        before: dict[int, list[Unit]] = {}
        for unit in units:
            if unit.built:
                continue
            if unit.after is not None and self.printed.cells.get(unit.after) in self.printed.prose:
                behind.setdefault(unit.after, []).append(unit)
            elif unit.before is not None:
                before.setdefault(unit.before, []).append(unit)
        for number, tokens in enumerate(self.printed.tokens):
            cell = self.printed.cells.get(number)
            for unit in before.get(number, ()):
                yield from ((cell, shape(self.tokens[n])) for n in unit.edited)
            if number in first:
                yield from ((cell, shape(self.tokens[n])) for n in first[number].edited)
            elif number not in others:
                yield cell, shape(tokens)
            for unit in behind.get(number, ()):
                yield from ((cell, shape(self.tokens[n])) for n in unit.edited)


def _told(error: NotEditableError | BaocaoError) -> str:
    if isinstance(error, BaocaoError):
        return f"[{error.findings[0].code}] {error.findings[0].what}"
    return error.reason
