"""The shelf as a reader has it in Chromium, opened from the disk: searched, by keyboard, dark."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from baocao.review.shelf.update import rebuild
from baocao.review.shelf.words import words_of
from baocao.workspace.workspace import Workspace
from support.browsers import chromium, needs_chromium
from support.shelves import fact, issued, report
from support.small_offices import write_office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]

PAGES = ("index.html", "shelf/years/2023.html", "shelf/periods/2023-Q4.html")
WAYS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1200, "height": 900}},
    "dark": {"viewport": {"width": 1200, "height": 900}, "color_scheme": "dark"},
    "small": {"viewport": {"width": 320, "height": 700}},
    "without scripts": {"viewport": {"width": 1200, "height": 900}, "java_script_enabled": False},
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of three years; the last quarter's was issued, and replaced."""
    office = Workspace.load(write_office(tmp_path_factory.mktemp("shelf") / "office", "travel"))
    office.outputs.mkdir()
    for year in (2021, 2022, 2023):
        for quarter in range(1, 5):
            period = office.period(f"{year}-Q{quarter}")
            received = fact(
                period, "files.received", 10 * quarter, "Hồ sơ", unit="lượt hồ sơ đã tiếp nhận"
            )
            odd = "Riêng huyện Đakrông có tờ trình mới." if year == 2021 and quarter == 1 else ""
            words = (
                "Có {0} hồ sơ đất đai. Đạt kế hoạch; dắt xe qua cầu. Hoà giải cơ sở tốt. "
                f"Giá trị 350,5 triệu đồng. {odd}"
            )
            sections = [("Tiếp nhận hồ sơ", words, [received])]
            report(office.outputs, period, sections)
    old = issued(office, 312, date(2024, 1, 5), period, sections)
    issued(office, 340, date(2024, 1, 9), period, sections, old[len("issued/") :])
    assert rebuild(office)[1] == []
    return office.outputs


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser: Browser, outputs: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page of the shelf from the disk; nothing may go wrong or leave the folder."""
    faults: list[str] = []
    contexts = []

    def opened(way: str = "light", name: str = "index.html") -> Page:
        context = browser.new_context(**WAYS[way])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request", lambda asked: faults.append(asked.url) if not is_own(asked.url) else None
        )
        page.goto((outputs / name).as_uri())
        return page

    def is_own(url: str) -> bool:
        return url.startswith(outputs.as_uri())

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def test_nothing_is_cut_off_on_paper(visit: Callable[..., Page]) -> None:
    page = visit("light", "shelf/periods/2023-Q4.html")
    # As wide as A4 without its margins.
    page.set_viewport_size({"width": 642, "height": 900})
    page.emulate_media(media="print")
    assert page.locator(".figure table").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def found(page: Page, words: str) -> list[str]:
    """What a search finds: each sentence with the period it stands in."""
    page.fill("#tu-khoa", words)
    page.keyboard.press("Enter")
    # The policy of the page forbids the driver's own way to wait for a condition.
    page.locator("#ket-qua-noi").filter(has_text=re.compile(r"\S")).wait_for()
    texts = page.locator("#ket-qua li").all_inner_texts()
    return [re.sub(r"\s+", " ", text) for text in texts]


def sentences(page: Page, words: str) -> set[str]:
    found(page, words)
    return set(page.locator("#ket-qua li a").all_inner_texts())


@pytest.mark.parametrize("way", ["light", "dark", "small"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(visit: Callable[..., Page], way: str, name: str) -> None:
    page = visit(way, name)
    if name == "index.html":
        found(page, "ho so")
    told = (
        Axe()
        .run(page, options={"resultTypes": ["violations"], "preload": False})
        .response["violations"]
    )
    assert [(rule["id"], node["html"][:200]) for rule in told for node in rule["nodes"]] == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "a reader would have to scroll sideways"


def test_a_search_finds_words_with_and_without_marks(visit: Callable[..., Page]) -> None:
    page = visit()
    own = {f"Có {10 * quarter} hồ sơ đất đai." for quarter in range(1, 5)}
    assert sentences(page, "dat dai") == own
    # What is typed with its marks is looked for with them.
    assert sentences(page, "đất") == own
    both = {"Đạt kế hoạch; dắt xe qua cầu."}
    assert sentences(page, "đạt") == both and sentences(page, "dắt") == both
    assert sentences(page, "dat") == own | both
    assert sentences(page, "dất") == set()
    assert sentences(page, "hòa giải") == sentences(page, "hoà") == {"Hoà giải cơ sở tốt."}
    assert sentences(page, "ke hoa") == both
    # The last sentence of a report closes it.
    told = "Giá trị 350,5 triệu đồng."
    assert sentences(page, "350,5") == {told, f"{told.removesuffix('.')}./."}
    assert sentences(page, "dakrong") == {"Riêng huyện Đakrông có tờ trình mới./."}


def test_the_latest_come_first_and_more_on_demand(visit: Callable[..., Page]) -> None:
    page = visit()
    texts = found(page, "hồ sơ đất đai")
    # Twelve periods; the last one's sentence is the same in three reports and told once.
    assert len(texts) == 12
    assert texts[0] == (
        "Có 40 hồ sơ đất đai. quý IV/2023: Báo cáo số 340/BC-SDL ngày 09/01/2024, đã ban hành; "
        "mục 1. Tiếp nhận hồ sơ"
    )
    assert texts[-1].startswith("Có 10 hồ sơ đất đai. quý I/2021: Bản dựng, chưa ban hành")
    link = page.locator("#ket-qua li a").first.get_attribute("href")
    assert link == "issued/2024/0340-BC-SDL/report.html#muc-1"
    assert len(found(page, "ho")) == 20
    assert page.inner_text("#ket-qua-noi") == "20 kết quả mới nhất."
    page.get_by_role("button", name="Xem thêm").click()
    expect(page.locator("#ket-qua li").nth(20).locator("a")).to_be_focused()


def test_a_period_narrows_a_search(visit: Callable[..., Page]) -> None:
    page = visit()
    # A short word is looked for whole: II is not III.
    texts = found(page, "đất đai quý II 2022")
    assert [text.split(".")[1].strip().split(":")[0] for text in texts] == ["quý II/2022"]


def test_titles_and_words_side_by_side_come_first(visit: Callable[..., Page]) -> None:
    page = visit()
    assert found(page, "tiếp nhận hồ sơ")[0].startswith("1. Tiếp nhận hồ sơ quý IV/2023")
    # "kế hoạch" stands in one sentence, its words apart nowhere: the newest first.
    assert found(page, "giải cơ sở")[0].startswith("Hoà giải cơ sở tốt. quý IV/2023")


def test_a_search_is_there_again_when_the_reader_comes_back(visit: Callable[..., Page]) -> None:
    page = visit()
    before = found(page, "ho so")
    page.click("#ket-qua button:visible")
    expect(page.locator("#ket-qua li")).to_have_count(40)
    assert page.url.endswith("#q=ho%20so&n=40")
    # Far down, so that the reader must scroll; in view, so that the click does not.
    link = page.locator("#ket-qua li a >> nth=35")
    link.scroll_into_view_if_needed()
    top = page.evaluate("Math.round(scrollY)")
    assert top > 1000
    link.click()
    page.wait_for_url("**/report.html*")
    page.go_back()
    expect(page.locator("#ket-qua li")).to_have_count(40)
    page.wait_for_function("top => Math.abs(scrollY - top) < 2", arg=top)
    assert page.input_value("#tu-khoa") == "ho so" and before[0]
    page.fill("#tu-khoa", "")
    page.keyboard.press("Enter")
    assert "#" not in page.url


def test_a_search_by_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.type("dakrong")
    page.wait_for_selector("#ket-qua li")
    assert page.inner_text("#ket-qua-noi") == "1 kết quả."
    assert not page.locator("#danh-muc").is_visible()
    page.keyboard.press("Tab")
    assert "Đakrông" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2021-Q1/report.html#muc-1")
    page.go_back()
    page.wait_for_selector("#tim:not([hidden])")


def test_nothing_found_and_nothing_looked_for(visit: Callable[..., Page]) -> None:
    page = visit()
    assert found(page, "khủng long") == []
    assert page.inner_text("#ket-qua-noi") == "Không có câu nào như vậy."
    page.fill("#tu-khoa", "")
    page.wait_for_selector("#danh-muc:not([hidden])")
    assert not page.locator("#ket-qua").is_visible()


def test_what_cannot_be_read_is_told(browser: Browser, outputs: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(outputs, tmp_path / "copy"))
    (copy / "shelf" / "words" / "2022.js").unlink()
    page = browser.new_page()
    page.goto((copy / "index.html").as_uri())
    found(page, "dakrong")
    assert page.inner_text("#ket-qua-noi") == (
        "Không đọc được một phần danh mục nên kết quả có thể thiếu; chạy lại lệnh baocao shelf."
    )
    page.close()


def test_the_list_is_whole_without_scripts(visit: Callable[..., Page]) -> None:
    page = visit("without scripts")
    assert page.locator("article").count() == 12
    assert not page.locator("#tim").is_visible()
    assert "danh mục dưới đây vẫn đầy đủ" in page.inner_text("main")
    page.get_by_role("link", name="Năm 2021", exact=True).click()
    assert page.locator("article").count() == 4


def test_python_and_the_page_fold_words_alike(visit: Callable[..., Page]) -> None:
    text = "Đất ĐAI hoà HÒA Ốc ướt ỷ 1.234,5 12/BC-SDL Straße İstanbul ﬁ Ⅳ e\u0301 x² 一 ½ a_b"
    page = visit()
    words = r"[...text.normalize('NFC').matchAll(/[\p{L}\p{N}]+(?:[.,][0-9]+)*/gu)]"
    fold = r"word.toLowerCase().normalize('NFD').replace(/\p{Mn}/gu, '').replaceAll('đ', 'd')"
    theirs = page.evaluate(f"(text) => {words}.map(([word]) => {fold})", text)
    assert set(theirs) == words_of(text)
