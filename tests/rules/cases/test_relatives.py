"""A civil-affairs record of marriages, row by row."""

from datetime import date

import pytest

from zhixing.cases.rules.relatives import Marriage, Person, RowFault, marriages, read_record
from zhixing.foundation.tables import MissingColumns

HEADER = "持证人,证件号码,配偶姓名,配偶证件号码,登记日期,状态"
GOOD = "洪男虎,222404195702040000,曹磊艳,222405198702130006,1987-09-14"


def read(*lines: str) -> list[Marriage | RowFault]:
    return list(marriages(read_record("\n".join([HEADER, *lines]).encode())))


def test_a_marriage_and_a_divorce() -> None:
    married, ended = read(f"{GOOD},已婚", f"{GOOD},离婚")
    holder, spouse = Person("洪男虎", "222404195702040000"), Person("曹磊艳", "222405198702130006")
    assert married == Marriage(2, holder, spouse, date(1987, 9, 14), False, None)
    assert isinstance(ended, Marriage)
    assert ended.has_ended
    assert ended.sides() == ((holder, spouse), (spouse, holder))


def test_a_spouse_without_a_number_is_one_side_only() -> None:
    (one,) = read("洪男虎,222404195702040000,曹磊艳,,1987-09-14,已婚")
    assert isinstance(one, Marriage)
    assert [person.name for person, _ in one.sides()] == ["洪男虎"]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("洪男虎,222404195702040001,曹磊艳,222405198702130006,1987-09-14,已婚", "第 2 行“证件号码”："),
        ("洪男虎,222404195702040000,曹磊艳,222405198702130007,1987-09-14,已婚", "第 2 行“配偶证件号码”："),
        ("洪男虎,222404195702040000,,222405198702130006,1987-09-14,已婚", "第 2 行“配偶姓名”："),
        ("洪男虎,222404195702040000,曹磊艳,222405198702130006,前年,已婚", "第 2 行“登记日期”："),
        ("洪男虎,222404195702040000,曹磊艳,222405198702130006,1987-09-14,同居", "第 2 行“状态”："),
        ("洪男虎,222404195702040000,曹磊艳,222404195702040000,1987-09-14,已婚", "第 2 行“配偶证件号码”："),
    ],
)
def test_a_row_that_is_wrong_names_its_place(line: str, place: str) -> None:
    (fault,) = read(line)
    assert isinstance(fault, RowFault)
    assert fault.text.startswith(place)


def test_a_record_without_its_columns_is_refused() -> None:
    with pytest.raises(MissingColumns, match="状态"):
        read_record("持证人,证件号码,配偶姓名\n洪男虎,222404195702040000,曹磊艳\n".encode())
