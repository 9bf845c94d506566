"""nbconvert's options: what its own HTML leaves out is in none of our formats.

Each word of the notebook stands in one place; what nbconvert prints of it is the expected value.
"""

from __future__ import annotations

import base64
import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import nbformat
import pikepdf
import pytest
from nbconvert.exporters import HTMLExporter as Theirs
from nbformat import NotebookNode, v4
from PIL import Image
from traitlets.config import Config

from baocao.document import exporters
from support.documents import docx_text, html_text, pdf_text

_NAMES = """
sourceone sourcetwo sourcethree sourcefour markdownone markdowntwo rawplain rawlatex rawhtml
streamone streamtwo answered resultone resulttwo richplain richhtml failed outputhidden
"""
WORDS = _NAMES.split()
NO_INPUT = {"exclude_input": True, "exclude_input_prompt": True, "exclude_output_prompt": True}
TAGS = {
    "remove_cell_tags": {"away"},
    "remove_input_tags": {"hide"},
    "remove_all_outputs_tags": {"quiet"},
    "remove_single_output_tags": {"one"},
}
OPTIONS: dict[str, dict[str, Any]] = {
    "none": {},
    "no-input": {"TemplateExporter": NO_INPUT},
    "no-prompt": {
        "TemplateExporter": {"exclude_input_prompt": True, "exclude_output_prompt": True}
    },
    "show-input": {"TemplateExporter": {"exclude_input": False}},
    "exclude_input of HTMLExporter": {"HTMLExporter": {"exclude_input": True}},
    **{
        name: {"TemplateExporter": {name: True}}
        for name in (
            "exclude_output", "exclude_code_cell", "exclude_markdown", "exclude_raw",
            "exclude_unknown",
        )
    },
    "stdin shown": {"TemplateExporter": {"exclude_output_stdin": False}},
    "raw of LaTeX": {"TemplateExporter": {"raw_mimetypes": ["text/latex"]}},
    **{name: {"TagRemovePreprocessor": {name: tags}} for name, tags in TAGS.items()},
    "all tags": {"TagRemovePreprocessor": TAGS},
    "tags, preprocessor off": {"TagRemovePreprocessor": {**TAGS, "enabled": False}},
    "pattern": {"RegexRemovePreprocessor": {"patterns": ["sourceone", "markdowntwo"]}},
    "pattern, preprocessor off": {
        "RegexRemovePreprocessor": {"patterns": ["sourceone"], "enabled": False}
    },
    "outputs cleared": {"ClearOutputPreprocessor": {"enabled": True}},
    "plain text first": {"NbConvertBase": {"display_data_priority": ["text/plain"]}},
    "no form fits": {"NbConvertBase": {"display_data_priority": ["application/pdf"]}},
}  # fmt: skip


def stranger() -> NotebookNode:
    def output(words: str, *tags: str) -> NotebookNode:
        data = {"text/plain": words}
        return v4.new_output("display_data", data, metadata={"tags": list(tags)})

    def code(words: str, *outputs: NotebookNode, tags: tuple[str, ...] = ()) -> NotebookNode:
        return v4.new_code_cell(words, outputs=list(outputs), metadata={"tags": list(tags)})

    rich = v4.new_output(
        "execute_result", {"text/plain": "richplain", "text/html": "<p>richhtml</p>"}
    )
    notebook = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Sổ\n\nmarkdownone"),
            v4.new_markdown_cell("markdowntwo", metadata={"tags": ["away", "hide"]}),
            code(
                "sourceone",
                v4.new_output("stream", name="stdout", text="streamone"),
                v4.new_output("stream", name="stdin", text="answered"),
            ),
            code(
                "sourcetwo",
                v4.new_output("stream", name="stderr", text="streamtwo"),
                output("resultone"),
                output("outputhidden", "one"),
                tags=("hide",),
            ),
            code("sourcethree", output("resulttwo"), rich, tags=("away", "quiet")),
            code(
                "sourcefour",
                v4.new_output("error", ename="E", evalue="failed", traceback=["failed"]),
            ),
            v4.new_raw_cell("rawplain"),
            v4.new_raw_cell("rawlatex", metadata={"raw_mimetype": "text/latex"}),
            v4.new_raw_cell("<p>rawhtml</p>", metadata={"raw_mimetype": "text/html"}),
        ]
    )
    # nbconvert writes it as text that it does not print, but nbformat lets no newer one pass.
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"c{number}"
    return notebook


def printed_by_nbconvert(option: dict[str, Any]) -> set[str]:
    page, _ = Theirs(config=Config(option)).from_notebook_node(stranger())
    body = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    return {word for word in WORDS if word in body}


def everything(name: str, data: Any) -> str:
    """All that a file holds, what it carries in it too."""
    if name == "HTML":
        return str(data)
    if name == "Word":
        with ZipFile(BytesIO(data)) as file:
            return " ".join(file.read(part).decode("latin-1") for part in file.namelist())
    with pikepdf.open(BytesIO(data)) as file:
        carried = [spec.get_file().read_bytes().decode() for spec in file.attachments.values()]
    return pdf_text(data) + " ".join(carried)


EXPORTERS = {
    "HTML": exporters.HTMLExporter,
    "PDF": exporters.PDFExporter,
    "Word": exporters.WordExporter,
}
READERS = {"HTML": html_text, "PDF": pdf_text, "Word": docx_text}


@pytest.mark.filterwarnings("ignore:Your element with mimetype")
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize(
    "form", ["HTML", *(pytest.param(form, marks=pytest.mark.slow) for form in ("PDF", "Word"))]
)
def test_what_nbconvert_hides_is_in_no_format(form: str, option: str) -> None:
    chosen = OPTIONS[option]
    data, _ = EXPORTERS[form](config=Config(chosen)).from_notebook_node(stranger())
    shown = printed_by_nbconvert(chosen)
    held, text = everything(form, data), READERS[form](data)  # type: ignore[operator]
    for word in WORDS:
        # A PDF carries the notebook, with every form of an output that is shown.
        is_other_form = form == "PDF" and word == "richplain" and "richhtml" in shown
        if word not in shown and not is_other_form:
            assert word not in held, word
        elif word in shown:
            assert word in text, word


@pytest.mark.parametrize("form", ["PDF", "Word"])
def test_no_file_carries_code_that_is_not_shown(form: str) -> None:
    """The quick ones of the many above."""
    config = Config(OPTIONS["no-input"])
    data, _ = EXPORTERS[form](config=config).from_notebook_node(stranger())
    held = everything(form, data)
    assert "streamone" in held
    assert "source" not in re.sub(r'"source"', "", held)


def test_options_of_a_configuration_file(tmp_path: Path) -> None:
    """As ``jupyter nbconvert`` passes them on: by the classes' own names."""
    for section in ("HTMLExporter", "TemplateExporter"):
        for exporter in EXPORTERS.values():
            made = exporter(config=Config({section: {"exclude_input": True}}))
            assert made.exclude_input


# ------------------------------------------------------------ pictures beside a notebook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a notebook and pictures in and around it."""
    inside = tmp_path / "inside"
    (inside / "figures").mkdir(parents=True)
    for place, colour in (("inside/a.png", "red"), ("inside/figures/b c.jpg", "blue"),
                          ("secret.png", "green"), ("inside/d.webp", "red")):  # fmt: skip
        Image.new("RGB", (8, 6), colour).save(tmp_path / place)
    (inside / "e.svg").write_text('<svg width="4" height="4"><circle r="2"/></svg>', "utf-8")
    (inside / "words.png").write_text("no picture", "utf-8")
    os.symlink(tmp_path / "secret.png", inside / "way-out.png")
    os.mkfifo(inside / "pipe.png")
    return inside


def beside(folder: Path, address: str, **config: Any) -> str:
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell(f"# A\n\n{address}")])
    nbformat.write(notebook, folder / "n.ipynb")
    exporter = exporters.HTMLExporter(config=Config(config))
    page, _ = exporter.from_filename(str(folder / "n.ipynb"))
    return str(page)


@pytest.mark.parametrize(
    "address",
    ["![x](a.png)", "![x](./a.png)", "![x](files/a.png)", '<img src="a.png" alt="x">',
     "![x](figures/b%20c.jpg)", "![x](<figures/b c.jpg>)", "![x](d.webp)", "![x](e.svg)",
     "![x](figures/../a.png)", "lời trước ![x](a.png) lời sau", "- ![x](a.png) trong mục",
     "| a |\n|---|\n| ![x](a.png) |"],
)  # fmt: skip
def test_a_picture_in_the_folder_is_embedded(folder: Path, address: str) -> None:
    page = beside(folder, address)
    assert page.count("<svg") == 1
    assert "Hình không nằm" not in page


@pytest.mark.parametrize(
    "address",
    ["![x](../secret.png)", "![x](way-out.png)", "![x](%2e%2e/secret.png)", "![x](pipe.png)",
     "![x](file:///etc/passwd)", "![x](/etc/passwd)", "![x](http://127.0.0.1:9/a.png)",
     "![x](//127.0.0.1/a.png)", "![x](figures/../../secret.png)", "![x](missing.png)",
     "![x](.)", "![x](a\x00.png)"],
)  # fmt: skip
def test_a_picture_elsewhere_is_a_note(folder: Path, address: str) -> None:
    page = beside(folder, address)
    assert "<svg" not in page
    assert "Hình không nằm trong sổ tay: x" in page


def test_what_is_no_picture_is_a_note(folder: Path) -> None:
    assert "Hình bị hỏng, không in được: x (words.png)" in beside(folder, "![x](words.png)")


def test_pictures_that_are_not_to_be_embedded_are_told(folder: Path) -> None:
    page = beside(folder, "![x](a.png)", HTMLExporter={"embed_images": False})
    assert "Hình không nằm trong sổ tay: x (a.png)" in page


def test_nbconvert_embeds_the_same_pictures(folder: Path) -> None:
    """By its own option; without it only a name is left, which ours never rely on."""
    nbformat.write(
        v4.new_notebook(cells=[v4.new_markdown_cell("![x](a.png) ![x](../secret.png)")]),
        folder / "n.ipynb",
    )
    page, _ = Theirs(embed_images=True).from_filename(str(folder / "n.ipynb"))
    data = base64.b64encode((folder / "a.png").read_bytes()).decode()
    assert page.count(data) == 1
    assert beside(folder, "![x](a.png) ![x](../secret.png)").count(data) == 1
