"""Every kind of block is printed by every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, get_args

import pytest

from baocao.core import pandoc
from baocao.document.formats import docx, html, pdf
from baocao.document.model import (
    Block,
    Cell,
    Code,
    Column,
    Document,
    Figure,
    Grid,
    Heading,
    Picture,
    Prose,
    ReportPeriod,
    Row,
    Table,
)
from support.documents import docx_text, html_text, pdf_text

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40pt" height="20pt"/>'
GRID = Grid((Column("Hạng", "left"),), (Row((Cell("bốn sao"),)),))
# An example of each kind, and words of it that every format shows as text.
EXAMPLES: tuple[tuple[Block, str], ...] = (
    (Heading("muc-1", 1, 1, "I.", "KẾT QUẢ"), "I. KẾT QUẢ"),
    (Prose(pandoc.parse("Một đoạn văn.")), "Một đoạn văn."),
    (Figure("hinh-1", 1, "Theo năm", GRID, "cột", SVG), "Hình 1. Theo năm"),
    (Table("bang-1", 1, "Theo hạng", GRID), "bốn sao"),
    (Picture("khoi-1", SVG, "ảnh"), ""),
    (Code("khoi-2", "input", ("x = 1",)), "x = 1"),
)
FORMATS: dict[str, tuple[Callable[[Document], Any], Callable[[Any], str]]] = {
    "html": (html.render, html_text),
    "pdf": (pdf.render, pdf_text),
    "docx": (docx.render, docx_text),
}
DOCUMENT = Document(title="Mục thử", notebook="{}", period=ReportPeriod())


def test_there_is_an_example_of_each_kind() -> None:
    assert {type(block) for block, _ in EXAMPLES} == set(get_args(Block))


@pytest.mark.parametrize("form", FORMATS)
def test_every_kind_is_printed(form: str) -> None:
    render, read = FORMATS[form]
    blocks = tuple(block for block, _ in EXAMPLES)
    text = "".join(read(render(replace(DOCUMENT, blocks=blocks))).split())
    for _, words in EXAMPLES:
        assert "".join(words.split()) in text, words
    # A picture has no words: it is counted by what it adds.
    without = tuple(block for block in blocks if not isinstance(block, Picture))
    assert len(render(replace(DOCUMENT, blocks=blocks))) > len(
        render(replace(DOCUMENT, blocks=without))
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_kind_that_a_format_does_not_know_is_an_error(form: str) -> None:
    @dataclass(frozen=True)
    class Film:
        id: str

    render, _ = FORMATS[form]
    with pytest.raises(AssertionError, match="Film"):
        render(replace(DOCUMENT, blocks=(Film("phim-1"),)))  # type: ignore[arg-type]
