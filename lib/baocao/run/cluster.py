"""Runs sections on the workers of a dask cluster (``pip install baocao[cluster]``).

Documents are written on this machine, so that the outputs do not depend on where sections ran.
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import io
import logging
import re
import sys
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from baocao.core.errors import ClusterError, Finding
from baocao.core.periods import Period
from baocao.core.temporary import temporary_folder
from baocao.run.sections import Run, Site, execute, stopped
from baocao.run.warm import start_server
from baocao.workspace.manifest import Manifest, code_files, inputs, own_files
from baocao.workspace.programmes import TOOLKIT
from baocao.workspace.workspace import LIB, Workspace

__all__ = ["trust_of", "workers"]

# What fails on one worker, for want of space, may not on another; dask counts lost ones itself.
_RETRIES = 2
_CONNECT_SECONDS = 10
_ENCRYPTED = ("tls://", "wss://")
# A worker that died is started again within seconds; one on another machine may take longer.
_LOST_SECONDS = 60
_LOOK_SECONDS = 2

Answer = tuple[Run | Finding, bytes | None]


@contextmanager
def workers(workspace: Workspace, address: str, jobs: int | None = None) -> Iterator[Site]:
    """Run sections on the workers of the scheduler at `address`.

    The workspace is sent to them, with its programmes, unless every worker has it in the same
    folder with the same content.  The toolkit must be installed on the workers.

    Parameters
    ----------
    address
        Such as ``tcp://host:8786``.
    jobs
        Sections at a time; default: twice as many as the workers have threads.

    Raises
    ------
    ClusterError
        CLUSTER-01 dask is not installed; CLUSTER-02 no scheduler answers; CLUSTER-03 it has no
        worker; CLUSTER-04 a worker has another toolkit; CLUSTER-06 the certificates of TLS are
        missing or wrong.  Sections that wait when the scheduler is lost, or for long every worker,
        raise CLUSTER-05.
    """
    try:
        import dask
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise ClusterError(
            Finding(
                "CLUSTER-01",
                "Máy này chưa cài dask để dùng cụm máy.",
                remedy="pip install baocao[cluster]",
            )
        ) from None
    # What it has to say of a lost scheduler is said by our own error.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    _require_answer(address)
    try:
        connect: Any = Client  # dask says nothing of its types
        client = connect(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise _no_answer(address, error) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise ClusterError(
                Finding(
                    "CLUSTER-03",
                    "Cụm máy không có máy nào làm việc.",
                    where=address,
                    remedy=f"chạy dask worker {address} trên các máy",
                )
            )
        _require_same_toolkit(client)
        seen = client.run(_sees, str(workspace.root), inputs(workspace))
        packed = b"" if all(seen.values()) else _packed(workspace)
        # A task that yields it, for what is scattered is lost with the worker that held it.
        # Dask says that tasks should be small; this one is sent once.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}):
            parcel = client.submit(bytes, packed, pure=False, retries=_RETRIES)
        line = _Line(client, address)

        def run(
            workspace: Workspace, stem: str, period: Period, about: Manifest, made: Path
        ) -> Run | Finding:
            future = client.submit(
                _run_here,
                parcel,
                str(workspace.root),
                stem,
                str(period),
                about,
                pure=False,
                retries=_RETRIES,
            )
            try:
                found, notebook = line.answer(future)
            except KilledWorker:
                place = workspace.relative(workspace.notebooks / f"{stem}.ipynb")
                return stopped(place, "máy nào trong cụm chạy nó cũng bị tắt")
            if notebook is not None:
                made.write_bytes(notebook)
            return found

        start_server(workspace)
        with ThreadPoolExecutor(jobs or 2 * threads) as pool:
            yield Site(pool, run, line.hang_up)


def trust_of(address: str) -> str:
    """What an office trusts when it sends its sections to a cluster, in one Vietnamese sentence."""
    is_encrypted = address.startswith(_ENCRYPTED)
    told = "kết nối mã hóa bằng TLS" if is_encrypted else "kết nối không mã hóa, nên dùng tls://"
    return f"Cụm máy {address}: các máy ấy chạy mã và thấy số liệu của đơn vị; {told}."


def _require_answer(address: str) -> None:
    """Look whether a scheduler answers, before a client is made: one that fails ends only later."""
    from distributed.comm.core import connect
    from distributed.security import Security

    try:
        options: Any = Security  # the settings of dask, such as DASK_DISTRIBUTED__COMM__TLS__…
        arguments = options().get_connection_args("client")
    except (OSError, ValueError, TypeError) as error:
        raise _no_trust(address, error.args[-1] if error.args else error) from None
    if address.startswith(_ENCRYPTED) and arguments.get("ssl_context") is None:
        raise _no_trust(address, "chưa khai đủ ca-file, client.cert, client.key")
    if arguments.get("require_encryption") and not address.startswith(_ENCRYPTED):
        raise _no_trust(address, "cấu hình dask đòi kết nối mã hóa")

    reach: Any = connect

    async def knock() -> None:
        comm = await reach(address, timeout=_CONNECT_SECONDS, **arguments)
        comm.abort()

    try:
        # A notebook has an event loop of its own.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, knock()).result()
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        told = f"{error} {error.__cause__ or ''}"
        if address.startswith(_ENCRYPTED) and re.search("TLS|SSL", told):
            raise _no_trust(address, error) from None
        raise _no_answer(address, error) from None


def _no_answer(address: str, error: Exception) -> ClusterError:
    return ClusterError(
        Finding(
            "CLUSTER-02",
            "Không nối được với cụm máy.",
            where=address,
            found=str(error).partition("\n")[0],
            remedy="xem địa chỉ có đúng không (tls:// nếu cụm máy dùng TLS), dask scheduler có "
            "đang chạy không",
        )
    )


def _no_trust(address: str, found: object) -> ClusterError:
    return ClusterError(
        Finding(
            "CLUSTER-06",
            "Chứng chỉ TLS của cụm máy thiếu hoặc không khớp.",
            where=address,
            found=str(found).partition("\n")[0],
            remedy="khai chứng chỉ trong cấu hình dask, mục distributed.comm.tls; xem "
            "docs/guide.vi.md, phần “Trên nhiều máy”",
        )
    )


class _Line:
    """Waits for the answers of sections, until no answer can come any more."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._cut = threading.Event()
        self._alone = threading.Lock()
        self._silent_since: float | None = None

    def hang_up(self) -> None:
        """End all waiting."""
        self._cut.set()

    def answer(self, future: Any) -> Answer:
        """Wait for a section.

        Raises
        ------
        ClusterError
            CLUSTER-05 the scheduler, or for long every worker, is gone.
        """
        while not self._cut.is_set():
            try:
                told: Answer = future.result(_LOOK_SECONDS)
                return told
            except TimeoutError:
                self._look()
            except CancelledError:
                # The scheduler is gone, and what it knew.
                self._cut.set()
        raise ClusterError(
            Finding(
                "CLUSTER-05",
                "Mất liên lạc với cụm máy giữa chừng.",
                where=self._address,
                remedy="xem dask scheduler và dask worker còn chạy không, rồi chạy lại: "
                "báo cáo đã xong được giữ",
            )
        )

    def _look(self) -> None:
        with self._alone:
            now = time.monotonic()
            if self._works():
                self._silent_since = None
            elif self._silent_since is None:
                self._silent_since = now
            elif now - self._silent_since > _LOST_SECONDS:
                self._cut.set()

    def _works(self) -> bool:
        """Whether the scheduler answers, and has workers."""
        try:
            return bool(self._client.nthreads(callback_timeout=_CONNECT_SECONDS))
        except (OSError, TimeoutError, AttributeError):
            # Of a client that has closed, even the scheduler's name is gone.
            return False


def _require_same_toolkit(client: Any) -> None:
    ours = _toolkit_hash()
    theirs = client.run(_toolkit_hash)
    strange = sorted(worker for worker, found in theirs.items() if found != ours)
    if strange:
        raise ClusterError(
            Finding(
                "CLUSTER-04",
                "Máy trong cụm cài baocao hoặc Python khác máy này.",
                where=", ".join(strange),
                remedy="cài cùng một bản lên mọi máy, từ cùng tệp requirements.lock",
            )
        )


def _toolkit_hash() -> str:
    """The hash of the toolkit's code and of the interpreter's version, on a worker."""
    from baocao.core.files import sha256
    from baocao.workspace.manifest import package_files

    files = [(name, sha256(path)) for name, path in package_files(TOOLKIT)]
    return hashlib.sha256(repr((sys.version_info[:3], files)).encode()).hexdigest()


def _sees(root: str, wanted: Mapping[str, str]) -> bool:
    """Whether the worker has the workspace in the same place, with the same content."""
    try:
        return inputs(Workspace.load(Path(root))) == wanted
    except Exception:
        # Whatever is wrong with what lies there, it is not this workspace.
        return False


def _packed(workspace: Workspace) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, path in own_files(workspace).items():
            parcel.write(path, name)
        for name, path in code_files(workspace).items():
            if not name.startswith(f"{TOOLKIT}/"):
                parcel.write(path, f"{LIB}/{name}")
    return made.getvalue()


def _run_here(parcel: bytes, root: str, stem: str, code: str, about: Manifest) -> Answer:
    """Run a section on this worker; its notebook comes back even when it failed."""
    workspace = Workspace.load(_unpacked(parcel) if parcel else Path(root))
    with temporary_folder() as place:
        made = place / f"{stem}.ipynb"
        found = execute(workspace, stem, workspace.period(code), about, made)
        if isinstance(found, Run) and found.reads is not None:
            # The code is part of the key already, and need not lie there on this machine.
            own = {name: s for name, s in found.reads.items() if not name.startswith(f"{LIB}/")}
            found = replace(found, reads=own)
        return found, made.read_bytes() if made.exists() else None


_unpacking = threading.Lock()
_unpacked_here: dict[str, Path] = {}
_folders = ExitStack()
atexit.register(_folders.close)


def _unpacked(parcel: bytes) -> Path:
    """The workspace that was sent, unpacked once on each worker, and removed when it ends."""
    name = hashlib.sha256(parcel).hexdigest()
    with _unpacking:
        if name not in _unpacked_here:
            place = _folders.enter_context(temporary_folder())
            with zipfile.ZipFile(io.BytesIO(parcel)) as packed:
                packed.extractall(place)
            _unpacked_here[name] = place
        return _unpacked_here[name]
