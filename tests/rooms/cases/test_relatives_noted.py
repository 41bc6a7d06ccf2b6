"""The spouses of debtors are kept by exact ID number, in every case of theirs; strangers and namesakes are not."""

from datetime import UTC, date, datetime

from zhixing.cases.models import Case, Party, Relative
from zhixing.cases.operations import RelativesReport, note_relatives
from zhixing.cases.personal import sealed_id
from zhixing.cases.rules.relatives import read_record
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import courts_visible

NOW = datetime(2022, 12, 1, 2, tzinfo=UTC)
HEADER = "持证人,证件号码,配偶姓名,配偶证件号码,登记日期,状态"
HOLDER, SPOUSE = "222404195702040000", "222405198702130006"
STRANGER = "222402197611130007"


def _debtor(court: Court, number: str, sequence: int = 7, role: str = "debtor") -> None:
    case = Case.objects.create(
        court=court, number=f"（2022）吉2424执{sequence}号", year=2022, type_code="执", sequence=sequence,
        filed_on=date(2022, 1, 10), officer_name="金哲", cause="民间借贷纠纷", sub_account=f"S{sequence}",
    )  # fmt: skip
    party = Party(
        case=case, court=court, role=role, position=0, name="洪男虎", name_key="洪男虎", kind="person", id_kind="resident"
    )  # fmt: skip
    party.id_sealed, party.id_index, party.id_masked = sealed_id(number)
    party.save()


def _note(court: Court, *lines: str) -> RelativesReport:
    table = read_record("\n".join([HEADER, *lines]).encode())
    return note_relatives(
        court=court, table=table, file_name="民政局.csv", file_sha256="0" * 64, now=NOW, actor=Actor.system("测试")
    )  # fmt: skip


def test_either_side_may_be_the_debtor(wangqing: Court) -> None:
    _debtor(wangqing, HOLDER)
    _debtor(wangqing, SPOUSE, 8)
    report = _note(wangqing, f"洪男虎,{HOLDER},曹磊艳,{SPOUSE},1987-09-14,已婚")
    assert (report.rows, report.noted, report.strangers) == (1, 2, 0)
    assert set(Relative.objects.values_list("name", "id_masked", "since", "has_ended")) == {
        ("曹磊艳", "2224**********0006", date(1987, 9, 14), False),
        ("洪男虎", "2224**********0000", date(1987, 9, 14), False),
    }


def test_a_namesake_and_an_applicant_are_strangers(wangqing: Court) -> None:
    _debtor(wangqing, HOLDER)
    _debtor(wangqing, SPOUSE, 8, role="applicant")
    report = _note(
        wangqing, f"洪男虎,{STRANGER},孙垚,,2003-03-18,已婚", f"李玉,{SPOUSE},王五,,2003-03-18,已婚"
    )
    assert (report.noted, report.strangers) == (0, 2)
    assert not Fact.objects.filter(kind="relatives.noted").exists()


def test_the_same_record_again_changes_nothing_and_a_divorce_replaces_the_marriage(wangqing: Court) -> None:
    _debtor(wangqing, HOLDER)
    line = f"洪男虎,{HOLDER},曹磊艳,{SPOUSE},1987-09-14"
    assert _note(wangqing, f"{line},已婚").noted == 1
    again = _note(wangqing, f"{line},已婚")
    assert (again.noted, again.known) == (0, 1)
    assert _note(wangqing, f"{line},离婚").noted == 1
    assert Relative.objects.get().has_ended


def test_a_wrong_row_is_reported_and_the_others_are_kept(wangqing: Court) -> None:
    _debtor(wangqing, HOLDER)
    good = f"洪男虎,{HOLDER},曹磊艳,{SPOUSE},1987-09-14,已婚"
    report = _note(wangqing, "洪男虎,2224,曹磊艳,,1987-09-14,已婚", good)
    assert report.noted == 1
    (refused,) = report.as_json()["refused"]
    assert (refused["row"], refused["column"]) == (2, "证件号码")


def test_another_court_sees_nothing_of_it(wangqing: Court) -> None:
    _debtor(wangqing, HOLDER)
    _note(wangqing, f"洪男虎,{HOLDER},曹磊艳,{SPOUSE},1987-09-14,已婚")
    with courts_visible([Court.objects.exclude(pk=wangqing.pk).order_by("pk")[0].pk]):
        assert not Relative.objects.exists()
