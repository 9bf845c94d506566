"""Prose that quotes facts: the template language of ``%%narrate`` and of remarks.

Jinja2 in a sandbox.  Every value that prose interpolates passes :func:`_Writer.finalize`:
a fact is bound and remembered, text from a register is escaped, a bare number is refused.
A digit typed into the prose is refused too, unless it belongs to a catalogued name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from baocao import pandoc
from baocao.citations import Citation, Library
from baocao.errors import BaocaoError, Finding, NarrativeError
from baocao.facts import Fact, as_json
from baocao.periods import Period
from baocao.phrases import Part, Phrase, Quotable
from baocao.vietnamese import nfc, period_name, short_date

__all__ = ["HELPERS", "NARRATIVE_MIME", "Narrative", "lint", "narrate", "read_prose"]

NARRATIVE_MIME = "application/vnd.baocao.narrative+json"

# Names that every prose has beside its programme's indicators.
HELPERS = ("cite", "issued")

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LIST_MARKER = re.compile(r"^\s*\d+[.)](?=\s)", re.MULTILINE)
# All that prose may ask of a figure, a period, the report or a loop.
_ATTRIBUTES = frozenset({
    "absence", "at", "by", "earliest", "fact", "last_year", "names", "plan", "this_year",
    "vs_last_year", "label", "missing", "provisional", "text", "unit", "value", "window",
    "end", "kind", "start", "is_long", "period", "periods", "years",
    "name", "first", "index", "last", "length",
})  # fmt: skip
_STYLE = "border-bottom:1px dotted;cursor:help"


def escape(text: str) -> str:
    r"""Text as Markdown that means nothing but itself.

    Examples
    --------
    >>> escape("<b>*x*</b>")
    '\\<b\\>\\*x\\*\\<\\/b\\>'
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


@dataclass(frozen=True)
class Narrative:
    """Prose as written: pandoc blocks, the facts and citations their spans point to."""

    blocks: list[pandoc.Block]
    facts: tuple[Fact, ...]
    citations: tuple[Citation, ...]
    markdown: str = field(repr=False)

    @cached_property
    def payload(self) -> dict[str, Any]:
        """What the exporters read."""
        return {
            "blocks": self.blocks,
            "facts": [as_json(fact) for fact in self.facts],
            "citations": [
                {"number": c.number, "full": c.full, "short": c.short} for c in self.citations
            ],
        }

    @property
    def text(self) -> str:
        """The plain characters."""
        return pandoc.plain_text(self.blocks)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            NARRATIVE_MIME: self.payload,
            "text/html": pandoc.render([self._with_titles()], "html")[0],
            "text/markdown": self.markdown,
            "text/plain": self.text,
        }

    def _with_titles(self) -> list[pandoc.Block]:
        """The blocks with each fact's definition to hover over in JupyterLab."""

        def titled(node: Any) -> Any:
            if isinstance(node, list):
                return [titled(item) for item in node]
            if not isinstance(node, dict):
                return node
            if node.get("t") == "Span" and "fact" in node["c"][0][1]:
                (identity, classes, pairs), inner = node["c"]
                fact = self.facts[int(dict(pairs)["n"])]
                rows = sum(source.rows for source in fact.provenance)
                title = f"{fact.label} ({fact.unit}); {fact.id}, kỳ {fact.period}; {rows} dòng"
                pairs = [*pairs, ["title", title], ["style", _STYLE]]
                return {"t": "Span", "c": [[identity, classes, pairs], inner]}
            return {key: titled(value) for key, value in node.items()}

        blocks: list[pandoc.Block] = titled(self.blocks)
        return blocks


class _Writer:
    """One rendering: collects the facts and citations that it meets, in order."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.facts: list[Fact] = []
        self.citations: list[Citation] = []
        self.spans = True

    def finalize(self, value: object) -> str:
        match value:
            case Fact():
                return self._fact(value)
            case Quotable() | Part():
                return self._fact(value.fact)
            case Phrase():
                return "".join(
                    self._fact(part) if isinstance(part, Fact) else escape_inner(part)
                    for part in value.parts
                )
            case Citation():
                return self._span(value.full, "cite", self.citations, value)
            case Period():
                return escape(period_name(value))
            case date():
                return escape(short_date(value))
            case str():
                return escape(value)
            case _:
                raise NarrativeError(
                    Finding(
                        "NARRATIVE-01",
                        "Số không phải là số liệu, không được đưa vào lời văn.",
                        found=f"{value!r} ({type(value).__name__})",
                        remedy="trích một chỉ tiêu, ví dụ {{ recognised }}",
                    )
                )

    def _fact(self, fact: Fact) -> str:
        return self._span(fact.text, "fact", self.facts, fact)

    def _span(self, text: str, kind: str, seen: list[Any], value: object) -> str:
        if value not in seen:
            seen.append(value)
        marked = f"[{escape(text)}]{{.{kind} n={seen.index(value)}}}"
        return marked if self.spans else escape(text)


def escape_inner(text: str) -> str:
    """Escape words of a phrase, whose outer spaces matter."""
    return _PUNCTUATION.sub(r"\\\1", text)


class _Sandbox(SandboxedEnvironment):
    """Prose, remarks above all, is written by people who are not to run code."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return attr in _ATTRIBUTES and super().is_safe_attribute(obj, attr, value)


def _environment(writer: _Writer | None = None) -> SandboxedEnvironment:
    environment = _Sandbox(
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=writer.finalize if writer else None,
    )
    # Jinja's own helpers would let a template make numbers of its own.
    environment.globals.clear()
    return environment


def narrate(
    source: str,
    context: Mapping[str, object],
    library: Library,
    where: str = "",
    on: date = date.max,
) -> Narrative:
    """Render prose.

    Parameters
    ----------
    source
        Markdown with Jinja.
    context
        What the prose may name: indicators as :class:`~baocao.phrases.Quotable`, ``report``.
    library
        Catalogues of citations and names.
    where
        How errors name the place.
    on
        Last day the prose speaks of: a document issued later cannot be cited.

    Raises
    ------
    NarrativeError
        NARRATIVE-01 a bare number; -02 a typed digit; -03 an unknown name; -04 a broken
        template; -05 an unknown legal document; -07 one issued after `on`.
    """
    source = nfc(source)
    findings = lint(source, {*context, *HELPERS}, library, where)
    if findings:
        raise NarrativeError(*findings)
    writer = _Writer(library)
    template = _environment(writer).from_string(source)

    def cite(number: str) -> Citation:
        citation = library.cite(number)
        if citation.issued > on:
            raise NarrativeError(
                Finding(
                    "NARRATIVE-07",
                    f"Văn bản {number} ban hành sau kỳ báo cáo.",
                    found=f"ban hành {short_date(citation.issued)}, kỳ kết thúc {short_date(on)}",
                    remedy=f"đặt câu trong {{% if issued('{number}') %}} … {{% endif %}}",
                )
            )
        return citation

    def issued(number: str) -> bool:
        return library.cite(number).issued <= on

    names = {**context, "cite": cite, "issued": issued}
    try:
        marked = template.render(names)
        writer.spans = False
        plain = template.render(names)
    except NarrativeError as error:
        raise NarrativeError(*(_at(finding, where) for finding in error.findings)) from None
    except BaocaoError:
        raise
    except (UndefinedError, SecurityError, TypeError, KeyError, PermissionError) as error:
        raise NarrativeError(
            Finding(
                "NARRATIVE-03",
                "Lời văn gọi một tên không có hoặc không được phép.",
                where=where,
                found=str(error),
                remedy="xem tên chỉ tiêu và cột trong khai báo chương trình",
            )
        ) from None
    return Narrative(
        pandoc.parse(marked), tuple(writer.facts), tuple(writer.citations), plain.strip()
    )


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
    environment = _environment()
    try:
        tree = environment.parse(nfc(source))
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
                findings += [_at(finding, _line(where, call.lineno)) for finding in error.findings]
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


def _at(finding: Finding, where: str) -> Finding:
    place = "; ".join(filter(None, (where, finding.where)))
    return Finding(finding.code, finding.what, place, finding.found, finding.remedy)
