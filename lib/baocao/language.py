"""The template language of prose, and what may be said in it.

Jinja2 in a sandbox: prose may name indicators and ask them a fixed list of questions. A digit
typed into the prose is refused, unless it belongs to a catalogued name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from baocao.citations import Library
from baocao.errors import Finding, NarrativeError
from baocao.vietnamese import nfc

__all__ = ["HELPERS", "environment", "lint", "located", "read_prose"]

# Names that every prose has beside its programme's indicators.
HELPERS = ("cite", "issued")

_LIST_MARKER = re.compile(r"^\s*\d+[.)](?=\s)", re.MULTILINE)
# All that prose may ask of a figure, a period, the report or a loop.
_ATTRIBUTES = frozenset({
    "absence", "at", "by", "earliest", "fact", "last_year", "names", "plan", "this_year",
    "vs_last_year", "label", "missing", "provisional", "text", "unit", "value", "window",
    "end", "kind", "start", "is_long", "period", "periods", "years",
    "name", "first", "index", "last", "length",
})  # fmt: skip


class _Sandbox(SandboxedEnvironment):
    """Prose, remarks above all, is written by people who are not to run code."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return attr in _ATTRIBUTES and super().is_safe_attribute(obj, attr, value)


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


def lint(source: str, names: set[str], library: Library, where: str = "") -> list[Finding]:
    """Faults that show without data: syntax, unknown names, typed digits, unknown citations."""
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


def _typed_digits(tree: nodes.Template, names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    def walk(node: nodes.Node) -> Iterator[tuple[int, str]]:
        if isinstance(node, nodes.Call | nodes.Getitem):
            return  # arguments name columns and documents; they are not printed
        text = None
        if isinstance(node, nodes.TemplateData):
            text = node.data
        elif isinstance(node, nodes.Const):
            text = str(node.value)
        if text is not None:
            yield from _digits(text, names, node.lineno)
        for child in node.iter_child_nodes():
            yield from walk(child)

    return walk(tree)


def _digits(text: str, names: tuple[str, ...], line: int) -> Iterator[tuple[int, str]]:
    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match.group())

    bare = _LIST_MARKER.sub(blank, text)
    for name in names:
        words = r"\s+".join(map(re.escape, name.split()))
        bare = re.sub(rf"(?<![\w.,]){words}(?![\w])", blank, bare)
    for match in re.finditer(r"\d[\d.,/]*", bare):
        around = text[max(0, match.start() - 20) : match.end() + 20]
        yield line + text.count("\n", 0, match.start()), " ".join(around.split())


def _line(where: str, line: int) -> str:
    return f"{where}, dòng {line}" if where else f"dòng {line}"


def located(finding: Finding, where: str) -> Finding:
    """The same finding with a place before its own."""
    place = "; ".join(filter(None, (where, finding.where)))
    return Finding(finding.code, finding.what, place, finding.found, finding.remedy)
