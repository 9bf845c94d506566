"""Has LibreOffice turn documents that we do not read ourselves into Word files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from xml.sax.saxutils import escape

import psutil

from baocao.core.temporary import temporary_folder
from baocao.review.manuscripts.faults import no_office, not_converted

__all__ = ["CONVERTED", "as_word_file"]

CONVERTED = {".odt": "writer8", ".doc": "MS Word 97", ".rtf": "Rich Text Format"}
"""What LibreOffice reads for us, and which of its filters does."""

_SECONDS = 90
_MEMORY = 1_500_000_000
_LOOK_SECONDS = 0.1
# On Windows the command that waits for its end is another one.
_COMMANDS = ("soffice.com", "soffice", "libreoffice")
# Nothing in a stranger's file may run, and nothing may be fetched.
_SETTINGS = {
    "Security/Scripting": {
        "MacroSecurityLevel": ("int", "3"),
        "DisableMacrosExecution": ("boolean", "true"),
        "DisableActiveContent": ("boolean", "true"),
        "BlockUntrustedRefererLinks": ("boolean", "true"),
    }
}


@contextmanager
def as_word_file(path: Path, place: str) -> Iterator[Path]:
    """A Word file with what the document holds, for as long as the block runs.

    LibreOffice runs with a profile of its own, in which macros and links are off, in a private
    folder that is removed afterwards.

    Parameters
    ----------
    path
        A document whose name ends in one of :data:`CONVERTED`.
    place
        Its name, for errors.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-09 LibreOffice is not installed; -10 it does not open the file, or asks for too
        much memory or time.
    """
    program = next(filter(None, map(shutil.which, _COMMANDS)), None)
    if program is None:
        raise no_office(place, path.suffix.lower())
    with temporary_folder() as home:
        source = home / f"document{path.suffix.lower()}"
        # A copy: beside the file LibreOffice would leave a lock, which others could see.
        shutil.copyfile(path, source)
        _write_profile(home / "profile")
        line = [program, f"-env:UserInstallation={(home / 'profile').as_uri()}"]
        line += ["--headless", "--norestore", "--nolockcheck", "--nologo"]
        line += [f"--infilter={CONVERTED.get(path.suffix.lower(), '')}"]
        line += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home / "made")]
        _run([*line, str(source)], home, place)
        made = home / "made" / "document.docx"
        if not made.is_file():
            raise not_converted(place, "tệp hỏng, có mật khẩu, hoặc không phải văn bản")
        yield made


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.Common/{escape(path)}">'
        f'<prop oor:name="{name}" oor:op="fuse" oor:type="xs:{kind}"><value>{value}</value></prop>'
        "</item>"
        for path, settings in _SETTINGS.items()
        for name, (kind, value) in settings.items()
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>\n',
        encoding="utf-8",
    )


def _run(line: list[str], home: Path, place: str) -> None:
    """Run a program to its end, within bounds; what it started ends with it."""
    with subprocess.Popen(
        line,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home)},
        start_new_session=True,
    ) as process:
        end = time.monotonic() + _SECONDS
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_LOOK_SECONDS)
                    return
                if time.monotonic() > end:
                    raise not_converted(place, f"cần hơn {_SECONDS} giây")
                if _memory(process.pid) > _MEMORY:
                    raise not_converted(place, f"cần hơn {_MEMORY // 1_000_000} MB bộ nhớ")
        finally:
            _end(process)


def _memory(pid: int) -> int:
    """What a process and those below it hold."""
    found = 0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                found += one.memory_info().rss
    return found


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    below = []
    with suppress(psutil.Error):
        below = psutil.Process(process.pid).children(recursive=True)
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    for one in below:
        with suppress(psutil.Error):
            one.kill()
    if process.poll() is None:
        process.kill()
