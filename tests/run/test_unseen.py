"""Sections that use what no record of reads shows are run every time; others are not."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4

from baocao.run.unseen import unseen_of
from baocao.workspace.manifest import inputs
from baocao.workspace.workspace import Workspace
from support.small_offices import write_office

ROOT = Path(__file__).resolve().parents[2]


def notebook(*cells: str) -> NotebookNode:
    return v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])


UNSEEN = [
    "from datetime import date\ndate.today()",
    "import datetime as d\nd.datetime.now()",
    "import datetime\nnow = getattr(datetime.datetime, 'no' + 'w')()",
    "import time\ntime.time()",
    "import pandas as pd\npd.Timestamp('now')",
    "import numpy as np\nnp.datetime64('today')",
    "import os\nos.environ['HOME']",
    "from os import getenv",
    "import os\nos.path.exists('x')",
    "from pathlib import Path\nPath('x').is_file()",
    "from pathlib import Path\nPath('x').stat().st_size",
    "import sqlite3\nsqlite3.connect('x.db')",
    "import lxml.etree",
    "from lxml import etree",
    "import pandas as pd\npd.read_sql('select 1', None)",
    "import pandas as pd\npd.read_parquet('x.parquet')",
    "import numpy as np\nnp.memmap('x')",
    "import numpy as np\nnp.load('x.npy', mmap_mode='r')",
    "import mmap",
    "from datetime import datetime\ndatetime.fromtimestamp(0)",
    "from datetime import datetime\ndatetime(2023, 1, 1).astimezone()",
    "get_ipython().run_line_magic('env', 'HOME')",
    "import narwhals as nw\nnw.scan_parquet('x.parquet', backend='duckdb')",
    "hash('a')",
    "import random\nrandom.random()",
    "import numpy as np\nnp.random.default_rng()",
    "import uuid",
    "import zoneinfo",
    "import duckdb",
    "import requests",
    "import socket",
    "import importlib",
    "__import__('sqlite3')",
    "eval('1')",
    "%env HOME",
    "!date",
    "%%bash\ndate",
    "%%time\n1",
]


@pytest.mark.parametrize("source", UNSEEN)
def test_what_no_record_shows_is_found(source: str) -> None:
    assert unseen_of(Workspace.load(ROOT), notebook("1", source))


SEEN = [
    "import pandas as pd\npd.read_csv('x.csv')",
    "open('x.txt').read()",
    "import os\nos.listdir('data')",
    "from pathlib import Path\nPath('x').read_text()",
    "from datetime import date\ndate(2023, 1, 1)",
    "from decimal import Decimal\nimport math",
    "from dost import ocop\nreport.table(ocop.recognised, title='Sản phẩm')",
    "%%narrate\n{{ recognised }} now today exists",
    "getattr(report, 'period')",
]


@pytest.mark.parametrize("source", SEEN)
def test_what_a_record_shows_is_not(source: str) -> None:
    assert unseen_of(Workspace.load(ROOT), notebook(source)) == []


def test_the_offices_own_notebooks_are_used_again() -> None:
    workspace = Workspace.load(ROOT)
    for stem in workspace.sections:
        made = nbformat.read(workspace.notebooks / f"{stem}.ipynb", as_version=4)
        assert unseen_of(workspace, made) == [], stem


@pytest.mark.parametrize(
    "code",
    [
        "import os\nLIMIT = os.environ.get('LIMIT')\n",
        "LIMIT = open('limit.txt').read()\n",
        "from pathlib import Path\nLIMIT = Path('limit.txt').read_text()\n",
        "import pandas as pd\nLIMITS = pd.read_csv('limits.csv')\n",
        "from datetime import date\nTODAY = date.today()\n",
        "import sqlite3\n",
    ],
)
def test_programmes_that_read_when_they_are_imported_are_found(tmp_path: Path, code: str) -> None:
    workspace = Workspace.load(write_office(tmp_path / "office"))
    assert unseen_of(workspace, notebook("1")) == []
    (tmp_path / "office" / "lib" / "helper.py").write_text(code, encoding="utf-8")
    assert unseen_of(workspace, notebook("1"))


@pytest.mark.parametrize("name", ["helper.py", "dost/limits.csv", "words.txt", "dost/a/b.bin"])
def test_every_file_of_the_offices_lib_counts(tmp_path: Path, name: str) -> None:
    workspace = Workspace.load(write_office(tmp_path / "office"))
    before = inputs(workspace)
    path = tmp_path / "office" / "lib" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("một", encoding="utf-8")
    added = inputs(workspace)
    assert set(added) - set(before) == {name}
    path.write_text("hai", encoding="utf-8")
    assert inputs(workspace)[name] != added[name]
