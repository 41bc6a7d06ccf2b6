"""Messages are read strictly: each wrong field is refused with its place; what is good survives the way unchanged."""

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from unit_world import CASE, COURT, COURT_SIGNER, NOW, PAPERS, STRANGER, UNIT, order, query
from zhixing.foundation.identifiers import IdKind
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire import envelopes
from zhixing.inquiries.wire.envelopes import (
    again,
    canonical,
    new_message,
    open_answer,
    open_request,
    seal,
    write,
)
from zhixing.inquiries.wire.messages import (
    Action,
    Code,
    ControlReceipt,
    Found,
    Kind,
    Match,
    Person,
    PriorityRight,
    PriorMeasure,
    QueryReply,
    Refusal,
    Result,
    Row,
    StatusRequest,
)
from zhixing.inquiries.wire.numbering import maker_of, new_number
from zhixing.inquiries.wire.refusals import HTTP_STATUS, WORDS, Refused
from zhixing.inquiries.wire.signing import (
    KeyUnusable,
    PublicKey,
    Trusted,
    load_signer,
    new_private,
    pack,
    signer_of,
    unpack,
)

TRUSTED = Trusted([(COURT.code, COURT_SIGNER.public)])
GOOD = new_message(query(), sender=COURT, to=UNIT, now=NOW)


def opened(raw: bytes, now: datetime = NOW) -> envelopes.Opened:
    return open_request(raw, TRUSTED, me=UNIT.code, now=now)


def refused(raw: bytes, now: datetime = NOW) -> Refused:
    with pytest.raises(Refused) as caught:
        opened(raw, now)
    return caught.value


def changed(**changes: Any) -> bytes:
    return COURT_SIGNER.seal(canonical(write(GOOD) | changes))


def body_changed(**changes: Any) -> bytes:
    return changed(body=write(GOOD)["body"] | changes)


def test_a_request_arrives_as_it_was_sent() -> None:
    assert opened(seal(GOOD, COURT_SIGNER)).message == GOOD
    for action in Action:
        message = new_message(order(action, "K1"), sender=COURT, to=UNIT, now=NOW)
        assert opened(seal(message, COURT_SIGNER)).message == message


def test_an_answer_keeps_measures_mortgages_and_amounts() -> None:
    row = Row(
        row_ref="7", match=Match.ID, holder=Person(name="高堃", id_kind=IdKind.RESIDENT, id_number="222404195701260001"),
        asset_kind=AssetKind.REAL_ESTATE, identifier="吉(2018)汪清县不动产权第1号", details={"建筑面积": "93.54"}, amount_fen=0,
        priority_rights=(PriorityRight(kind="mortgage", holder="吉林银行"),),
        prior_measures=(PriorMeasure(document="（2021）吉2401执保88号", kind="查封", place_in_waiting=1, starts_on=date(2021, 5, 1)),),
    )  # fmt: skip
    reply = new_message(
        QueryReply(as_of=NOW, result=Found.FOUND, rows=(row,)),
        sender=UNIT,
        to=COURT,
        now=NOW,
        in_reply_to=GOOD.number,
    )
    trusted = Trusted([(UNIT.code, STRANGER.public)])
    raw = seal(reply, STRANGER)
    found = open_answer(raw, trusted, me=COURT.code, about=[GOOD.number], sender=UNIT.code, now=NOW).message
    assert found == reply
    written = write(reply)["body"]["rows"][0]
    assert written["prior_measures"][0]["from"] == "2021-05-01"
    assert written["amount_fen"] == 0
    for wrong in ({"about": ["x"]}, {"sender": "另一单位"}, {"me": "另一法院"}):
        asked = {"me": COURT.code, "about": [GOOD.number], "sender": UNIT.code} | wrong
        with pytest.raises(Refused):
            open_answer(raw, trusted, now=NOW, **asked)


def test_numbers_name_their_maker_and_day() -> None:
    number = new_number("吉2424", now=datetime(2026, 11, 22, 16, 30, tzinfo=UTC))
    assert number.startswith("吉2424-20261123-")
    assert maker_of(number) == "吉2424"
    assert len(new_number("x" * 32, now=NOW)) <= 80


@pytest.mark.parametrize(
    ("raw", "code", "where"),
    [
        (b"", Code.NOT_A_MESSAGE, ""),
        (b"a.b", Code.NOT_A_MESSAGE, ""),
        (b"\xff.\xff.\xff", Code.NOT_A_MESSAGE, "header"),
        (pack(b"[]").encode() + b".x.y", Code.NOT_A_MESSAGE, "header"),
        (changed(spec="zhixing-unit/2"), Code.SPEC, "spec"),
        (changed(kind="query"), Code.UNKNOWN_KIND, "kind"),
        (changed(kind=None), Code.UNKNOWN_KIND, "kind"),
        (changed(extra=1), Code.MALFORMED, "message.extra"),
        (changed(body=None), Code.MALFORMED, "body"),
        (changed(body=[]), Code.MALFORMED, "body"),
        (changed(sent_at="2026-11-23"), Code.MALFORMED, "message.sent_at"),
        (changed(sent_at="2026-11-23T10:00:00"), Code.MALFORMED, "message.sent_at"),
        (changed(number="1"), Code.MALFORMED, "message.number"),
        (changed(to={"code": "林业局"}), Code.MALFORMED, "message.to.name"),
        (changed(to={"code": "a b", "name": "x"}), Code.MALFORMED, "message.to.code"),
        (changed(in_reply_to=GOOD.number), Code.MALFORMED, "message.in_reply_to"),
        (body_changed(purpose=""), Code.MALFORMED, "body.purpose"),
        (body_changed(purpose="x" * 301), Code.MALFORMED, "body.purpose"),
        (body_changed(purpose="a\x00b"), Code.MALFORMED, "body.purpose"),
        (body_changed(items=["house"]), Code.MALFORMED, "body.items[0]"),
        (body_changed(items={"0": "vehicle"}), Code.MALFORMED, "body.items"),
        (body_changed(case_filed_on="2022-02-30"), Code.MALFORMED, "body.case_filed_on"),
        (body_changed(include_namesakes=1), Code.MALFORMED, "body.include_namesakes"),
        (body_changed(subject={"name": "高堃", "kind": "person"}), Code.MALFORMED, "body.subject.id_kind"),
        (body_changed(documents=[{"kind": "ruling"}]), Code.MALFORMED, "body.documents[0].number"),
    ],
)
def test_each_wrong_field_is_refused_with_its_place(raw: bytes, code: Code, where: str) -> None:
    found = refused(raw)
    assert (found.code, found.where) == (code, where)
    assert found.words
    assert found.remedy


@pytest.mark.parametrize(
    ("action", "without", "where"),
    [
        (Action.FREEZE, "ends_on", "body.ends_on"),
        (Action.WAIT, "starts_on", "body.starts_on"),
        (Action.RENEW, "original", "body.original"),
        (Action.RELEASE, "original", "body.original"),
        (Action.RELEASE_WAITING, "original", "body.original"),
        (Action.DEDUCT, "enforcement_account", "body.enforcement_account"),
        (Action.EXTRACT_INCOME, "amount_fen", "body.amount_fen"),
        (Action.FREEZE_AND_DEDUCT, "enforcement_account", "body.enforcement_account"),
    ],
)
def test_each_act_of_control_states_what_it_needs(action: Action, without: str, where: str) -> None:
    payload = write(new_message(order(action, "K1"), sender=COURT, to=UNIT, now=NOW))
    del payload["body"][without]
    assert refused(COURT_SIGNER.seal(canonical(payload))).where == where


def test_a_term_that_ends_before_it_starts_is_refused() -> None:
    wrong = order(Action.FREEZE, "K1", ends_on=date(2026, 11, 22))
    assert (
        refused(seal(new_message(wrong, sender=COURT, to=UNIT, now=NOW), COURT_SIGNER)).where
        == "body.ends_on"
    )


@pytest.mark.parametrize(
    "payload",
    [
        json.dumps(write(GOOD), ensure_ascii=False).encode(),
        canonical(write(GOOD))[:-1] + b',"spec":"zhixing-unit/1"}',
        canonical(write(GOOD)).replace(b'"include_namesakes":false,', b"") + b" ",
        b'{"a":1.5}',
        b'{"a":NaN}',
        b"[" * 5000 + b"]" * 5000,
        b'{"a":"\\ud800"}',
        b"\xff",
        b"1",
    ],
)
def test_only_the_one_written_form_is_taken(payload: bytes) -> None:
    assert refused(COURT_SIGNER.seal(payload)).code is Code.NOT_CANONICAL


def test_a_message_altered_on_the_way_is_refused() -> None:
    head, payload, tail = seal(GOOD, COURT_SIGNER).split(b".")
    other = pack(canonical(write(replace(GOOD, body=query(number="222401197009180005"))))).encode()
    assert refused(b".".join((head, other, tail))).code is Code.BAD_SIGNATURE
    assert refused(b".".join((head, payload, b"A" * len(tail)))).code is Code.BAD_SIGNATURE
    assert refused(b".".join((head, payload, b""))).code is Code.BAD_SIGNATURE


@given(st.data())
@settings(max_examples=60)
def test_no_altered_byte_passes(data: st.DataObject) -> None:
    """Every single-byte change is refused; only the spare bits of the signature's last letter may differ."""
    raw = seal(GOOD, COURT_SIGNER)
    at = data.draw(st.integers(0, len(raw) - 2))
    byte = data.draw(st.sampled_from(b"ABCxyz019-_."))
    if raw[at] != byte:
        refused(raw[:at] + bytes((byte,)) + raw[at + 1 :])


def test_a_foreign_signature_is_refused() -> None:
    assert refused(seal(GOOD, STRANGER)).code is Code.UNKNOWN_KEY
    two = Trusted([(COURT.code, COURT_SIGNER.public), ("吉2401", STRANGER.public)])
    with pytest.raises(Refused) as caught:
        open_request(seal(GOOD, STRANGER), two, me=UNIT.code, now=NOW)
    assert (caught.value.code, caught.value.where) == (Code.SENDER, "from.code")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "none"}, Code.ALGORITHM),
        ({"alg": "HS256"}, Code.ALGORITHM),
        ({"alg": "SM2"}, Code.ALGORITHM),
        ({"typ": "JWT"}, Code.NOT_A_MESSAGE),
        ({"crit": ["b64"], "b64": False}, Code.NOT_A_MESSAGE),
        ({"jwk": {"kty": "OKP"}}, Code.NOT_A_MESSAGE),
        ({"kid": "0" * 16}, Code.UNKNOWN_KEY),
    ],
)
def test_a_header_decides_nothing_it_should_not(header: dict[str, Any], code: Code) -> None:
    _, payload, tail = seal(GOOD, COURT_SIGNER).split(b".")
    whole = {"alg": "Ed25519", "kid": COURT_SIGNER.public.kid, "typ": "zhixing-unit+jws"} | header
    head = pack(json.dumps(whole).encode()).encode()
    assert refused(b".".join((head, payload, tail))).code is code


def test_the_addressee_and_the_sender_must_be_who_they_say() -> None:
    elsewhere = replace(GOOD, to=replace(UNIT, code="林业局"))
    assert refused(seal(elsewhere, COURT_SIGNER)).code is Code.WRONG_ADDRESSEE
    posing = replace(GOOD, sender=replace(COURT, code="吉2401"))
    assert refused(seal(posing, COURT_SIGNER)).code is Code.SENDER
    borrowed = replace(GOOD, number=new_number("吉2401", now=NOW))
    assert refused(seal(borrowed, COURT_SIGNER)).where == "number"
    answer = new_message(Refusal(code=Code.BUSY, words="忙"), sender=COURT, to=UNIT, now=NOW)
    assert refused(seal(answer, COURT_SIGNER)).code is Code.NOT_FOR_UNITS


def test_time_decides() -> None:
    raw = seal(GOOD, COURT_SIGNER)
    assert opened(raw, NOW + timedelta(days=1, minutes=4)).message == GOOD
    assert refused(raw, NOW + timedelta(days=1, minutes=5)).code is Code.EXPIRED
    assert opened(raw, NOW - timedelta(minutes=5)).message == GOOD
    assert refused(raw, NOW - timedelta(minutes=6)).code is Code.NOT_YET
    assert (
        refused(seal(replace(GOOD, expires_at=NOW + timedelta(days=32)), COURT_SIGNER)).code
        is Code.LIVES_TOO_LONG
    )
    assert refused(seal(replace(GOOD, expires_at=GOOD.sent_at), COURT_SIGNER)).code is Code.EXPIRED


def test_another_attempt_keeps_number_and_content() -> None:
    later = again(GOOD, now=NOW + timedelta(hours=3))
    assert (later.number, later.body) == (GOOD.number, GOOD.body)
    assert later.expires_at - later.sent_at == GOOD.expires_at - GOOD.sent_at
    assert envelopes.content_hash(later) == envelopes.content_hash(GOOD)
    assert envelopes.content_hash(replace(GOOD, body=query(purpose="x"))) != envelopes.content_hash(GOOD)


def test_sizes() -> None:
    def with_paper(size: int) -> bytes:
        paper = envelopes.document(
            kind=PAPERS[0].kind, number="1", name="n", media_type="text/plain", content=b"x" * size
        )
        return seal(new_message(query(documents=(paper,)), sender=COURT, to=UNIT, now=NOW), COURT_SIGNER)

    large = with_paper(6 * 2**20)
    assert 10 * 2**20 < len(large) < 16 * 2**20
    assert opened(large).message.number
    with pytest.raises(Refused) as caught:
        with_paper(10 * 2**20)
    assert caught.value.code is Code.TOO_LARGE
    assert refused(body_changed(documents=[], purpose="x" * 2**20)).code is Code.TOO_LARGE
    assert refused(b"a" * (16 * 2**20 + 1)).code is Code.TOO_LARGE


def test_a_document_must_be_what_its_hash_says() -> None:
    spoiled = replace(PAPERS[0], content_b64=base64.b64encode(b"other").decode())
    raw = seal(new_message(query(documents=(spoiled,)), sender=COURT, to=UNIT, now=NOW), COURT_SIGNER)
    assert (refused(raw).code, refused(raw).where) == (Code.DOCUMENT_HASH, "body.documents[0].sha256")


def test_replies_and_receipts_do_not_contradict_themselves() -> None:
    for body, where in (
        (QueryReply(as_of=NOW, result=Found.FOUND), "body.result"),
        (
            ControlReceipt(
                result=Result.NOT_CONTROLLED, action=Action.FREEZE, asset=order(Action.FREEZE, "K").asset
            ),
            "body.reason",
        ),
        (
            ControlReceipt(
                result=Result.CONTROLLED, action=Action.FREEZE, asset=order(Action.FREEZE, "K").asset
            ),
            "body.control_ref",
        ),
    ):
        message = new_message(body, sender=UNIT, to=COURT, now=NOW, in_reply_to=GOOD.number)
        with pytest.raises(Refused) as caught:
            envelopes.read(canonical(write(message)))
        assert caught.value.where == where
    with pytest.raises(Refused) as caught:
        envelopes.read(
            canonical(
                write(new_message(QueryReply(as_of=NOW, result=Found.NONE), sender=UNIT, to=COURT, now=NOW))
            )
        )
    assert caught.value.where == "message.in_reply_to"


def test_every_refusal_has_words_a_remedy_and_a_status() -> None:
    assert set(WORDS) == set(HTTP_STATUS) == set(Code)
    assert all(words and remedy for words, remedy in WORDS.values())


def test_another_program_reads_our_signature_and_we_read_its() -> None:
    """joserfc with nothing of ours around it."""
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": COURT_SIGNER.public.text})
    found = jws.deserialize_compact(seal(GOOD, COURT_SIGNER), key, algorithms=["Ed25519"])
    assert json.loads(found.payload)["number"] == GOOD.number
    secret = OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "x": COURT_SIGNER.public.text, "d": pack(bytes(range(32)))}
    )
    header = {"kid": COURT_SIGNER.public.kid, "alg": "Ed25519", "typ": "zhixing-unit+jws"}
    assert (
        opened(
            jws.serialize_compact(header, canonical(write(GOOD)), secret, algorithms=["Ed25519"]).encode()
        ).message
        == GOOD
    )


def test_sm2_signs_behind_the_same_port() -> None:
    pytest.importorskip("gmssl_pyx")
    signer = signer_of(new_private("SM2"))
    trusted = Trusted([(COURT.code, signer.public), (COURT.code, COURT_SIGNER.public)])
    raw = seal(GOOD, signer)
    assert open_request(raw, trusted, me=UNIT.code, now=NOW).message == GOOD
    head, payload, tail = raw.split(b".")
    for spoiled in (b".".join((head, payload[:-4] + b"AAAA", tail)), b".".join((head, payload, tail[:-8] + b"AAAAAAAA")),
                    b".".join((head, payload, b"AAAA")), b".".join((head, payload, b"=="))):  # fmt: skip
        with pytest.raises(Refused) as caught:
            open_request(spoiled, trusted, me=UNIT.code, now=NOW)
        assert caught.value.code is Code.BAD_SIGNATURE
    with pytest.raises(KeyUnusable):
        Trusted([(COURT.code, PublicKey("SM2", pack(b"\x01" * 64)))])


def test_keys_are_made_once_and_closed_to_others(tmp_path: Any) -> None:
    made = load_signer(tmp_path / "keys" / "court.key")
    assert load_signer(tmp_path / "keys" / "court.key").public == made.public
    assert (tmp_path / "keys" / "court.key").stat().st_mode & 0o777 == 0o600
    assert PublicKey.of(str(made.public)) == made.public
    (tmp_path / "keys" / "court.key").chmod(0o644)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        load_signer(tmp_path / "keys" / "court.key")
    for text in ("", "Ed25519:", "Ed25519:AAAA", "RSA:" + made.public.text, made.public.text):
        with pytest.raises(KeyUnusable):
            PublicKey.of(text)


def test_base64url_has_one_form() -> None:
    assert unpack(pack(b"\x00\xff")) == b"\x00\xff"
    for text in ("AP9", "AP-=", "A", "AP8=", "A+8"):
        with pytest.raises(ValueError, match="base64url"):
            unpack(text)


def test_status_request_names_a_number() -> None:
    assert refused(changed(kind=Kind.STATUS_REQUEST.value, body={"about": CASE})).where == "body.about"
    asked = new_message(StatusRequest(about=GOOD.number), sender=COURT, to=UNIT, now=NOW)
    assert opened(seal(asked, COURT_SIGNER)).message.body == StatusRequest(about=GOOD.number)
