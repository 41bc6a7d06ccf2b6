"""What proves each condition of a 终本, and who must still do what."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from zhixing.cases.rules.findings import About, FindingLine
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.law.amounts import yuan_text
from zhixing.law.suspension_dossier import Dossier
from zhixing.robot.rules.dossier_sources import (
    INTERVIEW,
    NOTICE,
    REPORT_ORDER,
    Evidence,
    Sources,
    Todo,
)


def evidence_of(sources: Sources, on: date) -> Mapping[str, list[Evidence]]:
    """What proves each condition, by its key: documents, answers, measures against persons, statements."""
    here = f"/cases/{sources.case_id}/"
    names = {debtor.id: debtor.name for debtor in sources.debtors}
    served = {
        "notified": [
            Evidence(
                f"{DocumentKind(paper.kind).document_name} {paper.number} {names.get(paper.recipient_id, '') if paper.recipient_id else ''}"
                + (f"，{paper.served_on} 送达" if paper.served_on else "，尚未送达"),
                paper.issued_on, f"/documents/{paper.id}/",
            )
            for paper in sources.of_kind(NOTICE, REPORT_ORDER)
        ],
        "restricted": [
            Evidence(f"{one.party} {one.kind.label}{'（已解除）' if one.lifted_on else ''} {one.document_number}".strip(),
                     one.decided_on, f"{here}restrictions/")
            for one in sources.restrictions
        ],
        "exhausted": [
            Evidence(f"{one.unit} 关于{names.get(one.party_id, '')}：{one.words}", one.on, f"{here}?tab=inquiries")
            for one in sources.answers
        ],
        "nothing_left": [
            Evidence(
                f"{one.debtor} {one.name}，{'价值不明' if one.value_fen is None else f'{yuan_text(one.value_fen, True)} 元'}，{one.unit}"
                + (f"，控制至 {one.controlled_until}" if one.controlled_until else ""),
                one.as_of, f"{here}?tab=assets",
            )
            for one in sources.assets
        ],
        "three_months": [Evidence(f"立案，至 {on} 第 {(on - sources.filed_on).days} 日", sources.filed_on, here)],
        "interview": [
            Evidence(f"{DocumentKind(paper.kind).document_name} {paper.number}", paper.issued_on, f"/documents/{paper.id}/")
            for paper in sources.of_kind(INTERVIEW)
        ],
    }  # fmt: skip
    for key, abouts in STATED_UNDER.items():
        for about in abouts:
            served.setdefault(key, []).extend(_statement(one, names) for one in sources.findings.about(about))
    return served


STATED_UNDER: dict[str, tuple[About, ...]] = {
    "notified": (About.REPORT_VERIFIED, About.REPORT_BREACHED, About.BREACH_PUNISHED),
    "restricted": (About.QUALIFIES_FOR_LIST, About.DEBTOR_MINOR, About.DEBTOR_DECEASED),
    "exhausted": (
        About.LEAD_GIVEN, About.LEAD_CHECKED, About.LOCAL_SEARCH, About.OTHER_ASSETS, About.BOOKS_HIDDEN, About.SEARCHED,
        About.AUDIT_REQUESTED, About.AUDIT_ANSWERED, About.FIELD_RECORD,
    ),
    "nothing_left": (About.ASSET_DISPOSED, About.ASSET_UNDISPOSABLE),
    "searched": (
        About.DEBTOR_MISSING, About.DEBTOR_SEARCHED_FOR, About.OBSTRUCTION, About.OBSTRUCTION_PUNISHED,
        About.CRIME_SUSPECTED, About.PROSECUTION_STARTED,
    ),
    "interview": (About.INTERVIEW, About.INTERVIEW_EXEMPT),
    "approval": (About.CREDITOR_SIGNED, About.PANEL_REVIEWED, About.PRESIDENT_APPROVED),
}  # fmt: skip
"""Under which condition a statement stands as evidence."""


def _statement(one: FindingLine, names: Mapping[UUID, str]) -> Evidence:
    who = names.get(one.party_id, "") if one.party_id else ""
    number = f"（{one.document_number}）" if one.document_number else ""
    return Evidence(
        f"{one.about.label} {who}：{one.words}{number}，{one.by_name}".replace(" ：", "："), one.on
    )


class _List:
    """What is still to be done, condition by condition."""

    def __init__(self, sources: Sources) -> None:
        self.here = f"/cases/{sources.case_id}/"
        self.officer = f"承办人 {sources.officer_name}"
        self.found: dict[str, list[Todo]] = {key: [] for key in STATED_UNDER}

    def add(self, key: str, missing: bool, who: str, what: str, place: str = "dossier/#state") -> None:
        """One thing under a condition, where it is missing."""
        if missing:
            self.found[key].append(Todo(who, what, f"{self.here}{place}"))


def todo_of(sources: Sources, file: Dossier, on: date) -> Mapping[str, list[Todo]]:
    """What is still to be done under each condition, by whom and where."""
    left = _List(sources)
    _notices_left(left, file)
    _persons_left(left, file)
    _search_left(left, sources, file)
    _hearing_left(left, sources, file)
    return left.found


def _notices_left(left: _List, file: Dossier) -> None:
    me = left.officer
    left.add("notified", file.notice_on is None, me, "向每名被执行人发出执行通知书", f"draft/?kind={NOTICE}")
    left.add(
        "notified",
        file.report_order_on is None,
        me,
        "向每名被执行人发出报告财产令",
        f"draft/?kind={REPORT_ORDER}",
    )
    left.add("notified", not file.report_verified, me, "核实财产报告（或者未报告）情况并记录入卷")
    unpunished = file.report_breached and not file.breach_punished
    left.add("notified", unpunished, VICE, "对违反报告义务者罚款、拘留，或者纳入失信名单")


def _persons_left(left: _List, file: Dossier) -> None:
    for debtor in file.living:
        free = debtor.restriction_order_on is None
        left.add("restricted", free, SIGNED_THEN_ENTERED, f"对{debtor.name}限制消费", "restrictions/")
        unlisted = debtor.qualifies_for_list and not debtor.listed and not debtor.minor
        left.add("restricted", unlisted, SIGNED_THEN_ENTERED, f"将{debtor.name}纳入失信名单", "restrictions/")
        lost = debtor.missing and not debtor.searched_for
        left.add("searched", lost, left.officer, f"依法查找{debtor.name}并记录经过")
    hindered = file.obstruction and not file.obstruction_punished
    left.add("searched", hindered, VICE, "对妨害执行采取罚款、拘留等强制措施")
    crime = file.crime_suspected and not file.prosecution_started
    left.add("searched", crime, left.officer, "移送公安机关追究拒执刑事责任")


def _search_left(left: _List, sources: Sources, file: Dossier) -> None:
    me = left.officer
    for lead in sources.findings.unanswered(About.LEAD_GIVEN, About.LEAD_CHECKED):
        left.add("exhausted", True, me, f"核实线索：{lead.words}")
    never = file.network_query_on is None
    left.add("exhausted", never, me, "向本院登记的单位查询每名被执行人", "?tab=inquiries")
    left.add("exhausted", not file.local_search_done, me, "对网络不能查询的财产在当地调查并记录")
    left.add("exhausted", file.books_hidden and not file.searched, me, "签发搜查令并依法搜查")
    left.add("exhausted", file.audit_requested and not file.audit_answered, me, "十日内决定审计、悬赏申请")
    for asset in file.assets:
        usable = not (asset.disposed or asset.cannot_dispose_because)
        left.add("nothing_left", usable, me, f"处置，或者写明不能处置的理由：{asset.name}", "?tab=assets")


def _hearing_left(left: _List, sources: Sources, file: Dossier) -> None:
    me, unheard = left.officer, file.interview_on is None
    unwritten = unheard and not sources.of_kind(INTERVIEW)
    left.add("interview", unwritten, me, "告知申请执行人拟终本的情况并约谈", f"draft/?kind={INTERVIEW}")
    left.add("interview", unheard, me, "记录申请执行人的意见")
    unsigned = not file.creditor_signed
    left.add("approval", unsigned, me, "请申请执行人签字确认；不签字的，合议庭审查核实并报院长批准")
    left.add(
        "approval", unsigned and file.panel_reviewed and not file.president_approved, VICE, "代院长批准终本"
    )


VICE, SIGNED_THEN_ENTERED = "分管副院长", "分管副院长签发，承办人登记"
