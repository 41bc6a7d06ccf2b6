"""A unit's table rehearsed over the real wire: what is the debtor's, what is a namesake's, and nothing kept."""

from pathlib import Path

import pytest

from funds_world import SYSTEM, make_case
from zhixing.cases.models import Party
from zhixing.cases.personal import sealed_id
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.inquiries.models import Asset, Request, Unit
from zhixing.inquiries.rehearsal import RehearsalImpossible, rehearse

OURS, NAMESAKE, STRANGER = "222403196007250004", "222424198308300002", "222403198502080005"
ORGANISATION = "91222405794240531G"


@pytest.fixture
def court(wangqing: Court) -> Court:
    """One open case against 朴兰善 and a company."""
    case = make_case(wangqing, 7, debtors=("朴兰善", "延边浩军食品有限公司"))
    for name, number, kind, id_kind in (
        ("朴兰善", OURS, "person", "resident"), ("延边浩军食品有限公司", ORGANISATION, "organisation", "credit_code"),
    ):  # fmt: skip
        party = Party.objects.get(case=case, name=name)
        party.id_sealed, party.id_index, party.id_masked = sealed_id(number)
        party.kind, party.id_kind = kind, id_kind
        party.save()
    return wangqing


def test_rows_are_attributed_by_number_and_name_and_the_house_keeps_nothing(
    court: Court, tmp_path: Path
) -> None:
    (tmp_path / "交警大队-车辆.csv").write_text(
        "号牌号码,所有人,身份证明号码,品牌型号,初次登记日期,状态\n"
        f"吉HB9661,朴兰善,{OURS},五菱宏光,2011-06-01,正常\n"
        f"吉HG6559,朴兰善,{NAMESAKE},大众捷达,2008-06-01,正常\n"
        f"吉HC2001,曹军,{STRANGER},红旗H5,2018-06-01,正常\n",
        encoding="utf-8-sig",
    )
    (tmp_path / "机动车二队.csv").write_text(
        f"甲,乙,丙\n吉HD0001,延边浩军食品有限公司,{ORGANISATION}\n吉HD0002,某某公司,{STRANGER}\n",
        encoding="utf-8",
    )
    (tmp_path / "机动车二队.toml").write_text(
        '[unit]\ncode = "JJ2"\nname = "二队"\n[table]\nfile = "机动车二队.csv"\nkind = "vehicle"\n'
        '[mapping]\nidentifier = "甲"\nholder_name = "乙"\nholder_id = "丙"\n',
        encoding="utf-8",
    )
    found = rehearse(folder=tmp_path, court=court, actor=SYSTEM).as_json()
    assert found["units"] == [
        {"unit": "交警大队-车辆", "rows": 3, "asked": 2, "answered": 2},
        {"unit": "机动车二队", "rows": 2, "asked": 2, "answered": 2},
    ]
    assert found["attributed"] == [
        {"unit": "交警大队-车辆", "row": 2, "debtor_id": OURS},
        {"unit": "机动车二队", "row": 2, "debtor_id": ORGANISATION},
    ]
    assert [(row["unit"], row["row"]) for row in found["apart"]] == [("交警大队-车辆", 3)]
    assert found["apart"][0]["why"].startswith("同名不同号")
    assert (Unit.objects.count(), Request.objects.count(), Asset.objects.count()) == (0, 0, 0)
    told = Fact.objects.filter(kind__in=["inquiries.rehearsed", "debtor.asked_about"])
    assert [fact.kind for fact in told] == ["inquiries.rehearsed"]
    assert told[0].body["asked"] == 4


def test_a_folder_without_tables_and_a_table_without_owners_are_refused(court: Court, tmp_path: Path) -> None:
    with pytest.raises(RehearsalImpossible, match=r"没有 \.csv 或 \.xlsx 文件"):
        rehearse(folder=tmp_path, court=court, actor=SYSTEM)
    (tmp_path / "空.csv").write_text("序号,备注\n1,无\n", encoding="utf-8")
    with pytest.raises(RehearsalImpossible, match=r"空\.csv：认不出权利人"):
        rehearse(folder=tmp_path, court=court, actor=SYSTEM)
