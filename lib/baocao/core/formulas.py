r"""Formulas in the text of a notebook, found as Jupyter finds them and not as Markdown would.

What stands between ``$`` or in an environment of TeX is a formula before it is Markdown: its ``_``
and ``*`` are no emphasis and its ``\\\\`` are no line ends. So formulas are taken out of a text
before it is parsed, and put back into the tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from baocao.core import pandoc

__all__ = ["Formula", "put_back", "take_out"]

# In this order: what begins first, and of these the first that fits.
_TEXT = r"""
  (?P<fence> ^[ \t>]*(?P<sign> `{3,} | ~{3,} ) [^\n]* \n .*?
    (?: ^[ \t>]*(?P=sign)[`~]*[ \t]*$ | \Z ) )
| (?P<code> (?<!`)(?P<ticks> `+ )(?!`) (?: (?!\n[ \t]*\n) . )+? (?<!`)(?P=ticks)(?!`) )
| (?P<markup> <!--.*?--> | <(?P<tag> pre|code|script|style|textarea )\b.*?</(?P=tag)\s*>
    | </?[a-zA-Z][^<>]*> )
| \\begin\{(?P<name> [a-zA-Z]+\*? )\} .*? \\end\{(?P=name)\}
| \\\\\[ (?P<bracket> .*? ) \\\\\]
| \\\\\( (?P<round> .*? ) \\\\\)
| (?P<escaped> \\. )
| \$\$ (?P<display> .*? (?<!\\) ) \$\$
# No formula: "$10 và $x$" has an amount, and a blank before the next sign.
| (?<!\$) \$ (?! \d [^$\n]* \s \$ )
    (?P<inline> (?: \\. | (?!\n[ \t]*\n) [^$\\] )+? ) \$ (?![\d$])
"""
_FOUND = re.compile(_TEXT, re.VERBOSE | re.DOTALL | re.MULTILINE)
# From a plane for private use, whose signs no text has: the parser takes them for letters.
_OPEN, _CLOSE = "\U0010fff0", "\U0010fff1"
_PLACE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
# A number beside a formula prints with it; a name of a formula prints nothing.
_NUMBER, _NAME = re.compile(r"\\tag\*?\{([^{}]*)\}"), re.compile(r"\\label\{[^{}]*\}")
_OLD_FACE = re.compile(r"\{\s*\\(rm|bf|it|sf|tt|cal)(?![a-zA-Z])\s*([^{}]*)\}")
_OLD_LINE = re.compile(r"\\cr(?![a-zA-Z])")
_SIZE = re.compile(r"\\(?:tiny|small|normalsize|large|Large|LARGE|huge|Huge)(?![a-zA-Z])\s*")
# Environments that are not part of a formula but hold one.
_HOLDER = re.compile(r"\\(?:begin|end)\{(?:equation|displaymath|math)\*?\}")


@dataclass(frozen=True)
class Formula:
    """A formula: its TeX, whether it stands on lines of its own, and how it was written."""

    tex: str
    display: bool
    source: str

    @property
    def node(self) -> pandoc.Inline:
        """The formula in pandoc's tree."""
        kind = "DisplayMath" if self.display else "InlineMath"
        return {"t": "Math", "c": [{"t": kind}, self.tex]}


def take_out(text: str) -> tuple[str, list[Formula]]:
    r"""The text with a mark in the place of each formula, and the formulas.

    Examples
    --------
    >>> text, found = take_out(r"Có $a_1$ và \begin{align}b &= c\end{align}, `$mã$` và \$5.")
    >>> [(formula.tex, formula.display) for formula in found]
    [('a_1', False), ('\\begin{align}b &= c\\end{align}', True)]
    >>> "`$mã$`" in text
    True
    """
    found: list[Formula] = []

    def mark(match: re.Match[str]) -> str:
        if any(match[kept] is not None for kept in ("fence", "code", "markup", "escaped")):
            return match[0]
        inline = next((match[n] for n in ("inline", "round") if match[n] is not None), None)
        shown = next((match[n] for n in ("display", "bracket") if match[n] is not None), match[0])
        tex = _told(inline if inline is not None else shown)
        if not tex:
            return " "
        found.append(Formula(tex, inline is None, match[0]))
        return f"{_OPEN}{len(found) - 1}{_CLOSE}"

    return _FOUND.sub(mark, text.replace(_OPEN, "�").replace(_CLOSE, "�")), found


def _told(tex: str) -> str:
    """The formula without what only TeX needs, and with today's commands for those of old."""
    tex = _OLD_FACE.sub(lambda found: f"{{\\math{found[1]}{{{found[2]}}}}}", tex)
    tex = _SIZE.sub("", _OLD_LINE.sub(r"\\\\", tex)).replace(r"\LaTeX", r"\text{LaTeX}")
    # A line that goes on, in a formula that ends.
    tex = re.sub(r"(?<!\\)(?:\\\s+)*\\\s*$", "", tex)
    tex = _NUMBER.sub(r"\\qquad(\\text{\1})", _NAME.sub("", tex))
    # A blank line would end the formula where it is written as a paragraph.
    return re.sub(r"\n\s*\n", "\n", _HOLDER.sub("", tex)).strip()


def put_back(blocks: list[pandoc.Block], found: list[Formula]) -> list[pandoc.Block]:
    """The tree with each mark turned into its formula, or into its source inside code."""
    if not found:
        return blocks

    def source(text: str) -> str:
        return _PLACE.sub(lambda mark: found[int(mark[1])].source, text)

    def change(node: pandoc.Node) -> list[pandoc.Node] | None:
        match node["t"], node.get("c"):
            case "Str", str() as text if _OPEN in text:
                return _split(text, found)
            case ("Code" | "CodeBlock" | "RawInline" | "RawBlock") as kind, [about, str() as text]:
                return [{"t": kind, "c": [about, source(text)]}]
            case "Link", [about, inner, [target, title]] if _OPEN in target + title:
                inner = pandoc.rewrite(inner, change)
                return [{"t": "Link", "c": [about, inner, [source(target), source(title)]]}]
            case _:
                return None

    return pandoc.rewrite(blocks, change)


def _split(text: str, found: list[Formula]) -> list[pandoc.Node]:
    made: list[pandoc.Node] = []
    for place, piece in enumerate(_PLACE.split(text)):
        if place % 2:
            made.append(found[int(piece)].node)
        elif piece:
            made.append(pandoc.text(piece))
    return made
