"""The words of distributions in both languages."""

from zhixing.foundation.language import t
from zhixing.funds.rules.distributions import KIND_NAMES, Basis, EventKind, Stage
from zhixing.law.amounts import ResidualTo
from zhixing.law.distribution import SOCIAL_KINDS, Bankruptcy, ClaimKind, DebtorKind
from zhixing.law.distribution_objections import PlanStage

LISTED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "open": ("在办", "Under way", ("draft", "proposed", "approved")),
    "paying": ("已转发放", "Being paid", ("paying",)),
    "ended": ("已修正或撤回", "Amended or withdrawn", ("amended", "withdrawn")),
}
"""Views of the list: words in both languages, and the stages they show."""

STAGE_CHIPS = {
    Stage.DRAFT: "draft", Stage.PROPOSED: "waiting", Stage.APPROVED: "due", Stage.PAYING: "sent",
    Stage.AMENDED: "ended", Stage.WITHDRAWN: "ended",
}  # fmt: skip
_STAGES = {
    "draft": "draft", "proposed": "to approve", "approved": "approved", "paying": "being paid", "amended": "amended",
    "withdrawn": "withdrawn",
}  # fmt: skip
_BASES = {
    Basis.PARTICIPATION: "participation",
    Basis.ENTERPRISE: "enterprise: order of measures",
    Basis.CRIMINAL: "criminal and civil liability",
    Basis.ONE_TITLE: "several creditors under one title",
    Basis.ONE_CREDITOR: "several cases of one creditor",
}
_KINDS = {
    "costs": "costs of enforcement", "priority": "priority or security", "medical": "medical costs",
    "restitution": "restitution", "wage": "wages", "maintenance": "maintenance", "injury": "injury",
    "ordinary": "ordinary", "fine": "fine", "confiscation": "confiscation",
}  # fmt: skip
_DEBTORS = {
    DebtorKind.PERSON: ("自然人", "person"),
    DebtorKind.OTHER_ORGANISATION: ("其他组织", "other organisation"),
    DebtorKind.ENTERPRISE: ("企业法人", "enterprise legal person"),
}
_RESIDUALS = {
    ResidualTo.LARGEST_FIRST: ("自债权额最大者起每人一分", "a fen each, largest claims first"),
    ResidualTo.LARGEST_ALONE: ("全部归债权额最大者", "all to the largest claim"),
    ResidualTo.LARGEST_REMAINDER: ("自舍去尾数最多者起每人一分", "a fen each, largest remainders first"),
}
_BANKRUPTCIES = {
    Bankruptcy.NOT_ASKED: ("尚未征询", "not asked"),
    Bankruptcy.DECLINED: ("无人同意或者不予受理", "declined"),
    Bankruptcy.TRANSFERRED: ("已移送破产审查", "transferred"),
    Bankruptcy.ACCEPTED: ("已受理破产申请", "accepted"),
}
_PROGRESS = {
    PlanStage.TO_SERVE: ("待送达", "to be served"),
    PlanStage.OBJECTIONS_OPEN: ("异议期内", "open to objections"),
    PlanStage.FINAL: ("可以分配", "may be carried out"),
    PlanStage.LATE_OBJECTION: ("异议逾期", "late objection"),
    PlanStage.NOTIFY_OTHERS: ("待通知其他人", "others to be told"),
    PlanStage.OPPOSITION_OPEN: ("等待反对意见", "open to opposition"),
    PlanStage.AMEND: ("待修正方案", "to be amended"),
    PlanStage.NOTIFY_OBJECTOR: ("待通知异议人", "objector to be told"),
    PlanStage.SUIT_OPEN: ("等待起诉", "open to a suit"),
    PlanStage.ORIGINAL: ("按原方案", "the original stands"),
    PlanStage.IN_SUIT: ("诉讼中", "in suit"),
}
_EVENTS = {
    EventKind.OTHERS_NOTIFIED: "others told", EventKind.OPPOSED: "opposed", EventKind.OBJECTOR_NOTIFIED: "objector told",
    EventKind.SUED: "sued", EventKind.JUDGED: "judged", EventKind.WITHDRAWN: "withdrawn", EventKind.AMENDED: "plan amended",
}  # fmt: skip


def builder_words() -> dict[str, object]:
    """What the templates of distributions need beside the room's own words."""
    return {
        "stage_chips": STAGE_CHIPS,
        "stage_word": lambda stage: t(stage.label, _STAGES[stage.value]),
        "bases": [(one.value, t(one.label, _BASES[one])) for one in Basis],
        "basis_word": lambda basis: t(basis.label, _BASES[basis]),
        "kinds": [(one.value, t(KIND_NAMES[one], _KINDS[one.value])) for one in ClaimKind],
        "kind_word": lambda kind: t(KIND_NAMES[kind], _KINDS[kind.value]),
        "social_kinds": [
            (one.value, t(KIND_NAMES[one], _KINDS[one.value])) for one in ClaimKind if one in SOCIAL_KINDS
        ],
        "debtor_kinds": [(one.value, t(*_DEBTORS[one])) for one in DebtorKind],
        "debtor_word": lambda kind: t(*_DEBTORS[kind]),
        "residuals": [(one.value, t(*_RESIDUALS[one])) for one in ResidualTo],
        "bankruptcy_word": lambda state: t(*_BANKRUPTCIES[state]),
        "progress_word": lambda stage: t(*_PROGRESS[stage]),
        "event_word": lambda kind: t(kind.label, _EVENTS[kind]),
    }
