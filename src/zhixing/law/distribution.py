"""Distribution of one pool of money among several creditors of one debtor (参与分配).

Every case comes down to an ordered list of groups: a group is paid in full or, when the pool runs out in it, pro rata.
Persons and other organisations: costs, priority claims, then ordinary claims pro rata. Enterprise legal persons: costs,
priority claims, then ordinary claims in the order of the measures. Criminal and civil liability of one debtor: medical
costs, priority, restitution, other civil debts, fines, confiscation.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zhixing.law.amounts import ResidualTo, split_pro_rata, yuan_text
from zhixing.law.articles import rule
from zhixing.law.citing import citation, step
from zhixing.law.explanation import Flag, Step

MAX_FIRST_MEASURE_BONUS = 20
"""Most that the first measure may add to a creditor's weight, in percent, where a province allows it at all."""


class DistributionImpossible(ValueError):
    """The pool or the claims cannot be distributed as given; the message says which and why."""


class DebtorKind(StrEnum):
    """Whose money it is: decides between pro rata and the order of measures."""

    PERSON = "person"
    OTHER_ORGANISATION = "other_organisation"
    ENTERPRISE = "enterprise"


class ClaimKind(StrEnum):
    """What a claim is for; the kind decides its band."""

    COSTS = "costs"
    PRIORITY = "priority"
    MEDICAL = "medical"
    RESTITUTION = "restitution"
    WAGE = "wage"
    MAINTENANCE = "maintenance"
    INJURY = "injury"
    ORDINARY = "ordinary"
    FINE = "fine"
    CONFISCATION = "confiscation"


class Bankruptcy(StrEnum):
    """How far a transfer to bankruptcy has gone."""

    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    """No creditor and not the debtor agreed, or the bankruptcy court did not accept."""
    TRANSFERRED = "transferred"
    ACCEPTED = "accepted"


CRIMINAL_KINDS = frozenset({ClaimKind.RESTITUTION, ClaimKind.FINE, ClaimKind.CONFISCATION})
SOCIAL_KINDS = frozenset({ClaimKind.WAGE, ClaimKind.MAINTENANCE, ClaimKind.INJURY, ClaimKind.MEDICAL})
CIVIL_KINDS = SOCIAL_KINDS | {ClaimKind.ORDINARY}


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim on the pool.

    `key` is unique in the plan. `fen` > 0. `has_title` may be False only for priority claims (their holder may join
    directly). `priority_limit_fen` bounds the priority to the proceeds of the charged asset; what exceeds it ranks as
    ordinary when there is a title. `priority_rank` orders priority claims, 1 first. `measured_on` and `measure_rank`
    (place among measures of one day) order ordinary claims against an enterprise. `applied_on` is the day of the
    written application to take part.
    """

    key: str
    creditor: str
    fen: int
    kind: ClaimKind = ClaimKind.ORDINARY
    title: str = ""
    has_title: bool = True
    priority_rank: int = 1
    priority_limit_fen: int | None = None
    measured_on: date | None = None
    measure_rank: int = 1
    applied_on: date | None = None


@dataclass(frozen=True, slots=True)
class DistributionSettings:
    """What a province or a court may set. The defaults follow the national rules only.

    `provincial_priority`: kinds paid before ordinary claims (several high courts do so for wages, maintenance and
    injury; none was found for Jilin). `first_measure_bonus`: percent (0–20) added to the weight of the creditor who
    seized first, for persons and other organisations. `ended_on`: the day the asset's enforcement ended; a later
    application is out of time.
    """

    provincial_priority: frozenset[ClaimKind] = frozenset()
    first_measure_bonus: int = 0
    bankruptcy: Bankruptcy = Bankruptcy.NOT_ASKED
    ended_on: date | None = None
    residual_to: ResidualTo = ResidualTo.LARGEST_FIRST


NATIONAL = DistributionSettings()


@dataclass(frozen=True, slots=True)
class Line:
    """What one claim gets: paid + left = claim, all in fen. `band` is Chinese, `article` the citation."""

    key: str
    creditor: str
    kind: ClaimKind
    claim_fen: int
    paid_fen: int
    left_fen: int
    band: str
    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """A plan: pool = paid + excess (to the debtor, or held when nothing may be paid)."""

    pool_fen: int
    paid_fen: int
    excess_fen: int
    lines: tuple[Line, ...]
    suggestions: tuple[str, ...]
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    claim: Claim
    fen: int
    weight: int


@dataclass(frozen=True, slots=True)
class _Group:
    band: str
    subject: str
    parts: tuple[_Part, ...]


@dataclass(slots=True)
class _Work:
    on: date
    left: int
    paid: Counter[str] = field(default_factory=Counter)
    where: dict[str, _Group] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)


def _check(pool_fen: int, claims: Sequence[Claim], settings: DistributionSettings) -> None:
    if pool_fen < 0:
        raise DistributionImpossible("可分配款不能为负数。")
    for claim in claims:
        if claim.fen <= 0:
            raise DistributionImpossible(f"{claim.creditor}的债权额应当大于零。")
        if claim.priority_limit_fen is not None and claim.priority_limit_fen < 0:
            raise DistributionImpossible(f"{claim.creditor}的优先受偿限额不能为负数。")
    twice = [key for key, times in Counter(claim.key for claim in claims).items() if times > 1]
    if twice:
        raise DistributionImpossible(f"债权编号重复：{'、'.join(twice)}。")
    if not 0 <= settings.first_measure_bonus <= MAX_FIRST_MEASURE_BONUS:
        raise DistributionImpossible(f"首封多分比例应当在 0 至 {MAX_FIRST_MEASURE_BONUS} 之间（百分比）。")
    if not settings.provincial_priority <= SOCIAL_KINDS:
        raise DistributionImpossible("省级优先只能设定劳动报酬、抚养费、人身损害赔偿、医疗费用。")


def _barred(claim: Claim, settings: DistributionSettings) -> tuple[str, str] | None:
    """Why a claim may not take part, with the subject that says so; None when it may."""
    if not claim.has_title and claim.kind is not ClaimKind.PRIORITY:
        return "未取得执行依据，且不是优先权、担保物权人，不能参与分配。", "distribution.participation"
    if settings.ended_on and claim.applied_on and claim.applied_on > settings.ended_on:
        return f"{claim.applied_on:%Y-%m-%d} 申请，已在财产执行终结之后。", "distribution.application"
    return None


def _part(claim: Claim) -> _Part:
    return _Part(claim, claim.fen, claim.fen)


def _of_kind(parts: Sequence[_Part], *kinds: ClaimKind) -> tuple[_Part, ...]:
    return tuple(part for part in parts if part.claim.kind in kinds)


def _split_priority(claims: Sequence[Claim]) -> tuple[list[_Part], list[_Part]]:
    """Priority parts, and the parts that rank as ordinary because they exceed the charged asset's proceeds."""
    priority: list[_Part] = []
    beyond: list[_Part] = []
    for claim in claims:
        limit = claim.fen if claim.priority_limit_fen is None else min(claim.fen, claim.priority_limit_fen)
        if limit:
            priority.append(_Part(claim, limit, limit))
        if limit < claim.fen and claim.has_title:
            beyond.append(_Part(claim, claim.fen - limit, claim.fen - limit))
    return priority, beyond


def _priority_groups(parts: Sequence[_Part]) -> list[_Group]:
    ranks = sorted({part.claim.priority_rank for part in parts})
    return [
        _Group(
            "优先受偿债权",
            "distribution.several_titles",
            tuple(p for p in parts if p.claim.priority_rank == rank),
        )
        for rank in ranks
    ]


Place = tuple[date, int]


def _place(part: _Part) -> Place:
    """Where a claim's measure stands; without a measure it stands last."""
    return part.claim.measured_on or date.max, part.claim.measure_rank


def _by_measure(parts: Sequence[_Part], band: str, work: _Work) -> list[_Group]:
    """Ordinary claims against an enterprise: measure by measure; creditors of one title stand together, pro rata."""
    earliest: dict[str, Place] = {}
    for part in parts:
        name = part.claim.title or part.claim.key
        earliest[name] = min(earliest.get(name, _place(part)), _place(part))
    places = sorted(set(earliest.values()))
    groups: list[_Group] = []
    for place in places:
        names = [name for name, stands in earliest.items() if stands == place]
        members = tuple(part for part in parts if (part.claim.title or part.claim.key) in names)
        groups.append(_Group(band, "distribution.enterprise_order", members))
        if len(names) > 1:
            text = "没有采取措施" if place[0] == date.max else f"{place[0]:%Y-%m-%d} 同一顺位采取措施"
            work.flags.append(
                Flag("distribution.same_rank", f"{len(names)} 份执行依据{text}，暂按债权比例受偿，请确认。")
            )
    return groups


def _pro_rata_group(parts: Sequence[_Part], band: str, work: _Work, bonus: int) -> list[_Group]:
    """Ordinary claims against a person or other organisation: one group, the first measure weighted where allowed."""
    measured = [part for part in parts if part.claim.measured_on]
    if not bonus or not measured:
        return [_Group(band, "distribution.pro_rata", tuple(parts))]
    first = min(measured, key=_place)
    text = f"按省级规定对首先采取措施的{first.claim.creditor}多分，权重加 {bonus}%。"
    work.flags.append(Flag("distribution.first_measure_bonus", text))
    work.steps.append(step("distribution.provincial_priority", work.on, text))
    weighted = tuple(
        _Part(p.claim, p.fen, p.fen * (100 + bonus) if p is first else p.fen * 100) for p in parts
    )
    return [_Group(band, "distribution.pro_rata", weighted)]


def _civil_groups(
    parts: Sequence[_Part], debtor_kind: DebtorKind, settings: DistributionSettings, work: _Work
) -> list[_Group]:
    ahead = tuple(part for part in parts if part.claim.kind in settings.provincial_priority)
    rest = tuple(part for part in parts if part.claim.kind not in settings.provincial_priority)
    groups: list[_Group] = []
    if ahead:
        groups.append(_Group("省级规定优先的债权", "distribution.provincial_priority", ahead))
        work.flags.append(
            Flag("distribution.provincial_priority", "省级优先没有全国性规定作依据，请附本省文件。")
        )
    if rest and debtor_kind is DebtorKind.ENTERPRISE:
        groups += _by_measure(rest, "普通债权", work)
    elif rest:
        groups += _pro_rata_group(rest, "普通债权", work, settings.first_measure_bonus)
    return groups


def _groups(
    claims: Sequence[Claim], debtor_kind: DebtorKind, settings: DistributionSettings, work: _Work
) -> list[_Group]:
    """The order of payment as a list of groups, first to last."""
    parts = [_part(claim) for claim in claims if claim.kind is not ClaimKind.PRIORITY]
    priority, beyond = _split_priority([claim for claim in claims if claim.kind is ClaimKind.PRIORITY])
    criminal = any(part.claim.kind in CRIMINAL_KINDS for part in parts)
    medical = _of_kind(parts, ClaimKind.MEDICAL) if criminal else ()
    civil = [*(part for part in _of_kind(parts, *CIVIL_KINDS) if part not in medical), *beyond]
    groups = [
        _Group("执行费用", "distribution.pro_rata", _of_kind(parts, ClaimKind.COSTS)),
        _Group("人身损害赔偿中的医疗费用", "distribution.criminal", medical),
        *_priority_groups(priority),
        _Group("退赔被害人的损失", "distribution.criminal", _of_kind(parts, ClaimKind.RESTITUTION)),
        *_civil_groups(civil, debtor_kind, settings, work),
        _Group("罚金", "distribution.criminal", _of_kind(parts, ClaimKind.FINE)),
        _Group("没收财产", "distribution.criminal", _of_kind(parts, ClaimKind.CONFISCATION)),
    ]
    return [group for group in groups if group.parts]


def _shares(pool: int, group: _Group, residual_to: ResidualTo) -> tuple[int, ...]:
    """What each part gets from the pool; nobody gets more than is owed, even with a weight."""
    owed = sum(part.fen for part in group.parts)
    if pool >= owed:
        return tuple(part.fen for part in group.parts)
    shares = split_pro_rata(pool, [part.weight for part in group.parts], residual_to)
    over = [place for place, part in enumerate(group.parts) if shares[place] > part.fen]
    if not over:
        return shares
    rest = [0 if place in over else part.fen for place, part in enumerate(group.parts)]
    full = [part.fen if place in over else 0 for place, part in enumerate(group.parts)]
    others = split_pro_rata(pool - sum(full), rest, residual_to)
    return tuple(sum(pair) for pair in zip(full, others, strict=True))


def _pay(group: _Group, settings: DistributionSettings, work: _Work) -> None:
    owed = sum(part.fen for part in group.parts)
    pool = work.left
    shares = _shares(pool, group, settings.residual_to)
    for part, share in zip(group.parts, shares, strict=True):
        work.paid[part.claim.key] += share
        work.where.setdefault(part.claim.key, group)
    work.left = pool - sum(shares)
    full = pool >= owed
    rate = "100%" if full else _percent(pool, owed)
    text = f"{group.band} {len(group.parts)} 笔，{'全额受偿' if full else '不足清偿，按比例受偿'}。"
    arithmetic = f"可分配 {yuan_text(pool, True)} ÷ 债权 {yuan_text(owed, True)}（受偿 {rate}）"
    work.steps.append(step(group.subject, work.on, text, arithmetic, yuan_text(sum(shares), True)))
    if not full and len(group.parts) > 1:
        work.steps.append(
            step("distribution.residual_cent", work.on, "分以下尾数舍去，余款归债权额最大者，合计不差一分。")
        )


def _percent(part: int, whole: int) -> str:
    """Two decimals, cut off, never rounded up: 39.16%."""
    hundredths = part * 10_000 // whole
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _line(claim: Claim, work: _Work) -> Line:
    paid = work.paid[claim.key]
    group = work.where.get(claim.key)
    if claim.key in work.reasons:
        band, article, reason = "不予分配", "", work.reasons[claim.key]
    elif group is None:
        band, reason = "不予分配", "优先受偿的财产没有变价款，又无执行依据，本次不受偿。"
        article = citation("distribution.participation", work.on)
    else:
        band, article = group.band, citation(group.subject, work.on)
        if paid == claim.fen:
            reason = "全额受偿。"
        elif paid:
            reason = f"受偿 {_percent(paid, claim.fen)}，未受偿部分由被执行人继续清偿。"
        else:
            reason = "可分配款在前一顺位已经分配完毕。"
    return Line(
        claim.key, claim.creditor, claim.kind, claim.fen, paid, claim.fen - paid, band, article, reason
    )


def _held(pool_fen: int, claims: Sequence[Claim], work: _Work, subject: str, text: str) -> Distribution:
    """Nothing is paid: the money belongs to the bankruptcy procedure."""
    work.reasons = {claim.key: text for claim in claims}
    work.steps.append(step(subject, work.on, text))
    lines = tuple(_line(claim, work) for claim in claims)
    flag = Flag("distribution.bankruptcy", text)
    return Distribution(pool_fen, 0, pool_fen, lines, (text,), tuple(work.steps), (flag,))


def _advise(debtor_kind: DebtorKind, settings: DistributionSettings, work: _Work, short: bool) -> None:
    if not short:
        return
    if debtor_kind is not DebtorKind.ENTERPRISE:
        text = "清偿后的剩余债务，被执行人应当继续清偿；发现其他财产的，可以随时请求执行。"
        work.steps.append(step("distribution.pro_rata", work.on, text))
    elif settings.bankruptcy is Bankruptcy.NOT_ASKED:
        text = "企业法人财产不足清偿全部债务：请先征询各申请执行人、被执行人是否同意移送破产审查；无人同意或者不予受理的，才按本方案发放。"
        work.suggestions.append(text)
        work.steps.append(step("distribution.bankruptcy_transfer", work.on, text))
        work.flags.append(Flag("distribution.ask_bankruptcy", text))


@rule(
    "distribution.participation",
    "distribution.application",
    "distribution.pro_rata",
    "distribution.enterprise_order",
    "distribution.several_titles",
    "distribution.criminal",
    "distribution.bankruptcy_transfer",
    "distribution.bankruptcy_decision",
    "distribution.bankruptcy_stay",
    "distribution.provincial_priority",
    "distribution.residual_cent",
)
def distribute(
    *,
    pool_fen: int,
    claims: Sequence[Claim],
    debtor_kind: DebtorKind,
    on: date,
    settings: DistributionSettings = NATIONAL,
) -> Distribution:
    """Who gets what from `pool_fen` (≥ 0) on the day `on`.

    Every fen of the pool ends in `paid_fen` or `excess_fen`; no line is paid more than its claim. Claims that may not
    take part keep a line with the reason. Once bankruptcy is accepted, or its acceptance is being examined, nothing is
    paid. Raises DistributionImpossible for negative sums, duplicate keys and settings out of range.
    """
    _check(pool_fen, claims, settings)
    work = _Work(on, pool_fen)
    if settings.bankruptcy is Bankruptcy.ACCEPTED:
        text = "已受理破产申请：执行程序应当中止，保全措施应当解除，本次不予分配。"
        return _held(pool_fen, claims, work, "distribution.bankruptcy_stay", text)
    if settings.bankruptcy is Bankruptcy.TRANSFERRED:
        text = "已移送破产审查并中止执行：等待受移送法院三十日内告知是否受理，本次不予分配。"
        return _held(pool_fen, claims, work, "distribution.bankruptcy_decision", text)
    taking_part: list[Claim] = []
    for claim in claims:
        barred = _barred(claim, settings)
        if barred is None:
            taking_part.append(claim)
            continue
        work.reasons[claim.key] = barred[0]
        work.steps.append(step(barred[1], on, f"{claim.creditor}：{barred[0]}"))
    for group in _groups(taking_part, debtor_kind, settings, work):
        _pay(group, settings, work)
    short = any(work.paid[claim.key] < claim.fen for claim in taking_part)
    _advise(debtor_kind, settings, work, short)
    lines = tuple(_line(claim, work) for claim in claims)
    paid = pool_fen - work.left
    if work.left:
        text = "超出债权和执行费用的部分，应当退还被执行人。"
        work.steps.append(step("distribution.excess", on, text, "", yuan_text(work.left, True)))
    return Distribution(
        pool_fen, paid, work.left, lines, tuple(work.suggestions), tuple(work.steps), tuple(work.flags)
    )
