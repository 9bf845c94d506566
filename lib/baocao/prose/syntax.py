"""Reads prose: from its text to a tree.

Jinja reads ``{{ … }}`` and ``{% … %}``, :mod:`baocao.prose.brackets` what stands between them.
Every node knows where it stands in the text, so that errors name line and column.  Nothing is
looked up here; :mod:`baocao.prose.rules` says what a tree may say, and
:mod:`baocao.prose.rendering` what it prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from baocao.prose.brackets import refuse_heads, refuse_odd_heads, with_parts, with_variants
from baocao.prose.tree import TOO_DEEP, Branches, Loop, NotationError, Piece, Quote, Refused, Text

__all__ = ["TAGS", "parse"]

_NOT_TOKENS: Final = frozenset({
    "comment", "comment_begin", "comment_end", "linecomment", "linecomment_begin",
    "linecomment_end", "raw_begin", "raw_end", "whitespace",
})  # fmt: skip
# What Jinja says, by a part of its sentence.
_IN_VIETNAMESE: Final[Mapping[str, str]] = {
    "Unexpected end of template. Jinja was looking": "Thiếu {% endif %} hoặc {% endfor %}.",
    "end of template": "Ngoặc {{ hoặc {% chưa đóng.",
    "expected token 'end of print statement'": "Ngoặc {{ chưa đóng bằng }}, hoặc thừa chữ.",
    "expected token 'end of statement block'": "Thẻ {% chưa đóng bằng %}, hoặc thừa chữ.",
    "tag name expected": "Thẻ {% chưa có tên.",
    "unknown tag 'else'": "Thẻ {% else %} không có {% if %} ở trước.",
    "unknown tag 'elif'": "Thẻ {% elif %} không có {% if %} ở trước.",
    "unknown tag 'endif'": "Thẻ {% endif %} không có {% if %} ở trước.",
    "unknown tag 'endfor'": "Thẻ {% endfor %} không có {% for %} ở trước.",
    "Expected an expression": "Ngoặc {{ }} hoặc thẻ {% %} trống, hoặc thiếu một vế.",
    "Missing end of": "Ghi chú {# chưa đóng bằng #}.",
    "unexpected '": "Ngoặc trong {{ }} hoặc {% %} không thành cặp.",
    "unexpected char": "Chuỗi chưa đóng dấu nháy, hoặc có ký tự lạ.",
    "expected name": "Sau dấu chấm phải có một tên.",
    "expected token": "Thiếu hoặc thừa dấu trong {{ }} hoặc {% %}.",
    "invalid": "Không đọc được biểu thức trong {{ }} hoặc {% %}.",
    "Invalid": "Không đọc được biểu thức trong {{ }} hoặc {% %}.",
}
_CURVED: Final = "“”„‘’‚"
TAGS: Final[Mapping[str, str]] = {
    "if": "nếu", "elif": "nếu không mà", "else": "nếu không", "endif": "hết phần if",
    "for": "với mỗi phần", "endfor": "hết phần for",
}  # fmt: skip
"""What may begin a ``{% … %}``, and what it means."""


@lru_cache(maxsize=512)
def parse(source: str) -> tuple[Piece, ...]:
    """The tree of a piece of prose.

    Raises
    ------
    NotationError
        A bracket without its other half, a condition of another name, what Jinja cannot read.

    Examples
    --------
    >>> [type(piece).__name__ for piece in parse("Có {{ a }} dự án[, trong đó {{ b }} mới].")]
    ['Text', 'Quote', 'Text', 'Choice', 'Text']
    """
    refuse_odd_heads(source)
    environment = _environment()
    try:
        list(environment.lex(source))
    except TemplateSyntaxError as error:
        raise _lexical(source, error) from None
    try:
        tree = environment.parse(source)
        return tuple(with_variants(with_parts(tuple(_pieces(tree.body))), source))
    except TemplateSyntaxError as error:
        # The tokens carry letters where Jinja carries lines.
        raise _syntax(str(error.message), min(error.lineno, len(source))) from None
    except RecursionError:
        raise TOO_DEEP from None
    except ValueError:
        # Python reads no whole number of thousands of digits.
        raise NotationError("Con số quá dài.", 0, "bỏ con số gõ tay") from None


def _lexical(source: str, error: TemplateSyntaxError) -> NotationError:
    found = re.match(r"unexpected char '(.)' at (\d+)", str(error.message))
    if found and found[1] in _CURVED:
        remedy = "gõ dấu nháy thẳng: \" hoặc '"
        return NotationError("Dấu nháy cong trong {{ }} hoặc {% %}.", int(found[2]), remedy)
    at = int(found[2]) if found else _tag_on_line(source, error.lineno)
    return _syntax(str(error.message), at)


def _tag_on_line(source: str, number: int) -> int:
    """Where the first tag of a line stands; of a line without one, where it begins."""
    lines = source.split("\n")
    tag = re.search(r"\{[{%#]", lines[number - 1])
    before = sum(len(line) + 1 for line in lines[: number - 1])
    return before + (tag.start() if tag else 0)


def _syntax(message: str, at: int) -> NotationError:
    found = re.match(r"Encountered unknown tag '(\w+)'", message)
    if found and found[1] not in TAGS:
        remedy = "lời văn chỉ có {% if … %} và {% for … %}"
        return NotationError(f"Lời văn không có thẻ {{% {found[1]} %}}.", at, remedy)
    said = (words for part, words in _IN_VIETNAMESE.items() if part in message)
    what = next(said, f"Không đọc được: {message}.")
    return NotationError(what, at, "kiểm tra cặp ngoặc {{ }} và {% %}")


class _Places(Extension):
    """Puts the place of each token where Jinja keeps its line."""

    source = ""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        self.source = source
        return source

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        at = 0
        places = []
        for _, kind, text in self.environment.lex(self.source):
            # Blanks that Jinja strips are in no token.
            at = self.source.index(text, at)
            if kind not in _NOT_TOKENS:
                places.append(at)
            at += len(text)
        for place, token in zip(places, stream, strict=True):
            yield Token(place, token.type, token.value)


def _environment() -> Environment:
    return Environment(
        autoescape=False,  # nothing is rendered by Jinja
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_Places],
    )


def _pieces(body: list[nodes.Node]) -> Iterator[Piece]:
    """What a list of Jinja's nodes holds, without the notation between them."""
    for node in body:
        match node:
            case nodes.Output():
                for child in node.nodes:
                    if isinstance(child, nodes.TemplateData):
                        yield Text(child.data, child.lineno)
                    else:
                        yield Quote(child, child.lineno)
            case nodes.If():
                yield Branches(tuple(_branches(node)), node.lineno)
            case nodes.For(
                target=nodes.Name(name=name),
                iter=nodes.Expr() as over,
                body=inside,
                else_=otherwise,
                test=None,
                recursive=False,
            ):
                yield Loop(name, over, _inside(inside), _inside(otherwise), node.lineno)
            case _:
                yield Refused(node.lineno or 0)


def _branches(node: nodes.If) -> Iterator[tuple[nodes.Expr | None, tuple[Piece, ...]]]:
    for one in (node, *node.elif_):
        assert isinstance(one.test, nodes.Expr), "a test is an expression"
        yield one.test, _inside(one.body)
    if node.else_:
        yield None, _inside(node.else_)


def _inside(body: list[nodes.Node]) -> tuple[Piece, ...]:
    """The pieces of a branch: a bracket that opens in it closes in it."""
    pieces = with_parts(tuple(_pieces(body)))
    refuse_heads(pieces)
    return tuple(pieces)
