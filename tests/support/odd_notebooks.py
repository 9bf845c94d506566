"""Notebooks that do what a way of running notebooks may get wrong."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode, v4

DISPLAYS = [
    "from IPython.display import HTML, JSON, Latex, SVG, clear_output, display, update_display",
    "display('một', display_id='a'); display('hai', display_id='a')",
    "update_display('ba', display_id='a')",
    "print('xóa'); clear_output(); print('còn')",
    "print('chờ'); clear_output(wait=True); print('thay')",
    "display(HTML('<b>đậm</b>'), Latex('$x^2$'), JSON({'a': [1, None]}))",
    "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
    "data = {'application/x-own+json': {'n': 1}, 'text/plain': 'own'}\n"
    "display(data, raw=True, metadata={'text/plain': {'k': 1}})",
    "class Rich:\n    def _repr_mimebundle_(self, **_):\n"
    "        return {'text/plain': 'r'}, {'text/plain': {'x': 1}}\nRich()",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 4])\nplt.show()",
    "fig, ax = plt.subplots(figsize=(2, 1)); ax.bar(['a', 'b'], [1, 2]); plt.gcf().number",
    "plt.get_fignums(), plt.rcParams['figure.dpi'], plt.get_backend()",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
]
STREAMS = [
    "import os, subprocess, sys, threading, logging, warnings",
    "print('ra', flush=True); print('lỗi', file=sys.stderr, flush=True); print('ra nữa')",
    "subprocess.run(['echo', 'từ chương trình khác']); None",
    "os.system('echo sh')",
    "os.write(1, b'raw\\n')",
    "print(subprocess.run(['cat'], capture_output=True).stdout)",
    "threads = [threading.Thread(target=print, args=(i,)) for i in range(3)]\n"
    "for t in threads: t.start(); t.join()",
    "logging.warning('nhật ký'); warnings.warn('cảnh báo')",
    "print('x' * 3_000_000)",
    "for i in range(20_000): print(i)",
    "%%bash\necho từ bash; echo lỗi >&2",
    "%%capture kept\nprint('giữ')",
    "kept.stdout",
    "sys.stdout.write('không xuống dòng')",
    "1 + 1; 2 + 2",
    "_, __, Out.keys() >= {15}, len(In)",
]
ASYNC = [
    "import asyncio\nawait asyncio.sleep(0.01)\n'xong'",
    "async def f(n):\n    await asyncio.sleep(0.01 * n)\n    print(n)\n"
    "await asyncio.gather(f(2), f(1)); None",
    "task = asyncio.get_running_loop().create_task(f(1))\nawait task",
    "type(asyncio.get_running_loop()).__name__",
]
SURROUNDINGS = [
    "import decimal, gc, locale, os, random, signal, sys, threading, time, warnings",
    "os.getcwd(), os.environ.get('AWKWARD'), sys.argv[0].endswith('ipykernel_launcher.py')",
    "__name__, '__file__' in globals(), sorted(n for n in globals() if not n.startswith('_'))",
    "sys.modules['__main__'].__dict__ is globals(), sys.path[0], sys.flags.optimize",
    "decimal.getcontext().prec, locale.setlocale(locale.LC_ALL), time.tzname",
    "gc.isenabled(), gc.get_threshold(), warnings.showwarning.__module__",
    "signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGCHLD)",
    "sorted(t.name.partition('-')[0] for t in threading.enumerate())",
    "sys.stdin.read() if sys.stdin is not None and not sys.stdin.isatty() else None",
    "os.getpgrp() == os.getpid(), os.getsid(0) == os.getpid()",
    "import matplotlib; sorted(matplotlib.rcParams.items(), key=str)[:40]",
    "import pandas as pd; pd.get_option('display.max_rows'), pd.get_option('mode.copy_on_write')",
    "import jsonschema; 'iri' in jsonschema.FormatChecker().checkers",
    "sys.getrecursionlimit(), sys.gettrace(), sys.excepthook.__name__, os.umask(0o022)",
]
PROCESSES = [
    "import concurrent.futures, multiprocessing, os",
    "pid = os.fork()\nif pid == 0:\n    os._exit(7)\n"
    "os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])",
    "context = multiprocessing.get_context('fork')\n"
    "with context.Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))",
    "context = multiprocessing.get_context('spawn')\n"
    "with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:\n"
    "    print(pool.submit(abs, -3).result())",
]
WIDGETS = [
    "import ipywidgets as w\nslider = w.IntSlider(3)\nslider",
    "slider.value = 5\nout = w.Output()\nwith out:\n    print('trong')\nout",
]

NOTEBOOKS = {
    "displays": DISPLAYS,
    "streams": STREAMS,
    "asyncio": ASYNC,
    "surroundings": SURROUNDINGS,
    "processes": PROCESSES,
    "widgets": WIDGETS,
    "an exception": ["print('trước')", "def f(x):\n    return 1 / x\nf(0)", "print('sau')"],
    "a group of exceptions": ["raise ExceptionGroup('nhóm', [ValueError(1), KeyError('k')])"],
    "a syntax error": ["1 +"],
    "sys.exit": ["print(1)", "import sys; sys.exit(3)", "print(2)"],
    "exit": ["exit()"],
    "an interrupt": [
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nimport time\ntime.sleep(5)"
    ],
    "input": ["input('Tên? ')"],
    "a dying kernel": [
        "print('trước', flush=True)",
        "import os, time; time.sleep(0.3); os._exit(3)",
    ],
    "a killed kernel": [
        "import os, signal, time; time.sleep(0.3); os.kill(os.getpid(), signal.SIGKILL)"
    ],
    "a cell that hangs": ["print(1)", "import time\ntime.sleep(60)"],
    "a kernel that ignores signals": [
        "import signal, time",
        "for n in (signal.SIGTERM, signal.SIGINT): signal.signal(n, signal.SIG_IGN)",
        "time.sleep(60)",
    ],
}


def notebook(cells: list[str]) -> NotebookNode:
    """A notebook of these cells, with tags and metadata of its own."""
    made = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Đầu", id="head"),
            *(
                v4.new_code_cell(source, id=f"c{n}", metadata={"tags": [f"t{n}"], "own": {"n": n}})
                for n, source in enumerate(cells)
            ),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    nbformat.validate(made)
    return made
