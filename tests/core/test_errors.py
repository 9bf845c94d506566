"""Each fault outside the registers once, by its whole message; and what every error can do."""

from __future__ import annotations

import json
import os
import pickle
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baocao.core import errors
from baocao.core.errors import BaocaoError, Finding
from baocao.core.periods import Calendar, Period, parse_many, require_same_kind
from baocao.facts.book import FactBook
from baocao.facts.compare import between
from baocao.facts.fact import as_json
from baocao.facts.trends import change, growth
from baocao.notebook.report import Report
from baocao.review.explain import explain
from baocao.review.manuscripts import read_manuscript
from baocao.run import build
from baocao.run.check import check
from baocao.run.kernels.call import call
from baocao.run.kernels.process import Preload, Setup
from baocao.run.plan import plans
from baocao.run.schedule import not_ready
from baocao.workspace.workspace import Workspace
from support.facts import fact
from support.folders import copy_of_the_workspace

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"\b[A-Z]+-\d\d\b")


def said(call: Callable[[], object]) -> str:
    """The message of the error that `call` raises, or of the findings that it returns."""
    try:
        found = call()
    except BaocaoError as error:
        return str(error)
    assert isinstance(found, list)
    return "\n".join(map(str, found))


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A copy of the workspace in a place of its own: a process imports programmes once for each."""
    return copy_of_the_workspace(tmp_path / "office")


def checked(office: Path, *periods: str) -> str:
    workspace = Workspace.load(office)
    return said(lambda: check(workspace, [workspace.period(period) for period in periods]))


def edit(office: Path, change: Callable[[dict[str, Any]], object], stem: str = "ocop") -> None:
    path = office / "notebooks" / f"{stem}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def cell(source: str) -> dict[str, Any]:
    return {
        **{"cell_type": "code", "execution_count": None, "id": "added", "metadata": {}},
        **{"outputs": [], "source": source},
    }


def settings(office: Path, old: str, new: str) -> None:
    path = office / "report.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_workspace_is_clean(office: Path) -> None:
    assert checked(office, "2020-01-01--2023-11-14", "2021", "2023-Q3") == ""


# ---------------------------------------------------------------- periods

PERIODS = [
    (
        lambda: Period.parse("2023-Q7"),
        "[PERIOD-01] Không hiểu kỳ báo cáo.\n"
        "  Đang có:  2023-Q7\n"
        "  Cách sửa: viết 2023, 2023-H1, 2023-9M, 2023-Q3, 2023-11, 2023-W07 "
        "hoặc 2020-01-01--2023-11-14",
    ),
    (
        lambda: Period.parse("2023-11-14--2020-01-01"),
        "[PERIOD-02] Khoảng ngày kết thúc trước khi bắt đầu.\n"
        "  Đang có:  2023-11-14--2020-01-01\n"
        "  Cách sửa: viết ngày đầu trước, ngày cuối sau",
    ),
    (
        lambda: require_same_kind(Period.parse("2023-Q3"), Period.parse("2022")),
        "[PERIOD-03] Không so sánh được hai kỳ khác loại.\n"
        "  Đang có:  2023-Q3 (quý) và 2022 (năm)\n"
        "  Cách sửa: so sánh với kỳ cùng loại, ví dụ cùng kỳ năm trước",
    ),
    (
        lambda: parse_many(["2023-01..2023-02"], ("quarter",)),
        "[PERIOD-04] Trong khoảng ấy không có kỳ báo cáo nào của loại được chọn.\n"
        "  Đang có:  2023-01..2023-02\n"
        "  Cách sửa: chọn loại kỳ bằng --every week,month,quarter,half,9m,year",
    ),
    (
        lambda: Period.parse("2023-W53"),
        "[PERIOD-05] Năm ấy không có tuần này.\n"
        "  Đang có:  2023-W53: năm 2023 chỉ có 52 tuần\n"
        "  Cách sửa: chọn tuần 52, hoặc tuần 1 của năm sau (tuần theo ISO 8601, từ thứ Hai)",
    ),
    (
        lambda: Period.parse("quý II/2025", Calendar.beginning(9, 1, "năm học")),
        "[PERIOD-06] Tên kỳ chỉ ghi một năm, mà năm của lịch này nằm trong hai năm dương lịch.\n"
        "  Đang có:  quý II/2025\n"
        "  Cách sửa: ghi cả hai năm như năm học 2025-2026, "
        "hoặc viết mã 2025: năm bắt đầu trong 2025",
    ),
]


@pytest.mark.parametrize(("call", "expected"), PERIODS)
def test_period_faults(call: Callable[[], object], expected: str) -> None:
    assert said(call) == expected


# ---------------------------------------------------------------- comparisons

PART = (date(2023, 1, 1), date(2023, 11, 14))
TRENDS = [
    (
        lambda: change(fact(106, 2023), fact(86, 2022, stock=True)),
        "[TREND-01] Không so sánh được số phát sinh trong kỳ với số lũy kế.\n"
        "  Ở đâu:    programme.indicator, kỳ 2023 và kỳ 2022\n"
        "  Đang có:  Chỉ tiêu; Chỉ tiêu\n"
        "  Cách sửa: so hai số cùng loại: cùng phát sinh, hoặc cùng lũy kế",
    ),
    (
        lambda: growth(fact(106, 2023, days=PART), fact(86, 2022)),
        "[TREND-02] Không so sánh được hai khoảng thời gian dài ngắn khác nhau.\n"
        "  Ở đâu:    programme.indicator, kỳ 2023-01-01--2023-11-14 và kỳ 2022\n"
        "  Đang có:  01/01/2023–14/11/2023: 318 ngày; 01/01/2022–31/12/2022: 365 ngày\n"
        "  Cách sửa: so phần năm với cùng số ngày của năm trước",
    ),
    (
        lambda: change(fact(106, 2023), fact(86, 2022, "lượt")),
        "[TREND-03] Không so sánh được hai đơn vị tính khác nhau.\n"
        "  Ở đâu:    programme.indicator, kỳ 2023 và kỳ 2022\n"
        "  Đang có:  dự án; lượt\n"
        "  Cách sửa: so hai số cùng đơn vị tính",
    ),
]


@pytest.mark.parametrize(("call", "expected"), TRENDS)
def test_figures_that_are_not_alike(call: Callable[[], object], expected: str) -> None:
    assert said(call) == expected


# ---------------------------------------------------------------- workspace


def test_no_workspace(tmp_path: Path) -> None:
    assert said(lambda: Workspace.load(tmp_path)) == (
        "[WORKSPACE-01] Không thấy tệp report.toml.\n"
        f"  Ở đâu:    {tmp_path}\n"
        "  Cách sửa: nêu đúng thư mục có report.toml; cơ quan mới thì viết tệp ấy trước, "
        'theo mẫu ở mục "Dùng cho cơ quan khác" của docs/guide.vi.md'
    )
    assert said(lambda: Workspace.find(tmp_path)).endswith(
        "  Cách sửa: chạy lệnh trong thư mục có report.toml, hoặc thêm --workspace THƯ_MỤC"
    )


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('name = "Sở Khoa học và Công nghệ"', "name = 5", "phải là chữ, trong dấu ngoặc kép"),
        ("complete_until = 2023-11-14", 'complete_until = "14/11/2023"', "phải là ngày, viết"),
        ("pad_counts = true", 'pad_counts = "có"', "phải là true hoặc false"),
        ('section = "difficulties"', "", "cần đúng một trong hai: section hoặc sections"),
    ],
)
def test_a_setting_of_a_wrong_type(office: Path, old: str, new: str, found: str) -> None:
    settings(office, old, new)
    assert f"  Đang có:  {found}" in said(lambda: Workspace.load(office))


def test_settings_that_are_not_toml(office: Path) -> None:
    (office / "report.toml").write_text("[data\n", encoding="utf-8")
    assert said(lambda: Workspace.load(office)) == (
        "[WORKSPACE-02] Tệp cấu hình không đúng dạng TOML.\n"
        "  Ở đâu:    report.toml\n"
        "  Đang có:  Expected ']' at the end of a table declaration (at line 1, column 6)\n"
        "  Cách sửa: sửa dòng được nêu; chữ phải ở dạng UTF-8"
    )


def test_misspelt_settings_come_all_at_once(office: Path) -> None:
    settings(office, 'code = "SKHCN"', 'cod = "SKHCN"')
    settings(office, 'calendar = "calendar"', 'calendar = "moon"')
    remedy = "  Cách sửa: xem report.toml mẫu của kho mã nguồn và sửa mục được nêu"
    what = "[WORKSPACE-03] Cấu hình thiếu hoặc sai một mục."
    assert said(lambda: Workspace.load(office)) == "\n".join(
        [
            *(what, "  Ở đâu:    report.toml, mục data.calendar"),
            *("  Đang có:  giá trị ngoài danh sách cho phép", remedy),
            *(what, "  Ở đâu:    report.toml, mục office.0.code"),
            *("  Đang có:  không có mục này", remedy),
            *(what, "  Ở đâu:    report.toml, mục office.0.cod"),
            *("  Đang có:  mục lạ, có thể gõ sai tên", remedy),
        ]
    )


OWN_CALENDARS = [
    (
        "{ first_month = 13, first_day = 29, begins = 1 }",
        "mục lạ: begins; first_month = 13, phải là số nguyên từ 1 đến 12; "
        "first_day = 29, phải là số nguyên từ 1 đến 28",
    ),
    ('{ name = "năm học" }', "thiếu first_month"),
    ('{ first_month = "9" }', "first_month = 9, phải là số nguyên từ 1 đến 12"),
    ("{ first_month = true }", "first_month = True, phải là số nguyên từ 1 đến 12"),
    (
        '{ first_month = 9, name = "năm" }',
        "name = năm, mà mỗi năm nằm trong hai năm dương lịch nên cần tên riêng",
    ),
    (
        '{ first_month = 9, name = "Năm học 2024", legal_basis = 3 }',
        "name = Năm học 2024, phải viết thường, không quá bốn từ, mở đầu bằng năm hoặc niên; "
        "legal_basis phải là chữ",
    ),
]


@pytest.mark.parametrize(("table", "found"), OWN_CALENDARS)
def test_an_own_calendar_that_is_none(office: Path, table: str, found: str) -> None:
    settings(office, 'calendar = "calendar"', f"calendar = {table}")
    assert said(lambda: Workspace.load(office)) == (
        "[WORKSPACE-11] Lịch riêng của cơ quan khai báo chưa đúng.\n"
        "  Ở đâu:    report.toml, mục data.calendar\n"
        f"  Đang có:  {found}\n"
        '  Cách sửa: ghi first_month (tháng đầu năm), nếu cần first_day, name như "năm học" và '
        'legal_basis; hoặc calendar = "calendar", calendar = "decree-09"'
    )


@pytest.mark.parametrize("name", ["../../evil", "a/b", "..", "/etc/passwd", ".hidden", ""])
def test_a_section_outside_the_notebooks(office: Path, name: str) -> None:
    settings(office, '    "guidance",', f'    "{name}",')
    assert said(lambda: Workspace.load(office)) == (
        "[WORKSPACE-03] Cấu hình thiếu hoặc sai một mục.\n"
        "  Ở đâu:    report.toml, mục parts.0.sections.0.section\n"
        "  Đang có:  tên không dùng được: chỉ gồm chữ, số, dấu cách và _ . - ( )\n"
        "  Cách sửa: xem report.toml mẫu của kho mã nguồn và sửa mục được nêu"
    )


def test_key_figures_that_are_no_indicators(office: Path) -> None:
    names = 'key_figures = [\n    "ocop.recognised",\n    "ocop.recognized",\n    "x",\n]'
    settings(office, 'overview = "overview"', f'overview = "overview"\n{names}')
    line = (office / "report.toml").read_text("utf-8").splitlines().index('    "ocop.recognized",')
    what = "[HTML-30] key_figures nêu một chỉ tiêu không có.\n"
    assert checked(office) == (
        f"{what}  Ở đâu:    report.toml, dòng {line + 1}\n"
        "  Đang có:  ocop.recognized\n"
        "  Cách sửa: có phải: ocop.recognised, ocop.newly_recognised\n"
        f"{what}  Ở đâu:    report.toml, dòng {line + 2}\n"
        "  Đang có:  x\n"
        "  Cách sửa: xem lib/dost, hoặc bỏ tên này"
    )
    settings(office, '"x",', '"x", "y",')
    assert said(lambda: Workspace.load(office)) == (
        "[WORKSPACE-03] Cấu hình thiếu hoặc sai một mục.\n"
        "  Ở đâu:    report.toml, mục key_figures\n"
        "  Đang có:  nhiều hơn số mục cho phép\n"
        "  Cách sửa: xem report.toml mẫu của kho mã nguồn và sửa mục được nêu"
    )


# ---------------------------------------------------------------- indicators


@pytest.mark.usefixtures("other_programmes")
def test_programmes_that_are_not_there_or_do_not_import(office: Path) -> None:
    settings(office, 'programmes = "dost"', 'programmes = "dosst"')
    where = "  Ở đâu:    report.toml, mục data.programmes\n"
    remedy = "  Cách sửa: đặt thư mục dosst vào lib/ bên cạnh report.toml, hoặc sửa tên ở mục ấy"
    assert checked(office) == (
        f"[WORKSPACE-07] Không thấy gói khai báo chương trình dosst.\n{where}"
        f"  Đang có:  không có thư mục {office / 'lib'}; Python cũng không cài gói nào tên ấy\n"
        f"{remedy}"
    )
    for taken in ("statistics", "baocao", "pandas"):
        settings(office, 'programmes = "dosst"', f'programmes = "{taken}"')
        assert checked(office) == (
            f"[WORKSPACE-08] Gói khai báo chương trình {taken} trùng tên một thư viện.\n{where}"
            f"  Đang có:  {taken} là tên có sẵn của Python hoặc của một gói đang dùng\n"
            "  Cách sửa: đổi tên thư mục trong lib/, rồi sửa tên ở mục ấy và trong các sổ tay"
        )
        settings(office, f'programmes = "{taken}"', 'programmes = "dosst"')
    # With a lib/ of its own, an office is never given another's package, installed or not.
    settings(office, 'programmes = "dosst"', 'programmes = "dost"')
    (office / "lib").mkdir()
    assert checked(office) == (
        f"[WORKSPACE-07] Không thấy gói khai báo chương trình dost.\n{where}"
        f"  Đang có:  chỉ tìm trong {office / 'lib'}, vì có thư mục ấy\n"
        f"{remedy.replace('dosst', 'dost')}"
    )
    spoiled = office / "lib" / "dost" / "ocop.py"
    spoiled.parent.mkdir()
    spoiled.write_text("import nothing_of_that_name\n", encoding="utf-8")
    assert checked(office) == (
        "[INDICATOR-01] Không nạp được khai báo chương trình dost.\n"
        "  Ở đâu:    lib/dost/ocop.py:1\n"
        "  Đang có:  ModuleNotFoundError: No module named 'nothing_of_that_name'\n"
        "  Cách sửa: sửa lỗi Python ở dòng được nêu"
    )


def test_an_indicator_of_a_column_that_is_not_there(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dost import ocop

    spoiled = replace(ocop.proposed_five_star, where={"star": "4 sao"})
    monkeypatch.setattr(ocop, "proposed_five_star", spoiled)
    names = ", ".join(column.name for column in ocop.proposed_five_star.register.all_columns)
    assert "stars" in names
    assert checked(office) == (
        "[INDICATOR-02] Chỉ tiêu ocop.proposed_five_star dùng cột mà sổ không có.\n"
        "  Ở đâu:    lib/dost/ocop.py:86, chỉ tiêu proposed_five_star\n"
        "  Đang có:  star\n"
        "  Cách sửa: có phải cột stars?"
    )


def test_an_indicator_that_relies_on_one_without_an_id(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dost import ocop

    # Taken away and put back it would stand last among its module's indicators.
    monkeypatch.setattr(ocop, "three_star", None)
    assert checked(office).startswith(
        "[INDICATOR-04] Chỉ tiêu ocop.recognised dựa vào một chỉ tiêu không có mã.\n"
        "  Ở đâu:    lib/dost/ocop.py:77, chỉ tiêu recognised\n"
        "  Đang có:  Sản phẩm OCOP đạt 3 sao\n"
        "  Cách sửa: gán chỉ tiêu đó cho một tên ở cấp mô-đun, không bắt đầu bằng _; "
        "tên được khai hai lần thì chỉ lần cuối còn lại"
    )


def test_an_unknown_indicator(office: Path) -> None:
    book = FactBook(Workspace.load(office))
    assert said(lambda: book.catalogue["ocop.recognized"]) == (
        "[INDICATOR-05] Không có chỉ tiêu ocop.recognized.\n"
        "  Đang có:  ocop.recognized\n"
        "  Cách sửa: có phải: Sản phẩm OCOP được công nhận [ocop.recognised]; "
        "Sản phẩm OCOP được công nhận trong kỳ [ocop.newly_recognised]"
    )


def test_an_unknown_part(office: Path) -> None:
    workspace = Workspace.load(office)
    period = workspace.period("2023")
    assert said(lambda: explain(workspace, "ocop.recognised[6 sao]", period)) == (
        "[INDICATOR-06] Không có phần 6 sao của ocop.recognised.\n"
        "  Ở đâu:    kỳ 2023\n"
        "  Đang có:  6 sao\n"
        "  Cách sửa: xem các giá trị trong sổ, hoặc giải thích cả chỉ tiêu"
    )


# An indicator with parts, the parts left when one is dropped, and what the check then says.
SUMS = [
    ("ocop", "recognised", "42", "119"),
    ("iso_9001", "completed", "40", "165"),
    ("enterprise_support", "approved_items", "38", "59"),
    ("intellectual_property", "protected", "2", "67"),
]


@pytest.mark.parametrize(("stem", "name", "part", "whole"), SUMS)
def test_parts_that_do_not_add_up(
    stem: str, name: str, part: str, whole: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = FactBook(Workspace.load(office))
    module = book.catalogue.modules[stem]
    declared = getattr(module, name)
    monkeypatch.setitem(vars(declared), "parts", declared.parts[:1])
    period = "2020-01-01--2023-11-14"
    lines = Path(str(module.__file__)).read_text("utf-8").splitlines()
    line = lines.index(f"{name} = Indicator(") + 1
    assert (
        f"[INDICATOR-03] Các phần không cộng thành tổng: {declared.label}.\n"
        f"  Ở đâu:    lib/dost/{stem}.py:{line}, chỉ tiêu {name}, kỳ {period}; "
        f"data/registers/{stem}.csv\n"
        f"  Đang có:  {part} = {part}, tổng là {whole}\n"
        "  Cách sửa: tìm dòng không thuộc phần nào hoặc thuộc hai phần, "
        f"hoặc sửa parts= của {stem}.{name}"
    ) in checked(office, period)


def test_a_plan_in_another_unit(office: Path) -> None:
    path = office / "data" / "targets.csv"
    row = "enterprise_support.approved_amount;01/01/2022;;700;triệu đồng;Kế hoạch;x;\n"
    path.write_text(path.read_text(encoding="utf-8-sig") + row, encoding="utf-8-sig")
    assert checked(office, "2023") == (
        "[INDICATOR-07] Kế hoạch của enterprise_support.approved_amount ghi đơn vị tính khác "
        "chỉ tiêu.\n"
        "  Ở đâu:    data/targets.csv, enterprise_support.approved_amount/01/01/2022\n"
        "  Đang có:  triệu đồng; chỉ tiêu tính bằng đồng\n"
        "  Cách sửa: ghi kế hoạch bằng đồng, hoặc sửa unit= của chỉ tiêu"
    )


def test_a_claim_in_a_title(office: Path) -> None:
    source = 'report.table(title="Sản phẩm ngày càng tăng")'
    edit(office, lambda notebook: notebook["cells"].append(cell(source)), "proposals")
    number = len(json.loads((office / "notebooks/proposals.ipynb").read_text())["cells"])
    assert checked(office) == (
        '[NARRATIVE-08] Lời khẳng định về số liệu gõ tay: "ngày càng".\n'
        f"  Ở đâu:    notebooks/proposals.ipynb, ô {number}, dòng 1\n"
        "  Đang có:  Sản phẩm ngày càng tăng\n"
        "  Cách sửa: đặt tên theo nội dung; điều khẳng định để lời văn nói"
    )


def test_a_row_of_no_part_is_found(office: Path) -> None:
    path = office / "data" / "registers" / "enterprise_support.csv"
    text = path.read_text(encoding="utf-8-sig")
    # An approved item that is none of the three kinds the department reports.
    row = next(line for line in text.splitlines() if "Chứng nhận hữu cơ" in line)
    spoiled = text.replace(row, row.replace("Chứng nhận hữu cơ", "Chứng nhận hợp quy"))
    path.write_text(spoiled, encoding="utf-8-sig")
    message = checked(office, "2020-01-01--2023-11-14")
    assert "[INDICATOR-03]" in message
    assert "38 + 1 + 19 = 58, tổng là 59" in message


# ---------------------------------------------------------------- prose and notebooks

PROSE = [
    (
        "%%narrate\nCó 5 sản phẩm.",
        "[NARRATIVE-02] Con số gõ tay trong lời văn.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 2, cột 4\n"
        "  Đang có:  Có 5 sản phẩm.\n"
        "  Cách sửa: trích chỉ tiêu {{ … }}, dẫn văn bản {{ cite('…') }}, "
        "hoặc thêm tên vào data/names.csv",
    ),
    (
        "%%narrate\nCó {{ recognized }} sản phẩm.",
        "[NARRATIVE-03] Lời văn gọi tên recognized không có.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 2, cột 7\n"
        "  Đang có:  {{ recognized }}\n"
        "  Cách sửa: có phải: recognised, newly_recognised",
    ),
    (
        "%%narrate\nCó\n{{ recognised } sản phẩm.",
        "[NARRATIVE-04] Ngoặc trong {{ }} hoặc {% %} không thành cặp.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 3, cột 1\n"
        "  Đang có:  {{ recognised } sản phẩm.\n"
        "  Cách sửa: kiểm tra cặp ngoặc {{ }} và {% %}",
    ),
    (
        '%%narrate\nThực hiện {{ cite("59/NQ-CP") }}.',
        "[NARRATIVE-05] Danh mục văn bản không có số 59/NQ-CP.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 2, cột 19; data/legal_documents.csv\n"
        "  Đang có:  59/NQ-CP\n"
        "  Cách sửa: có phải 58/NQ-CP? Nếu không, thêm một dòng vào danh mục",
    ),
    (
        "%%narrate\nCó {{ four_star / recognised }}.",
        "[NARRATIVE-10] Lời văn không có phép chia /.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 2, cột 7\n"
        "  Đang có:  {{ four_star / recognised }}\n"
        "  Cách sửa: trích thẳng một chỉ tiêu; phép tính thì khai thành chỉ tiêu (Ratio …) "
        "trong lib/",
    ),
    (
        "%%narrate\nTheo hạng sao, {{ recognised.leading('stars') }}.",
        "[NARRATIVE-11] Có kỳ số này không có gì để nói, câu in ra sẽ cụt.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 2, cột 37\n"
        "  Đang có:  {{ recognised.leading('stars') }}\n"
        "  Cách sửa: đặt phần câu cần nó trong ngoặc vuông: [Theo hạng sao, {{ … }}.]; "
        "không có gì để nói thì cả phần ấy được bỏ",
    ),
    (
        "%%narrate\nCó <b>nhiều sản phẩm.",
        "[NARRATIVE-12] Lời văn chỉ có chữ, Markdown và số liệu.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 2, cột 4\n"
        "  Đang có:  <b>\n"
        "  Cách sửa: bỏ thẻ HTML; chữ đậm viết **…**, chữ nghiêng viết *…*",
    ),
    (
        "%%narrate\nCó [nhiều] sản phẩm.",
        "[NARRATIVE-14] Phần trong ngoặc vuông không trích số liệu nào.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 2, cột 4\n"
        "  Đang có:  [nhiều] sản phẩm.\n"
        "  Cách sửa: bỏ ngoặc vuông, hoặc viết \\[ và \\] nếu là dấu của lời văn",
    ),
    (
        "for row in []:\n    pass",
        "[NOTEBOOK-04] Sổ tay có hàm hoặc vòng lặp.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10\n"
        "  Cách sửa: chuyển phần tính toán vào khai báo trong lib/",
    ),
    (
        "x = (",
        "[NOTEBOOK-05] Ô mã không đúng cú pháp Python.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 1\n"
        "  Đang có:  x = ( ('(' was never closed)\n"
        "  Cách sửa: sửa dòng được nêu; lời văn thì viết dưới dòng %%narrate",
    ),
    (
        "%%narate\nCó {{ recognised }} sản phẩm.",
        "[NOTEBOOK-18] Ô mã có lệnh chỉ dùng được khi ngồi trước sổ tay.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 1\n"
        "  Đang có:  %%narate\n"
        "  Cách sửa: có phải: %%narrate",
    ),
]


@pytest.mark.parametrize(("source", "expected"), PROSE)
def test_a_fault_in_a_cell(source: str, expected: str, office: Path) -> None:
    edit(office, lambda notebook: notebook["cells"].append(cell(source)))
    assert checked(office) == expected


def test_two_parameters(office: Path) -> None:
    edit(office, lambda notebook: notebook["cells"][1].update(source='period = "2023"\nyear = 1'))
    assert checked(office) == (
        '[NOTEBOOK-02] Ô có thẻ "parameters" phải khai đúng một tham số: period.\n'
        "  Ở đâu:    notebooks/ocop.ipynb, ô 2\n"
        "  Đang có:  period, year\n"
        '  Cách sửa: giữ một dòng period = "2023" trong ô có thẻ parameters'
    )


def test_a_misspelt_indicator_in_python_is_told_before_anything_runs(office: Path) -> None:
    code = cell('report.breakdown(ocop.recognisd, by="stars", title="Sản phẩm")\nocop.register;')
    edit(office, lambda notebook: notebook["cells"].append(code))
    found = checked(office)
    assert found.startswith("[INDICATOR-05] Không có chỉ tiêu ocop.recognisd.\n")
    assert ", dòng 1\n" in found and "[ocop.recognised]" in found
    assert found.count("[INDICATOR-05]") == 1


def test_a_missing_notebook(office: Path) -> None:
    (office / "notebooks" / "ocop.ipynb").unlink()
    assert checked(office) == (
        "[NOTEBOOK-01] Không mở được sổ tay của mục ocop.\n"
        "  Ở đâu:    notebooks/ocop.ipynb\n"
        "  Đang có:  không có tệp\n"
        "  Cách sửa: khôi phục hoặc tạo sổ tay, hoặc bỏ mục khỏi parts trong report.toml"
    )


def test_a_notebook_of_another_language(office: Path) -> None:
    spec = {"name": "ir", "display_name": "R", "language": "R"}
    edit(office, lambda notebook: notebook["metadata"].update(kernelspec=spec))
    assert checked(office) == (
        "[NOTEBOOK-06] Sổ tay không viết bằng Python.\n"
        "  Ở đâu:    notebooks/ocop.ipynb\n"
        "  Đang có:  R\n"
        "  Cách sửa: mở sổ tay trong JupyterLab, chọn nhân Python 3, viết lại các ô bằng Python"
    )


def test_missing_catalogues_are_missed_where_they_are_used(office: Path) -> None:
    for name in ("legal_documents", "names"):
        (office / "data" / f"{name}.csv").unlink()
    told = checked(office)
    assert "[NARRATIVE-05] Danh mục văn bản không có số 58/NQ-CP.\n" in told
    assert "[NARRATIVE-02]" in told and "ISO 9001:2015" in told
    assert "REGISTER-01" not in told


def test_a_claim_typed_by_hand(office: Path) -> None:
    source = "%%narrate\nSố sản phẩm ngày càng tăng."
    edit(office, lambda notebook: notebook["cells"].append(cell(source)), "proposals")
    number = len(json.loads((office / "notebooks/proposals.ipynb").read_text())["cells"])
    assert checked(office) == (
        '[NARRATIVE-08] Lời khẳng định về số liệu gõ tay: "ngày càng".\n'
        f"  Ở đâu:    notebooks/proposals.ipynb, ô {number}, dòng 2, cột 13\n"
        "  Đang có:  ngày càng\n"
        "  Cách sửa: để số liệu tự nói, ví dụ {{ chỉ_tiêu.course }}; nếu không nói về số liệu, "
        "thêm cụm từ vào data/names.csv"
    )


def test_a_sentence_that_is_too_long(office: Path) -> None:
    source = "%%narrate\n" + "một hai ba " * 20 + "bốn."
    edit(office, lambda notebook: notebook["cells"].append(cell(source)), "proposals")
    number = len(json.loads((office / "notebooks/proposals.ipynb").read_text())["cells"])
    assert checked(office, "2023-Q3") == (
        "[NARRATIVE-09] Câu dài quá 60 chữ.\n"
        f"  Ở đâu:    notebooks/proposals.ipynb, ô {number}, kỳ 2023-Q3\n"
        "  Đang có:  61 chữ: một hai ba một hai ba một hai ba một hai ba …\n"
        "  Cách sửa: tách thành các câu ngắn, hoặc thành danh sách gạch đầu dòng"
    )


def report(office: Path, period: str) -> Report:
    workspace = Workspace.load(office)
    return Report(workspace, workspace.period(period))


def test_a_bare_number(office: Path) -> None:
    opened = report(office, "2023")
    prose = "Có {{ recognised.fact.value }} sản phẩm."
    assert said(lambda: opened.narrate(prose, opened.modules, "ô 8")) == (
        "[NARRATIVE-01] Số không phải là số liệu.\n"
        "  Ở đâu:    ô 8, dòng 1, cột 22\n"
        "  Đang có:  {{ recognised.fact.value }}\n"
        "  Cách sửa: trích một chỉ tiêu, ví dụ {{ recognised }}"
    )


def test_a_document_of_the_future(office: Path) -> None:
    opened = report(office, "2019")
    assert said(lambda: opened.narrate('{{ cite("58/NQ-CP") }}', opened.modules, "ô 8")) == (
        "[NARRATIVE-07] Văn bản 58/NQ-CP ban hành sau kỳ báo cáo.\n"
        "  Ở đâu:    ô 8, dòng 1, cột 8\n"
        "  Đang có:  ban hành 27/4/2020, kỳ kết thúc 31/12/2019\n"
        "  Cách sửa: đặt phần câu dẫn văn bản trong ngoặc vuông [ … ]: văn bản chưa ban hành thì bỏ"
    )


def test_remarks_in_another_encoding(office: Path) -> None:
    folder = office / "data" / "remarks" / "2023"
    folder.mkdir()
    (folder / "difficulties.md").write_bytes("Khó khăn".encode("utf-16"))
    expected = (
        "[NARRATIVE-06] Tệp nhận xét không ở bảng mã UTF-8.\n"
        "  Ở đâu:    data/remarks/2023/difficulties.md\n"
        "  Đang có:  byte 0\n"
        "  Cách sửa: lưu lại tệp ở dạng UTF-8"
    )
    assert said(lambda: report(office, "2023").remarks("difficulties")) == expected
    assert checked(office) == expected


# ---------------------------------------------------------------- builds


def test_a_call_that_is_killed(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace.load(office)
    setup = Setup.of([sys.executable], os.environ, os.getcwd(), Preload())
    monkeypatch.setattr(build, "call_separately", lambda *_: call(setup, os._exit, 9))
    (plan,) = plans(workspace, [workspace.period("2023-Q3")])
    target = office / "new"
    assert said(lambda: build.write_documents(workspace, plan, target)) == (
        "[BUILD-06] Tiến trình kiểm tra hoặc viết văn bản bị dừng giữa chừng.\n"
        "  Ở đâu:    kỳ 2023-Q3\n"
        "  Đang có:  _exit, mã thoát 9\n"
        "  Cách sửa: xem máy có thiếu bộ nhớ không, rồi chạy lại"
    )


def test_a_period_that_is_due_too_early(office: Path) -> None:
    workspace = Workspace.load(office)
    assert str(not_ready(workspace, [workspace.period("2023")])) == (
        "[BUILD-04] Báo cáo đến hạn nhưng sổ chưa nhập đủ: năm 2023.\n"
        "  Ở đâu:    report.toml, mục data.complete_until\n"
        "  Đang có:  số liệu chốt đến 14/11/2023, kỳ kết thúc 31/12/2023\n"
        "  Cách sửa: nhập đủ sổ rồi dời complete_until; lệnh này chạy lại hằng ngày sẽ tự dựng"
    )
    assert not_ready(workspace, [workspace.period("2023-Q3")]) is None


def test_periods_that_wait_are_one_finding(office: Path) -> None:
    workspace = Workspace.load(office)
    periods = [workspace.period(code) for code in ("2023-Q3", "2023-11", "2023-12", "2023")]
    assert str(not_ready(workspace, periods)) == (
        "[BUILD-04] 3 báo cáo đến hạn nhưng sổ chưa nhập đủ: tháng 11/2023, tháng 12/2023, "
        "năm 2023.\n"
        "  Ở đâu:    report.toml, mục data.complete_until\n"
        "  Đang có:  số liệu chốt đến 14/11/2023, kỳ kết thúc từ 30/11/2023 đến 31/12/2023\n"
        "  Cách sửa: nhập đủ sổ rồi dời complete_until; lệnh này chạy lại hằng ngày sẽ tự dựng"
    )


# ---------------------------------------------------------------- what is compared


def build_of(folder: Path, facts: str) -> Path:
    folder.mkdir()
    (folder / "facts.json").write_text(facts, encoding="utf-8")
    return folder


def test_what_is_neither_a_period_nor_a_build(tmp_path: Path) -> None:
    book = FactBook(Workspace.load(ROOT))
    (tmp_path / "empty").mkdir()
    # Both sides are named at once.
    assert said(lambda: between(book, "2023-Q9", tmp_path / "empty")) == (
        "[DIFF-01] Không phải kỳ báo cáo, cũng không phải thư mục báo cáo đã dựng.\n"
        "  Đang có:  2023-Q9\n"
        "  Cách sửa: viết kỳ như 2023-Q3, hoặc thư mục có facts.json như outputs/2023-Q3\n"
        "[DIFF-02] Thư mục không có facts.json.\n"
        f"  Ở đâu:    {tmp_path}/empty\n"
        "  Cách sửa: chỉ vào thư mục do baocao build dựng, ví dụ outputs/2023-Q3"
    )
    assert said(lambda: between(book, "2023-11-14--2020-01-01", "2023")).startswith("[PERIOD-02]")


NO_FACTS = '{"period": {"code": "2023-Q3"}, "facts": []}'
SPOILT = [
    (
        '{"period": {"code": "2023-Q3"}, "fac',
        "Invalid JSON: EOF while parsing a string at line 1 column 36",
    ),
    ('{"facts": [{"id": 3}]}', "period: Field required (và 9 chỗ khác)"),
    (NO_FACTS.replace("2023-Q3", "2023-Q7"), "kỳ 2023-Q7"),
    (
        json.dumps({"period": {"code": "2021"}, "facts": [{**as_json(fact(5)), "period": "Q9"}]}),
        "kỳ Q9",
    ),
    (
        json.dumps(
            {
                "period": {"code": "2021"},
                "facts": [{**as_json(fact(5)), "value": "NaN"}],
            }
        ),
        "facts.0.value: Input should be a finite number",
    ),
]


@pytest.mark.parametrize(("facts", "found"), SPOILT)
def test_a_build_with_broken_facts(facts: str, found: str, tmp_path: Path) -> None:
    folder = build_of(tmp_path / "broken", facts)
    book = FactBook(Workspace.load(ROOT))
    assert said(lambda: between(book, folder, "2023-Q3")) == (
        "[DIFF-03] Tệp của báo cáo đã dựng bị hỏng.\n"
        f"  Ở đâu:    {folder}/facts.json\n"
        f"  Đang có:  {found}\n"
        "  Cách sửa: lấy lại bản sao chưa sửa, hoặc dựng lại báo cáo của kỳ đó"
    )


def test_a_build_with_a_broken_notebook(tmp_path: Path) -> None:
    folder = build_of(tmp_path / "broken", NO_FACTS)
    (folder / "report.ipynb").write_text('{"metadata": {}}', encoding="utf-8")
    book = FactBook(Workspace.load(ROOT))
    assert said(lambda: between(book, folder, folder)).splitlines()[1:3] == [
        f"  Ở đâu:    {folder}/report.ipynb",
        "  Đang có:  metadata.baocao: Field required",
    ]


# ---------------------------------------------------------------- documents that come back

OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1")
MANUSCRIPTS = [
    (
        "report.docm",
        OLD_WORD,
        "[MANUSCRIPT-01] Không đọc được loại tệp này.\n"
        "  Ở đâu:    {path}\n"
        "  Đang có:  .docm\n"
        "  Cách sửa: lưu lại bằng Word dưới dạng .docx",
    ),
    (
        "report.docx",
        b"PK",
        "[MANUSCRIPT-02] Tệp không đọc được.\n"
        "  Ở đâu:    {path}\n"
        "  Đang có:  tệp bị cắt cụt hoặc hỏng\n"
        "  Cách sửa: mở tệp bằng Word rồi lưu lại dưới dạng .docx",
    ),
    (
        "report.docx",
        OLD_WORD + "EncryptedPackage".encode("utf-16-le"),
        "[MANUSCRIPT-03] Tệp có mật khẩu.\n"
        "  Ở đâu:    {path}\n"
        "  Cách sửa: mở tệp bằng mật khẩu rồi lưu lại một bản không mật khẩu",
    ),
    (
        "report.html",
        b" ",
        "[MANUSCRIPT-04] Tệp không có chữ để đọc.\n"
        "  Ở đâu:    {path}\n"
        "  Đang có:  trang không có chữ\n"
        "  Cách sửa: mở trang bằng trình duyệt; nếu thấy có chữ, lưu lại cả trang rồi thử lại",
    ),
    (
        "report.txt",
        b"a" * 2_000_001,
        "[MANUSCRIPT-05] Tệp quá lớn để đọc.\n"
        "  Ở đâu:    {path}\n"
        "  Đang có:  hơn 2000000 chữ\n"
        "  Cách sửa: kiểm tra có đúng là tệp báo cáo không; nếu đúng, tách tệp",
    ),
    (
        "report.md",
        "Số".encode("utf-16"),
        "[MANUSCRIPT-06] Tệp không ở bảng mã UTF-8.\n"
        "  Ở đâu:    {path}\n"
        "  Đang có:  byte 0\n"
        "  Cách sửa: lưu lại tệp ở dạng UTF-8",
    ),
]


@pytest.mark.parametrize(("name", "data", "expected"), MANUSCRIPTS)
def test_a_document_that_cannot_be_read(
    name: str, data: bytes, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert said(lambda: read_manuscript(path)) == expected.format(path=path)


# ---------------------------------------------------------------- every error and code


def classes() -> list[type[BaocaoError]]:
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [value for value in found if issubclass(value, BaocaoError)]


@pytest.mark.parametrize("kind", classes())
def test_an_error_survives_a_process_boundary(kind: type[BaocaoError]) -> None:
    error = kind(Finding("A-01", "Một.", "đây", "2", "sửa"), Finding("A-02", "Hai."))
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert (copy.findings, str(copy)) == (error.findings, str(error))


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    assert {kind.__name__ for kind in classes()} == set(
        re.findall(r"\b\w+Error\b", errors.__doc__ or "")
    )


def codes(paths: list[Path]) -> set[str]:
    return {code for path in paths for code in CODE.findall(path.read_text(encoding="utf-8"))}


def test_every_code_is_documented_and_tested() -> None:
    raised = set()
    for path in (ROOT / "lib" / "baocao").rglob("*.py"):
        raised |= set(re.findall(r'^\s+"([A-Z]+-\d\d)",$', path.read_text("utf-8"), re.MULTILINE))
        raised |= set(re.findall(r'\(\s*"([A-Z]+-\d\d)",', path.read_text("utf-8")))
    assert len(raised) > 35
    table = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z]+-\d\d)`", table, re.MULTILINE))
    assert documented == raised
    messages = {
        code
        for path in (ROOT / "tests").rglob("test_*.py")
        for code in re.findall(r"\[([A-Z]+-\d\d)\] ", path.read_text(encoding="utf-8"))
    }
    assert raised <= messages
