"""Geographical indications and marks protected for the province's products."""

from datetime import date

from baocao import Column, Indicator, Register

GEOGRAPHICAL_INDICATION = "Chỉ dẫn địa lý"
CERTIFICATION_MARK = "Nhãn hiệu chứng nhận"
COLLECTIVE_MARK = "Nhãn hiệu tập thể"
NATIONAL_TASK = "Nhiệm vụ khoa học và công nghệ cấp quốc gia"

register = Register(
    "intellectual_property",
    title="Sổ theo dõi chỉ dẫn địa lý, nhãn hiệu được bảo hộ",
    begins=date(2018, 10, 1),
    key=("code",),
    public=True,
    columns=(
        Column("code", "Mã"),
        Column("name", "Tên"),
        Column(
            "type", "Loại", allowed=(GEOGRAPHICAL_INDICATION, CERTIFICATION_MARK, COLLECTIVE_MARK)
        ),
        Column("manager", "Tổ chức quản lý", required=False),
        Column(
            "support", "Nguồn hỗ trợ", required=False, allowed=(NATIONAL_TASK, "Ngân sách tỉnh")
        ),
        Column("filed_date", "Ngày nộp đơn hoặc bắt đầu", type="date", required=False),
        Column("certificate", "Số giấy chứng nhận", required=False),
        Column("decision", "Quyết định cấp", required=False),
        Column("granted_date", "Ngày cấp", type="date", required=False),
        # A mark's certificate ends ten years after filing unless renewed (Luật Sở hữu trí tuệ,
        # Điều 93); a geographical indication's does not end.
        Column("expiry_date", "Ngày hết hiệu lực", type="date", required=False, future=True),
        Column("note", "Ghi chú", required=False),
    ),
)

geographical_indications = Indicator(
    "Chỉ dẫn địa lý được bảo hộ",
    unit="chỉ dẫn địa lý",
    register=register,
    date="granted_date",
    where={"type": GEOGRAPHICAL_INDICATION},
    stock=True,
    until="expiry_date",
)
certification_marks = Indicator(
    "Nhãn hiệu chứng nhận được bảo hộ",
    unit="nhãn hiệu",
    register=register,
    date="granted_date",
    where={"type": CERTIFICATION_MARK},
    stock=True,
    until="expiry_date",
)
collective_marks = Indicator(
    "Nhãn hiệu tập thể được bảo hộ",
    unit="nhãn hiệu",
    register=register,
    date="granted_date",
    where={"type": COLLECTIVE_MARK},
    stock=True,
    until="expiry_date",
)
protected = Indicator(
    "Chỉ dẫn địa lý, nhãn hiệu được bảo hộ",
    unit="đối tượng",
    register=register,
    date="granted_date",
    stock=True,
    until="expiry_date",
    parts=(geographical_indications, certification_marks, collective_marks),
)
granted_in_period = Indicator(
    "Văn bằng bảo hộ được cấp trong kỳ",
    unit="văn bằng",
    register=register,
    date="granted_date",
)
# Begun and not yet granted: the day of the grant ends it.
geographical_indications_in_progress = Indicator(
    "Chỉ dẫn địa lý đang xây dựng theo nhiệm vụ cấp quốc gia",
    unit="chỉ dẫn địa lý",
    register=register,
    date="filed_date",
    where={"type": GEOGRAPHICAL_INDICATION, "support": NATIONAL_TASK},
    stock=True,
    until="granted_date",
)
expiring = Indicator(
    "Văn bằng bảo hộ hết hiệu lực trong kỳ tới",
    unit="văn bằng",
    register=register,
    date="expiry_date",
    ahead="granted_date",
)
