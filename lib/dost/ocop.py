"""Products of the programme "mỗi xã một sản phẩm" (OCOP), as its owner reports them."""

from datetime import date

from baocao import Column, Indicator, Register

THREE_STAR = "3 sao"
FOUR_STAR = "4 sao"

register = Register(
    "ocop",
    title="Sổ theo dõi sản phẩm OCOP được công nhận",
    begins=date(2020, 1, 1),
    key=("code",),
    public=True,
    columns=(
        Column("code", "Mã"),
        Column("product", "Tên sản phẩm"),
        Column(
            "group",
            "Nhóm sản phẩm",
            allowed=(
                "Thực phẩm",
                "Đồ uống",
                "Dược liệu và sản phẩm từ dược liệu",
                "Thủ công mỹ nghệ",
                "Sinh vật cảnh",
                "Dịch vụ du lịch",
            ),
        ),
        Column(
            "producer_type",
            "Loại chủ thể",
            allowed=("Doanh nghiệp", "Hợp tác xã", "Tổ hợp tác", "Cơ sở sản xuất"),
        ),
        Column(
            "score", "Điểm", type="number", minimum=0, maximum=100, about="điểm đánh giá, thang 100"
        ),
        # Five stars are given by the ministry: such a row would need a part of its own.
        Column("stars", "Hạng sao", allowed=(THREE_STAR, FOUR_STAR)),
        Column(
            "decision",
            "Quyết định công nhận",
            required=False,
            about="số, ký hiệu của quyết định, ví dụ 136/QĐ-UBND",
        ),
        Column("recognised_date", "Ngày công nhận", type="date"),
        Column(
            "expiry_date",
            "Ngày hết hiệu lực",
            type="date",
            future=True,
            after="recognised_date",
            about="hết 36 tháng kể từ ngày công nhận",
        ),
        Column("proposed_date", "Ngày đề xuất 5 sao", type="date", required=False),
        Column("note", "Ghi chú", required=False),
    ),
)

four_star = Indicator(
    "Sản phẩm OCOP đạt 4 sao",
    unit="sản phẩm",
    register=register,
    date="recognised_date",
    where={"stars": FOUR_STAR},
    stock=True,
)
three_star = Indicator(
    "Sản phẩm OCOP đạt 3 sao",
    unit="sản phẩm",
    register=register,
    date="recognised_date",
    where={"stars": THREE_STAR},
    stock=True,
)
recognised = Indicator(
    "Sản phẩm OCOP được công nhận",
    unit="sản phẩm",
    register=register,
    date="recognised_date",
    stock=True,
    parts=(four_star, three_star),
)
# Still counted with four stars until the ministry has decided.
proposed_five_star = Indicator(
    "Sản phẩm OCOP đề xuất Trung ương phân hạng 5 sao",
    unit="sản phẩm",
    register=register,
    date="proposed_date",
    where={"stars": FOUR_STAR},
    stock=True,
)
valid = Indicator(
    "Sản phẩm OCOP còn hiệu lực công nhận",
    unit="sản phẩm",
    register=register,
    date="recognised_date",
    stock=True,
    until="expiry_date",
)
newly_recognised = Indicator(
    "Sản phẩm OCOP được công nhận trong kỳ",
    unit="sản phẩm",
    register=register,
    date="recognised_date",
)
# A certificate ends after 36 months: what must be renewed is known before it ends.
expiring = Indicator(
    "Sản phẩm OCOP hết hiệu lực công nhận trong kỳ tới",
    unit="sản phẩm",
    register=register,
    date="expiry_date",
    ahead="recognised_date",
)
