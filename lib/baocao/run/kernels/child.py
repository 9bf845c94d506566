"""A process that has imported what a notebook needs, and then becomes its kernel."""

from __future__ import annotations

import contextlib
import gc
import os
import runpy
import sys
from dataclasses import dataclass

from baocao.core.tracing import record_reads
from baocao.run.kernels.imports import forget_partial, import_quietly

__all__ = ["RETIRE", "Job", "become", "preload", "settle"]

RETIRE = b"null\n"
"""What a host says to a parent that is to fork no more."""

_LAUNCHER = "ipykernel_launcher"
# What a kernel imports at its start, and what a notebook of a report does.
_PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "matplotlib.pyplot",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "baocao.run.preload_notebooks",
)


@dataclass(frozen=True)
class Job:
    """A process to become: ``python -m module arguments``, with imports done.

    ``environment`` is what it has beside the parent's, ``memory`` the bytes of data that it may
    hold (0: any), and ``reads`` the file that is to name what it reads.
    """

    module: str
    arguments: list[str]
    environment: dict[str, str]
    memory: int = 0
    reads: str = ""


def preload() -> None:
    """Import what kernels need; a process that was started with ``-m`` by its host."""
    # As the kernel itself does, but before matplotlib is imported and reads it.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    # The debugger that comes with kernels tells of modules it cannot step into.
    quiet = "PYDEVD_DISABLE_FILE_VALIDATION" not in os.environ
    if quiet:
        os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    here = sys.path.pop(0)
    # Nothing that an import makes is garbage; to look for some takes a sixth of the time.
    gc.disable()
    for name in _PRELOADED:
        import_quietly(name)
    gc.enable()
    sys.path.insert(0, here)
    if quiet:
        del os.environ["PYDEVD_DISABLE_FILE_VALIDATION"]
    settle()


def settle() -> None:
    """Keep the collector from all that there is by now.

    What is never collected is never written to: its pages stay shared with the children.
    """
    gc.collect()
    gc.freeze()


def become(job: Job) -> None:
    """Do the job, to the end of the process."""
    os.environ.update(job.environment)
    if job.memory:
        _limit(job.memory)
    if "numpy" in sys.modules:
        # Else all kernels would draw the same numbers.
        sys.modules["numpy"].random.seed()
    sys.argv = [job.module, *job.arguments]
    if job.module == _LAUNCHER:
        if hasattr(os, "getppid") and hasattr(os, "fork"):
            # The kernel watches its parent and ends after it; it read the variable long ago.
            sys.argv.append(f"--IPKernelApp.parent_handle={os.getppid()}")
        forget_partial()
    if job.reads:
        record_reads(job.reads)
    runpy.run_module(job.module, run_name="__main__", alter_sys=True)


def _limit(memory: int) -> None:
    # Not every system can.
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
