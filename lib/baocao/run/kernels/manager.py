"""A kernel manager whose kernels are warm whatever the kernel's specification says."""

from __future__ import annotations

from copy import copy

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from baocao.run.kernels import PROVISIONER

__all__ = ["WarmKernelManager"]


class WarmKernelManager(AsyncKernelManager):
    """Starts kernels by :class:`~baocao.run.kernels.provisioner.WarmProvisioner`."""

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The kernel's specification, with the provisioner named."""
        found = super().kernel_spec
        if found is None:
            return None
        spec = copy(found)
        spec.metadata = {
            **found.metadata, "kernel_provisioner": {"provisioner_name": PROVISIONER}
        }  # fmt: skip
        return spec
