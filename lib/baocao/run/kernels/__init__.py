"""Warm kernels: forked from a process that has already imported what notebooks need.

The package knows nothing of reports: whoever starts kernels passes in the modules to import.
The provisioner is Jupyter's own extension point, so papermill, nbclient,
``jupyter nbconvert --execute`` and JupyterLab start such kernels unmodified.
"""
