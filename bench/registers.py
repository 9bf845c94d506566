"""Measures figures of large registers beside a query written by hand, and beside pandas.

``python bench/registers.py [ROWS]…`` prints a table in Markdown: sixteen indicators of every kind
at 80 periods, each way in processes of its own. All ways must find the same numbers.  A second
table has the same register as a workbook: the first time that it is read, and once it is kept.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from timing import alternate, machine

YEARS = range(2020, 2024)
MEMORY_MB = 1024
Numbers = dict[str, dict[str, float]]
"""By indicator and period; what nothing can be said of is left out."""

GENERATED = """
SELECT
    'M' || lpad(i::VARCHAR, 9, '0') AS "Mã",
    'Bạn đọc ' || (hash(i * 7) % 200000)::VARCHAR AS "Bạn đọc",
    ['sách', 'báo', 'tạp chí', 'bản đồ', 'đĩa', 'khác'][1 + (hash(i) % 6)::INT] AS "Loại",
    'CN ' || (hash(i * 5) % 10)::VARCHAR AS "Chi nhánh",
    DATE '2020-01-01' + (hash(i * 11) % 1461)::INT AS "Ngày mượn",
    CASE WHEN hash(i * 13) % 10 < 7
        THEN DATE '2020-01-01' + (hash(i * 11) % 1461 + hash(i * 13) % 60)::INT END AS "Ngày trả",
    DATE '2020-01-01' + (hash(i * 11) % 1461 + 20 + hash(i * 17) % 100)::INT AS "Hạn trả",
    (hash(i * 19) % 100000 * 1000)::BIGINT AS "Phí",
    (hash(i * 23) % 1000)::DOUBLE / 10 AS "Khối lượng",
    'x' AS "Minh họa",
    '' AS "Nguồn"
FROM range({rows}) t(i)
"""

HAND = """
WITH r AS {materialized} (
    SELECT "Bạn đọc" AS reader, "Loại" AS kind, "Chi nhánh" AS branch, "Ngày mượn" AS lent,
        "Ngày trả" AS back, "Hạn trả" AS due, "Phí" AS fee, "Khối lượng" AS weight
    FROM {source}
), flows AS (
    SELECT w.id, count(*) AS lent, count(*) FILTER (kind = 'sách') AS books_lent,
        count(*) FILTER (kind IN ('báo', 'tạp chí') AND branch IN ('CN 1', 'CN 2')) AS papers_lent,
        sum(fee) AS fees, count(DISTINCT reader) AS readers, avg(weight) AS mean_weight,
        100 * books_lent / count(*) AS books_share, max(fee) AS dearest,
        sum(fee * weight) / sum(weight) AS fee_by_weight,
        count(*) - books_lent - papers_lent AS others_lent
    FROM w JOIN r ON r.lent BETWEEN w.first AND w.last GROUP BY w.id
), stocks AS (
    SELECT w.id, count(*) AS ever_lent,
        count(*) FILTER (kind = 'sách' AND r.lent >= DATE '2021-05-03') AS since,
        count(*) FILTER (back IS NULL OR back > w.last) AS out,
        sum(fee) FILTER (due > w.last) AS fees_not_due
    FROM w JOIN r ON r.lent <= w.last GROUP BY w.id
), readers_ever AS (
    SELECT w.id, count(*) AS ever_readers
    FROM w JOIN (SELECT min(lent) AS lent FROM r GROUP BY reader) f ON f.lent <= w.last
    GROUP BY w.id
), ahead AS (
    SELECT w.id, count(*) AS falling_due
    FROM w JOIN r ON r.due BETWEEN w.last + 1 AND w.next AND r.lent <= w.last GROUP BY w.id
)
SELECT * FROM w LEFT JOIN flows USING (id) LEFT JOIN stocks USING (id)
    LEFT JOIN readers_ever USING (id) LEFT JOIN ahead USING (id)
"""


def periods() -> Iterator[tuple[str, date, date, date]]:
    """The 80 periods: code, first and last day, last day of the one that follows."""
    lengths = {"": 12, "-9M": 9}
    lengths |= {f"-H{n}": 6 for n in (1, 2)} | {f"-Q{n}": 3 for n in range(1, 5)}
    lengths |= {f"-{n:02}": 1 for n in range(1, 13)}
    for year in YEARS:
        for code, length in lengths.items():
            begin = 0 if code in ("", "-9M") else (int(code.lstrip("-QH")) - 1) * length
            # Nine months are followed by the last quarter.
            after = 12 if code == "-9M" else begin + 2 * length
            first, behind, next_behind = (_day(year, n) for n in (begin, begin + length, after))
            yield f"{year}{code}", first, behind - timedelta(1), next_behind - timedelta(1)


def _day(year: int, months: int) -> date:
    """The first day of a month, counted from January of a year as 0."""
    return date(year + months // 12, months % 12 + 1, 1)


def generate(office: Path, rows: int) -> None:
    """A library's workspace, with its one register beside it as CSV and as Parquet."""
    import duckdb

    shutil.copytree(Path(__file__).with_name("office"), office, dirs_exist_ok=True)
    (office / "data" / "registers").mkdir()
    generated = GENERATED.format(rows=rows)
    comma = """replace("Khối lượng"::VARCHAR, '.', ',') AS "Khối lượng\""""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({generated}) TO '{office / 'loans.parquet'}' (FORMAT parquet)")
        connection.execute(
            f"COPY (SELECT * REPLACE ({comma}) FROM ({generated})) TO '{office / 'loans.csv'}' "
            "(HEADER, DELIMITER ';', DATEFORMAT '%d/%m/%Y')"
        )


def ours(path: Path) -> Numbers:
    """The facts of a workspace whose register is `path`."""
    from baocao.facts.book import FactBook
    from baocao.workspace.workspace import Workspace

    registers = path.parent / "data" / "registers"
    for other in registers.iterdir():
        other.unlink()
    (registers / path.name).hardlink_to(path)
    book = FactBook(Workspace.load(path.parent))
    found: Numbers = {}
    for code, *_ in periods():
        period = book.workspace.period(code)
        facts = {key.partition(".")[2]: book.fact(one, period) for key, one in book.catalogue}
        found[code] = {name: float(f.value) for name, f in facts.items() if f.value is not None}
    return found


def by_hand(path: Path) -> Numbers:
    """The same by one query."""
    import duckdb

    source = f"'{path}'"
    # Parquet is scanned again in no time; of a CSV the columns are worth keeping.
    materialized = "NOT MATERIALIZED"
    if path.suffix == ".csv":
        materialized = "MATERIALIZED"
        source = f"""(SELECT * REPLACE (replace("Khối lượng", ',', '.')::DOUBLE AS "Khối lượng")
            FROM read_csv('{path}', delim = ';', dateformat = '%d/%m/%Y',
            types = {{'Khối lượng': 'VARCHAR'}}))"""
    with duckdb.connect(config={"memory_limit": f"{MEMORY_MB}MB"}) as connection:
        values = ", ".join(
            f"('{c}', DATE '{s}', DATE '{e}', DATE '{n}')" for c, s, e, n in periods()
        )
        connection.execute(
            f"CREATE TABLE w AS SELECT * FROM (VALUES {values}) t(id, first, last, next)"
        )
        result = connection.sql(HAND.format(source=source, materialized=materialized))
        names = result.columns[4:]
        return {
            code: {name: float(v) for name, v in zip(names, values, strict=True) if v is not None}
            for code, _, _, _, *values in result.fetchall()
        }


def with_pandas(path: Path) -> Numbers:
    """The same in plain pandas."""
    import pandas as pd

    kinds = {"Loại": "category", "Chi nhánh": "category"}
    frame = pd.read_csv(path, sep=";", decimal=",", usecols=range(1, 9), dtype=kinds)
    frame.columns = ["reader", "kind", "branch", "lent", "back", "due", "fee", "weight"]
    for name in ("lent", "back", "due"):
        frame[name] = pd.to_datetime(frame[name], format="%d/%m/%Y")
    books = frame["kind"] == "sách"
    papers = frame["kind"].isin(["báo", "tạp chí"]) & frame["branch"].isin(["CN 1", "CN 2"])
    products = frame["fee"] * frame["weight"]
    since = books & (frame["lent"] >= "2021-05-03")
    found: Numbers = {}
    for code, *days in periods():
        first, last, following = map(pd.Timestamp, days)
        until = frame["lent"] <= last
        inside = until & (frame["lent"] >= first)
        found[code] = {
            "lent": inside.sum(),
            "books_lent": (inside & books).sum(),
            "papers_lent": (inside & papers).sum(),
            "fees": frame.loc[inside, "fee"].sum(),
            "readers": frame.loc[inside, "reader"].nunique(),
            "mean_weight": frame.loc[inside, "weight"].mean(),
            "books_share": (inside & books).sum() * 100 / inside.sum(),
            "dearest": frame.loc[inside, "fee"].max(),
            "fee_by_weight": products[inside].sum() / frame.loc[inside, "weight"].sum(),
            "others_lent": (inside & ~books & ~papers).sum(),
            "ever_lent": until.sum(),
            "since": (until & since).sum(),
            "out": (until & ~(frame["back"] <= last)).sum(),
            "fees_not_due": frame.loc[until & (frame["due"] > last), "fee"].sum(),
            "ever_readers": frame.loc[until, "reader"].nunique(),
            "falling_due": (until & (frame["due"] > last) & (frame["due"] <= following)).sum(),
        }
    return {code: {name: float(v) for name, v in row.items()} for code, row in found.items()}


WAYS: dict[str, Callable[[Path], Numbers]] = {"ours": ours, "hand": by_hand, "pandas": with_pandas}


def compare(rows: int) -> None:
    """Print the line of a size."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        office = Path(place)
        generate(office, rows)
        settings = office / "report.toml"
        large = f'[data]\nlarge = {{ registers = ["loans"], memory_mb = {MEMORY_MB} }}'
        told = settings.read_text(encoding="utf-8").replace("[data]", large)
        settings.write_text(told, encoding="utf-8")

        def way(name: str, suffix: str) -> list[str]:
            return [sys.executable, __file__, name, str(office / f"loans{suffix}")]

        def anew(suffix: str) -> list[str]:
            for copy in (office / "outputs").glob(".registers/*"):
                copy.unlink()
            return way("ours", suffix)

        costs = alternate(
            {
                "ours": lambda: anew(".parquet"),
                "ours again": lambda: way("ours", ".parquet"),
                "hand": lambda: way("hand", ".parquet"),
                "ours, csv": lambda: anew(".csv"),
                "ours, csv again": lambda: way("ours", ".csv"),
                "hand, csv": lambda: way("hand", ".csv"),
                "pandas": lambda: way("pandas", ".csv"),
            },
            runs=1 if rows > 10**6 else 3,
        )
        answers = [json.loads((office / f"{name}.json").read_text("utf-8")) for name in _files()]
        differences = [
            (code, name, [numbers[code].get(name) for numbers in answers])
            for code, row in answers[0].items()
            for name in row
            if any(not _alike(row[name], numbers[code].get(name)) for numbers in answers)
        ]
        if differences:
            raise SystemExit(f"not the same numbers: {differences[:3]}")

    def times(one: str, other: str) -> str:
        return f"{costs[one].wall / costs[other].wall:.2f}"

    def seconds(name: str) -> str:
        return f"{costs[name].wall:.1f}"

    print(
        f"| {rows:,} | {times('ours', 'hand')} ({seconds('ours')} and {seconds('hand')}) "
        f"| {times('ours again', 'hand')} ({seconds('ours again')}) "
        f"| {times('ours, csv', 'hand, csv')} ({seconds('ours, csv')} and {seconds('hand, csv')}) "
        f"| {times('ours, csv again', 'hand, csv')} ({seconds('ours, csv again')}) "
        f"| {times('pandas', 'ours, csv')} ({seconds('pandas')}) "
        f"| {max(costs[n].memory for n in costs if n.startswith('ours')):.0f} "
        f"| {max(costs['hand'].memory, costs['hand, csv'].memory):.0f} "
        f"| {costs['pandas'].memory:.0f} |",
        flush=True,
    )


def compare_workbook(rows: int) -> None:
    """Print the line of a workbook of that many rows."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        office = Path(place)
        generate(office, rows)
        write_workbook(office, rows)
        settings = office / "report.toml"
        told = settings.read_text(encoding="utf-8")
        settings.write_text(told.replace("[data]", "[data]\nlarge.over_mb = 256"), encoding="utf-8")

        def way(suffix: str) -> list[str]:
            return [sys.executable, __file__, "ours", str(office / f"loans{suffix}")]

        def anew() -> list[str]:
            for copy in (office / "outputs").glob(".registers/*"):
                copy.unlink()
            return way(".xlsx")

        costs = alternate(
            {"new": anew, "known": lambda: way(".xlsx"), "parquet": lambda: way(".parquet")},
            runs=1,
        )
        found, wanted = (
            json.loads((office / f"ours{suffix}.json").read_text("utf-8"))
            for suffix in (".xlsx", ".parquet")
        )
        if any(not _alike(v, found[c].get(n)) for c, row in wanted.items() for n, v in row.items()):
            raise SystemExit("the workbook gives other numbers")
        size = (office / "loans.xlsx").stat().st_size / 2**20
    print(
        f"| {rows:,} | {size:.1f} | {costs['new'].wall:.1f} | {costs['known'].wall:.1f} "
        f"| {costs['new'].memory:.0f} | {costs['known'].memory:.0f} |",
        flush=True,
    )


def write_workbook(office: Path, rows: int) -> None:
    """The register as a clerk's workbook, its days and numbers in cells of their kinds."""
    import duckdb
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sổ mượn")
    with duckdb.connect() as connection:
        generated = connection.sql(GENERATED.format(rows=rows))
        sheet.append(generated.columns)
        for row in generated.fetchall():
            sheet.append(row)
    book.save(office / "loans.xlsx")


def _files() -> list[str]:
    return [f"{name}{suffix}" for name in ("ours", "hand") for suffix in (".parquet", ".csv")] + [
        "pandas.csv"
    ]


def _alike(a: float, b: float | None) -> bool:
    return abs(a - (b or 0)) <= 1e-9 * abs(a)


def main(arguments: list[str]) -> None:
    """Compare the ways, or be one of them."""
    if arguments and arguments[0] in WAYS:
        path = Path(arguments[1])
        found = WAYS[arguments[0]](path)
        target = path.with_name(f"{arguments[0]}{path.suffix}.json")
        target.write_text(json.dumps(found), encoding="utf-8")
        return
    print(machine())
    print(
        "\n| Rows | Parquet, new: ours to hand (s) | Parquet, known (s) "
        "| CSV, new: ours to hand (s) "
        "| CSV, known: ours to hand (s) | pandas to ours, CSV new (s) "
        "| MiB ours | MiB hand | MiB pandas |\n|---|---|---|---|---|---|---|---|---|"
    )
    for rows in map(int, arguments or ("100000", "1000000", "10000000")):
        compare(rows)
    print(
        "\n| Rows of a workbook | MiB | new (s) | known (s) | memory, new (MiB) | known (MiB) |"
        "\n|---|---|---|---|---|---|"
    )
    compare_workbook(min(map(int, arguments or ["200000"])))


if __name__ == "__main__":
    main(sys.argv[1:])
