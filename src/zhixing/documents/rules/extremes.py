"""Papers that try a wording to the utmost: the longest name, forty debtors, nothing optional, rare signs, markup.

Facts are made up from what the fields of a kind say of themselves, so that a new kind is tried without a word here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Any, get_type_hints

from zhixing.documents.rules.all_kinds import DRAFTED_BY_HAND
from zhixing.documents.rules.blocks import Qr
from zhixing.documents.rules.contexts import IssuingCourt, PaymentAccount, TitleOfEnforcement
from zhixing.documents.rules.control_rulings import (
    ASSISTANCE_NOTICE,
    CONTROL_RULING,
    AssistanceFacts,
    ControlFacts,
    RulingAction,
    RulingAsset,
)
from zhixing.documents.rules.drafts import AnyKind, OwnWording, drafted, patterns_in
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.made_kinds import MADE_KINDS
from zhixing.documents.rules.made_samples import SAMPLES
from zhixing.documents.rules.paper import Kind, Owed, Paper, PartyOnPaper, SpeaksTo
from zhixing.documents.rules.slots import passage_of

ON = date(2022, 12, 1)
LONGEST_NAME = 200
MANY_DEBTORS = 40
RARE = "堃喆䶮㛃"
BARE = "没有可选内容"
MARKUP = "#let x=1 *粗* _斜_ $a^2$ {{7*7}} ${jndi:x} <b>名</b> @引用 {0}"
_UNIT = "汪清县农村信用合作联社"


@dataclass(frozen=True, slots=True)
class Trial:
    """A paper with facts to try a kind on, and what is extreme about it."""

    label: str
    paper: Paper | None
    facts: object


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong in which trial."""

    trial: str
    message: str


def _paper() -> Paper:
    applicant = PartyOnPaper("李建国", True, "汪清县汪清镇大川街12号")
    debtor = PartyOnPaper("金哲洙", True, "汪清县罗子沟镇绥芬村3组")
    return Paper(
        court=IssuingCourt("汪清县人民法院", "汪清县汪清镇汪清街1号", "崔明哲", "0433-8800000"),
        document_number="（2022）吉2424执7号",
        case_number="（2022）吉2424执7号",
        cause="民间借贷纠纷",
        title=TitleOfEnforcement("汪清县人民法院", "（2021）吉2424民初345号", "民事判决书"),
        applicants=(applicant,),
        debtors=(debtor,),
        filed_on=date(2022, 1, 10),
        issued_on=ON,
        account=PaymentAccount(
            "汪清县人民法院", "建设银行汪清支行", "22050168636700000123", "24242022000007"
        ),
        clerk="朴英姬",
        president="金成浩",
        owed=Owed(3_027_500, 500_000, 2_739_642, 35_413, ON),
    )


def _value(slot: Field[Any], hint: Any, paper: Paper, text: str) -> Any:
    meta = slot.metadata
    if meta.get("prefill") is not None and not text:
        known = _prefilled(meta["prefill"], paper)
        if known not in ("", (), None):
            return known
    kind = next((one for one in getattr(hint, "__args__", (hint,)) if one is not type(None)), hint)
    if getattr(hint, "__origin__", None) is tuple:
        return (text or f"{meta['name']}第一项", f"{meta['name']}第二项")
    made: Any = text or f"某{meta['name']}"
    if kind is bool:
        made = True
    elif kind is date:
        ahead = slot.name == "until" or slot.name.endswith("_by")
        made = ON + timedelta(days=30 if ahead else -90)
    elif kind is int:
        made = 2_000_000 if meta.get("unit") == "fen" else max(meta.get("least", 1), 2)
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        made = next(one for one in kind if getattr(one, "has_term", True))
    return made


def _prefilled(prefill: Callable[[Paper], Any], paper: Paper) -> Any:
    try:
        return prefill(paper)
    except (DocumentRefused, IndexError, AttributeError):
        return None


def _facts(kind: Kind, paper: Paper, *, bare: bool = False, text: str = "") -> Any:
    hints = get_type_hints(kind.facts)
    made = {}
    for slot in fields(kind.facts):
        optional = slot.default is not MISSING
        if not (bare and optional and slot.name not in ("years", "waived")):
            made[slot.name] = _value(slot, hints[slot.name], paper, text)
    return kind.facts(**made)


def _control(
    kind: Kind, paper: Paper, count: int, action: RulingAction = RulingAction.FREEZE, label: str = "银行存款"
) -> object:
    names = [party.name for party in paper.debtors]
    assets = tuple(
        RulingAsset(
            _UNIT,
            names[n % len(names)],
            label,
            f"6228480860123{n:04d}",
            100_000,
            ON if action.has_term else None,
            ON + timedelta(364) if action.has_term else None,
            "（2021）吉2424执7号之一执行裁定书"
            if action in (RulingAction.RENEW, RulingAction.RELEASE)
            else "",
        )
        for n in range(count)
    )
    if kind is CONTROL_RULING:
        return ControlFacts(action, assets, "经查询，被执行人有存款")
    return AssistanceFacts(action, assets, _UNIT, "（2022）吉2424执7号", ON)


def _spoken_to(kind: Kind, paper: Paper) -> Paper:
    return replace(
        paper, to=paper.applicants[0] if kind.speaks_to is SpeaksTo.APPLICANT else paper.debtors[0]
    )


def _papers(*, needs_account: bool) -> dict[str, tuple[Paper, str]]:
    """An ordinary paper first, then each extreme, with the text that stands where a person writes."""
    whole = _paper()
    first = whole.debtors[0]

    def named(name: str) -> Paper:
        return replace(
            whole,
            debtors=(replace(first, name=name),),
            applicants=(replace(whole.applicants[0], name=name[::-1]),),
        )

    many = tuple(
        PartyOnPaper(f"延边第{n}木业有限公司", False, "汪清县天桥岭镇") for n in range(1, MANY_DEBTORS + 1)
    )
    bare = replace(
        whole, clerk="", account=whole.account if needs_account else None,
        debtors=(PartyOnPaper("金哲洙", True),), applicants=(PartyOnPaper("李建国", True),),
    )  # fmt: skip
    return {
        "通常": (whole, ""),
        f"{LONGEST_NAME} 字的名称": (named("朴" * LONGEST_NAME), "长" * LONGEST_NAME),
        f"{MANY_DEBTORS} 个被执行人": (replace(whole, debtors=many), ""),
        BARE: (bare, ""),
        "生僻字": (named(RARE), RARE),
        "标记符号": (named(MARKUP), MARKUP),
    }


def trials_of(kind: AnyKind) -> tuple[Trial, ...]:
    """The trials of a kind: an ordinary paper first, then each extreme."""
    if not isinstance(kind, Kind):
        sample = SAMPLES[kind.kind]
        whole = _papers(needs_account=True)
        return tuple(
            Trial(label, None, sample(paper, text, label == BARE)[0])
            for label, (paper, text) in whole.items()
        )
    made = []
    for label, (paper, text) in _papers(needs_account=kind.needs_account).items():
        spoken = _spoken_to(kind, paper)
        if kind in (CONTROL_RULING, ASSISTANCE_NOTICE):
            facts = _control(kind, spoken, MANY_DEBTORS if len(paper.debtors) == MANY_DEBTORS else 1)
        else:
            facts = _facts(kind, spoken, bare=label == BARE, text=text)
        made.append(Trial(label, spoken, _fit(kind, facts)))
    return tuple(made)


def _fit(kind: Kind, facts: Any) -> Any:
    """What the law bounds by who it is: a unit's fine, a person's; the trial keeps within."""
    if kind.kind is DocumentKind.FINE_DECISION:
        return replace(facts, fine_fen=5_000_000)
    return facts


def faults_of(kind: AnyKind, wording: Mapping[str, OwnWording]) -> list[Fault]:
    """What the wording spoils, by trial; trials that the kind itself refuses say nothing about the wording."""
    faults = []
    for trial in trials_of(kind):
        try:
            kind.draft(trial.paper, trial.facts)
        except DocumentRefused:
            continue
        try:
            drafted(kind, trial.paper, trial.facts, wording)
        except DocumentRefused as refused:
            faults.append(Fault(trial.label, str(refused)))
    return faults


def _variants(kind: AnyKind) -> Iterator[Trial]:
    """Trials and what else changes a sentence: a unit instead of a person, each choice, each optional part alone."""
    yield from trials_of(kind)
    whole = _paper()
    if isinstance(kind, Kind) and kind in (CONTROL_RULING, ASSISTANCE_NOTICE):
        for action, label, count in product(RulingAction, ("银行存款", "房屋"), (1, MANY_DEBTORS)):
            yield Trial("裁定事项", whole, _control(kind, whole, count, action, label))
        return
    unit = PartyOnPaper("延边长白山木业有限公司", False, "汪清县天桥岭镇")
    if not isinstance(kind, Kind):
        for paper in (whole, replace(whole, debtors=(unit,), applicants=(unit,))):
            for facts in SAMPLES[kind.kind](paper, "", False):
                yield Trial("可选", None, facts)
        return
    yield Trial(
        "单位", _spoken_to(kind, replace(whole, debtors=(unit,), applicants=(unit,))), _facts(kind, whole)
    )
    spoken, hints = _spoken_to(kind, whole), get_type_hints(kind.facts)
    for slot in fields(kind.facts):
        hint = hints[slot.name]
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            for one in hint:
                years = {"years": None} if not getattr(one, "has_term", True) else {}
                yield Trial("选择", spoken, replace(_facts(kind, spoken), **{slot.name: one}, **years))
        elif hint is bool:
            yield Trial("选择", spoken, replace(_facts(kind, spoken), **{slot.name: False}))
        elif slot.default is not MISSING:
            yield Trial("可选", spoken, replace(_facts(kind, spoken), **{slot.name: slot.default}))


@lru_cache(maxsize=64)
def catalogue_of(kind: DocumentKind) -> dict[str, tuple[str, ...]]:
    """The fixed passages that a kind can say, in reading order, with the names of their slots."""
    found: dict[str, tuple[str, ...]] = {}
    one = WORDED_KINDS[kind]
    to_scan: set[str] = set()
    for trial in _variants(one):
        try:
            made = drafted(one, trial.paper, trial.facts)
        except DocumentRefused:
            continue
        if made.marked is not None:
            for pattern, slots in patterns_in(made.marked).items():
                found.setdefault(pattern, slots)
            to_scan |= {passage_of(one.data).pattern for one in made.marked if isinstance(one, Qr)}
    return {
        pattern: slots
        for pattern, slots in found.items()
        if any(sign.isalpha() for sign in pattern) and len(pattern) > 1 and pattern not in to_scan
    }


WORDED_KINDS: dict[DocumentKind, AnyKind] = {
    **MADE_KINDS, **{one.kind: one for one in (CONTROL_RULING, ASSISTANCE_NOTICE, *DRAFTED_BY_HAND)},
}  # fmt: skip
"""The kinds whose wording a court may change. What a machine scans is no wording."""
WORDED = tuple(WORDED_KINDS)
