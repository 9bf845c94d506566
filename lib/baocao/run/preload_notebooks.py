"""What every notebook of a report does at its start, done once before kernels are forked.

Importing this module does it.  What fails here fails again in the notebook, where it is seen.
"""

import contextlib

# What tests for trends and estimates, which import it when they are asked.
import scipy.stats  # noqa: F401

import baocao.notebook.browse
import baocao.notebook.open
import baocao.notebook.tooltips  # noqa: F401
from baocao.core import pandoc
from baocao.core.errors import BaocaoError
from baocao.facts.book import shared_book
from baocao.facts.targets import TARGETS
from baocao.notebook.charts import style
from baocao.run.kernels.imports import watch
from baocao.workspace.manifest import own_code
from baocao.workspace.programmes import put_programmes_aside
from baocao.workspace.workspace import Workspace

with contextlib.suppress(BaocaoError):
    try:
        _workspace = Workspace.find()
        # The programmes are put aside below, and what they read is no module: a kernel that is
        # forked after an edit in `lib/` would run yesterday's.
        for _place in own_code(_workspace).values():
            _files = [path for path in _place.rglob("*") if "__pycache__" not in path.parts]
            watch([_place.parent, _place, *_files])
        _book = shared_book(_workspace)
        _book.load(*_book.catalogue.registers, TARGETS)
        _book.prefetch()
    finally:
        # Not every kernel is one of a report.
        put_programmes_aside()

# Pandoc is looked for at the first text, fonts and what draws a picture at the first one.
pandoc.render([pandoc.parse("Có")], "html")
style.drawn(style.canvas(1.0)[0])
