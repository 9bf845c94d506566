"""Appraisals of, and opinions on, the technology of investment projects (Luật 07/2017/QH14)."""

from datetime import date

from baocao import Column, Indicator, Register, distinct

register = Register(
    "technology_appraisal",
    title="Sổ theo dõi thẩm định, có ý kiến về công nghệ dự án đầu tư",
    begins=date(2020, 1, 1),
    key=("code",),
    public=True,
    columns=(
        Column("code", "Mã ý kiến"),
        # A project comes back at its next stage, or after a change: it is counted once.
        Column("project_code", "Mã dự án"),
        Column("project", "Tên dự án"),
        Column("group", "Nhóm dự án", allowed=("Nhóm A", "Nhóm B", "Nhóm C")),
        Column(
            "capital",
            "Nguồn vốn",
            allowed=("Vốn đầu tư công", "Vốn khác trong nước", "Vốn đầu tư nước ngoài"),
        ),
        Column(
            "stage",
            "Giai đoạn",
            allowed=("Quyết định chủ trương đầu tư", "Quyết định đầu tư"),
        ),
        Column("received_date", "Ngày nhận đủ hồ sơ", type="date"),
        Column("due_date", "Hạn trả lời", type="date", future=True),
        Column("opinion_date", "Ngày văn bản ý kiến", type="date"),
        Column(
            "conclusion",
            "Kết luận",
            allowed=(
                "Thống nhất",
                "Thống nhất có điều kiện",
                "Đề nghị bổ sung",
                "Không thống nhất",
            ),
        ),
        Column("note", "Ghi chú", required=False),
    ),
)

appraised = Indicator(
    "Dự án được thẩm định, có ý kiến về công nghệ",
    unit="dự án",
    register=register,
    date="opinion_date",
    value=distinct("project_code"),
)
opinions = Indicator(
    "Lượt ý kiến về công nghệ dự án đầu tư",
    unit="lượt ý kiến",
    register=register,
    date="opinion_date",
)
