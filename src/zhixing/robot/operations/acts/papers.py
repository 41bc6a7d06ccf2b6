"""Documents issued and delivered: drawn up from the case, set ahead, sealed and handed to delivery in one go."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from zhixing.delivery.models import Delivery
from zhixing.delivery.operations import DeliveryRefused, deliver, withdraw
from zhixing.delivery.rules.ways import DeliveryState
from zhixing.documents.models import Document
from zhixing.documents.operations import (
    Wish,
    issue_drafts,
    set_drafts_ahead,
)
from zhixing.documents.operations.signing import SigningRefused
from zhixing.documents.rules.all_kinds import KINDS
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import SpeaksTo
from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.robot.actions import register
from zhixing.robot.models import Act
from zhixing.robot.operations.acts.parts import (
    DONE,
    REFUSALS,
    ActRefused,
    Family,
    NotReversible,
    Views,
    ids,
)
from zhixing.robot.operations.acts.signing import (
    AWAITING,
    is_signed_by_president,
    president_of,
    put_before_president,
    settled,
    take_from_president,
)
from zhixing.robot.queries.sources import PartyProofs, case_checks, debt_checks, proofs_of_parties, reckoned
from zhixing.robot.queries.views import views_of
from zhixing.robot.rules.checks import Check
from zhixing.robot.rules.listing import STATED, concerned, to_list
from zhixing.robot.rules.paper_facts import AUTOMATIC, FACTS, FIRST_NOTICES, WITH_AMOUNTS, Ask, NotStated
from zhixing.robot.rules.params import one_of, text, whole
from zhixing.robot.rules.plans import Line, Outcome, Planned
from zhixing.robot.rules.views import CaseView, PartyView

ISSUE, HAND_OVER = "issue", "deliver"
SIDES = {"applicants": "applicant", "debtors": "debtor"}
PAPER_REFUSALS: tuple[type[Exception], ...] = (
    *REFUSALS,
    DeliveryRefused,
    NotStated,
    SigningRefused,
)
_PASSED_ON = ("reason", "findings", "ground", "how", "heard", "days")
"""What a procedure may say of a document; it goes into its text as it stands."""
WANTED: Mapping[str, Any] = {
    "kind": one_of("文书种类", *AUTOMATIC),
    "to": one_of("送达给谁", "applicants", "debtors", "everybody", required=False),
    "again": one_of("已有同种文书时是否再制作", "yes", required=False),
    "reason": text("理由", required=False),
    "findings": text("查明的事实", required=False),
    "ground": text("情形", required=False),
    "how": text("履行情况", required=False),
    "heard": text("申请执行人的意见", required=False),
    "days": whole("期限（日）", 1, 60, required=False),
    "stated": one_of("据以纳入名单的认定", *STATED, required=False),
}


@dataclass(frozen=True, slots=True)
class _Aim:
    """A document to be issued or only delivered: to one party, or (`party` None) one for all of `to`."""

    kind: DocumentKind
    party: PartyView | None
    to: tuple[PartyView, ...]
    mode: str


@dataclass(frozen=True, slots=True)
class Papers(Family):
    """Issue a document of a kind to those it speaks to; with `delivers` it is also handed to delivery."""

    delivers: bool = False

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each document; who has it already is left out."""
        aims = {key: list(self._aims(view, params)) for key, view in views.items()}
        people = {party.id for many in aims.values() for aim in many for party in aim.to}
        proofs = proofs_of_parties(list(people))
        shows = DocumentKind(params["kind"]) in WITH_AMOUNTS
        fresh = [key for key, many in aims.items() if any(aim.mode == ISSUE for aim in many)]
        owed = reckoned(fresh, on) if shows else {}
        amounts = {key: debt_checks(views[key], owed.get(key)) for key in fresh} if shows else {}
        return {
            key: tuple(self._planned(views[key], aim, params, proofs, amounts.get(key, ())) for aim in many)
            for key, many in aims.items()
            if many
        }

    def _aims(self, view: CaseView, params: Mapping[str, Any]) -> Iterable[_Aim]:
        kind = DocumentKind(params["kind"])
        people = concerned(view, kind, addressees(view, kind, str(params.get("to", ""))))
        if params.get("stated"):
            said = to_list(view, params["stated"])
            people = tuple(party for party in people if party.id in said)
        there = view.documents.get(kind.value)
        has = there.recipients if there else frozenset()
        if kind in FIRST_NOTICES:  # they are issued at filing, by the room of documents alone
            if there and self.delivers and (left := _not_begun(view, kind, people)):
                yield _Aim(kind, None, left, HAND_OVER)
            return
        if _for_all(kind):
            if there is None or params.get("again"):
                yield _Aim(kind, None, people, ISSUE)
            elif self.delivers and (left := _not_begun(view, kind, people)):
                yield _Aim(kind, None, left, HAND_OVER)
            return
        for party in people:
            if party.id not in has or params.get("again"):
                yield _Aim(kind, party, (party,), ISSUE)
            elif self.delivers and _not_begun(view, kind, (party,)):
                yield _Aim(kind, party, (party,), HAND_OVER)

    def _planned(
        self,
        view: CaseView,
        aim: _Aim,
        params: Mapping[str, Any],
        proofs: Mapping[UUID, PartyProofs],
        amounts: tuple[Check, ...],
    ) -> Planned:
        there = view.documents.get(aim.kind.value)
        nth = (there.count if there else 0) + (aim.mode == ISSUE)
        whom = str(aim.party.id) if aim.party else "all"
        names = "、".join(party.name for party in aim.to)
        lines = [
            Line("文书", "", aim.kind.chosen_as),
            Line("送达给" if self.delivers else "受文当事人", "", names),
        ]
        if aim.mode == HAND_OVER and there:
            lines = [Line("送达", "未送达", f"{aim.kind.document_name} {there.number} → {names}")]
        said = {name: params[name] for name in _PASSED_ON if name in params}
        if params.get("stated") and aim.party:
            said["findings"] = to_list(view, params["stated"])[aim.party.id]
            lines.append(Line("查明的事实", "", said["findings"]))
        if said.get("reason"):
            lines.append(Line("理由", "", str(said["reason"])))
        verb = "送达" if aim.mode == HAND_OVER else ("制作并送达" if self.delivers else "制作")
        checks: list[Check] = [*case_checks(view), *amounts]
        for party in aim.to:
            checks += proofs[party.id].checks if party.id in proofs else ()
        return Planned(
            self.key, view.id, f"{self.key}:{view.id}:{aim.kind.value}:{whom}:{nth}:{aim.mode}",
            f"{verb}{aim.kind.chosen_as}（{names}）"[:200], tuple(lines), tuple(checks),
            {"kind": aim.kind.value, "mode": aim.mode, "party": str(aim.party.id) if aim.party else "",
             "to": [str(party.id) for party in aim.to], "said": said},
        )  # fmt: skip

    def warm(self, acts: Sequence[Act], *, now: datetime) -> None:
        """Set the documents under the numbers they will bear; what cannot be drawn up is left for the approval to say."""
        mine = [act for act in acts if act.params["mode"] == ISSUE]
        views = views_of([act.case_id for act in mine], local_date(now))
        self._warm([act for act in mine if act.case_id in views], views, now)

    def _warm(self, acts: Sequence[Act], views: Views, now: datetime) -> None:
        if not acts:
            return
        try:
            set_drafts_ahead(
                wishes=[_wish(act, views, local_date(now), _expected_president(act)) for act in acts], now=now
            )
        except PAPER_REFUSALS:
            if len(acts) > 1:
                half = len(acts) // 2
                self._warm(acts[:half], views, now)
                self._warm(acts[half:], views, now)

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Issue what is to be issued and begin to deliver it; what the president signs is put before the president."""
        waiting = [act for act in acts if _waits_for_president(act, actor)]
        views = views_of([act.case_id for act in waiting], local_date(now))
        done: dict[UUID, Outcome] = {}
        for act in waiting:
            wish = _wish(act, views, local_date(now), president_of(act.court_id))
            done[act.id] = put_before_president(wish, now, actor)
        acts = [act for act in acts if act.id not in done]
        documents = self._issued(acts, now, actor)
        if self.delivers:
            _hand_over(acts, documents, now, actor)
        for act in acts:
            first = documents[act.id][0]
            words = f"{DocumentKind(first.kind).document_name} {first.number}"
            words += f" 等 {len(documents[act.id])} 份" if len(documents[act.id]) > 1 else ""
            what = "已用印并交付送达" if self.delivers else "已用印"
            if act.params["mode"] == HAND_OVER:
                what = "已交付送达"
            done[act.id] = Outcome(DONE, f"document:{first.pk}", f"{words} {what}")
        return done

    def _issued(self, acts: Sequence[Act], now: datetime, actor: Actor) -> dict[UUID, list[Document]]:
        drawn = [act for act in acts if act.params["mode"] == ISSUE]
        views = views_of([act.case_id for act in drawn], local_date(now))
        if missing := [act for act in drawn if act.case_id not in views]:
            raise ActRefused(f"案件不存在，或者不在您可以查看的法院（{len(missing)} 件）。")
        files = issue_drafts(
            wishes=[_wish(act, views, local_date(now), _president(act, actor)) for act in drawn],
            now=now,
            actor=actor,
        )
        rows = Document.objects.defer("content").in_bulk([file.id for file in files])
        found = {act.id: [rows[file.id]] for act, file in zip(drawn, files, strict=True)}
        others = [act for act in acts if act.id not in found]
        return found | _latest(others)

    def settle(self, acts: Sequence[Act], *, now: datetime) -> dict[UUID, Outcome]:
        """What became of drafts before the president."""
        return settled(acts, now, delivers=self.delivers)

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """Withdraw what is still on its way. A sealed document stays in the file: only another one takes it back."""
        if act.ref.startswith(AWAITING):
            return take_from_president(act, now, actor)
        documents = _latest([act])[act.id] if _is_first(act) else _of_ref(act)
        if not self.delivers:
            numbers = "、".join(document.number for document in documents)
            raise NotReversible(
                f"{numbers} 已编号用印，依法不能删除；确有错误的，请另行制作裁定、决定予以更正或者撤销，并送达当事人。"
            )
        return take_back(documents, ids(act.params["to"]), now, actor, reason)


def take_back(
    documents: Sequence[Document], party_ids: Sequence[UUID], now: datetime, actor: Actor, reason: str
) -> str:
    """Withdraw the deliveries of documents to parties. Raises NotReversible for what was served."""
    rows = list(
        Delivery.objects.filter(document__in=documents, party_id__in=party_ids)
        .select_related("document").order_by("id")
    )  # fmt: skip
    served = [row for row in rows if row.served_on is not None]
    if served:
        one = served[0]
        raise NotReversible(
            f"{one.document.number} 已于 {one.served_on} 送达{one.recipient}，依法不能撤回；"
            "确有错误的，请另行制作文书予以更正或者撤销，并重新送达。"
        )
    going = [row for row in rows if row.state in (DeliveryState.OPEN.value, DeliveryState.NOTICE.value)]
    if not going:
        raise NotReversible("没有正在进行的送达可以撤回。")
    for row in going:
        withdraw(delivery_id=row.pk, because=reason, now=now, actor=actor)
    return f"已撤回 {len(going)} 次尚未送达的送达；文书已编号用印，留存卷内。"


def addressees(view: CaseView, kind: DocumentKind, to: str) -> tuple[PartyView, ...]:
    """The parties a document of the kind goes to: those of the side named, else those the kind speaks to."""
    if kind is DocumentKind.ACCEPTANCE_NOTICE:
        return view.applicants
    if kind is DocumentKind.ENFORCEMENT_NOTICE:
        return view.debtors
    speaks = KINDS[kind].speaks_to
    if speaks is SpeaksTo.APPLICANT:
        return view.applicants
    if speaks is SpeaksTo.DEBTOR:
        return view.debtors
    return tuple(party for party in view.parties if party.role == SIDES.get(to, party.role))


def _for_all(kind: DocumentKind) -> bool:
    return KINDS[kind].speaks_to is SpeaksTo.EVERYBODY


def _not_begun(view: CaseView, kind: DocumentKind, people: tuple[PartyView, ...]) -> tuple[PartyView, ...]:
    begun = {one.party_id for one in view.deliveries if one.kind == kind.value}
    return tuple(party for party in people if party.id not in begun)


def _is_first(act: Act) -> bool:
    return DocumentKind(act.params["kind"]) in FIRST_NOTICES


def wish_key(act: Act) -> UUID:
    """The key of the document that an act issues: the same act issues the same document."""
    return uuid5(NAMESPACE_URL, f"robot:{act.court_id}:{act.id}")


def _wish(act: Act, views: Views, on: date, president: str) -> Wish:
    """Raises NotStated where the case does not hold what the document must state."""
    kind, view = DocumentKind(act.params["kind"]), views[act.case_id]
    party_id = UUID(act.params["party"]) if act.params["party"] else None
    party = next((one for one in view.parties if one.id == party_id), None)
    if party_id is not None and party is None:
        raise ActRefused(f"受文当事人已不是{view.number}的当事人。")
    facts = FACTS[kind](Ask(view, party, act.params["said"], on))
    return Wish(wish_key(act), act.case_id, kind, facts, to_id=party_id, president=president)


def _kind(act: Act) -> DocumentKind:
    return DocumentKind(act.params["kind"])


def _waits_for_president(act: Act, actor: Actor) -> bool:
    """Whether the approver may not let the document out alone."""
    if act.params["mode"] != ISSUE or not is_signed_by_president(_kind(act)):
        return False
    return not actor.has(act.court_id, Role.VICE_PRESIDENT)


def _president(act: Act, actor: Actor) -> str:
    """The name under a document that the president signs: of the one who approves it in the president's place."""
    return actor.name if is_signed_by_president(_kind(act)) else ""


def _expected_president(act: Act) -> str:
    return president_of(act.court_id) if is_signed_by_president(_kind(act)) else ""


def _latest(acts: Sequence[Act]) -> dict[UUID, list[Document]]:
    """The latest document of each act's kind: the one to its party, or one for each of the first notices' recipients."""
    if not acts:
        return {}
    rows = Document.objects.defer("content").filter(
        case_id__in={act.case_id for act in acts}, kind__in={act.params["kind"] for act in acts}
    )
    by_place: dict[tuple[UUID, str, UUID | None], Document] = {}
    for row in rows.order_by("issued_at", "id"):
        by_place[row.case_id, row.kind, row.recipient_id] = row
    found: dict[UUID, list[Document]] = {}
    for act in acts:
        kind = act.params["kind"]
        wanted: list[UUID | None] = [None] if _for_all_of(act) else [*ids(act.params["to"])]
        there = [by_place.get((act.case_id, kind, one)) for one in wanted]
        found[act.id] = [document for document in there if document is not None]
        if not found[act.id]:
            raise ActRefused(f"没有找到{DocumentKind(kind).document_name}，不能送达。")
    return found


def _for_all_of(act: Act) -> bool:
    kind = DocumentKind(act.params["kind"])
    return kind not in FIRST_NOTICES and _for_all(kind)


def _of_ref(act: Act) -> list[Document]:
    return list(Document.objects.defer("content").filter(pk=UUID(act.ref.removeprefix("document:"))))


def _hand_over(
    acts: Sequence[Act], documents: Mapping[UUID, Sequence[Document]], now: datetime, actor: Actor
) -> None:
    """Begin to deliver: what speaks to one party goes to that party, what speaks to all to each of them."""
    own: set[UUID] = set()
    named: dict[tuple[UUID, ...], set[UUID]] = defaultdict(set)
    for act in acts:
        pairs = {document.pk for document in documents[act.id] if document.recipient_id is not None}
        own |= pairs
        for document in documents[act.id]:
            if document.pk not in pairs:
                named[tuple(sorted(ids(act.params["to"])))].add(document.pk)
    if own:
        deliver(document_ids=own, now=now, actor=actor)
    if named:
        everybody = {party for people in named for party in people}
        wanted = {document for many in named.values() for document in many}
        deliver(document_ids=wanted, party_ids=everybody, now=now, actor=actor)


@dataclass(frozen=True, slots=True)
class Deliver(Papers):
    """Deliver the latest document of a kind to those who have not got it."""

    delivers: bool = True

    def _aims(self, view: CaseView, params: Mapping[str, Any]) -> Iterable[_Aim]:
        kind = DocumentKind(params["kind"])
        if kind.value not in view.documents:
            return
        people = addressees(view, kind, str(params.get("to", "")))
        left = _not_begun(view, kind, people)
        if kind in FIRST_NOTICES or _for_all(kind):
            if left:
                yield _Aim(kind, None, left, HAND_OVER)
            return
        has = view.documents[kind.value].recipients
        for party in left:
            if party.id in has:
                yield _Aim(kind, party, (party,), HAND_OVER)


register(
    Papers(
        "documents.issue", "制作文书", "issue a document", "已用印的文书不删除，只能另行更正、撤销", wanted=WANTED,
        refusals=PAPER_REFUSALS,
    )
)  # fmt: skip
register(
    Papers(
        "documents.issue_and_deliver", "制作并送达文书", "issue and deliver a document", "撤回尚未送达的送达",
        wanted=WANTED, refusals=PAPER_REFUSALS, delivers=True,
    )
)  # fmt: skip
register(
    Deliver(
        "delivery.deliver", "送达文书", "deliver a document", "撤回尚未送达的送达", may_go_alone=True,
        wanted={name: WANTED[name] for name in ("kind", "to")}, refusals=PAPER_REFUSALS,
    )
)  # fmt: skip
