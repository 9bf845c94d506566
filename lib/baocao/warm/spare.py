"""A spare kernel, where a process cannot be forked: it imports, then waits for its one job.

Run as ``python -m baocao.warm.spare``; the job comes as a line of JSON.
"""

from __future__ import annotations

import json
import sys

from baocao.warm.becoming import Job, become, preload

if __name__ == "__main__":
    preload()
    line = sys.stdin.readline()
    if line:
        become(Job(**json.loads(line)))
