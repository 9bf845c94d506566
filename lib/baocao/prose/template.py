"""The template language of prose, and what may be said in it.

Jinja2 in a sandbox: prose may name indicators and ask them the questions of
:data:`baocao.prose.questions.QUESTIONS`, and nothing else. A digit
typed into the prose is refused, and so is a claim about figures, unless it belongs to a catalogued
name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from baocao.core.errors import Finding, NarrativeError
from baocao.locale.vi.claims import claims_in
from baocao.locale.vi.text import nfc
from baocao.prose.citations import Library
from baocao.prose.questions import QUESTIONS, ask
from baocao.prose.quotable import Quotable

__all__ = ["HELPERS", "environment", "lint", "located", "read_prose", "typed_claims"]

# Names that every prose has besides its programme's indicators.
HELPERS = ("cite", "issued")

_LIST_MARKER = re.compile(r"^\s*\d+[.)](?=\s)", re.MULTILINE)
# What else prose may read, besides QUESTIONS, which are asked of indicators and their parts.
_FIELDS: Final = frozenset({
    # of a figure and of a part
    "label", "missing", "name", "provisional", "text", "unit", "value", "window",
    # of a period
    "end", "kind", "start",
    # of the report
    "highlights", "is_long", "opens_year", "period", "periods", "this_year", "years",
    # of a highlight
    "comparison", "figure", "section",
    # of a loop
    "first", "index", "last", "length",
})  # fmt: skip


class _Sandbox(SandboxedEnvironment):
    """Prose, remarks above all, is written by people who are not to run code."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        allowed = attr in _FIELDS or attr in QUESTIONS
        return allowed and super().is_safe_attribute(obj, attr, value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if _is_question(obj, attribute):
            return ask(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if _is_question(obj, argument):
            return ask(obj, argument)
        return super().getitem(obj, argument)


def _is_question(obj: object, name: object) -> bool:
    question = QUESTIONS.get(name) if isinstance(name, str) else None
    return isinstance(obj, Quotable) and question is not None and question.answer is not None


def environment(finalize: Callable[[object], str] | None = None) -> SandboxedEnvironment:
    """The template language; `finalize` sees every value that prose interpolates."""
    sandbox = _Sandbox(
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )
    # Jinja's own helpers would let a template make numbers of its own.
    sandbox.globals.clear()
    return sandbox


def read_prose(path: Path, place: str) -> str:
    """The text of a file of people's prose; `place` is how errors name it.

    Raises
    ------
    NarrativeError
        NARRATIVE-06 the file is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NarrativeError(
            Finding(
                "NARRATIVE-06",
                "Tệp nhận xét không ở bảng mã UTF-8.",
                where=place,
                found=f"byte {error.start}",
                remedy="lưu lại tệp ở dạng UTF-8",
            )
        ) from None


def typed_claims(text: str, names: tuple[str, ...]) -> list[str]:
    """Claims in a text that quotes no figure, such as the title of a chart."""
    bare = _without_names(nfc(text), names)
    return [words for _, words, _ in claims_in(bare, before_figure=False)]


def lint(source: str, names: set[str], library: Library, where: str = "") -> list[Finding]:
    """Faults that show without data: syntax, typed digits and claims, unknown names, citations."""
    try:
        tree = environment().parse(nfc(source))
    except TemplateSyntaxError as error:
        return [
            Finding(
                "NARRATIVE-04",
                "Lời văn sai cú pháp mẫu.",
                where=_line(where, error.lineno),
                found=str(error.message),
                remedy="kiểm tra cặp ngoặc {{ }} và {% %}",
            )
        ]
    findings = [
        Finding(
            "NARRATIVE-02",
            "Chữ số gõ tay trong lời văn.",
            where=_line(where, line),
            found=text,
            remedy="trích chỉ tiêu {{ … }}, dẫn văn bản {{ cite('…') }}, "
            "hoặc thêm tên vào data/names.csv",
        )
        for line, text in _typed_digits(tree, library.names)
    ]
    findings += [
        Finding(
            "NARRATIVE-08",
            f'Lời khẳng định về số liệu gõ tay: "{words}".',
            where=_line(where, line),
            found=words,
            remedy=f"để số liệu tự nói, ví dụ {{{{ chỉ_tiêu.{instead} }}}}; nếu không nói về "
            "số liệu, thêm cụm từ vào data/names.csv",
        )
        for line, words, instead in _typed_claims(tree, library.names)
    ]
    for name in sorted(meta.find_undeclared_variables(tree) - names):
        close = difflib.get_close_matches(name, names, n=3)
        findings.append(
            Finding(
                "NARRATIVE-03",
                f"Lời văn gọi tên {name} không có.",
                where=where,
                found=name,
                remedy="có phải: " + ", ".join(close) if close else "khai báo chỉ tiêu, hoặc bỏ đi",
            )
        )
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in HELPERS and call.args:
            try:
                library.cite(call.args[0].as_const())
            except NarrativeError as error:
                place = _line(where, call.lineno)
                findings += [located(finding, place) for finding in error.findings]
            except nodes.Impossible:
                continue  # the number is computed: rendering will check it
    return findings


def _typed(tree: nodes.Template) -> Iterator[tuple[int, str, bool]]:
    """Each piece of typed text: its line, the text, and whether a figure follows."""
    printed = list(_printed(tree))
    for place, node in enumerate(printed):
        if not isinstance(node, nodes.TemplateData | nodes.Const):
            continue
        text = node.data if isinstance(node, nodes.TemplateData) else str(node.value)
        following = (
            other
            for other in printed[place + 1 :]
            if not (isinstance(other, nodes.TemplateData) and not other.data.strip())
        )
        yield node.lineno, text, _is_figure(next(following, None))


def _printed(node: nodes.Node) -> Iterator[nodes.Node]:
    """What a template may print, in its order, whichever way its conditions go."""
    match node:
        case nodes.TemplateData() | nodes.Const() | nodes.Name() | nodes.Getattr():
            yield node
        case nodes.Call() | nodes.Getitem():
            yield node  # arguments name columns and documents; they are not printed
        case nodes.If():
            for child in (*node.body, *node.elif_, *node.else_):
                yield from _printed(child)
        case nodes.For():
            for child in (*node.body, *node.else_):
                yield from _printed(child)
        case _:
            for child in node.iter_child_nodes():
                yield from _printed(child)


def _is_figure(node: nodes.Node | None) -> bool:
    if isinstance(node, nodes.Getattr):
        # A sentence brings its own word of direction.
        question = QUESTIONS.get(node.attr)
        return node.attr != "comparison" and not (question and question.is_worded)
    return isinstance(node, nodes.Name | nodes.Getitem)


def _without_names(text: str, names: tuple[str, ...]) -> str:
    """The text with catalogued names blanked out, every letter in its place."""
    for name in names:
        words = r"\s+".join(map(re.escape, name.split()))
        text = re.sub(rf"(?<![\w.,]){words}(?![\w])", _blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _typed_digits(tree: nodes.Template, names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for line, text, _ in _typed(tree):
        bare = _without_names(_LIST_MARKER.sub(_blank, text), names)
        for match in re.finditer(r"\d[\d.,/]*", bare):
            yield line + text.count("\n", 0, match.start()), _around(text, *match.span())


def _typed_claims(tree: nodes.Template, names: tuple[str, ...]) -> Iterator[tuple[int, str, str]]:
    for line, text, before_figure in _typed(tree):
        bare = _without_names(text, names)
        for start, words, instead in claims_in(bare, before_figure=before_figure):
            yield line + text.count("\n", 0, start), words, instead


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 20) : end + 20].split())


def _line(where: str, line: int) -> str:
    return f"{where}, dòng {line}" if where else f"dòng {line}"


def located(finding: Finding, where: str) -> Finding:
    """The same finding with a place before its own."""
    place = "; ".join(filter(None, (where, finding.where)))
    return Finding(finding.code, finding.what, place, finding.found, finding.remedy)
