"""The file of a 终本 as the law room examines it, put together from what the house knows and what persons stated."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from zhixing.cases.rules.findings import About
from zhixing.cases.rules.restrictions import RestrictionKind
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.law.amounts import yuan_text
from zhixing.law.sanctions import Ground
from zhixing.law.suspension_dossier import Dossier, DossierAsset, DossierDebtor
from zhixing.robot.rules.dossier_sources import (
    FIELD_PAPERS,
    NOTICE,
    OTHER_ASSETS,
    PUNISHMENTS,
    REPORT_ORDER,
    RULING,
    AssetSource,
    DebtorSource,
    Sources,
)


def file_of(sources: Sources) -> Dossier:
    """The file as the law room examines it."""
    stated = sources.stated
    breached = [debtor for debtor in sources.debtors if stated(About.REPORT_BREACHED, debtor.id)]
    interview, exempt = stated(About.INTERVIEW), stated(About.INTERVIEW_EXEMPT)
    searches = sources.of_kind(DocumentKind.SEARCH_WARRANT.value)
    verified = stated(About.REPORT_VERIFIED) is not None
    return Dossier(
        filed_on=sources.filed_on, claim_fen=sources.claim_fen, unpaid_fen=sources.owed_fen,
        debtors=tuple(_debtor(sources, debtor) for debtor in sources.debtors),
        notice_on=_issued_to_all(sources, NOTICE), report_order_on=_issued_to_all(sources, REPORT_ORDER),
        report_verified=verified, report_breached=bool(breached),
        breach_punished=all(_punished(sources, debtor) for debtor in breached), report_recorded=verified,
        leads_open=len(sources.findings.unanswered(About.LEAD_GIVEN, About.LEAD_CHECKED)),
        network_query_on=network_query_on(sources), query_classes_open=sources.kinds_open,
        query_classes_answered=classes_answered(sources), local_search_done=stated(About.LOCAL_SEARCH) is not None,
        books_hidden=stated(About.BOOKS_HIDDEN) is not None,
        searched=bool(searches) or stated(About.SEARCHED) is not None,
        audit_requested=bool(sources.findings.about(About.AUDIT_REQUESTED)),
        audit_answered=not sources.findings.unanswered(About.AUDIT_REQUESTED, About.AUDIT_ANSWERED),
        field_records=len(sources.findings.about(About.FIELD_RECORD)) + len(sources.of_kind(*FIELD_PAPERS)),
        assets=(*(_asset(sources, asset) for asset in sources.assets), *_money_held(sources)),
        obstruction=stated(About.OBSTRUCTION) is not None,
        obstruction_punished=stated(About.OBSTRUCTION_PUNISHED) is not None or bool(sources.of_kind(*PUNISHMENTS)),
        crime_suspected=stated(About.CRIME_SUSPECTED) is not None,
        prosecution_started=stated(About.PROSECUTION_STARTED) is not None,
        interview_on=interview.on if interview else None, creditor_answer=interview.words if interview else "",
        interview_exempt_because=exempt.words if exempt else "",
        creditor_signed=stated(About.CREDITOR_SIGNED) is not None,
        panel_reviewed=stated(About.PANEL_REVIEWED) is not None,
        president_approved=stated(About.PRESIDENT_APPROVED) is not None, ruling_exists=bool(sources.of_kind(RULING)),
        conduct_only=stated(About.CONDUCT_ONLY) is not None,
    )  # fmt: skip


def _issued_to_all(sources: Sources, kind: str) -> date | None:
    """The day on which the last of the debtors was written to; None while one was not."""
    days = []
    for debtor in sources.debtors:
        papers = [paper for paper in sources.of_kind(kind) if paper.recipient_id in (debtor.id, None)]
        if not papers:
            return None
        days.append(papers[0].issued_on)
    return max(days, default=None)


def _punished(sources: Sources, debtor: DebtorSource) -> bool:
    listing = sources.restriction(debtor.id, RestrictionKind.DEFAULTER)
    return (
        sources.stated(About.BREACH_PUNISHED, debtor.id) is not None
        or any(paper.recipient_id == debtor.id for paper in sources.of_kind(*PUNISHMENTS))
        or (listing is not None and int(Ground.REPORTING_BREACH) in listing.grounds)
    )


def _debtor(sources: Sources, debtor: DebtorSource) -> DossierDebtor:
    spending = sources.restriction(debtor.id, RestrictionKind.CONSUMPTION)
    listing = sources.restriction(debtor.id, RestrictionKind.DEFAULTER)
    qualifies = sources.stated(About.QUALIFIES_FOR_LIST, debtor.id) or sources.stated(
        About.REPORT_BREACHED, debtor.id
    )
    return DossierDebtor(
        name=debtor.name,
        restriction_order_on=spending.decided_on if spending else None,
        restriction_lifted_on=spending.lifted_on if spending else None,
        qualifies_for_list=qualifies is not None, listed=listing is not None and listing.is_standing,
        minor=sources.stated(About.DEBTOR_MINOR, debtor.id) is not None,
        deceased=sources.stated(About.DEBTOR_DECEASED, debtor.id) is not None,
        missing=debtor.lost or sources.stated(About.DEBTOR_MISSING, debtor.id) is not None,
        searched_for=sources.stated(About.DEBTOR_SEARCHED_FOR, debtor.id) is not None,
        other_assets_investigated=_others_asked(sources, debtor),
    )  # fmt: skip


def _others_asked(sources: Sources, debtor: DebtorSource) -> bool:
    if sources.stated(About.OTHER_ASSETS, debtor.id) is not None:
        return True
    wanted = OTHER_ASSETS if debtor.is_person else OTHER_ASSETS - {AssetKind.HOUSING_FUND.value}
    return wanted <= _answered_about(sources, debtor.id)


def _answered_about(sources: Sources, party_id: UUID) -> frozenset[str]:
    """The classes about which every unit asked has answered for this debtor."""
    mine = [one for one in sources.answers if one.party_id == party_id]
    answered = frozenset[str]().union(*(one.kinds for one in mine if one.on is not None))
    return answered - frozenset[str]().union(*(one.kinds for one in mine if one.on is None))


def classes_answered(sources: Sources) -> frozenset[str]:
    """The classes answered about every debtor."""
    sets = [_answered_about(sources, debtor.id) for debtor in sources.debtors]
    return frozenset.intersection(*sets) if sets else frozenset()


def network_query_on(sources: Sources) -> date | None:
    """The day since which every debtor has been asked about: of each the latest answer, of all the earliest."""
    latest = []
    for debtor in sources.debtors:
        days = [one.on for one in sources.answers if one.party_id == debtor.id and one.on is not None]
        if not days:
            return None
        latest.append(max(days))
    return min(latest, default=None)


def _asset(sources: Sources, asset: AssetSource) -> DossierAsset:
    disposed = sources.findings.one(About.ASSET_DISPOSED, asset_id=asset.id)
    cannot = sources.findings.one(About.ASSET_UNDISPOSABLE, asset_id=asset.id)
    return DossierAsset(
        name=f"{asset.debtor} {asset.name}", value_fen=asset.value_fen or 0, is_deposit=asset.kind == AssetKind.DEPOSIT,
        disposed=disposed is not None or asset.value_fen == 0, cannot_dispose_because=cannot.words if cannot else "",
    )  # fmt: skip


def _money_held(sources: Sources) -> Iterator[DossierAsset]:
    """Money of the case that the court still holds is an asset nobody has dealt with."""
    if sources.held_fen > 0:
        yield DossierAsset(f"尚未发放的案款 {yuan_text(sources.held_fen, True)} 元", sources.held_fen)
