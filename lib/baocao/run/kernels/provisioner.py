"""Jupyter's way to start a kernel, warm."""

from __future__ import annotations

import asyncio
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, Int, Unicode

from baocao.run.kernels import host, pool
from baocao.run.kernels.process import Job, Preload, Setup

__all__ = ["WarmProvisioner"]

_MODULE = "ipykernel_launcher"


class WarmProvisioner(LocalProvisioner):
    """Forks Python kernels from a fork server, or takes pre-started ones where nothing can fork.

    All other kernels start as ever, and so do the first few of one kind unless `eager` is set:
    a fork server pays only when many kernels are started.  A subclass names in `preload` what its
    kernels need.
    """

    preload: ClassVar[Preload] = Preload()

    eager = Bool(False, config=True, help="Whether the first kernel starts the fork server.")
    waits = Bool(True, config=True, help="Whether it also waits until that server is ready.")
    memory_limit = Int(4 * 2**30, config=True, help="Bytes of data a kernel may hold; 0: any.")
    reads = Unicode("", config=True, help="A file that is to name what the notebook has read.")

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel whose command :meth:`pre_launch` has made."""
        if _MODULE not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        at = cmd.index(_MODULE)
        cwd = str(kwargs.get("cwd") or Path.cwd())
        env = kwargs.get("env") or dict(os.environ)
        setup = Setup.of(cmd[: at - 1], env, cwd, self.preload)
        job = Job.of(_MODULE, cmd[at + 1 :], env, memory=self.memory_limit, reads=self.reads)
        # An event loop must not wait for the server's imports. Not its own threads do: in a process
        # that was forked, a loop from before the fork counts on threads that are not there.
        threads = ThreadPoolExecutor(1)
        try:
            loop = asyncio.get_running_loop()
            started: Any = await loop.run_in_executor(threads, self._started, setup, job)
        finally:
            threads.shutdown(wait=False)
        if started is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = started
        self.pid = started.pid
        # Either kind leads a group of its own, where there are groups.
        self.pgid = started.pid if hasattr(os, "getpgid") else None
        self.cwd = cwd
        return self.connection_info

    def _started(self, setup: Setup, job: Job) -> host.Child | subprocess.Popen[bytes] | None:
        if not (host.repeated(setup) or self.eager):
            return None
        return (
            host.fork(setup, job, wait=self.eager and self.waits)
            if host.CAN_FORK
            else pool.take(setup, job)
        )
