import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhixing.law.case_numbers import (
    CASE_TYPES,
    CaseNumber,
    CaseNumberUnreadable,
    Part,
    document_suffix,
    find_in,
    parse,
)

NUMBER = CaseNumber(2022, "吉2424", "执", 272)


@pytest.mark.parametrize(
    "text",
    [
        "（2022）吉2424执272号",
        "(2022)吉2424执272号",
        "〔2022〕吉2424执272号",
        "[2022]吉2424执272号",
        "【2022】吉2424执272号",
        "［２０２２］吉２４２４执２７２号",
        " （ 2022 ） 吉 2424 执 272 号 ",
        "2022年吉2424执字第272号",
        "2022吉2424执272",
        "（2022年度）吉2424执第272号",
        "（2022吉2424执272号",
        "2022）吉2424执272号",
        "（２０２２】吉2424执000272号",
        "《（2022）吉2424执272号》",
        "（2022）吉2424执272号执行裁定书",
    ],
)
def test_one_number_written_in_many_ways_is_one_number(text: str) -> None:
    assert parse(text) == NUMBER
    assert parse(text).text == "（2022）吉2424执272号"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("（2022）吉2424执7号之一", "（2022）吉2424执7号之一"),
        ("（2022）吉2424执7号之11", "（2022）吉2424执7号之十一"),
        ("（2022）吉2424执7之二号", "（2022）吉2424执7号之二"),
        ("（2022）吉2424执7-1号", "（2022）吉2424执7号之一"),
        ("（2022）吉2424执7号之十十", "（2022）吉2424执7号之十十"),
        ("（2022）吉2424执恢7号", "（2022）吉2424执恢7号"),
        ("（2021）吉2424民初2822号民事判决书", "（2021）吉2424民初2822号"),
        ("（2022）吉24执复5号", "（2022）吉24执复5号"),
        ("（2022）吉执监5号", "（2022）吉执监5号"),
        ("（2022）最高法知民终5号", "（2022）最高法知民终5号"),
        ("（2022）吉2424司惩复12号", "（2022）吉2424司惩复12号"),
        ("（2014）汪执字第123号", "（2014）汪执字第123号"),
        ("（2014）吉中民三初字第1号", "（2014）吉中民三初字第1号"),
        ("（2015）延中执恢字第9号", "（2015）延中执恢字第9号"),
        ("（2015）吉2424执字第5号", "（2015）吉2424执5号"),
    ],
)
def test_other_numbers_are_written_canonically(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical
    assert parse(canonical) == parse(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "为空"),
        ("   ", "为空"),
        ("２４２４执400", "缺少年度、法院代字"),
        ("执230号 吴斌浩", "缺少年度、法院代字"),
        ("吉2424执5号", "缺少年度"),
        ("2022执5号", "缺少法院代字"),
        ("（2022）吉2424执号", "缺少案件编号"),
        ("（2022）吉242执1号", "缺少法院代字"),
        ("（3022）吉2424执5号", "缺少年度"),
        ("（2022）吉2424执0号", "缺少案件编号"),
        ("（2022）吉2424执272-280号", "缺少案件编号"),
        ("13812345678", "缺少年度、法院代字、类型代字、案件编号"),
        ("（2022）吉2424执行5号", "不是完整的案号"),
        ("（2022）吉2424执622848001234567号", "不是完整的案号"),
        ("（2022）吉2424执272、273号", "含有 2 个案号"),
        ("还款（2022）吉2424执5号", "其他文字"),
        ("（2022）吉2424执5号等", "其他文字"),
    ],
)
def test_an_incomplete_number_is_refused_with_what_is_missing(text: str, complaint: str) -> None:
    with pytest.raises(CaseNumberUnreadable, match=complaint):
        parse(text)


@pytest.mark.parametrize(
    "remark",
    [
        "（2022）吉2424执272号",
        "(2022)吉2424执272号执行款",
        "2022年吉2424执字第272号",
        "2022吉2424执272",
        "张三 2022吉2424执272 案款",
        "2022吉2424执272张三",
        "２０２２年吉２４２４执字第２７２号、(2022)吉2424执272号",
        "2022吉2424执272 6217294972569566448",
        "（2022）吉2424执272号之一",
    ],
)
def test_a_complete_number_in_a_remark_is_exact(remark: str) -> None:
    assert find_in(remark).exact == NUMBER


@pytest.mark.parametrize(
    ("remark", "year", "court", "digits", "sequence", "missing"),
    [
        ("２４２４执400案款", None, None, "2424", 400, (Part.YEAR, Part.COURT)),
        ("２４２４执51２案款", None, None, "2424", 512, (Part.YEAR, Part.COURT)),
        ("执230号 吴斌浩", None, None, "", 230, (Part.YEAR, Part.COURT)),
        ("20220321吉2424执272", None, "吉2424", "", 272, (Part.YEAR,)),
        ("20222424执272", None, None, "", 272, (Part.YEAR, Part.COURT)),
        ("2022执272号", 2022, None, "", 272, (Part.COURT,)),
        ("2022 2424执5号", 2022, None, "2424", 5, (Part.COURT,)),
        ("2022吉2424执272-280号", 2022, "吉2424", "", None, (Part.SEQUENCE,)),
        ("2022吉2424执272号至280号", 2022, "吉2424", "", None, (Part.SEQUENCE,)),
    ],
)
def test_an_incomplete_number_in_a_remark_is_reported_and_decides_nothing(
    remark: str,
    year: int | None,
    court: str | None,
    digits: str,
    sequence: int | None,
    missing: tuple[Part, ...],
) -> None:
    found = find_in(remark)
    assert found.exact is None
    assert found.complete == ()
    (only,) = found.incomplete
    assert (only.year, only.court, only.court_digits, only.sequence) == (year, court, digits, sequence)
    assert only.missing == missing
    assert only.number is None


@pytest.mark.parametrize(
    "remark",
    [
        "",
        "执行款5000",
        "2022吉2424执5000元",
        "2022吉2424执5000.00",
        "2022吉2424执272,000.00",
        "2022吉2424执5 万元",
        "2022吉2424执6217294972569566448",
        "2022吉2424执13812345678",
        "2022吉2424执272A",
        "6217294972569566448",
        "法院执行",
    ],
)
def test_money_phones_and_accounts_are_never_case_numbers(remark: str) -> None:
    found = find_in(remark)
    assert found.complete == ()
    assert found.incomplete == ()


def test_a_remark_naming_several_cases_is_not_exact() -> None:
    found = find_in("还（2022）吉2424执272号、273号和第275号款")
    assert [str(item.number) for item in found.complete] == [
        "（2022）吉2424执272号",
        "（2022）吉2424执273号",
        "（2022）吉2424执275号",
    ]
    assert found.exact is None
    assert find_in("2022吉2424执272案款 执5号").exact is None


def test_an_old_number_is_found_beside_a_new_one() -> None:
    found = find_in("（2014）汪执字第123号转（2022）吉2424执恢5号")
    assert [str(item.number) for item in found.complete] == ["（2014）汪执字第123号", "（2022）吉2424执恢5号"]
    assert found.complete[0].written == "（2014）汪执字第123号"


def test_old_writing_after_2016_is_no_old_number() -> None:
    assert find_in("（2018）汪执字第123号").complete == ()


def test_the_second_document_of_a_kind_bears_the_first_suffix() -> None:
    assert NUMBER.for_document(1).text == "（2022）吉2424执272号"
    assert NUMBER.for_document(2).text == "（2022）吉2424执272号之一"
    assert NUMBER.for_document(12).text == "（2022）吉2424执272号之十一"
    assert NUMBER.for_document(2).case == NUMBER
    for nth in (0, 1001):
        with pytest.raises(CaseNumberUnreadable):
            document_suffix(nth)


@given(
    st.integers(min_value=2016, max_value=2099),
    st.sampled_from(["吉24", "吉2424", "京0105", "最高法", "吉"]),
    st.sampled_from(sorted(CASE_TYPES)),
    st.integers(min_value=1, max_value=999_999),
    st.integers(min_value=1, max_value=100),
)
def test_canonical_text_reads_back(year: int, court: str, type_code: str, sequence: int, nth: int) -> None:
    # 最高法知民终 is read as the intellectual-property tribunal (最高法知) and 民终, as it numbers its cases.
    assume(not (court == "最高法" and type_code.startswith("知")))
    number = CaseNumber(year, court, type_code, sequence).for_document(nth)
    assert parse(number.text) == number
    assert find_in(f"款{number.text}案").exact == number.case
