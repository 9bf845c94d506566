"""The page on which documents are dropped: who may use it, what it keeps, that nothing stays."""

from __future__ import annotations

import asyncio
import io
import json
import re
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from docx.oxml.ns import qn
from playwright.sync_api import Page
from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from baocao.core.errors import Finding
from baocao.facts.book import shared_book
from baocao.review.desk import checks as checks_module
from baocao.review.desk import faults, worker
from baocao.review.desk.checks import MOST_WAITING, Checks, plain_name
from baocao.review.desk.explanations import Explanations
from baocao.review.desk.server import Desk, opened
from baocao.review.manuscripts import Block, Manuscript
from baocao.review.shelf.entries import Entry, Kept, OnPeriod, Row, Year
from baocao.workspace.workspace import Workspace
from support.browsers import chromium, needs_chromium
from support.folders import copy_of_the_workspace
from support.processes import BAOCAO, patience, started, until

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2023-Q3"


class NoJob:
    """In place of the process that checks: it ends when the test says so."""

    made: list[NoJob]

    def __init__(self, asked: Mapping[str, Any], step: Any, ended: Any, **_: Any) -> None:
        self.asked, self.step, self.ended, self.is_stopped = asked, step, ended, False
        NoJob.made.append(self)

    def stop(self) -> None:
        self.is_stopped = True
        self.ended([], None)

    def wait(self, seconds: float) -> None:
        """It has ended."""


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[NoJob]:
    NoJob.made = []
    monkeypatch.setattr(checks_module, "Job", NoJob)
    return NoJob.made


class Client:
    """A browser, or somebody who is none."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.home = f"http://127.0.0.1:{desk.entry.port}"
        self.mine = {"Cookie": f"{desk.entry.cookie_name}={desk.entry.cookie}"}

    async def ask(
        self, method: str, address: str, body: bytes | None = None, **headers: str
    ) -> HTTPResponse:
        sent = {**self.mine, "Origin": self.home, **headers}
        return await AsyncHTTPClient(force_instance=True).fetch(
            f"{self.home}{address}",
            method=method,
            body=b"" if body is None and method == "POST" else body,
            headers={name: text for name, text in sent.items() if text},
            raise_error=False,
            follow_redirects=False,
        )

    async def drop(self, name: str, data: bytes = b"119", more: str = "") -> HTTPResponse:
        return await self.ask("POST", f"/documents?name={quote(name, safe='')}{more}", data)


def told(answer: HTTPResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.body)
    return found


def codes(answer: HTTPResponse) -> tuple[int, list[str]]:
    return answer.code, [one["code"] for one in told(answer)["findings"]]


@pytest.fixture(scope="module")
def space() -> Workspace:
    return Workspace.load(ROOT)


@pytest.fixture
def served(space: Workspace, tmp_path: Path, jobs: list[NoJob]) -> Callable[..., None]:
    """Runs a test beside the server."""

    def run(test: Callable[[Client], Awaitable[None]], most_bytes: int = 1000) -> None:
        async def beside() -> None:
            with opened(space, tmp_path, most_bytes=most_bytes) as desk:
                await test(Client(desk))

        asyncio.run(beside())

    return run


# ---------------------------------------------------------------- who may use it


@pytest.mark.parametrize(
    ("method", "address", "headers"),
    [
        ("GET", "/", {"Cookie": ""}),
        ("GET", "/?token=wrong", {"Cookie": ""}),
        ("GET", "/documents/a", {"Cookie": "baocao-desk-1=x"}),
        ("GET", "/", {"Host": "evil.example"}),
        ("POST", "/documents?name=a.docx", {"Host": "evil.example"}),
        ("POST", "/documents?name=a.docx", {"Origin": ""}),
        ("POST", "/documents?name=a.docx", {"Origin": "http://evil.example"}),
        ("POST", "/documents?name=a.docx", {"Origin": "null"}),
        ("POST", "/explanations?fact=a&period=2023", {"Origin": "http://127.0.0.1:1"}),
        ("DELETE", "/documents/a", {"Origin": "http://evil.example"}),
        ("POST", "/documents?name=a.docx", {"Cookie": ""}),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value,
)
def test_only_the_page_itself_is_answered(
    served: Callable[..., None],
    jobs: list[NoJob],
    tmp_path: Path,
    method: str,
    address: str,
    headers: dict[str, str],
) -> None:
    async def test(client: Client) -> None:
        answer = await client.ask(method, address, **headers)
        assert codes(answer) == (403, ["DESK-03"])
        assert jobs == [] and list(tmp_path.iterdir()) == []

    served(test)


def test_the_address_with_the_token_gives_the_browser_its_cookie(
    served: Callable[..., None],
) -> None:
    async def test(client: Client) -> None:
        address = f"/?token={client.desk.entry.token}"
        answer = await client.ask("GET", address, Cookie="")
        cookie = answer.headers["Set-Cookie"]
        assert answer.code == 200 and "HttpOnly" in cookie and "SameSite=Strict" in cookie
        assert client.desk.entry.token not in answer.body.decode() + cookie
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "http" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert (await client.ask("GET", "/")).code == 200
        assert (await client.ask("GET", "/static/desk.js")).code == 200
        assert (await client.ask("GET", "/static/desk.html.j2")).code == 404

    served(test)


# ---------------------------------------------------------------- what is dropped


def test_a_file_that_is_too_large_is_told_in_words(
    served: Callable[..., None], tmp_path: Path
) -> None:
    async def test(client: Client) -> None:
        answer = await client.drop("a.docx", b"1" * 2_000_000)
        assert codes(answer) == (413, ["DESK-02"])
        assert list(tmp_path.iterdir()) == []
        assert (await client.drop("b.docx", b"1" * 1000)).code == 201

    served(test)
    assert str(faults.too_large("a.docx", 123_400_000, 100_000_000)) == (
        "[DESK-02] Tệp quá lớn để nhận.\n"
        "  Ở đâu:    a.docx\n"
        "  Đang có:  123,4 MB; nhận nhiều nhất 100 MB\n"
        "  Cách sửa: kiểm tra có đúng là tệp báo cáo không; nếu đúng, tách tệp"
    )


def test_a_file_whose_size_is_not_told_is_cut_short(
    served: Callable[..., None], tmp_path: Path
) -> None:
    async def test(client: Client) -> None:
        async def pieces(write: Callable[[bytes], Awaitable[None]]) -> None:
            for _ in range(20):
                await write(b"1" * 100)

        answer = await AsyncHTTPClient(force_instance=True).fetch(
            f"{client.home}/documents?name=a.docx",
            method="POST",
            body_producer=pieces,
            headers={**client.mine, "Origin": client.home},
            raise_error=False,
        )
        assert codes(answer) == (413, ["DESK-02"])
        assert list(tmp_path.iterdir()) == []

    served(test)


@pytest.mark.parametrize("name", ["a.exe", "a", "", "..", "a.docm", "a.docx/../a.js"])
def test_a_file_of_another_kind_is_not_taken(
    served: Callable[..., None], tmp_path: Path, name: str
) -> None:
    async def test(client: Client) -> None:
        assert codes(await client.drop(name)) == (400, ["MANUSCRIPT-01"])
        assert list(tmp_path.iterdir()) == []

    served(test)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.docx", "x.docx"),
        ("/etc/x.docx", "x.docx"),
        ("C:\\Users\\x.docx", "x.docx"),
        ("a\u200bb.docx", "ab.docx"),
        ("Báo cáo (sửa).docx", "Báo cáo (sửa).docx"),
        ("<script>.docx", "script.docx"),
        ("\u202excod.docx", "xcod.docx"),
        ("x" * 300 + ".docx", "x" * 50 + ".docx"),
        (".docx.docx", "docx.docx"),
    ],
)
def test_names_lead_nowhere(
    served: Callable[..., None], jobs: list[NoJob], tmp_path: Path, name: str, kept: str
) -> None:
    assert plain_name(name) == kept
    assert plain_name(f"\x00{name}\n") == kept

    async def test(client: Client) -> None:
        assert (await client.drop(name, b"words")).code == 201
        file = Path(jobs[0].asked["file"])
        assert file.parent.parent.parent == tmp_path
        assert (file.name, file.read_bytes()) == (kept, b"words")

    served(test)


def test_documents_are_checked_one_at_a_time(
    served: Callable[..., None], jobs: list[NoJob]
) -> None:
    async def test(client: Client) -> None:
        first, second = told(await client.drop("a.docx")), told(await client.drop("b.docx"))
        assert (first["state"], second["state"], second["before"]) == ("working", "waiting", 1)
        assert len(jobs) == 1
        jobs[0].step("đã dựng ocop")
        assert told(await client.ask("GET", f"/documents/{first['key']}"))["step"] == "đã dựng ocop"
        jobs[0].ended([], {"good": True, "files": []})
        await asyncio.sleep(0.01)
        assert told(await client.ask("GET", f"/documents/{second['key']}"))["state"] == "working"
        assert len(jobs) == 2

    served(test)


def test_not_more_wait_than_the_page_keeps(served: Callable[..., None]) -> None:
    async def test(client: Client) -> None:
        for number in range(1 + MOST_WAITING):
            assert (await client.drop(f"{number}.docx")).code == 201
        assert codes(await client.drop("more.docx")) == (400, ["DESK-04"])

    served(test)


def test_a_period_that_was_asked_for_is_taken(
    served: Callable[..., None], jobs: list[NoJob]
) -> None:
    async def test(client: Client) -> None:
        key = told(await client.drop("a.docx", more="&period=2023-Q2"))["key"]
        assert jobs[0].asked["period"] == "2023-Q2" and jobs[0].asked["anyway"] is False
        choices = [["2023-Q3", "quý III/2023"]]
        jobs[0].ended([], {"good": False, "ask": "other", "choices": choices})
        await asyncio.sleep(0.01)
        assert told(await client.ask("GET", f"/documents/{key}"))["state"] == "asking"
        assert Path(jobs[0].asked["file"]).exists()
        await client.ask("POST", f"/documents/{key}?period=2023-Q3&anyway=1")
        assert (jobs[1].asked["period"], jobs[1].asked["anyway"]) == ("2023-Q3", True)
        assert codes(await client.ask("POST", f"/documents/{key}?period=2023")) == (
            404,
            ["DESK-06"],
        )

    served(test)


# ---------------------------------------------------------------- nothing stays


def test_a_document_goes_when_it_is_checked_and_its_results_when_asked(
    served: Callable[..., None], jobs: list[NoJob], tmp_path: Path
) -> None:
    async def test(client: Client) -> None:
        key = told(await client.drop("a.docx"))["key"]
        (tmp_path / key / "results.html").write_text("<p>119</p>", encoding="utf-8")
        (tmp_path / key / "other.html").write_text("", encoding="utf-8")
        jobs[0].ended([], {"good": True, "files": []})
        await asyncio.sleep(0.01)
        assert not Path(jobs[0].asked["file"]).exists()
        assert (await client.ask("GET", f"/documents/{key}/results.html")).body == b"<p>119</p>"
        assert (await client.ask("GET", f"/documents/{key}/other.html")).code == 404
        assert (await client.ask("DELETE", f"/documents/{key}")).code == 204
        assert list(tmp_path.iterdir()) == []
        assert codes(await client.ask("GET", f"/documents/{key}")) == (404, ["DESK-06"])

    served(test)


def test_a_check_that_is_given_up_leaves_nothing(
    served: Callable[..., None], jobs: list[NoJob], tmp_path: Path
) -> None:
    async def test(client: Client) -> None:
        key = told(await client.drop("a.docx"))["key"]
        await client.ask("DELETE", f"/documents/{key}")
        await asyncio.sleep(0.01)
        assert jobs[0].is_stopped and list(tmp_path.iterdir()) == []

    served(test)


def test_results_that_nobody_removes_go_after_a_time(
    space: Workspace, tmp_path: Path, jobs: list[NoJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Checks(space, tmp_path, lambda function: function())
    check = kept.begin("a.docx", task="check")
    kept.add(check)
    jobs[0].ended([], {"good": True})
    kept.sweep()
    assert kept[check.key] is check and check.folder.exists()
    monkeypatch.setattr(checks_module, "KEPT_SECONDS", -1)
    kept.sweep()
    assert not check.folder.exists()


# ---------------------------------------------------------------- what is said


def test_faults_of_the_page_are_told_in_words() -> None:
    assert str(faults.port_taken(8899, "cổng đang dùng")) == (
        "[DESK-01] Không mở được trang đối chiếu ở cổng này.\n"
        "  Ở đâu:    127.0.0.1:8899\n"
        "  Đang có:  cổng đang dùng\n"
        "  Cách sửa: chọn --port khác"
    )
    assert str(faults.not_from_the_page("thiếu mã mở trang")) == (
        "[DESK-03] Địa chỉ này không còn mở được trang đối chiếu.\n"
        "  Đang có:  thiếu mã mở trang\n"
        "  Cách sửa: mở địa chỉ mà lệnh baocao desk đã in, hoặc chạy lại lệnh"
    )
    assert str(faults.too_many(8)) == (
        "[DESK-04] Đang có quá nhiều văn bản chờ đối chiếu.\n"
        "  Đang có:  8 văn bản\n"
        "  Cách sửa: chờ, rồi thả lại"
    )
    assert str(faults.lost("mã thoát -9")) == (
        "[DESK-05] Tiến trình đối chiếu bị dừng giữa chừng.\n"
        "  Đang có:  mã thoát -9\n"
        "  Cách sửa: xem máy có thiếu bộ nhớ không, rồi thả tệp lại"
    )
    assert str(faults.gone()) == (
        "[DESK-06] Văn bản này đã được xóa khỏi trang.\n  Cách sửa: thả tệp lại để đối chiếu"
    )


def test_a_port_that_is_taken_is_told(space: Workspace, tmp_path: Path) -> None:
    async def test() -> None:
        with (
            opened(space, tmp_path) as desk,
            pytest.raises(faults.DeskError, match="DESK-01"),
            opened(space, tmp_path, desk.entry.port),
        ):
            raise AssertionError("two listen on one port")

    asyncio.run(test())


class Told:
    """What the worker tells."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def __call__(self, **line: Any) -> None:
        self.lines.append(line)


def test_the_worker_asks_for_a_period_that_nothing_names(space: Workspace, tmp_path: Path) -> None:
    said = Told()
    block = Block("Quý I/2023 có 3 dự án, quý II/2023 có 4 dự án.", "text", ((0, "đoạn 1"),))
    asked: worker.Asked = {"period": "", "anyway": False}
    manuscript = Manuscript(tmp_path / "a.docx", (block,))
    worker._check_read(space, asked, manuscript, tmp_path, said)  # type: ignore[arg-type]
    (line,) = said.lines
    choices = [("2023-Q1", "quý I/2023"), ("2023-Q2", "quý II/2023")]
    assert line["done"]["ask"] == "period" and line["done"]["choices"] == choices


def test_a_finding_names_the_document_as_its_reader_does(tmp_path: Path) -> None:
    file = tmp_path / "document" / "a.docx"
    found = worker._by_name(Finding("MANUSCRIPT-02", "", f"{file}, đoạn 1"), file)
    assert found.where == "a.docx, đoạn 1"


def test_a_number_is_explained_by_its_id_or_in_words(
    served: Callable[..., None], jobs: list[NoJob]
) -> None:
    async def test(client: Client) -> None:
        async def asked(fact: str) -> HTTPResponse:
            query = urlencode({"fact": fact, "period": "quý III/2023"})
            return await client.ask("POST", f"/explanations?{query}")

        # A document that is being checked is not waited for.
        assert (await client.drop("a.docx")).code == 201
        for name in ("ocop.recognised", "sản phẩm OCOP được công nhận "):
            page = told(await asked(name))["page"]
            assert "<dd>119 sản phẩm</dd>" in page and "các dòng sổ, còn 99 dòng khác" in page
        answer = await asked("so san pham OCOP")
        assert codes(answer) == (400, ["INDICATOR-05"])
        remedy = told(answer)["findings"][0]["remedy"]
        assert remedy.startswith("có phải: Sản phẩm OCOP") and "lib/" not in remedy
        assert len(jobs) == 1

    served(test)


def test_one_book_is_kept_and_follows_its_files(tmp_path: Path) -> None:
    office = copy_of_the_workspace(tmp_path)
    explanations = Explanations(Workspace.load(office))
    register = office / "data/registers/ocop.csv"

    def recognised() -> str:
        page = asyncio.run(explanations.page("ocop.recognised", PERIOD))
        return re.findall(r"<dd>(\d+) sản phẩm</dd>", page)[0]

    assert recognised() == "119"
    book = shared_book(Workspace.load(office))
    assert recognised() == "119" and shared_book(Workspace.load(office)) is book
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)
    register.write_text("".join(line for line in lines if "OCOP-001" not in line), encoding="utf-8")
    assert recognised() == "118"
    explanations.close()


def test_a_page_that_is_loaded_anew_has_its_documents(
    served: Callable[..., None], jobs: list[NoJob]
) -> None:
    async def test(client: Client) -> None:
        keys = [told(await client.drop(name))["key"] for name in ("a.docx", "b.docx")]
        jobs[0].ended([], {"good": True, "files": []})
        await asyncio.sleep(0.01)
        found = told(await client.ask("GET", "/documents"))["documents"]
        shown = [(one["key"], one["name"], one["state"]) for one in found]
        assert shown == [(keys[0], "a.docx", "done"), (keys[1], "b.docx", "working")]
        await client.ask("DELETE", f"/documents/{keys[0]}")
        found = told(await client.ask("GET", "/documents"))["documents"]
        assert [one["key"] for one in found] == keys[1:]
        assert (await client.ask("GET", "/documents", Cookie="")).code == 403

    served(test)


def test_the_page_leads_to_the_shelf(tmp_path: Path, jobs: list[NoJob]) -> None:
    space = replace(Workspace.load(ROOT), outputs=tmp_path / "outputs")
    days = ("2023-07-01", "2023-09-30")
    entry = Entry(PERIOD, "BÁO CÁO", files=("report.html",))
    on_shelf = OnPeriod(PERIOD, "quarter", "quý III/2023", *days, 2023, "năm 2023", (entry,))

    def shelve() -> None:
        kept = Kept(space.outputs / "shelf")
        kept.begin()
        kept.write(on_shelf)
        kept.write_rows(2023, {PERIOD: Row("quarter", days[1], 92, 1, "")})
        kept.write_years({2023: Year("năm 2023", {"quarter": 1}, 1, "")})
        (space.outputs / "index.html").write_text("", encoding="utf-8")

    async def test() -> None:
        with opened(space, tmp_path) as desk:
            client = Client(desk)
            page = (await client.ask("GET", "/")).body.decode()
            assert "Chưa có danh mục báo cáo." in page
            shelve()
            page = (await client.ask("GET", "/")).body.decode()
            assert 'href="shelf?page=shelf/periods/2023-Q3.html"' in page
            answer = await client.ask("GET", "/shelf?page=shelf/periods/2023-Q3.html")
            place = answer.headers["Location"]
            assert answer.code == 302 and "/shelf/periods/2023-Q3.html?token=" in place
            # Another port is another page to a browser: a report cannot ask for documents.
            assert f":{desk.entry.port}/" not in place
            answer = await client.ask("GET", "/shelf?page=//evil.example")
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=.*", answer.headers["Location"])

    asyncio.run(test())


# ---------------------------------------------------------------- as a person uses it


@pytest.fixture
def page(reports: Callable[[str], Path]) -> Iterator[tuple[Page, Any, Path]]:
    """The page in a browser, the process that serves it, and the report as it was built."""
    built = reports(PERIOD)
    line = [BAOCAO, "desk", "--no-browser", "--workspace", str(ROOT)]
    with started([*line, "--outputs", str(built.parent)]) as process:
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address is not None
        with chromium() as browser:
            shown = browser.new_page()
            faults_seen: list[str] = []
            shown.on("console", lambda message: faults_seen.append(message.text))
            shown.on("pageerror", lambda error: faults_seen.append(str(error)))
            shown.goto(address[0])
            yield shown, process, built
        assert faults_seen == []


def edited(path: Path) -> bytes:
    """The report with its first 119 typed over."""
    document, made = Document(str(path)), io.BytesIO()
    texts = (text for text in document.element.body.iter(qn("w:t")) if text.text == "119")
    next(texts).text = "191"
    document.save(made)
    return made.getvalue()


@pytest.mark.slow
@pytest.mark.browser
@needs_chromium
def test_a_wrong_number_is_shown_on_the_page(page: tuple[Page, Any, Path]) -> None:
    shown, process, built = page
    data = list(edited(built / "report.docx"))
    # As a person drops it; the file's own button is used by keyboard below.
    shown.evaluate(
        """(bytes) => {
          const held = new DataTransfer();
          held.items.add(new File([new Uint8Array(bytes)], 'Báo cáo đã sửa.docx'));
          const how = { dataTransfer: held, bubbles: true, cancelable: true };
          const event = new DragEvent('drop', how);
          document.getElementById('drop').dispatchEvent(event);
        }""",
        data,
    )
    shown.wait_for_selector("article .conclusion", timeout=patience(120) * 1000)
    wrong = shown.inner_text("article .places tbody tr")
    assert "191 sản phẩm" in wrong and "119 sản phẩm" in wrong
    said = "Báo cáo đã sửa.docx: Có 1 chỗ sai so với số liệu, phải sửa trước khi ký."
    assert shown.inner_text("#said") == said
    assert shown.evaluate("document.activeElement.textContent") == "Báo cáo đã sửa.docx"
    found = Axe().run(shown, options={"resultTypes": ["violations"]}).response["violations"]
    assert found == []
    with shown.expect_download() as download:
        shown.click("text=Văn bản có nhận xét (Word)")
    assert download.value.suggested_filename == "Báo cáo đã sửa-van-ban-co-nhan-xet.docx"
    saved = Document(download.value.path())
    assert any("119 sản phẩm" in comment.text for comment in saved.comments)

    # Loaded anew, the page has its results, and takes nobody to them.
    shown.reload()
    shown.wait_for_selector("article .conclusion", timeout=patience(30) * 1000)
    assert "191 sản phẩm" in shown.inner_text("article .places tbody tr")
    assert shown.evaluate("document.activeElement.tagName") == "BODY"
    shown.set_viewport_size({"width": 360, "height": 740})
    assert shown.evaluate("document.documentElement.scrollWidth") == 360
    assert shown.evaluate("document.querySelector('article .sheet').scrollWidth") <= 360

    shown.click("article button.explain")
    shown.wait_for_selector("#explained dl", timeout=patience(30) * 1000)
    assert "119 sản phẩm" in shown.inner_text("#explained dl")

    # A second one by keyboard alone, refused in words.
    shown.set_input_files("#file", {"name": "a.docx", "mimeType": "", "buffer": b"PK\\x03\\x04"})
    shown.focus("#file")
    for _ in range(2):
        shown.keyboard.press("Tab")
    shown.keyboard.press("Enter")
    shown.wait_for_selector("article .fault", timeout=patience(30) * 1000)
    assert "[MANUSCRIPT-02] Tệp không đọc được." in shown.inner_text("article .fault")

    held = {one.path for one in _open_locks(process.pid)}
    assert held
    process.send_signal(signal.SIGTERM)
    assert process.wait(patience(20)) == 0
    assert until(lambda: not any(Path(path).exists() for path in held))


def _open_locks(pid: int) -> list[Any]:
    """The locks of private folders that a process holds."""
    return [one for one in psutil.Process(pid).open_files() if "/baocao-" in one.path]
