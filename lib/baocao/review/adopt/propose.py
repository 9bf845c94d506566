"""From an edited Word file to changes of the templates that printed it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from baocao.core.errors import BaocaoError, Finding
from baocao.core.files import write_whole
from baocao.core.periods import Period
from baocao.review.adopt.printed_report import Printed, paired, tokens_of
from baocao.review.adopt.templates import Source
from baocao.review.adopt.tokens import Token, edits, printed_tokens
from baocao.review.manuscripts import Block, Manuscript
from baocao.workspace.workspace import Workspace

__all__ = ["Change", "Proposal", "adopt", "write"]

# Signs of Markdown, and the second sign of what begins a piece of Jinja.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$^]|(?<=\{)%)")


@dataclass(frozen=True)
class Change:
    """A template before and after."""

    source: Source
    text: str

    def diff(self, workspace: Workspace) -> str:
        """Both as a unified diff, under the name of the place."""
        name = self.source.label(workspace)
        lines = difflib.unified_diff(
            self.source.text.splitlines(), self.text.splitlines(), name, name, "đang có", "đề xuất",
            lineterm="",
        )  # fmt: skip
        return "\n".join(lines)


@dataclass(frozen=True)
class Proposal:
    """What can be brought back, and what cannot, with the reason."""

    changes: tuple[Change, ...]
    refused: tuple[Finding, ...]
    adopted: int


def adopt(
    manuscript: Manuscript, workspace: Workspace, period: Period, built: NotebookNode
) -> Proposal:
    """What an edited report changes in the templates that printed it; nothing is written.

    Words typed between the figures move into the templates; figures stay bound to their facts,
    and what the data say themselves is refused.  Each change has been tried: the template
    printed again gives the edited words.

    Parameters
    ----------
    manuscript
        The edited .docx, read.
    workspace, period
        Where the report comes from.
    built
        The report's notebook, built from the present inputs.
    """
    return _Adoption(workspace, period, built).proposal(manuscript)


def write(proposal: Proposal) -> list[Path]:
    """Put the changes into notebooks and files of remarks, each file whole or not at all."""
    by_path: dict[Path, list[Change]] = {}
    for change in proposal.changes:
        by_path.setdefault(change.source.path, []).append(change)
    ready: dict[Path, str] = {}
    for path, changes in by_path.items():
        if changes[0].source.cell is None:
            ready[path] = changes[0].text
            continue
        # Not by nbformat, which would write every other cell in its own way too.
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for change in changes:
            cell = notebook["cells"][change.source.cell]
            magic, _, _ = "".join(cell["source"]).partition("\n")
            source = f"{magic}\n{change.text}"
            as_lines = isinstance(cell["source"], list)
            cell["source"] = source.splitlines(keepends=True) if as_lines else source
        ready[path] = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    for path, text in ready.items():
        write_whole(path, text)
    return list(ready)


@dataclass(frozen=True)
class _Edit:
    """One stretch of a template to be replaced; `removed` and `added` are the printed words."""

    start: int
    end: int
    text: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    place: str
    around: str


class _Adoption:
    def __init__(self, workspace: Workspace, period: Period, built: NotebookNode) -> None:
        self.workspace = workspace
        self.printed = Printed(workspace, period, built)
        self.refused: list[Finding] = []

    def proposal(self, manuscript: Manuscript) -> Proposal:
        edited = [block for block in manuscript.blocks if block.kind != "comment"]
        pairs = paired([b.text for b in edited], [b.text for b in self.printed.built])
        if not self._is_this_report(edited, pairs):
            self._refuse("ADOPTION-05", edited[0], 0, min(len(edited[0].text), 60), "")
            return Proposal((), tuple(self.refused), 0)
        by_cell: dict[str, list[_Edit]] = {}
        for number, block in enumerate(edited):
            other = pairs.get(number)
            if other is None:
                self._added(block, pairs.get(number - 1), by_cell)
            elif block.text != self.printed.built[other].text:
                self._edited(block, other, by_cell)
        for other in sorted(set(self.printed.cells) - set(pairs.values())):
            block = Block("", "text", self.printed.built[other].marks)
            self._edited(block, other, by_cell)
        changes = []
        adopted = 0
        for cell, found in by_cell.items():
            source = self.printed.sources[cell]
            text, count = self._applied(source, found)
            adopted += count
            if text != source.text:
                changes.append(Change(source, text))
        return Proposal(tuple(changes), tuple(self.refused), adopted)

    def _is_this_report(self, edited: Sequence[Block], pairs: Mapping[int, int]) -> bool:
        """Whether the file tells the two days of this report, and most of its prose.

        Of another report every paragraph would look taken out.
        """
        days = " ".join(self.printed.window.split())
        told = any(" ".join(block.text.split()) == days for block in edited)
        kept = len(set(self.printed.cells) & set(pairs.values()))
        return told and 2 * kept >= len(self.printed.cells)

    # ------------------------------------------------------------ edits

    def _edited(self, block: Block, other: int, by_cell: dict[str, list[_Edit]]) -> None:
        """A paragraph whose words were changed; an empty block is one that was taken out."""
        cell = self.printed.cells.get(other)
        before, after = self.printed.tokens[other], tokens_of(block)
        for token in (token for token in after if token.is_fact):
            now = block.text[token.start : token.end]
            was = self.printed.texts.get(token.key[1:-1], now)
            if was != now:
                self._refuse("ADOPTION-01", block, token.start, token.end, f"{was} thành {now}")
        if cell is None or cell not in self.printed.sources:
            # Number and day of issue are filled in by hand.
            is_blank = re.search(r"\s{3,}", self.printed.built[other].text)
            if block.text and edits(before, after) and not is_blank:
                self._refuse("ADOPTION-03", block, 0, len(block.text), "")
            return
        for a, b, c, d in edits(before, after):
            old, new = before[a:b], after[c:d]
            if self._is_lost_binding(block, other, old, new):
                continue
            made = self._edit(block, other, cell, (a, b, c, d), after)
            if made is not None:
                by_cell.setdefault(cell, []).append(made)

    def _is_lost_binding(
        self, block: Block, other: int, old: Sequence[Token], new: Sequence[Token]
    ) -> bool:
        """Whether a number merely lost its content control, or was changed after it had."""
        if not new or not any(t.is_fact for t in old) or any(t.is_fact for t in new):
            return False
        was = self.printed.built[other].text[old[0].start : old[-1].end]
        now = block.text[new[0].start : new[-1].end]
        if " ".join(was.split()) == " ".join(now.split()):
            return True
        words = [token.key for token in old if not token.is_fact]
        if words == [t.key for t in new if not re.search(r"\d|%", t.key) and t.key not in ",."]:
            self._refuse("ADOPTION-01", block, new[0].start, new[-1].end, f"{was} thành {now}")
            return True
        return False

    def _edit(
        self, block: Block, other: int, cell: str, where: tuple[int, int, int, int],
        after: Sequence[Token],
    ) -> _Edit | None:  # fmt: skip
        a, b, c, d = where
        before, slots = self.printed.tokens[other], self.printed.slots[other]
        start = after[c].start if c < d else (after[c - 1].end if c else 0)
        end = after[d - 1].end if c < d else start
        lead = block.text[after[c - 1].end : start] if 0 < c < d else ""
        old = slots[a:b]
        inside = [slot for slot in old if slot is not None]
        source = self.printed.sources[cell].text
        said = _said(before[a:b], self.printed.built[other])
        if len(inside) < len(old):
            self._refuse("ADOPTION-02", block, start, end, said)
            return None
        text = self._template_text(block, cell, after[c:d])
        if text is None:
            self._refuse("ADOPTION-02", block, start, end, block.text[start:end])
            return None
        if inside:
            first, last = inside[0].start, inside[-1].end
            if "{%" in source[first:last]:
                self._refuse("ADOPTION-02", block, start, end, said)
                return None
            left = slots[a - 1] if a else None
            if left is not None and not source[left.end : first].strip():
                # The blank before the words is theirs as well: there is none before a comma.
                first, text = left.end, f"{lead}{text}"
        elif a and (left := slots[a - 1]):
            following = slots[a] if a < len(slots) else None
            if following is not None and "{%" in source[left.end : following.start]:
                # Inside the condition or outside it: only people can say.
                self._refuse("ADOPTION-02", block, start, end, block.text[start:end])
                return None
            first = last = left.end
            text = f"{lead}{text}"
        elif a < len(slots) and (right := slots[a]):
            first = last = right.start
            text = f"{text}{block.text[end : after[d].start] if d < len(after) else ''}"
            if not source[:first][-1:].isspace():
                text = f"{lead}{text}"
        else:
            self._refuse("ADOPTION-02", block, start, end, block.text[start:end])
            return None
        removed = tuple(token.key for token in before[a:b])
        added = tuple(token.key for token in after[c:d])
        around = block.around(start, end) if block.text else said
        return _Edit(first, last, text, removed, added, block.place(start), around)

    def _added(self, block: Block, left: int | None, by_cell: dict[str, list[_Edit]]) -> None:
        """A paragraph that is new: it goes after the one before it, when that is prose."""
        left = -1 if left is None else left
        cell = self.printed.cells.get(left)
        tokens = tokens_of(block)
        if not tokens:
            return
        slots = [slot for slot in self.printed.slots.get(left, ()) if slot] if cell else []
        text = self._template_text(block, cell, tokens) if cell and slots else None
        if not cell or text is None:
            self._refuse("ADOPTION-03", block, 0, len(block.text), "")
            return
        source = self.printed.sources[cell].text
        at = source.find("\n", slots[-1].end)
        at = len(source) if at < 0 else at
        added = tuple(token.key for token in tokens)
        around = block.around(0, min(len(block.text), 60))
        by_cell.setdefault(cell, []).append(
            _Edit(at, at, f"\n\n{text}", (), added, block.place(), around)
        )

    def _template_text(self, block: Block, cell: str, tokens: Sequence[Token]) -> str | None:
        """Edited words as a template writes them; None when they quote a fact unknown to it."""
        pieces: list[str] = []
        at = tokens[0].start if tokens else 0
        for token in tokens:
            if token.is_fact:
                expression = self.printed.expression(cell, token.key)
                if expression is None:
                    return None
                pieces += _MARKUP.sub(r"\\\1", block.text[at : token.start]), expression
                at = token.end
        end = tokens[-1].end if tokens else at
        return "".join([*pieces, _MARKUP.sub(r"\\\1", block.text[at:end])])

    # ------------------------------------------------------------ trying them

    def _applied(self, source: Source, found: list[_Edit]) -> tuple[str, int]:
        """The template with every edit that it bears, and how many those are."""
        kept: list[_Edit] = []
        for edit in found:
            fault = self._fault(source, [*kept, edit])
            if fault is None:
                kept.append(edit)
            else:
                self.refused.append(fault)
        return _with(source.text, kept), len(kept)

    def _fault(self, source: Source, tried: list[_Edit]) -> Finding | None:
        """Why a template with these edits does not print what was meant; None when it does."""
        last = tried[-1]
        where = f"{last.place}; {source.label(self.workspace)}"
        try:
            before = self.printed.report.narrate(source.text, source.names).text
            after = self.printed.report.narrate(_with(source.text, tried), source.names).text
        except BaocaoError as error:
            first = error.findings[0]
            return Finding(
                "ADOPTION-04",
                "Lời sửa chưa đưa vào sổ tay được.",
                where=where,
                found=f"{last.around} [{first.code}] {first.what}",
                remedy=first.remedy,
            )
        before_words, after_words = (words_of(text) for text in (before, after))
        changes = list(differing(before_words, after_words))
        made = sorted(tried, key=lambda edit: (edit.start, edit.end))
        removed = [word for edit in made for key in edit.removed for word in self._words(key)]
        added = [word for edit in made for key in edit.added for word in self._words(key)]
        if removed == [w for old, _ in changes for w in old] and added == [
            w for _, new in changes for w in new
        ]:
            return None
        return Finding(
            "ADOPTION-04",
            "Lời sửa chưa đưa vào sổ tay được.",
            where=where,
            found=f"{last.around}: in lại không ra đúng lời đã sửa",
            remedy="sửa thẳng trong ô của sổ tay",
        )

    def _words(self, key: str) -> list[str]:
        return words_of(self.printed.texts.get(key[1:-1], key) if key.startswith("{") else key)

    def _refuse(self, code: str, block: Block, start: int, end: int, found: str) -> None:
        what, remedy = _REFUSALS[code]
        shown = block.around(start, end) if block.text else ""
        self.refused.append(
            Finding(code, what, block.place(start), "; ".join(filter(None, (shown, found))), remedy)
        )


_REFUSALS = {
    "ADOPTION-01": (
        "Con số bị sửa tay, không đưa vào sổ tay.",
        "sửa dòng trong sổ theo dõi rồi dựng lại; baocao verify cho biết số đúng",
    ),
    "ADOPTION-02": (
        "Lời bị sửa do số liệu sinh ra, không đưa vào sổ tay được.",
        "sửa câu trong ô của sổ tay, chọn cách nói khác của chỉ tiêu",
    ),
    "ADOPTION-05": (
        "Tệp không phải báo cáo của kỳ này.",
        "kiểm tra tên tệp và kỳ báo cáo",
    ),
    "ADOPTION-03": (
        "Chỗ bị sửa không phải lời văn của một ô trong sổ tay.",
        "sửa trong report.toml, trong bảng hay hình của sổ tay, hoặc thêm ô mới",
    ),
}


def _with(text: str, found: Sequence[_Edit]) -> str:
    for edit in sorted(found, key=lambda e: (e.start, e.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def words_of(text: str) -> list[str]:
    return [token.key for token in printed_tokens(text, ())]


def differing(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The words that differ between two texts: those that went and those that came."""
    ours, theirs = ([Token(word, 0, 0) for word in words] for words in (before, after))
    for a, b, c, d in edits(ours, theirs):
        yield list(before[a:b]), list(after[c:d])


def _said(tokens: Sequence[Token], block: Block) -> str:
    return block.text[tokens[0].start : tokens[-1].end] if tokens else ""
