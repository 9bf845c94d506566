"""What a notebook's code names: typed titles, the inside of the toolkit."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest

from baocao.run.check import check
from baocao.run.notebook_code import private_uses, python_of, titles_in
from baocao.workspace.workspace import Workspace
from support.folders import ROOT


def checked(office: Path, *sources: str) -> list[str]:
    """The faults of the workspace with these cells at the end of its notebook `proposals`."""
    path = office / "notebooks" / "proposals.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for source in sources:
        made = {"cell_type": "code", "execution_count": None, "id": f"a{len(notebook['cells'])}"}
        notebook["cells"].append({**made, "metadata": {}, "outputs": [], "source": source})
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return [str(finding) for finding in check(Workspace.load(office), [])]


def test_a_typed_number_in_a_title(office: Path) -> None:
    assert checked(office, '\nreport.table(title="Kết quả của hai mươi xã")') == [
        "[NARRATIVE-02] Con số gõ tay trong tên gọi.\n"
        "  Ở đâu:    notebooks/proposals.ipynb, ô 7, dòng 2\n"
        "  Đang có:  Kết quả của hai mươi xã\n"
        "  Cách sửa: để bảng, hình, lời văn nói con số; nếu là tên riêng, thêm vào data/names.csv"
    ]


PUT_TOGETHER = [
    'report.table(title=f"Của {period} có 25 xã")',
    'report.table(title="Của " + "25 xã")',
    'report.table(title=f"Của {25} xã")',
    'report.table(title="Của %s xã" % 25)',
    'report.table(title="Của {} xã".format("25"))',
    'report.table(title=" ".join(["Của", "25 xã"]))',
    'report.table(title="Của 25 xã" if period else "Xã")',
    '%%time\nreport.table(title="Của 25 xã")',
    'report.line_chart(ocop.valid, "Của 25 xã")',
    'report.bar_chart(ocop.valid, "stars", "Của 25 xã")',
]


@pytest.mark.parametrize("source", PUT_TOGETHER)
def test_a_title_that_is_put_together(source: str) -> None:
    tree = python_of(source)
    assert tree is not None
    assert any("25" in text for _, text in titles_in(tree))


def test_a_title_names_nothing_that_is_not_printed() -> None:
    tree = ast.parse('report.table(title=titles["2023"], by="4 sao"); report.bar_chart(x, "4 sao")')
    assert list(titles_in(tree)) == []


@pytest.mark.usefixtures("other_programmes")
def test_names_that_every_report_prints(office: Path) -> None:
    shutil.copytree(ROOT / "lib" / "dost", office / "lib" / "dost")
    settings = office / "report.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace('"Khó khăn, tồn tại, hạn chế"', '"Ba khó khăn của 12 xã"')
    settings.write_text(text, encoding="utf-8")
    module = office / "lib" / "dost" / "guidance.py"
    text = module.read_text(encoding="utf-8").replace('"Lớp tập huấn", unit', '"25 lớp", unit')
    module.write_text(text, encoding="utf-8")
    notebook = office / "notebooks" / "ocop.ipynb"
    text = notebook.read_text(encoding="utf-8").replace("# Chương trình mỗi xã", "# Mười hai xã")
    notebook.write_text(text, encoding="utf-8")
    found = "\n".join(checked(office))
    assert found.count("[NARRATIVE-02]") == 3
    assert "Ở đâu:    report.toml, parts\n  Đang có:  Ba khó khăn của 12 xã\n" in found
    assert (
        "Ở đâu:    lib/dost/guidance.py:61, chỉ tiêu training_classes\n  Đang có:  25 lớp\n"
        in found
    )
    assert "Ở đâu:    notebooks/ocop.ipynb, tên mục\n  Đang có:  Mười hai xã một" in found


def test_the_inside_of_the_toolkit(office: Path) -> None:
    source = 'from baocao.notebook.table import ReportTable\nReportTable("Bán", (), ())'
    assert checked(office, source) == [
        "[NOTEBOOK-07] Sổ tay dùng phần bên trong của baocao.\n"
        "  Ở đâu:    notebooks/proposals.ipynb, ô 7, dòng 1\n"
        "  Đang có:  baocao.notebook.table\n"
        "  Cách sửa: chỉ dùng from baocao import open_report và các hàm của report: "
        "report.table, report.breakdown, report.listing, …"
    ]


REFUSED = [
    ("import baocao.notebook.table", "baocao.notebook.table"),
    ("import os, baocao.tables as t", "baocao.tables"),
    ("from baocao.tables import Row", "baocao.tables"),
    ("from baocao import notebook", "baocao.notebook"),
    ("from baocao import _HOMES", "baocao._HOMES"),
    ("import baocao\nbaocao.notebook.table.ReportTable", "baocao.notebook"),
    ("import baocao as b\nb.notebook", "baocao.notebook"),
    ('from importlib import import_module\nimport_module("baocao.notebook")', "baocao.notebook"),
    ('__import__("baocao.notebook")', "baocao.notebook"),
    ('import sys\nsys.modules["baocao.facts.fact"]', "baocao.facts.fact"),
    ("%%time\nfrom baocao.notebook import table", "baocao.notebook"),
    (
        'display({"application/vnd.baocao.table+json": {}}, raw=True)',
        "application/vnd.baocao.table+json",
    ),
    ("display({mime: {}}, raw=True)", "display(…, raw=…)"),
    ("from IPython.display import publish_display_data", "publish_display_data"),
    ("get_ipython().display_pub.publish({mime: {}})", "display_pub"),
    ("SimpleNamespace(_repr_mimebundle_=made)", "_repr_mimebundle_"),
]


@pytest.mark.parametrize(("source", "name"), REFUSED)
def test_reaching_inside_is_seen(source: str, name: str) -> None:
    tree = python_of(source)
    assert tree is not None
    assert name in [found for _, found in private_uses(tree)]


ALLOWED = [
    "from baocao import open_report, Period",
    "from baocao import *",
    "import baocao\nbaocao.open_report(period)",
    "from dost import ocop",
    "import pandas as pd",
    'text = "báo cáo baocao"',
    "rows.rolling(3).apply(max, raw=True)",
]


@pytest.mark.parametrize("source", ALLOWED)
def test_public_names_may_be_used(source: str) -> None:
    assert list(private_uses(ast.parse(source))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import dataclasses\ndataclasses.replace(report.fact(ocop.recognised), text='777')",
        "from dataclasses import replace",
        "import copy\ncopy.copy(report.fact(ocop.recognised))",
        "object.__setattr__(report.fact(ocop.recognised), 'text', '777')",
        "setattr(report, 'x', 1)",
        "vars(report)",
        "type(report.table(title='Bảng').caption).__call__('777')",
        "report.fact(ocop.recognised).__dict__",
        "report.fact(ocop.recognised).__class__",
        "import ctypes",
    ],
)
def test_what_the_toolkit_has_made_is_not_changed(source: str) -> None:
    assert list(private_uses(ast.parse(source)))


def test_frames_are_an_analysts_own() -> None:
    frame = "frame = report.rows(ocop.recognised).copy()\nframe['x'] = frame['score'].replace(1, 2)"
    assert [name for _, name in private_uses(ast.parse(frame))] == []
