"""A kernel manager whose kernels are warm whatever the kernel's specification says."""

from __future__ import annotations

import os
import uuid
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict, Type

from baocao.run.kernels.provisioner import WarmProvisioner

__all__ = ["WarmKernelManager"]


class WarmKernelManager(AsyncKernelManager):
    """Starts kernels by a class of provisioner, not by the name of an installed one.

    An issued report is built again by the code that was kept with it, whatever is installed then.
    """

    provisioner_class = Type(WarmProvisioner)
    environment = Dict(
        config=True, help="Variables that a kernel has besides those of the process that starts it."
    )

    async def start_kernel(  # type: ignore[override]  # so does the parent class
        self, **options: Any
    ) -> None:
        """Start the kernel; see :meth:`jupyter_client.AsyncKernelManager.start_kernel`."""
        if self.provisioner is None and self.kernel_spec is not None:
            self.kernel_id = self.kernel_id or str(options.pop("kernel_id", uuid.uuid4()))
            self.provisioner = self.provisioner_class(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        # Not set in this process: two threads may start kernels with different ones.
        env = {**options.pop("env", os.environ), **self.environment}
        await super().start_kernel(env=env, **options)
