"""The applicant's reminder is a document that is delivered; only its service makes them told (PostgreSQL)."""

from datetime import timedelta

import pytest

from choosing_world import use_fonts
from funds_world import make_case
from renewal_world import NOW, SYSTEM, TODAY, on_paper
from zhixing.cases.models import Case, Party
from zhixing.delivery.models import Carrier, Delivery
from zhixing.documents.models import Document
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.freezes.models import ApplicantReminder
from zhixing.freezes.operations.telling import note_served, send_tellings

END = TODAY + timedelta(days=20)


@pytest.fixture
def case(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Case:
    use_fonts(monkeypatch)
    case = make_case(wangqing, 7)
    on_paper(case, ends_on=END)
    ApplicantReminder.objects.create(
        court=wangqing, case=case, party=Party.objects.get(case=case, role="applicant"), expires_on=END, step=30, measures=1,
        ask_by=TODAY + timedelta(days=10), text_zh="将届满", text_ko="만료", due_on=TODAY, made_at=NOW,
    )  # fmt: skip
    return case


def _send() -> int:
    return send_tellings(now=NOW, limit=9, actor=SYSTEM)


def test_without_a_carrier_a_person_tells_and_with_one_a_document_is_delivered(case: Case) -> None:
    assert _send() == 0
    Carrier.objects.create(
        court=case.court, code="post", name="邮政", way="post", connector="post", address="x"
    )
    assert (_send(), _send()) == (1, 0)
    reminder = ApplicantReminder.objects.get()
    document = Document.objects.get(pk=reminder.document_id)
    assert (reminder.state, document.kind, document.recipient_id) == (
        "sent",
        "renewal_reminder",
        reminder.party_id,
    )
    assert Delivery.objects.get().document_id == document.pk
    assert note_served(now=NOW, limit=9, actor=SYSTEM) == 0, "sent is not told"
    Delivery.objects.update(state="served", served_on=TODAY)
    assert note_served(now=NOW, limit=9, actor=SYSTEM) == 1
    reminder.refresh_from_db()
    assert (reminder.state, reminder.channel, reminder.told_at) == ("told", "document", NOW)
    assert list(Fact.objects.filter(kind__startswith="applicant.").order_by("id").values_list("kind", flat=True)) == [
        "applicant.reminder_sent", "applicant.reminded",
    ]  # fmt: skip


def test_a_delivery_that_was_given_up_is_a_persons_again_and_nothing_is_issued_twice(case: Case) -> None:
    Carrier.objects.create(
        court=case.court, code="post", name="邮政", way="post", connector="post", address="x"
    )
    assert _send() == 1
    Delivery.objects.update(state="withdrawn", ended_at=NOW)
    assert note_served(now=NOW, limit=9, actor=SYSTEM) == 1
    assert (ApplicantReminder.objects.get().state, _send(), Document.objects.count()) == ("due", 0, 1)
