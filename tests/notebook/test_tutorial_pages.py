"""The tutorial in ``baocao lab``: each step is told what it lacks, and each is solved by hand."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from support.browsers import chromium, needs_chromium
from support.folders import ROOT, contents, copy_of_the_workspace
from support.lab_pages import serving, visiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]

TUTORIAL = ROOT / "docs" / "tutorial.ipynb"
CELLS = nbformat.read(TUTORIAL, as_version=4).cells
# Where each step is worked at, and where it is checked.
WORK = {cell.metadata.step: at for at, cell in enumerate(CELLS) if "step" in cell.metadata}
CHECK = {step: at + 1 for step, at in WORK.items()}
FOREIGN = """

foreign = Indicator(
    "Lượt khách quốc tế",
    unit="lượt",
    register=register,
    date="day",
    value=total("guests"),
    where={"kind": "Quốc tế"},
)
"""
SENTENCE = "Trong kỳ có {{ guests }} lượt khách"
ABROAD = "[, trong đó có {{ foreign }} lượt khách quốc tế]."
SOLVED = {
    2: "so_luot = report.fact(visits.guests).value\nso_luot",
    3: f"%%narrate\n{SENTENCE}.",
    4: f"%%narrate\n{SENTENCE}[, {{{{ guests.vs_last_year }}}}].",
    5: 'bieu_do = report.column_chart(visits.guests, title="Lượt khách")\nbieu_do',
    6: 'bang = report.breakdown(visits.guests, by="kind", title="Lượt khách theo loại")\nbang',
    9: CELLS[WORK[9]].source.removeprefix("# "),
}
# What the notebook says of a step that is not done.
LACKING = {
    1: "tutorial/data/registers/visits.csv rồi lưu",
    2: "Thay None bằng report.fact(visits.guests).value",
    3: "Viết {{ guests }} vào câu",
    4: "Viết {{ guests.vs_last_year }} vào câu",
    5: "Viết bieu_do = report.column_chart(",
    6: "Viết bang = report.breakdown(",
    7: "Khai báo foreign = Indicator(…) ở cuối tutorial/lib/tap_lam/visits.py",
    8: 'nhấn "Dựng báo cáo"',
    9: "Bỏ dấu # ở đầu ô",
}


def cell(page: Page, number: int) -> Locator:
    return page.locator(".jp-NotebookPanel:visible .jp-Notebook .jp-Cell").nth(number)


def run(page: Page, number: int, text: str = "") -> Locator:
    """Run a cell, what is typed into it first; its output."""
    here = cell(page, number)
    here.scroll_into_view_if_needed()
    here.locator(".jp-InputPrompt").click()
    if text:
        here.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text)
    before = here.locator(".jp-InputPrompt").inner_text()
    page.keyboard.press("Control+Enter")
    expect(here.locator(".jp-InputPrompt")).not_to_have_text(before)
    expect(here.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"))
    return here.locator(".jp-OutputArea")


def opened_file(page: Page, *names: str, editor: bool = False) -> None:
    """Open a file beside the tutorial as an analyst does, folder by folder."""
    page.locator(".jp-BreadCrumbs-home").click()
    *folders, name = ("docs", "tutorial", *names)
    for folder in folders:
        page.locator(".jp-DirListing-item", has=page.get_by_text(folder, exact=True)).dblclick()
    item = page.locator(".jp-DirListing-item", has=page.get_by_text(name, exact=True))
    if not editor:
        item.dblclick()
        return
    item.click(button="right")
    page.locator(".lm-Menu-itemLabel", has_text="Open With").hover()
    page.locator(".lm-Menu-itemLabel").get_by_text("Editor", exact=True).click()


def saved(page: Page) -> None:
    """Save what is open, and go back to the tutorial."""
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.keyboard.press("Control+s")
    page.locator(".lm-TabBar-tab", has_text="tutorial.ipynb").click()


def added(page: Page, text: str) -> None:
    """Write at the end of the file that is open."""
    page.locator(".jp-FileEditor:visible .cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)
    saved(page)


@pytest.mark.torture
def test_nine_steps_by_hand(tmp_path: Path) -> None:
    office = copy_of_the_workspace(tmp_path / "office")
    (office / "docs").mkdir()
    shutil.copy(TUTORIAL, office / "docs")
    before = contents(office / "data")
    with (
        serving(office) as address,
        chromium() as browser,
        visiting(browser, address) as visit,
    ):
        page = visit("docs/tutorial.ipynb")
        # Nothing covers the page, such as a question whether to show news.
        expect(page.get_by_text("Jupyter news")).to_have_count(0)
        for number in range(1, WORK[1]):
            if CELLS[number].cell_type == "code":
                run(page, number)
        for step, at in CHECK.items():
            if step in (3, 4):
                run(page, WORK[step])
            elif step in (2, 5, 6):
                expect(run(page, WORK[step])).to_have_text("")
            told = run(page, at)
            expect(told).to_contain_text(f"✗ Bước {step}: chưa đúng.")
            expect(told).to_contain_text(LACKING[step])

        def solved(step: int) -> None:
            if step in SOLVED:
                run(page, WORK[step], SOLVED[step])
            expect(run(page, CHECK[step])).to_contain_text(f"✓ Bước {step}: Đúng.")

        opened_file(page, "data", "registers", "visits.csv", editor=True)
        added(page, "K-05;15/09/2023;Trong nước;20;x;\n")
        for step in range(1, 7):
            solved(step)
        opened_file(page, "lib", "tap_lam", "visits.py")
        added(page, FOREIGN)
        solved(7)
        opened_file(page, "notebooks", "visits.ipynb")
        sentence = page.locator(".jp-NotebookPanel:visible .cm-content", has_text=SENTENCE)
        sentence.click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(f"%%narrate\n{SENTENCE}{ABROAD}")
        saved(page)
        form = run(page, WORK[8])
        form.get_by_role("button", name="Kiểm tra").click()
        expect(form).to_contain_text("Không có lỗi, kỳ 2023.")
        for name in ("PDF (in, lưu trữ)", "Word (sửa)"):
            form.get_by_text(name).click()
        form.get_by_role("button", name="Dựng báo cáo").click()
        expect(form).to_contain_text("Đã dựng xong: outputs/2023.")
        form.get_by_role("button", name="Mở").click()
        printed = form.frame_locator("iframe").locator("body")
        expect(printed).to_contain_text("Trong kỳ có 90 lượt khách, trong đó có 15 lượt khách")
        solved(8)
        solved(9)
    assert contents(office / "data") == before
