"""Odd cells of code and of parameters: each fault is coded, in place, and says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat import NotebookNode, v4

from baocao.run.check import notebook_faults
from baocao.run.notebook_code import python_of

TAGGED = v4.new_code_cell('period = "2023"', metadata={"tags": ["parameters"]})


def told(*cells: NotebookNode) -> list[str]:
    return [str(fault) for fault in notebook_faults(v4.new_notebook(cells=list(cells)), "a.ipynb")]


# A cell, the code of its fault, its line, and what the message names.
FAULTS: list[tuple[str, str, int, str]] = [
    ("%matplotlib inline", "18", 1, "report.column_chart"),
    ("import os\n%matplotlib inline", "18", 2, "report.column_chart"),
    ("%load_ext autoreload", "18", 1, "bỏ dòng này"),
    ("!pip install pandas", "18", 1, "cài gói trong cửa sổ lệnh"),
    ("%pip install pandas", "18", 1, "cài gói trong cửa sổ lệnh"),
    ("files = !ls", "18", 1, "bỏ dòng này"),
    ("x = %who_ls", "18", 1, "bỏ dòng này"),
    ("report.table?", "18", 1, "bỏ dòng này"),
    ("?report", "18", 1, "bỏ dòng này"),
    ("report??", "18", 1, "bỏ dòng này"),
    ("%%narate\nCó.", "18", 1, "có phải: %%narrate"),
    ("%%Narrate\nCó.", "18", 1, "có phải: %%narrate"),
    ("%%narrated\nCó.", "18", 1, "có phải: %%narrate"),
    ("%%sql\nselect 1", "18", 1, "bỏ dòng %%sql"),
    ("\n%%narrate\nCó.", "18", 2, "dòng đầu của ô"),
    ("# Lời văn\n%%narrate\nCó.", "18", 2, "dòng đầu của ô"),
    (" %%narrate\nCó.", "18", 1, "dòng đầu của ô"),
    ("input('Kỳ? ')", "18", 1, "kỳ lấy từ period"),
    ("import sys\nsys.exit()", "18", 2, "tự dừng"),
    ("import os\nos._exit(1)", "18", 2, "tự dừng"),
    ("exit", "18", 1, "tự dừng"),
    ("quit()", "18", 1, "tự dừng"),
    ("breakpoint()", "18", 1, "thẻ working"),
    ("x = (", "05", 1, "x = ("),
    ("x = 1\nreturn x", "05", 2, "return x"),
    ("yield 1", "05", 1, "yield 1"),
    ("break", "05", 1, "break"),
    ("Có {{ recognised }} sản phẩm.", "05", 1, "%%narrate"),
    ("x = 1\n  y = 2", "05", 2, "y = 2"),
    ("print 'a'", "05", 1, "print 'a'"),
    ("“a”", "05", 1, "“a”"),
    ("a\0b", "05", 1, "null"),
    ("(" * 500 + ")" * 500, "05", 1, "parenthes"),
    ("-" * 100_000 + "1", "05", 1, ""),
    ("x = '\ud800'", "05", 1, ""),
    ("async def f(): pass", "04", 0, "lib/"),
    ("[x for x in 'ab']", "04", 0, "lib/"),
    ("while True: pass", "04", 0, "lib/"),
    ("from baocao.facts import book", "07", 1, "open_report"),
]


@pytest.mark.parametrize("number", range(len(FAULTS)))
def test_an_odd_cell_is_told_in_place(number: int) -> None:
    source, code, line, names = FAULTS[number]
    (fault,) = told(TAGGED, v4.new_code_cell(source))
    assert fault.startswith(f"[NOTEBOOK-{code}] ")
    assert f"  Ở đâu:    a.ipynb, ô 2{f', dòng {line}' if line else ''}\n" in fault
    assert names in fault
    assert len(fault.splitlines()) <= 4 and max(map(len, fault.splitlines())) < 200


@pytest.mark.parametrize(
    "source",
    [
        "", "   \n", "# Chỉ có ghi chú\n# thế thôi", "pass", "...", "'''chữ'''", "report",
        "await report", "x = 5 % 3", "x = '%s' % period", "assert period",
        "import time; time.sleep(700)", "%%time\nreport", "%%narrate\nCó.", "%%html\n<b>a</b>",
        "'\\d'", "1 is 1", "del period", "sys.exits = 1",
    ],
    ids=range(19),
)  # fmt: skip
def test_cells_that_are_no_fault(source: str) -> None:
    assert told(TAGGED, v4.new_code_cell(source)) == []


@pytest.mark.parametrize(
    ("sources", "found", "where"),
    [
        ([], "không có tham số", "a.ipynb"),
        (["# period"], "không có tham số", "a.ipynb, ô 1"),
        ([""], "không có tham số", "a.ipynb, ô 1"),
        (["Period = '2023'"], "Period", "a.ipynb, ô 1"),
        (["period = '2023'\nyear = 1"], "period, year", "a.ipynb, ô 1"),
        (["period = year = '2023'"], "period, year", "a.ipynb, ô 1"),
        (["period: str"], "không có tham số", "a.ipynb, ô 1"),
        (["period = '2023'", "period = '2023'"], "period, period", "a.ipynb, ô 1, ô 2"),
        (["ky = '2023'"], "ky", "a.ipynb, ô 1"),
    ],
    ids=range(9),
)
def test_broken_cells_of_parameters(sources: list[str], found: str, where: str) -> None:
    tags: dict[str, Any] = {"tags": ["parameters"]}
    assert told(*(v4.new_code_cell(source, metadata=tags) for source in sources)) == [
        '[NOTEBOOK-02] Ô có thẻ "parameters" phải khai đúng một tham số: period.\n'
        f"  Ở đâu:    {where}\n"
        f"  Đang có:  {found}\n"
        '  Cách sửa: giữ một dòng period = "2023" trong ô có thẻ parameters'
    ]


@pytest.mark.parametrize(
    "source", ['period = "2023"', "period = 2023", 'period: str = "2023"  # a']
)
def test_cells_of_parameters_that_are_right(source: str) -> None:
    assert told(v4.new_code_cell(source, metadata={"tags": ["parameters"]})) == []


def test_no_cell_is_too_odd_to_be_looked_at() -> None:
    for source in ("a\0b", "-" * 100_000 + "1", "x = '\ud800'", "%%"):
        assert python_of(source) is None or source == "%%"
