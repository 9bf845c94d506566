"""What the page's script adds for a reader: addresses, sorted and copied tables, excerpts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from baocao.document.formats import html
from baocao.document.model import (
    Annex,
    Cell,
    Column,
    Document,
    Grid,
    Heading,
    Letterhead,
    Prose,
    QuotedFact,
    RegisterRows,
    ReportPeriod,
    Row,
    Signature,
    Source,
    Table,
    Window,
)
from support.browsers import chromium, needs_chromium
from support.documents import marked

pytestmark = [
    pytest.mark.browser,
    needs_chromium,
]


def fact(identity: str, period: str, text: str, register: str, *keys: str) -> QuotedFact:
    source = Source(
        filter="",
        illustrative=0,
        keys=keys,
        register=f"data/{register}.csv",
        rows=len(keys),
        sha256="ab" * 32,
        title=f"Sổ {register}",
    )
    return QuotedFact(
        decimals=0,
        id=identity,
        label=f"Nhãn {identity}",
        period=period,
        provenance=(source,),
        stock=True,
        text=text,
        unit="sản phẩm",
        value="1",
        window=Window(end="2023-09-30", start=None),
    )


def table(number: int, *rows: tuple[str, ...], total: bool = True) -> Table:
    columns = (Column("Đơn vị", "left"), Column("Số lượng", "right"), Column("Ngày", "left"))
    last = len(rows) - 1 if total else len(rows)
    grid = Grid(
        columns,
        tuple(Row(tuple(map(Cell, row)), total=place >= last) for place, row in enumerate(rows)),
    )
    return Table(f"bang-{number}", number, "Đơn vị", grid)


GIVEN = (
    ("Đông", "-3", ""),
    ("An", "1.234,5", "26/4/2021"),
    ("Em", "ước 40", "30/11/2020"),
    ("Cam", "", "01/01/2021"),
    ("=1+1", "02", "06/7/2022"),
    ("Cộng", "44%", ""),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of three sections, every number typed here."""
    derived = fact("ocop.valid:growth", "2023-Q3", "12,5%", "ocop", "K2")
    document = Document(
        kind="BÁO CÁO",
        title="Tình hình quý III",
        draft=True,
        letterhead=Letterhead("UBND TỈNH", "SỞ KHOA HỌC", "Số: 07/BC-SKHCN", "ngày 02/10/2023"),
        window="Số liệu đến hết ngày 30/9/2023.",
        notes=("Có dòng minh họa.",),
        blocks=(
            Heading("muc-1", 1, 1, "I.", "Kết quả"),
            Heading("muc-2", 2, 2, "1.", "Sản phẩm"),
            Prose(marked("Đã có [119]{.fact n=0} sản phẩm, kỳ trước [101]{.fact n=1}.")),
            table(1, *GIVEN),
            Heading("muc-3", 2, 2, "2.", "Hiệu lực"),
            Prose(
                marked(
                    "Tăng [12,5%]{.fact n=2} lên [119]{.fact n=0}, đã nêu ở [mục 1]{.ref to=muc-2}."
                )
            ),
            table(2, ("a", "1", ""), ("b", "2", ""), ("c", "3", ""), ("d", "3", "")),
            Heading("muc-4", 1, 1, "II.", "Kiến nghị"),
            Prose(marked("Đề nghị cấp [05]{.fact n=3} lớp.\n\nTrên đây là báo cáo./.")),
        ),
        signature=Signature(("GIÁM ĐỐC",), "Nguyễn Văn Ký"),
        annexes=(Annex("phu-luc-1", "Phụ lục I", "BIỂU", "(kèm)", False, ()),),
        facts=(
            fact("ocop.recognised", "2023-Q3", "119", "ocop", "K1", "K3"),
            fact("ocop.recognised", "2022-Q3", "101", "ocop", "K2"),
            QuotedFact(**{**vars(derived), "derived_from": ("ocop.recognised@2022-Q3",)}),
            fact("guidance.classes", "2023-Q3", "05", "guidance"),
        ),
        registers=(
            RegisterRows(
                "data/ocop.csv",
                "Sổ ocop",
                ("Mã", "Điểm"),
                ("K1", "K2", "K3", "K4"),
                (("K1", "50"), ("K2", "9"), ("K3", "80"), ("K4", "7,5")),
            ),
        ),
        notebook="{}",
        period=ReportPeriod("2023-Q3", "quý III năm 2023", "2023-07-01", "2023-09-30"),
    )
    made = tmp_path_factory.mktemp("page") / "report.html"
    made.write_text(html.render(document), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[Page]:
    """The report, opened anew; nothing may go wrong."""
    context = browser.new_context(viewport={"width": 1000, "height": 300})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(path.as_uri())
    yield opened
    context.close()
    assert faults == []


def first_cells(page: Page, table: str = "#bang-1") -> str:
    return " ".join(page.locator(f"{table} tbody tr > :first-child").all_inner_texts())


def dialog_rows(page: Page) -> list[str]:
    return page.locator("dialog[open] tbody th").all_inner_texts()


def test_a_table_is_sorted_and_its_order_comes_back(page: Page) -> None:
    head = page.locator("#bang-1 thead th")
    number, day, name = head.nth(1), head.nth(2), head.nth(0)
    given = "Đông An Em Cam =1+1 Cộng"
    assert first_cells(page) == given
    steps = [
        # As numbers, those missing last both times, the total always at the end.
        (number, "ascending", "Đông =1+1 Em An Cam Cộng"),
        (number, "descending", "An Em =1+1 Đông Cam Cộng"),
        (number, None, given),
        (day, "ascending", "Em Cam An =1+1 Đông Cộng"),
        (day, "descending", "=1+1 An Cam Em Đông Cộng"),
        (name, "ascending", "=1+1 An Cam Đông Em Cộng"),
    ]
    for column, order, names in steps:
        # By keyboard, as any button.
        column.get_by_role("button").press("Enter")
        assert (first_cells(page), column.get_attribute("aria-sort")) == (names, order)
        assert page.locator("[aria-sort]").count() == (order is not None)
    # Paper has the order of the report.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert first_cells(page) == given


def test_a_table_with_a_total_between_its_rows_keeps_its_order(browser: Browser) -> None:
    rows = (("Đông Hà", "1"), ("Hải Lăng", "2"), ("Tỉnh", "3"), ("Khác", "9"))
    grid = Grid(
        (Column("Địa bàn", "left"), Column("Số", "right")),
        tuple(Row(tuple(map(Cell, row)), total=row[0] == "Tỉnh") for row in rows),
    )
    document = Document(title="", notebook="{}", period=ReportPeriod(), kind="BÁO CÁO")
    blocks = (Table("bang-1", 1, "", grid),)
    page = browser.new_page()
    page.set_content(html.render(Document(**{**vars(document), "blocks": blocks})))
    assert page.locator("button.copy").count() == 1
    assert page.locator("button.sort").count() == 0
    page.close()


def test_a_copied_table_has_values_for_a_spreadsheet_and_official_text_elsewhere(
    page: Page,
) -> None:
    page.evaluate(
        "addEventListener('copy', ({ clipboardData }) => { window.copied ="
        " ['text/plain', 'text/html'].map((kind) => clipboardData.getData(kind)); })"
    )
    page.locator("#bang-1").get_by_role("button", name="Chép bảng").click()
    plain, marked_up = page.evaluate("window.copied")
    assert plain.split("\r\n") == [
        "Đơn vị\tSố lượng\tNgày",
        "Đông\t-3\t",
        "An\t1.234,5\t26/4/2021",
        "Em\tước 40\t30/11/2020",
        "Cam\t\t01/01/2021",
        # What a spreadsheet would run is data, as in the CSV file.
        "'=1+1\t02\t06/7/2022",
        "Cộng\t44%\t",
    ]
    values = dict(re.findall(r'x:num="([^"]*)"[^>]*>([^<]*)<', marked_up))
    assert values == {"-3": "-3", "1234.5": "1.234,5", "2": "02", "0.44": "44%"}
    # A day, an estimate and a name stay the texts that they are.
    assert marked_up.count("mso-number-format:'\\@'") == 7 * 3 - 4
    assert page.locator("#bang-1 [role=status]").inner_text().startswith("Đã chép.")


def test_sorted_rows_of_a_register_are_still_those_that_were_counted(page: Page) -> None:
    page.locator(".register > summary").first.click()
    page.locator(".rows > summary").click()
    points = page.locator("#so-1").get_by_role("button", name="Điểm")
    points.click()
    assert first_cells(page, "#so-1") == "K4 K2 K1 K3"
    page.locator("a.so-lieu", has_text="119").first.click()
    assert dialog_rows(page) == ["K1", "K3"]
    page.locator("dialog").get_by_role("button", name="Điểm").click()
    assert dialog_rows(page) == ["K3", "K1"]


def test_an_address_opens_its_number(page: Page, path: Path) -> None:
    def opened() -> str:
        page.wait_for_selector("dialog[open]")
        return page.locator("dialog[open] .fact").inner_text()

    page.goto("about:blank")
    # As some mails write it.
    page.goto(f"{path.as_uri()}#ocop.recognised%402022-Q3")
    assert opened().startswith("101")
    assert dialog_rows(page) == ["K2"]
    assert page.locator("a.so-lieu", has_text="101").bounding_box()["y"] < 300
    page.evaluate(
        "addEventListener('copy', ({ clipboardData }) => {"
        " window.copied = clipboardData.getData('text/plain'); })"
    )
    page.get_by_role("button", name="Chép địa chỉ").click()
    assert page.evaluate("window.copied") == f"{path.as_uri()}#ocop.recognised@2022-Q3"
    page.get_by_role("button", name="Đóng").click()
    # Pasted into the page that is open.
    page.evaluate("location.hash = '#guidance.classes'")
    assert opened().startswith("05")
    assert page.evaluate("document.activeElement.textContent") == "Đóng"
    page.keyboard.press("Escape")
    # One that this report does not have.
    page.evaluate("location.hash = '#ocop.recognised@2019'")
    assert opened() == 'Trang này không có số liệu nào mang địa chỉ "#ocop.recognised@2019".'
    assert not page.get_by_role("button", name="Chép địa chỉ").is_visible()
    page.keyboard.press("Escape")
    page.locator("a.so-lieu", has_text="101").click()
    assert page.get_by_role("button", name="Chép địa chỉ").is_visible()
    page.keyboard.press("Escape")
    # A link of the list leads to the entry in the list.
    page.locator(".register", has_text="Nhãn ocop").first.evaluate("(list) => { list.open = true }")
    page.locator("footer").get_by_role("link", name="ocop.recognised@2022-Q3").click()
    page.wait_for_function("location.hash === '#ocop.recognised@2022-Q3'")
    assert page.locator("dialog[open]").count() == 0


def test_a_section_is_sent_alone(page: Page, tmp_path: Path) -> None:
    page.locator("#bang-2").get_by_role("button", name="Số lượng").dblclick()
    page.locator("a.so-lieu", has_text="12,5%").click()
    page.keyboard.press("Escape")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải riêng: 2. Hiệu lực").click()
    waiting.value.save_as(tmp_path / "trich.html")
    assert waiting.value.suggested_filename == "trich-muc-3.html"
    # The script makes its buttons anew.
    written = (tmp_path / "trich.html").read_text(encoding="utf-8")
    assert not re.findall(r'<[a-z]+ [^>]*class="[^"]*\btool\b', written.partition("<script")[0])
    page.goto((tmp_path / "trich.html").as_uri())
    text = page.locator("body").inner_text()
    for kept in (
        "SỞ KHOA HỌC",
        "Số: 07/BC-SKHCN",
        "DỰ THẢO",
        "Tình hình quý III",
        "Số liệu đến hết ngày 30/9/2023.",
        "Có dòng minh họa.",
        "Bản trích: nguyên văn 2. Hiệu lực, trích ngày",
        "không thay thế văn bản đó",
        "Tăng 12,5% lên 119, đã nêu ở",
    ):
        assert kept in text
    for left in ("Đã có", "Đề nghị", "Nguyễn Văn Ký", "Phụ lục", "guidance"):
        assert left not in text
    assert page.locator("main").get_by_role("heading").all_inner_texts() == [
        "BÁO CÁO\nTình hình quý III",
        "I. KẾT QUẢ",
        "2. Hiệu lực",
    ]
    # In the report's order, whatever the reader had chosen.
    assert first_cells(page, "#bang-2") == "a b c d"
    # The numbers' sources and what they were computed from; the second is not quoted here.
    assert page.locator(".sources li").evaluate_all("list => list.map((entry) => entry.id)") == [
        "ocop.recognised",
        "ocop.recognised@2022-Q3",
        "ocop.valid:growth",
    ]
    assert page.locator(".sources .back").count() == 2
    ids = page.locator("[id]").evaluate_all("all => all.map((element) => element.id)")
    assert len(ids) == len(set(ids))
    links = page.locator("a[href^='#']").evaluate_all("all => all.map(({ hash }) => hash.slice(1))")
    assert set(links) <= set(ids)
    assert page.locator("button.excerpt").count() == 0
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    options = {"resultTypes": ["violations"]}
    assert Axe().run(page, options=options).response["violations"] == []
    page.locator("a.so-lieu", has_text="119").click()
    assert dialog_rows(page) == ["K1", "K3"]


def test_the_last_section_has_its_last_paragraph_and_no_signature(
    page: Page, tmp_path: Path
) -> None:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải riêng: II. Kiến nghị").click()
    waiting.value.save_as(tmp_path / "trich.html")
    text = (tmp_path / "trich.html").read_text(encoding="utf-8")
    assert "Trên đây là báo cáo./." in text
    assert "Nguyễn Văn Ký" not in text
    assert "BIỂU" not in text
