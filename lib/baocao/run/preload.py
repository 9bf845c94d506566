"""What the fork server of reports imports, by name: nothing is imported here."""

from baocao.run.kernels.process import Preload

__all__ = ["PRELOAD", "PROVISIONER"]

PROVISIONER = "baocao-warm"
"""The name in this package's entry points of the provisioner for reports."""
PRELOAD = Preload(
    first=("baocao.run.preload_notebooks",), when_idle=("baocao.run.preload_documents",)
)
"""What the notebooks of reports need, and what the writing of their documents does."""
