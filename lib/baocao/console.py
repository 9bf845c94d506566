"""Helpers of the commands: the workspace, lists of names, progress, findings, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from baocao.core.errors import BaocaoError, Finding, is_refusal, refusal, refused

if TYPE_CHECKING:
    from baocao.workspace.workspace import Workspace

__all__ = [
    "archive_watched",
    "ending_with_errors",
    "listed",
    "open_workspace",
    "print_json",
    "progress",
    "show_findings",
    "writing_to",
]

# Heavy imports wait inside, as in the commands.


@contextmanager
def ending_with_errors() -> Iterator[None]:
    """Print the findings of an error without a traceback, and exit with code 1.

    What the system refuses, such as to write on a full disk, is told as WORKSPACE-10.
    """
    try:
        yield
    except BaocaoError as error:
        show_findings(error.findings)
        raise typer.Exit(1) from None
    except OSError as error:
        if not is_refusal(error):
            raise
        show_findings([refused(error)])
        raise typer.Exit(1) from None


def show_findings(findings: Iterable[Finding]) -> None:
    """Print findings on standard error."""
    for finding in findings:
        typer.echo(str(finding), err=True)


def open_workspace(
    workspace: Path | None, outputs: Path | None = None, *, is_new: bool = False
) -> Workspace:
    """The workspace of that folder, or else the one around the current folder.

    One that `is_new` need not have parts yet.  What a killed command has begun to write there is
    finished first.
    """
    from baocao.core.together import finish
    from baocao.workspace.workspace import Workspace

    if workspace is not None:
        found = Workspace.load(workspace, outputs, is_new=is_new)
    else:
        found = Workspace.find(is_new=is_new)
        found = Workspace.load(found.root, outputs, is_new=is_new) if outputs else found
    finish(found.root)
    return found


def listed(text: str, known: Iterable[str], option: str, fault: str) -> list[str]:
    """The names in an option's list, all of them known."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise typer.BadParameter(
            f"{fault} {', '.join(unknown)}; chọn trong: {', '.join(known)}", param_hint=option
        )
    return names


@contextmanager
def progress(title: str, steps: int) -> Iterator[Callable[[str], None]]:
    """Show progress: a bar on a terminal, otherwise one line for each step."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: typer.echo(f"{title} {step}", err=True)
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(title, total=steps)
        yield lambda _: bar.advance(task)


@contextmanager
def writing_to(path: Path, option: str) -> Iterator[None]:
    """Show as wrong usage that a file which the user named cannot be written."""
    try:
        yield
    except OSError as error:
        raise typer.BadParameter(
            f"không ghi được {path}: {refusal(error)}", param_hint=option
        ) from None


def print_json(data: object) -> None:
    """Print JSON, for a program to read."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


@contextmanager
def archive_watched(space: Workspace) -> Iterator[None]:
    """After the work, exit with code 1 if an issued report was changed."""
    from baocao.workspace.archive_index import damage

    try:
        yield
    finally:
        found = damage(space)
        show_findings(found)
    if found:
        raise typer.Exit(1)
