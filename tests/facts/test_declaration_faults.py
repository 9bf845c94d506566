"""A declaration that cannot be meant is told, with the line of the office's own code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import baocao
from baocao.core.errors import BaocaoError, Finding, IndicatorError, RegisterError
from baocao.facts.book import FactBook
from baocao.facts.catalogue import Catalogue
from baocao.facts.indicators import Indicator
from baocao.facts.reductions import total
from baocao.facts.targets import TARGETS
from baocao.facts.unmet import is_misspelt
from baocao.registers.declare import COMMON, Column, Register
from baocao.run.check import check
from baocao.workspace.import_faults import import_faults
from baocao.workspace.workspace import Workspace
from support.commands import command
from support.small_offices import write_office

pytestmark = pytest.mark.usefixtures("other_programmes")

HEAD = """\
from datetime import date, datetime
import narwhals as nw
import baocao
from baocao import Column, Indicator, Ratio, Register, count, distinct, largest, mean, median, total
register = Register("visits", title="Sổ kiểm tra", begins=date(2020, 1, 1), key=("code",), columns=(
    Column("code", "Mã"), Column("day", "Ngày", type="date"),
    Column("result", "Kết quả", allowed=("Đạt", "Nhắc nhở", "Xử phạt")),
    Column("kind", "Loại", required=False), Column("stars", "Hạng", type="integer"),
    Column("fine", "Tiền phạt", type="money", required=False),
    Column("end", "Ngày hết", type="date", required=False, future=True)))
known = Indicator("Lượt kiểm tra", unit="lượt", register=register, date="day")
fined = Indicator("Lượt phạt", unit="lượt", register=register, date="day",
    where={"result": "Xử phạt"})
share = Ratio("Tỷ lệ", numerator=known, denominator=fined)
"""
LINE = HEAD.count("\n") + 1
ROWS = (
    "Mã;Ngày;Kết quả;Loại;Hạng;Tiền phạt;Ngày hết;Minh họa;Nguồn\n"
    "A;02/02/2023;Đạt;Khách sạn;3;;;;phiếu\nB;03/08/2023;Xử phạt;Nhà nghỉ;4;2.000.000;;;phiếu\n"
)


def office(root: Path, declarations: str, **modules: str) -> Workspace:
    """An office with one module of these declarations after :data:`HEAD`, and other modules."""
    write_office(root)
    package = root / "lib" / "dost"
    (package / "visits.py").write_text(f"{HEAD}{declarations}\n", encoding="utf-8")
    for name, text in modules.items():
        (package / f"{name}.py").write_text(text, encoding="utf-8")
    notebook = root / "notebooks" / "visits.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("visits.guests", "visits.known"), encoding="utf-8")
    rows = root / "data" / "registers" / "visits.csv"
    rows.write_text(f"\ufeff{ROWS}", encoding="utf-8")
    return Workspace.load(root)


def findings(step: Callable[[], object]) -> list[Finding]:
    with pytest.raises(BaocaoError) as caught:
        step()
    return list(caught.value.findings)


def declared(arguments: str) -> str:
    return f'wrong = Indicator("Số vụ", unit="vụ", register=register, date="day", {arguments})'


def rate(arguments: str) -> str:
    return f'wrong = Ratio("Số vụ", numerator=known, denominator=fined, {arguments})'


# The declaration; the code; what was found; how to mend it.
FAULTS = {
    # Conditions.
    "a letter without its mark": (
        declared('where={"result": "Xử phat"}'),
        "[INDICATOR-20] ",
        "where={\"result\": 'Xử phat'}",
        "có phải: Xử phạt?",
    ),
    "one of several values": (
        declared('where={"result": ("Đạt", "Nhac nho")}'),
        "[INDICATOR-20] ",
        "'Nhac nho'",
        "có phải: Nhắc nhở?",
    ),
    "a value that is nothing like": (
        declared('where={"result": "zzz"}'),
        "[INDICATOR-20] ",
        "'zzz'",
        "ghi một trong: Đạt, Nhắc nhở, Xử phạt",
    ),
    "letters in two parts": (
        declared('where={"result": "\\u0110a\\u0323t"}'),
        "[INDICATOR-20] ",
        "where=",
        "có phải: Đạt?",
    ),
    "an empty cell where none is": (
        declared('where={"result": ""}'),
        "[INDICATOR-20] ",
        "''",
        "required=False",
    ),
    "a flag": (declared('where={"illustrative": "có"}'), "[INDICATOR-20] ", "'có'", "x"),
    "a number for a text": (
        declared('where={"result": 3}'),
        "[INDICATOR-22] ",
        'where={"result": 3}, cột ghi chữ',
        "dấu nháy",
    ),
    "a text for a number": (
        declared('where={"stars": "3"}'),
        "[INDICATOR-22] ",
        "cột ghi số nguyên",
        "không có dấu nháy",
    ),
    "a truth for a number": (declared('where={"stars": True}'), "[INDICATOR-22] ", "True", "số"),
    "a list": (
        declared('where={"result": ["Đạt", "Nhắc nhở"]}'),
        "[INDICATOR-22] ",
        "['Đạt', 'Nhắc nhở']",
        "ngoặc tròn",
    ),
    "a set": (declared('where={"result": {"Đạt"}}'), "[INDICATOR-22] ", "{'Đạt'}", "ngoặc tròn"),
    "no value": (declared('where={"result": ()}'), "[INDICATOR-22] ", "()", "ít nhất một"),
    "none": (declared('where={"result": None}'), "[INDICATOR-22] ", "None", "dấu nháy"),
    "a function": (
        declared('where={"result": lambda value: value == "Đạt"}'),
        "[INDICATOR-22] ",
        'where={"result": lambda}',
        "dấu nháy",
    ),
    "a day": (
        declared('where={"day": date(2023, 1, 1)}'),
        "[INDICATOR-22] ",
        "cột ghi ngày",
        "kỳ báo cáo",
    ),
    "an expression for conditions": (
        declared('where=nw.col("result") == "Đạt"'),
        "[INDICATOR-22] ",
        "where=",
        'where={"tên cột"',
    ),
    "a condition without quotation marks": (
        declared('where={3: "Đạt"}'),
        "[INDICATOR-22] ",
        "where={",
        "tên cột trong dấu nháy",
    ),
    "a column that is not there": (
        declared('where={"resul": "Đạt"}'),
        "[INDICATOR-02] ",
        "resul",
        "có phải cột result?",
    ),
    # What is measured.
    "a lambda": (
        declared("value=lambda rows: rows.sum()"),
        "[INDICATOR-23] ",
        "value=lambda",
        'total("cột")',
    ),
    "a function of the toolkit, not called": (
        declared("value=total"),
        "[INDICATOR-23] ",
        "value=total",
        'total("cột")',
    ),
    "a weight that is the column": (
        declared('value=mean("stars", weight="stars")'),
        "[INDICATOR-23] ",
        "value=mean('stars', weight='stars')",
        "cột đếm số lần",
    ),
    # What a quotient or a sum is multiplied by.
    "a multiplier in quotation marks": (
        rate('unit="vụ/1 vạn dân", per="10.000"'),
        "[INDICATOR-40] ",
        "per='10.000'",
        "per=10_000",
    ),
    "a multiplier of nothing": (rate('unit="vụ/dân", per=0'), "[INDICATOR-40] ", "per=0", "một số"),
    "a multiplier below nothing": (
        rate('unit="vụ/dân", per=-1000'),
        "[INDICATOR-40] ",
        "per=-1000",
        "một số",
    ),
    "a multiplier that is no number": (
        rate('unit="vụ/dân", per=float("nan")'),
        "[INDICATOR-40] ",
        "per=nan",
        "một số",
    ),
    "a multiplier forgotten": (
        rate('unit="vụ/1 vạn dân"'),
        "[INDICATOR-41] ",
        "unit='vụ/1 vạn dân', per=None",
        "per=10000",
    ),
    "a multiplier of another unit": (
        rate('unit="vụ/100.000 dân", per=1000'),
        "[INDICATOR-41] ",
        "per=1000",
        "per=100000",
    ),
    "a multiplier of per mille": (rate('unit="‰", per=100'), "[INDICATOR-41] ", "'‰'", "per=1000"),
    "a plan that is no id": (
        'wrong = Ratio("Tỷ lệ khác", numerator=known, target=known)',
        "[INDICATOR-05] ",
        "target=Indicator('Lượt kiểm tra')",
        "dấu nháy",
    ),
    "a term without its comma": (
        'wrong = baocao.Derived("Tỷ lệ khác", plus=(known), minus=(share,))',
        "[INDICATOR-35] ",
        "plus=Indicator('Lượt kiểm tra')",
        "dấu phẩy",
    ),
    "a term twice": (
        'wrong = baocao.Derived("Tỷ lệ khác", plus=(known,), minus=(known,))',
        "[INDICATOR-35] ",
        "Indicator('Lượt kiểm tra') có hai lần",
        "lib/",
    ),
    "times in quotation marks": (
        'wrong = baocao.Derived("Tỷ lệ khác", plus=(known,), times="0,001", unit="nghìn lượt")',
        "[INDICATOR-35] ",
        "times='0,001'",
        "times=0.001",
    ),
    "a last day of what happens": (
        declared('until="end"'),
        "[INDICATOR-42] ",
        "until='end', không có stock=True",
        "stock=True",
    ),
    "a last day that is the first one": (
        declared('stock=True, until="day"'),
        "[INDICATOR-42] ",
        "date='day', until='day'",
        "ngày kết thúc",
    ),
    "a first day of what happens": (
        declared("since=date(2020, 1, 1)"),
        "[INDICATOR-42] ",
        "since=datetime.date(2020, 1, 1)",
        "bỏ since",
    ),
    "a column's name": (
        declared('value="fine"'),
        "[INDICATOR-23] ",
        "value='fine'",
        'total("fine")',
    ),
    "a column's cells": (
        declared('value=nw.col("fine")'),
        "[INDICATOR-23] ",
        "mỗi dòng một giá trị",
        ".sum()",
    ),
    "cells times two": (
        declared('value=nw.col("fine") * 2'),
        "[INDICATOR-23] ",
        "mỗi dòng một giá trị",
        ".sum()",
    ),
    "two columns": (
        declared('value=nw.col("fine", "stars").sum()'),
        "[INDICATOR-23] ",
        "value=",
        "sửa biểu thức",
    ),
    "nothing": (declared("value=None"), "[INDICATOR-23] ", "value=None", "bỏ value="),
    "a sum of nothing": (
        declared('value=total("")'),
        "[INDICATOR-23] ",
        "total('')",
        "tên một cột",
    ),
    "a sum of an expression": (
        declared('value=total(nw.col("fine"))'),
        "[INDICATOR-23] ",
        "value=total(",
        "dấu nháy",
    ),
    "a sum of texts": (
        declared('value=total("kind")'),
        "[INDICATOR-24] ",
        "value=total('kind'), cột ghi chữ",
        "tính trên cột ghi số: stars, fine",
    ),
    "a mean of days": (
        declared('value=mean("day")'),
        "[INDICATOR-24] ",
        "value=mean('day'), cột ghi ngày",
        "cột ghi số",
    ),
    "the last day": (declared('value=largest("day")'), "[INDICATOR-24] ", "ghi ngày", "cột ghi số"),
    "texts in an expression": (
        declared('value=nw.col("kind").sum()'),
        "[INDICATOR-24] ",
        "ra chữ",
        "cột ghi số",
    ),
    "the greatest text": (
        declared('value=nw.col("kind").max()'),
        "[INDICATOR-24] ",
        "ra chữ",
        "cột ghi số",
    ),
    "a day in an expression": (
        declared('value=nw.col("day").max()'),
        "[INDICATOR-24] ",
        "ra ngày",
        "cột ghi số",
    ),
    "a yes or no": (
        declared('value=(nw.col("fine") > 5).any()'),
        "[INDICATOR-24] ",
        "ra đúng hay sai",
        "cột ghi số",
    ),
    "a mean of texts": (
        declared('value=nw.col("kind").mean()'),
        "[INDICATOR-23] ",
        "Cannot perform",
        "sửa biểu thức",
    ),
    "a sum of a column that is not there": (
        declared('value=total("fines")'),
        "[INDICATOR-02] ",
        "fines",
        "có phải cột fine?",
    ),
    "an expression of one that is not there": (
        declared('value=nw.col("fines").sum()'),
        "[INDICATOR-02] ",
        "fines",
        "có phải cột fine?",
    ),
    # Days.
    "a text for a day": (
        'wrong = Indicator("Số vụ", unit="vụ", register=register, date="result")',
        "[INDICATOR-25] ",
        "date='result', cột ghi chữ",
        "ghi tên một cột ngày: day, end",
    ),
    "no day": (
        'wrong = Indicator("Số vụ", unit="vụ", register=register, date=None)',
        "[INDICATOR-25] ",
        "date=None",
        "day, end",
    ),
    "a text for the last day": (
        declared('stock=True, until="kind"'),
        "[INDICATOR-25] ",
        "until='kind', cột ghi chữ",
        "day, end",
    ),
    "a number for the day it became known": (
        declared('ahead="stars"'),
        "[INDICATOR-25] ",
        "ahead='stars', cột ghi số nguyên",
        "day, end",
    ),
    "a last day that is not there": (
        declared('until="ends"'),
        "[INDICATOR-02] ",
        "ends",
        "có phải cột end?",
    ),
    "a first day in words": (
        declared('stock=True, since="2020-01-01"'),
        "[INDICATOR-25] ",
        "since='2020-01-01'",
        "date(2020, 1, 1)",
    ),
    # Registers.
    "two registers": (
        'wrong = Indicator("Số vụ", unit="vụ", register=(register, register), date="day")',
        "[INDICATOR-26] ",
        "register=tuple",
        "một chỉ tiêu đếm ở một sổ",
    ),
    "no register": (
        'wrong = Indicator("Số vụ", unit="vụ", register=None, date="day")',
        "[INDICATOR-26] ",
        "register=None",
        "register=register",
    ),
    "a module": (
        'wrong = Indicator("Số vụ", unit="vụ", register=baocao, date="day")',
        "[INDICATOR-26] ",
        "register=module",
        "register=register",
    ),
    # Other indicators.
    "a part in quotation marks": (
        declared('parts=("known",)'),
        "[INDICATOR-27] ",
        "parts='known'",
        "không có dấu nháy",
    ),
    "a part without a bracket": (
        declared("parts=known"),
        "[INDICATOR-27] ",
        "parts=Indicator('Lượt kiểm tra')",
        "Indicator",
    ),
    "a ratio as a part": (
        declared("parts=(share,)"),
        "[INDICATOR-27] ",
        "parts=Ratio('Tỷ lệ')",
        "tỷ lệ của tỷ lệ",
    ),
    "a ratio of a ratio": (
        'wrong = Ratio("Tỷ lệ khác", numerator=share, denominator=fined)',
        "[INDICATOR-35] ",
        "Ratio('Tỷ lệ')",
        "tỷ lệ của tỷ lệ",
    ),
    "a percentage of money by things": (
        'wrong = Ratio("Phí một lượt", denominator=known, numerator=(cost := Indicator("Phí", '
        'unit="đồng", register=register, date="day", value=total("fine"))))',
        "[INDICATOR-45] ",
        "Indicator('Phí'): đồng; Indicator('Lượt kiểm tra'): lượt",
        'unit="đồng/lượt"',
    ),
    "a divisor in quotation marks": (
        'wrong = Ratio("Tỷ lệ khác", numerator=known, denominator="visits.known")',
        "[INDICATOR-35] ",
        "'visits.known'",
        "không có dấu nháy",
    ),
    "no numerator": (
        'wrong = Ratio("Tỷ lệ khác", numerator=None, denominator=fined)',
        "[INDICATOR-27] ",
        "numerator=None",
        "Indicator",
    ),
    "no divisor": (
        'wrong = Ratio("Tỷ lệ khác", numerator=known)',
        "[INDICATOR-35] ",
        "denominator, target",
        "lib/",
    ),
    "two divisors": (
        'wrong = Ratio("Tỷ lệ khác", numerator=known, denominator=fined, target="visits.known")',
        "[INDICATOR-35] ",
        "denominator, target",
        "lib/",
    ),
    "a plan of an unknown indicator": (
        'wrong = Ratio("Tỷ lệ khác", numerator=known, target="visits.nown")',
        "[INDICATOR-05] ",
        "target='visits.nown'",
        "có phải: visits.known",
    ),
    # What is printed.
    "no label": (
        'wrong = Indicator("", unit="vụ", register=register, date="day")',
        "[INDICATOR-28] ",
        "label=''",
        "đặt tên",
    ),
    "no unit": (
        'wrong = Indicator("Số vụ", unit=" ", register=register, date="day")',
        "[INDICATOR-28] ",
        "unit=' '",
        "unit=",
    ),
    "a unit that is no text": (
        'wrong = Indicator("Số vụ", unit=None, register=register, date="day")',
        "[INDICATOR-28] ",
        "unit=None",
        "unit=",
    ),
    "less than no decimals": (
        declared("decimals=-1"),
        "[INDICATOR-28] ",
        "decimals=-1",
        "decimals=0",
    ),
    "half a decimal": (declared("decimals=1.5"), "[INDICATOR-28] ", "decimals=1.5", "decimals=0"),
    "decimals in words": (
        'wrong = Ratio("Tỷ lệ khác", numerator=known, denominator=fined, decimals="1")',
        "[INDICATOR-28] ",
        "decimals='1'",
        "decimals=0",
    ),
    "a stock in words": (
        declared('stock="không"'),
        "[INDICATOR-28] ",
        "stock='không'",
        "stock=True",
    ),
    "a label of two lines": (
        'wrong = Indicator("Số\\nvụ", unit="vụ", register=register, date="day")',
        "[INDICATOR-28] ",
        "label='Số\\nvụ'",
        "đặt tên",
    ),
    "millions of a column of money": (
        declared('value=largest("fine")').replace('"vụ"', '"triệu đồng"'),
        "[INDICATOR-47] ",
        "unit='triệu đồng'; cột \"Tiền phạt\" ghi bằng đồng",
        "Derived(…, times=…, unit=…)",
    ),
    "a unit that begins with a number": (
        declared("decimals=0").replace('"vụ"', '"100 vụ"'),
        "[INDICATOR-28] ",
        "unit='100 vụ'",
        "Derived(…, times=0.01",
    ),
    "a percentage of rows": (
        'wrong = Indicator("Tỷ lệ phạt", unit="%", register=register, date="day")',
        "[INDICATOR-47] ",
        "unit='%', value=count",
        "Ratio(…",
    ),
    "money that is counted": (
        'wrong = Indicator("Tiền phạt", unit="đồng", register=register, date="day")',
        "[INDICATOR-47] ",
        "unit='đồng', value=count",
        'value=total("cột")',
    ),
    "a plan in another unit": (
        'wrong = Ratio("Thực hiện kế hoạch", numerator=known, target="visits.share")',
        "[INDICATOR-45] ",
        "target='visits.share': %",
        "target= của chỉ tiêu tính bằng lượt",
    ),
    # Names.
    "the name of its module": (
        'visits = Indicator("Số vụ", unit="vụ", register=register, date="day")',
        "[INDICATOR-32] ",
        "visits, mô-đun lib/dost/visits.py",
        "đổi tên chỉ tiêu",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_declaration_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    declaration, code, found, remedy = FAULTS[name]
    workspace = office(tmp_path, declaration)
    (told,) = findings(lambda: Catalogue(workspace))
    # What is refused where it is made has no name yet, but a label.
    key = "“Tỷ lệ khác”" if code == "[INDICATOR-35] " else declaration.partition(" ")[0]
    assert told.where == f"lib/dost/visits.py:{LINE}, chỉ tiêu {key}"
    assert str(told).startswith(code)
    assert found in told.found
    assert remedy in told.remedy
    # Nothing of Python's words for objects at places of the memory.
    assert " at 0x" not in told.found


# What looks odd and is right.
SOUND = {
    "an optional cell left empty": declared('where={"kind": ""}'),
    "a number": declared('where={"stars": (3, 4)}'),
    "a half": declared('where={"fine": 2.5}'),
    "a flag": declared('where={"illustrative": "x"}'),
    "a sum": declared('value=total("fine")').replace('"vụ"', '"đồng"'),
    "days that differ": declared('value=distinct("day")'),
    "texts that are there": declared('value=count("kind")'),
    "a quotient": declared('value=nw.col("fine").sum() / nw.col("stars").sum()'),
    "the latest": declared(
        'value=nw.col("stars").filter(nw.col("day") == nw.col("day").max()).sum()'
    ),
    "how many are above": declared('value=(nw.col("fine") > 5).sum()'),
    "numbers in texts": declared('value=nw.col("code").str.slice(1).cast(nw.Int64).max()'),
    "texts of a kind": declared('value=nw.col("kind").n_unique()'),
    "a percentage of things by rounds": (
        'shops = Indicator("Nhà", unit="nhà", register=register, date="day", where={"stars": 3})\n'
        'fit = Ratio("Tỷ lệ khác", numerator=shops, denominator=known)'
    ),
    "a plan's percent": 'fit = Ratio("Tỷ lệ khác", numerator=known, target="visits.known")',
    "a name of a question": 'plan = Indicator("Số vụ", unit="vụ", register=register, date="day")',
    "a second name": "other = known",
    "a list of parts": declared("parts=[known]"),
    "a rate per ten thousand": rate('unit="vụ/1 vạn dân", per=10_000'),
    "a rate of a unit of area": rate('unit="vụ/m2"'),
    "a rate that turns thousands into units": (
        'k = baocao.Derived("Nghìn lượt", plus=(known,), times=0.001, unit="nghìn lượt")\n'
        'r = Ratio("Tỷ lệ khác", numerator=known, denominator=k, unit="lượt/100 lượt", per=0.1)'
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_can_be_meant_is_let_pass(tmp_path: Path, name: str) -> None:
    assert dict(Catalogue(office(tmp_path, SOUND[name])))


def test_all_faults_of_all_modules_are_told_at_once(tmp_path: Path) -> None:
    several = "\n".join(
        FAULTS[name][0].replace("wrong", f"wrong_{number}")
        for number, name in enumerate(("a lambda", "no day", "two registers"))
    )
    other = HEAD.replace('"visits"', '"other"') + "\n\n" + FAULTS["a list"][0]
    told = findings(lambda: Catalogue(office(tmp_path, several, other=other)))
    assert [(one.code, one.where.partition(",")[0]) for one in told] == [
        ("INDICATOR-22", f"lib/dost/other.py:{LINE + 2}"),
        ("INDICATOR-23", f"lib/dost/visits.py:{LINE}"),
        ("INDICATOR-25", f"lib/dost/visits.py:{LINE + 1}"),
        ("INDICATOR-26", f"lib/dost/visits.py:{LINE + 2}"),
    ]


def test_a_check_tells_them_without_a_traceback(tmp_path: Path) -> None:
    office(tmp_path, f"\n{FAULTS['two registers'][0]}")
    done = command(tmp_path, "check")
    assert done.returncode == 1
    said = (done.stdout + done.stderr).splitlines()
    assert said[0] == "[INDICATOR-26] register của chỉ tiêu visits.wrong không phải một sổ."
    assert said[1] == f"  Ở đâu:    lib/dost/visits.py:{LINE + 1}, chỉ tiêu wrong"
    assert "Traceback" not in "".join(said)


@given(
    arguments=st.fixed_dictionaries(
        {},
        optional={
            name: st.one_of(
                st.none(), st.booleans(), st.integers(-2, 2), st.text("ab ", max_size=2),
                st.just(total("size")), st.just(("size",)), st.just({"size": []}), st.just(print),
            )
            for name in (
                "label", "unit", "register", "date", "value", "where", "stock", "until", "ahead",
                "since", "parts", "decimals",
            )
        },
    )
)  # fmt: skip
def test_no_argument_whatever_ends_in_an_error_of_python(arguments: dict[str, object]) -> None:
    from baocao.facts.declaration_faults import measure_faults

    register = Register(
        "s", title="Sổ", begins=date(2020, 1, 1), key=("size",), common=COMMON,
        columns=(Column("size", "Cỡ", type="integer"), Column("day", "Ngày", type="date")),
    )  # fmt: skip
    sound = {"label": "Cỡ", "unit": "cái", "register": register, "date": "day"}
    made = Indicator(**{**sound, **arguments})  # type: ignore[arg-type]
    told = measure_faults("s.made", made, "lib/s.py:1", {})
    assert all(one.code.startswith("INDICATOR-") and one.found and one.remedy for one in told)


# ---------------------------------------------------------------- registers and modules


REGISTERS = {
    "a key that is not there": ('key=("coe",)', "key có 'coe'", "có phải: code?"),
    "a key in no bracket": ('key="code"', "key='code'", 'key=("code",)'),
    "no key": ("key=()", "key=()", 'key=("code",)'),
    "a first day in words": ('begins="2020-01-01"', "begins='2020-01-01'", "date(2020, 1, 1)"),
    "no columns": ("columns=()", "columns=()", "columns=(Column"),
    "texts for columns": ('columns=("code", "day")', "columns có 'code'", "Column("),
    "one column": ('columns=Column("code", "Mã")', "columns=Column(", "columns=(Column"),
    "two columns of one name": (
        'columns=(Column("code", "Mã"), Column("code", "Mã số"))', "hai cột cùng tên code", "riêng"
    ),
    "two of one heading": (
        'columns=(Column("code", "Mã"), Column("other", "Mã"))', 'cùng tiêu đề "Mã"', "đúng như"
    ),
    "a column of its own called source": (
        'columns=(Column("code", "Mã"), Column("source", "Nguồn gốc"))', "cùng tên source", "riêng"
    ),
    "after nothing": (
        'columns=(Column("code", "Mã"), Column("day", "Ngày", type="date", after="dya"))',
        "cột day: after='dya'",
        "có phải: day?",
    ),
    "after a text": (
        'columns=(Column("code", "Mã"), Column("day", "Ngày", type="date", after="code"))',
        "cột day: after='code'",
        "ghi tên một cột ngày: day",
    ),
    "a column of the key twice": ('key=("code", "code")', "key có 'code' hai lần", "một lần"),
    "no title": ('title=""', "title=''", "ghi tên sổ"),
    "a title that is no text": ("title=3", "title=3", "ghi tên sổ"),
    "files in brackets": ('files=["a", "b"]', "files=['a', 'b']", "trong dấu nháy"),
    "public in words": ('public="có"', "public='có'", "public=True"),
    "no common columns": ("common=None", "common=None", "common=()"),
    "one that may be missing": ("optional=True", "optional=True", "bỏ optional"),
}  # fmt: skip


@pytest.mark.parametrize("name", REGISTERS)
def test_a_fault_of_a_register_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    argument, found, remedy = REGISTERS[name]
    arguments = {
        "title": '"Sổ"', "begins": "date(2020, 1, 1)", "key": '("code",)',
        "columns": '(Column("code", "Mã"),)',
    }  # fmt: skip
    key, _, value = argument.partition("=")
    told = ", ".join(f"{k}={v}" for k, v in {**arguments, key: value}.items())
    workspace = office(tmp_path, f'second = Register("second", {told})')
    (one,) = findings(lambda: Catalogue(workspace))
    assert str(one).startswith("[REGISTER-96] Khai báo sổ second chưa đúng.\n")
    assert one.where == f"lib/dost/visits.py:{LINE}"
    assert found in one.found and remedy in one.remedy


@pytest.mark.parametrize("stem", ["visits", "Visits"])
def test_two_registers_of_one_file(tmp_path: Path, stem: str) -> None:
    other = HEAD.replace('"visits"', f'"{stem}"')
    (told,) = findings(lambda: Catalogue(office(tmp_path, "", other=f"\n{other}")))
    assert str(told) == (
        "[REGISTER-95] Hai sổ cùng tên tệp visits.\n"
        "  Ở đâu:    lib/dost/visits.py:5\n"
        "  Đang có:  Sổ kiểm tra: lib/dost/other.py:6; Sổ kiểm tra\n"
        "  Cách sửa: giữ một khai báo rồi dùng chung (from … import register), "
        "hoặc đổi tên tệp và stem của một sổ"
    )


def test_a_register_may_be_used_by_two_modules(tmp_path: Path) -> None:
    other = "from dost.visits import fined, register, known\nfrom baocao import Ratio\n"
    other += 'again = Ratio("Tỷ lệ khác", numerator=known, denominator=fined)\n'
    workspace = office(tmp_path, "", another=other)
    book = FactBook(workspace)
    # The indicator stays with the module that declares it, although the other comes first.
    assert [key for key, _ in book.catalogue] == [
        "another.again",
        "visits.known",
        "visits.fined",
        "visits.share",
    ]
    path = workspace.data / "targets.csv"
    headings = ";".join(column.heading for column in TARGETS.all_columns)
    path.write_text(
        f"\ufeff{headings}\nvisits.known;01/01/2023;31/12/2023;9;lượt;KH;;KH\n", encoding="utf-8"
    )
    known = book.catalogue["visits.known"]
    assert book.plan(known, workspace.period("2023")).value == 9


def test_two_modules_of_one_name(tmp_path: Path) -> None:
    workspace = office(tmp_path, "")
    folder = tmp_path / "lib" / "dost" / "visits"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (told,) = findings(lambda: Catalogue(workspace))
    assert str(told).startswith("[INDICATOR-33] Hai mô-đun chương trình cùng tên visits.\n")
    assert (told.where, told.found) == ("lib/dost", "visits, visits.py")


def test_a_declaration_outside_the_modules(tmp_path: Path) -> None:
    workspace = office(tmp_path, "")
    text = '"""Of a small office."""\n' + HEAD.replace('"visits"', '"outside"')
    (tmp_path / "lib" / "dost" / "__init__.py").write_text(text, encoding="utf-8")
    told = findings(lambda: Catalogue(workspace))
    assert all(str(one).startswith("[INDICATOR-34] Khai báo nằm ngoài") for one in told)
    assert [(one.where, one.found) for one in told] == [
        ("lib/dost/__init__.py:6", "register"),
        ("lib/dost/__init__.py:12", "known"),
        ("lib/dost/__init__.py:13", "fined"),
        ("lib/dost/__init__.py:15", "share"),
    ]


@pytest.mark.parametrize("name", ["report", "loop", "none", "cite", "trend", "names", "visits"])
def test_a_name_that_prose_has_already(tmp_path: Path, name: str) -> None:
    declaration = f'{name} = Indicator("Số vụ", unit="vụ", register=register, date="day")'
    told = [str(one) for one in check(office(tmp_path, declaration), [])]
    assert f"Ở đâu:    lib/dost/visits.py:{LINE}, chỉ tiêu {name}" in told[0]
    assert told[0].startswith(f"[INDICATOR-32] Chỉ tiêu visits.{name} trùng tên ")


def test_a_module_with_a_name_that_prose_has_already(tmp_path: Path) -> None:
    told = [str(one) for one in check(office(tmp_path, "", report="LEVEL = 3\n"), [])]
    assert told[0].startswith("[INDICATOR-32] Mô-đun report trùng tên có sẵn trong lời văn.\n")


# ---------------------------------------------------------------- conditions that no row meets


def test_a_condition_that_is_nearly_met_is_a_fault(tmp_path: Path) -> None:
    workspace = office(tmp_path, declared('where={"kind": ("Nhà nghỉ", "Khach sạn")}'))
    (told,) = check(workspace, [])
    assert str(told) == (
        "[INDICATOR-21] Chỉ tiêu visits.wrong chọn giá trị mà không dòng nào của sổ có.\n"
        f"  Ở đâu:    lib/dost/visits.py:{LINE}, chỉ tiêu wrong\n"
        '  Đang có:  where={"kind": "Khach sạn"}\n'
        "  Cách sửa: có phải: Khách sạn? Nếu đúng là hai giá trị, "
        "ghi cả hai vào allowed= của cột kind"
    )


@pytest.mark.parametrize(
    ("condition", "note"),
    [
        ('"kind": "Nhà hàng"', 'chưa dòng nào của sổ visits có "Nhà hàng" ở cột "Loại"'),
        ('"stars": 5', 'chưa dòng nào của sổ visits có "5" ở cột "Hạng"'),
    ],
)
def test_a_condition_that_is_not_met_yet_is_a_note(
    tmp_path: Path, condition: str, note: str
) -> None:
    office(tmp_path, declared(f"where={{{condition}}}"))
    done = command(tmp_path, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Lưu ý: lib/dost/visits.py:{LINE}, chỉ tiêu wrong: {note}\n" in done.stdout


def test_the_same_of_a_large_register(tmp_path: Path) -> None:
    declaration = declared('where={"kind": ("Khach sạn", "Nhà nghỉ")}')
    workspace = office(tmp_path, declaration)
    settings = tmp_path / "report.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("[[office]]", '[data.large]\nregisters = ["visits"]\n\n[[office]]', 1),
        encoding="utf-8",
    )
    told = check(Workspace.load(workspace.root), [])
    assert [one.code for one in told] == ["INDICATOR-21"]


@pytest.mark.parametrize(
    ("value", "present", "expected"),
    [
        ("Xử phat", "Xử phạt", True),
        ("ĐẠT", "Đạt", True),
        ("Hợp  tác xã", "Hợp tác xã", True),
        ("HTX–Sao", "HTX-Sao", True),
        ("Doanh nghịep", "Doanh nghiệp", True),
        ("Doanh nghiệpp", "Doanh nghiệp", True),
        ("Huyện A", "Huyện B", False),
        ("Quý I", "Quý II", False),
        ("3 sao", "4 sao", False),
        ("Mã 100000", "Mã 10000", False),
        ("Nhà hàng", "Nhà nghỉ", False),
    ],
)
def test_what_counts_as_misspelt(value: str, present: str, expected: bool) -> None:
    assert is_misspelt(value, present) is expected


def test_two_indicators_of_one_label_are_noted(tmp_path: Path) -> None:
    office(
        tmp_path, 'twin = Indicator("Lượt kiểm tra", unit="lượt", register=register, date="day")'
    )
    from baocao.run.declarations import notes

    assert notes(Workspace.load(tmp_path)) == [
        f'lib/dost/visits.py:{LINE}, chỉ tiêu twin: cùng tên "Lượt kiểm tra" với visits.known'
    ]


def test_a_name_that_is_given_twice(tmp_path: Path) -> None:
    again = 'share = Indicator("Lượt khác", unit="lượt", register=register, date="day")'
    workspace = office(tmp_path, f"{again}\nTIMES = 1\nTIMES = 2")
    first = HEAD[: HEAD.index("share =")].count("\n") + 1
    told = [str(one) for one in check(workspace, []) if one.code == "INDICATOR-49"]
    assert told == [
        "[INDICATOR-49] Tên share được khai nhiều lần trong một mô-đun: chỉ lần cuối còn lại.\n"
        f"  Ở đâu:    lib/dost/visits.py:{LINE}\n"
        f"  Đang có:  dòng {first}, {LINE}\n"
        "  Cách sửa: đặt cho mỗi khai báo một tên riêng, hoặc bỏ khai báo thừa"
    ]


# ---------------------------------------------------------------- plans


def planned(root: Path, *rows: str) -> FactBook:
    workspace = office(root, "")
    headings = ";".join(column.heading for column in TARGETS.all_columns)
    text = "\n".join((headings, *(f"{row};KH;;KH" for row in rows)))
    (workspace.data / "targets.csv").write_text(f"\ufeff{text}\n", encoding="utf-8")
    return FactBook(workspace)


def plan_of(book: FactBook) -> Callable[[], object]:
    known = book.catalogue["visits.known"]
    return lambda: book.plan(known, book.workspace.period("2023"))


def test_a_plan_of_an_indicator_that_there_is_not(tmp_path: Path) -> None:
    book = planned(
        tmp_path,
        "visits.knwon;01/01/2023;31/12/2023;9;lượt",
        "visits.known;01/01/2023;31/12/2023;9;lượt",
        "guests;01/01/2023;;9;lượt",
    )
    told = findings(plan_of(book))
    assert str(told[0]) == (
        "[INDICATOR-29] Kế hoạch của chỉ tiêu không có: visits.knwon.\n"
        "  Ở đâu:    data/targets.csv, visits.knwon/01/01/2023\n"
        "  Đang có:  visits.knwon\n"
        "  Cách sửa: có phải: visits.known, visits.fined?"
    )
    assert [one.found for one in told] == ["visits.knwon", "guests"]
    assert set(told) <= set(check(book.workspace, []))


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Khách sạn", None),
        # No row has it, but the list of what is allowed.
        ("Nhắc nhở", None),
        ("Khach sạn", "có phải: Khách sạn?"),
        ("Nhà khách", "ghi đúng tên như trong sổ; tên mới chưa có dòng nào thì ghi vào allowed="),
    ],
)
def test_a_plan_of_a_part_that_there_is_not(tmp_path: Path, text: str, remedy: str | None) -> None:
    book = planned(tmp_path, f"visits.known[{text}];01/01/2023;31/12/2023;9;lượt")
    told = [one for one in check(book.workspace, []) if "INDICATOR-29" in str(one)]
    if remedy is None:
        assert not told
        return
    (found,) = told
    assert str(found).startswith(
        f"[INDICATOR-29] Kế hoạch của phần không có: visits.known[{text}].\n"
        f"  Ở đâu:    data/targets.csv, visits.known[{text}]/01/01/2023\n"
        f"  Đang có:  {text}\n  Cách sửa: {remedy}"
    )


def test_a_plan_in_another_unit_is_told_whatever_period_it_is_for(tmp_path: Path) -> None:
    book = planned(
        tmp_path,
        "visits.known;01/01/2019;31/12/2019;9;vụ",
        "visits.known[Khách sạn];01/01/2019;31/12/2019;9;lượt",
    )
    told = [str(one) for one in check(book.workspace, []) if one.code.startswith("INDICATOR")]
    assert told == [
        "[INDICATOR-07] Kế hoạch của visits.known ghi đơn vị tính khác chỉ tiêu.\n"
        "  Ở đâu:    data/targets.csv, visits.known/01/01/2019\n"
        "  Đang có:  vụ; chỉ tiêu tính bằng lượt\n"
        "  Cách sửa: ghi kế hoạch bằng lượt, hoặc sửa unit= của chỉ tiêu"
    ]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("01/01/2023;31/12/2023", True),
        ("01/09/2022;31/08/2023", False),
        # The day of the decision, and a plan that was changed within the year.
        ("25/10/2022;31/08/2023", False),
        ("01/09/2022;15/03/2023", False),
        ("01/01/2021;31/12/2025", False),
        ("01/01/2023;", False),
    ],
)
def test_a_plan_of_another_year(tmp_path: Path, days: str, told: bool) -> None:
    book = planned(tmp_path, f"visits.known;{days};9;lượt")
    settings = tmp_path / "report.toml"
    own = '[data.calendar]\nfirst_month = 9\nname = "năm học"\n'
    settings.write_text(settings.read_text("utf-8") + own, "utf-8")
    workspace = Workspace.load(tmp_path)
    found = [str(one) for one in check(workspace, []) if one.code == "INDICATOR-48"]
    assert found == told * [
        "[INDICATOR-48] Kế hoạch của visits.known là của một năm khác với năm của báo cáo.\n"
        "  Ở đâu:    data/targets.csv, visits.known/01/01/2023\n"
        "  Đang có:  từ 01/01/2023 đến 31/12/2023; báo cáo tính năm học 2022-2023 "
        "từ 01/9/2022 đến 31/8/2023\n"
        "  Cách sửa: ghi Từ ngày, Đến ngày và số kế hoạch theo năm của báo cáo, hoặc bỏ dòng ấy"
    ]
    book = FactBook(workspace)
    if told:
        known = book.catalogue["visits.known"]
        assert findings(lambda: book.plan(known, workspace.period("2022")))[0].code == (
            "INDICATOR-48"
        )


@pytest.mark.parametrize("begins", ["2023, 2, 2", "2023, 2, 3"])
def test_rows_before_a_register_begins_are_told(tmp_path: Path, begins: str) -> None:
    workspace = office(tmp_path, "")
    module = tmp_path / "lib" / "dost" / "visits.py"
    text = module.read_text("utf-8")
    module.write_text(text.replace("begins=date(2020, 1, 1)", f"begins=date({begins})"), "utf-8")
    told = [str(one) for one in check(workspace, []) if one.code == "REGISTER-83"]
    if begins.endswith("2"):
        assert not told
        return
    assert told == [
        "[REGISTER-83] Sổ có dòng trước ngày bắt đầu của sổ: không kỳ nào tính dòng ấy.\n"
        '  Ở đâu:    data/registers/visits.csv, cột "Ngày"\n'
        "  Đang có:  02/02/2023; begins=03/02/2023\n"
        "  Cách sửa: sửa ngày trong sổ, hoặc khai begins= là ngày đầu tiên có đủ số liệu"
    ]


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        ("01/01/2023;31/12/2023", "31/12/2023;31/12/2024", True),
        ("01/01/2023;31/12/2023", "01/01/2024;31/12/2024", False),
        ("01/01/2020;", "01/01/2023;31/12/2023", True),
        ("01/01/2023;31/12/2023", "01/01/2020;31/12/2025", True),
        ("01/01/2024;", "01/01/2020;31/12/2023", False),
    ],
)
def test_two_plans_on_one_day(tmp_path: Path, one: str, two: str, told: bool) -> None:
    rows = (f"visits.known;{one};9;lượt", f"visits.known;{two};12;lượt")
    for place, order in enumerate((rows, rows[::-1])):
        book = planned(tmp_path / str(place), *order)
        if not told:
            plan_of(book)()
            continue
        (found,) = findings(plan_of(book))
        assert str(found).startswith(
            "[INDICATOR-30] Hai kế hoạch của visits.known cùng hiệu lực một ngày.\n"
        )
        assert "từ " in found.found and " và từ " in found.found


def test_a_plan_that_ends_before_it_begins(tmp_path: Path) -> None:
    told = findings(plan_of(planned(tmp_path, "visits.known;01/01/2023;31/12/2022;9;lượt")))
    assert [one.code for one in told] == ["REGISTER-39"]


def test_a_plan_in_percent(tmp_path: Path) -> None:
    book = planned(tmp_path, "visits.share;01/01/2023;31/12/2023;65;%")
    share = book.catalogue["visits.share"]
    assert book.plan(share, book.workspace.period("2023")).value == 65


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ("visits.known;01/01/2023;31/12/2023;9;lượt", None),
        ("visits.known;01/01/2023;31/12/2023;0;lượt", None),
        (
            "visits.known;01/01/2023;31/12/2023;165,5;lượt",
            "không phải số đếm được.|165,5 lượt|ghi số lượt: một số nguyên, không âm",
        ),
        (
            "visits.known;01/01/2023;31/12/2023;-165;lượt",
            "không phải số đếm được.|-165 lượt|ghi số lượt: một số nguyên, không âm",
        ),
        ("visits.share;01/01/2023;31/12/2023;54,3;%", None),
        ("visits.share;01/01/2023;31/12/2023;0,04;%", None),
        (
            "visits.share;01/01/2023;31/12/2023;54,25;%",
            "in ra thành số khác.|54,25; in ra: 54,3|"
            "ghi kế hoạch như báo cáo in, hoặc khai decimals= của chỉ tiêu nhiều hơn",
        ),
    ],
)
def test_a_plan_that_would_be_printed_as_another_number(
    tmp_path: Path, plan: str, told: str | None
) -> None:
    book = planned(tmp_path, plan)
    name = plan.partition(";")[0]

    def refused() -> None:
        book.plan(book.catalogue[name], book.workspace.period("2023"))

    if told is None:
        refused()
        assert not [one for one in check(book.workspace, []) if one.code == "INDICATOR-50"]
        return
    what, found, remedy = told.split("|")
    expected = (
        f"[INDICATOR-50] Kế hoạch của {name} {what}\n"
        f"  Ở đâu:    data/targets.csv, {name}/01/01/2023\n"
        f"  Đang có:  {found}\n  Cách sửa: {remedy}"
    )
    assert [str(one) for one in findings(refused)] == [expected]
    assert [str(one) for one in check(book.workspace, []) if one.code == "INDICATOR-50"] == [
        expected
    ]


# ---------------------------------------------------------------- what does not import

IMPORTS = {
    "an unknown module": (
        "import nothing_of_that_name",
        "ModuleNotFoundError: No module named 'nothing_of_that_name'",
        "sửa lỗi Python ở dòng được nêu",
    ),
    "the inside of the toolkit": (
        "from baocao.indicators import Indicator",
        "ModuleNotFoundError: No module named 'baocao.indicators'",
        "viết from baocao import Indicator, Ratio, Register, Column, …",
    ),
    "a name where it was": (
        "from baocao.registers import Column",
        "ImportError: cannot import name 'Column' from 'baocao.registers'",
        "viết from baocao import Column",
    ),
    "a name that is gone": (
        "from baocao import FLAG",
        "ImportError: cannot import name 'FLAG' from 'baocao'",
        'ghi thẳng dấu của dòng minh họa: allowed=("x",)',
    ),
    "a misspelt class": (
        "from baocao import Indicatr",
        "ImportError: cannot import name 'Indicatr' from 'baocao'",
        "có phải: Indicator?",
    ),
    "a misspelt argument": (
        'wrong = Indicator("Số vụ", unt="vụ", register=register, date="day")',
        "TypeError: Indicator.__init__() got an unexpected keyword argument 'unt'",
        "có phải: unit, until?",
    ),
    "an argument too few": (
        'wrong = Indicator("Số vụ", unit="vụ", register=register)',
        "TypeError: Indicator.__init__() missing 1 required keyword-only argument: 'date'",
        "sửa lỗi Python",
    ),
    "a misspelt name": (
        'wrong = Indicator("Số vụ", unit="vụ", register=registr, date="day")',
        "NameError: name 'registr' is not defined",
        "có phải: register, ",
    ),
    "an argument outside its brackets": (
        'wrong = Ratio("Tỷ lệ", numerator=fined, denominator=known), per',
        "NameError: name 'per' is not defined",
        "per= ghi trong ngoặc của Ratio(…)",
    ),
    "a column without quotation marks": (
        'wrong = Indicator("Số vụ", unit="vụ", register=register, date=day)',
        "NameError: name 'day' is not defined",
        'tên cột ghi trong dấu nháy: "day"',
    ),
    "a name that is not imported": (
        'wrong = Derived("Số vụ", plus=(known, fined))',
        "NameError: name 'Derived' is not defined",
        "thêm Derived vào dòng from baocao import …",
    ),
    "wrong syntax": ("wrong = Indicator(", "SyntaxError: '(' was never closed", "sửa lỗi Python"),
    "nought as a divisor": ("LEVEL = 3 / 0", "ZeroDivisionError: division by zero", "sửa lỗi"),
    "an error of a library": ("LEVEL = date(2023, 13, 1)", "ValueError: month must be in", "sửa"),
    "an error deep inside": (
        "LEVEL = nw.from_native(3)",
        "TypeError: ",
        "sửa lỗi Python ở dòng được nêu",
    ),
    "an end": ("raise SystemExit(3)", "lệnh dừng chương trình (exit)", "sửa lỗi Python"),
}


@pytest.mark.parametrize("name", IMPORTS)
def test_what_does_not_import_is_told_with_the_offices_own_line(tmp_path: Path, name: str) -> None:
    text, found, remedy = IMPORTS[name]
    workspace = office(tmp_path, text)
    (told,) = findings(lambda: Catalogue(workspace))
    assert str(told).startswith("[INDICATOR-01] Không nạp được khai báo chương trình dost.\n")
    assert told.where == f"lib/dost/visits.py:{LINE}"
    assert told.found.startswith(found) and "\n" not in told.found
    assert told.remedy.startswith(remedy)


def test_a_column_of_a_kind_that_there_is_not(tmp_path: Path) -> None:
    workspace = office(tmp_path, '\nextra = Column("size", "Cỡ", type="int")')
    (told,) = findings(lambda: Catalogue(workspace))
    assert str(told).startswith("[REGISTER-45] Cột có kiểu lạ.\n")
    assert told.where == f'lib/dost/visits.py:{LINE + 1}, khai báo cột "Cỡ" (size)'


def test_a_toolkit_beside_the_programmes_is_not_the_offices_code() -> None:
    toolkit = Path(baocao.__file__).parents[1]
    with pytest.raises(RegisterError) as caught:
        Column("size", "Cỡ", type="int")  # type: ignore[arg-type]
    (told,) = import_faults(caught.value, "dost", toolkit, is_installed=False)
    assert told.where == 'lib/dost, khai báo cột "Cỡ" (size)'


def test_a_function_of_the_office_is_told_where_it_fails(tmp_path: Path) -> None:
    helper = "def plain(text: str) -> str:\n    return text.lowr()\n"
    workspace = office(tmp_path, "from dost.words import plain\nLEVEL = plain('A')", words=helper)
    (told,) = findings(lambda: Catalogue(workspace))
    assert told.where == "lib/dost/words.py:2"
    assert told.found == "AttributeError: 'str' object has no attribute 'lowr'"


def test_modules_that_do_not_import_are_told_together_and_once(tmp_path: Path) -> None:
    workspace = office(
        tmp_path,
        "LEVEL = 1 / 0",
        another="from dost.visits import register\n",
        third="\nLEVEL = unknown\n",
    )
    with pytest.raises(IndicatorError) as caught:
        Catalogue(workspace)
    places = [one.where for one in caught.value.findings]
    assert places == [f"lib/dost/visits.py:{LINE}", "lib/dost/third.py:2"]


def test_they_come_right_in_the_same_process(tmp_path: Path) -> None:
    workspace = office(tmp_path, "LEVEL = 1 / 0")
    with pytest.raises((IndicatorError, RegisterError)):
        Catalogue(workspace)
    (tmp_path / "lib" / "dost" / "visits.py").write_text(HEAD, encoding="utf-8")
    assert [key for key, _ in Catalogue(workspace)] == [
        "visits.known",
        "visits.fined",
        "visits.share",
    ]
