"""The written specification, the JSON Schemas and the reader say the same."""

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from unit_world import COURT, COURT_SIGNER, HIS_NAME, NOW, UNIT, ZHU, desk, order, query
from zhixing.inquiries.node.conformance import Kit
from zhixing.inquiries.node.controlling import WORDS as REASONS
from zhixing.inquiries.rules.mapping import Field
from zhixing.inquiries.wire import schemas, shapes
from zhixing.inquiries.wire.envelopes import canonical, new_message, read, write
from zhixing.inquiries.wire.messages import BODIES, Action, Envelope, Kind
from zhixing.inquiries.wire.numbering import new_number
from zhixing.inquiries.wire.refusals import HTTP_STATUS, Code, Refused
from zhixing.inquiries.wire.signing import unpack

DOCUMENT = (Path(__file__).parents[3] / "docs/unit-wire.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)]


def validator(kind: Kind) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schemas.schema(kind))


def test_the_schema_files_are_those_of_the_dataclasses() -> None:
    there = {file.name: file.read_text(encoding="utf-8") for file in schemas.FOLDER.glob("*.json")}
    assert there == schemas.files(), "run python -m zhixing.inquiries.wire.schemas"
    for kind in Kind:
        jsonschema.Draft202012Validator.check_schema(schemas.schema(kind))


def test_every_kind_has_an_example_that_holds() -> None:
    assert [example["kind"] for example in EXAMPLES] == [
        "query.request", "query.reply", "control.request", "control.receipt", "acknowledgement", "refusal", "status.request",
    ]  # fmt: skip
    for example in EXAMPLES:
        validator(Kind(example["kind"])).validate(example)
        assert write(read(canonical(example))) == example


def test_the_document_names_every_field_code_and_reason() -> None:
    parts = {Envelope, *BODIES.values()}
    for body in BODIES.values():
        parts |= set(shapes.parts_below(body))
    named = {slot.name for part in parts for slot in shapes.slots_of(part)} | set(REASONS) | set(Field)
    assert sorted(name for name in named if f"`{name}`" not in DOCUMENT) == []
    for code in Code:
        assert f"| `{code}` | {HTTP_STATUS[code]} |" in DOCUMENT


def test_every_paragraph_the_kit_names_is_there() -> None:
    source = Path(Kit.run.__code__.co_filename).read_text(encoding="utf-8")
    named = set(re.findall(r'"(\d\.\d)"', source))
    assert len(named) > 15
    assert sorted(number for number in named if f"\n{number} " not in DOCUMENT) == []


# ---- the schemas and the reader agree -----------------------------------------------------------------------------------


def is_read(value: Any) -> bool:
    try:
        read(canonical(value))
    except Refused:
        return False
    return True


GOOD = [
    write(new_message(query(), sender=COURT, to=UNIT, now=NOW)),
    *(write(new_message(order(action, "K1"), sender=COURT, to=UNIT, now=NOW)) for action in Action),
    *EXAMPLES,
]
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.text(max_size=6), st.just([]), st.just({}), st.just(""),
    st.sampled_from(["2026-02-30", "2026-11-23", "freeze", "2026-11-23T10:00:00Z", "x" * 400, "222404195701260001"]),
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        found += [place for key in value for place in places(value[key], (*path, key))]
    if isinstance(value, list):
        found += [place for at in range(len(value)) for place in places(value[at], (*path, at))]
    return found


def spoiled(data: st.DataObject) -> Any:
    """A good payload with one place replaced, removed, or one field too many."""
    value = json.loads(json.dumps(data.draw(st.sampled_from(GOOD))))
    path = data.draw(st.sampled_from(places(value)))
    inside = value
    for step in path[:-1]:
        inside = inside[step]
    act = data.draw(st.sampled_from(["replace", "remove", "add"]))
    if act == "replace":
        inside[path[-1]] = data.draw(JUNK)
    elif act == "remove":
        del inside[path[-1]]
    elif isinstance(inside, dict):
        inside["strange"] = data.draw(JUNK)
    return value


def in_the_calendar(value: Any) -> bool:
    """Schemas know how a day is written, not that February ends; terms and results are compared by the reader alone."""
    body = value["body"] if isinstance(value.get("body"), dict) else {}
    starts, ends = body.get("starts_on"), body.get("ends_on")
    if isinstance(starts, str) and isinstance(ends, str) and ends < starts:
        return False
    for text in re.findall(r'"(\d{4}-\d\d-\d\d(?:T[^"]*)?)"', json.dumps(value)):
        try:
            if (
                not 1949
                <= (datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)).year
                <= 2999
            ):
                return False
        except ValueError:
            return False
    return True


@given(st.data())
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_reader_and_schema_take_and_refuse_the_same(data: st.DataObject) -> None:
    value = spoiled(data)
    kind = value.get("kind")
    assume(kind in set(Kind) and in_the_calendar(value))
    assert is_read(value) == validator(Kind(kind)).is_valid(value), value


def test_whatever_is_signed_is_answered_and_logged(tmp_path: Path) -> None:
    """Any payload, well signed, gets a signed answer; nothing makes the node fail, and the log holds."""
    with desk(tmp_path) as court:

        @given(st.data())
        @settings(max_examples=200, suppress_health_check=list(HealthCheck))
        def one(data: st.DataObject) -> None:
            value = spoiled(data)
            if isinstance(value.get("number"), str) and value.get("from") == {
                "code": COURT.code,
                "name": COURT.name,
            }:
                value["number"] = new_number(COURT.code, now=NOW)
            if data.draw(st.booleans()):
                value |= {"sent_at": NOW.isoformat(), "expires_at": (NOW + timedelta(days=1)).isoformat(),
                          "to": {"code": UNIT.code, "name": UNIT.name}}  # fmt: skip
            said = court.node.take(COURT_SIGNER.seal(canonical(value)))
            assert said.status in (200, 202, 400, 401, 403, 404, 409, 410, 422)
            answer = read(unpack(said.content.split(b".")[1].decode()))
            validator(answer.kind).validate(write(answer))

        one()
        assert court.node.journal.verify() >= 200
        kinds = {entry.outcome for entry in court.node.journal.entries(limit=5000)}
        assert {"taken", "malformed", "wrong-addressee"} <= kinds


def test_any_bytes_get_a_signed_refusal(tmp_path: Path) -> None:
    with desk(tmp_path) as court:

        @given(raw=st.binary(max_size=300))
        @settings(max_examples=150)
        def one(raw: bytes) -> None:
            said = court.node.take(raw)
            assert (said.kind, said.status) == (Kind.REFUSAL, 400)

        one()


def test_what_a_node_says_fits_the_schemas(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        identifier = court.say(query(include_namesakes=True)).rows[0].identifier
        for asked in (
            query(include_namesakes=True),
            query(number="22240319990728000X"),
            *(order(action, identifier) for action in Action),
        ):
            answer = court.ask(court.message(asked))
            validator(answer.kind).validate(write(answer))
    assert (HIS_NAME, ZHU) == ("高堃", "222404195701260001")
