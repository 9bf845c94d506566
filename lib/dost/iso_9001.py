"""The move of state agencies to TCVN ISO 9001:2015 (Quyết định số 19/2014/QĐ-TTg)."""

from datetime import date

from baocao import Column, Indicator, Ratio, Register

PROVINCIAL = ("Sở, ban, ngành", "Chi cục", "UBND cấp huyện")
COMMUNE = "UBND cấp xã"

register = Register(
    "iso_9001",
    title="Sổ theo dõi chuyển đổi TCVN ISO 9001:2015 tại cơ quan hành chính nhà nước",
    begins=date(2020, 1, 1),
    key=("code",),
    public=True,
    columns=(
        Column("code", "Mã"),
        Column("agency", "Tên cơ quan"),
        Column("type", "Loại cơ quan", allowed=(*PROVINCIAL, COMMUNE)),
        Column("district", "Địa bàn", required=False),
        # The decree obliges agencies down to districts, and only encourages communes.
        Column("obligation", "Diện áp dụng", allowed=("Bắt buộc", "Khuyến khích")),
        Column("standard", "Tiêu chuẩn", allowed=("TCVN ISO 9001:2015",)),
        Column("confirmed_date", "Ngày xác nhận hiệu lực", type="date", required=False),
        Column("completed_date", "Ngày công bố, hoàn thành", type="date", required=False),
        Column("inspected_date", "Ngày kiểm tra gần nhất", type="date", required=False),
        # Agencies merge and districts end: a row leaves the count on that day, not the file.
        Column("closed_date", "Ngày kết thúc hoạt động", type="date", required=False, future=True),
        Column("note", "Ghi chú", required=False),
    ),
)

agencies_completed = Indicator(
    "Sở, ban, ngành, chi cục, UBND cấp huyện hoàn thành chuyển đổi TCVN ISO 9001:2015",
    unit="cơ quan",
    register=register,
    date="completed_date",
    where={"type": PROVINCIAL},
    stock=True,
    until="closed_date",
)
communes_completed = Indicator(
    "UBND cấp xã hoàn thành chuyển đổi TCVN ISO 9001:2015",
    unit="cơ quan",
    register=register,
    date="completed_date",
    where={"type": COMMUNE},
    stock=True,
    until="closed_date",
)
completed = Indicator(
    "Cơ quan hoàn thành chuyển đổi TCVN ISO 9001:2015",
    unit="cơ quan",
    register=register,
    date="completed_date",
    stock=True,
    until="closed_date",
    parts=(agencies_completed, communes_completed),
)
completed_share = Ratio(
    "Tỷ lệ cơ quan hoàn thành chuyển đổi TCVN ISO 9001:2015 so với kế hoạch",
    numerator=completed,
    target="iso_9001.completed",
)
completed_in_period = Indicator(
    "Cơ quan hoàn thành chuyển đổi TCVN ISO 9001:2015 trong kỳ",
    unit="cơ quan",
    register=register,
    date="completed_date",
)
