"""Word's pages are the PDF's: LibreOffice lays the .docx out, and both are read word by word."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import nbformat
import pypdfium2
import pytest

from baocao.core import fonts
from baocao.document.model import Figure
from baocao.document.read import read_model
from support.processes import finished

SEED = "2020-01-01--2023-11-14"
OFFICE = shutil.which("soffice")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        OFFICE is None, reason="không có LibreOffice: apt-get install libreoffice-writer-nogui"
    ),
]

# Times New Roman is not free: LibreOffice gets the face that the PDF is set in.
FONTS = """<?xml version="1.0"?>
<fontconfig>
 {folders}
 <cachedir>{cache}</cachedir>
 <match target="pattern">
  <test name="family"><string>Times New Roman</string></test>
  <edit name="family" mode="assign" binding="strong"><string>{family}</string></edit>
 </match>
</fontconfig>
"""


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Turns a Word file into the PDF that LibreOffice prints."""
    home = tmp_path_factory.mktemp("libreoffice")
    face = fonts.serif()
    folders = sorted({path.parent for path in (*face.paths, *fonts.fallback_paths())})
    (home / "fonts.conf").write_text(
        FONTS.format(
            folders="".join(f"<dir>{escape(os.fspath(folder))}</dir>" for folder in folders),
            cache=escape(os.fspath(home / "cache")),
            family=face.family,
        ),
        encoding="utf-8",
    )

    def convert(document: Path) -> Path:
        target = home / document.parent.name
        finished(
            [
                *(str(OFFICE), f"-env:UserInstallation={(home / 'profile').as_uri()}"),
                *("--headless", "--convert-to", "pdf", "--outdir", os.fspath(target)),
                os.fspath(document),
            ],
            env={**os.environ, "FONTCONFIG_FILE": os.fspath(home / "fonts.conf")},
            check=True,
        )
        return target / f"{document.stem}.pdf"

    return convert


def pages(path: Path) -> list[list[str]]:
    with pypdfium2.PdfDocument(path) as document:
        return [
            document[number].get_textpage().get_text_range().split()
            for number in range(len(document))
        ]


@pytest.mark.parametrize(
    "period",
    [SEED, *(pytest.param(p, marks=pytest.mark.office) for p in ("2021", "2022-H1", "2023-Q3"))],
)
def test_word_breaks_its_pages_where_the_pdf_does(
    reports: Callable[[str], Path], laid_out: Callable[[Path], Path], period: str
) -> None:
    folder = reports(period)
    paper, document = pages(folder / "report.pdf"), pages(laid_out(folder / "report.docx"))
    assert len(paper) == len(document)
    # Letters in a chart are text in the PDF and a picture in Word.
    model = read_model(nbformat.read(folder / "report.ipynb", as_version=4))
    charts = sum(isinstance(block, Figure) for block in model.blocks)
    pictures = 0
    for number, (here, there) in enumerate(zip(paper, document, strict=True), start=1):
        assert not Counter(there) - Counter(here), f"page {number}"
        pictures += bool(Counter(here) - Counter(there))
        first = 0 if number == 1 else 1  # after the page number
        assert here[first] == there[first] or here != there, f"page {number}"
    assert pictures <= charts


def test_word_files_open_with_every_word_in_them(
    reports: Callable[[str], Path], laid_out: Callable[[Path], Path]
) -> None:
    text = " ".join(
        word for page in pages(laid_out(reports(SEED) / "report.docx")) for word in page
    )
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "KT. GIÁM ĐỐC", "Phụ lục II", "./."):
        assert words in text
