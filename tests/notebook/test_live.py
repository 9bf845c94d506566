"""What changes on disk while a notebook is open is read again, or told, and never shown as it was.

Figures are those of ``support.small_offices``: 30 guests in February of 2023, 12 in August.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from baocao.core.errors import BaocaoError
from baocao.notebook import live
from baocao.workspace.programmes import load_programmes
from baocao.workspace.workspace import WORKSPACE_VARIABLE, Workspace
from support.small_offices import put, write_office

pytestmark = pytest.mark.usefixtures("other_programmes")

FIGURE = "report.fact(visits.guests).value"
REGISTER = "data/registers/visits.csv"
MODULE = "lib/dost/visits.py"


class Notebook:
    """An open notebook of a small office: its cells run in a shell of this process."""

    def __init__(self, root: Path, shell: InteractiveShell, capsys: Any) -> None:
        self.root, self.shell, self._capsys = root, shell, capsys

    def run(self, *lines: str) -> Any:
        """What the last line of a cell gives, or the error that it raises."""
        done = self.shell.run_cell("\n".join(lines), store_history=True)
        return done.result if done.success else (done.error_in_exec or done.error_before_exec)

    def told(self) -> str:
        """What was printed since it was last asked, without results and tracebacks."""
        return str(self._capsys.readouterr().out).split("Out[")[0].split("-----")[0]

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a text of a file."""
        path = self.root / name
        text = path.read_text(encoding="utf-8-sig")
        assert old in text
        put(path, text.replace(old, new))


@pytest.fixture
def notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Notebook]:
    root = write_office(tmp_path / "office")
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(root))
    monkeypatch.setattr(live, "_followed", [])
    shell = InteractiveShell.instance()
    opened = Notebook(root, shell, capsys)
    shell.reset()
    # Another office may have been opened in this process before.
    load_programmes(Workspace.load(root))
    opened.run('period = "2023"')
    opened.run(
        "from baocao import open_report",
        "from dost import visits",
        "report = open_report(period)",
    )
    assert opened.run(FIGURE) == 42
    opened.told()
    yield opened
    InteractiveShell.clear_instance()


def test_a_row_that_is_added_is_counted_in_the_next_cell(notebook: Notebook) -> None:
    notebook.edit(REGISTER, "B;03", "C;04/09/2023;8;;phiếu\nB;03")
    assert notebook.run(FIGURE) == 50
    at = time.strftime("%H:%M", time.localtime((notebook.root / REGISTER).stat().st_ctime))
    assert notebook.told() == (
        f"Sổ visits đã đổi lúc {at}: số liệu được đọc lại; chạy lại các ô phía trên nếu cần.\n"
    )
    assert notebook.run(FIGURE) == 50
    assert notebook.told() == ""


@pytest.mark.parametrize(
    ("name", "old", "new", "value", "told"),
    [
        (REGISTER, "30", "31", 43, "Sổ visits"),
        (MODULE, ".sum()", ".max()", 30, f"Khai báo {MODULE}"),
        ("report.toml", "2023-12-31", "2023-12-30", 42, "Cấu hình report.toml"),
    ],
    ids=["register", "module", "settings"],
)
def test_a_change_of_the_same_size_and_time_is_seen(
    notebook: Notebook, name: str, old: str, new: str, value: int, told: str
) -> None:
    path = notebook.root / name
    before = path.stat()
    notebook.edit(name, old, new)
    # As a program does that keeps the times of what it copies.
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert notebook.run(FIGURE) == value
    assert notebook.told().startswith(f"{told} đã đổi lúc ")


@pytest.mark.parametrize(
    ("name", "old", "new"), [(MODULE, ".sum()", ".max()"), (REGISTER, "30", "31")]
)
def test_two_reports_on_one_office_tell_a_change_once(
    notebook: Notebook, name: str, old: str, new: str
) -> None:
    notebook.run('other = open_report("2022")')
    notebook.told()
    notebook.edit(name, old, new)
    notebook.run(FIGURE)
    assert notebook.told().count("đã đổi") == 1


def test_a_file_that_is_saved_as_it_was_changes_nothing(notebook: Notebook) -> None:
    book = notebook.run("report.book")
    for name in (REGISTER, MODULE, "report.toml"):
        path = notebook.root / name
        path.write_bytes(path.read_bytes())
    assert notebook.run("report.book") is book
    assert notebook.told() == ""


def test_prose_and_the_closing_day_follow(notebook: Notebook) -> None:
    notebook.edit("report.toml", "2023-12-31", "2023-06-30")
    assert notebook.run("report.is_whole") is False
    notebook.edit(REGISTER, "B;03/08/2023;12", "B;03/05/2023;13")
    said = notebook.run("report.narrate('Có {{ guests }} khách.', globals()).text")
    assert said == "Có 43 khách."
    assert notebook.run("list(report.quoted().value)") == [43]
    notebook.edit(REGISTER, "13", "14")
    assert notebook.run("len(report.quoted())") == 0


def test_an_edited_module_is_reloaded_and_the_names_of_the_notebook_follow(
    notebook: Notebook,
) -> None:
    module = notebook.shell.user_ns["visits"]
    notebook.edit(MODULE, "guests = Indicator", "people = Indicator")
    assert isinstance(notebook.run(FIGURE), AttributeError)
    assert notebook.run("report.fact(visits.people).value") == 42
    assert notebook.shell.user_ns["visits"] is module is sys.modules["dost.visits"]
    assert "guests" not in vars(module)


def test_an_indicator_that_was_imported_by_its_name_is_refused_when_its_module_changes(
    notebook: Notebook,
) -> None:
    notebook.run("from dost.visits import guests")
    assert notebook.run("report.fact(guests).value") == 42
    notebook.edit(MODULE, ".sum()", ".max()")
    assert str(notebook.run("report.fact(guests).value")) == (
        "[INDICATOR-09] Chỉ tiêu không thuộc các chương trình của báo cáo này.\n"
        "  Ở đâu:    lib/dost\n"
        "  Đang có:  Lượt khách\n"
        "  Cách sửa: mở báo cáo của đúng cơ quan khai báo chỉ tiêu ấy, hoặc chạy lại ô đầu"
    )
    assert notebook.run("from dost.visits import guests", "report.fact(guests).value") == 30


def test_a_module_that_others_use_is_reloaded_before_them(notebook: Notebook) -> None:
    put(notebook.root / "lib/dost/words.py", 'LABEL = "Khách cũ"\n')
    notebook.edit(MODULE, '"Lượt khách"', "words.LABEL")
    notebook.edit(MODULE, "from datetime", "from dost import words\nfrom datetime")
    assert notebook.run("report.fact(visits.guests).label") == "Khách cũ"
    put(notebook.root / "lib/dost/words.py", 'LABEL = "Khách mới"\n')
    assert notebook.run("report.fact(visits.guests).label") == "Khách mới"
    assert notebook.shell.user_ns["visits"].words is sys.modules["dost.words"]


def test_a_new_programme_is_there_without_a_new_kernel(notebook: Notebook) -> None:
    text = (notebook.root / MODULE).read_text(encoding="utf-8")
    put(notebook.root / "lib/dost/hotels.py", text.replace('"visits"', '"hotels"'))
    put(
        notebook.root / "data/registers/hotels.csv",
        "Mã;Ngày;Số khách;Minh họa;Nguồn\nA;02/02/2023;7;;phiếu\n",
    )
    assert notebook.run("from dost import hotels", "report.fact(hotels.guests).value") == 7


BROKEN: list[Any] = [
    (REGISTER, "30", "ba mươi", "REGISTER-07"),
    (REGISTER, "Mã;Ngày;Số khách", "Mã", "REGISTER-"),
    (MODULE, ".sum()", ".sum(", "INDICATOR-01"),
    (MODULE, 'date="day"', 'date="dya"', "INDICATOR-"),
    ("report.toml", "[data]", "[data", "WORKSPACE-02"),
    ("report.toml", "complete_until = 2023-12-31", "", "WORKSPACE-03"),
]


@pytest.mark.parametrize(("name", "old", "new", "code"), BROKEN)
def test_what_is_broken_meanwhile_tells_its_fault_and_no_figure(
    notebook: Notebook, name: str, old: str, new: str, code: str
) -> None:
    notebook.edit(name, old, new)
    for line in (FIGURE, FIGURE, "report.table(visits.guests, title='Khách')"):
        error = notebook.run(line)
        assert isinstance(error, BaocaoError)
        assert code in str(error)
    notebook.edit(name, new, old) if new else put(
        notebook.root / name,
        "[data]\ncomplete_until = 2023-12-31"
        + (notebook.root / name).read_text(encoding="utf-8").removeprefix("[data]"),
    )
    assert notebook.run(FIGURE) == 42


def test_a_register_that_is_half_saved_is_told(notebook: Notebook) -> None:
    path = notebook.root / REGISTER
    whole = path.read_bytes()
    for content in (b"", whole[:20], None):
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        assert re.search(r"\[REGISTER-\d\d\]", str(notebook.run(FIGURE)))
    path.write_bytes(whole)
    assert notebook.run(FIGURE) == 42


def test_the_report_follows_the_variable_that_it_was_opened_with(notebook: Notebook) -> None:
    assert notebook.run('period = "2023-Q3"', FIGURE) == 12
    assert notebook.told() == "Kỳ báo cáo đã đổi: số liệu theo quý III/2023.\n"
    assert notebook.run("str(report.period)") == "2023-Q3"
    assert "[PERIOD-01]" in str(notebook.run('period = "2023-Q7"', FIGURE))
    assert notebook.run('period = "2023-Q1"', FIGURE) == 30


@pytest.mark.parametrize(
    "lines",
    [
        ['report = open_report("2023")'],
        ["for one in [period]:", "    report = open_report(one)"],
        ["for period in [period]:", "    report = open_report(period)"],
        ["report = [open_report(period)][0]"],
        ["report = open_report(period)", "other = open_report(period)"],
    ],
)
def test_a_report_of_another_period_stays_as_it_was_opened(
    notebook: Notebook, lines: list[str]
) -> None:
    notebook.run("def opened(period):", "    return open_report(period)")
    notebook.run(*lines)
    notebook.run('period = "2023-Q3"')
    assert notebook.run(FIGURE) == 42


def test_whoever_runs_a_notebook_as_a_whole_sees_one_state(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(answers: bool) -> Callable[[], Any]:
        return lambda: {"content": {"allow_stdin": answers}}

    kernel = SimpleNamespace(get_parent=asked(False))
    monkeypatch.setattr(notebook.shell, "kernel", kernel, raising=False)
    notebook.edit(REGISTER, "30", "31")
    notebook.edit(MODULE, ".sum()", ".max()")
    assert notebook.run(FIGURE) == 42
    assert notebook.told() == ""
    kernel.get_parent = asked(True)
    assert notebook.run(FIGURE) == 31


def test_two_offices_in_one_notebook_do_not_mix(notebook: Notebook) -> None:
    other = write_office(notebook.root.parent / "other", label="Khách khác")
    notebook.run(
        "from pathlib import Path",
        "from baocao import Workspace",
        f"other = open_report(2023, Workspace.load(Path({str(other)!r})))",
        "from dost import visits as theirs",
    )
    notebook.edit(MODULE, ".sum()", ".max()")
    put(other / MODULE, (other / MODULE).read_text(encoding="utf-8").replace(".sum()", ".min()"))
    assert notebook.run(FIGURE, "from dost import visits as now") is None
    assert notebook.run("other.fact(theirs.guests).value") == 12
    assert notebook.run("now is theirs") and notebook.run(FIGURE) == 30


def test_a_look_at_what_has_not_changed_takes_no_time(notebook: Notebook) -> None:
    office = Workspace.load(Path(__file__).resolve().parents[2])
    begun = time.process_time()
    for _ in range(20):
        live.marks_of(office)
    assert (time.process_time() - begun) / 20 < 0.01


def test_what_is_misspelt_is_told_in_vietnamese(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    told = notebook.run("%%naratte", "Có {{ guests }} khách.")
    assert str(told) == (
        "[NOTEBOOK-18] Không có lệnh %%naratte.\n"
        "  Đang có:  %%naratte\n"
        "  Cách sửa: có phải: %%narrate"
    )
    notebook.run("visits.guest")
    shown = capsys.readouterr().out
    assert "[INDICATOR-05] " in shown and "visits.guests" in shown
    assert "Traceback" not in shown
    notebook.run("'a'.b")
    assert "'str' object has no attribute 'b'" in capsys.readouterr().out
