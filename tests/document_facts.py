"""One complete set of facts for each kind that an officer drafts, on the paper of `document_samples`."""

from dataclasses import replace
from datetime import date
from typing import Any

from document_samples import paper
from zhixing.documents.rules.coercion import (
    AuctionFacts,
    CompulsorySummonsFacts,
    DetentionFacts,
    EvictionFacts,
    FineFacts,
    SealRecordFacts,
    SearchFacts,
    SummonsFacts,
    TalkFacts,
)
from zhixing.documents.rules.endings import (
    CompletionFacts,
    DeferralFacts,
    EndGround,
    InterviewFacts,
    ResumptionFacts,
    SettlementFacts,
    StayFacts,
    StayGround,
    SuspensionFacts,
    TerminationFacts,
)
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.letters import (
    AddressFacts,
    EntrustFacts,
    FundsFacts,
    LeadFacts,
    LeadResult,
    ProofFacts,
    RenewalReminderFacts,
    RewardFacts,
    ThirdPartyDebtFacts,
    TransferRequestFacts,
)
from zhixing.documents.rules.paper import Kind, Owed, Paper, SpeaksTo
from zhixing.documents.rules.restrictions import (
    ConsumptionFacts,
    ConsumptionLiftFacts,
    DefaulterFacts,
    ExitFacts,
    ListingGround,
    RemovalFacts,
    ReportFacts,
)

AT = "2022年12月8日9时30分"
HALL = "汪清县人民法院执行局第一谈话室"
OWED = Owed(3_027_500, 500_000, 2_739_642, 35_413, date(2022, 12, 1))


def paper_for(kind: Kind) -> Paper:
    """The sample paper, spoken to the party that the kind speaks to, with money and a president."""
    whole = replace(paper(), president="金成浩", owed=OWED)
    to = whole.applicants[0] if kind.speaks_to is SpeaksTo.APPLICANT else whole.debtors[0]
    return replace(whole, to=to)


_MEASURES = "向被执行人送达执行通知书、报告财产令；通过网络执行查控系统查询存款、车辆、不动产、证券；发出限制消费令；冻结银行存款"
_FOUND = "被执行人名下银行存款余额合计5.20元，无车辆、不动产和证券登记"
FACTS: dict[DocumentKind, Any] = {
    DocumentKind.PROPERTY_REPORT_ORDER: ReportFacts(5),
    DocumentKind.CONSUMPTION_ORDER: ConsumptionFacts(
        date(2022, 12, 1), "未按执行通知书指定的期间履行生效法律文书确定的给付义务"
    ),
    DocumentKind.CONSUMPTION_LIFT: ConsumptionLiftFacts(
        "（2022）吉2424执7号", date(2022, 3, 1), "已经履行完毕生效法律文书确定的义务"
    ),
    DocumentKind.DEFAULTER_DECISION: DefaulterFacts(
        ListingGround.REPORT,
        "被执行人金哲洙于2022年1月20日收到报告财产令，未在期限内报告财产，亦未说明理由",
        2,
    ),
    DocumentKind.DEFAULTER_REMOVAL: RemovalFacts(
        "（2022）吉2424执7号", date(2022, 4, 1), "已履行完毕生效法律文书确定的义务"
    ),
    DocumentKind.EXIT_DECISION: ExitFacts(
        "金哲洙", "至今未履行生效法律文书确定的义务，且近期多次出境", date(2023, 2, 28)
    ),
    DocumentKind.SUMMONS: SummonsFacts(AT, HALL, "询问履行能力，督促履行义务"),
    DocumentKind.COMPULSORY_SUMMONS: CompulsorySummonsFacts(
        "金哲洙", "本院于2022年12月1日依法送达传票，其无正当理由拒不到场", HALL
    ),
    DocumentKind.TALK_RECORD: TalkFacts(
        AT,
        "2022年12月8日10时10分",
        HALL,
        "金哲洙",
        (
            "问：你是否收到执行通知书？",
            "答：收到了。",
            "问：你打算怎样履行？",
            "答：十二月底前先付五千元，余款分期。",
        ),
        "朴英姬",
    ),
    DocumentKind.SEARCH_WARRANT: SearchFacts(
        "金哲洙", "汪清县罗子沟镇绥芬村3组其住所及院内库房", "不履行生效法律文书确定的义务，并隐匿财产"
    ),
    DocumentKind.SEAL_RECORD: SealRecordFacts(
        AT,
        "2022年12月8日11时",
        "汪清县天桥岭镇林业街9号院内",
        ("红松原木约30立方米，堆放于西侧料场", "带锯机一台，型号MJ318"),
        "崔永男",
        "（2022）吉2424执7号之一",
        ("天桥岭镇林业社区居民委员会主任李明",),
        "",
    ),
    DocumentKind.FINE_DECISION: FineFacts(
        "被执行人金哲洙在收到查封裁定后，擅自出卖已被查封的原木12立方米", 1_000_000, 10
    ),
    DocumentKind.DETENTION_DECISION: DetentionFacts(
        "金哲洙", "被执行人金哲洙在执行现场撕毁封条、推搡执行人员", 10
    ),
    DocumentKind.EVICTION_NOTICE: EvictionFacts("汪清县汪清镇大川街88号2单元301室", date(2022, 12, 31)),
    DocumentKind.AUCTION_RULING: AuctionFacts(
        "金哲洙",
        "位于汪清县汪清镇大川街88号2单元301室的房屋（吉（2018）汪清县不动产权第0001234号）",
        "（2022）吉2424执7号之一",
    ),
    DocumentKind.SETTLEMENT_RECORD: SettlementFacts(
        AT,
        HALL,
        ("被执行人于2022年12月31日前支付10,000.00元", "余款17,396.42元于2023年6月30日前付清"),
        date(2023, 6, 30),
        "朴英姬",
    ),
    DocumentKind.DEFERRAL_DECISION: DeferralFacts(
        "被执行人金哲洙以其所有的吉H12345号货车提供担保，并向本院提交担保书", date(2023, 5, 31)
    ),
    DocumentKind.SUSPENSION_INTERVIEW: InterviewFacts(_MEASURES, _FOUND, 7),
    DocumentKind.SUSPENSION_RULING: SuspensionFacts(_MEASURES, _FOUND, "无异议，暂无其他财产线索", True),
    DocumentKind.STAY_RULING: StayFacts(
        StayGround.PARTY_DIED, "被执行人金哲洙于2022年11月20日死亡，其继承人尚未确定"
    ),
    DocumentKind.TERMINATION_RULING: TerminationFacts(
        EndGround.WITHDRAWN, "申请执行人李建国于2022年11月28日书面撤销执行申请"
    ),
    DocumentKind.RESUMPTION_NOTICE: ResumptionFacts(
        "（2022）吉2424执7号之三执行裁定书", "申请执行人发现被执行人有可供执行的财产，申请恢复执行"
    ),
    DocumentKind.COMPLETION_NOTICE: CompletionFacts(
        "被执行人已履行和解协议确定的义务",
        date(2022, 11, 30),
        "申请执行费354.13元已交纳",
        "申请执行人放弃其余债权",
    ),
    DocumentKind.THIRD_PARTY_DEBT_NOTICE: ThirdPartyDebtFacts(
        "延吉市林海家具有限公司", "延边长白山木业有限公司", "2022年3月6日签订的木材买卖合同的货款", 2_000_000
    ),
    DocumentKind.LEAD_FEEDBACK: LeadFacts(
        date(2022, 11, 20),
        "被执行人在汪清县罗子沟镇承包林地约20亩",
        "本院于2022年11月23日向汪清县林业局查询林权登记，并于次日到现场查看",
        LeadResult.FOUND,
    ),
    DocumentKind.ENTRUSTING_LETTER: EntrustFacts(
        "延吉市人民法院",
        "执行被执行人金哲洙在你院辖区的房屋一套",
        "被执行人名下有延吉市河南街房屋一套，已由本院查封",
        "查封期限至2025年11月30日",
    ),
    DocumentKind.TRANSFER_REQUEST: TransferRequestFacts(
        "延吉市人民法院",
        "延吉市河南街12号房屋",
        date(2022, 8, 1),
        "对上述房屋享有抵押权，债权数额300,000.00元",
    ),
    DocumentKind.REWARD_NOTICE: RewardFacts(
        "按实际执行到位金额的百分之五计算",
        "提供本院尚未掌握的财产线索，并使申请执行人债权得到全部或者部分实现",
        date(2023, 5, 31),
    ),
    DocumentKind.FUNDS_NOTICE: FundsFacts(date(2022, 11, 25), 500_000, 10),
    DocumentKind.RENEWAL_REMINDER: RenewalReminderFacts(
        (
            "中国农业银行汪清县支行存款，2022年12月31日届满",
            "汪清县不动产登记中心登记房屋一套，2023年1月15日届满",
        ),
        date(2022, 12, 20),
    ),
    DocumentKind.ADDRESS_CONFIRMATION: AddressFacts(),
    DocumentKind.PROOF_OF_SERVICE: ProofFacts(
        ("执行通知书（2022）吉2424执7号", "报告财产令（2022）吉2424执7号"), "汪清县罗子沟镇绥芬村3组"
    ),
}
