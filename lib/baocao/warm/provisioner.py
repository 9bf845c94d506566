"""Jupyter's way to start a kernel, warm."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Int, Unicode

from baocao.warm.children import fork

__all__ = ["WarmProvisioner"]

_MODULE = "ipykernel_launcher"


class WarmProvisioner(LocalProvisioner):
    """Forks Python kernels from a warm parent; starts all others as ever.

    Known to Jupyter as ``baocao-warm``: in a kernel's specification, or for all kernels by the
    environment variable ``JUPYTER_DEFAULT_PROVISIONER_NAME``.
    """

    memory_limit = Int(4 * 2**30, config=True, help="Bytes of data a kernel may hold; 0: any.")
    reads = Unicode("", config=True, help="A file that is to name what the notebook has read.")

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel whose command :meth:`pre_launch` has made."""
        child = None
        if _MODULE in cmd and hasattr(os, "fork"):
            at = cmd.index(_MODULE)
            cwd = str(kwargs.get("cwd") or Path.cwd())
            job = {
                "module": _MODULE,
                "arguments": cmd[at + 1 :],
                "memory": self.memory_limit,
                "reads": self.reads,
            }
            env = kwargs.get("env") or dict(os.environ)
            # The first one waits for the parent's imports: an event loop must not.
            child = await asyncio.to_thread(fork, cmd[: at - 1], env, cwd, job)
        if child is None:
            return await super().launch_kernel(cmd, **kwargs)
        process: Any = child
        self.process = process
        self.pid = self.pgid = child.pid
        self.cwd = cwd
        return self.connection_info
