"""Sections run on a dask cluster come out the same, even when a worker is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import LocalCluster
from distributed.security import Security

from baocao.core.errors import ClusterError
from baocao.run.build import Built, build_all
from baocao.run.cluster import _Line, workers
from baocao.run.plan import plans
from baocao.run.sections import Run
from baocao.workspace.manifest import Sealed
from baocao.workspace.workspace import Workspace
from support.folders import with_sections
from support.processes import BAOCAO, children, command, patience, started, until
from support.small_offices import notebook
from support.tourism import write_office

# Sockets of dask's own, and ports that it looks for.
pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings(
        "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
    ),
]
FILES = ("report.html", "report.pdf", "report.docx", "facts.json")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    # Each starts a parent of kernels of its own; two are enough for one to be lost.
    with cluster_of(2) as found:
        yield found


def cluster_of(workers: int) -> Any:
    """A cluster on this machine, whose workers are processes of one thread."""
    made: Any = LocalCluster  # dask says nothing of its types
    return made(n_workers=workers, threads_per_worker=1, dashboard_address=":0")


def build(office: Path, codes: list[str], address: str | None = None) -> list[Any]:
    workspace = Workspace.load(office)
    wanted = plans(workspace, [workspace.period(code) for code in codes], force=True)
    done = list(build_all(workspace, wanted, force=True, cluster=address))
    assert all(isinstance(one, Built) and one.fresh for one in done), done
    return [one.folder for one in done]


def test_the_outputs_are_the_same_bytes_though_a_worker_is_lost(
    small: Path, cluster: Any, tmp_path: Path
) -> None:
    codes = ["2023-Q2", "2023-Q3"]
    here = {}
    for folder in build(small, codes):
        here[folder.name] = {name: (folder / name).read_bytes() for name in FILES}
    victims = [worker.pid for worker in cluster.workers.values()]
    killed: list[int] = []

    def kill() -> None:
        # In the middle: when the worker has a kernel below it.
        until(lambda: any(map(children, victims)), 60)
        time.sleep(0.3)
        victim = next(pid for pid in victims if children(pid))
        os.kill(victim, signal.SIGKILL)
        killed.append(victim)

    killer = threading.Thread(target=kill)
    killer.start()
    folders = build(small, codes, cluster.scheduler_address)
    killer.join()
    assert killed
    for folder in folders:
        assert {name: (folder / name).read_bytes() for name in FILES} == here[folder.name]
    # What ran there need not run again here.
    workspace = Workspace.load(small)
    wanted = plans(workspace, [workspace.period(code) for code in codes])
    # Why not, if not: what a section read is not known, or has changed.
    read = {folder.name: getattr(Sealed.at(folder), "sections", None) for folder in folders}
    assert [plan.current for plan in wanted] == [True, True], read


MEASURES = """\
{% for part in hotels.occupancy.by("place") %}Tại {{ part.name }}: {{ part }}. {% endfor %}
Chi tiêu {{ visitors.per_guest }}, {{ visitors.per_guest.vs_last_year }}.
Giá {{ hotels.price }}, trung vị {{ hotels.median_price }}.
{{ hotels.highest_price.fact.label }} là {{ hotels.highest_price }}.
Mỗi người dân {{ residents.per_resident }}; xử phạt {{ inspections.fined_share }}."""


def test_rates_and_monthly_tables_count_the_same_on_a_cluster(tmp_path: Path, cluster: Any) -> None:
    """An office of `Ratio`, `Derived` and `every="month"`, one of its registers scanned."""
    tourism = write_office(tmp_path / "office", "cluster_tourism")
    place = tourism.root / "notebooks" / "visitors.ipynb"
    made = json.loads(notebook("cluster_tourism", "visitors", "2025-Q3", MEASURES))
    opening = made["cells"][2]
    opening["source"] = opening["source"].replace(
        "import visitors", "import hotels, inspections, residents, visitors"
    )
    table = 'report.cross_table(hotels.sold, "place", "stars", title="Ngày buồng bán")'
    made["cells"].append({**opening, "id": "table", "source": table})
    place.write_text(json.dumps(made), encoding="utf-8")
    settings = tourism.root / "report.toml"
    text = settings.read_text(encoding="utf-8")
    large = '[data]\nlarge = { registers = ["hotels"] }\n'
    settings.write_text(text.replace("[data]\n", large), encoding="utf-8")
    (folder,) = build(tourism.root, ["2025-Q3"])
    here = {name: (folder / name).read_bytes() for name in FILES}
    (folder,) = build(tourism.root, ["2025-Q3"], cluster.scheduler_address)
    assert {name: (folder / name).read_bytes() for name in FILES} == here
    facts = json.loads(here["facts.json"])["facts"]
    visitors = tourism.tables["visitors"]
    quarter = visitors[visitors["month"].between(date(2025, 7, 1), date(2025, 9, 30))]
    spent = quarter["revenue"].sum() / (quarter["domestic"] + quarter["foreign"]).sum()
    values = [float(f["value"]) for f in facts if f["id"] == "visitors.per_guest"]
    assert any(abs(value - spent) < 1e-6 * spent for value in values), values


@pytest.mark.torture
def test_what_travelled_is_there_though_every_worker_was_lost(
    office: Path, cluster: Any, tmp_path: Path
) -> None:
    workspace = Workspace.load(office)
    (plan,) = plans(workspace, [workspace.period("2023-Q3")])
    made = tmp_path / "guidance.ipynb"
    with workers(workspace, cluster.scheduler_address) as site:
        for worker in cluster.workers.values():
            os.kill(worker.pid, signal.SIGKILL)
        found = site.execute(workspace, "guidance", plan.period, plan.about, made)
    assert isinstance(found, Run), found
    assert made.is_file()


def test_a_failing_section_fails_its_report_and_is_kept(small: Path, cluster: Any) -> None:
    path = small / "notebooks" / "ocop.ipynb"
    text = path.read_text(encoding="utf-8")
    assert "report = open_report(period)" in text
    path.write_text(
        text.replace("report = open_report(period)", "report = open_report(period); 1 / 0"),
        encoding="utf-8",
    )
    address = cluster.scheduler_address
    done = command(small, "build", "2023-Q3", "--cluster", address)
    assert done.returncode == 1
    assert (
        f"Cụm máy {address}: các máy ấy chạy mã và thấy số liệu của đơn vị; "
        "kết nối không mã hóa, nên dùng tls://.\n" in done.stderr
    )
    assert "[BUILD-01]" in done.stderr and "ZeroDivisionError" in done.stderr
    assert "Traceback" not in done.stderr
    assert (small / "outputs" / "2023-Q3.failed" / "ocop.ipynb").is_file()


def test_clusters_that_cannot_work_are_refused(office: Path, monkeypatch: Any) -> None:
    workspace = Workspace.load(office)

    def said(address: str) -> str:
        with pytest.raises(ClusterError) as raised, workers(workspace, address):
            pass
        return str(raised.value)

    assert said("tcp://127.0.0.1:9").startswith(
        "[CLUSTER-02] Không nối được với cụm máy.\n  Ở đâu:    tcp://127.0.0.1:9\n  Đang có:  "
    )
    with cluster_of(0) as empty:
        address = empty.scheduler_address
        assert said(address) == (
            "[CLUSTER-03] Cụm máy không có máy nào làm việc.\n"
            f"  Ở đâu:    {address}\n"
            f"  Cách sửa: chạy dask worker {address} trên các máy"
        )
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert said("tcp://127.0.0.1:9") == (
        "[CLUSTER-01] Máy này chưa cài dask để dùng cụm máy.\n"
        "  Cách sửa: pip install baocao[cluster]"
    )


# ---------------------------------------------------------------- TLS


def openssl(folder: Path, *arguments: str) -> None:
    made = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority, a certificate that it has signed, and one that nobody has."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no certificates can be made")
    folder = tmp_path_factory.mktemp("certificates")
    new = ("-newkey", "rsa:2048", "-nodes")
    for name in ("authority", "stranger"):
        keys = ("-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2")
        openssl(folder, "req", "-x509", *new, *keys, "-subj", f"/CN={name}")
    openssl(folder, "req", *new, "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=own")
    signed = ("-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial", "-days", "2")
    openssl(folder, "x509", "-req", "-in", "own.csr", *signed, "-out", "own.pem")
    return folder


@pytest.fixture(scope="module")
def encrypted(certificates: Path) -> Iterator[Any]:
    own = {
        f"tls_{role}_{part}": str(certificates / f"own.{ending}")
        for role in ("scheduler", "worker", "client")
        for part, ending in (("cert", "pem"), ("key", "key"))
    }
    made: Any = Security
    security = made(tls_ca_file=str(certificates / "authority.pem"), require_encryption=True, **own)
    cluster: Any = LocalCluster
    with cluster(
        n_workers=1, threads_per_worker=1, dashboard_address=":0", protocol="tls", security=security
    ) as found:
        yield found


def settings(folder: Path, ca: str, cert: str, key: str) -> dict[str, str]:
    names = {"ca-file": ca, "client.cert": cert, "client.key": key}
    return {f"distributed.comm.tls.{name}": str(folder / file) for name, file in names.items()}


GOOD = ("authority.pem", "own.pem", "own.key")


def test_sections_run_over_tls_with_the_certificates_of_the_settings_of_dask(
    small: Path, encrypted: Any, certificates: Path
) -> None:
    address = encrypted.scheduler_address
    assert address.startswith("tls://")
    given = {
        "DASK_" + name.upper().replace(".", "__").replace("-", "_"): file
        for name, file in settings(certificates, *GOOD).items()
    }
    arguments = ("build", "2023-Q3", "--format", "html", "--force", "--cluster", address)
    done = command(small, *arguments, env={**os.environ, **given})
    assert done.returncode == 0, done.stderr
    assert (
        f"Cụm máy {address}: các máy ấy chạy mã và thấy số liệu của đơn vị; "
        "kết nối mã hóa bằng TLS.\n" in done.stderr
    )
    # Without them the command ends at once, and says why.
    done = command(small, *arguments, seconds=20)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert (
        "[CLUSTER-06] Chứng chỉ TLS của cụm máy thiếu hoặc không khớp.\n"
        f"  Ở đâu:    {address}\n"
        "  Đang có:  chưa khai đủ ca-file, client.cert, client.key\n"
        "  Cách sửa: khai chứng chỉ trong cấu hình dask, mục distributed.comm.tls; xem "
        "docs/guide.vi.md, phần “Trên nhiều máy”" in done.stderr
    )


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (("none.pem", "own.pem", "own.key"), "CLUSTER-06"),
        (("stranger.pem", "own.pem", "own.key"), "CLUSTER-06"),
        (("authority.pem", "stranger.pem", "stranger.key"), "CLUSTER-06"),
        (("authority.pem", "own.pem", "stranger.key"), "CLUSTER-06"),
        (("authority.pem", "own.csr", "own.key"), "CLUSTER-06"),
    ],
)
def test_wrong_certificates_are_refused_at_once(
    files: tuple[str, str, str], code: str, office: Path, encrypted: Any, certificates: Path
) -> None:
    workspace, address = Workspace.load(office), encrypted.scheduler_address
    began = time.monotonic()
    with (
        dask.config.set(settings(certificates, *files)),
        pytest.raises(ClusterError, match=rf"\[{code}\]"),
        workers(workspace, address),
    ):
        pass
    assert time.monotonic() - began < patience(10)


def test_one_side_with_tls_and_one_without_do_not_meet(
    office: Path, encrypted: Any, cluster: Any, certificates: Path
) -> None:
    workspace = Workspace.load(office)
    with dask.config.set(settings(certificates, *GOOD)):
        plain, secret = cluster.scheduler_address, encrypted.scheduler_address
        for address in (plain.replace("tcp:", "tls:"), secret.replace("tls:", "tcp:")):
            with pytest.raises(ClusterError, match=r"CLUSTER-0[26]"), workers(workspace, address):
                pass
        with (
            dask.config.set({"distributed.comm.require-encryption": True}),
            pytest.raises(ClusterError, match="cấu hình dask đòi kết nối mã hóa"),
            workers(workspace, plain),
        ):
            pass
    for address in ("foo://127.0.0.1:1", "tcp://127.0.0.1", "nowhere"):
        with pytest.raises(ClusterError, match="CLUSTER-02"), workers(workspace, address):
            pass


def test_a_worker_with_another_toolkit_is_refused(
    office: Path, cluster: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("baocao.run.cluster.TOOLKIT", "dost")
    address = cluster.scheduler_address
    with pytest.raises(ClusterError) as raised, workers(Workspace.load(office), address):
        pass
    text = str(raised.value)
    assert text.startswith(
        "[CLUSTER-04] Máy trong cụm cài baocao hoặc Python khác máy này.\n  Ở đâu:    tcp://"
    )
    assert text.endswith(
        "\n  Cách sửa: cài cùng một bản lên mọi máy, từ cùng tệp requirements.lock"
    )


LOST = (
    "[CLUSTER-05] Mất liên lạc với cụm máy giữa chừng.\n"
    "  Ở đâu:    {}\n"
    "  Cách sửa: xem dask scheduler và dask worker còn chạy không, rồi chạy lại: "
    "báo cáo đã xong được giữ"
)


@pytest.mark.parametrize("lost", ["scheduler", pytest.param("workers", marks=pytest.mark.torture)])
def test_a_cluster_that_is_lost_ends_the_waiting(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    monkeypatch.setattr("baocao.run.cluster._LOST_SECONDS", 2)
    monkeypatch.setattr("baocao.run.cluster._LOOK_SECONDS", 0.2)
    workspace = Workspace.load(office)
    (plan,) = plans(workspace, [workspace.period("2023-Q3")])
    cluster = cluster_of(1)
    try:
        address = cluster.scheduler_address
        with workers(workspace, address) as site:

            def run(stem: str) -> Any:
                return site.execute(
                    workspace, stem, plan.period, plan.about, tmp_path / f"{stem}.ipynb"
                )

            waiting = [site.pool.submit(run, stem) for stem in ("guidance", "ocop")]
            if lost == "scheduler":
                cluster.close()
            else:
                cluster.scale(0)
            for each in waiting:
                with pytest.raises(ClusterError) as raised:
                    each.result(patience(30))
                assert str(raised.value) == LOST.format(address)
            # Nor does anyone begin to wait again.
            with pytest.raises(ClusterError, match="CLUSTER-05"):
                run("summary")
    finally:
        cluster.close()
    assert not list(tmp_path.glob("*.ipynb"))


def test_workers_are_missed_from_the_moment_they_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, looks = [0.0], []

    class Client:
        def nthreads(self, callback_timeout: float) -> dict[str, int]:
            looks.append(clock[0])
            # Gone from 1000 to 1050 seconds, and from 2000 seconds on.
            return {} if 1000 <= clock[0] < 1050 or clock[0] >= 2000 else {"a": 1}

    class Future:
        def result(self, timeout: float) -> None:
            clock[0] += 10
            raise TimeoutError

    monkeypatch.setattr("baocao.run.cluster.time.monotonic", lambda: clock[0])
    line = _Line(Client(), "tcp://host:8786")
    # Nothing was waited for until then.
    clock[0] = 995
    with pytest.raises(ClusterError) as raised:
        line.answer(Future())
    assert str(raised.value) == LOST.format("tcp://host:8786")
    assert 2060 <= looks[-1] <= 2080


@pytest.mark.torture
def test_a_section_that_kills_its_workers_fails_its_report_alone(office: Path) -> None:
    small = with_sections(office, ("ocop",))
    path = small / "notebooks" / "ocop.ipynb"
    opened = "report = open_report(period)"
    deadly = "import psutil; psutil.Process().parent().parent().kill()"
    text = path.read_text(encoding="utf-8")
    patient = {"distributed.scheduler.allowed-failures": 0}
    with dask.config.set(patient), cluster_of(1) as cluster:
        path.write_text(
            text.replace(
                opened, f"{opened}\nif period == '2023-Q3': {deadly}".replace("\n", "\\n")
            ),
            encoding="utf-8",
        )
        try:
            done = command(
                small, "build", "2023-Q3", "2023-Q2", "--format", "html",
                "--jobs", "1", "--cluster", cluster.scheduler_address,
            )  # fmt: skip
        finally:
            path.write_text(text, encoding="utf-8")
    assert done.returncode == 1
    assert (
        "2023-Q3: không dựng được\n"
        "[BUILD-05] Sổ tay bị dừng giữa chừng.\n"
        "  Ở đâu:    notebooks/ocop.ipynb\n"
        "  Đang có:  máy nào trong cụm chạy nó cũng bị tắt\n"
    ) in done.stderr
    assert "2023-Q2: đã dựng" in done.stdout
    assert "1 báo cáo xong, 1 báo cáo lỗi: 2023-Q3" in done.stdout


def test_a_build_that_waits_for_workers_is_interrupted(small: Path) -> None:
    with (
        cluster_of(1) as cluster,
        started(
            [BAOCAO, "build", "2023-Q3", "--cluster", cluster.scheduler_address],
            cwd=small, stderr=subprocess.STDOUT,
        ) as host,
    ):  # fmt: skip
        assert host.stdout is not None
        assert host.stdout.readline().startswith("Cụm máy tcp://")
        # Once a section is done, the others are under way.
        assert host.stdout.readline().startswith("Báo cáo 2023-Q3: ")
        cluster.scale(0)
        time.sleep(1)
        host.send_signal(signal.SIGINT)
        told = host.communicate(timeout=patience(40))[0]
    assert host.returncode != 0
    assert "Traceback" not in told
    assert not (small / "outputs" / "2023-Q3").exists()


@pytest.fixture(autouse=True)
def cleared(office: Path) -> Iterator[None]:
    yield
    shutil.rmtree(office / "outputs", ignore_errors=True)
