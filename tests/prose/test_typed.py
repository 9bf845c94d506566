"""Typed numbers and claims in texts that quote nothing: titles, captions, headings, labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from baocao.facts.catalogue import Catalogue
from baocao.prose.citations import Library
from baocao.prose.typed import typed_faults
from baocao.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(Workspace.load(ROOT))


def said(text: str, library: Library, *units: str) -> str:
    return "\n".join(map(str, typed_faults(text, library, units, "ô 3, title")))


def test_a_number_in_a_title(library: Library) -> None:
    assert said("Kết quả của 119 sản phẩm OCOP đã được công nhận", library) == (
        "[NARRATIVE-02] Con số gõ tay trong tên gọi.\n"
        "  Ở đâu:    ô 3, title\n"
        "  Đang có:  Kết quả của 119 sản phẩm OCOP đã đư\n"
        "  Cách sửa: để bảng, hình, lời văn nói con số; nếu là tên riêng, thêm vào data/names.csv"
    )
    assert "hai mươi" in said("Kết quả của hai mươi con tàu", library)
    assert said("Kết quả của hai con tàu", library) == ""
    assert "hai con" in said("Kết quả của hai con tàu", library, "con tàu")


def test_a_title_may_say_what_a_rate_is_counted_per(library: Library) -> None:
    per = "bác sĩ/1 vạn dân"
    assert said("Bác sĩ trên một vạn dân", library, per) == ""
    assert said("Bác sĩ trên 10.000 dân theo huyện", library, per) == ""
    assert "một vạn dân" in said("Bác sĩ trên một vạn dân", library, "bác sĩ/1.000 dân")
    assert "10.000 dân" in said("Xã có trên 10.000 dân", library, per)
    assert "2 vạn dân" in said("Bác sĩ trên 2 vạn dân", library, per)


def test_a_claim_in_a_title(library: Library) -> None:
    assert said("Sản phẩm OCOP ngày càng tăng", library) == (
        '[NARRATIVE-08] Lời khẳng định về số liệu gõ tay: "ngày càng".\n'
        "  Ở đâu:    ô 3, title\n"
        "  Đang có:  Sản phẩm OCOP ngày càng tăng\n"
        "  Cách sửa: đặt tên theo nội dung; điều khẳng định để lời văn nói"
    )


def test_all_faults_of_a_text_come_at_once(library: Library) -> None:
    found = typed_faults("Phần lớn 25 dự án và IV đề tài", library, (), "")
    assert [finding.code for finding in found] == ["NARRATIVE-02", "NARRATIVE-02", "NARRATIVE-08"]


def test_catalogued_names_are_no_numbers(library: Library) -> None:
    assert said("Cơ quan áp dụng TCVN ISO  9001:2015, sản phẩm đạt 4 sao", library) == ""
    # The letters may come decomposed.
    assert "NARRATIVE-02" in said("ba\u0309y dự án", library)


def test_units_are_those_of_indicators_and_what_registers_list() -> None:
    units = Catalogue(Workspace.load(ROOT)).units
    assert {"sản phẩm", "lượt ý kiến", "hồ sơ", "đồng", "%"} <= units
    assert not any("thuế" in unit or "trích" in unit for unit in units)
