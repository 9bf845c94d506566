"""Enterprises that integrate several management systems: one row an enterprise's standard."""

from datetime import date

from baocao import Column, Indicator, Register, distinct

register = Register(
    "integrated_management",
    title="Sổ theo dõi tích hợp các hệ thống quản lý",
    begins=date(2022, 1, 1),
    key=("enterprise", "standard"),
    public=True,
    columns=(
        Column("enterprise", "Doanh nghiệp"),
        Column("zone", "Khu, cụm công nghiệp", required=False),
        # Editions are part of the name: there never was an ISO 45001:2015.
        Column(
            "standard",
            "Tiêu chuẩn",
            allowed=("ISO 9001:2015", "ISO 14001:2015", "ISO 45001:2018", "ISO 22000:2018"),
        ),
        Column("start_date", "Ngày bắt đầu", type="date"),
        Column("end_date", "Ngày kết thúc", type="date", required=False, future=True),
        Column(
            "stage",
            "Giai đoạn",
            required=False,
            allowed=("Khảo sát", "Xây dựng tài liệu", "Áp dụng", "Đánh giá, chứng nhận"),
        ),
        Column("certified_date", "Ngày chứng nhận", type="date", required=False),
        Column("cost", "Kinh phí hỗ trợ (đồng)", type="money", required=False, minimum=0),
        Column("note", "Ghi chú", required=False),
    ),
)

enterprises = Indicator(
    "Doanh nghiệp tích hợp các hệ thống quản lý",
    unit="doanh nghiệp",
    register=register,
    date="start_date",
    value=distinct("enterprise"),
    stock=True,
    until="end_date",
)
standards = Indicator(
    "Tiêu chuẩn được tích hợp tại các doanh nghiệp",
    unit="tiêu chuẩn",
    register=register,
    date="start_date",
    stock=True,
    until="end_date",
)
