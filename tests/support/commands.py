"""The command line in this process: what it prints and how it ends, without a start of Python.

What only a process can show (signals, limits, two at once, what is imported) is tested with
``support.processes``, and so is the first command of each kind.
"""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path
from subprocess import CompletedProcess

from typer.testing import CliRunner

from baocao.cli import app

__all__ = ["command"]


def command(office: Path, *arguments: str) -> CompletedProcess[str]:
    """Run ``baocao`` as it would run in a folder."""
    with chdir(office):
        done = CliRunner().invoke(app, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return CompletedProcess(list(arguments), done.exit_code, done.stdout, done.stderr)
