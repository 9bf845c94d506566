"""Offices of one register and one section, each with programmes of its own."""

from __future__ import annotations

import json
from pathlib import Path

SETTINGS = """\
[data]
programmes = "{package}"
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
title = "Kết quả"
section = "visits"
"""

PROGRAMMES = """\
from datetime import date

import narwhals as nw

from baocao import Column, Indicator, Register

register = Register(
    "visits",
    title="Sổ lượt khách",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("day", "Ngày", type="date"),
        Column("guests", "Số khách", type="integer"),
    ),
)
guests = Indicator(
    "{label}", unit="lượt", register=register, date="day", value=nw.col("guests").sum()
)
"""

CATALOGUES = {
    "legal_documents": "Số ký hiệu;Loại;Ngày ban hành;Cơ quan ban hành;Trích yếu;Nguồn",
    "names": "Tên;Loại;Nguồn",
    "targets": "Mã chỉ tiêu;Từ ngày;Đến ngày;Kế hoạch;Đơn vị tính;Căn cứ;Minh họa;Nguồn",
    "registers/visits": "Mã;Ngày;Số khách;Minh họa;Nguồn\nA;02/02/2023;30;;phiếu\n"
    "B;03/08/2023;12;;phiếu",
}


def write_office(root: Path, package: str = "dost", label: str = "Lượt khách") -> Path:
    """An office whose one indicator, ``visits.guests``, is 42 in 2023 and 12 in its third quarter.

    Parameters
    ----------
    package
        Its programmes, in ``lib/``.
    label
        The indicator's.
    """
    for name, text in CATALOGUES.items():
        put(root / "data" / f"{name}.csv", f"{text}\n")
    put(root / "report.toml", SETTINGS.format(package=package))
    put(root / "lib" / package / "__init__.py", '"""Programmes of a small office."""\n')
    put(root / "lib" / package / "visits.py", PROGRAMMES.format(label=label))
    prose = "Trong kỳ có {{ visits.guests }} khách."
    put(root / "notebooks" / "visits.ipynb", notebook(package, "visits", "2023", prose))
    return root


def put(path: Path, text: str) -> None:
    """A file with that text, its folders made; text files of data as Excel writes them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"\ufeff{text}" if path.suffix == ".csv" else text, encoding="utf-8")


def notebook(package: str, module: str, period: str, prose: str) -> str:
    """A section that imports a module of programmes and says one thing."""
    parameters = f'period = "{period}"  # such as 2023-Q3'
    opening = (
        f"from baocao import open_report\nfrom {package} import {module}\n\n"
        "report = open_report(period)"
    )
    prose = f"%%narrate\n{prose}"
    cells: list[dict[str, object]] = [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Khách"}
    ]
    for number, source in enumerate((parameters, opening, prose)):
        tags = {"tags": ["parameters"]} if source is parameters else {}
        cells.append({
            "cell_type": "code", "id": f"cell-{number}", "metadata": tags, "source": source,
            "execution_count": None, "outputs": [],
        })  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole)
