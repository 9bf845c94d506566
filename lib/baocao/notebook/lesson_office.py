"""The files of the tutorial's office: one register, one module, one notebook, one file to take in.

Names and figures are made up, and flagged so.
"""

from __future__ import annotations

import json

__all__ = ["FILES", "MARK", "PACKAGE", "VISITS"]

PACKAGE = "tap_lam"
"""The package of its programmes, which no office has."""
MARK = ".lesson"
"""The file that tells the tutorial's folder from any other."""
VISITS = "data/registers/visits.csv"

_SETTINGS = f"""\
[data]
programmes = "{PACKAGE}"
complete_until = 2023-12-31

[[office]]
valid_from = 2019-01-01
parent = "UBND tỉnh Mẫu"
name = "Sở Du lịch"
code = "SDL"
place = "Mẫu"
superiors = ["UBND tỉnh Mẫu"]

[office.signatory]
head = "Giám đốc"
name = "Người Ký"

[document]
title = "Kết quả hoạt động du lịch {{{{ report.period }}}}"
opening = "Sở Du lịch báo cáo như sau:"
addressees = ["UBND tỉnh Mẫu"]
recipients = ["Như trên"]
archive = "Lưu: VT"

[[parts]]
title = "Lượt khách"
section = "visits"
"""

_MODULE = '''\
"""Visits to the province: the programme of the tutorial."""

from datetime import date

from baocao import Column, Indicator, Register, total

register = Register(
    "visits",
    title="Sổ lượt khách",
    begins=date(2022, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("day", "Ngày", type="date"),
        Column("kind", "Loại khách", allowed=("Trong nước", "Quốc tế")),
        Column("guests", "Số lượt", type="integer"),
    ),
)

guests = Indicator(
    "Lượt khách",
    unit="lượt",
    register=register,
    date="day",
    value=total("guests"),
)
'''

_REGISTER = """\
Mã;Ngày;Loại khách;Số lượt;Minh họa;Nguồn
K-01;12/02/2022;Trong nước;40;x;
K-02;05/08/2022;Quốc tế;10;x;
K-03;20/02/2023;Trong nước;55;x;
K-04;08/07/2023;Quốc tế;15;x;
"""

_NEW = """\
Mã cơ sở,Tên cơ sở,Loại hình,Ngày cấp phép
LT-01,Cơ sở Một,Khách sạn,10/01/2023
LT-02,Cơ sở Hai,Nhà nghỉ,15/03/2023
LT-03,Cơ sở Ba,Khách sạn,02/06/2023
LT-04,Cơ sở Bốn,Nhà nghỉ,20/09/2023
LT-05,Cơ sở Năm,Khách sạn,11/10/2023
LT-06,Cơ sở Sáu,Nhà nghỉ,05/12/2023
"""


def _notebook() -> str:
    sources = [
        ("markdown", "# Lượt khách", ()),
        ("code", 'period = "2023"  # kỳ báo cáo: 2023, 2023-Q3', ("parameters",)),
        (
            "code",
            f"from baocao import open_report\nfrom {PACKAGE} import visits\n\n"
            "report = open_report(period)",
            (),
        ),
        ("code", "%%narrate\nTrong kỳ có {{ guests }} lượt khách.", ()),
    ]
    cells: list[dict[str, object]] = []
    for number, (kind, source, tags) in enumerate(sources, start=1):
        cell: dict[str, object] = {"cell_type": kind, "id": f"visits-{number}", "source": source}
        cell["metadata"] = {"tags": list(tags)} if tags else {}
        cells.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


FILES: dict[str, str] = {
    MARK: "Cơ quan tập làm của bài học; xóa cả thư mục này được.\n",
    "report.toml": _SETTINGS,
    f"lib/{PACKAGE}/__init__.py": '"""Programmes of the tutorial."""\n',
    f"lib/{PACKAGE}/visits.py": _MODULE,
    VISITS: _REGISTER,
    "notebooks/visits.ipynb": _notebook(),
    "files/luu_tru.csv": _NEW,
}
"""Texts by the names of files; `files/` holds what somebody else keeps."""
