"""做一份文书: choose a kind, fill what the case does not tell, look it over, issue it under seal."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from zhixing.cases.pages import case_or_404
from zhixing.cases.queries import parties_of
from zhixing.documents import operations
from zhixing.documents.operations import Wish, signing
from zhixing.documents.operations.signing import SigningRefused
from zhixing.documents.pages.adjusting import FIELD, as_posted, hand_out, posted_pieces, told, uploaded
from zhixing.documents.pages.draft_forms import facts_from, form_for
from zhixing.documents.pages.lists import show_pdf
from zhixing.documents.rendering.docx_reading import DocxRefused
from zhixing.documents.rendering.renderer import RenderFailed
from zhixing.documents.rules import coercion, endings, letters, restrictions
from zhixing.documents.rules.all_kinds import DRAFTED_BY_HAND
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.rules.paper import Kind, Paper, Signer, SpeaksTo
from zhixing.documents.rules.returned import Piece
from zhixing.documents.rules.writing import to_text
from zhixing.documents.sealing.base import SealingFailed
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.keys import uuid7
from zhixing.foundation.language import t
from zhixing.law.articles import NoArticle


@dataclass(frozen=True, slots=True)
class CaseOnScreen:
    """What the pages show of the case."""

    id: UUID
    number: str
    court_id: int


UNISSUABLE = (DocumentRefused, RenderFailed, SealingFailed, SigningRefused, DocxRefused)


def _groups() -> list[tuple[str, tuple[Kind, ...]]]:
    return [
        (t("限制与名单", "Restrictions and lists"), restrictions.KINDS),
        (t("传唤、搜查、查封、处罚", "Summons, searches, sealing, penalties"), coercion.KINDS),
        (t("和解、中止、终本、结案", "Settlement, stay, suspension, ending"), endings.KINDS),
        (t("通知、函、公告、送达", "Notices, letters, service"), letters.KINDS),
    ]


def _to_whom(kind: Kind) -> str:
    return {
        SpeaksTo.APPLICANT: t("申请执行人", "an applicant"),
        SpeaksTo.DEBTOR: t("被执行人", "a debtor"),
        SpeaksTo.PARTY: t("一方当事人", "a party"),
        SpeaksTo.EVERYBODY: t("各方当事人", "all parties"),
        SpeaksTo.OUTSIDER: t("案外单位或者个人", "somebody outside the case"),
    }[kind.speaks_to]


def _by_whom(kind: Kind) -> str:
    return {
        Signer.OFFICER: t("承办人制作", "the officer"),
        Signer.PRESIDENT: t("院长签发", "signed by the president"),
        Signer.NOBODY: t("在场人签名", "signed by those present"),
    }[kind.signer]


@login_required
def draft(request: HouseRequest, case_id: UUID) -> HttpResponse:
    """The kinds to choose from; with `kind`, its form; posted, the draft beside the form, its PDF, or the document."""
    case = case_or_404(case_id)
    wanted = request.GET.get("kind", "")
    kind = next((one for one in DRAFTED_BY_HAND if one.kind.value == wanted), None)
    if kind is None:
        groups = [
            (name, [(one.kind.value, one.kind.chosen_as, _to_whom(one), _by_whom(one)) for one in kinds])
            for name, kinds in _groups()
        ]
        return render(request, "documents/draft_choose.html", {"case": case, "groups": groups})
    return _of_kind(request, CaseOnScreen(case.id, case.number, case.court_id), kind)


def _of_kind(request: HouseRequest, case: CaseOnScreen, kind: Kind) -> HttpResponse:
    now = clock.now()
    parties = _parties(case.id, kind)
    first = UUID(parties[0][0]) if parties else None
    paper = operations.paper_to_draft(case_id=case.id, to_id=first, now=now)
    made = form_for(kind, paper, parties)
    form = made(request.POST if request.method == "POST" else None, initial={"key": uuid7()})
    lines: list[str] = []
    came_back: tuple[Piece, ...] | None = None
    differences: list[tuple[str, str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            wish = replace(_wish(case.id, kind, form), returned=posted_pieces(request))
            match request.POST.get("do"):
                case "docx":
                    name = f"{kind.kind.document_name}_草稿.docx"
                    return hand_out(operations.word_file(wish=wish, now=now), name)
                case "back":
                    came_back, found = uploaded(request, wish)
                    differences = told(found.differences)
                    lines = to_text(found.blocks).splitlines()
                case "issue":
                    file = operations.issue_draft(wish=wish, now=now, actor=request.actor)
                    messages.success(
                        request, t(f"已制作并盖章：{file.name}{file.number}。", f"Issued: {file.number}.")
                    )
                    return redirect("document", document_id=file.id)
                case "ask":
                    asked = signing.ask_for_signature(wish=wish, now=now, actor=request.actor)
                    messages.success(request, t("已送院长签发。", "Put before the president."))
                    return redirect("signing-one", asked)
                case "pdf":
                    name = f"{kind.kind.document_name}_草稿.pdf"
                    return show_pdf(operations.preview(wish=wish, now=now), name)
                case _:
                    lines = to_text(operations.draft_of(wish=wish, now=now)).splitlines()
        except UNISSUABLE as refused:
            form.add_error(None, str(refused))
    return _form_page(request, case, kind, paper, form, Shown(lines, came_back, differences))


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands beside the form: the draft, and what a file that came back changed in it."""

    lines: list[str]
    came_back: tuple[Piece, ...] | None
    differences: list[tuple[str, str, str, str]]


def _form_page(
    request: HouseRequest, case: CaseOnScreen, kind: Kind, paper: Paper, form: Form, shown: Shown
) -> HttpResponse:
    may_issue = kind.signer is not Signer.PRESIDENT or request.actor.has(case.court_id, Role.VICE_PRESIDENT)
    posted = [
        (name, request.POST[name]) for name in request.POST if name not in ("csrfmiddlewaretoken", "do")
    ]
    if shown.came_back is not None:
        posted = [
            *((name, value) for name, value in posted if name != FIELD),
            (FIELD, as_posted(shown.came_back)),
        ]
    return render(
        request, "documents/draft.html",
        {
            "case": case, "kind": kind, "form": form, "lines": shown.lines, "posted": posted, "may_issue": may_issue,
            "may_ask": kind.signer is Signer.PRESIDENT, "came_back": shown.came_back is not None, "differences": shown.differences,
            "name": kind.kind.chosen_as, "to_whom": _to_whom(kind), "by_whom": _by_whom(kind),
            "authority": _authority(kind, paper),
        },
    )  # fmt: skip


def _authority(kind: Kind, paper: Paper) -> str:
    """The articles that demand something of the kind, as of today."""
    try:
        return paper.cite(*dict.fromkeys(one.subject for one in kind.demands))
    except NoArticle:
        return ""


def _parties(case_id: UUID, kind: Kind) -> list[tuple[str, str]]:
    roles = {
        SpeaksTo.APPLICANT: ("applicant",), SpeaksTo.DEBTOR: ("debtor",), SpeaksTo.PARTY: ("debtor", "applicant"),
    }.get(kind.speaks_to, ())  # fmt: skip
    found = parties_of(case_id)
    return [(str(party.pk), party.name) for role in roles for party in found if party.role == role]


def _wish(case_id: UUID, kind: Kind, form: Form) -> Wish:
    told = form.cleaned_data
    return Wish(
        key=told["key"], case_id=case_id, kind=kind.kind, facts=facts_from(kind, form),
        to_id=UUID(told["to"]) if told.get("to") else None, president=told.get("president", ""),
        clerk=told.get("clerk", ""), with_annex=told.get("with_annex", False),
    )  # fmt: skip
