"""Everything that can be known to be wrong before a notebook runs, all at once."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from nbformat import NotebookNode

from baocao.core import pandoc
from baocao.core.errors import BaocaoError, BuildError, Finding, IndicatorError, NarrativeError
from baocao.core.merges import unsettled
from baocao.core.periods import Period
from baocao.document.read import HIDDEN_TAGS, title_of
from baocao.facts.book import FactBook, shared_book
from baocao.facts.catalogue import Catalogue
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Measure, Ratio
from baocao.facts.rate_units import forms_of_base
from baocao.facts.reductions import Reduction
from baocao.facts.targets import TARGETS
from baocao.notebook.report import Report
from baocao.prose.check import empty_prose, faults, tidy
from baocao.prose.citations import Library
from baocao.prose.narrative import NARRATIVE_MIME
from baocao.prose.remarks import read_prose
from baocao.prose.sentences import LIMIT, long_sentences
from baocao.prose.typed import typed_faults
from baocao.registers.corrections import strangers
from baocao.registers.declare import Register
from baocao.registers.faults import unread_file
from baocao.registers.locate import unread
from baocao.registers.open import SUFFIXES
from baocao.registers.receipt import Receipt, receipt_of
from baocao.registers.sources.snapshot import stranger_faults
from baocao.run.declarations import declaration_faults, key_figure_faults, plan_faults
from baocao.run.notebook_code import (
    interactive_uses,
    private_uses,
    python_of,
    shown_in,
    syntax_fault,
    titles_in,
)
from baocao.run.outputs import lost, lost_outputs
from baocao.run.remark_files import names_asked_for, unread_remarks
from baocao.workspace.notebooks import LANGUAGE, PARAMETER, open_notebook
from baocao.workspace.workspace import CONFIGURATION, Node, Workspace

__all__ = ["check", "check_run", "notebook_faults", "receipts"]

T = TypeVar("T")

MAGIC = "%%narrate"
_NOT_THIN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


_Passages = Iterable[tuple[str, str, dict[str, object]]]
"""Pieces of prose, each with its place and the names that it may use."""


def check(
    workspace: Workspace, periods: Sequence[Period], all_remarks: bool = True
) -> list[Finding]:
    """Every fault of registers, settings, notebooks and prose, and of sums at `periods`.

    An empty list means that a build can only fail for reasons outside the workspace.  Without
    `all_remarks` those on other periods are left alone, which no report on these prints.
    """
    return _check(workspace, periods, all_remarks, _passages)


def check_run(
    workspace: Workspace, period: Period, sections: Mapping[str, NotebookNode]
) -> list[Finding]:
    """What :func:`check` finds for a period whose sections have run without an error.

    Parameters
    ----------
    sections
        The executed notebooks: what they have rendered is not rendered again.
    """
    long = any(any(long_sentences(*prose)) for prose in _rendered(sections))
    # Where the long ones are, only their sources tell.
    found = _check(workspace, [period], False, _passages if long else _opening)
    for stem, notebook in sections.items():
        place = workspace.relative(workspace.notebooks / f"{stem}.ipynb")
        told = {finding.where.partition(", dòng")[0] for finding in found}
        found += [one for one in lost_outputs(notebook, place) if one.where not in told]
    return found


def receipts(workspace: Workspace) -> list[Receipt]:
    """What was read of each register, in the order of their names.

    Raises
    ------
    RegisterError
        Faults of any of them.
    """
    book = shared_book(workspace)
    registers = sorted(book.catalogue.registers, key=lambda register: register.stem)
    book.load(*registers)
    return [receipt_of(book.table(register), workspace) for register in registers]


def _rendered(
    sections: Mapping[str, NotebookNode],
) -> Iterator[tuple[Sequence[pandoc.Block], Sequence[str]]]:
    """The blocks of each piece of prose, and the short forms of what it cites."""
    for notebook in sections.values():
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                if NARRATIVE_MIME in output.get("data", ()):
                    prose = output["data"][NARRATIVE_MIME]
                    yield prose["blocks"], [citation["short"] for citation in prose["citations"]]


def _check(
    workspace: Workspace,
    periods: Sequence[Period],
    all_remarks: bool,
    passages: Callable[[Report], _Passages],
) -> list[Finding]:
    found: list[Finding] = []
    book = _try(found, lambda: shared_book(workspace))
    library = _try(found, lambda: Library(workspace))
    if book is None:
        return found
    folder = workspace.data / Register.folder
    others = unread(folder, book.catalogue.registers, SUFFIXES)
    found += [unread_file(workspace.relative(path)) for path in others]
    found += stranger_faults(workspace, {r.stem: r for r in book.catalogue.registers})
    before = len(found)
    until = workspace.settings.data.complete_until
    found += _try(found, lambda: strangers(workspace.data, book.catalogue.registers, until)) or []
    _try(found, lambda: book.load(*book.catalogue.registers, TARGETS))
    found += _try(found, lambda: declaration_faults(book)) or []
    found += key_figure_faults(book)
    _try(found, lambda: plan_faults(book))
    sound = len(found) == before
    if sound:
        for period in periods:
            found += _sum_faults(book, period)
    if library is not None:
        faults = list(_prose_faults(book, library, None if all_remarks else periods))
        found += faults
        if sound and not faults:
            for period in periods:
                report = Report(workspace, period, book)
                found += _rendering_faults(report, passages(report))
    # The same fault may show at several periods.
    return list(dict.fromkeys(found))


def _try(found: list[Finding], step: Callable[[], T]) -> T | None:
    try:
        return step()
    except BaocaoError as error:
        found += error.findings
        return None


def _sum_faults(book: FactBook, period: Period) -> list[Finding]:
    found: list[Finding] = []
    for _, measure in book.catalogue:
        for window in dict.fromkeys((period, *period.years())):
            _try(found, lambda m=measure, w=window: book.fact(m, w))  # type: ignore[misc]
            _try(found, lambda m=measure, w=window: book.plan(m, w))  # type: ignore[misc]
    return found


def _prose_faults(
    book: FactBook, library: Library, remarks_on: Sequence[Period] | None
) -> Iterator[Finding]:
    workspace = book.workspace
    year = workspace.calendar.year_of(workspace.settings.data.complete_until)
    report = Report(workspace, workspace.period(year), book)
    units = book.catalogue.units

    def of(
        source: str, modules: Mapping[str, object], where: str, *, is_remark: bool = False
    ) -> list[Finding]:
        context = report.context(modules)
        return faults(tidy(source), context, library, units, where, is_remark=is_remark)

    texts = [(CONFIGURATION, workspace.settings.document)]
    texts += [(f"{CONFIGURATION}, {code}", t) for code, t in workspace.settings.documents.items()]
    for where, text in texts:
        yield from of(text.title, report.modules, f"{where}, title")
        yield from of(text.opening, report.modules, f"{where}, opening")
    for place_of, title in _names_of(book):
        for fault in typed_faults(title, library, units, ""):
            yield replace(fault, where=place_of())
    for stem in workspace.sections:
        path = workspace.notebooks / f"{stem}.ipynb"
        place = workspace.relative(path)
        try:
            notebook = open_notebook(path, place)
        except BuildError as error:
            yield from error.findings
            continue
        yield from notebook_faults(notebook, place)
        yield from _unknown_names(notebook, place, report.book.catalogue)
        yield from typed_faults(title_of(notebook), library, units, f"{place}, tên mục")
        imported = _imported(notebook, report)
        for number, cell in enumerate(notebook.cells, start=1):
            if cell.cell_type == "code" and cell.source.startswith(MAGIC):
                if not _prose_of(cell).strip():
                    yield empty_prose(f"{place}, ô {number}")
                yield from of(_prose_of(cell), imported, f"{place}, ô {number}")
            elif cell.cell_type == "code" and (tree := python_of(cell.source)):
                for line, title in titles_in(tree):
                    where = f"{place}, ô {number}, dòng {line}"
                    yield from typed_faults(title, library, units, where)
    yield from unread_remarks(workspace, names_asked_for(workspace), remarks_on)
    wanted = None if remarks_on is None else {str(period) for period in remarks_on}
    for path in sorted((workspace.data / "remarks").glob("*/*.md")):
        if wanted is not None and path.parent.name not in wanted:
            continue
        place = workspace.relative(path)
        try:
            prose = read_prose(path, place)
        except NarrativeError as error:
            yield from error.findings
        else:
            yield from of(prose, report.modules, place, is_remark=True)


def _names_of(book: FactBook) -> Iterator[tuple[Callable[[], str], str]]:
    """Names that every report prints, of its parts and of indicators: place and name."""

    def titles(nodes: Iterable[str | Node]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, Node):
                yield node.title
                yield from titles(node.sections)

    for title in titles(book.workspace.settings.parts):
        yield lambda: f"{CONFIGURATION}, parts", title
    for key, measure in book.catalogue:
        yield partial(book.catalogue.places.of, key), _without_definition(measure)


def _without_definition(measure: Measure) -> str:
    """A label without what is its definition, and so neither a figure nor a claim.

    "Cao nhất" where the indicator is the greatest number; "một vạn dân" of a rate per 10,000.
    """
    if isinstance(measure, Ratio):
        forms = "|".join(re.escape(form) for form in forms_of_base(measure.unit))
        return re.sub(rf"(?<!\w)(?:{forms})(?!\w)", "", measure.label) if forms else measure.label
    value = measure.value if isinstance(measure, Indicator) else None
    if not isinstance(value, Reduction) or not value.is_extreme:
        return measure.label
    words = "cao|lớn|nhiều" if value.method == "largest" else "thấp|nhỏ|ít"
    return re.sub(rf"\b(?:{words}) nhất\b", "", measure.label)


def _rendering_faults(report: Report, passages: _Passages) -> Iterator[Finding]:
    """Faults that prose shows at a period only: what it may not ask, sentences too long."""
    for place, prose, modules in passages:
        try:
            narrative = report.narrate(prose, modules, place)
        except BaocaoError as error:
            yield from error.findings
            continue
        short_forms = [citation.short for citation in narrative.citations]
        for sentence, length in long_sentences(narrative.blocks, short_forms):
            yield Finding(
                "NARRATIVE-09",
                f"Câu dài quá {LIMIT} chữ.",
                where=f"{place}, kỳ {report.period}",
                found=f"{length} chữ: {' '.join(sentence.split()[:12])} …",
                remedy="tách thành các câu ngắn, hoặc thành danh sách gạch đầu dòng",
            )


def _opening(report: Report) -> _Passages:
    """The prose that no notebook renders."""
    text = report.book.workspace.document(report.period)
    yield f"{CONFIGURATION}, opening", text.opening, dict(report.modules)


def _passages(report: Report) -> _Passages:
    """Every piece of prose that a report on the period prints."""
    workspace = report.book.workspace
    yield from _opening(report)
    for stem in workspace.sections:
        path = workspace.notebooks / f"{stem}.ipynb"
        notebook = open_notebook(path, workspace.relative(path))
        imported = _imported(notebook, report)
        for number, cell in enumerate(notebook.cells, start=1):
            if cell.cell_type == "code" and cell.source.startswith(MAGIC):
                yield f"{workspace.relative(path)}, ô {number}", _prose_of(cell), imported
    for path in sorted((workspace.data / "remarks" / str(report.period)).glob("*.md")):
        place = workspace.relative(path)
        yield place, read_prose(path, place), dict(report.modules)


def _prose_of(cell: NotebookNode) -> str:
    """What a ``%%narrate`` cell narrates.

    The line of the magic stays, empty: lines are counted as the analyst sees them.
    """
    source: str = cell.source
    return source[source.index("\n") :] if "\n" in source else ""


def _imported(notebook: NotebookNode, report: Report) -> dict[str, object]:
    """The programme modules that a notebook imports by name."""
    words = {
        word
        for cell in notebook.cells
        if cell.cell_type == "code" and "import" in cell.source
        for word in re.findall(r"\w+", cell.source)
    }
    return {stem: module for stem, module in report.modules.items() if stem in words}


def _unknown_names(notebook: NotebookNode, place: str, catalogue: Catalogue) -> Iterator[Finding]:
    """INDICATOR-05 of each ``ocop.recognisd`` in a cell of Python: only running it would tell."""
    cells = [
        (number, code)
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code"
        and not cell.source.startswith("%%")
        and (code := python_of(cell.source))
    ]
    imported = {
        alias.asname or alias.name: alias.name
        for _, code in cells
        for node in ast.walk(code)
        if isinstance(node, ast.ImportFrom) and node.module == catalogue.package
        for alias in node.names
        if alias.name in catalogue.modules
    }
    for number, code in cells:
        for node in ast.walk(code):
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in imported:
                    stem = imported[name]
                    if hasattr(catalogue.modules[stem], attr):
                        continue
                    where = f"{place}, ô {number}, dòng {node.lineno}"
                    try:
                        catalogue[f"{stem}.{attr}"]
                    except IndicatorError as error:
                        yield replace(error.findings[0], where=where)


def _assigned(source: str) -> Iterator[str]:
    tree = python_of(source)
    for node in ast.walk(tree) if tree else ():
        match node:
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name


def notebook_faults(notebook: NotebookNode, place: str) -> Iterator[Finding]:
    """Where a notebook does more than declare.

    Functions and loops are refused, and so is the inside of the toolkit.
    """
    about = notebook.metadata
    told = about.get("kernelspec", {}).get("language"), about.get("language_info", {}).get("name")
    written_in = next((str(name) for name in told if name), LANGUAGE)
    if written_in.lower() != LANGUAGE:
        yield Finding(
            "NOTEBOOK-06",
            "Sổ tay không viết bằng Python.",
            where=place,
            found=written_in,
            remedy="mở sổ tay trong JupyterLab, chọn nhân Python 3, viết lại các ô bằng Python",
        )
    cells = enumerate(notebook.cells, start=1)
    tagged = [(n, cell) for n, cell in cells if "parameters" in cell.metadata.get("tags", [])]
    names = [name for _, cell in tagged for name in _assigned(cell.source)]
    if names != [PARAMETER]:
        yield Finding(
            "NOTEBOOK-02",
            f'Ô có thẻ "parameters" phải khai đúng một tham số: {PARAMETER}.',
            where=", ".join([place, *(f"ô {number}" for number, _ in tagged)]),
            found=", ".join(names) or "không có tham số",
            remedy=f'giữ một dòng {PARAMETER} = "2023" trong ô có thẻ parameters',
        )
    for number, cell in enumerate(notebook.cells, start=1):
        where = f"{place}, ô {number}"
        # Of prose it is told where prose is read.
        if not cell.source.startswith(MAGIC) and (conflict := unsettled(cell.source, where)):
            yield conflict
            continue
        if cell.cell_type != "code":
            continue
        if not cell.source.startswith(MAGIC) and (code := python_of(cell.source)):
            yield from _private_faults(code, where)
            if not HIDDEN_TAGS & set(cell.metadata.get("tags", [])):
                yield from (
                    lost(f"{where}, dòng {at}", told) for at, told in shown_in(code, cell.source)
                )
        if commands := list(interactive_uses(cell.source)):
            yield from _command_faults(commands, where)
        if cell.source.startswith("%%") or commands:
            continue
        if (wrong := syntax_fault(cell.source)) is not None:
            line, found = wrong
            yield Finding(
                "NOTEBOOK-05",
                "Ô mã không đúng cú pháp Python.",
                where=f"{where}, dòng {line}",
                found=found,
                remedy="sửa dòng được nêu; lời văn thì viết dưới dòng %%narrate",
            )
            continue
        tree = python_of(cell.source)
        if tree and any(isinstance(node, _NOT_THIN) for node in ast.walk(tree)):
            yield Finding(
                "NOTEBOOK-04",
                "Sổ tay có hàm hoặc vòng lặp.",
                where=where,
                remedy="chuyển phần tính toán vào khai báo trong lib/",
            )


def _command_faults(commands: Iterable[tuple[int, str, str]], where: str) -> Iterator[Finding]:
    for line, name, to_do in commands:
        yield Finding(
            "NOTEBOOK-18",
            "Ô mã có lệnh chỉ dùng được khi ngồi trước sổ tay.",
            where=f"{where}, dòng {line}",
            found=name,
            remedy=to_do,
        )


def _private_faults(code: ast.Module, where: str) -> Iterator[Finding]:
    for line, name in private_uses(code):
        yield Finding(
            "NOTEBOOK-07",
            "Sổ tay dùng phần bên trong của baocao.",
            where=f"{where}, dòng {line}",
            found=name,
            remedy="chỉ dùng from baocao import open_report và các hàm của report: "
            "report.table, report.breakdown, report.listing, …",
        )
