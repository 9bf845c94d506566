"""How Jupyter starts the kernels of reports."""

from __future__ import annotations

from baocao.run.kernels.manager import WarmKernelManager
from baocao.run.kernels.provisioner import WarmProvisioner
from baocao.run.preload import PRELOAD

__all__ = ["ReportKernelManager", "ReportProvisioner"]


class ReportProvisioner(WarmProvisioner):
    """Known to Jupyter as ``baocao-warm``: kernels that have imported what reports need.

    Named in a kernel's specification, or for all kernels by the environment variable
    ``JUPYTER_DEFAULT_PROVISIONER_NAME``.
    """

    preload = PRELOAD


class ReportKernelManager(WarmKernelManager):
    """Starts kernels by :class:`ReportProvisioner`."""

    provisioner_class = ReportProvisioner
