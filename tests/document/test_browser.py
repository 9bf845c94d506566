"""The page as a reader has it: in Chromium, by mouse, by keyboard, dark, small, on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageStat
from playwright.sync_api import Browser, Page

from baocao.document.formats import html
from baocao.facts.book import FactBook
from baocao.facts.compare import between
from baocao.facts.compare.show import page as differences
from baocao.workspace.workspace import Workspace
from support.browsers import chromium, needs_chromium
from support.folders import copy_of_the_workspace, with_sections
from support.in_process import InProcess

ROOT = Path(__file__).resolve().parents[2]
SEED = "2020-01-01--2023-11-14"
MM = 72 / 25.4

pytestmark = [
    pytest.mark.browser,
    needs_chromium,
]

WAYS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1400, "height": 900}},
    "dark": {"viewport": {"width": 1400, "height": 900}, "color_scheme": "dark"},
    "small": {"viewport": {"width": 320, "height": 700}},
    "print": {"viewport": {"width": 800, "height": 900}},
    "without scripts": {"viewport": {"width": 1400, "height": 900}, "java_script_enabled": False},
    "touch": {"viewport": {"width": 360, "height": 700}, "has_touch": True},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser: Browser, reports: Callable[[str], Path]) -> Iterator[Callable[..., Page]]:
    """Opens the seed's report, or another page, one of :data:`WAYS`.

    Nothing may go wrong or leave the machine.
    """
    faults: list[str] = []
    contexts = []

    def opened(way: str, shown: Path | None = None) -> Page:
        address = (shown or reports(SEED) / "report.html").as_uri()
        context = browser.new_context(**WAYS[way])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: faults.append(asked.url) if asked.url != address else None)
        if way == "print":
            page.emulate_media(media="print")
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def mostly(*ways: str) -> list[Any]:
    """Ways of reading, all but the first left to ``make test-all``."""
    first, *others = ways
    return [first, *(pytest.param(way, marks=pytest.mark.slow) for way in others)]


def violations(page: Page, part: str = "html") -> list[tuple[str, str]]:
    # Everything is examined; told in full is only what is wrong.
    options = {"resultTypes": ["violations"]}
    found = Axe().run(page, context=part, options=options).response["violations"]
    return [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]


def unfolded(page: Page) -> Page:
    """The page with all that is folded in sight."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    return page


@pytest.mark.slow
def test_axe_finds_no_violation(visit: Callable[..., Page]) -> None:
    assert violations(unfolded(visit("light"))) == []


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a report of three sections, which has all kinds of elements."""
    office = copy_of_the_workspace(tmp_path_factory.mktemp("short") / "office")
    deeper = (
        '[[parts]]\ntitle = "Nhiệm vụ"\nsections = [\n'
        '{ title = "Thẩm định", sections = ["technology_appraisal"] },\n]\n\n'
        '[[annexes]]\nsection = "summary"\nlandscape = true\n\n'
    )
    workspace = Workspace.load(with_sections(office, ("ocop", "guidance"), deeper))
    page = office.parent / "report.html"
    page.write_text(html.render(InProcess(workspace).model(workspace.period(SEED))), "utf-8")
    return page


def kinds(page: Path) -> set[str]:
    """The tags and the classes of a page."""
    text = page.read_text(encoding="utf-8")
    classes = re.findall(r'class="([^"]+)"', text)
    return {*re.findall(r"<[a-z0-9]+", text), *(name for some in classes for name in some.split())}


def test_the_short_page_has_all_that_the_long_one_has(
    short: Path, reports: Callable[[str], Path]
) -> None:
    assert kinds(reports(SEED) / "report.html") == kinds(short)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["dark", "small", "print"])
def test_axe_finds_no_violation_in_other_ways(
    visit: Callable[..., Page], way: str, short: Path
) -> None:
    # What changes is how each kind of element looks, and a long page has more of each only.
    assert violations(unfolded(visit(way, short))) == []


@pytest.mark.parametrize("way", mostly("light", "dark", "small"))
def test_a_number_opens_by_keyboard_and_closes_again(
    visit: Callable[[str], Page], way: str
) -> None:
    page = visit(way)
    number = page.locator('a.so-lieu[data-fact="technology_appraisal.appraised"]').first
    number.focus()
    page.keyboard.press("Enter")
    box = page.locator("dialog[open]")
    assert "300 Dự án được thẩm định" in box.inner_text()
    assert "data/registers/technology_appraisal.csv" in box.inner_text()
    # 333 opinions in the register make 300 projects.
    assert box.locator("tbody tr").count() == 333
    # The rest of the page is another test's.
    assert violations(page, "dialog[open]") == []
    page.keyboard.press("Escape")
    assert box.count() == 0
    assert page.evaluate("document.activeElement.textContent") == "300"


def test_a_number_opens_by_mouse_with_its_own_rows_and_its_past(
    visit: Callable[[str], Page],
) -> None:
    page = visit("light")
    page.locator('a.so-lieu[data-fact="ocop.four_star"]').first.click()
    box = page.locator("dialog[open]")
    assert box.locator("tbody tr").count() == 42
    assert {row.split("\t")[0][:5] for row in box.locator("tbody tr").all_inner_texts()} == {
        "OCOP-"
    }
    assert "Trước đây:" in box.inner_text()
    assert box.locator("svg.line").count() == 1
    box.get_by_role("button", name="Đóng").click()
    assert box.count() == 0


@pytest.mark.slow
def test_private_rows_and_columns_stay_in_the_register(visit: Callable[[str], Page]) -> None:
    page = visit("light")
    page.locator('a.so-lieu[data-fact="enterprise_support.recipients"]').first.click()
    box = page.locator("dialog[open]")
    assert "data/registers/enterprise_support.csv" in box.inner_text()
    assert box.locator("table").count() == 0
    assert "CCCD" not in page.content()


def test_without_scripts_a_number_leads_to_its_entry(visit: Callable[[str], Page]) -> None:
    page = visit("without scripts")
    # Folded, the sources were five parts of six of the page's height.
    assert page.locator("footer").bounding_box()["height"] < 1500
    page.locator('a.so-lieu[href="#ocop.recognised"]').first.click()
    assert page.url.endswith("#ocop.recognised")
    entry = page.locator("[id='ocop.recognised']")
    assert entry.is_visible()
    assert "119 Sản phẩm OCOP được công nhận" in entry.inner_text()
    rows = entry.get_by_role("link", name="Các dòng trong sổ")
    rows.click()
    assert page.locator(str(rows.get_attribute("href"))).is_visible()


# Projects appraised, as ../shared/seed_figures.csv has them: lines 1 to 4.
APPRAISED = (43, 65, 86, 106)
# OCOP products recognised by the end of each year, counted with pandas in data/registers/ocop.csv.
RECOGNISED = (47, 91, 111, 119)


def answer(page: Page) -> str:
    (text,) = page.locator(".answer:visible").all_inner_texts()
    return text.partition("\n")[0]


def test_the_marks_of_a_chart_answer_the_keyboard(visit: Callable[[str], Page]) -> None:
    page = visit("light")
    for chart, name, figures in (
        ("hinh-2", "dự án", APPRAISED),
        ("hinh-7", "sản phẩm", RECOGNISED),
    ):
        page.locator(f"#{chart} .marks").focus()
        # As from a key: only then the focus is one that is seen.
        page.keyboard.press("Home")
        told = [answer(page)]
        for _ in figures[1:]:
            page.keyboard.press("ArrowRight")
            told.append(answer(page))
        assert [text.partition(": ")[2] for text in told] == [f"{n} {name}" for n in figures]
    last = page.locator("#hinh-7 .marks").get_attribute("aria-activedescendant")
    option = page.locator(f"#{last}")
    assert option.get_attribute("aria-label") == "Đến 14/11/2023: 119 sản phẩm"
    assert violations(page, "#hinh-7") == []
    # One tab stop a chart, whatever it shows.
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('figure')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    box = page.locator("dialog[open]")
    assert "119 Sản phẩm OCOP được công nhận" in box.inner_text()
    assert box.locator("tbody tr").count() == 119
    page.keyboard.press("Escape")
    assert answer(page).endswith("119 sản phẩm")
    page.keyboard.press("Escape")
    assert page.locator(".answer:visible").count() == 0


def middle(page: Page, mark: str) -> tuple[float, float]:
    page.locator(f"#{mark}").scroll_into_view_if_needed()
    box = page.locator(f"#{mark}").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_marks_of_a_chart_answer_the_pointer(visit: Callable[[str], Page]) -> None:
    page = visit("light")
    x, y = middle(page, "hinh-3-so-lieu-2")
    page.mouse.move(x, y)
    # 47 of 300 are 15,67 %.
    assert answer(page) == "Vốn đầu tư nước ngoài: 47 dự án (15,7%)"
    page.mouse.click(x, y)
    assert "47 Dự án được thẩm định" in page.locator("dialog[open]").inner_text()
    page.keyboard.press("Escape")
    # Points are small: what is near answers.
    x, y = middle(page, "hinh-4-so-lieu-12")
    page.mouse.move(x + 8, y + 8)
    assert answer(page) == "Đến 31/12/2022: 165 cơ quan"
    page.mouse.move(x, y + 90)
    assert page.locator(".answer:visible").count() == 0


def test_a_tap_on_a_mark_shows_it_and_another_opens_its_source(
    visit: Callable[..., Page], short: Path
) -> None:
    page = visit("touch", short)
    mark = page.locator('.marks li[aria-label="Năm 2022: 86 dự án"]').get_attribute("data-mark")
    page.touchscreen.tap(*middle(page, str(mark)))
    assert answer(page) == "Năm 2022: 86 dự án"
    assert page.locator("dialog[open]").count() == 0
    page.locator(".answer:visible a").tap()
    assert page.locator("dialog[open] tbody tr").count() >= 86


def test_without_scripts_and_on_paper_a_chart_is_a_picture(
    visit: Callable[..., Page], short: Path
) -> None:
    page = visit("without scripts", short)
    assert page.locator(".marks:visible").count() == 0
    page = visit("light", short)
    page.locator("#hinh-2 .marks").focus()
    page.keyboard.press("Home")
    page.emulate_media(media="print")
    assert page.locator(".marks:visible, .answer:visible").count() == 0


def test_the_head_stands_on_a_screen_only_and_opens_its_sources(
    visit: Callable[[str], Page],
) -> None:
    page = visit("light")
    head = page.locator(".page-head")
    assert "300 dự án" in head.inner_text()
    head.locator('a[data-fact="technology_appraisal.appraised"]').click()
    assert page.locator("dialog[open] tbody tr").count() == 333
    page.keyboard.press("Escape")
    page.emulate_media(media="print")
    assert not head.is_visible()


def test_the_contents_mark_where_the_reader_is(visit: Callable[[str], Page]) -> None:
    page = visit("light")
    for heading in ("II. Khó khăn", "III. Kiến nghị"):
        page.get_by_role("link", name=heading).click()
        page.wait_for_function(
            "name => document.querySelector('nav [aria-current]')?.textContent.startsWith(name)",
            arg=heading,
        )
    assert page.locator("nav [aria-current]").count() == 1


def test_tables_are_downloaded_without_a_request(
    visit: Callable[[str], Page], tmp_path: Path
) -> None:
    page = visit("light")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải số liệu của bảng 2 (CSV)", exact=True).click()
    waiting.value.save_as(tmp_path / "table.csv")
    assert waiting.value.suggested_filename == "bang-2.csv"
    lines = (tmp_path / "table.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "Dự án được thẩm định, có ý kiến về công nghệ;dự án;43;65;86;106"


@pytest.mark.parametrize("way", mostly("dark", "light", "small"))
def test_the_page_is_drawn_in_the_readers_colours_and_width(
    visit: Callable[[str], Page], way: str, tmp_path: Path
) -> None:
    page = visit(way)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with Image.open(io.BytesIO(page.screenshot(path=tmp_path / f"{way}.png"))) as picture:
        shades = picture.convert("L")
        darkest, brightest = shades.getextrema()
        middle = ImageStat.Stat(shades).median[0]
    # Paper and ink are far apart, and paper has the greater part.
    assert int(brightest) - int(darkest) > 150
    assert (int(middle) < 100) is (way == "dark")


def test_printed_from_the_browser_it_is_the_page_of_the_decree(
    visit: Callable[[str], Page],
) -> None:
    data = visit("light").pdf(prefer_css_page_size=True)
    with pypdfium2.PdfDocument(data) as document:
        sizes = [tuple(round(side / MM) for side in page.get_size()) for page in document]
        texts = [page.get_textpage().get_text_range() for page in document]
        words = document[0].get_textpage()
        left = min(words.get_rect(n)[0] for n in range(words.count_rects()))
    assert sizes[0] == (210, 297)
    assert (297, 210) in sizes
    assert abs(left - 30 * MM) < 1
    assert not any("Nguồn số liệu" in text or "Tải số liệu" in text for text in texts)
    assert texts[1].split()[0] == "2"


def test_the_page_is_small(reports: Callable[[str], Path]) -> None:
    assert (reports(SEED) / "report.html").stat().st_size < 1_000_000


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the differences between two quarters."""
    path = tmp_path_factory.mktemp("compared") / "diff.html"
    book = FactBook(Workspace.load(ROOT))
    path.write_text(differences(between(book, "2023-Q2", "2023-Q3")), encoding="utf-8")
    return path


@pytest.mark.parametrize("way", mostly(*WAYS))
def test_the_page_of_differences_is_accessible_and_alone(
    browser: Browser, compared: Path, way: str
) -> None:
    path = compared
    asked: list[str] = []
    context = browser.new_context(**WAYS[way])
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    if way == "print":
        page.emulate_media(media="print")
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert page.locator("tbody tr").count() == 26
    # Wide tables scroll in their place; the page itself never does.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if way != "without scripts":
        assert violations(page) == []
    context.close()
