"""Measures on paper: registered from a ruling, delivered by hand, answered by a slip with a scan.

One person is enough: nothing is sent, nobody is touched. What comes from paper is flagged so, and it is green only with
the holder's own slip.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, Party, PartyRole
from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.models import (
    ActKind,
    ActState,
    EventKind,
    Measure,
    MeasureAct,
    MeasureStage,
    MeasureState,
    Pending,
    Scan,
)
from zhixing.freezes.operations.applying import (
    CHANGED,
    answer_act,
    extend,
    lift,
    set_end,
    set_trouble,
    take_effect,
)
from zhixing.freezes.operations.drafting import mark, note
from zhixing.freezes.operations.measures import OFFICE_ROLES, EndRefused, locked_measure
from zhixing.freezes.rules import answers
from zhixing.freezes.rules.answers import Answer, Effect, Word
from zhixing.freezes.rules.keys import row_key
from zhixing.freezes.rules.ledger import MeasureKind, Problem
from zhixing.law.measure_clocks import Stage, before_entrusting, carry_over, waiting_term
from zhixing.law.measure_terms import (
    AssetClass,
    AssetClassUnknown,
    SpecialAsset,
    TermRefused,
    asset_class_of,
    check_term,
)

SCAN_MAX = 10 * 1024 * 1024
_MEDIA = {b"%PDF": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_FLAG = {"code": "paper", "column": "来源", "message": "依纸质文书登记。"}


class PaperRefused(ValueError):
    """What was entered cannot be registered; the message says what to correct."""


@dataclass(frozen=True, slots=True)
class NewScan:
    """A scanned file as it was uploaded."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A measure as its ruling states it. `stated_on` is the written last day; `slip` whether the holder's slip is scanned.

    `stage` with `original_case_number` marks a preservation carried into enforcement on `entered_on`.
    """

    case_id: UUID
    debtor_id: UUID
    asset_text: str
    description: str
    holder: str
    action: MeasureKind
    starts_on: date
    stated_on: date
    ruling_number: str
    amount_fen: int | None = None
    is_waiting: bool = False
    place: int | None = None
    stage: MeasureStage = MeasureStage.ENFORCEMENT
    original_case_number: str = ""
    entered_on: date | None = None
    sued_on: date | None = None
    entrusted_by: str = ""
    slip: bool = False


def register_paper(*, paper: NewPaper, scan: NewScan | None, now: datetime, actor: Actor) -> Measure:
    """Put a measure under watch from its ruling. Never beyond the law; the same one twice is refused.

    Raises PaperRefused, EndRefused, NotAllowed.
    """
    case = Case.objects.filter(pk=paper.case_id).first()
    if case is None:
        raise PaperRefused("没有这个案件，或者它不在您可以查看的法院。")
    actor.require(case.court_id, *OFFICE_ROLES)
    debtor = Party.objects.filter(pk=paper.debtor_id, case=case, role=PartyRole.DEBTOR.value).first()
    if debtor is None:
        raise PaperRefused("请选择本案的被执行人。")
    asset, special = _asset(paper.asset_text)
    _check(paper, scan)
    ends_on, flags = _end(paper, asset, special)
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        measure = Measure(
            court_id=case.court_id, case=case, debtor=debtor, debtor_written=debtor.name, asset_class=asset.value,
            special=special.value if special else "", asset_kind=paper.asset_text.strip()[:500],
            description=paper.description.strip()[:500], holder=paper.holder.strip()[:500], action=paper.action.value,
            is_waiting=paper.is_waiting, place=paper.place if paper.is_waiting else None, starts_on=paper.starts_on,
            stated_end=paper.stated_on.isoformat(), stated_on=paper.stated_on, ends_on=ends_on,
            amount_fen=paper.amount_fen, value_fen=paper.amount_fen, source="paper", state=MeasureState.WATCHED.value,
            officer_id=case.officer_id, flags=[_FLAG, *flags], stage=paper.stage.value,
            original_case_number=paper.original_case_number.strip()[:80], entrusted_by=paper.entrusted_by.strip()[:200],
            confirmed_by_holder=paper.slip, confirmed_until=paper.stated_on if paper.slip else None,
            row_key=_key(paper),
        )  # fmt: skip
        if Measure.objects.filter(case=case, row_key=measure.row_key).exists():
            raise PaperRefused("这项措施已经登记过（同一财产、单位和起始日），请勿重复登记。")
        measure.save(force_insert=True)
        kept = _keep(measure, scan, "slip" if paper.slip else "ruling", now, actor)
        said = {
            "ruling_number": paper.ruling_number.strip()[:80], "stated_end": paper.stated_on.isoformat(),
            "ends_on": ends_on.isoformat(), "starts_on": paper.starts_on.isoformat(), "scan": kept,
        }  # fmt: skip
        note([measure], EventKind.ENTERED_FROM_PAPER, {measure.id: said}, now=now, actor=actor)
        if paper.stage is not MeasureStage.ENFORCEMENT:
            carried = {"original_case_number": measure.original_case_number, "ends_on": ends_on.isoformat()}
            note([measure], EventKind.CARRIED_OVER, {measure.id: carried}, now=now, actor=actor)
    return measure


def _key(paper: NewPaper) -> bytes:
    return row_key(
        asset_kind=paper.asset_text,
        description=paper.description,
        holder=paper.holder,
        starts_on=paper.starts_on,
    )


def _asset(text: str) -> tuple[AssetClass, SpecialAsset | None]:
    try:
        asset = asset_class_of(text)
    except AssetClassUnknown as unknown:
        raise PaperRefused(str(unknown)) from None
    special = SpecialAsset.SECURITIES if "证券" in text or "股票" in text else None
    return asset, special


def _check(paper: NewPaper, scan: NewScan | None) -> None:
    problems = (
        (not paper.holder.strip(), "请填写协助单位。"),
        (not paper.ruling_number.strip(), "请填写裁定书文号。"),
        (not (paper.description.strip()), "请填写财产描述（账号、权证号、号牌）。"),
        (
            paper.stated_on < paper.starts_on,
            f"届满日 {paper.stated_on} 早于起始日 {paper.starts_on}，请核对裁定书。",
        ),
        (paper.amount_fen is not None and paper.amount_fen <= 0, "金额须大于零。"),
        (paper.slip and scan is None, "登记为单位已回执的，须附回执的扫描件。"),
        (
            paper.stage is not MeasureStage.ENFORCEMENT and not paper.original_case_number.strip(),
            "保全转执行的，请填写原保全案号。",
        ),
    )
    for is_so, words in problems:
        if is_so:
            raise PaperRefused(words)


def _end(
    paper: NewPaper, asset: AssetClass, special: SpecialAsset | None
) -> tuple[date, list[dict[str, str]]]:
    """The last day to rely on; a preservation keeps its dates when it was carried over and is refused when it was not."""
    if paper.stage is not MeasureStage.ENFORCEMENT:
        carried = carry_over(
            stage=Stage(paper.stage.value), start=paper.starts_on, last_day=paper.stated_on,
            entered_on=paper.entered_on or paper.starts_on, sued_on=paper.sued_on,
        )  # fmt: skip
        if not carried.valid:
            raise PaperRefused("；".join(one.text for one in carried.explanation))
    try:
        check = check_term(asset, paper.starts_on, paper.stated_on, special=special)
    except TermRefused:  # before any law limited terms: what is written stands
        return paper.stated_on, []
    if check.ok:
        return check.watch_until, []
    code = Problem.COUNTING_DISPUTED if check.disputed else Problem.OVER_THE_LIMIT
    message = f"写明的届满日比法定最长期限多 {check.over_by_days} 日，按 {check.watch_until} 提醒续行。"
    return check.watch_until, [{"code": code.value, "column": "届满日", "message": message}]


def _keep(measure: Measure, scan: NewScan | None, what: str, now: datetime, actor: Actor) -> str:
    """Keep a scan; its hash, empty without one."""
    if scan is None:
        return ""
    media = next((kind for head, kind in _MEDIA.items() if scan.content.startswith(head)), "")
    if not media:
        raise PaperRefused("扫描件须为 PDF、PNG 或 JPEG。")
    if len(scan.content) > SCAN_MAX:
        raise PaperRefused("扫描件不能超过 10 MB。")
    sha256 = hashlib.sha256(scan.content).hexdigest()
    Scan.objects.create(
        court_id=measure.court_id, measure=measure, what=what, name=scan.name[-200:] or "扫描件", media_type=media,
        sha256=sha256, content=scan.content, kept_at=now, kept_by_name=actor.name[:60],
    )  # fmt: skip
    return sha256


# ---- what goes by hand --------------------------------------------------------------------------------------------------


def note_delivered(*, act_id: UUID, on: date, by: str, now: datetime, actor: Actor) -> MeasureAct:
    """A printed notice was served: amber from now on, until the holder's slip comes back. Raises PaperRefused."""
    with transaction.atomic():
        act = _act(act_id, (ActState.BY_HAND,))
        measure = locked_measure(act.measure_id)
        actor.require(measure.court_id, *OFFICE_ROLES)
        if on > local_date(now):
            raise PaperRefused("送达日不能晚于今天。")
        act.state, act.delivered_on = ActState.DELIVERED.value, on
        act.delivered_by = (by.strip() or actor.name)[:60]
        act.save(update_fields=["state", "delivered_on", "delivered_by"])
        mark([measure], ActKind(act.kind), Pending.SENT, on)
        said = {"on": on.isoformat(), "by": act.delivered_by, "notice_number": act.notice_number}
        note([measure], EventKind.DELIVERED, {measure.id: said}, now=now, actor=actor)
    return act


def _act(act_id: UUID, states: tuple[ActState, ...]) -> MeasureAct:
    act = MeasureAct.objects.select_for_update(of=("self",)).filter(pk=act_id).first()
    if act is None:
        raise PaperRefused("没有这项办理，或者它不在您可以查看的法院。")
    if ActState(act.state) not in states:
        raise PaperRefused(f"这项办理已是“{ActState(act.state).label}”，不能再登记。")
    return act


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The holder's slip (回执) as a person reads it off the paper. `result` is controlled, partly or not_controlled."""

    result: str
    said_on: date
    ends_on: date | None = None
    words: str = ""


def note_slip(*, act_id: UUID, slip: Slip, scan: NewScan | None, now: datetime, actor: Actor) -> MeasureAct:
    """Take up the holder's slip for a renewal or release that went by hand; the scan is required.

    The same rules as for an electronic receipt: it alone extends or ends the measure. Raises PaperRefused, NotAllowed.
    """
    if scan is None:
        raise PaperRefused("请附协助单位回执的扫描件：没有回执不得登记为已办理。")
    with transaction.atomic():
        act = _act(act_id, (ActState.BY_HAND, ActState.DELIVERED, ActState.SENT))
        measure = locked_measure(act.measure_id)
        actor.require(measure.court_id, *OFFICE_ROLES)
        if slip.said_on > local_date(now):
            raise PaperRefused("回执日期不能晚于今天。")
        answer = Answer(
            result=slip.result, said_on=slip.said_on, ends_on=slip.ends_on, words=slip.words.strip()
        )
        kept = _keep(measure, scan, "slip", now, actor)
        happened, effect = _apply(act, measure, answer)
        answer_act(act, effect)
        act.answered_at = now
        act.save(update_fields=["state", "why", "answered_at"])
        measure.save(update_fields=CHANGED)
        said = {
            "scan": kept, "stated_end": slip.ends_on.isoformat() if slip.ends_on else "",
            "ends_on": effect.ends_on.isoformat() if effect.ends_on else "", "words": effect.trouble[:200],
            "notice_number": act.notice_number, "before": act.previous_end.isoformat() if act.previous_end else "",
            "starts_on": measure.term_starts_on.isoformat() if measure.term_starts_on else "",
        }  # fmt: skip
        kept_words = {name: value for name, value in said.items() if value}
        note([measure], happened, {measure.id: kept_words}, now=now, actor=actor)
    return act


def _apply(act: MeasureAct, measure: Measure, answer: Answer) -> tuple[EventKind, Effect]:
    if act.kind == ActKind.RELEASE.value:
        effect = answers.lifting(answer)
        lift(measure, effect, on=answer.said_on)
        return (EventKind.RELEASED if effect.word is Word.YES else EventKind.RELEASE_REFUSED), effect
    before = measure.ends_on or measure.starts_on
    effect = answers.renewal(
        answer, asset=AssetClass(measure.asset_class),
        special=SpecialAsset(measure.special) if measure.special else None, current_end=before,
        made_on=act.delivered_on or answer.said_on,
    )  # fmt: skip
    extend(measure, effect, before=before, on=answer.said_on)
    kinds = {
        Word.YES: EventKind.RENEWED,
        Word.PARTLY: EventKind.RENEWAL_PARTLY,
        Word.NO: EventKind.RENEWAL_REFUSED,
    }
    return kinds[effect.word], effect


def confirm_waiting(
    *, measure_id: UUID, effective_from: date, scan: NewScan | None, now: datetime, actor: Actor
) -> Measure:
    """The holder confirms that a waiting measure stands first; its term runs from that day. Raises PaperRefused."""
    if scan is None:
        raise PaperRefused("请附协助单位出具的查询结果或者确认书的扫描件。")
    with transaction.atomic():
        measure = locked_measure(measure_id)
        actor.require(measure.court_id, *OFFICE_ROLES)
        if not measure.is_waiting:
            raise PaperRefused("这项措施不是轮候。")
        try:
            term = waiting_term(
                AssetClass(measure.asset_class),
                registered_on=measure.starts_on,
                effective_from=effective_from,
            )
        except TermRefused as refused:
            raise PaperRefused(str(refused)) from None
        if effective_from > local_date(now) or term.last_day is None:
            raise PaperRefused("生效日不能晚于今天。")
        kept = _keep(measure, scan, "slip", now, actor)
        take_effect(measure, on=effective_from)
        ends_on = term.last_day
        if measure.stated_on is not None and measure.stated_on > effective_from:
            ends_on = min(ends_on, measure.stated_on)  # the ruling's own end counts where it is the shorter
        set_end(measure, Effect(Word.YES, ends_on, ends_on))
        measure.confirmed_by_holder, measure.confirmed_until = True, ends_on
        set_trouble(measure, Effect(Word.YES, ends_on, ends_on))
        measure.save(update_fields=CHANGED)
        said = {"on": effective_from.isoformat(), "ends_on": ends_on.isoformat(), "scan": kept}
        note([measure], EventKind.WAITING_EFFECTIVE, {measure.id: said}, now=now, actor=actor)
    return measure


def hand_over(*, measure_id: UUID, to_court: str, on: date, now: datetime, actor: Actor) -> Measure:
    """Hand a measure to another court (移送、委托). With less than a month left it must be renewed first.

    It stays under watch here until that court has confirmed. Raises PaperRefused, EndRefused, NotAllowed.
    """
    with transaction.atomic():
        measure = locked_measure(measure_id)
        actor.require(measure.court_id, *OFFICE_ROLES)
        if not to_court.strip():
            raise PaperRefused("请填写接收法院。")
        if measure.ends_on is None:
            raise EndRefused("没有届满日，请先按裁定书补录。")
        check = before_entrusting(handed_over_on=on, last_day=measure.ends_on)
        if check.must_renew_first:
            raise PaperRefused(f"剩余 {check.days_left} 日，不足一个月：应当先行续行，再移交。")
        measure.handed_over_to, measure.handed_over_on = to_court.strip()[:200], on
        measure.save(update_fields=["handed_over_to", "handed_over_on"])
        said = {"court": measure.handed_over_to, "on": on.isoformat()}
        note([measure], EventKind.HANDED_OVER, {measure.id: said}, now=now, actor=actor)
    return measure
