"""The report of November 2023, signed on paper, against the one that the toolkit builds.

The expected figures are typed from the paper.  Where the paper was wrong, the mended words are
expected, and the wrong ones must be gone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.documents import html_text, pdf_text

PERIOD = "2020-01-01--2023-11-14"
PART = "2023-01-01--2023-11-14"

# number in the list of figures, id, period, value, as the report prints it
FACTS = [
    (1, "technology_appraisal.appraised", "2020", "43", "43"),
    (2, "technology_appraisal.appraised", "2021", "65", "65"),
    (3, "technology_appraisal.appraised", "2022", "86", "86"),
    (4, "technology_appraisal.appraised", PART, "106", "106"),
    (5, "iso_9001.agencies_completed", PERIOD, "40", "40"),
    (6, "iso_9001.communes_completed", PERIOD, "125", "125"),
    (7, "iso_9001.completed_share", PERIOD, "100", "100%"),
    (8, "enterprise_support.recipients", PERIOD, "31", "31"),
    (9, "enterprise_support.approved_amount", PERIOD, "654000000", "654 triệu đồng"),
    (10, "enterprise_support.company_standards", PERIOD, "38", "38"),
    (11, "enterprise_support.organic_certificates", PERIOD, "2", "02"),
    (12, "enterprise_support.advanced_certificates", PERIOD, "19", "19"),
    (13, "enterprise_support.submitted_quality_system_enterprises", PART, "2", "02"),
    (13, "enterprise_support.submitted_quality_system_cooperatives", PART, "1", "01"),
    (14, "enterprise_support.submitted_company_standard_recipients", PART, "2", "02"),
    (15, "enterprise_support.submitted_vietgap_recipients", PART, "9", "09"),
    (16, "enterprise_support.submitted_conformity_standard_dossiers", PART, "5", "05"),
    (16, "enterprise_support.submitted_conformity_standard_recipients", PART, "2", "02"),
    (17, "enterprise_support.submitted_conformity_regulation_dossiers", PART, "6", "06"),
    (17, "enterprise_support.submitted_conformity_regulation_recipients", PART, "3", "03"),
    (18, "enterprise_support.submitted_amount", PART, "412000000", "412 triệu đồng"),
    (19, "integrated_management.enterprises", PERIOD, "5", "05"),
    (21, "intellectual_property.geographical_indications", PERIOD, "2", "02"),
    (22, "intellectual_property.certification_marks", PERIOD, "6", "06"),
    (23, "intellectual_property.collective_marks", PERIOD, "59", "59"),
    (24, "ocop.recognised", PERIOD, "119", "119"),
    (25, "ocop.four_star", PERIOD, "42", "42"),
    (26, "ocop.proposed_five_star", PERIOD, "1", "01"),
    (27, "ocop.three_star", PERIOD, "77", "77"),
]  # fmt: skip
# Figure 20: how many standards each of the five enterprises integrates.
STANDARDS = {
    "Chi nhánh Tổng Công ty cổ phần Dệt may Hòa Thọ - Nhà máy may Hòa Thọ Đông Hà": "3",
    "Công ty TNHH Dầu khí Quảng Trị": "2",
    "Công ty TNHH MTV Từ Phong": "2",
    "Công ty TNHH MTV Ngọc Anh": "2",
    "Công ty Cổ phần Bình Điền Quảng Trị": "3",
}

# The same figures with the words around them, as both documents must say them.
PHRASES = [
    (1, "năm 2020: 43 dự án"),
    (2, "năm 2021: 65 dự án"),
    (3, "năm 2022: 86 dự án"),
    (4, "từ 01/01/2023 đến 14/11/2023: 106 dự án"),
    (5, "40 cơ quan là sở, ban, ngành, chi cục trực thuộc và UBND các huyện, thị xã, thành phố"),
    (6, "125 UBND các phường, xã, thị trấn"),
    (7, "đạt 100% chỉ tiêu kế hoạch đề ra"),
    (8, "hỗ trợ 31 cá nhân, doanh nghiệp"),
    (9, "với kinh phí 654 triệu đồng"),
    (10, "38 Tiêu chuẩn cơ sở"),
    (11, "02 Chứng nhận hữu cơ"),
    (12, "19 Chứng nhận áp dụng tiêu chuẩn tiên tiến: ISO, VietGAP, HACCP, VietGAHP"),
    (13, "cho 02 doanh nghiệp và 01 hợp tác xã"),
    (14, "xây dựng Tiêu chuẩn cơ sở cho 02 cơ sở, doanh nghiệp"),
    (15, "chứng nhận VietGAP cho 09 hợp tác xã và tổ hợp tác"),
    (16, "chứng nhận hợp chuẩn (05 hồ sơ) cho 02 doanh nghiệp"),
    (17, "chứng nhận hợp quy (06 hồ sơ) cho 03 doanh nghiệp"),
    (18, "tổng kinh phí đề nghị hỗ trợ là 412 triệu đồng"),
    (19, "khả năng cạnh tranh của 05 doanh nghiệp"),
    (20, "Nhà máy may Hòa Thọ Đông Hà: tích hợp 03 tiêu chuẩn (ISO 9001:2015, ISO 14001:2015"),
    (20, "Công ty TNHH Dầu khí Quảng Trị: tích hợp 02 tiêu chuẩn (ISO 9001:2015 và ISO 45001"),
    (20, "Công ty TNHH MTV Từ Phong: tích hợp 02 tiêu chuẩn (ISO 9001:2015 và ISO 22000:2018)"),
    (20, "Công ty TNHH MTV Ngọc Anh: tích hợp 02 tiêu chuẩn (ISO 9001:2015 và ISO 14001:2015)"),
    (20, "Công ty Cổ phần Bình Điền Quảng Trị: tích hợp 03 tiêu chuẩn (ISO 9001:2015, ISO 14001"),
    (21, "02 chỉ dẫn địa lý (Tiêu Quảng Trị và Chè vằng Quảng Trị)"),
    (22, "06 nhãn hiệu chứng nhận"),
    (23, "59 nhãn hiệu tập thể"),
    (24, "công nhận 119 sản phẩm"),
    (25, "42 sản phẩm đạt 4 sao"),
    (26, "trong đó có 01 sản phẩm đề xuất Trung ương phân hạng 5 sao"),
    (27, "77 sản phẩm đạt 3 sao"),
]

MENDED = [
    "ISO 45001:2018",
    "III. KIẾN NGHỊ, ĐỀ XUẤT",
    "Số liệu tính từ ngày 01/01/2020 đến hết ngày 14/11/2023.",
    "đối với 300 dự án",
    "tổng số 165 cơ quan",
    "cho 59 nội dung",
    "với 12 lượt tiêu chuẩn",
    "tổng số 67 đối tượng",
    "sự quan tâm đông đảo của các tổ chức",
    "ngày 03/8/2022",
    "Chương trình hành động",
    "tỉnh Quảng Trị./.",
    "KT. GIÁM ĐỐC",
]
GONE = [
    "45001:2015",
    "Chè Vàng",
    "Quảng Tr ",
    "của các các",
    "đồng đạo",
    "IV.",
    "đến nay",
    "đến thời điểm báo cáo",
    "03/08/2022",
    "CTHĐ",
    "VietGap",
    "VIETGAP",
    "PT –TH",
    # 106 of a part of a year against 86 of a whole one.
    "23,3%",
]


@pytest.fixture(scope="module")
def report(reports: Any) -> Path:
    folder: Path = reports(PERIOD)
    return folder


@pytest.fixture(scope="module")
def facts(report: Path) -> dict[tuple[str, str], dict[str, Any]]:
    listed = json.loads((report / "facts.json").read_text(encoding="utf-8"))["facts"]
    return {(fact["id"], fact["period"]): fact for fact in listed}


@pytest.fixture(scope="module", params=["html", "pdf"])
def text(request: pytest.FixtureRequest, report: Path) -> str:
    data = (report / f"report.{request.param}").read_bytes()
    return pdf_text(data) if request.param == "pdf" else html_text(data.decode())


def test_the_list_names_all_27_figures() -> None:
    assert {number for number, *_ in FACTS} | {20} == set(range(1, 28))
    assert {number for number, _ in PHRASES} == set(range(1, 28))


@pytest.mark.parametrize(("number", "identity", "period", "value", "printed"), FACTS)
def test_figure_in_facts(
    number: int, identity: str, period: str, value: str, printed: str, facts: Any
) -> None:
    fact = facts[identity, period]
    assert (fact["value"], fact["text"]) == (value, printed)
    assert all(source["rows"] == len(source["keys"]) for source in fact["provenance"])


@pytest.mark.parametrize(("enterprise", "value"), STANDARDS.items())
def test_standards_of_each_enterprise_in_facts(enterprise: str, value: str, facts: Any) -> None:
    assert facts[f"integrated_management.standards[{enterprise}]", PERIOD]["value"] == value


@pytest.mark.parametrize(("number", "phrase"), PHRASES)
def test_figure_in_words(number: int, phrase: str, text: str) -> None:
    assert phrase in text


@pytest.mark.parametrize("phrase", MENDED)
def test_what_the_paper_lacked_is_there(phrase: str, text: str) -> None:
    assert phrase.casefold() in text.casefold()


@pytest.mark.parametrize("phrase", GONE)
def test_what_the_paper_had_wrong_is_gone(phrase: str, text: str) -> None:
    assert phrase not in text


def test_the_parts_stand_in_the_order_of_the_paper(text: str) -> None:
    # From the opening on: the page's own list of contents comes before it.
    body = text[text.index("Căn cứ Công văn số 2625/SKHĐT-DN") :].casefold()
    heads = [
        "i. kết quả thực hiện",
        "1. công tác tuyên truyền, phổ biến, quán triệt và tổ chức thực hiện",
        "2. kết quả thực hiện các nhiệm vụ được giao",
        "công tác thẩm định, có ý kiến về công nghệ các dự án đầu tư",
        "công tác chuyển đổi xây dựng, áp dụng hệ thống quản lý chất lượng",
        "công tác hỗ trợ các doanh nghiệp nhỏ và vừa",
        "công tác xây dựng thương hiệu, bảo hộ quyền sở hữu công nghiệp",
        "chương trình mỗi xã một sản phẩm",
        "ii. khó khăn, tồn tại, hạn chế",
        "iii. kiến nghị, đề xuất",
        "nơi nhận:",
    ]
    places = [body.index(head) for head in heads]
    assert places == sorted(places)
