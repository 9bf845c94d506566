"""Prose that quotes facts: what ``%%narrate`` and remarks become.

Every value that prose interpolates passes :func:`_Writer.finalize`: a fact is bound and
remembered, text from a register is escaped, a bare number is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from baocao.core import pandoc
from baocao.core.errors import BaocaoError, Finding, NarrativeError
from baocao.core.periods import Period
from baocao.facts.fact import Fact, as_json
from baocao.locale.vi.text import nfc, period_name, short_date
from baocao.prose.citations import Citation, Library
from baocao.prose.phrases import Phrase
from baocao.prose.quotable import Part, Quotable, Reference
from baocao.prose.template import HELPERS, environment, lint, located

__all__ = ["NARRATIVE_MIME", "Narrative", "narrate"]

NARRATIVE_MIME = "application/vnd.baocao.narrative+json"

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
REFERENCE = "mục tương ứng"
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

    @cached_property
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

        def titled(node: pandoc.Node) -> list[pandoc.Node] | None:
            if node["t"] != "Span" or "fact" not in node["c"][0][1]:
                return None
            (identity, classes, pairs), inner = node["c"]
            fact = self.facts[int(dict(pairs)["n"])]
            rows = sum(source.rows for source in fact.provenance)
            title = f"{fact.label} ({fact.unit}); {fact.id}, kỳ {fact.period}; {rows} dòng"
            pairs = [*pairs, ["title", title], ["style", _STYLE]]
            return [{"t": "Span", "c": [[identity, classes, pairs], inner]}]

        return pandoc.rewrite(self.blocks, titled)


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
            case Reference():
                # Its number is known when the report is assembled.
                marked = f"[{REFERENCE}]{{.ref to={value.section}}}"
                return marked if self.spans else REFERENCE
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
        What the prose may name: indicators as :class:`~baocao.prose.phrases.Quotable`, ``report``.
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
    template = environment(writer.finalize).from_string(source)

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
        raise NarrativeError(*(located(finding, where) for finding in error.findings)) from None
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
