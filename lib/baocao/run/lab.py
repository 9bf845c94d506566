"""How JupyterLab is started on a workspace: its command line, and what stands in its variables."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from baocao import notebook
from baocao.notebook.save_hook import OPTION as SAVE_HOOK
from baocao.run.preload import PROVISIONER
from baocao.workspace.workspace import WORKSPACE_VARIABLE, Workspace

__all__ = ["LABEXTENSIONS", "VOILA", "become", "command", "variables"]

LABEXTENSIONS = Path(notebook.__file__).with_name("labextensions")
"""Where what we add to JupyterLab's pages lies; an installation has it among its data files."""
VOILA = LABEXTENSIONS.with_name("voila_pages")
"""Where our template of Voilà's pages lies, likewise."""

# The page for documents, in a package above this one: the server imports it by its name.
_DESK = "baocao.review.desk.lab_page"


def command(
    space: Workspace,
    *,
    page: Path | None = None,
    port: int | None = None,
    browser: bool = True,
    others: Sequence[str] = (),
) -> list[str]:
    """The command line of JupyterLab on a workspace.

    Parameters
    ----------
    page
        The notebook that JupyterLab begins with; default: what was open the last time.
    port
        The port that must be free; default: JupyterLab looks for one.
    browser
        Whether a browser is opened.
    others
        What JupyterLab is told besides, for instance a notebook to begin with.
    """
    line = [sys.executable, "-m", "jupyterlab"]
    # Sections, registers and the modules of what is counted are all written here.
    line.append(f"--ServerApp.root_dir={space.root}")
    # Also where the toolkit is used from its folder, without having been installed.
    line.append(f"--LabApp.extra_labextensions_path={LABEXTENSIONS}")
    line.append(f"--ServerApp.jpserver_extensions={{'{_DESK}': True}}")
    # An analyst starts one kernel after another, each of them with the same heavy imports.
    # The first one of a folder does not wait for them: until JupyterLab has a kernel, it drops
    # whatever is run, and says nothing.
    line += ["--WarmProvisioner.eager=True", "--WarmProvisioner.waits=False"]
    # What a notebook showed is no part of it: see baocao.notebook.save_hook.
    line.append(SAVE_HOOK)
    if page is not None:
        line.append(f"--LabApp.default_url=/lab/tree/{page.relative_to(space.root).as_posix()}")
    if port is not None:
        # Somebody who asks for a port will go there: another one is no answer.
        line += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        line.append("--no-browser")
    return [*line, *others]


def variables(space: Workspace, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment variables of JupyterLab and its kernels."""
    # A notebook that says `!baocao …` means this program, also where its folder is on no path.
    path = [str(Path(sys.executable).parent), *filter(None, [environment.get("PATH")])]
    return {
        "JUPYTER_DEFAULT_PROVISIONER_NAME": PROVISIONER,
        **environment,
        "PATH": os.pathsep.join(path),
        WORKSPACE_VARIABLE: str(space.root),
    }


def become(line: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Let this process go on as another program.

    So whoever interrupts, ends or kills the command does that to JupyterLab itself: nothing
    stands between them that could end alone.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(line[0], list(line), dict(environment))
    # Elsewhere a process cannot become another one: it waits.
    raise SystemExit(subprocess.call(line, env=environment))
