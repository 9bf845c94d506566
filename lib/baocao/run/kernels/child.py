"""A process that has imported what a notebook needs, and then becomes its kernel."""

from __future__ import annotations

import contextlib
import gc
import os
import runpy
import sys

from baocao.core.tracing import record_reads
from baocao.run.kernels.imports import forget_partial, import_quietly
from baocao.run.kernels.process import Job, Preload

__all__ = ["keep_from_collector", "preload_modules", "run_job"]

_LAUNCHER = "ipykernel_launcher"
# What every kernel imports at its start, and what most notebooks do.
_EVERY_KERNEL = (
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
)


def preload_modules(preload: Preload) -> None:
    """Import what kernels need, in a process that was started with ``-m``."""
    # As the kernel itself does, but before matplotlib is imported and reads it.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    # The debugger that comes with kernels warns of modules it cannot step into.
    quiet = "PYDEVD_DISABLE_FILE_VALIDATION" not in os.environ
    if quiet:
        os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    here = sys.path.pop(0)
    # Imports make no garbage; looking for it would take a sixth of the time.
    gc.disable()
    for name in (*_EVERY_KERNEL, *preload.first):
        import_quietly(name)
    gc.enable()
    sys.path.insert(0, here)
    if quiet:
        del os.environ["PYDEVD_DISABLE_FILE_VALIDATION"]
    keep_from_collector()


def keep_from_collector() -> None:
    """Exclude all present objects from garbage collection.

    What is never collected is never written to: its memory stays shared with the children.
    """
    gc.collect()
    gc.freeze()


def run_job(job: Job) -> None:
    """Do the job, to the end of the process."""
    os.environ.update(job.environment or {})
    if job.memory:
        _limit(job.memory)
    if "numpy" in sys.modules:
        # Else all kernels would draw the same random numbers.
        sys.modules["numpy"].random.seed()
    sys.argv = [job.module, *job.arguments]
    if job.module == _LAUNCHER:
        if hasattr(os, "getppid") and hasattr(os, "fork"):
            # A kernel ends when its parent does. It read the variable that names the parent when
            # it was imported, which was before the fork.
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
