"""Workbooks that programs other than Excel write, part by part: as typed, or refused by code."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from baocao.core.errors import RegisterError
from baocao.registers.declare import Column, Register
from baocao.registers.files import grids_of
from baocao.registers.sheets import read

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_SHEET = f'<sheet name="So" sheetId="1" r:id="a" xmlns:r="{_KINDS}"/>'
_STRINGS = f"<sst {_MAIN}><si><t>Mã</t></si><si><r><t>Số </t></r><r><t>khách</t></r></si></sst>"
HEAD = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
ROW = '<row r="2"><c r="A2" t="inlineStr"><is><t>Đ-01</t></is></c><c r="B2"><v>30</v></c></row>'
OTHER = '<row r="3"><c r="A3" t="str"><v>Đ-02</v></c><c r="B3"><v>7</v></c></row>'

VISITS = Register(
    "visits",
    title="Sổ đoàn khách",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(Column("code", "Mã"), Column("guests", "Số khách", type="integer")),
    common=(),
)


def written(rows: str, sheet: str = _SHEET, strings: str = _STRINGS, kind: str = "Type") -> bytes:
    """A workbook without styles, dimension, properties, and with rows as given."""

    def relations(**targets: str) -> str:
        made = (
            f'<Relationship Id="{name}" {kind}="{_KINDS}/{target[0]}" Target="{target[1]}"/>'
            for name, target in ((name, one.split()) for name, one in targets.items())
        )
        return f"<Relationships {_PACKAGE}>{''.join(made)}</Relationships>"

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("_rels/.rels", relations(a="officeDocument xl/workbook.xml"))
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            relations(a="worksheet sheet.xml", b="sharedStrings strings.xml"),
        )
        archive.writestr(
            "xl/workbook.xml", f"<workbook {_MAIN}><sheets>{sheet}</sheets></workbook>"
        )
        archive.writestr("xl/strings.xml", strings)
        archive.writestr(
            "xl/sheet.xml", f"<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>"
        )
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        written(HEAD + ROW + OTHER),
        pytest.param(written(OTHER + ROW + HEAD), id="rows in another order"),
        pytest.param(
            written(HEAD + OTHER + '<row r="2"><c r="B2"><v>30</v></c>'
                    '<c r="A2" t="inlineStr"><is><t>Đ-01</t></is></c></row>'),
            id="cells in another order",
        ),
        pytest.param(
            written(HEAD + ROW.replace(' t="inlineStr"', "") + OTHER), id="text not said to be one"
        ),
        pytest.param(written(HEAD + ROW.replace("30", "3<!-- x -->0") + OTHER), id="in a number"),
        pytest.param(written(HEAD + ROW.replace("Đ-01", "Đ-<?x?>01") + OTHER), id="in a text"),
        pytest.param(
            written("".join(f"<!-- x -->{row}" for row in (HEAD, ROW, OTHER))
                    .replace("<c ", "<!-- x --><c ").replace("<v>", "<!-- x --><v>")),
            id="between rows, cells, and in cells",
        ),
        pytest.param(
            written(HEAD + "<!-- x -->".join(ROW.split(" r=")[:1])
                    + '><!-- x --><c t="str"><v>Đ-01</v></c><!-- x --><c><v>30</v></c></row>'
                    + OTHER),
            id="between cells without a reference",
        ),
        pytest.param(
            written(HEAD + ROW + OTHER, strings=_STRINGS.replace("Mã", "M<!-- x -->ã")),
            id="in a shared text",
        ),
    ],
)  # fmt: skip
def test_it_is_read_as_it_was_typed(content: bytes) -> None:
    sheet = read(content, "visits.xlsx", VISITS)
    assert [row.cells for row in sheet.rows] == [
        {"Mã": "Đ-01", "Số khách": 30},
        {"Mã": "Đ-02", "Số khách": 7},
    ]
    assert [row.number for row in sheet.rows] == [2, 3]
    assert sheet.findings == ()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(written(HEAD + ROW, kind="Kind"), id="a relation without its kind"),
        pytest.param(written(HEAD + ROW, sheet=_SHEET.replace("name", "title")), id="no name"),
        pytest.param(written(HEAD + ROW.replace('"B2"', '"B2" t="x"')), id="a kind of none"),
        pytest.param(
            written(HEAD + ROW.replace("</row>", '<c r="B2"><v>31</v></c></row>')),
            id="two cells in one place",
        ),
        pytest.param(
            written(HEAD + ROW.replace("<is><t>Đ-01</t></is>", "<v>12</v>")), id="a text in <v>"
        ),
    ],
)
def test_what_no_program_reads_for_sure_is_refused(content: bytes) -> None:
    with pytest.raises(RegisterError, match=r"\[REGISTER-16\] ") as caught:
        grids_of(content, "visits.xlsx")
    assert "nội dung tệp hỏng" in str(caught.value)
