"""Commands timed as whole processes, in turn, with what the system says of them afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

__all__ = ["Cost", "alternate", "machine", "once"]


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, seconds of processors, and the largest process in MiB."""

    wall: float
    cpu: float
    memory: float


def once(command: Sequence[str]) -> Cost:
    """Run a command to its end.

    Raises
    ------
    subprocess.CalledProcessError
        It did not end with 0: a broken command has no cost.
    """
    began = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    told = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.stderr.buffer.write(told)
        raise subprocess.CalledProcessError(process.returncode, command)
    wall = perf_counter() - began
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def alternate(commands: Mapping[str, Callable[[], Sequence[str]]], runs: int) -> dict[str, Cost]:
    """The medians of several runs of each command, one after the other in turn.

    Each is made anew for each run, after one run of each that is not counted.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            cost = once(command())
            if number:
                costs[name].append(cost)
    return {
        name: Cost(
            median(cost.wall for cost in found),
            median(cost.cpu for cost in found),
            max(cost.memory for cost in found),
        )
        for name, found in costs.items()
    }


def machine() -> str:
    """What the figures were measured on."""
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        model = next((line for line in info if line.startswith("model name")), "unknown: unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} processors ({model.partition(':')[2].strip()}), {memory:.0f} GiB, "
        f"Linux {os.uname().release.partition('-')[0]}, Python {sys.version.split()[0]}"
    )
