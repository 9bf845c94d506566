"""One document model, written in each of its formats.

Each package here is a format and has ``render(document)``. None of them reads a notebook:
:mod:`baocao.document.exporters` does, for ``jupyter nbconvert`` and JupyterLab.
"""
