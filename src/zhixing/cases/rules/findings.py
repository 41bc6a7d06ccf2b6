"""What a person states about a case so that it can be ended: found, checked, heard, approved. Each has its place in 终本."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from zhixing.foundation.identity.roles import Role


class About(StrEnum):
    """What a person states."""

    REPORT_VERIFIED = "report_verified"
    REPORT_BREACHED = "report_breached"
    BREACH_PUNISHED = "breach_punished"
    LEAD_GIVEN = "lead_given"
    LEAD_CHECKED = "lead_checked"
    LOCAL_SEARCH = "local_search"
    OTHER_ASSETS = "other_assets"
    BOOKS_HIDDEN = "books_hidden"
    SEARCHED = "searched"
    AUDIT_REQUESTED = "audit_requested"
    AUDIT_ANSWERED = "audit_answered"
    FIELD_RECORD = "field_record"
    ASSET_DISPOSED = "asset_disposed"
    ASSET_UNDISPOSABLE = "asset_undisposable"
    QUALIFIES_FOR_LIST = "qualifies_for_list"
    DEBTOR_MISSING = "debtor_missing"
    DEBTOR_SEARCHED_FOR = "debtor_searched_for"
    DEBTOR_DECEASED = "debtor_deceased"
    DEBTOR_MINOR = "debtor_minor"
    OBSTRUCTION = "obstruction"
    OBSTRUCTION_PUNISHED = "obstruction_punished"
    CRIME_SUSPECTED = "crime_suspected"
    PROSECUTION_STARTED = "prosecution_started"
    CONDUCT_ONLY = "conduct_only"
    INTERVIEW = "interview"
    INTERVIEW_EXEMPT = "interview_exempt"
    CREDITOR_SIGNED = "creditor_signed"
    PANEL_REVIEWED = "panel_reviewed"
    PRESIDENT_APPROVED = "president_approved"

    @property
    def kind(self) -> "FindingKind":
        """What the house must know of it."""
        return KINDS[self]

    @property
    def label(self) -> str:
        """The words on screen."""
        return KINDS[self].label


OFFICE = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF)
PANEL = (Role.OFFICER, Role.BUREAU_CHIEF)
PRESIDENT = (Role.VICE_PRESIDENT,)


@dataclass(frozen=True, slots=True)
class FindingKind:
    """The words of a finding, who may state it, of what it is stated (case, party, asset), and which finding it answers."""

    label: str
    of: str = "case"
    roles: tuple[Role, ...] = OFFICE
    answers: About | None = None
    repeats: bool = False
    """Whether several stand beside each other (leads, records) instead of the last one counting."""


KINDS: dict[About, FindingKind] = {
    About.REPORT_VERIFIED: FindingKind("财产报告（或者未报告）情况已核实并记录入卷"),
    About.REPORT_BREACHED: FindingKind("被执行人逾期、拒绝或者虚假报告财产", "party"),
    About.BREACH_PUNISHED: FindingKind("对违反报告义务已罚款、拘留或者纳入名单", "party"),
    About.LEAD_GIVEN: FindingKind("收到财产线索", repeats=True),
    About.LEAD_CHECKED: FindingKind("财产线索已核实", answers=About.LEAD_GIVEN, repeats=True),
    About.LOCAL_SEARCH: FindingKind("网络不能查询的财产已在当地调查"),
    About.OTHER_ASSETS: FindingKind("公积金、理财、保险、股息红利已查", "party"),
    About.BOOKS_HIDDEN: FindingKind("被执行人隐匿财产、会计账簿"),
    About.SEARCHED: FindingKind("已依法搜查"),
    About.AUDIT_REQUESTED: FindingKind("申请执行人申请审计、悬赏", repeats=True),
    About.AUDIT_ANSWERED: FindingKind("审计、悬赏申请已处理", answers=About.AUDIT_REQUESTED, repeats=True),
    About.FIELD_RECORD: FindingKind("调查、搜查、悬赏或者审计记录", repeats=True),
    About.ASSET_DISPOSED: FindingKind("财产已处置", "asset"),
    About.ASSET_UNDISPOSABLE: FindingKind("财产不能处置", "asset"),
    About.QUALIFIES_FOR_LIST: FindingKind("符合纳入失信名单的情形", "party"),
    About.DEBTOR_MISSING: FindingKind("被执行人下落不明", "party"),
    About.DEBTOR_SEARCHED_FOR: FindingKind("已依法查找被执行人", "party"),
    About.DEBTOR_DECEASED: FindingKind("被执行人死亡", "party"),
    About.DEBTOR_MINOR: FindingKind("被执行人未成年", "party"),
    About.OBSTRUCTION: FindingKind("有人妨害执行"),
    About.OBSTRUCTION_PUNISHED: FindingKind("对妨害执行已采取罚款、拘留等强制措施"),
    About.CRIME_SUSPECTED: FindingKind("涉嫌拒执犯罪"),
    About.PROSECUTION_STARTED: FindingKind("已启动刑事责任追究程序"),
    About.CONDUCT_ONLY: FindingKind("单纯行为类执行"),
    About.INTERVIEW: FindingKind("终本约谈：申请执行人的意见"),
    About.INTERVIEW_EXEMPT: FindingKind("无须约谈的情形"),
    About.CREDITOR_SIGNED: FindingKind("申请执行人签字确认终本"),
    About.PANEL_REVIEWED: FindingKind("合议庭审查核实", roles=PANEL),
    About.PRESIDENT_APPROVED: FindingKind("院长批准终本", roles=PRESIDENT),
}


class FindingRefused(ValueError):
    """The finding cannot be stated so; the message says why."""


def check_finding(about: About, *, words: str, has_party: bool, has_asset: bool, has_answered: bool) -> None:
    """Raise FindingRefused where a finding names too little or too much."""
    kind = about.kind
    if len(words.strip()) < 4:
        raise FindingRefused(f"请写明“{kind.label}”的情况（至少四个字）。")
    if (kind.of == "party") != has_party:
        raise FindingRefused(f"“{kind.label}”{'应当' if kind.of == 'party' else '不'}指明被执行人。")
    if (kind.of == "asset") != has_asset:
        raise FindingRefused(f"“{kind.label}”{'应当' if kind.of == 'asset' else '不'}指明财产。")
    if (kind.answers is not None) != has_answered:
        raise FindingRefused(f"“{kind.label}”应当针对一条“{kind.answers.label if kind.answers else '—'}”。")


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What was stated: about what, when, in which words, on which document."""

    id: UUID
    about: About
    party_id: UUID | None
    asset_id: UUID | None
    answers_id: UUID | None
    holds: bool
    on: date
    words: str
    document_id: UUID | None
    document_number: str
    by_name: str
    at: datetime


@dataclass(slots=True)
class Findings:
    """The statements of one case that count: the last about each thing, and those that stand beside each other."""

    lines: list[FindingLine] = field(default_factory=list)

    def about(self, about: About) -> list[FindingLine]:
        """Those about one thing that hold, oldest first."""
        rows = [line for line in self.lines if line.about is about]
        if about.kind.repeats:
            return [line for line in rows if line.holds]
        last: dict[tuple[UUID | None, UUID | None], FindingLine] = {}
        for line in rows:
            last[line.party_id, line.asset_id] = line
        return [line for line in last.values() if line.holds]

    def one(
        self, about: About, *, party_id: UUID | None = None, asset_id: UUID | None = None
    ) -> FindingLine | None:
        """The one that counts about a debtor, an asset or the case; None where nothing was stated or it was taken back."""
        rows = [line for line in self.about(about) if (line.party_id, line.asset_id) == (party_id, asset_id)]
        return rows[-1] if rows else None

    def unanswered(self, about: About, by: About) -> list[FindingLine]:
        """Those without an answer: leads not checked, applications not decided."""
        answered = {line.answers_id for line in self.about(by)}
        return [line for line in self.about(about) if line.id not in answered]
