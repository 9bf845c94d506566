"""A small office, and everything that people and programs do to its files between two builds."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from baocao.run.build import Built, build_all
from baocao.run.plan import plans
from baocao.workspace.workspace import Workspace
from support.folders import contents
from support.small_offices import write_office

__all__ = ["EDITS", "HARMLESS", "PERIOD", "Desk", "Edit", "steady"]

PERIOD = "2023-Q3"
REGISTER, SETTINGS = "data/registers/visits.csv", "report.toml"


class Desk:
    """A small office that is edited and built again and again."""

    def __init__(self, root: Path) -> None:
        self.root = write_office(root, "travel")
        self.outside = root.parent / "outside"
        self.outside.mkdir()
        # Two sections, one of them with remarks and a file of its own; programmes that read a
        # module and a file beside them.
        settings = (root / SETTINGS).read_text(encoding="utf-8")
        self.write(
            SETTINGS, settings.replace('section = "visits"', 'sections = ["visits", "more"]')
        )
        more = json.loads(self.text("notebooks/visits.ipynb"))
        sources = ['report.remarks("more")', "from pathlib import Path; Path(FILE).read_text()"]
        file = f'from words import root; FILE = root / "data" / "extra.txt"; {sources[1]}'
        for number, source in enumerate((sources[0], file)):
            tags = {"tags": ["working"]} if number else {}
            more["cells"].append(
                {"cell_type": "code", "id": f"more-{number}", "metadata": tags,
                 "execution_count": None, "outputs": [], "source": source}
            )  # fmt: skip
        self.write("notebooks/more.ipynb", json.dumps(more, ensure_ascii=False))
        self.write("data/extra.txt", "một")
        self.write(f"data/remarks/{PERIOD}/more.md", "Thiếu người làm.\n")
        self.write("lib/travel/word.txt", "Lượt khách")
        self.write(
            "lib/words.py",
            "from pathlib import Path\n\nroot = Path(__file__).absolute().parents[1]\n"
            'label = (root / "lib/travel/word.txt").read_text(encoding="utf-8") + " đến tỉnh"\n',
        )
        code = self.text("lib/travel/visits.py").replace('"Lượt khách"', "label")
        self.write("lib/travel/visits.py", "from words import label\n" + code)

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def swap(self, name: str, old: str, new: str) -> None:
        self.write(name, self.text(name).replace(old, new, 1))

    @property
    def made(self) -> Path:
        return self.root / "outputs" / PERIOD

    def build(self, force: bool = False, outputs: Path | None = None) -> dict[str, bytes]:
        """What stands afterwards, without times; of a failed build what it says."""
        workspace = Workspace.load(self.root, outputs)
        wanted = plans(workspace, [workspace.period(PERIOD)], ("html",), force)
        (done,) = build_all(workspace, wanted, ("html",), force=force)
        if not isinstance(done, Built):
            return {"error": str(done.error).encode()}
        return steady(contents(done.folder))


def steady(made: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a report without the times at which cells ran, and hashes of such files."""
    kept = {}
    for name, data in made.items():
        if name.startswith("sections/"):
            cells = [(cell["source"], cell.get("outputs")) for cell in json.loads(data)["cells"]]
            kept[name] = json.dumps(cells).encode()
        elif name == "manifest.json":
            about = json.loads(data)
            kept[name] = json.dumps([about["inputs"], sorted(about["outputs"])]).encode()
        else:
            kept[name] = data
    return kept


Edit = Callable[[Desk, random.Random], None]


def one_of(*names: str) -> Callable[[random.Random], str]:
    return lambda chance: chance.choice(names)


SOURCES = one_of(
    REGISTER, SETTINGS, "data/targets.csv", "data/names.csv", "data/legal_documents.csv",
    "data/extra.txt", f"data/remarks/{PERIOD}/more.md", "lib/words.py", "lib/travel/word.txt",
    "lib/travel/visits.py", "lib/travel/__init__.py", "notebooks/visits.ipynb",
    "notebooks/more.ipynb",
)  # fmt: skip
RESULTS = one_of(
    "report.html", "facts.json", "report.ipynb", "manifest.json", "sections/visits.ipynb",
    "sections/more.ipynb",
)  # fmt: skip


def row_added(desk: Desk, chance: random.Random) -> None:
    code, guests = chance.randrange(10**6), chance.randrange(100)
    row = f"N{code};{chance.randint(10, 28)}/0{chance.randint(7, 9)}/2023;{guests};;phiếu\n"
    desk.write(REGISTER, desk.text(REGISTER) + row)


def row_changed(desk: Desk, chance: random.Random) -> None:
    desk.swap(REGISTER, ";12;", f";{chance.randint(13, 99)};")


def row_removed(desk: Desk, _: random.Random) -> None:
    lines = desk.text(REGISTER).splitlines(keepends=True)
    desk.write(REGISTER, "".join(lines[:-1] if len(lines) > 3 else lines))


def register_broken(desk: Desk, _: random.Random) -> None:
    desk.write(REGISTER, desk.text(REGISTER) + "Z;31/02/2023;x;;phiếu\n")


def register_as_on_windows(desk: Desk, _: random.Random) -> None:
    path = desk.root / REGISTER
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def title_changed(desk: Desk, chance: random.Random) -> None:
    desk.swap(SETTINGS, "hoạt động", f"hoạt động {chance.choice(('chung', 'riêng'))}")


def last_day_moved(desk: Desk, chance: random.Random) -> None:
    days = ("2023-12-31", "2023-09-30", "2023-08-15")
    old = next(day for day in days if day in desk.text(SETTINGS))
    desk.swap(SETTINGS, old, chance.choice(days))


def prose_changed(desk: Desk, chance: random.Random) -> None:
    name = chance.choice(("notebooks/visits.ipynb", "notebooks/more.ipynb"))
    desk.swap(name, "Trong k", chance.choice(("Cả trong k", "Ngay trong k")))


def word_changed(desk: Desk, chance: random.Random) -> None:
    desk.write("lib/travel/word.txt", chance.choice(("Lượt khách", "Số khách", "Khách nước ngoài")))


def helper_changed(desk: Desk, chance: random.Random) -> None:
    desk.swap("lib/words.py", " đến", chance.choice((" về đến", " vào đến")))


def module_added(desk: Desk, chance: random.Random) -> None:
    desk.write(f"lib/{chance.choice(('more_words', 'others'))}.py", "word = 'a'\n")


def module_removed(desk: Desk, _: random.Random) -> None:
    for name in ("more_words", "others"):
        (desk.root / "lib" / f"{name}.py").unlink(missing_ok=True)


def extra_changed(desk: Desk, chance: random.Random) -> None:
    desk.write("data/extra.txt", str(chance.random()))


def remark_changed(desk: Desk, chance: random.Random) -> None:
    words = ("người", "kinh phí", "thiết bị")
    desk.write(f"data/remarks/{PERIOD}/more.md", f"Còn thiếu {chance.choice(words)}.\n")


def remark_removed(desk: Desk, _: random.Random) -> None:
    (desk.root / f"data/remarks/{PERIOD}/more.md").unlink(missing_ok=True)


def target_added(desk: Desk, chance: random.Random) -> None:
    desk.write(
        "data/targets.csv",
        desk.text("data/targets.csv").splitlines(keepends=True)[0]
        + f"visits.guests;01/01/2023;31/12/2023;{chance.randint(50, 99)};lượt;Kế hoạch;;Kế hoạch\n",
    )


def name_added(desk: Desk, chance: random.Random) -> None:
    desk.write("data/names.csv", desk.text("data/names.csv") + f"Xã {chance.random()};Tên;Sở\n")


def touched(desk: Desk, chance: random.Random) -> None:
    # Another edit may have taken it away.
    with suppress(FileNotFoundError):
        os.utime(desk.root / SOURCES(chance))


def replaced_by_its_copy(desk: Desk, chance: random.Random) -> None:
    path = desk.root / SOURCES(chance)
    if path.exists():
        shutil.copy2(path, desk.outside / "copy")
        os.replace(desk.outside / "copy", path)


def away_and_back(desk: Desk, chance: random.Random) -> None:
    path = desk.root / SOURCES(chance)
    if path.exists():
        path.rename(desk.outside / "away")
        (desk.outside / "away").rename(path)


def edited_with_its_old_time(desk: Desk, chance: random.Random) -> None:
    path = desk.root / REGISTER
    times = path.stat()
    row_changed(desk, chance)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def made_a_link(desk: Desk, chance: random.Random) -> None:
    path = desk.root / SOURCES(chance)
    if path.exists() and not path.is_symlink():
        target = desk.outside / f"{chance.randrange(10**9)}{path.suffix}"
        path.rename(target)
        path.symlink_to(target)


def renamed(desk: Desk, chance: random.Random) -> None:
    name = chance.choice(("data/extra.txt", "lib/words.py", REGISTER))
    path, other = desk.root / name, desk.root / f"{name}.old"
    (other.rename(path) if other.exists() else path.rename(other)) if path.parent.exists() else None


def result_edited(desk: Desk, chance: random.Random) -> None:
    path = desk.made / RESULTS(chance)
    if path.is_file():
        data = path.read_bytes()
        at = chance.randrange(len(data) + 1)
        path.write_bytes(data[:at] + chance.choice((b"", b"x", b"\xff")) + data[at + 1 :])


def result_removed(desk: Desk, chance: random.Random) -> None:
    (desk.made / RESULTS(chance)).unlink(missing_ok=True)


def result_added(desk: Desk, chance: random.Random) -> None:
    if desk.made.is_dir():
        (desk.made / f"{chance.choice(('a', 'sections/b'))}.txt").write_text("x")


def results_exchanged(desk: Desk, _: random.Random) -> None:
    one, other = (desk.made / "sections" / f"{name}.ipynb" for name in ("visits", "more"))
    if one.is_file() and other.is_file():
        one.rename(desk.outside / "one")
        other.rename(one)
        (desk.outside / "one").rename(other)


def manifest_spoilt(desk: Desk, chance: random.Random) -> None:
    path = desk.made / "manifest.json"
    if path.is_file():
        about = json.loads(path.read_text(encoding="utf-8"))
        key = chance.choice(sorted(about))
        about[key] = chance.choice((None, [], 3, "a", {"a": 1}, {"visits": {"reads": []}}))
        path.write_text(chance.choice((json.dumps(about), "", "[]", "{")), encoding="utf-8")


def results_gone(desk: Desk, _: random.Random) -> None:
    shutil.rmtree(desk.root / "outputs", ignore_errors=True)


def a_file_for_results(desk: Desk, _: random.Random) -> None:
    shutil.rmtree(desk.made, ignore_errors=True)
    desk.made.parent.mkdir(exist_ok=True)
    desk.made.write_text("x")


def a_build_that_was_killed(desk: Desk, _: random.Random) -> None:
    for ending in ("new", "old"):
        left = desk.made.with_name(f".{PERIOD}.{ending}")
        left.mkdir(parents=True, exist_ok=True)
        (left / "report.html").write_text("nửa chừng", encoding="utf-8")


EDITS: list[Edit] = [
    row_added, row_changed, row_removed, register_broken, register_as_on_windows, title_changed,
    last_day_moved, prose_changed, word_changed, helper_changed, module_added, module_removed,
    extra_changed, remark_changed, remark_removed, target_added, name_added, touched,
    replaced_by_its_copy, away_and_back, edited_with_its_old_time, made_a_link, renamed,
    result_edited, result_removed, result_added, results_exchanged, manifest_spoilt,
    results_gone, a_file_for_results, a_build_that_was_killed,
]  # fmt: skip
"""Each takes the desk, and chance to choose with."""
HARMLESS: list[Edit] = [
    row_added, row_changed, row_removed, register_as_on_windows, title_changed,
    prose_changed, word_changed, helper_changed, module_added, module_removed, extra_changed,
    remark_changed, remark_removed, target_added, name_added, touched, replaced_by_its_copy,
    away_and_back, edited_with_its_old_time, made_a_link,
]  # fmt: skip
"""Those of sources after which the report can still be built."""
