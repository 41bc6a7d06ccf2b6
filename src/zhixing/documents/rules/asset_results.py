"""财产查询结果告知书: in plain words, what the court asked about the debtors' assets, what it found, what is unanswered.

For the applicant, who may add leads (财产调查若干问题的规定). Findings stand in general terms: kinds and counts, no account
numbers, no addresses, nobody but the parties of the case. What cannot be told is not in the context at all.
"""

from dataclasses import dataclass, field
from datetime import date

from zhixing.documents.rules.acceptance import contact
from zhixing.documents.rules.blocks import (
    Addressee,
    Align,
    Block,
    CaseNumberLine,
    Column,
    Item,
    PageBreak,
    Paragraph,
    SignOff,
    Table,
    Title,
)
from zhixing.documents.rules.contexts import DocumentKind, IssuingCourt, Recipient
from zhixing.documents.rules.faults import MissingField
from zhixing.documents.rules.slots import Sort, marked_text
from zhixing.documents.rules.wording import counted, date_in_chinese, day

RULES_ON_INVESTIGATION = "《最高人民法院关于民事执行中财产调查若干问题的规定》"
ROWS_MAX = 600


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """One unit asked about one debtor: when, and what became of it. `as_of` is the day of its data."""

    debtor: str = field(metadata={"name": "被执行人"})
    unit: str = field(metadata={"name": "单位"})
    asked_on: date = field(metadata={"name": "查询日期"})
    result: str = field(metadata={"name": "结果"})
    as_of: date | None = field(default=None, metadata={"name": "数据日期"})

    @property
    def is_answered(self) -> bool:
        """Whether the unit said anything."""
        return self.result in ("found", "none")


@dataclass(frozen=True, slots=True)
class FoundKind:
    """How many assets of a kind a debtor has; of how many others hold rights or measures before ours, or a share."""

    debtor: str = field(metadata={"name": "被执行人"})
    kind: str = field(metadata={"name": "财产种类"})
    count: int = field(metadata={"name": "项数"})
    burdened: int = field(default=0, metadata={"name": "设有抵押的项数"})
    measured: int = field(default=0, metadata={"name": "已有控制的项数"})
    shared: int = field(default=0, metadata={"name": "共有的项数"})


@dataclass(frozen=True, slots=True)
class AssetResultNotice:
    """What the applicant is told. `document_number` is put in when it is issued."""

    court: IssuingCourt = field(metadata={"name": "法院"})
    document_number: str = field(metadata={"name": "文号"})
    case_number: str = field(metadata={"name": "案号"})
    applicant: Recipient = field(metadata={"name": "申请执行人"})
    issued_on: date = field(metadata={"name": "发文日期"})
    asked: tuple[AskedUnit, ...] = field(metadata={"name": "查询"})
    found: tuple[FoundKind, ...] = field(metadata={"name": "查到的财产"})


_RESULTS = {"found": "有登记", "none": "无登记", "refused": "未予提供", "": "尚未答复"}
_KOREAN_RESULTS = {"found": "등록 있음", "none": "등록 없음", "refused": "제공하지 않음", "": "미회신"}
KOREAN_KINDS = {
    "存款": "예금", "住房公积金": "주택공적금", "不动产": "부동산", "林权": "임권", "土地承包经营权": "토지도급경영권", "车辆": "차량",
    "股权": "지분", "证券": "증권", "保险": "보험", "补贴": "보조금", "网络资金": "온라인자금", "其他": "기타",
}  # fmt: skip


def asset_result_blocks(notice: AssetResultNotice) -> tuple[Block, ...]:
    """The notice, then the same in Korean. Raises MissingField where nobody was asked."""
    name = DocumentKind.ASSET_RESULT_NOTICE.document_name
    if not notice.asked:
        raise MissingField(name, "查询的单位")
    return (*_chinese(notice, name), PageBreak(), *_korean(notice))


def _chinese(notice: AssetResultNotice, name: str) -> tuple[Block, ...]:
    you = notice.applicant.you
    unanswered = [one for one in notice.asked if not one.is_answered]
    return (
        Title(notice.court.name, name),
        CaseNumberLine(notice.document_number),
        Addressee(notice.applicant.name),
        Paragraph(
            f"{you}申请执行的{notice.case_number}案，本院依照{RULES_ON_INVESTIGATION}通过网络执行查控等方式查询了被执行人的财产，"
            f"现将截至{day(notice.issued_on)}的结果告知如下："
        ),
        Item(1, 1, "问了哪些单位。", f"共向{counted(len({one.unit for one in notice.asked}), '单位数')}家单位查询{counted(len(notice.asked), '次数')}次，见下表。"),
        _asked_table(notice, "查询情况", ("被执行人", "单位", "查询日期", "结果", "数据日期"), _RESULTS, "—"),
        Item(1, 2, "查到了什么。", _found_words(notice)),
        Item(
            1, 3, "还有哪些没有答复。",
            _unanswered_words(unanswered) if unanswered else "以上单位均已答复。",
        ),
        Item(
            1, 4, "接下来怎么办。",
            "对可以执行的财产，本院将依法查封、扣押、冻结，并依法处置；设有抵押或者已被其他法院控制的，依法按顺位受偿或者轮候。依法应当为"
            "被执行人及其所扶养家属保留的生活必需费用，不予执行。没有答复的单位，本院将继续督促。",
        ),
        Item(
            1, 5, f"{you}可以做什么。",
            f"{you}知道被执行人有其他财产的，可以随时向本院提供线索；单位答复的数据有一定时间差，以办理控制时核实的情况为准。"
            "本告知书的内容只可用于本案执行，请勿向他人传播。",
        ),
        Paragraph("特此告知。"),
        SignOff(notice.court.name, date_in_chinese(notice.issued_on)),
        contact(notice.court),
    )  # fmt: skip


def _asked_table(
    notice: AssetResultNotice, caption: str, heads: tuple[str, ...], results: dict[str, str], none: str
) -> Table:
    rows = tuple(
        (
            one.debtor, one.unit, _in_figures(one.asked_on, "查询日期"), results.get(one.result, results[""]),
            _in_figures(one.as_of, "数据日期") if one.as_of and one.is_answered else none,
        )
        for one in notice.asked[:ROWS_MAX]
    )  # fmt: skip
    shares = ((Align.LEFT, 5), (Align.LEFT, 7), (Align.CENTER, 4), (Align.CENTER, 4), (Align.CENTER, 4))
    columns = tuple(Column(head, align, share) for head, (align, share) in zip(heads, shares, strict=True))
    return Table(caption, columns, rows)


def _found_words(notice: AssetResultNotice) -> str:
    if not notice.found:
        return "已答复的单位中，没有查到登记在被执行人名下的财产。"
    parts: dict[str, list[str]] = {}
    for one in notice.found:
        notes = [
            words
            for count, words in (
                (one.burdened, f"其中{one.burdened}项已设抵押或者质押"),
                (one.measured, f"{one.measured}项已有其他在先控制措施"),
                (one.shared, f"{one.shared}项与他人共有"),
            )
            if count
        ]
        tail = f"（{'，'.join(notes)}）" if notes else ""
        parts.setdefault(one.debtor, []).append(f"{one.kind}{one.count}项{tail}")
    told = "；".join(f"{debtor}名下有{'、'.join(kinds)}" for debtor, kinds in parts.items())
    return f"{marked_text(Sort.TEXT, '查到的财产', told)}。"


def _in_figures(on: date, name: str) -> str:
    return marked_text(Sort.DAY, name, on.isoformat())


def _unanswered_words(asked: list[AskedUnit]) -> str:
    units = "、".join(dict.fromkeys(one.unit for one in asked))
    return f"{marked_text(Sort.NAME, '未答复的单位', units)}，共{counted(len(asked), '次数')}次查询尚未得到结果。没有答复不等于没有财产。"


def _korean(notice: AssetResultNotice) -> tuple[Block, ...]:
    unanswered = [one for one in notice.asked if not one.is_answered]
    found = marked_text(
        Sort.TEXT, "查到的财产",
        ", ".join(f"{one.debtor}: {KOREAN_KINDS.get(one.kind, one.kind)} {one.count}건" for one in notice.found),
    )  # fmt: skip
    units = marked_text(Sort.NAME, "未答复的单位", ", ".join(dict.fromkeys(one.unit for one in unanswered)))
    return (
        Title(notice.court.name, "재산 조회 결과 통지서"),
        CaseNumberLine(notice.document_number),
        Addressee(notice.applicant.name),
        Paragraph(
            f"{notice.case_number} 사건에 관하여 본 법원이 조회한 피집행인의 재산 결과"
            f"({_in_figures(notice.issued_on, '发文日期')} 기준)를 아래와 같이 알려 드립니다."
        ),
        _asked_table(notice, "조회 내역", ("피집행인", "기관", "조회일", "결과", "자료 기준일"), _KOREAN_RESULTS, "—"),
        Paragraph(f"조회된 재산: {found or '없음'}."),
        Paragraph(
            f"미회신 기관: {units}. 회신이 없다고 하여 재산이 없는 것은 아닙니다." if units else "모든 기관이 회신하였습니다."
        ),
        Paragraph(
            "본 법원은 집행 가능한 재산을 법에 따라 압류·동결하고 처분하며, 생활에 필요한 비용은 남겨 둡니다. 다른 재산을 알고 계시면 언제든지 "
            "단서를 제출하실 수 있습니다. 이 통지서는 본 사건의 집행에만 사용하시기 바랍니다. 중국어본과 차이가 있을 때에는 중국어본을 기준으로 합니다."
        ),
        SignOff(notice.court.name, date_in_chinese(notice.issued_on)),
    )  # fmt: skip
