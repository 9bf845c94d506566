"""Warm kernels: forked from a process that has already imported what notebooks need.

The provisioner ``baocao-warm`` is Jupyter's own extension point, so papermill, nbclient,
``jupyter nbconvert --execute`` and JupyterLab start such kernels unmodified.
"""

PROVISIONER = "baocao-warm"
"""Its name in the entry points of this package."""
