"""A court's own wording, Korean and terms: proposed, tried to the utmost, approved by a second person, from a day on."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from zhixing.documents.models import WordingState, WordingUse, WordingVersion
from zhixing.documents.queries.wordings import wordings_of
from zhixing.documents.rendering.of_home import renderer
from zhixing.documents.rendering.renderer import RenderFailed
from zhixing.documents.rules.drafts import OwnWording, drafted, missing_slots
from zhixing.documents.rules.extremes import WORDED, WORDED_KINDS, Fault, catalogue_of, faults_of, trials_of
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.korean import shipped
from zhixing.documents.rules.slots import filled
from zhixing.documents.rules.texts import checked
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role

PROPOSERS: Mapping[WordingUse, tuple[Role, ...]] = {
    WordingUse.WORDING: (Role.CLERK, Role.OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT),
    WordingUse.KOREAN: (Role.TRANSLATOR,),
    WordingUse.TERM: (Role.TRANSLATOR,),
}
"""Who may propose. Korean and the glossary are the translator's, and nothing else is."""
APPROVERS: Mapping[WordingUse, tuple[Role, ...]] = {
    WordingUse.WORDING: (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT),
    WordingUse.KOREAN: (Role.TRANSLATOR, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT),
    WordingUse.TERM: (Role.TRANSLATOR, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT),
}
"""Who may be the second person: for a translation another translator, or in a court that has but one, those above."""


class RewordingRefused(ValueError):
    """The text cannot stand in place of the other; `faults` says in which trial it fails."""

    def __init__(self, message: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults


def propose_wording(
    *, court_id: int, use: WordingUse, kind: str, source: str, text: str, why: str, effective_on: date, now: datetime,
    actor: Actor,
) -> UUID:  # fmt: skip
    """Propose a text in place of another, once it stands every trial. `kind` is empty but for a court's own wording.

    Raises NotAllowed, RewordingRefused.
    """
    actor.require(court_id, *PROPOSERS[use])
    text = text.strip()
    _check(use, kind, source, text)
    if effective_on < clock.local_date(now):
        raise RewordingRefused("生效日期不能早于今天。")
    if use is WordingUse.WORDING and (faults := tried(court_id, kind, source, text, effective_on, now)):
        raise RewordingRefused("这段措辞没有通过极端情形的试排，请修改。", tuple(faults))
    digest = hashlib.sha256(source.encode()).hexdigest()
    with transaction.atomic():
        same = WordingVersion.objects.filter(
            court_id=court_id, use=use.value, kind=kind, source_sha256=digest
        )
        if same.filter(state=WordingState.PROPOSED.value).exists():
            raise RewordingRefused("这一段已有一个版本等待批准，请先处理。")
        number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
        row = WordingVersion.objects.create(
            court_id=court_id, use=use.value, kind=kind, source=source, source_sha256=digest, number=number, text=text,
            why=why.strip()[:300], effective_on=effective_on, proposed_at=now, proposed_by=actor.key,
            proposed_by_name=actor.name[:60],
        )  # fmt: skip
        _record(row, "wording.proposed", now, actor)
    return row.pk


def decide_wording(*, version_id: UUID, approve: bool, reason: str, now: datetime, actor: Actor) -> None:
    """Approve a version of somebody else, or send it back with a reason. Raises NotAllowed, RewordingRefused."""
    with transaction.atomic():
        row = WordingVersion.objects.select_for_update(of=("self",)).filter(pk=version_id).first()
        if row is None or row.state != WordingState.PROPOSED.value:
            raise RewordingRefused("没有这个版本，或者它已经处理。")
        use = WordingUse(row.use)
        actor.require(row.court_id, *APPROVERS[use])
        if row.proposed_by == actor.key:
            raise RewordingRefused("提出人不能批准自己的版本，请由另一人批准。")
        if not approve and not reason.strip():
            raise RewordingRefused("退回时请写明理由。")
        on = max(row.effective_on, clock.local_date(now))
        if approve and use is WordingUse.WORDING:
            _check(use, row.kind, row.source, row.text)
            if faults := tried(row.court_id, row.kind, row.source, row.text, on, now):
                raise RewordingRefused("这段措辞没有通过极端情形的试排，不能批准。", tuple(faults))
        row.state = (WordingState.APPROVED if approve else WordingState.REFUSED).value
        row.decided_at, row.decided_by, row.decided_by_name = now, actor.key, actor.name[:60]
        row.reason = reason.strip()[:300]
        row.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name", "reason"])
        _record(row, f"wording.{row.state}", now, actor)


def tried(court_id: int, kind: str, source: str, text: str, on: date, now: datetime) -> list[Fault]:
    """What the text spoils, beside the other wording in force: by the rules of the kind, and on paper."""
    one = WORDED_KINDS[DocumentKind(kind)]
    wording = wordings_of([court_id], on).get((court_id, kind), {}) | {source: OwnWording("draft", text)}
    faults = faults_of(one, wording)
    if faults:
        return faults
    for trial in trials_of(one):
        try:
            made = drafted(one, trial.paper, trial.facts, wording)
            renderer().render(one.kind, made.blocks, timestamp=now)
        except DocumentRefused as refused:
            # a trial that the kind itself refuses says nothing about the wording; one that only print refuses does
            if _prints_without(one.kind, trial.label, now):
                faults.append(Fault(trial.label, str(refused)))
        except RenderFailed as failed:
            faults.append(Fault(trial.label, str(failed)))
    return faults


def _prints_without(kind: DocumentKind, label: str, now: datetime) -> bool:
    one = WORDED_KINDS[kind]
    trial = next(found for found in trials_of(one) if found.label == label)
    try:
        renderer().render(kind, one.draft(trial.paper, trial.facts), timestamp=now)
    except DocumentRefused:
        return False
    return True


def _check(use: WordingUse, kind: str, source: str, text: str) -> None:
    name = use.label
    try:
        checked(name, "原文", source)
        checked(name, "文字", text)
    except DocumentRefused as refused:
        raise RewordingRefused(str(refused)) from None
    if use is WordingUse.WORDING:
        if kind not in {one.value for one in WORDED} or source not in catalogue_of(DocumentKind(kind)):
            raise RewordingRefused("这种文书没有这一段固定文字，可能程序已经更新，请重新打开页面。")
    elif kind:
        raise RewordingRefused("译文不分文书种类。")
    if use is WordingUse.KOREAN and source not in shipped().passages and not _is_said(source):
        raise RewordingRefused("没有文书使用这一段文字，可能程序已经更新，请重新打开页面。")
    bare = filled(text, lambda _: "")
    if use is not WordingUse.TERM and ("{" in bare or "}" in bare):
        raise RewordingRefused("空位的花括号不成对，请核对。")
    if use is not WordingUse.TERM and (wrong := missing_slots(source, text)):
        raise RewordingRefused(
            f"空位与原文不符：{'、'.join(f'{{{one}}}' for one in wrong)}。每个空位都要保留，不能新增。"
        )
    if missing := renderer().font_set.missing_from(text):
        raise RewordingRefused(f"字体中没有这些字：{missing}，请更换。")


def _is_said(source: str) -> bool:
    return any(source in catalogue_of(kind) for kind in WORDED)


def _record(row: WordingVersion, kind: str, now: datetime, actor: Actor) -> None:
    body = {
        "version": str(row.pk), "use": row.use, "kind": row.kind, "number": row.number, "source_sha256": row.source_sha256,
        "text_sha256": hashlib.sha256(row.text.encode()).hexdigest(), "effective_on": row.effective_on.isoformat(),
    }  # fmt: skip
    record(court_id=row.court_id, subject=f"court:{row.court_id}", kind=kind, at=now, actor=actor, body=body)
