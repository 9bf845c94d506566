"""What an analyst does in ``baocao lab``, with real clicks and keys in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from playwright.sync_api import Browser, Locator, Page, Route, expect

from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from support.browsers import chromium, needs_chromium
from support.folders import copy_of_the_workspace
from support.lab_pages import serving, visiting
from support.processes import until

# One server and one browser for all of them, whose start is most of it.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]

OPENING = "from baocao import open_report\nfrom dost import ocop\nreport = open_report('2023-Q3')"
PROSE = "Có {{ recognised }} sản phẩm, {{ recognised.vs_last_year }}."
LONG = f"%%narrate\n{PROSE} {'Sở tiếp tục thực hiện for and while class in nhiệm vụ. ' * 60}"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def written(path: Path, *cells: nbformat.NotebookNode) -> None:
    nbformat.write(v4.new_notebook(cells=list(cells), metadata=KERNEL), path)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with notebooks to write in, and one whose outputs somebody else has made."""
    office = copy_of_the_workspace(tmp_path_factory.mktemp("lab") / "office")
    workspace = Workspace.load(office)
    report = Report(workspace, workspace.period("2023-Q3"), is_looked_at=True)
    shown = report.narrate(f"{PROSE}\n\nCó {{{{ recipients }}}} đơn vị.", report.modules)
    output = v4.new_output("display_data", shown._repr_mimebundle_())
    stranger = v4.new_code_cell(f"%%narrate\n{PROSE}", outputs=[output], execution_count=1)
    for name in ("write", "look", "wide"):
        written(
            office / f"{name}.ipynb",
            v4.new_code_cell(OPENING),
            v4.new_code_cell(LONG if name == "wide" else f"%%narrate\n{PROSE}"),
        )
    written(office / "stranger.ipynb", stranger)
    return office


@pytest.fixture(scope="module")
def address(office: Path) -> Iterator[str]:
    """Where ``baocao lab`` answers."""
    with serving(office) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens JupyterLab on a notebook, or on none; nothing may go wrong in the page."""
    with visiting(browser, address) as opened:
        yield opened


def cell(page: Page, number: int) -> Locator:
    return page.locator(".jp-Notebook .jp-CodeCell").nth(number)


def run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def new_cell(page: Page, text: str) -> Locator:
    """A cell below all others, with the cursor behind the text that is typed into it."""
    last = page.locator(".jp-Notebook .jp-CodeCell").last
    last.locator(".jp-InputPrompt").click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type(text)
    return page.locator(".jp-Notebook .jp-CodeCell.jp-mod-active")


def completions(page: Page) -> dict[str, str]:
    """What Tab offers, each with what stands beside it."""
    page.keyboard.press("Tab")
    items = page.locator(".jp-Completer:visible .jp-Completer-item")
    items.first.wait_for()
    return {
        str(one.locator(".jp-Completer-match").text_content()): str(one.get_attribute("title"))
        for one in items.all()
    }


def test_the_whole_office_is_within_reach(visit: Callable[..., Page]) -> None:
    page = visit()
    page.locator(".jp-DirListing-item", has_text="data").dblclick()
    page.locator(".jp-DirListing-item", has_text="registers").dblclick()
    expect(page.locator(".jp-DirListing-item", has_text="ocop.csv")).to_be_visible()


@pytest.mark.torture
def test_the_menu_names_each_format_once_and_each_works(visit: Callable[..., Page]) -> None:
    page = visit("look.ipynb")
    run_all(page)
    page.locator("a.baocao-number").first.wait_for()
    answers: list[tuple[int, bytes]] = []

    def answered(route: Route) -> None:
        # The window that is opened closes as soon as it has become a download.
        answer = route.fetch()
        answers.append((answer.status, answer.body()))
        route.fulfill(body="")

    page.context.route("**/nbconvert/baocao_*/**", answered)
    starts = {"HTML": b"<!DOCTYPE html>", "PDF": b"%PDF-", "Word": b"PK"}
    for name, start in starts.items():
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.get_by_text("Save and Export Notebook As", exact=True).hover()
        menu = page.locator("#jp-mainmenu-file-notebookexport .lm-Menu-itemLabel")
        expect(menu.get_by_text("Báo cáo", exact=False)).to_have_text(
            ["Báo cáo HTML", "Báo cáo PDF", "Báo cáo Word"]
        )
        assert [text for text in menu.all_inner_texts() if "aocao" in text] == []
        menu.get_by_text(f"Báo cáo {name}", exact=True).click()
        assert until(lambda: page.wait_for_timeout(50) or answers, 60)
        status, data = answers.pop()
        assert status == 200
        assert data.lstrip().lower().startswith(start.lower())
        if name == "HTML":
            assert 'data-fact="ocop.recognised"' in data.decode()


def test_a_cell_of_prose_wraps_and_is_not_coloured_as_python(visit: Callable[..., Page]) -> None:
    page = visit("wide.ipynb")
    prose = cell(page, 1)
    scroller = prose.locator(".cm-scroller")
    assert scroller.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert prose.bounding_box()["height"] > 300  # type: ignore[index]
    coloured = prose.locator(".cm-line span").all_inner_texts()
    assert "{{" in coloured
    assert {"for", "and", "while", "class", "in"}.isdisjoint(coloured)
    # Python is as ever, and a cell can become the one from the other.
    assert "import" in cell(page, 0).locator(".cm-line span").all_inner_texts()
    changed = new_cell(page, "for x in y")
    expect(changed.locator(".cm-line span", has_text="for")).to_have_count(1)
    page.keyboard.press("Control+a")
    page.keyboard.type("%%narrate\nfor x in y")
    expect(changed.locator(".cm-line span", has_text="%%narrate")).to_have_count(1)
    expect(changed.locator(".cm-line span", has_text="for")).to_have_count(0)
    page.keyboard.press("Control+a")
    page.keyboard.type("for z in y")
    expect(changed.locator(".cm-line span", has_text="for")).to_have_count(1)


def test_help_is_given_where_one_writes(visit: Callable[..., Page]) -> None:
    page = visit("write.ipynb")
    run_all(page)
    page.locator("a.baocao-number").first.wait_for()
    writing = new_cell(page, "%%narrate\nCó {{ oc")
    offered = completions(page)
    assert offered["ocop.recognised"] == "119 sản phẩm: Sản phẩm OCOP được công nhận"
    page.keyboard.press("Escape")
    page.keyboard.type("op.recognised }} sản phẩm, {{ ocop.recognised.")
    offered = completions(page)
    assert offered["vs_last_year"] == "so với cùng thời điểm năm trước tăng 18 sản phẩm (17,8%)"
    page.keyboard.type("vs_la")
    best = page.locator(".jp-Completer:visible .jp-Completer-match").first
    expect(best).to_have_text("vs_last_year")
    page.keyboard.press("Enter")
    expect(writing).to_contain_text("{{ ocop.recognised.vs_last_year")
    page.keyboard.type(' }}.\nThực hiện {{ cite("58')
    assert list(completions(page)) == ["58/NQ-CP"]
    page.keyboard.press("Enter")
    page.keyboard.type('") }}.')
    page.keyboard.press("Shift+Enter")
    made = writing.page.locator(".jp-Notebook .jp-CodeCell", has_text="58/NQ-CP").last
    expect(made.locator(".jp-OutputArea-output")).to_contain_text(
        "Thực hiện Nghị quyết số 58/NQ-CP ngày 27/4/2020"
    )


def test_a_name_is_explained_and_so_is_the_language(visit: Callable[..., Page]) -> None:
    page = visit("write.ipynb")
    run_all(page)
    page.locator("a.baocao-number").first.wait_for()
    new_cell(page, "%%narrate\nCó {{ ocop.recognised")
    page.keyboard.press("Shift+Tab")
    tooltip = page.locator(".jp-Tooltip")
    expect(tooltip).to_contain_text("Sản phẩm OCOP được công nhận: 119 sản phẩm")
    expect(tooltip).to_contain_text("data/registers/ocop.csv")
    page.keyboard.press("Escape")
    asked = new_cell(page, "%%narrate?")
    page.keyboard.press("Control+Enter")
    expect(asked.locator(".jp-OutputArea-output")).to_contain_text("Lời văn của báo cáo")
    expect(asked.locator(".jp-OutputArea-output")).to_contain_text("vs_last_year")


@pytest.mark.parametrize(
    "notebook", [pytest.param("look.ipynb", marks=pytest.mark.torture), "stranger.ipynb"]
)
def test_a_number_leads_to_its_rows(visit: Callable[..., Page], notebook: str) -> None:
    """By mouse and by keyboard, in a notebook that is trusted and in one that is not."""
    page = visit(notebook)
    if notebook == "look.ipynb":
        run_all(page)
    else:
        expect(page.locator("a.baocao-number").first).to_be_visible()
    number = page.locator("a.baocao-number", has_text="119").first
    opened = page.locator("details.baocao-source:visible")
    expect(number).to_be_visible()
    expect(opened).to_have_count(0)
    number.click()
    expect(opened).to_have_count(1)
    expect(opened).to_contain_text("đến 30/9/2020: 30; đến 30/9/2021: 63; đến 30/9/2022: 101")
    expect(opened.locator("tbody tr")).to_have_count(10)
    expect(opened).to_contain_text("… và 109 dòng khác")
    # Under its paragraph.
    below = opened.bounding_box()
    above = number.locator("xpath=ancestor::p").bounding_box()
    assert below is not None
    assert above is not None
    assert below["y"] >= above["y"] + above["height"]
    number.click()
    expect(opened).to_have_count(0)
    growth = page.locator("a.baocao-number", has_text="17,8%").first
    growth.focus()
    page.keyboard.press("Enter")
    expect(opened).to_have_count(1)
    expect(opened).to_contain_text("ocop.recognised@2022-Q3 (101)")
    # JupyterLab does not begin to edit the cell.
    expect(page.locator(".jp-Notebook.jp-mod-editMode")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent") == "17,8%"


@pytest.mark.torture
def test_rows_that_are_not_public_are_nowhere_in_the_page(visit: Callable[..., Page]) -> None:
    page = visit("stranger.ipynb")
    page.locator("a.baocao-number", has_text="31").first.click()
    opened = page.locator("details.baocao-source:visible")
    expect(opened).to_contain_text("Sổ không công khai")
    expect(opened.locator("table")).to_have_count(0)


@pytest.mark.torture
def test_the_launcher_opens_the_page_for_documents(visit: Callable[..., Page]) -> None:
    page = visit()
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_text("New Launcher", exact=True).click()
    card = page.locator(".jp-LauncherCard:visible", has_text="Đối chiếu văn bản")
    with page.context.expect_page() as opened:
        card.first.click()
    desk = opened.value
    expect(desk.locator("h1")).to_have_text("Đối chiếu văn bản")
    # What is beside JupyterLab has an address and a pass of its own.
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", desk.url)
    desk.set_input_files("#file", {"name": "a.docx", "mimeType": "", "buffer": b"PK"})
    desk.get_by_role("button", name="Đối chiếu", exact=True).click()
    expect(desk.locator("article .fault .what")).to_contain_text("[MANUSCRIPT-02]")
