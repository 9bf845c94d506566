"""Chromium, for the tests that look at a page in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from support.processes import patience

__all__ = ["chromium", "needs_chromium"]

_CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
_OPTIONS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]

needs_chromium = pytest.mark.skipif(
    _CHROMIUM is None, reason="không có Chromium: apt-get install chromium"
)
"""For a test that is skipped, and says so, where there is none."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, and as much patience of Playwright as the machine's load asks for."""
    expect.set_options(timeout=patience(10) * 1000)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=_CHROMIUM, args=_OPTIONS)
        yield opened
        opened.close()
