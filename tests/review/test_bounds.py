"""Files that ask for much memory or time are refused, or read, within one gigabyte and 20 s."""

from __future__ import annotations

import re
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from baocao.core.bounded import Bounds, BoundsError, call_bounded
from baocao.core.errors import ManuscriptError
from baocao.review.manuscripts import Block, Manuscript, read_manuscript
from baocao.review.proofread import as_lines, find_corrections
from baocao.review.proofread.dictionary import Dictionary
from baocao.review.verify.passages import passages_of
from support.folders import ROOT
from support.hostile_files import HOSTILE, long_report
from support.processes import BAOCAO, patience, started

MEMORY, SECONDS = 1_000_000_000, 20
PERIOD = "2023-Q3"
# The one that wants most; the others are left to ``make torture``.
HARDEST = "text-bomb.pdf"


@dataclass
class Used:
    """What a command and its children used at the most."""

    memory: int = 0
    seconds: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)

    def watch(self, pid: int) -> None:
        """Look again and again, until the command has ended.

        Memory that several processes share is counted once; the time is that of the processor,
        so that a busy machine fails no test.
        """
        last: dict[int, float] = {}
        while not self.ended.wait(0.05):
            memory = 0
            try:
                command = psutil.Process(pid)
                for process in (command, *command.children(recursive=True)):
                    memory += process.memory_full_info().pss
                    times = process.cpu_times()
                    last[process.pid] = times.user + times.system
            except psutil.Error:
                continue
            self.memory = max(self.memory, memory)
            self.seconds = sum(last.values())


def measured(*arguments: str) -> tuple[subprocess.CompletedProcess[str], Used]:
    used = Used()
    with started([BAOCAO, *arguments, "--workspace", str(ROOT)]) as process:
        watcher = threading.Thread(target=used.watch, args=(process.pid,))
        watcher.start()
        try:
            out, err = process.communicate(timeout=patience(SECONDS))
        finally:
            used.ended.set()
            watcher.join()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err), used


def within_bounds(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What the command printed: a result or a coded error, without a traceback."""
    done, used = measured(*arguments)
    told = f"{used.memory / 1e6:.0f} MB, {used.seconds:.1f} s, {done.stderr[-2000:]}"
    assert used.memory < MEMORY, told
    assert used.seconds < SECONDS, told
    assert "Traceback" not in done.stderr, told
    assert done.returncode in (0, 1), told
    if done.returncode and not done.stdout:
        assert re.match(r"\[(MANUSCRIPT|ADOPTION)-\d\d\] .+\n  Ở đâu: ", done.stderr), told
    return done


NAMES = [
    pytest.param(name, marks=pytest.mark.slow if name == HARDEST else pytest.mark.torture)
    for name in HOSTILE
]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_is_read_or_refused_within_bounds(
    name: str, tmp_path: Path, standing: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    outputs = ("--outputs", str(standing))
    within_bounds("proofread", str(path))
    within_bounds("verify", str(path), PERIOD, *outputs)
    if path.suffix == ".docx":
        within_bounds("adopt", str(path), PERIOD, *outputs)


@pytest.mark.slow
@pytest.mark.torture
def test_an_honest_report_of_two_hundred_pages_is_read(tmp_path: Path, standing: Path) -> None:
    path = long_report(tmp_path)
    assert "chỗ cần xem" in within_bounds("proofread", str(path)).stdout
    marked = tmp_path / "marked.docx"
    outputs = ("--outputs", str(standing), "--annotate", str(marked))
    found = within_bounds("verify", str(path), PERIOD, *outputs).stdout
    assert re.search(r"\n14500 con số, ", found) and marked.exists()
    assert "chỗ nữa; --json cho đủ" in found


@pytest.fixture(scope="session")
def standing(reports: object) -> Path:
    """The outputs folder in which the report stands already."""
    return reports(PERIOD).parent  # type: ignore[operator, no-any-return]


def test_what_asks_for_too_much_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(HOSTILE["text-bomb.pdf"]())
    with pytest.raises(ManuscriptError) as caught:
        read_manuscript(path)
    assert str(caught.value) == (
        "[MANUSCRIPT-07] Tệp đòi quá nhiều bộ nhớ hoặc thời gian để đọc.\n"
        f"  Ở đâu:    {path}\n"
        "  Đang có:  cần hơn 600 MB bộ nhớ\n"
        "  Cách sửa: kiểm tra tệp do ai gửi, có đúng là báo cáo không; nếu đúng, mở tệp rồi lưu lại"
    )


def test_more_numbers_than_any_report_has_are_told_in_words() -> None:
    block = Block("12 " * 30_001, "text", ((0, "đoạn 1"), (60_000, "đoạn 2")))
    with pytest.raises(ManuscriptError) as caught:
        passages_of([block], (), ())
    assert str(caught.value) == (
        "[MANUSCRIPT-05] Tệp quá lớn để đối chiếu.\n"
        "  Ở đâu:    đoạn 2\n"
        "  Đang có:  hơn 30000 con số, ngày và lời khẳng định\n"
        "  Cách sửa: kiểm tra có đúng là tệp báo cáo không; nếu đúng, tách tệp"
    )


def test_one_rule_of_proofreading_marks_so_many_places_and_says_so() -> None:
    block = Block("Đã bổ xung hồ sơ. " * 600, "text", ((0, "đoạn 1"),))
    found = find_corrections(Manuscript(Path("a.docx"), (block,)), Dictionary())
    assert sum(correction.found == "bổ xung" for correction in found) == 500
    assert list(as_lines(found))[-1] == (
        "Mỗi quy tắc chỉ nêu 500 chỗ đầu: sửa xong thì đọc soát lại."
    )


def test_words_of_a_box_in_a_box_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(HOSTILE["boxes-in-boxes.docx"]())
    assert len(read_manuscript(tmp_path / "a.docx").blocks) == 80


# ---------------------------------------------------------------- the bounds themselves


def test_a_call_in_bounds_answers_as_if_it_were_called_here() -> None:
    bounds = Bounds(200_000_000, 5)
    assert call_bounded(bounds, divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        call_bounded(bounds, divmod, 7, 0)


def test_a_call_that_wants_more_memory_is_ended() -> None:
    with pytest.raises(BoundsError, match="cần hơn 100 MB bộ nhớ"):
        call_bounded(Bounds(100_000_000, 5), bytearray, 400_000_000)


def test_a_call_that_takes_longer_is_ended() -> None:
    with pytest.raises(BoundsError, match="cần hơn 1 giây"):
        call_bounded(Bounds(100_000_000, 1), sum, range(10**12))


def test_a_call_whose_process_dies_is_an_error() -> None:
    from os import _exit, abort

    with pytest.raises(BoundsError, match="bị dừng, mã 3"):
        call_bounded(Bounds(100_000_000, 5), _exit, 3)
    # What a library in C does that gets no memory.
    with pytest.raises(BoundsError, match="cần hơn 100 MB bộ nhớ"):
        call_bounded(Bounds(100_000_000, 5), abort)
