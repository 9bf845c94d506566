"""What the writing of every report does at its start, done once before it is forked.

Importing this module does it.  What fails here fails again where a report is written.
"""

import contextlib

from nbformat import v4

import baocao.run.documents  # noqa: F401
from baocao.core import fonts
from baocao.document.formats import docx, html
from baocao.document.formats.pictures import found_by_typst
from baocao.document.read import read_model

with contextlib.suppress(Exception):
    found_by_typst(fonts.serif())
    # Typst sets nothing yet: it works with threads, which would not be there after a fork.
    _model = read_model(v4.new_notebook(cells=[v4.new_markdown_cell("# Có")]))
    html.render(_model)
    docx.render(_model)
