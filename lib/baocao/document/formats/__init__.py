"""One document model, written in each of its formats.

Every module here that names a format has a ``render(model)`` for the toolkit and an nbconvert
exporter around it, for ``jupyter nbconvert`` and JupyterLab.
"""
