"""Kills builds and edits files under them, at random, and looks at what stands afterwards.

``make torture`` disturbs 200 builds of a small office; ``COUNT=`` and ``SEED=`` choose how many,
and which.  Half of the builds are killed with all that they have started, half of them are edited
under.  After each the standing report must be the earlier one, whole, or a right new one; the next
build must make what a build from nothing makes, and leave neither folders nor processes.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from baocao.run.kernels import host
from support.edits import HARMLESS, PERIOD, Desk, steady
from support.folders import contents
from support.processes import BAOCAO, RUN_VARIABLE, left_over, until

_COMMAND = [BAOCAO, "build", PERIOD, "--format", "html"]
# Disturbed also a little before a build has begun to work, and after it has ended.
_BEYOND = 1.1


@dataclass
class Torture:
    """One office, and what has been seen of it so far."""

    folder: Path
    chance: random.Random
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.desk = Desk(self.folder / "office")
        self.temporary = self.folder / "temporary"
        self.temporary.mkdir()
        self.whole_build = self.timed()

    def timed(self) -> float:
        """How long a build takes as a command."""
        began = time.monotonic()
        self.started("0").wait()
        return time.monotonic() - began

    def started(self, run: str) -> subprocess.Popen[str]:
        environment = {**os.environ, RUN_VARIABLE: run, "TMPDIR": str(self.temporary)}
        return subprocess.Popen(
            _COMMAND, cwd=self.desk.root, env=environment, start_new_session=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def from_nothing(self) -> dict[str, bytes]:
        """The report that is right now, built elsewhere and undisturbed."""
        host.close()
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            return self.desk.build(force=True, outputs=Path(place))

    def standing(self) -> dict[str, bytes] | None:
        """The report that stands; None where what stands cannot be read."""
        try:
            return steady(contents(self.desk.made))
        except (OSError, ValueError, KeyError):
            return None

    def edit(self) -> str:
        chosen = self.chance.choice(HARMLESS)
        chosen(self.desk, self.chance)
        return chosen.__name__

    def disturb(self, number: int) -> None:
        """Disturb one build, and look."""
        kill = self.chance.random() < 0.5
        told = [self.edit() for _ in range(self.chance.randint(1, 2))]
        right = [self.standing(), self.from_nothing()]
        run = f"torture-{os.getpid()}-{number}"
        process = self.started(run)
        moment = self.chance.uniform(0, self.whole_build * _BEYOND)
        told.append(f"{'kill' if kill else 'edit'} after {moment:.2f} s")
        with suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        if kill:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            told.append(self.edit())
            right.append(self.from_nothing())
        self.seen["kills" if kill else "edits"] += 1
        _, errors = process.communicate()
        found = self.standing()
        self.seen["earlier" if found == right[0] else "new"] += 1
        self.must(found in right, "wrong reports", [*told, *differing(found, right[-1])])
        self.must("Traceback" not in errors, "tracebacks", [*told, errors[-2000:]])
        # Settings that are saved while the command starts, or files that change all the time.
        is_refused = not kill and re.search(r"\[(WORKSPACE-09|BUILD-08)\]", errors)
        self.seen["refusals"] += bool(is_refused)
        done = kill or is_refused or process.returncode == 0
        self.must(bool(done), "failed builds", [*told, errors[-2000:]])
        self.look_at_the_next(run, right[-1], told)

    def look_at_the_next(self, run: str, right: dict[str, bytes], told: list[str]) -> None:
        process = self.started(run)
        _, errors = process.communicate()
        self.must("Traceback" not in errors, "tracebacks", [*told, errors[-2000:]])
        self.must(process.returncode == 0, "failed builds", [*told, errors[-2000:]])
        found = self.standing()
        self.must(found == right, "wrong next builds", [*told, *differing(found, right)])
        left = [path.name for path in (self.desk.root / "outputs").glob(".*.[no]*")]
        left += [path.name for path in self.temporary.glob("baocao-*")]
        self.must(not left, "leftover folders", [*told, *left])
        gone = until(lambda: not left_over(run), 5)
        self.must(gone, "leftover processes", [*told, *left_over(run).values()])

    def must(self, holds: bool, name: str, told: list[str]) -> None:
        if not holds:
            self.seen[name] += 1
            print(f"{name}: {'; '.join(told)}", flush=True)


def differing(found: dict[str, bytes] | None, right: dict[str, bytes]) -> list[str]:
    """The names of the files that are not as they should be."""
    found = found or {}
    return sorted(name for name in found | right if found.get(name) != right.get(name))


_FIGURES = (
    "kills", "edits", "earlier", "new", "refusals", "wrong reports", "wrong next builds",
    "failed builds",
    "leftover folders", "leftover processes", "tracebacks",
)  # fmt: skip
_FAULTS = _FIGURES[5:]


def main() -> int:
    """Torture, print the figures; 1 when anything was wrong."""
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    count = int(os.environ.get("COUNT") or 200)
    print(f"SEED={seed} COUNT={count}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        torture = Torture(Path(folder), random.Random(seed))
        try:
            for number in range(count):
                torture.disturb(number)
                if (number + 1) % 10 == 0:
                    print(f"{number + 1}: {dict(torture.seen)}", flush=True)
        finally:
            host.close()
            figures = "; ".join(f"{name} {torture.seen[name]}" for name in _FIGURES)
            print(f"{figures}; {time.monotonic() - began:.0f} s")
    return 1 if any(torture.seen[name] for name in _FAULTS) else 0


if __name__ == "__main__":
    sys.exit(main())
