"""Claims about figures are refused when they are typed, and made by functions that look."""

from __future__ import annotations

from pathlib import Path

import pytest

from baocao.core.errors import NarrativeError
from baocao.notebook.report import Report
from baocao.prose.citations import Library
from baocao.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


def written(prose: str, period: str = "2023-Q3") -> str:
    workspace = Workspace.load(ROOT)
    report = Report(workspace, workspace.period(period))
    return report.narrate(prose, report.modules).text


REFUSED = [
    "Số dự án ngày càng tăng.",
    "Công tác này Ngày Càng được chú trọng.",
    "Số dự án liên tục tăng.",
    "Số dự án có xu hướng giảm.",
    "Số dự án tăng cao.",
    "Kinh phí tăng  mạnh.",
    "Số dự án giảm so với năm trước.",
    "Số dự án tăng nhẹ hơn nhiều so với cùng kỳ.",
    "Đây là mức cao nhất từ trước đến nay.",
    "Nhiều nhất là nhãn hiệu tập thể.",
    "Phần lớn các sản phẩm đã đăng ký.",
    "phần\nlớn các sản phẩm",
    "Hầu hết doanh nghiệp có quy mô nhỏ.",
    "Kết quả vượt kế hoạch.",
    "Số lượng gấp đôi năm ngoái.",
    "Số dự án cao hơn cùng kỳ năm trước.",
    "Số dự án nhiều hơn rõ so với quý trước.",
    "Số lớp nhiều hơn năm học trước.",
    "Số lớp ít hơn trong tuần trước.",
    "Doanh nghiệp chủ yếu có quy mô nhỏ.",
    "Sở dẫn đầu toàn tỉnh.",
    "Hơn một nửa số sản phẩm.",
    "Nửa số sản phẩm là thực phẩm.",
    "Tốc độ tăng trưởng tốt.",
    "Sở đã hoàn thành kế hoạch năm.",
    "Các cơ quan đều hoàn thành.",
    "Số dự án tăng **{{ appraised }}** dự án.",
    "Số dự án tăng tới {{ appraised }} dự án.",
    "Số dự án tăng {% if appraised %}{{ appraised }}{% endif %} dự án.",
    "Số dự án {% if appraised %}giảm{% endif %} {{ appraised }} dự án.",
    "Số dự án tăng {{ appraised }} dự án.",
    "Số dự án tăng thêm khoảng {{ appraised }} dự án.",
    "Số dự án cả năm ước đạt {{ appraised }}.",
    "Sở đã thẩm định hơn {{ appraised }} dự án.",
    "Sở đã thẩm định gần **{{ appraised }}** dự án.",
    "Sở đã thẩm định chưa đến {{ appraised }} dự án.",
    "Số dự án {{ 'ngày càng tăng' }}.",
    "{% if appraised %}Số dự án ngày càng tăng.{% endif %}",
    "{% if appraised %}giảm{% endif %} {{ appraised }} {% if appraised %}vượt{% endif %}",
]


@pytest.mark.parametrize("prose", REFUSED)
def test_a_typed_claim_is_refused(prose: str) -> None:
    with pytest.raises(NarrativeError, match="NARRATIVE-08"):
        written(prose)


ALLOWED = [
    "Tăng cường công tác quản lý nhà nước.",
    "Việc tích hợp giúp giảm chi phí tư vấn.",
    "Góp phần nâng cao năng suất, chất lượng.",
    "Sở đã thẩm định {{ appraised }} dự án.",
    "Phục vụ tốt hơn; gần đây có {{ appraised }} dự án.",
    "Đạt {{ completed_share }} chỉ tiêu kế hoạch.",
    "Nhiều doanh nghiệp có quy mô nhỏ.",
    'Thực hiện {{ cite("07/CT-UBND") }}.',
    # The register's own words, and an argument that is not printed.
    '[{{ recognised.leading("stars") }}]',
]


@pytest.mark.parametrize("prose", ALLOWED)
def test_prose_that_claims_nothing_is_not(prose: str) -> None:
    assert written(prose)


def test_a_turn_of_phrase_may_be_catalogued(office: Path) -> None:
    prose = "Cán bộ có tinh thần vượt khó."
    with pytest.raises(NarrativeError, match="NARRATIVE-08"):
        written(prose)
    names = office / "data" / "names.csv"
    text = names.read_text(encoding="utf-8-sig") + "vượt khó;Thành ngữ;Từ điển tiếng Việt\n"
    names.write_text(text, encoding="utf-8-sig")
    workspace = Workspace.load(office)
    report = Report(workspace, workspace.period("2023-Q3"))
    assert report.narrate(prose, {}).text == prose


@pytest.mark.parametrize(
    "name", ["119", "Một trăm", "30/4", "119 sản phẩm", "50%", "vượt", "Tăng", "phần lớn"]
)
def test_a_number_or_a_claim_by_itself_is_no_name(name: str, office: Path) -> None:
    names = office / "data" / "names.csv"
    names.write_text(f"\ufeffTên;Loại;Nguồn\n5S;Công cụ;Sở\n{name};Tên;Sở\n", encoding="utf-8")
    with pytest.raises(NarrativeError) as caught:
        Library(Workspace.load(office))
    assert [str(found) for found in caught.value.findings] == [
        "[NARRATIVE-16] Tên trong danh mục chỉ là con số, hoặc lời khẳng định về số liệu.\n"
        f"  Ở đâu:    data/names.csv, {name}\n"
        f"  Đang có:  {name}\n"
        "  Cách sửa: ghi cả tên có con số, cụm từ ấy (ISO 9001, vượt khó), hoặc bỏ dòng này: "
        "ghi như vậy thì số gõ tay nào giống nó cũng lọt vào lời văn"
    ]


# The seed's own claims, made by functions: what each may say depends on the figures.
SEED = "2020-01-01--2023-11-14"
BACKTEST = [
    (
        "({{ series(appraised, report.years) }})",
        "(năm 2020: 43 dự án; năm 2021: 65 dự án; năm 2022: 86 dự án; "
        "từ 01/01/2023 đến 14/11/2023: 106 dự án)",
    ),
    # "ngày càng tăng cao": true of the level; the growth falls, and that is said too.
    (
        "[số lượng các dự án đầu tư {{ appraised.course }}]",
        "số lượng các dự án đầu tư ngày càng tăng nhưng tốc độ tăng chậm dần (51,2%; 32,3%)",
    ),
    ("{{ completed.vs_plan }}", "đạt 100% kế hoạch"),
    (
        "{{ four_star }} sản phẩm đạt 4 sao trong đó có {{ proposed_five_star }} sản phẩm đề xuất",
        "42 sản phẩm đạt 4 sao trong đó có 01 sản phẩm đề xuất",
    ),
    # 77 of 119 are 64,7 %; 42 are 35,3 %.
    ('[{{ recognised.leading("stars") }}]', "nhiều nhất là 3 sao (77 sản phẩm, chiếm 64,7%)"),
    (
        '{% for part in recognised.by("stars") %}[{{ part.weight }} {{ part.name }} '
        "{{ part.share }}; ]{% endfor %}",
        "phần lớn 3 sao 64,7%; một phần 4 sao 35,3%;",
    ),
    # 106 of 318 days, set against the same days: never against the 86 of all 2022.
    ("{{ appraised.this_year.last_year.period }}", "từ ngày 01/01/2022 đến ngày 14/11/2022"),
]


@pytest.mark.parametrize(("prose", "sentence"), BACKTEST)
def test_the_seeds_figures_give_the_seeds_sentences(prose: str, sentence: str) -> None:
    assert written(prose, SEED).strip() == sentence


def test_a_claim_that_no_longer_holds_is_not_made() -> None:
    # The second half of 2020 had fewer projects than those around it.
    assert "ngày càng" not in written("[{{ appraised.course }}]", "2022-H1")
    assert written("[{{ appraised.standing }}]", "2023-Q3") == "đạt mức cao nhất kể từ quý I/2020"
    assert written("[{{ appraised.standing }}]", "2022-Q4") == ""
