"""A spare kernel, where a process cannot be forked: it imports, then waits for its one job.

Run as ``python -m baocao.run.kernels.pool_worker``; the job comes as a line of JSON.
"""

from __future__ import annotations

import json
import sys

from baocao.run.kernels.child import Job, become, preload

if __name__ == "__main__":
    preload()
    line = sys.stdin.readline()
    if line:
        become(Job(**json.loads(line)))
