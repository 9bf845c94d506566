"""Documents, communication and training: what the department issued, published and taught."""

from datetime import date

from baocao import Column, Indicator, Register, total

DOCUMENT = "Văn bản"
COMMUNICATION = "Truyền thông"
TRAINING = "Lớp tập huấn"

register = Register(
    "guidance",
    title="Sổ theo dõi văn bản, truyền thông, tập huấn",
    begins=date(2020, 1, 1),
    key=("code",),
    public=True,
    columns=(
        Column("code", "Mã"),
        Column("date", "Ngày", type="date"),
        Column("kind", "Loại", allowed=(DOCUMENT, COMMUNICATION, TRAINING)),
        Column("title", "Tên, trích yếu"),
        Column("number", "Số ký hiệu", required=False),
        # Documents drafted for the province's signature are the department's work as well.
        Column(
            "role",
            "Vai trò của Sở",
            required=False,
            allowed=("Sở ban hành", "Sở tham mưu ban hành"),
        ),
        Column(
            "channel",
            "Kênh truyền thông",
            required=False,
            allowed=(
                "Cổng Thông tin điện tử",
                "Ấn phẩm",
                "Đài Phát thanh - Truyền hình tỉnh",
                "Báo Quảng Trị",
            ),
        ),
        Column("field", "Lĩnh vực", required=False),
        Column("attendances", "Số lượt người", type="integer", required=False, minimum=0),
        Column("note", "Ghi chú", required=False),
    ),
)

documents = Indicator(
    "Văn bản ban hành, tham mưu ban hành",
    unit="văn bản",
    register=register,
    date="date",
    where={"kind": DOCUMENT},
)
communications = Indicator(
    "Tin, bài, chuyên mục tuyên truyền",
    unit="lượt",
    register=register,
    date="date",
    where={"kind": COMMUNICATION},
)
training_classes = Indicator(
    "Lớp tập huấn", unit="lớp", register=register, date="date", where={"kind": TRAINING}
)
training_attendances = Indicator(
    "Lượt người tham dự tập huấn",
    unit="lượt người",
    register=register,
    date="date",
    value=total("attendances"),
    where={"kind": TRAINING},
)
