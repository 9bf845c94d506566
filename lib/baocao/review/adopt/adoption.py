"""Proposes changes of the templates from an edited Word file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nbformat import NotebookNode

from baocao.core.errors import BaocaoError, Finding
from baocao.core.periods import Period
from baocao.review.adopt.pairing import paired
from baocao.review.adopt.printed_report import PrintedReport, tokens_of
from baocao.review.adopt.proposal import Change, Proposal
from baocao.review.adopt.template_edits import (
    NotEditableError,
    TemplateEdit,
    appended,
    edited_text,
    letters_of,
    replaced,
)
from baocao.review.adopt.templates import TemplateSource
from baocao.review.adopt.tokens import Token, differences, printed_tokens
from baocao.review.manuscripts import Block, Manuscript
from baocao.review.sequences import unequal_runs
from baocao.workspace.workspace import Workspace

__all__ = ["adopt"]

_REFUSALS = {
    "ADOPTION-01": (
        "Con số bị sửa tay, không đưa vào sổ tay.",
        "sửa dòng trong sổ theo dõi rồi dựng lại; baocao verify cho biết số đúng",
    ),
    "ADOPTION-02": (
        "Lời bị sửa do số liệu sinh ra, không đưa vào sổ tay được.",
        "sửa câu trong ô của sổ tay, chọn cách nói khác của chỉ tiêu",
    ),
    "ADOPTION-03": (
        "Chỗ bị sửa không phải lời văn của một ô trong sổ tay.",
        "sửa trong report.toml, trong bảng hay hình của sổ tay, hoặc thêm ô mới",
    ),
    "ADOPTION-05": (
        "Tệp không phải báo cáo của kỳ này.",
        "kiểm tra tên tệp và kỳ báo cáo",
    ),
}
_SHOWN_LETTERS = 60


def adopt(
    manuscript: Manuscript, workspace: Workspace, period: Period, built: NotebookNode
) -> Proposal:
    """What an edited report changes in the templates that printed it; nothing is written.

    Words typed between the figures are moved into the templates; figures stay bound to their
    facts, and edits of what the data say are refused.  Each change has been tried: the template
    printed again gives the edited words.

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
        -05 another report.
    """
    return _Adoption(workspace, period, built).proposal(manuscript)


class _Adoption:
    def __init__(self, workspace: Workspace, period: Period, built: NotebookNode) -> None:
        self.workspace = workspace
        self.printed = PrintedReport(workspace, period, built)
        self.refused: list[Finding] = []
        self.edits: dict[str, list[TemplateEdit]] = {}

    def proposal(self, manuscript: Manuscript) -> Proposal:
        edited = [block for block in manuscript.blocks if block.kind != "comment"]
        pairs: dict[int, int] = {}
        if self.has_days(edited):
            pairs = paired([b.text for b in edited], [b.text for b in self.printed.built])
        if not self.is_this_report(pairs):
            end = min(len(edited[0].text), _SHOWN_LETTERS)
            self.refuse("ADOPTION-05", edited[0], 0, end)
            return Proposal((), tuple(self.refused), 0)
        for number, block in enumerate(edited):
            other = pairs.get(number)
            if other is None:
                self.add_paragraph(block, pairs.get(number - 1))
            elif block.text != self.printed.built[other].text:
                self.edit_paragraph(block, other)
        for other in sorted(set(self.printed.cells) - set(pairs.values())):
            self.edit_paragraph(Block("", "text", self.printed.built[other].places), other)
        changes = []
        adopted = 0
        for cell, edits in self.edits.items():
            source = self.printed.sources[cell]
            kept = self.kept(source, edits)
            adopted += len(kept)
            text = edited_text(source.text, kept)
            if text != source.text:
                changes.append(Change(source, text))
        return Proposal(tuple(changes), tuple(self.refused), adopted)

    def has_days(self, edited: Sequence[Block]) -> bool:
        """Whether the file names the two days of this report."""
        days = " ".join(self.printed.window.split())
        return any(" ".join(block.text.split()) == days for block in edited)

    def is_this_report(self, pairs: Mapping[int, int]) -> bool:
        """Whether the file has at least half of this report's prose.

        In another report every paragraph would look deleted.
        """
        found = len(set(self.printed.cells) & set(pairs.values()))
        return bool(found) and 2 * found >= len(self.printed.cells)

    def add_paragraph(self, block: Block, left: int | None) -> None:
        """A new paragraph: it goes after the one before it, when that is prose of a cell."""
        if not tokens_of(block):
            return
        edit = appended(self.printed, left, block)
        if edit is None or left is None:
            self.refuse("ADOPTION-03", block, 0, len(block.text))
        else:
            self.edits.setdefault(self.printed.cells[left], []).append(edit)

    def edit_paragraph(self, block: Block, number: int) -> None:
        """A paragraph whose words were changed; an empty block is one that was deleted."""
        cell = self.printed.cells.get(number)
        before, after = self.printed.tokens[number], tokens_of(block)
        for token in (token for token in after if token.is_fact):
            now = block.text[token.start : token.end]
            was = self.printed.texts.get(token.key[1:-1], now)
            if was != now:
                self.refuse("ADOPTION-01", block, token.start, token.end, f"{was} thành {now}")
        runs = differences(before, after)
        if cell is None or cell not in self.printed.sources:
            # Number and day of issue are filled in by hand.
            is_form = re.search(r"\s{3,}", self.printed.built[number].text)
            if block.text and runs and not is_form:
                self.refuse("ADOPTION-03", block, 0, len(block.text))
            return
        for run in runs:
            a, b, c, d = run
            if self.is_unbound_number(block, number, before[a:b], after[c:d]):
                continue
            try:
                edit = replaced(self.printed, number, block, run)
            except NotEditableError as error:
                self.refuse("ADOPTION-02", block, *letters_of(after, c, d), str(error))
            else:
                self.edits.setdefault(cell, []).append(edit)

    def is_unbound_number(
        self, block: Block, number: int, old: Sequence[Token], new: Sequence[Token]
    ) -> bool:
        """Whether a number only lost its content control; refused if it was changed then."""
        if not new or not any(t.is_fact for t in old) or any(t.is_fact for t in new):
            return False
        was = self.printed.built[number].text[old[0].start : old[-1].end]
        now = block.text[new[0].start : new[-1].end]
        if " ".join(was.split()) == " ".join(now.split()):
            return True
        words = [token.key for token in old if not token.is_fact]
        if words == [t.key for t in new if not re.search(r"\d|%", t.key) and t.key not in ",."]:
            self.refuse("ADOPTION-01", block, new[0].start, new[-1].end, f"{was} thành {now}")
            return True
        return False

    def kept(self, source: TemplateSource, edits: Sequence[TemplateEdit]) -> list[TemplateEdit]:
        """The edits after which the template prints the edited words; the others are refused."""
        kept: list[TemplateEdit] = []
        for edit in edits:
            fault = self.fault(source, [*kept, edit])
            if fault is None:
                kept.append(edit)
            else:
                self.refused.append(fault)
        return kept

    def fault(self, source: TemplateSource, edits: Sequence[TemplateEdit]) -> Finding | None:
        """Why a template does not print the edited words; None when it does."""
        last = edits[-1]
        where = f"{last.place}; {source.label(self.workspace)}"
        what = "Lời sửa chưa đưa vào sổ tay được."
        narrate = self.printed.report.narrate
        try:
            before = _words_of(narrate(source.text, source.names).text)
            after = _words_of(narrate(edited_text(source.text, edits), source.names).text)
        except BaocaoError as error:
            first = error.findings[0]
            found = f"{last.around} [{first.code}] {first.what}"
            return Finding("ADOPTION-04", what, where, found, first.remedy)
        runs = unequal_runs(before, after)
        in_order = sorted(edits, key=lambda edit: (edit.start, edit.end))
        removed = [word for edit in in_order for key in edit.removed for word in self.words(key)]
        added = [word for edit in in_order for key in edit.added for word in self.words(key)]
        if removed == [word for a, b, _, _ in runs for word in before[a:b]] and added == [
            word for _, _, c, d in runs for word in after[c:d]
        ]:
            return None
        found = f"{last.around}: in lại không ra đúng lời đã sửa"
        return Finding("ADOPTION-04", what, where, found, "sửa thẳng trong ô của sổ tay")

    def words(self, key: str) -> list[str]:
        """The printed words of a token's key."""
        return _words_of(self.printed.texts.get(key[1:-1], key) if key.startswith("{") else key)

    def refuse(self, code: str, block: Block, start: int, end: int, found: str = "") -> None:
        what, remedy = _REFUSALS[code]
        around = block.around(start, end) if block.text else ""
        found = "; ".join(filter(None, (around, found)))
        self.refused.append(Finding(code, what, block.place(start), found, remedy))


def _words_of(text: str) -> list[str]:
    return [token.key for token in printed_tokens(text, ())]
