"""Complete contexts of a case of the sample kind, for tests to change one field at a time."""

from datetime import date

from zhixing.documents.rules.contexts import (
    AcceptanceNotice,
    AmountDue,
    EnforcementNotice,
    IssuingCourt,
    NoticeArticles,
    PaymentAccount,
    PropertyReport,
    Recipient,
    TitleOfEnforcement,
)
from zhixing.documents.rules.paper import Paper, PartyOnPaper

COURT = IssuingCourt(
    name="汪清县人民法院",
    address="吉林省延边朝鲜族自治州汪清县汪清镇汪清街1号",
    officer="崔明哲",
    phone="0433-8800000",
)
TITLE = TitleOfEnforcement("汪清县人民法院", "（2021）吉2424民初345号", "民事判决书")
ARTICLES = NoticeArticles(
    notice="《中华人民共和国民事诉讼法》第二百四十七条",
    delay="《中华人民共和国民事诉讼法》第二百六十条",
    notice_content="《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第四百八十二条",
    defaulter_list="《最高人民法院关于公布失信被执行人名单信息的若干规定》第一条",
    consumption="《最高人民法院关于限制被执行人高消费及有关消费的若干规定》第一条、第三条",
    refusal="《中华人民共和国民事诉讼法》第一百一十四条",
    report="《中华人民共和国民事诉讼法》第二百四十八条",
    report_order="《最高人民法院关于民事执行中财产调查若干问题的规定》第三条",
)


def acceptance() -> AcceptanceNotice:
    """The notice to the applicant of （2022）吉2424执7号."""
    return AcceptanceNotice(
        court=COURT,
        document_number="（2022）吉2424执7号",
        case_number="（2022）吉2424执7号",
        applicant=Recipient("李建国", True),
        debtors=("金哲洙", "延边长白山木业有限公司"),
        cause="民间借贷纠纷",
        title=TITLE,
        claim_fen=3_027_500,
        filed_on=date(2022, 1, 10),
        issued_on=date(2022, 1, 12),
        leads_days=7,
        articles="《最高人民法院关于人民法院执行工作若干问题的规定（试行）》第十六条",
    )


def enforcement() -> EnforcementNotice:
    """The notice to the first debtor of （2022）吉2424执7号."""
    return EnforcementNotice(
        court=COURT,
        document_number="（2022）吉2424执7号",
        case_number="（2022）吉2424执7号",
        debtor=Recipient("金哲洙", True),
        applicant="李建国",
        cause="民间借贷纠纷",
        title=TITLE,
        filed_on=date(2022, 1, 10),
        issued_on=date(2022, 1, 12),
        perform_within=3,
        amounts=(
            AmountDue("借款本金", 3_027_500, "以生效法律文书为准"),
            AmountDue("一般债务利息", 127_155, "年利率6%，自2021年5月1日起"),
            AmountDue("加倍部分债务利息", 21_724, "日万分之一点七五，41天"),
            AmountDue("案件受理费", 27_850, "生效法律文书确定由被执行人负担"),
            AmountDue("申请执行费", 35_413, "由被执行人负担"),
        ),
        as_of=date(2022, 1, 12),
        account=PaymentAccount(
            "汪清县人民法院", "中国建设银行股份有限公司汪清支行", "22050166483600000123", "24242022000007"
        ),
        report=PropertyReport("（2022）吉2424执7号", 5),
        articles=ARTICLES,
        interest="一般债务利息以未付借款本金为基数，自2022年1月13日起按年利率6%计算至实际清偿之日止",
        doubled=(
            "加倍部分债务利息以未付的生效法律文书确定的一般债务利息之外的金钱债务为基数，"
            "自2022年1月13日起按日万分之一点七五计算至实际清偿之日止"
        ),
        co_debtors=("延边长白山木业有限公司",),
        liability="承担连带清偿责任",
    )


def paper() -> Paper:
    """What every document of （2022）吉2424执7号 stands on, on 1 December 2022."""
    return Paper(
        court=COURT,
        document_number="（2022）吉2424执7号",
        case_number="（2022）吉2424执7号",
        cause="民间借贷纠纷",
        title=TITLE,
        applicants=(PartyOnPaper("李建国", True, "汪清县汪清镇大川街12号"),),
        debtors=(
            PartyOnPaper("金哲洙", True, "汪清县罗子沟镇绥芬村3组", "222424197503120017"),
            PartyOnPaper("延边长白山木业有限公司", False, "汪清县天桥岭镇林业街9号"),
        ),
        filed_on=date(2022, 1, 10),
        issued_on=date(2022, 12, 1),
        account=PaymentAccount(
            "汪清县人民法院", "中国建设银行股份有限公司汪清支行", "22050166483600000123", "24242022000007"
        ),
        clerk="朴英姬",
    )
