"""What kernels of one kind have in common, and what their process is to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

__all__ = ["READY", "RETIRE", "Job", "Preload", "Setup"]

READY = b"ready\n"
"""What a fork server says to its host once it has imported all."""
RETIRE = b"null\n"
"""What a host says to a fork server that is to fork no more."""

# Kernels run side by side, one a processor: more threads of linear algebra would only wait for
# each other, and threads that the fork server started would be missing after the fork.
_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
# Jupyter's variables differ from kernel to kernel; all others are the same for all of them.
_OF_ONE_KERNEL = "JPY_"


@dataclass(frozen=True)
class Preload:
    """Names of modules to import before the first fork.

    Parameters
    ----------
    first
        Imported before any kernel starts.
    when_idle
        Imported as soon as no kernel is asked for.

    Examples
    --------
    >>> Preload.from_json(Preload(first=("json",)).to_json())
    Preload(first=('json',), when_idle=())
    """

    first: tuple[str, ...] = ()
    when_idle: tuple[str, ...] = ()

    def to_json(self) -> str:
        """As text for a command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Preload:
        """Back from :meth:`to_json`."""
        return cls(**{name: tuple(modules) for name, modules in json.loads(text).items()})


@dataclass(frozen=True)
class Setup:
    """What a process is started with, and cannot change later.

    Parameters
    ----------
    python
        The interpreter and its options.
    environment
        Its variables, without those that Jupyter sets for one kernel.
    cwd
        Its folder.
    preload
        What it imports.
    """

    python: tuple[str, ...]
    environment: Mapping[str, str]
    cwd: str
    preload: Preload

    @classmethod
    def of(
        cls,
        python: Sequence[str],
        environment: Mapping[str, str],
        cwd: str,
        preload: Preload,
    ) -> Setup:
        """The setup of a kernel that would be started like this."""
        shared = {k: v for k, v in environment.items() if not k.startswith(_OF_ONE_KERNEL)}
        return cls(tuple(python), _ONE_THREAD | shared, cwd, preload)


@dataclass(frozen=True)
class Job:
    """What a child process does: ``python -m module arguments``, with imports already done.

    Parameters
    ----------
    module, arguments
        The module that is run, and its arguments.
    environment
        Variables that are set besides those of the fork server.
    memory
        How many bytes of data the process may hold; 0 for no limit.
    reads
        The file to which the process writes what it reads; empty for none.
    """

    module: str
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] | None = None
    memory: int = 0
    reads: str = ""

    @classmethod
    def of(
        cls, module: str, arguments: Sequence[str], environment: Mapping[str, str], **more: object
    ) -> Job:
        """A job with what of an environment belongs to one kernel."""
        own = {k: v for k, v in environment.items() if k.startswith(_OF_ONE_KERNEL)}
        return cls(module, tuple(arguments), own, **more)  # type: ignore[arg-type]

    def to_json(self) -> str:
        """As one line of text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> Job:
        """Back from :meth:`to_json`."""
        return cls(**json.loads(text))
