"""The door where nodes send by themselves, against its own description: schemathesis makes what is sent (PostgreSQL)."""

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.inquiries.models import RawReply
from zhixing.inquiries.pages import wire

DOCUMENT = (Path(__file__).parents[3] / "docs/unit-wire.md").read_text(encoding="utf-8")


@schemathesis.serializer("application/jose")
def _as_it_is(context: object, value: object) -> bytes:
    return _sent(value)


def _described() -> dict[str, Any]:
    file = resources.files("zhixing.inquiries.wire") / "court_openapi.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _sent(body: object) -> bytes:
    return body if isinstance(body, bytes) else str(body).encode("utf-8", "surrogatepass")


def test_whatever_is_sent_gets_what_the_description_says_and_leaves_nothing_behind(wangqing: Court) -> None:
    described, client, met = _described(), Client(enforce_csrf_checks=True), set()
    answers = described["paths"]["/wire/v1/messages"]["post"]["responses"]
    operation = schemathesis.openapi.from_dict(described)["/wire/v1/messages"]["POST"]
    for mode in GenerationMode:

        @given(
            case=operation.as_strategy(generation_mode=mode),
            kind=st.sampled_from(
                ["application/jose"] * 4 + ["application/json", "text/plain; charset=utf-8"]
            ),
        )
        @settings(max_examples=40, suppress_health_check=list(HealthCheck))
        def one(case: "schemathesis.Case[Any]", kind: str) -> None:
            cache.clear()
            answer = client.post("/wire/v1/messages", _sent(case.body), content_type=kind)
            met.add(answer.status_code)
            assert str(answer.status_code) in answers
            jsonschema.validate(answer.json(), described["components"]["schemas"]["Said"])

        one()
    assert {404, 415} <= met <= {404, 413, 415}, "nobody signed any of it"
    assert not RawReply.objects.exists()
    assert not Fact.objects.filter(kind__startswith="push.").exists()


def test_other_methods_and_too_many_are_refused(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    assert wire.AT_MOST == 1_200
    monkeypatch.setattr(wire, "AT_MOST", 3)
    client = Client()
    assert client.get("/wire/v1/messages").status_code == 405
    statuses = [
        client.post("/wire/v1/messages", b"a.b.c", content_type="application/jose").status_code
        for _ in range(4)
    ]
    assert statuses == [404, 404, 404, 429]


def test_the_document_and_the_description_say_the_same() -> None:
    described, section = _described(), DOCUMENT.split("## 14 ")[1].split("\n## ")[0]
    block = re.search(r"```json-schema\n(.*?)```", section, re.DOTALL)
    assert block is not None
    assert json.loads(block[1]) == described["components"]["schemas"]["Said"]
    rows = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", section, re.MULTILINE)
    assert {status for status, _ in rows} == set(described["paths"]["/wire/v1/messages"]["post"]["responses"])
    assert sorted(code for _, code in rows) == sorted(json.loads(block[1])["properties"]["code"]["enum"])
