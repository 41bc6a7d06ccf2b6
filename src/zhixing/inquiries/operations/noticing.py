"""The notice to the applicants: what was asked about the debtors, what was found in general terms, what is unanswered."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, Party, PartyRole
from zhixing.documents.models import Document
from zhixing.documents.operations import issue_asset_result_notice
from zhixing.documents.rules.asset_results import ROWS_MAX, AskedUnit, AssetResultNotice, FoundKind
from zhixing.documents.rules.contexts import IssuingCourt, Recipient
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.inquiries.models import Asset, Encumbrance, PriorMeasure, ReadReply, Request
from zhixing.inquiries.operations.deciding import DECIDERS
from zhixing.inquiries.rules.assets import Ownership
from zhixing.inquiries.rules.kinds import AssetKind, RequestState


class NoticeRefused(ValueError):
    """There is nothing to tell yet; the message says why."""


def issue_result_notice(*, case_id: UUID, now: datetime, actor: Actor) -> list[Document]:
    """Issue one notice to each applicant of a case. Raises NoticeRefused, NotAllowed, DocumentRefused, RenderFailed.

    Only assets that passed the identity gate are counted; co-owners, namesakes and spouses are not in it.
    """
    with transaction.atomic():
        case = Case.objects.select_related("court").get(pk=case_id)
        actor.require(case.court_id, *DECIDERS)
        asked = _asked(case)
        if not asked:
            raise NoticeRefused("本案还没有查询过财产，没有可以告知的结果。")
        court = IssuingCourt(
            case.court.name, case.court.address or case.court.name, case.officer_name or "执行局",
            case.court.phone or "见法院总机",
        )  # fmt: skip
        found = _found(case)
        issued = []
        for party in Party.objects.filter(case=case, role=PartyRole.APPLICANT.value).order_by("position"):
            notice = AssetResultNotice(
                court, "", case.number, Recipient(party.name, party.kind == "person"), clock.local_date(now), asked, found
            )  # fmt: skip
            issued.append(
                issue_asset_result_notice(
                    case_id=case.pk, recipient_id=party.pk, notice=notice, now=now, actor=actor
                )
            )
    return issued


def _asked(case: Case) -> tuple[AskedUnit, ...]:
    """The latest question to each unit about each debtor. Who was asked about a marriage only is not in it."""
    rows = (
        Request.objects.filter(case=case, kind="query")
        .exclude(state=RequestState.CANCELLED.value)
        .exclude(items=[AssetKind.MARRIAGE.value])
        .select_related("unit", "party")
        .prefetch_related("unit__items")
        .order_by("party__position", "unit__code", "-made_at")
    )
    latest: dict[tuple[UUID, UUID], Request] = {}
    for row in rows:
        latest.setdefault((row.party_id, row.unit_id), row)
    as_of = dict(
        ReadReply.objects.filter(request_id__in=[row.pk for row in latest.values()]).values_list(
            "request_id", "as_of"
        )
    )
    shown = [
        row for row in latest.values() if {item.asset_kind for item in row.unit.items.all()} != {"marriage"}
    ]
    return tuple(
        AskedUnit(
            row.party.name, row.unit.name, clock.local_date(row.made_at),
            row.result if row.state in (RequestState.ANSWERED.value, RequestState.REFUSED.value) else "",
            as_of.get(row.pk),
        )
        for row in shown[:ROWS_MAX]
    )  # fmt: skip


def _found(case: Case) -> tuple[FoundKind, ...]:
    """Kinds and counts, debtor by debtor."""
    found = []
    for party in Party.objects.filter(case=case, role=PartyRole.DEBTOR.value).order_by("position"):
        assets = list(
            Asset.objects.filter(court_id=case.court_id, person_index=bytes(party.id_index), gone_on=None)
        )
        burdened = _with_rights(Encumbrance, assets)
        measured = _with_rights(PriorMeasure, assets)
        counts = Counter(asset.kind for asset in assets)
        for kind in AssetKind:
            if counts[kind.value]:
                mine = [asset for asset in assets if asset.kind == kind.value]
                found.append(
                    FoundKind(
                        party.name, kind.label, len(mine), sum(one.pk in burdened for one in mine),
                        sum(one.pk in measured for one in mine),
                        sum(one.ownership in (Ownership.JOINT.value, Ownership.SHARES.value) for one in mine),
                    )
                )  # fmt: skip
    return tuple(found)


def _with_rights(model: type[Encumbrance] | type[PriorMeasure], assets: list[Asset]) -> set[UUID]:
    rows = model.objects.filter(asset_id__in=[asset.pk for asset in assets], gone_on=None)
    return set(rows.values_list("asset_id", flat=True))
