"""The command ``baocao``; exit 0 done, 1 findings or a failed build, 2 wrong usage."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baocao.console import (
    archive_watched,
    ending_with_errors,
    listed,
    open_workspace,
    print_json,
    progress,
    show_findings,
    writing_to,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baocao.core.errors import Finding
    from baocao.core.periods import Period
    from baocao.workspace.workspace import Workspace

# Heavy imports wait inside the commands: --help must not load pandas.
app = typer.Typer(
    help="Báo cáo từ sổ theo dõi: mỗi con số trong lời văn truy được về dòng sổ.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_EVERY = {
    "week": "week", "month": "month", "quarter": "quarter", "half": "half", "9m": "nine_months",
    "year": "year",
}  # fmt: skip

_DOCUMENT = "Tệp .docx, .odt, .doc, .rtf, .pdf, .html, .txt, .md, .xlsx, .xls, .ods, .pptx, .eml."

WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace", help="Thư mục có report.toml; mặc định: BAOCAO_WORKSPACE, rồi tìm từ đây."
    ),
]
OutputsOption = Annotated[
    Path | None, typer.Option("--outputs", help="Nơi đặt báo cáo; mặc định: outputs/.")
]
FormatOption = Annotated[
    str, typer.Option("--format", help="Các dạng cách nhau dấu phẩy: html,pdf,docx.")
]
JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", min=1, help="Số sổ tay chạy cùng lúc; mặc định: 2 lần số nhân."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Dựng lại dù không có gì thay đổi.")]


@app.command()
def build(
    periods: Annotated[
        list[str],
        typer.Argument(metavar="PERIOD...", help="Kỳ báo cáo: 2023, 2023-Q3, 2020..2023, …"),
    ],
    every: Annotated[
        str, typer.Option("--every", help="Chia khoảng thành: week,month,quarter,half,9m,year.")
    ] = "",
    formats: FormatOption = "html,pdf,docx",
    workspace: WorkspaceOption = None,
    outputs: OutputsOption = None,
    jobs: JobsOption = None,
    force: ForceOption = False,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="tcp://HOST:8786", help="Chạy sổ tay trên cụm máy dask."),
    ] = None,
) -> None:
    """Dựng báo cáo của một hay nhiều kỳ."""
    from baocao.core.periods import parse_many

    kinds = listed(every, _EVERY, "--every", "không có loại kỳ")
    with ending_with_errors():
        space = open_workspace(workspace, outputs)
        wanted = parse_many(periods, [_EVERY[kind] for kind in kinds], space.calendar)
        with archive_watched(space):
            _build(space, wanted, formats, jobs, force, cluster)


@app.command()
def check(
    periods: Annotated[
        list[str] | None, typer.Argument(metavar="[PERIOD]...", help="Kỳ cần kiểm tra tổng.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Kiểm tra sổ, cấu hình, sổ tay và tổng; nêu mọi lỗi trong một lần."""
    from baocao.locale.vi.text import short_date
    from baocao.registers.receipt import as_lines
    from baocao.run.check import check as run
    from baocao.run.check import receipts
    from baocao.run.declarations import notes

    with ending_with_errors():
        space = open_workspace(workspace)
        until = space.settings.data.complete_until
        codes = periods or [str(space.calendar.year_of(until))]
        with archive_watched(space):
            findings = run(space, [space.period(code) for code in codes])
            show_findings(findings)
            if findings:
                raise typer.Exit(1)
        typer.echo("\n".join(as_lines(receipts(space))))
        for note in notes(space):
            typer.echo(f"Lưu ý: {note}")
        typer.echo(f"Không có lỗi. Số liệu chốt đến hết ngày {short_date(until)}.")


@app.command()
def registers(
    json: JsonOption = False,
    template: Annotated[
        str | None,
        typer.Option(
            "--template", metavar="NAME", help="Ghi mẫu .xlsx để điền một sổ, ví dụ ocop."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Tên tệp mẫu; mặc định: tên sổ và .xlsx."),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Cho biết đã đọc được gì ở mỗi sổ: số dòng, ngày đầu, ngày cuối, tổng tiền, chỗ bỏ qua."""
    from dataclasses import asdict

    from baocao.registers.receipt import as_lines
    from baocao.run.check import receipts

    if output is not None and template is None:
        raise typer.BadParameter("chỉ dùng cùng --template", param_hint="--output")
    with ending_with_errors():
        if template is not None:
            _write_template(open_workspace(workspace), template, output)
            return
        found = receipts(open_workspace(workspace))
        if json:
            print_json([asdict(receipt) for receipt in found])
        else:
            typer.echo("\n".join(as_lines(found)))


@app.command()
def new(
    kind: Annotated[str, typer.Argument(metavar="programme", help="Thứ cần tạo: programme.")],
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Tên mô-đun, sổ và sổ tay, ví dụ co_so_luu_tru.")
    ],
    file: Annotated[
        Path, typer.Option("--from", metavar="FILE", help="Tệp đang dùng: .xlsx, .xls, .ods, .csv.")
    ],
    title: Annotated[
        str | None, typer.Option("--title", help="Tên mục trong báo cáo; mặc định: tên của bảng.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Tạo một chương trình từ một tệp: sổ, khai báo đề xuất, sổ tay, mục trong report.toml."""
    from baocao.run.new_programme import new_programme

    if kind != "programme":
        raise typer.BadParameter(f"không tạo được {kind}; chọn programme", param_hint="programme")
    if not file.is_file():
        raise typer.BadParameter(f"không thấy tệp {file}", param_hint="--from")
    with ending_with_errors():
        made = new_programme(open_workspace(workspace, is_new=True), name, file, title)
        typer.echo(f"Đã tạo chương trình {name} từ {made.rows} dòng của {file.name}:")
        for path in made.files:
            typer.echo(f"  {path}")
        typer.echo("Các cột đề xuất:")
        for column in made.columns:
            told = [column.type, "" if column.required else "có thể trống"]
            told += ["khóa" if column.name in made.key else ""]
            told += ["ngày tính kỳ" if column.name == made.day else ""]
            told += [f"{len(column.allowed)} giá trị" if column.allowed else ""]
            told += ["cá nhân" if column.personal else ""]
            typer.echo(f"  {column.name}: {column.heading} ({', '.join(filter(None, told))})")
        for note in made.notes:
            typer.echo(f"Lưu ý: {note}.")
        typer.echo(f"Xem lại khai báo, rồi chạy baocao check; trích {made.indicator} trong sổ tay.")


@app.command()
def fetch(
    registers: Annotated[
        list[str] | None,
        typer.Argument(metavar="[REGISTER]...", help="Tên sổ; mặc định: mọi sổ có nguồn."),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Lấy sổ về từ cơ sở dữ liệu, địa chỉ web, thư mục dùng chung đã khai báo trong report.toml."""
    from baocao.facts.book import shared_book
    from baocao.registers.sources.fetch import fetch as run
    from baocao.registers.sources.fetch import wanted

    with ending_with_errors():
        space = open_workspace(workspace)
        if not (registers or space.settings.sources):
            typer.echo("Không có sổ nào khai báo nguồn trong report.toml.")
            return
        failed = False
        for one in run(wanted(shared_book(space).catalogue.registers, space, registers), space):
            show_findings(one.findings)
            failed = failed or bool(one.findings)
            if one.snapshot is not None:
                fresh = "" if one.is_new else "không có gì thay đổi, "
                typer.echo(f"{one.register.stem}: {fresh}{one.snapshot.words}")
        if failed:
            raise typer.Exit(1)


@app.command()
def issue(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="Kỳ báo cáo.")],
    number: Annotated[int, typer.Option("--number", min=1, help="Số của báo cáo.")],
    on: Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="Ngày ban hành.")],
    signer: Annotated[str, typer.Option("--signer", help="Họ tên người ký.")],
    replaces: Annotated[
        int | None, typer.Option("--replaces", metavar="N", help="Thay báo cáo số N của kỳ.")
    ] = None,
    workspace: WorkspaceOption = None,
    jobs: JobsOption = None,
) -> None:
    """Ban hành báo cáo: in số, ngày, người ký; giữ nguyên bản và đầu vào ở outputs/issued/."""
    from baocao.review.archive_view import code_line
    from baocao.review.shelf.after import put_on_shelf
    from baocao.run import issue

    with ending_with_errors():
        space = open_workspace(workspace)
        at, order = space.period(period), issue.Order(number, on.date(), signer, replaces)
        with archive_watched(space):
            with progress(f"Báo cáo {at}:", len(space.sections) + 4) as advance:
                made, made_up = issue.issue(space, at, order, jobs, advance)
            typer.echo(f"{at}: đã ban hành {made.record.title}")
            typer.echo(f"  {Path(os.path.relpath(made.folder))}")
            typer.echo(f"  {code_line(space)}")
            show_findings(put_on_shelf(space, made.folder))
            if made_up:
                typer.echo(
                    "Cảnh báo: báo cáo có tính dòng số liệu minh họa, chưa phải số liệu chính "
                    f"thức: {'; '.join(made_up)}.",
                    err=True,
                )


@app.command()
def replay(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Số của báo cáo đã ban hành.")],
    year: Annotated[
        int | None, typer.Option("--year", metavar="YYYY", help="Năm, khi nhiều năm có số ấy.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Dựng lại báo cáo đã ban hành từ đầu vào lưu kèm; cho biết có đủ, ổn định, nhất quán không."""
    from baocao.review import replay

    with ending_with_errors():
        space = open_workspace(workspace)
        with archive_watched(space):
            found = replay.replay(space, number, year)
            typer.echo("\n".join(replay.as_lines(found)))
            if not found.good:
                raise typer.Exit(1)


@app.command()
def archive(
    json: JsonOption = False,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="DIR", help="Chép một báo cáo ra, kèm tệp kiểm tra."),
    ] = None,
    number: Annotated[
        int | None, typer.Option("--number", metavar="N", help="Số của báo cáo chép ra.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="YYYY", help="Năm, khi nhiều năm có số ấy.")
    ] = None,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Ghi vào sổ các báo cáo ban hành từ trước khi có sổ.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Liệt kê báo cáo đã ban hành và tình trạng; mã thoát 1 khi có gì không còn nguyên vẹn."""
    from baocao.review import archive_view as view
    from baocao.workspace import archive_index

    if (export is None) != (number is None):
        raise typer.BadParameter("--export và --number đi cùng nhau", param_hint="--export")
    with ending_with_errors():
        space = open_workspace(workspace)
        with archive_watched(space):
            if adopt:
                for one in archive_index.adopt(space):
                    typer.echo(f"Đã ghi vào sổ: {one.record.title}")
            if export is not None and number is not None:
                view.export(space, view.find(space, number, year), export)
                typer.echo(f"{export}: kiểm tra bằng python3 -I {export / 'verify.py'}")
                typer.echo("Bản sao có cả các sổ, gồm cột cá nhân.", err=True)
                return
            found = view.held(space)
            if json:
                print_json(view.as_json(space, found))
            else:
                typer.echo("\n".join(view.as_lines(space, found)))


@app.command()
def explain(
    fact_id: Annotated[str, typer.Argument(metavar="FACT_ID", help="Ví dụ ocop.recognised.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="Kỳ báo cáo.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Cho biết một con số: giá trị, định nghĩa, điều kiện lọc và các dòng sổ."""
    from baocao.review.explain import explain as run

    with ending_with_errors():
        space = open_workspace(workspace)
        run(space, fact_id, space.period(period))


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_DOCUMENT)],
    period: Annotated[
        str | None,
        typer.Argument(metavar="[PERIOD]", help="Kỳ báo cáo; mặc định: kỳ mà tiêu đề nêu."),
    ] = None,
    annotate: Annotated[
        Path | None, typer.Option("--annotate", help="Ghi nhận xét vào một bản sao .docx.")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="Ghi phiếu đối chiếu để ký, .html hoặc .docx.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Liệt kê cả những số đúng.")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Đối chiếu dù các con số khớp với kỳ khác hơn.")
    ] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
    outputs: OutputsOption = None,
) -> None:
    """Đối chiếu từng con số và lời khẳng định của một văn bản đã sửa với số liệu."""
    from rich.console import Console

    from baocao.locale.vi.text import period_name
    from baocao.review.manuscripts import read_manuscript
    from baocao.review.verify import Verifier, show
    from baocao.review.verify.annotate import annotate as write_marks
    from baocao.review.verify.other_period import require_own_period
    from baocao.review.verify.reported_period import guess_period, require_period
    from baocao.review.verify.sheet import sheet_of
    from baocao.review.verify.write_sheet import SUFFIXES, write_sheet

    if annotate and (file.suffix.lower() != ".docx" or annotate.resolve() == file.resolve()):
        raise typer.BadParameter(
            "chỉ ghi nhận xét vào một bản sao của tệp .docx", param_hint="--annotate"
        )
    if sheet and (sheet.suffix.lower() not in SUFFIXES or sheet.resolve() == file.resolve()):
        raise typer.BadParameter("phiếu là tệp .html hoặc .docx khác", param_hint="--sheet")
    with ending_with_errors():
        space = open_workspace(workspace, outputs)
        given = None if period is None else space.period(period)
        # What cannot be read is told before a report is built.
        manuscript = read_manuscript(file)
        guess = guess_period(manuscript, space.calendar)
        at = given or require_period(guess, str(file))
        if given is None:
            typer.echo(f"Kỳ báo cáo: {period_name(at)} ({at}); {guess.reason}.", err=True)
        elif guess.is_other_than(at):
            told = f"{guess.reason}; đang đối chiếu với {period_name(at)} ({at})"
            typer.echo(f"Lưu ý: {told}.", err=True)
        with progress(f"Báo cáo {at}:", len(space.sections)) as advance:
            found = Verifier(space, at, progress=advance).compare(manuscript)
        if not anyway:
            require_own_period(found)
        if json:
            print_json(show.as_json(found))
        else:
            show.show(found, Console(soft_wrap=False, highlight=False), every=every)
        if annotate:
            with writing_to(annotate, "--annotate"):
                write_marks(file, found.judgements, annotate)
        if sheet:
            with writing_to(sheet, "--sheet"):
                write_sheet(sheet_of(found, at), sheet)
        if found.faults:
            raise typer.Exit(1)
        if not found.is_checked:
            raise typer.Exit(3)


@app.command()
def adopt(
    file: Annotated[Path, typer.Argument(metavar="EDITED", help="Báo cáo .docx đã sửa.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="Kỳ báo cáo.")],
    write: Annotated[bool, typer.Option("--write", help="Ghi vào sổ tay; không thì chỉ xem.")] = (
        False
    ),
    workspace: WorkspaceOption = None,
    outputs: OutputsOption = None,
) -> None:
    """Đưa lời văn đã sửa trong Word về các ô của sổ tay; con số vẫn theo số liệu."""
    from baocao.review import adopt
    from baocao.review.manuscripts import read_manuscript
    from baocao.run.build import built_report

    if file.suffix.lower() != ".docx":
        raise typer.BadParameter("cần tệp .docx", param_hint="EDITED")
    with ending_with_errors():
        space = open_workspace(workspace, outputs)
        at = space.period(period)
        manuscript = read_manuscript(file)
        with progress(f"Báo cáo {at}:", len(space.sections)) as advance:
            built = built_report(space, at, advance)
        proposal = adopt.adopt(manuscript, space, at, built)
        for change in proposal.changes:
            typer.echo(change.diff(space))
        for note in proposal.notes:
            typer.echo(note)
        show_findings(proposal.refused)
        faults = adopt.rebuilt_faults(proposal, space, at) if write else []
        show_findings(faults)
        written = len(adopt.write(proposal, space)) if write and not faults else 0
        kept = "chưa ghi gì." if write else "chưa ghi gì, thêm --write để ghi."
        typer.echo(
            f"{proposal.adopted} chỗ sửa đưa về được, {len(proposal.refused)} chỗ không; "
            + (f"đã ghi {written} tệp." if written else kept)
        )
        if proposal.refused or faults:
            raise typer.Exit(1)


@app.command()
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="Kỳ (2022-Q3), hoặc thư mục bản đã dựng.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Như A: kỳ hoặc thư mục.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Ghi thêm thành trang HTML.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """So hai kỳ, hai bản đã dựng, hoặc bản đã dựng với sổ hiện nay: số nào khác, do dòng nào."""
    from baocao.core.files import write_whole
    from baocao.facts.book import FactBook
    from baocao.facts.compare import between
    from baocao.facts.compare.show import page, show

    with ending_with_errors():
        found = between(FactBook(open_workspace(workspace)), a, b)
        if html is not None:
            with writing_to(html, "--html"):
                write_whole(html, page(found))
        show(found)
        if html is not None:
            typer.echo(f"Trang HTML: {html}")


@app.command()
def due(
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Ngày tính hạn.")
    ] = None,
    formats: FormatOption = "html,pdf,docx",
    workspace: WorkspaceOption = None,
    outputs: OutputsOption = None,
    jobs: JobsOption = None,
) -> None:
    """Dựng các báo cáo đã đến hạn mà chưa có; chạy hằng ngày được."""
    from baocao.locale.vi.text import short_date
    from baocao.run import schedule

    with ending_with_errors():
        space = open_workspace(workspace, outputs)
        day = on.date() if on else date.today()
        periods = schedule.due(space, day)
        waiting = schedule.not_ready(space, periods)
        ready = [period for period in periods if not schedule.not_ready(space, [period])]
        # Lines of many nights stand in one log.
        now = datetime.now()
        ran = f"Chạy ngày {short_date(now.date())} lúc {now:%H:%M}"
        typer.echo(f"{ran}, tính hạn đến ngày {short_date(day)}.")
        if not periods:
            typer.echo("Không có báo cáo nào đến hạn mà chưa dựng.")
        with archive_watched(space):
            if waiting:
                show_findings([waiting])
            if ready:
                _build(space, ready, formats, jobs, force=False)
            if waiting:
                raise typer.Exit(1)


@app.command()
def shelf(
    serve: Annotated[
        bool,
        typer.Option(
            "--serve", help="Mở cho trình duyệt của máy này, có mã truy cập; không lập lại."
        ),
    ] = False,
    port: Annotated[
        int,
        typer.Option("--port", min=0, max=65535, help="Cổng của --serve; 0: cổng còn trống."),
    ] = 0,
    copy: Annotated[
        Path | None,
        typer.Option("--copy", metavar="DIR", help="Chép riêng phần cho người đọc vào DIR."),
    ] = None,
    workspace: WorkspaceOption = None,
    outputs: OutputsOption = None,
) -> None:
    """Lập lại trang danh mục outputs/index.html: mọi báo cáo đã dựng, đã ban hành, có tìm kiếm."""
    from baocao.review.shelf import update

    with ending_with_errors():
        space = open_workspace(workspace, outputs)
        if serve and copy is None and update.is_there(space):
            findings: Sequence[Finding] = ()
        else:
            with progress("Danh mục:", update.how_many(space)) as advance:
                count, findings = update.rebuild(space, advance)
            page = Path(os.path.relpath(space.outputs)) / "index.html"
            typer.echo(f"{count} báo cáo: {page}")
        show_findings(findings)
        if copy is not None:
            from baocao.review.shelf.copies import copy_for_readers

            copied, removed = copy_for_readers(space, copy)
            typer.echo(f"{copy}: chép {copied} tệp, bỏ {removed} tệp")
        if serve:
            from baocao.review.shelf.serve import serve as run

            run(space, port, lambda address: typer.echo(f"{address}\nDừng: Ctrl+C"))
        if findings:
            raise typer.Exit(1)


@app.command()
def proofread(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_DOCUMENT)],
    json: JsonOption = False,
    hints: Annotated[
        bool, typer.Option("--hints", help='Nêu cả chỗ xếp loại "gợi ý": thói quen soạn thảo.')
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Đọc soát thể thức, tên, viện dẫn, ngày, chính tả; mã thoát 1 khi có chỗ xếp loại "lỗi"."""
    from baocao.review import proofread
    from baocao.review.manuscripts import read_manuscript

    with ending_with_errors():
        manuscript = read_manuscript(file)
        found = proofread.proofread(manuscript, open_workspace(workspace), hints=hints)
        for unread in manuscript.unread:
            typer.echo(f"Không đọc: {unread}.", err=True)
        if json:
            print_json(proofread.as_json(file, found))
        else:
            typer.echo("\n".join(proofread.as_lines(found)))
        if any(correction.rule.severity == "lỗi" for correction in found):
            raise typer.Exit(1)


@app.command()
def desk(
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Cổng; mặc định: cổng còn trống.")
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Không mở trình duyệt, chỉ in địa chỉ.")
    ] = False,
    workspace: WorkspaceOption = None,
    outputs: OutputsOption = None,
) -> None:
    """Mở trang đối chiếu trên máy này: thả văn bản, nhận phiếu đối chiếu, nhận xét, đọc soát."""
    from baocao.review.desk.server import open_desk

    def tell(address: str) -> None:
        typer.echo(f"Trang đối chiếu, chỉ mở được trên máy này: {address}")
        typer.echo("Nhấn Ctrl-C để dừng; mọi tệp đã thả sẽ bị xóa.")

    with ending_with_errors():
        open_desk(open_workspace(workspace, outputs), port, not no_browser, tell)


@app.command()
def lab(
    others: Annotated[
        list[str] | None,
        typer.Argument(metavar="[-- ARGUMENT...]", help="Sau --: tham số chuyển cho jupyter lab."),
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Cổng; mặc định: cổng còn trống.")
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Không mở trình duyệt, chỉ in địa chỉ.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Mở JupyterLab ở thư mục của đơn vị: sổ tay, sổ theo dõi, khai báo."""
    from baocao.run.lab import become, command, variables
    from baocao.workspace.launcher import write_launcher

    with ending_with_errors():
        space = open_workspace(workspace)
        page = write_launcher(space)
        line = command(space, page=page, port=port, browser=not no_browser, others=others or ())
        become(line, variables(space, os.environ))


def _open_standard_streams() -> None:
    """Give closed standard streams (``baocao … >&-``) the null device.

    Else the next file that is opened takes the place of the stream, and everything that is printed,
    here or in a process that is started, goes into that file.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest number that is free is this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def main() -> None:
    """Run the command line."""
    _open_standard_streams()
    # To check schemas, jsonschema builds a grammar of web addresses, which takes longer than all
    # else that a command imports; no notebook's schema has an address.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    # At its end Python looks for garbage in all that was imported: half a second for nothing.
    atexit.register(gc.freeze)
    app()


def _write_template(space: Workspace, name: str, output: Path | None) -> None:
    from baocao.core.files import write_whole
    from baocao.facts.catalogue import Catalogue
    from baocao.facts.targets import TARGETS
    from baocao.registers.corrections import CORRECTIONS
    from baocao.registers.template import workbook_of

    known = {
        register.stem: register for register in [*Catalogue(space).registers, TARGETS, CORRECTIONS]
    }
    if name not in known:
        raise typer.BadParameter(
            f"không có sổ {name}; chọn trong: {', '.join(known)}", param_hint="--template"
        )
    file = output or Path(f"{name}.xlsx")
    if file.suffix.lower() != ".xlsx":
        raise typer.BadParameter("cần tên tệp .xlsx", param_hint="--output")
    if file.exists():
        raise typer.BadParameter(
            f"đã có tệp {file}; chọn tên khác, hoặc chuyển tệp ấy đi", param_hint="--output"
        )
    with writing_to(file, "--output"):
        write_whole(file, workbook_of(known[name]))
    typer.echo(f"Mẫu để điền: {file}")


def _build(
    space: Workspace,
    periods: list[Period],
    formats: str,
    jobs: int | None,
    force: bool,
    cluster: str | None = None,
) -> None:
    from baocao.run.plan import FORMATS, plans

    names = listed(formats, FORMATS, "--format", "không có dạng")
    if not names:
        raise typer.BadParameter("không có dạng nào", param_hint="--format")
    wanted = plans(space, periods, names, force)
    if all(plan.current for plan in wanted):
        good = [_tell_built(space, plan.period, plan.folder, names, fresh=False) for plan in wanted]
        if not all(good):
            raise typer.Exit(1)
        return
    from baocao.run.kernels.imports import without_grammar
    from baocao.run.warm import start_server

    failed: list[str] = []
    steps = len(periods) * (len(space.sections) + len(names))
    start_server(space)
    # The fork server imports what kernels need while this process does.
    with without_grammar():
        from baocao.run.build import Failed, build_all

    if cluster is not None:
        from baocao.run.cluster import trust_of

        typer.echo(trust_of(cluster), err=True)
    with progress("Báo cáo", steps) as advance:

        def told(period: Period, step: str) -> None:
            advance(f"{period}: {step}")

        for done in build_all(space, wanted, names, jobs, force, told, cluster):
            if isinstance(done, Failed):
                # One report's failure is its own: the others are still built.
                typer.echo(f"{done.period}: không dựng được", err=True)
                show_findings(done.error.findings)
                failed.append(str(done.period))
                continue
            if not _tell_built(space, done.period, done.folder, names, done.fresh):
                failed.append(str(done.period))
    if len(periods) > 1:
        told_failed = f": {', '.join(failed)}" if failed else ""
        typer.echo(
            f"{len(periods) - len(failed)} báo cáo xong, {len(failed)} báo cáo lỗi{told_failed}"
        )
    if failed:
        raise typer.Exit(1)


def _tell_built(
    space: Workspace, period: Period, folder: Path, names: list[str], fresh: bool
) -> bool:
    """Tell that a report stands there, and put it on the shelf; whether all of it is printed."""
    from baocao.review.shelf.after import put_on_shelf
    from baocao.workspace.manifest import holes_of

    holes = holes_of(folder)
    state = "đã dựng" if fresh else "không có gì thay đổi"
    typer.echo(f"{period}: {state}{', còn chỗ chưa in được' if holes else ''}")
    for name in names:
        typer.echo(f"  {Path(os.path.relpath(folder)) / f'report.{name}'}")
    show_findings([*holes, *put_on_shelf(space, folder, fresh)])
    return not holes
