"""A pre-started kernel, where a process cannot be forked: it imports, then waits for its one job.

Run as ``python -m baocao.run.kernels.pool_worker PRELOAD``; the job comes as a line of JSON.
"""

from __future__ import annotations

import sys

from baocao.run.kernels.child import preload_modules, run_job
from baocao.run.kernels.process import Job, Preload

if __name__ == "__main__":
    preload_modules(Preload.from_json(sys.argv[1]))
    line = sys.stdin.readline()
    if line:
        run_job(Job.from_json(line))
