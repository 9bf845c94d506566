"""Hearing the interruption of a kernel while none of its cells runs.

A kernel that runs no cell ignores it, and what works for a form in a process of its own goes on.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from typing import Any

__all__ = ["heard_while_idle"]

# A kernel sets its own handler around each message, such as the click that brought us here.
_AGAIN_SECONDS = 0.1


def heard_while_idle(stop: Callable[[], object]) -> Callable[[], None]:
    """Have `stop` called when the kernel is interrupted and runs no cell.

    A cell that runs meanwhile is interrupted as ever, and `stop` is not called.  Outside of a
    kernel nothing is done.

    Returns
    -------
    Callable
        Ends it; may be called from any thread, more than once.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return lambda: None
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    is_over = threading.Event()

    def heard(*_: Any) -> None:
        if not is_over.is_set():
            stop()

    def begin() -> None:
        if is_over.is_set():
            return
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            signal.signal(signal.SIGINT, heard)
        else:
            loop.call_later(_AGAIN_SECONDS, begin)

    def give_back() -> None:
        if signal.getsignal(signal.SIGINT) is heard:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def end() -> None:
        is_over.set()
        if not loop.is_closed():
            loop.call_soon_threadsafe(give_back)

    loop.call_soon(begin)
    return end
