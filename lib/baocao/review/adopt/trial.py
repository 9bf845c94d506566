"""Tries edits of templates before anything is written: prints them again, at several periods."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import zip_longest

from baocao.core.errors import BaocaoError, Finding, NarrativeError, PeriodError
from baocao.core.periods import Period
from baocao.notebook.report import Report
from baocao.prose.narrative import Narrative
from baocao.prose.sentences import LIMIT, long_sentences
from baocao.review.adopt.bundles import Bundle
from baocao.review.adopt.list_ends import with_ends_in_template, without_end
from baocao.review.adopt.pairing import Unit
from baocao.review.adopt.printed_report import PrintedReport, narrated
from baocao.review.adopt.refusals import NotEditableError
from baocao.review.adopt.template_edits import TemplateEdit, edited_text
from baocao.review.adopt.templates import TemplateSource
from baocao.review.adopt.tidy_lines import tidied
from baocao.review.adopt.tokens import Shape, shape, tokens_of

__all__ = ["Trial", "other_periods"]

Fault = NotEditableError | BaocaoError
# What no sentence holds: a sign behind a blank, two signs in a row, an empty bracket.
_SPOILT = re.compile(r"\s[,;:.](?!\S*\d)|[,;:]\s*[,;:.]|\(\s*[,;]?\s*\)|[(]\s|\s[)]")
_SPAN_YEARS = 3
_BEFORE, _SHOWN_WORDS = 3, 8


class Trial:
    """Tries bundles of edits on the report as built.

    Parameters
    ----------
    printed
        The report.
    expected
        The paragraphs that each cell is to print when some units are adopted.
    """

    def __init__(
        self,
        printed: PrintedReport,
        expected: Callable[[Sequence[Unit]], Mapping[str, list[Shape]]],
    ) -> None:
        self.printed = printed
        self.expected = expected
        self._reports: dict[Period, Report] = {}

    def tried(self, bundles: Sequence[Bundle]) -> Iterator[tuple[Bundle, Fault | None]]:
        """Each bundle with what keeps it from being adopted beside those before it."""
        possible = [bundle for bundle in bundles if bundle.error is None]
        # Most files have no fault: then one trial is enough for all of them.
        at_once = len(possible) > 1 and self.fault(possible, possible) is None
        kept: list[Bundle] = []
        for bundle in bundles:
            fault: Fault | None = bundle.error
            if fault is None and not at_once:
                fault = self.fault([*kept, bundle], [bundle])
            if fault is None:
                kept.append(bundle)
            yield bundle, fault

    def texts(self, bundles: Sequence[Bundle]) -> dict[str, str]:
        """The new text of each template.

        Raises
        ------
        NotEditableError
            Two edits of one template are about the same letters.
        """
        edits: dict[str, list[TemplateEdit]] = {}
        for bundle in bundles:
            for part in bundle.parts:
                if part.cell is not None:
                    edits.setdefault(part.cell, []).extend(part.edits)
        before = {cell: self.printed.sources[cell].text for cell in edits}
        return {
            cell: with_ends_in_template(edited_text(before[cell], of), before[cell])
            for cell, of in edits.items()
        }

    def tidy_texts(self, bundles: Sequence[Bundle]) -> dict[str, str]:
        """The same texts, their lines set as people set them, where that prints the same."""
        texts = self.texts(bundles)
        tidy = {cell: tidied(text, self.printed.sources[cell].text) for cell, text in texts.items()}
        if tidy == texts:
            return texts
        try:
            self.require_printed(tidy, [part.unit for b in bundles for part in b.parts])
        except (NotEditableError, BaocaoError):
            # Such as words that mean something to prose at the start of a line.
            return texts
        return tidy

    def fault(self, bundles: Sequence[Bundle], new: Sequence[Bundle]) -> Fault | None:
        """Why bundles cannot be adopted together; those that are not `new` can."""
        try:
            texts = self.texts(bundles)
            self.require_printed(texts, [part.unit for b in bundles for part in b.parts])
            touched = {part.cell for bundle in new for part in bundle.parts}
            for cell, text in texts.items():
                if cell in touched:
                    self.require_other_periods(self.printed.sources[cell], text)
            for bundle in new:
                if bundle.is_move:
                    self.require_said_elsewhere(bundle)
        except (NotEditableError, BaocaoError) as error:
            return error
        return None

    def require_printed(self, texts: Mapping[str, str], units: Sequence[Unit]) -> None:
        """Refuse texts that do not print the edited paragraphs, and the others as they were."""
        narratives: dict[str, Narrative | None] = {}
        for cell, text in texts.items():
            source = self.printed.sources[cell]
            if source.cell is None and not text.strip():
                raise NotEditableError("ADOPTION-22", "tệp nhận xét thành trống")
            narratives[cell] = narrated(self.printed.report, source, text)
            self.require_short(source, narratives[cell])
        printed = self.printed.reprinted(narratives)
        wanted = self.expected(units)
        for cell in {**printed, **wanted}:
            made = [shape(tokens_of(block)) for block in printed.get(cell, [])]
            if made != wanted.get(cell, []):
                raise self.mismatch(cell, texts, made, wanted.get(cell, []))

    def mismatch(
        self, cell: str, texts: Mapping[str, str], made: list[Shape], wanted: list[Shape]
    ) -> NotEditableError:
        """Why a cell does not print what it should."""
        source = self.printed.sources.get(cell)
        prose = self.printed.prose.get(cell)
        if prose is not None and cell in texts and prose.is_repeated:
            return NotEditableError("ADOPTION-23")
        label = source.label(self.printed.workspace) if source else cell
        other = "" if cell in texts else f" ({label} in khác đi)"
        if [_without_looks(one) for one in made] == [_without_looks(one) for one in wanted]:
            return NotEditableError("ADOPTION-24")
        told = f"in lại không ra đúng lời đã sửa{other}{_difference(made, wanted)}"
        return NotEditableError("ADOPTION-04", told)

    def require_short(self, source: TemplateSource, made: Narrative | None) -> None:
        """Refuse sentences that a build would refuse, unless they stood there before."""
        if made is None:
            return
        before = narrated(self.printed.report, source, source.text)
        known = set(_long(before)) if before else set()
        for sentence, length in _long(made):
            if (sentence, length) not in known:
                raise NarrativeError(
                    Finding(
                        "NARRATIVE-09",
                        f"Câu dài quá {LIMIT} chữ.",
                        found=f"{length} chữ",
                        remedy="tách thành các câu ngắn, hoặc thành danh sách gạch đầu dòng",
                    )
                )

    # ------------------------------------------------------------ other periods

    def require_other_periods(self, source: TemplateSource, text: str) -> None:
        """Refuse a text that cannot be said at another period, or leaves stray signs there."""
        if source.cell is None:
            return  # remarks belong to one period
        for period in other_periods(self.printed.period):
            report = self._report(period)
            try:
                before = narrated(report, source, source.text)
            except BaocaoError:
                continue
            try:
                after = narrated(report, source, text)
            except BaocaoError as error:
                first = error.findings[0]
                raise NotEditableError(
                    "ADOPTION-25", f"kỳ {period}: [{first.code}] {first.what}"
                ) from None
            old = before.text if before else ""
            for match in _SPOILT.finditer(after.text if after else ""):
                if after and match[0] not in old:
                    start, end = max(0, match.start() - 30), match.end() + 30
                    shown = " ".join(after.text[start:end].split())
                    raise NotEditableError("ADOPTION-25", f"kỳ {period}: …{shown}…")

    def require_said_elsewhere(self, bundle: Bundle) -> None:
        """Refuse a move that changes what is said at another period."""
        texts = self.texts([bundle])
        for period in other_periods(self.printed.period):
            try:
                before = self._said(period, {c: self.printed.sources[c].text for c in texts})
                after = self._said(period, texts)
            except BaocaoError:
                continue  # see require_other_periods
            if lost := before - after or after - before:
                shown = " ".join(next(iter(lost)).split()[:_SHOWN_WORDS])
                raise NotEditableError("ADOPTION-25", f'kỳ {period}: in khác đi "{shown} …"')

    def _said(self, period: Period, texts: Mapping[str, str]) -> Counter[str]:
        """The paragraphs of templates at another period, without the signs at their ends."""
        report = self._report(period)
        made = [narrated(report, self.printed.sources[cell], text) for cell, text in texts.items()]
        lines = [line for one in made if one is not None for line in one.markdown.split("\n")]
        return Counter(
            line.replace("\\", "").strip().rstrip(";.") for line in lines if line.strip()
        )

    def _report(self, period: Period) -> Report:
        if period not in self._reports:
            printed = self.printed
            self._reports[period] = Report(printed.workspace, period, printed.report.book)
        return self._reports[period]


def other_periods(period: Period) -> list[Period]:
    """Periods at which a changed template is tried too: one of each kind, and those before.

    Conditions of prose ask for the kind of the period, and for what there is to report.
    """
    year = period.year
    codes = [f"{year}", f"{year}-H1", f"{year}-9M", *(f"{year}-Q{n}" for n in (1, 2, 3, 4))]
    codes += [f"{year}-{period.end.month:02}", f"{year}-01", f"{year - 1}"]
    found: list[Period] = []
    for other in (period.previous, period.same_period_last_year):
        with suppress(PeriodError):
            found.append(other())
    for code in codes:
        with suppress(PeriodError):
            found.append(Period.parse(code, period.calendar))
    with suppress(PeriodError, ValueError):
        start = period.start.replace(year=period.start.year - _SPAN_YEARS, month=1, day=1)
        found.append(Period.parse(f"{start}--{period.end}", period.calendar))
    return [other for other in dict.fromkeys(found) if other != period]


def _long(narrative: Narrative) -> list[tuple[str, int]]:
    short_forms = [citation.short for citation in narrative.citations]
    return list(long_sentences(narrative.blocks, short_forms))


def _difference(made: Sequence[Shape], wanted: Sequence[Shape]) -> str:
    """Where what is printed first differs from what was wanted, a few words of both.

    The signs behind items, which set themselves, are told where nothing else differs.
    """
    plain = [without_end(one) for one in made], [without_end(one) for one in wanted]
    if plain[0] != plain[1]:
        made, wanted = plain
    for one, other in zip_longest(made, wanted, fillvalue=()):
        ours, theirs = _read(one), _read(other)
        if ours != theirs:
            pairs = enumerate(zip_longest(ours, theirs))
            at = max(0, next(n for n, pair in pairs if pair[0] != pair[1]) - _BEFORE)
            shown = [" ".join(words[at : at + _SHOWN_WORDS]) for words in (ours, theirs)]
            return ": " + " thay vì ".join(
                f'"{words}"' if words else "không có gì" for words in shown
            )
    return ""


def _read(paragraph: Shape) -> list[str]:
    return [text or key.partition("\0")[0] for key, _, text in paragraph]


def _without_looks(paragraph: Shape) -> Shape:
    return tuple((key.partition("\0")[0], blank, text) for key, blank, text in paragraph)
