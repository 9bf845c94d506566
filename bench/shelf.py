"""Measures the shelf: one more report among ten and among ten thousand, and its search.

``PYTHONPATH=tests python bench/shelf.py [REPORTS]`` makes that many small reports up (10.000 where
none is given), enters them all, then one of usual size here and there in turn, and prints the
medians in Markdown.  With Chromium it also opens the first page from the disk and searches.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from baocao.core.periods import Period, periods_between
from baocao.review.shelf.update import enter, rebuild
from baocao.workspace.workspace import Workspace
from support.shelves import fact, report
from support.small_offices import write_office
from timing import machine

KINDS = ("week", "month", "quarter", "half", "nine_months", "year")
LAST_YEAR = 2024
# Far more spans of days than anybody reports on, so that each year is as full as it can be.
SPANS = 146
RUNS = 9
# In each section of the report that is timed: as many as the department's quarterly report has.
FIGURES = 29
SOURCE = {
    "register": "data/registers/files.csv", "title": "Sổ hồ sơ", "sha256": "0" * 64, "rows": 60,
    "illustrative": 0, "filter": "Ngày nhận trong kỳ",
}  # fmt: skip
RARE = "khinh khí cầu"
WORDS = (
    "Trong kỳ các đơn vị đã tiếp nhận xử lý hồ sơ đất đai môi trường xây dựng giao thông đăng ký "
    "kinh doanh bảo hiểm tư pháp hộ tịch lao động việc làm giáo dục y tế văn hóa du lịch nông "
    "nghiệp thủy sản lâm nghiệp khoa học công nghệ thông tin truyền thông thanh tra kiểm tra"
)
LOOKED_FOR = {"in most reports": "dat dai", "in one report": RARE, "in none": "khủng long"}


def periods(workspace: Workspace, count: int) -> Iterator[Period]:
    """So many periods, those of the latest year first: the last weeks, then all others."""
    year = LAST_YEAR
    while True:
        first, last = date(year, 1, 1), date(year, 12, 31)
        found = periods_between(first, last, KINDS, workspace.calendar)
        starts = (first + timedelta(days=2 * n) for n in range(SPANS))
        found += [workspace.period(f"{day}--{day + timedelta(days=30)}") for day in starts]
        weeks = [period for period in found if period.kind == "week"][::-1]
        for period in dict.fromkeys([*weeks, *found]):
            yield period
            count -= 1
            if not count:
                return
        year -= 1


def write(workspace: Workspace, period: Period, more: str = "", figures: int = 1) -> str:
    """A report of eight sections with five sentences each; its place.

    Of the `figures` of a section the first is printed, the others only come with it.
    """
    chance, words = random.Random(str(period)), WORDS.split()
    sections: list[tuple[str, str, list[dict[str, Any]]]] = []
    for number in range(8):
        count = chance.randint(3, 900)
        own = fact(period, f"files.kind_{number}", count, f"Hồ sơ lĩnh vực {number + 1}")
        rows = {**SOURCE, "keys": [f"HS-{year}-{number:03}" for year in range(60)]}
        others = [
            fact(period, f"files.kind_{number}[{part}]", part, "Hồ sơ", provenance=[rows])
            for part in range(1, figures)
        ]
        told = [" ".join(chance.choices(words, k=18)).capitalize() + "." for _ in range(4)]
        sections.append(
            (f"Lĩnh vực {number + 1}", f"Có {{0}} hồ sơ. {' '.join(told)}{more}", [own, *others])
        )
    report(workspace.outputs, period, sections, title="Kết quả giải quyết hồ sơ")
    return str(period)


def office(root: Path, reports: int) -> tuple[Workspace, list[Period]]:
    """An office whose shelf has so many reports, and the periods that come next."""
    workspace = Workspace.load(write_office(root, "made_up"))
    workspace.outputs.mkdir()
    every = list(periods(workspace, reports + RUNS + 1))
    # What is entered later are the last weeks of the latest year, which is full already; here as
    # there the weeks before them have reports, and so small lines.
    later, first = every[: RUNS + 1], every[RUNS + 1 :]
    for period in first:
        write(workspace, period, f" Có {RARE}." if period is first[-1] else "")
    began = perf_counter()
    count, findings = rebuild(workspace)
    assert (count, findings) == (reports, []), findings
    print(f"{reports} reports entered anew: {perf_counter() - began:.1f} s", file=sys.stderr)
    return workspace, later


def one_more(few: tuple[Workspace, list[Period]], many: tuple[Workspace, list[Period]]) -> None:
    """Enter one more report here and there, in turn; the first of each is not counted."""
    offices = {"the 11th": few, "the last": many}
    clock: dict[str, list[float]] = {name: [] for name in offices}
    worked: dict[str, list[float]] = {name: [] for name in offices}
    for number in range(RUNS + 1):
        for name, (workspace, later) in offices.items():
            place = write(workspace, later[number], figures=FIGURES)
            began, busy = perf_counter(), process_time()
            assert enter(workspace, place) == []
            if number:
                clock[name].append(1000 * (perf_counter() - began))
                worked[name].append(1000 * (process_time() - busy))
            # The next one is again the one after so many.
            shutil.rmtree(workspace.outputs / place)
            assert enter(workspace, place) == []
    print("| one more report | ms by the clock | ms of the processor |\n|---|---|---|")
    middle = {name: (median(clock[name]), median(worked[name])) for name in offices}
    for name, (wall, cpu) in middle.items():
        print(f"| {name} | {wall:.0f} | {cpu:.0f} |")
    first, last = middle.values()
    print(f"| ratio | {last[0] / first[0]:.2f} | {last[1] / first[1]:.2f} |\n")


def sizes(outputs: Path) -> None:
    """How large what a reader opens is, and all of the shelf."""
    first = [outputs / "index.html", outputs / "shelf/shelf.css", outputs / "shelf/shelf.js"]
    print("| file | kB |\n|---|---|")
    print(f"| the first page with style and script | {sum(map(_kilobytes, first)):.0f} |")
    for name in ("years", "periods", "words", "text"):
        found = list(map(_kilobytes, (outputs / "shelf" / name).iterdir()))
        print(f"| `{name}/`, the largest of {len(found)} | {max(found):.0f} |")
    whole = sum(_kilobytes(path) for path in (outputs / "shelf").rglob("*") if path.is_file())
    print(f"| all of `shelf/` | {whole:.0f} |\n")


def _kilobytes(path: Path) -> float:
    return path.stat().st_size / 1000


def searches(outputs: Path) -> None:
    """How long Chromium takes to the first result, and to the last of the first twenty."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        print("no Chromium: the search was not measured", file=sys.stderr)
        return
    from playwright.sync_api import sync_playwright

    print("| words | first result, ms | all, ms | files | kB |\n|---|---|---|---|---|")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, words in LOOKED_FOR.items():
            page = browser.new_page()
            page.goto((outputs / "index.html").as_uri())
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            first, last = page.evaluate(_TIMED, words)
            read = [
                outputs / "shelf" / url.partition("/shelf/")[2].partition("?")[0] for url in asked
            ]
            told = "-" if first is None else f"{first:.0f}"
            size = sum(map(_kilobytes, read))
            print(f"| {name} | {told} | {last:.0f} | {len(read)} | {size:.0f} |")
            page.close()
        browser.close()


_TIMED = """async (words) => {
  const list = document.querySelector("#ket-qua ol"), told = document.getElementById("ket-qua-noi");
  const box = document.getElementById("tu-khoa");
  const began = performance.now();
  let first = null;
  new MutationObserver(() => { first ??= list.firstChild ? performance.now() - began : null; })
    .observe(list, { childList: true });
  const done = new Promise((end) => new MutationObserver(() => {
    if (told.textContent) end(performance.now() - began);
  }).observe(told, { childList: true }));
  box.value = words;
  box.form.requestSubmit();
  return [await done, first].reverse();
}"""


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="shelf-") as place:
        few = office(Path(place) / "few", 10)
        many = office(Path(place) / "many", count)
        print(f"{count} reports, {machine()}\n")
        one_more(few, many)
        sizes(many[0].outputs)
        searches(many[0].outputs)


if __name__ == "__main__":
    main()
