"""The database of a process: used by task after task, by threads, and never by a forked child."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from pathlib import Path
from subprocess import run

import duckdb
import pytest

from baocao.core.errors import RegisterError
from baocao.registers.large import engine
from baocao.registers.large.engine import connected

_FORKING = """
import os, sys
from baocao.registers.large.engine import connected

def counted():
    with connected(64, "a.csv") as connection:
        return connection.sql("SELECT count(*) FROM range(3)").fetchall()[0][0]

counted()
child = os.fork()
if child:
    assert os.waitpid(child, 0)[1] == 0
print("parent" if child else "child", counted())
"""
_FORK = multiprocessing.get_context("fork")
_MEMORY_MB = 64


def _sum(upto: int) -> int:
    with connected(_MEMORY_MB, "a.csv") as connection:
        (found,) = connection.sql(f"SELECT sum(i) FROM range({upto}) t(i)").fetchall()
    return int(found[0])


def _exit_code_of_a_child() -> int | None:
    child = _FORK.Process(target=lambda: exit(0 if _sum(101) == 5050 else 1))
    child.start()
    child.join(60)
    if child.exitcode is None:
        child.kill()
    return child.exitcode


@pytest.fixture(autouse=True)
def _closed():
    yield
    engine._databases.close()


def test_tasks_share_a_database_and_none_of_its_tables(monkeypatch):
    opened = []
    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda **how: opened.append(how) or connect(**how))
    for _ in range(2):
        with connected(_MEMORY_MB, "a.csv") as connection:
            connection.execute("CREATE TEMP TABLE kept AS SELECT 1 AS one")
    with connected(_MEMORY_MB, "a.csv", threads=1) as connection:
        assert connection.sql("SELECT current_setting('threads')").fetchall() == [(1,)]
    assert len(opened) == 2, "one for each limit of memory and threads"


def test_a_child_that_was_forked_after_a_task_has_a_database_of_its_own_and_ends():
    assert _sum(101) == 5050
    assert _exit_code_of_a_child() == 0
    assert _sum(11) == 55


def test_a_forked_child_ends_like_any_process():
    # A process of multiprocessing leaves without closing anything; this one does not.
    told = run([sys.executable, "-c", _FORKING], capture_output=True, text=True, timeout=60)
    assert (told.returncode, told.stdout, told.stderr) == (0, "child 3\nparent 3\n", "")


def test_a_child_that_was_forked_during_a_task_of_another_thread_does_not_wait_for_it():
    begun, forked = threading.Event(), threading.Event()
    found = []

    def count() -> None:
        with connected(_MEMORY_MB, "a.csv") as connection:
            begun.set()
            forked.wait(60)
            found.extend(connection.sql("SELECT count(*) FROM range(7)").fetchall())

    thread = threading.Thread(target=count)
    thread.start()
    begun.wait(60)
    try:
        assert _exit_code_of_a_child() == 0
    finally:
        forked.set()
        thread.join(60)
    assert found == [(7,)]


def test_a_database_that_failed_is_not_used_again_and_its_folder_goes():
    with (
        pytest.raises(RegisterError, match=r"\[REGISTER-21\] "),
        connected(_MEMORY_MB, "a.csv") as connection,
    ):
        failed = engine._databases._kept[_MEMORY_MB, None]
        spill = Path(connection.sql("SELECT current_setting('temp_directory')").fetchall()[0][0])
        connection.sql("SELECT error('full')").fetchall()
    assert not spill.exists()
    assert _sum(11) == 55
    assert engine._databases._kept[_MEMORY_MB, None] is not failed
