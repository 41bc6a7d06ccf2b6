"""报告财产令 and 财产调查表: what a debtor has to report, for which time, by when, and what follows if they do not.

The content is that of articles 4 to 7 and 9 to 10 of 《最高人民法院关于民事执行中财产调查若干问题的规定》; the order goes out with
the notice (article 3).
"""

from zhixing.documents.rules.acceptance import contact
from zhixing.documents.rules.blocks import (
    Addressee,
    Align,
    Block,
    CaseNumberLine,
    Column,
    Form,
    FormField,
    FormGroup,
    Item,
    Note,
    Paragraph,
    SignOff,
    Title,
)
from zhixing.documents.rules.contexts import EnforcementNotice
from zhixing.documents.rules.wording import date_in_chinese, day, numeral, together

ORDER_NAME = "报告财产令"
FORM_NAME = "财产调查表"
SUPPLEMENT_DAYS = 10

PROPERTY = (
    "（一）收入、银行存款、现金、理财产品、有价证券；（二）土地使用权、房屋等不动产；（三）交通运输工具、机器设备、产品、原材料等动产；"
    "（四）债权、股权、投资权益、基金份额、信托受益权、知识产权等财产性权利；（五）其他应当报告的财产。"
)
CHANGES = (
    "（一）转让、出租财产的；（二）在财产上设立担保物权等权利负担的；（三）放弃债权或者延长债权清偿期的；（四）支出大额资金的；"
    "（五）其他影响生效法律文书确定债权实现的财产变动。"
)
FORM_GROUPS = (
    FormGroup("收入与资金", ("工资、劳务等收入", "银行存款", "现金", "理财产品", "有价证券")),
    FormGroup("不动产", ("土地使用权", "房屋", "林权等其他不动产")),
    FormGroup("动产", ("交通运输工具", "机器设备", "产品、原材料等")),
    FormGroup("财产性权利", ("债权", "股权、投资权益", "基金、信托受益权", "知识产权")),
    FormGroup("其他", ("第三人名下的财产", "其他应当报告的财产")),
    FormGroup(
        "一年内变动",
        ("转让、出租财产", "设立担保物权等负担", "放弃债权、延期清偿", "支出大额资金", "其他财产变动"),
    ),
)


def report_blocks(notice: EnforcementNotice) -> tuple[Block, ...]:
    """The order to report property."""
    you, report = notice.debtor.you, notice.report
    articles = together((notice.articles.report, notice.articles.report_order))
    return (
        Title(notice.court.name, ORDER_NAME),
        CaseNumberLine(report.document_number),
        Addressee(notice.debtor.name),
        Paragraph(
            f"本院于{day(notice.filed_on)}立案执行{notice.applicant}申请执行{you}{notice.cause}一案。"
            f"依照{articles}的规定，责令{you}如实报告财产情况："
        ),
        Item(
            1,
            1,
            "报告的期限。",
            f"{you}应当自收到本令之日起{numeral(report.days)}日内，按照所附{FORM_NAME}逐项填写，书面报告本院。在期限内提交"
            "确有困难的，可以向本院书面申请延长期限。",
        ),
        Item(
            1,
            2,
            "报告的范围。",
            f"{you}应当报告下列财产：{PROPERTY}财产已出租、已设立担保物权等权利负担，或者存在共有、权属争议等情形的，应当一并报告；动产由第三人占有，不动产、"
            "特定动产、其他财产权等登记在第三人名下的，也应当一并报告。",
        ),
        Item(
            1,
            3,
            "报告的期间。",
            f"{you}应当报告当前的财产情况；自收到执行通知之日前一年至提交书面财产报告之日，财产情况发生下列变动的，"
            f"应当将变动情况一并报告：{CHANGES}",
        ),
        Item(
            1,
            4,
            "补充报告。",
            f"报告后财产情况发生变动，影响申请执行人债权实现的，应当自财产变动之日起{numeral(SUPPLEMENT_DAYS)}日内"
            "向本院补充报告。",
        ),
        Item(
            1,
            5,
            "违反报告义务的责任。",
            f"{you}拒绝报告、虚假报告或者无正当理由逾期报告的，本院可以根据情节轻重对{_punished(notice)}予以罚款、拘留；"
            "构成犯罪的，依法追究刑事责任；并依照有关规定将其纳入失信被执行人名单。",
        ),
        Paragraph("此令。"),
        SignOff(notice.court.name, date_in_chinese(notice.issued_on)),
        contact(notice.court, f"附：{FORM_NAME}"),
    )


def form_blocks(notice: EnforcementNotice) -> tuple[Block, ...]:
    """The form that goes with the order; what the court knows is printed, the rest is for the pen."""
    debtor = notice.debtor
    return (
        Title(notice.court.name, FORM_NAME, lowered=False),
        CaseNumberLine(notice.report.document_number),
        Form(
            caption=FORM_NAME,
            head=(
                FormField("被执行人", debtor.name),
                FormField("证件号码" if debtor.is_person else "统一社会信用代码"),
                FormField("住所" if debtor.is_person else "法定代表人"),
                FormField("联系电话"),
            ),
            columns=(
                Column("类别", Align.CENTER, 8),
                Column("项目", Align.LEFT, 21),
                Column("名称、数量、所在地、账号或登记编号", Align.LEFT, 21),
                Column("价值（元）", Align.RIGHT, 12),
                Column("权利负担、共有、争议", Align.LEFT, 13),
            ),
            groups=FORM_GROUPS,
        ),
        Note(
            (
                "填写说明：没有的项目填“无”；一栏写不下的，另附页并签名。",
                "以上报告真实、完整，如有隐瞒、虚报，愿承担法律责任。",
                "报告人（签名或盖章）：　　　　　　　　　　　　年　　月　　日",
            )
        ),
    )


def _punished(notice: EnforcementNotice) -> str:
    if notice.debtor.is_person:
        return "你或者你的法定代理人"
    return "你单位或者你单位的主要负责人、直接责任人员"
