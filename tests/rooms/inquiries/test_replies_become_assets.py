"""Replies of units become the debtor's assets: by number and name, once each, with what changed (PostgreSQL)."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from inquiry_rows import lines
from zhixing.cases.models import Case, Party
from zhixing.cases.personal import index_of_id, keys
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import (
    Asset,
    AssetChange,
    Encumbrance,
    IdentityConflict,
    Namesake,
    PriorMeasure,
    ReadReply,
    Sighting,
    SpouseLead,
)
from zhixing.inquiries.operations.reading import IncomingReply, ReadingReport, take_rows
from zhixing.inquiries.rules.identity import Judgement
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire import messages as wire
from zhixing.simulator import sample_folder

NOW = datetime(2022, 12, 2, 2, tzinfo=UTC)
SYSTEM = Actor.system("测试")
NUMBER = "222403196007250004"


@pytest.fixture
def case(wangqing: Court) -> Case:
    from funds_world import make_case

    made = make_case(wangqing, 7, debtors=("王堃",))
    party = made.parties.get(role="debtor")
    from zhixing.cases.personal import sealed_id

    party.id_sealed, party.id_index, party.id_masked = sealed_id(NUMBER)
    party.save()
    return made


def row(
    identifier: str = "6217569546347374596", name: str = "王堃", number: str = NUMBER, **fields: Any
) -> wire.Row:
    given: dict[str, Any] = {
        "row_ref": "2", "match": wire.Match.ID, "asset_kind": AssetKind.DEPOSIT, "title": "活期", "details": {},
        "amount_fen": 100_000, **fields,
    }  # fmt: skip
    return wire.Row(holder=wire.Person(name=name, id_number=number), identifier=identifier, **given)


def take(
    case: Case, *rows: wire.Row, day: int = 1, unit: str = "建行", items: Sequence[str] = ()
) -> ReadingReport:
    debtor = case.parties.get(role="debtor")
    reply = wire.QueryReply(
        as_of=datetime(2022, 12, day, 1, tzinfo=UTC), rows=tuple(rows),
        result=wire.Found.FOUND if rows else wire.Found.NONE,
    )  # fmt: skip
    digest = hashlib.sha256(repr((unit, day, rows)).encode()).digest()
    incoming = IncomingReply(
        case.court_id, case.id, debtor.id, unit, f"{unit}汪清支行", digest, reply, tuple(items)
    )
    return take_rows(replies=[incoming], now=NOW, actor=SYSTEM)


def test_an_account_is_kept_sealed_and_found_again(case: Case) -> None:
    report = take(case, row())
    assert (report.read, report.found, report.seen_again) == (1, 1, 0)
    asset = Asset.objects.get()
    assert asset.identifier == "6217***********4596"
    assert bytes(asset.person_index) == index_of_id(NUMBER)
    assert asset.named_as == ""
    assert asset.named_as_sealed is not None
    assert unseal(keys(), asset.named_as_sealed, purpose=Purpose.ACCOUNT) == "6217569546347374596"
    assert (asset.amount_fen, asset.as_of, asset.debtor_name) == (100_000, date(2022, 12, 1), "王堃")
    assert Fact.objects.get(kind="asset.found").body == {"count": 1, "items": [str(asset.id)]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM inquiries_asset a WHERE a::text LIKE '%%6217569546347374596%%'")
        assert cursor.fetchone() == (0,)


def test_the_same_reply_again_changes_nothing(case: Case) -> None:
    take(case, row())
    again = take(case, row())
    assert (again.read, again.known) == (0, 1)
    assert (Asset.objects.count(), Sighting.objects.count(), ReadReply.objects.count()) == (1, 1, 1)


def test_one_asset_over_time_and_over_units_with_its_changes(case: Case) -> None:
    take(case, row(), day=1)
    assert AssetChange.objects.count() == 0
    later = take(case, row("6217 5695 4634 7374 596", amount_fen=250_000), day=2)
    assert (later.found, later.seen_again, later.changed) == (0, 1, 1)
    take(case, row("6217-569546347374596", amount_fen=250_000), day=3, unit="人行")
    asset = Asset.objects.get()
    assert (asset.amount_fen, asset.as_of, asset.unit_code) == (250_000, date(2022, 12, 3), "人行")
    assert [(one.kind, one.before, one.after) for one in AssetChange.objects.all()] == [
        ("amount", "100000", "250000")
    ]
    assert [one.content is None for one in Sighting.objects.order_by("id")] == [False, False, True]
    assert Fact.objects.filter(kind="asset.changed").count() == 1


def test_an_older_word_is_a_sighting_and_changes_nothing(case: Case) -> None:
    take(case, row(amount_fen=250_000), day=5)
    late = take(case, row(amount_fen=1), day=2)
    assert (late.seen_again, late.changed) == (1, 0)
    assert Asset.objects.get().amount_fen == 250_000
    assert Sighting.objects.count() == 2


def test_an_asset_gone_new_and_back(case: Case) -> None:
    take(case, row(), day=1)
    second = take(case, row("6217572294969566448"), day=2)
    assert (second.found, second.gone) == (1, 1)
    first = Asset.objects.get(identifier="6217***********4596")
    assert first.gone_on == date(2022, 12, 2)
    take(case, row(), row("6217572294969566448"), day=3)
    first.refresh_from_db()
    assert first.gone_on is None
    kinds = list(AssetChange.objects.order_by("id").values_list("kind", flat=True))
    assert sorted(kinds) == ["back", "gone", "new"]


def test_what_was_not_asked_is_not_gone(case: Case) -> None:
    take(case, row(), day=1)
    assert take(case, day=2, items=("vehicle",)).gone == 0
    assert take(case, day=3, unit="农行").gone == 0
    assert take(case, day=3, items=("deposit",)).gone == 1


def test_prior_measures_and_mortgages_over_time(case: Case) -> None:
    house: dict[str, Any] = {"asset_kind": AssetKind.REAL_ESTATE, "title": "汪清县东光镇", "amount_fen": None}
    first = wire.PriorMeasure(
        authority="延吉市人民法院", document="（2021）吉2401执12号", kind="查封", place_in_waiting=2
    )
    bank = wire.PriorityRight(kind="mortgage", holder="建行")
    take(
        case,
        row("吉（2018）汪清县不动产权第1号", prior_measures=(first,), priority_rights=(bank,), **house),
        day=1,
    )
    second = wire.PriorMeasure(authority="图们市人民法院", document="（2022）吉2402执3号", kind="查封")
    moved = replace(first, place_in_waiting=1)
    take(case, row("吉(2018)汪清县不动产权第1号", prior_measures=(moved, second), **house), day=2)
    asset = Asset.objects.get()
    priors = {one.document: (one.place, one.gone_on) for one in PriorMeasure.objects.filter(asset=asset)}
    assert priors == {"（2021）吉2401执12号": (1, None), "（2022）吉2402执3号": (0, None)}
    assert Encumbrance.objects.get().gone_on == date(2022, 12, 2)
    assert [one.kind for one in AssetChange.objects.all()] == ["prior_measure"]
    take(case, row("吉(2018)汪清县不动产权第1号", priority_rights=(bank,), **house), day=3)
    assert PriorMeasure.objects.exclude(gone_on=None).count() == 2
    assert Encumbrance.objects.get().gone_on is None


def test_namesakes_stay_apart_masked_and_cannot_be_acted_on(case: Case) -> None:
    report = take(case, row(), row("6217572294969566448", number="222403196007250012", row_ref="9"))
    assert (report.found, report.apart) == (1, 1)
    assert Asset.objects.count() == 1
    stranger = Namesake.objects.get()
    assert (stranger.name_masked, stranger.id_masked, stranger.why) == (
        "王*", "2224**********0012", "同名不同号，是另一个人",
    )  # fmt: skip
    said = [(one.row_ref, one.attribution.kind, one.asset_id is None) for one in report.outcomes]
    assert said == [("2", Judgement.OURS, False), ("9", Judgement.APART, True)]
    with pytest.raises(IntegrityError, match="asset_id"):
        _act_on_namesakes()


def _act_on_namesakes() -> None:
    """What names an asset can only name a row of that table; a namesake's key is refused by the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inquiries_assetchange (id, court_id, asset_id, reply_id, kind, before, after, as_of, at) "
            "SELECT gen_random_uuid(), court_id, id, id, 'new', '', '', now(), now() FROM inquiries_namesake"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_conflict_waits_sealed_and_becomes_no_asset(case: Case) -> None:
    report = take(case, row(name="王哲"))
    assert (report.conflicts, report.found) == (1, 0)
    conflict = IdentityConflict.objects.get()
    assert (conflict.state, conflict.why) == ("open", "证件号相同，但名称不同，须人工核实")
    assert Asset.objects.count() == 0
    assert b"6217569546347374596" not in bytes(conflict.row_sealed)
    assert Fact.objects.get(kind="identity.conflict").body["count"] == 1
    take(case, row(name="王哲"), day=2)
    assert IdentityConflict.objects.count() == 1
    assert Fact.objects.filter(kind="identity.conflict").count() == 1


def test_two_accounts_without_a_number_at_one_employer_are_two_assets(case: Case) -> None:
    fund: dict[str, Any] = {"asset_kind": AssetKind.HOUSING_FUND, "title": "汪清县木业公司"}
    take(case, row("", amount_fen=100, **fund), row("", amount_fen=200, **fund), day=1)
    assert set(Asset.objects.values_list("amount_fen", flat=True)) == {100, 200}
    again = take(case, row("", amount_fen=100, **fund), row("", amount_fen=200, **fund), day=2)
    assert (again.found, again.changed, again.gone) == (0, 0, 0)


def test_a_spouse_is_a_sealed_lead_and_no_asset(case: Case) -> None:
    take(case, row("", asset_kind=AssetKind.MARRIAGE, title="", amount_fen=None,
                   details={"配偶姓名": "曹磊艳", "配偶证件号码": "222405198702130006", "状态": "已婚"}))  # fmt: skip
    assert Asset.objects.count() == 0
    lead = SpouseLead.objects.get()
    assert "曹磊艳".encode() not in bytes(lead.content_sealed)


def test_every_row_of_the_samples_debtors_and_none_of_a_namesakes(filed_office: Court) -> None:
    """All 600 cases against all six registers; asked by number and by name, as a careless unit answers."""
    import json

    truth = json.loads((sample_folder() / "truth" / "units.json").read_text(encoding="utf-8"))
    namesakes = set(truth[-1]["namesakes_of_debtors_who_owe_nothing"])
    debtors: dict[str, Party] = {}
    for party in Party.objects.filter(role="debtor").order_by("case_id", "position"):
        number = unseal(keys(), party.id_sealed, purpose=Purpose.ID_NUMBER)
        debtors.setdefault(number, party)
    by_name: dict[str, list[Party]] = {}
    for party in debtors.values():
        by_name.setdefault(party.name_key, []).append(party)
    rows: dict[tuple[str, str], list[wire.Row]] = {}
    expected = 0
    truly = 0
    for line in lines(sample_folder()):
        asked = {*(one.id for one in by_name.get(line.name, ()))}
        if line.id_number in debtors:
            expected += line.unit != "民政局-婚姻"
            truly += 1
            asked.add(debtors[line.id_number].id)
        for party_id in asked:
            rows.setdefault((line.unit, str(party_id)), []).append(line.row())
    by_id = {str(party.id): party for party in debtors.values()}
    replies = [
        IncomingReply(
            filed_office.pk, by_id[party].case_id, by_id[party].id, unit, unit,
            hashlib.sha256(f"{unit}{party}".encode()).digest(),
            wire.QueryReply(as_of=NOW, result=wire.Found.FOUND, rows=tuple(found)),
        )
        for (unit, party), found in rows.items()
    ]  # fmt: skip
    report = take_rows(replies=replies, now=NOW, actor=SYSTEM)
    numbers = {party.id: number for number, party in debtors.items()}
    lines_of = {(line.unit, str(line.number)): line for line in lines(sample_folder())}
    ours = [one for one in report.outcomes if one.attribution.is_ours]
    assert len(ours) == truly
    for one in ours:
        line = lines_of[one.unit_code, one.row_ref]
        assert line.id_number == numbers[one.party_id]
        assert line.id_number not in namesakes
    assert Asset.objects.count() == expected == report.found
    assert report.conflicts == 0
    assert report.apart > 0
    wanted = [line for line in lines_of.values() if line.id_number in debtors]
    mortgaged = sum(
        bool(line.cells.get("抵押权人")) or line.cells.get("抵押情况", "无") != "无" for line in wanted
    )
    sealed = sum(bool(line.cells.get("查封情况")) or line.cells.get("状态") == "查封" for line in wanted)
    assert Encumbrance.objects.count() == mortgaged > 60
    assert PriorMeasure.objects.count() == sealed > 80
