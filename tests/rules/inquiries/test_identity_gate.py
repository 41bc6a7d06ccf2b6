"""Who is the debtor and who only bears the name (法释〔2013〕20号 art 7: nobody else may be inquired about)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inquiry_rows import lines
from zhixing.foundation.identifiers import check_character, upgrade
from zhixing.inquiries.rules.identity import Debtor, Ground, Holder, Judgement, judge, judge_all, name_agrees
from zhixing.simulator import sample_folder
from zhixing.simulator.world import write_world

KUN = Debtor("王堃", "222403196007250004")
FIRM = Debtor("延边秀霞矿业有限责任公司", "91222404562932598D", is_organisation=True)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("王堃", "222403196007250004"),
        (" 王　堃 ", "２２２４０３ 19600725 0004"),
        ("王坤", "222403196007250004"),
        ("王?", "222403196007250004"),
        ("王堃", "222403600725000"),
        ("王堃", "'222403-19600725-0004"),
    ],
)
def test_number_and_name_agree_after_normalisation(name: str, number: str) -> None:
    assert judge(KUN, Holder(name, number)).kind is Judgement.OURS


@pytest.mark.parametrize(
    "written", ["22242419580207000X", "22242419580207000x", "22242419580207000Ｘ", "22242419580207000×"]
)
def test_the_last_x_however_it_is_written(written: str) -> None:
    assert judge(Debtor("吴今哲", "22242419580207000X"), Holder("吴今哲", written)).is_ours


def test_dots_of_minority_names_do_not_matter_when_the_number_agrees() -> None:
    debtor = Debtor("阿依古丽·买买提", "222403196007250004")
    for name in ("阿依古丽•买买提", "阿依古丽 买买提", "阿依古丽.买买提", "阿依古丽买买提"):
        assert judge(debtor, Holder(name, "222403196007250004")).is_ours


@pytest.mark.parametrize(
    ("name", "number", "ground"),
    [
        ("王堃", "", Ground.NO_NUMBER),
        ("王堃", "2224**********0004", Ground.MASKED_NUMBER),
        ("王堃", "2224XXXXXXXXXX0004", Ground.MASKED_NUMBER),
        ("王堃", "222403196007250012", Ground.NAMESAKE),
        ("王堃", "222403196007250005", Ground.NAMESAKE),
        ("王堃", "E12345678", Ground.OTHER_KIND),
        ("李四", "222403196007250012", Ground.STRANGER),
    ],
)
def test_a_name_alone_never_makes_somebody_the_debtor(name: str, number: str, ground: Ground) -> None:
    found = judge(KUN, Holder(name, number))
    assert (found.kind, found.ground) == (Judgement.APART, ground)


def test_a_missing_number_is_said_in_words() -> None:
    assert judge(KUN, Holder("王堃", "")).why == "证件号缺失，只凭姓名不能认定"


def test_a_masked_number_that_is_visibly_another_is_said_so() -> None:
    head, tail = KUN.number[:6], KUN.number[14:]
    other = judge(KUN, Holder("王堃", f"222424{'*' * 8}{tail}"))
    assert (other.kind, other.ground) == (Judgement.APART, Ground.NAMESAKE)
    assert other.why == "同名不同号（单位遮掩了号码，可见的几位已与被执行人不同）"
    alike = judge(KUN, Holder("王堃", f"{head}{'*' * 8}{tail}"))
    assert (alike.kind, alike.ground) == (Judgement.APART, Ground.MASKED_NUMBER)
    assert judge(KUN, Holder("王堃", "222403198502080003")).why.startswith("同名不同号")


@pytest.mark.parametrize(
    ("name", "ground"),
    [("王哲", Ground.OTHER_NAME), ("王*", Ground.NO_NAME), ("", Ground.NO_NAME), ("闫堃", Ground.OTHER_NAME)],
)
def test_an_equal_number_under_another_name_waits_for_a_person(name: str, ground: Ground) -> None:
    found = judge(KUN, Holder(name, KUN.number))
    assert (found.kind, found.ground) == (Judgement.CONFLICT, ground)


def test_an_unprintable_sign_stands_only_for_a_rare_character() -> None:
    assert name_agrees("王堃", "王?")
    assert not name_agrees("王国", "王?")
    assert not name_agrees("王堃", "?堃")


@pytest.mark.parametrize(
    ("name", "number", "kind", "ground"),
    [
        ("延边秀霞矿业有限责任公司", "91222404562932598D", Judgement.OURS, Ground.SAME),
        ("延边秀霞矿业有限责任公司", "56293259-8", Judgement.OURS, Ground.SAME),
        ("秀霞矿业有限责任公司", "91222404562932598D", Judgement.CONFLICT, Ground.NAME_VARIANT),
        ("吉林省延边秀霞矿业有限公司", "91222404562932598D", Judgement.CONFLICT, Ground.NAME_VARIANT),
        ("延边玉美矿业有限责任公司", "91222404562932598D", Judgement.CONFLICT, Ground.OTHER_NAME),
        ("延边秀霞矿业有限责任公司", "222424000001234", Judgement.CONFLICT, Ground.OLD_NUMBER),
        ("延边秀霞矿业有限责任公司", "91222401004846927Y", Judgement.APART, Ground.NAMESAKE),
    ],
)
def test_firms_by_credit_code_old_code_and_name(
    name: str, number: str, kind: Judgement, ground: Ground
) -> None:
    found = judge(FIRM, Holder(name, number))
    assert (found.kind, found.ground) == (kind, ground)


def test_one_old_number_under_two_names_is_a_conflict_for_both() -> None:
    holders = [
        Holder("王堃", "222403600725000"),
        Holder("李四", "222403600725000"),
        Holder("王堃", KUN.number),
    ]
    found = judge_all(KUN, holders)
    assert [one.ground for one in found] == [Ground.SHARED_NUMBER, Ground.SHARED_NUMBER, Ground.SAME]
    assert [one.kind for one in found] == [Judgement.CONFLICT, Judgement.CONFLICT, Judgement.OURS]


_DAYS = st.dates().filter(lambda day: 1930 <= day.year <= 2020)
_NAMES = st.text(alphabet="王李金朴堃喆淑哲·*? ", min_size=0, max_size=5)


@st.composite
def _numbers(draw: st.DrawFn) -> str:
    body = f"{draw(st.sampled_from(['222403', '222424', '810000']))}{draw(_DAYS):%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + check_character(body)


@given(ours=_numbers(), theirs=st.one_of(_numbers(), st.text(max_size=20)), name=_NAMES)
def test_nobody_with_another_number_is_ever_ours(ours: str, theirs: str, name: str) -> None:
    found = judge(Debtor("王堃", ours), Holder(name, theirs))
    digits = "".join(theirs.split()).upper()
    if found.is_ours:
        assert digits == ours or (len(digits) == 15 and upgrade(digits) == ours)


@given(number=_numbers(), name=_NAMES)
def test_the_same_number_is_ours_or_a_question_and_never_passed_over(number: str, name: str) -> None:
    found = judge(Debtor("王堃", number), Holder(name, number))
    assert found.kind is (Judgement.OURS if name_agrees("王堃", name) else Judgement.CONFLICT)


@given(
    number=_numbers(), name=_NAMES, masked=st.sampled_from(["", "2224**********0002", "＊＊＊", "-", "无"])
)
def test_without_a_number_nothing_is_ours(number: str, name: str, masked: str) -> None:
    assert judge(Debtor("王堃", number), Holder(name, masked)).kind is Judgement.APART


def _attributed(folder: Path) -> tuple[int, int, int]:
    """Every debtor judged against every row that shares the name or the number; rows ours, apart, wrong."""
    cases = json.loads((folder / "truth" / "cases.json").read_text(encoding="utf-8"))
    truth = json.loads((folder / "truth" / "units.json").read_text(encoding="utf-8"))
    debtors = {number for case in cases for number in case["debtors"]}
    namesakes = set(truth[-1]["namesakes_of_debtors_who_owe_nothing"])
    every = list(lines(folder))
    names = {line.id_number: line.name for line in every if line.id_number in debtors}
    by_name: dict[str, list[str]] = {}
    for number, name in names.items():
        by_name.setdefault(name, []).append(number)
    ours = apart = wrong = 0
    for line in every:
        asked = {*by_name.get(line.name, ()), *([line.id_number] if line.id_number in names else ())}
        taken = 0
        for number in asked:
            debtor = Debtor(names[number], number, is_organisation=number.startswith("9"))
            found = judge(debtor, Holder(line.name, line.id_number))
            taken += found.is_ours
            wrong += found.is_ours and (number != line.id_number or line.id_number in namesakes)
        ours, apart = ours + taken, apart + (not taken)
        wrong += (line.id_number in debtors) is not bool(taken)
    return ours, apart, wrong


def test_the_sample_has_859_rows_of_debtors_and_29_of_namesakes() -> None:
    assert _attributed(sample_folder()) == (859, 29, 0)


@pytest.mark.parametrize(("seed", "hard"), [(11, False), (12, True), (2025, True)])
def test_no_wrong_attribution_in_worlds_of_other_seeds(seed: int, hard: bool, tmp_path: Path) -> None:
    write_world(tmp_path, seed, 60, hard)
    ours, apart, wrong = _attributed(tmp_path)
    assert wrong == 0
    assert ours > 60
    assert apart > 0
