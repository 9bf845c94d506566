"""Jupyter's way to start a kernel, warm."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Int, Unicode

from baocao.run.kernels import host, pool

__all__ = ["WarmProvisioner"]

_MODULE = "ipykernel_launcher"


class WarmProvisioner(LocalProvisioner):
    """Forks Python kernels from a warm parent, or takes spare ones; starts all others as ever.

    Known to Jupyter as ``baocao-warm``: in a kernel's specification, or for all kernels by the
    environment variable ``JUPYTER_DEFAULT_PROVISIONER_NAME``.
    """

    memory_limit = Int(4 * 2**30, config=True, help="Bytes of data a kernel may hold; 0: any.")
    reads = Unicode("", config=True, help="A file that is to name what the notebook has read.")

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel whose command :meth:`pre_launch` has made."""
        if _MODULE not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        at = cmd.index(_MODULE)
        cwd = str(kwargs.get("cwd") or Path.cwd())
        job = {
            "module": _MODULE,
            "arguments": cmd[at + 1 :],
            "memory": self.memory_limit,
            "reads": self.reads,
        }
        start = host.fork if host.CAN_FORK else pool.take
        env = kwargs.get("env") or dict(os.environ)
        # The first one waits for the parent's imports: an event loop must not.
        started: Any = await asyncio.to_thread(start, cmd[: at - 1], env, cwd, job)
        if started is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = started
        self.pid = started.pid
        # Either kind leads a group of its own, where there are groups.
        self.pgid = started.pid if hasattr(os, "getpgid") else None
        self.cwd = cwd
        return self.connection_info
