import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.foundation.names import (
    as_written,
    comparing_key,
    is_organisation,
    mask_account,
    mask_id_number,
    mask_name,
    mask_phone,
    same_party,
    split_cell,
    split_parties,
)

RARE = "堃喆䶮㛃𬭎𰻞㻬𠮷〇"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("延边鑫磊食品有限责任公司", " 延边鑫磊食品 有限责任公司\n"),
        ("吉林（延边）商贸有限公司", "吉林(延边)商贸有限公司"),
        ("吉林【延边】商贸有限公司", "吉林〔延边〕商贸有限公司"),
        ("买买提·阿卜杜拉", "买买提•阿卜杜拉"),
        ("买买提·阿卜杜拉", "买买提・阿卜杜拉"),
        ("买买提·阿卜杜拉", "买买提.阿卜杜拉"),
        ("ＡＢＣ贸易公司", "abc贸易公司"),
        ("欧阳㛃", "欧阳\u200b㛃"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_one_name_in_two_ways_of_writing(one: str, other: str) -> None:
    assert same_party(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张堃", "张坤"),
        ("上官刚䶮", "上官刚"),
        ("欧阳㛃", "欧阳"),
        ("陈𬭎", "陈宏"),
        ("", ""),
        (" ", ""),
        ("1.5", "1·5"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert not same_party(one, other)


@pytest.mark.parametrize("char", RARE)
def test_a_rare_character_stays_in_key_and_in_the_name_shown(char: str) -> None:
    assert comparing_key(f"张{char}") == f"张{char}"
    assert as_written(f" 张{char}\t") == f"张{char}"
    assert split_parties(f"张{char}、李{char}") == (f"张{char}", f"李{char}")


@pytest.mark.parametrize(
    ("cell", "parties"),
    [
        ("郑兰成、吉林省华堃木业有限公司", ("郑兰成", "吉林省华堃木业有限公司")),
        ("吴桂；马桂秀;徐美洙", ("吴桂", "马桂秀", "徐美洙")),
        ("吴桂，马桂秀,徐美洙/郑娟", ("吴桂", "马桂秀", "徐美洙", "郑娟")),
        ("吴桂\n马桂秀\r\n徐美洙", ("吴桂", "马桂秀", "徐美洙")),
        ("1.吴桂；2.马桂秀", ("吴桂", "马桂秀")),
        ("（1）吴桂；（2）马桂秀", ("吴桂", "马桂秀")),
        ("某公司（曾用名：甲、乙）、丙", ("某公司（曾用名：甲、乙）", "丙")),
        ("某公司（曾用名：甲、乙)、丙", ("某公司（曾用名：甲、乙)", "丙")),
        ("某公司（甲、乙", ("某公司（甲", "乙")),
        ("ABC Trading Co., Ltd.、张三", ("ABC Trading Co., Ltd.", "张三")),
        ("", ()),
        (" 、 ", ()),
    ],
)
def test_several_parties_in_one_cell(cell: str, parties: tuple[str, ...]) -> None:
    assert split_parties(cell) == parties


def test_an_empty_piece_keeps_the_others_in_their_place() -> None:
    assert split_cell("甲、、乙") == ["甲", "", "乙"]


@pytest.mark.parametrize(
    "name",
    [
        "吉林省华堃木业有限公司",
        "汪清县信用社",
        "某某厂",
        "汪清某合作社（普通合伙）",
        "大兴沟镇红日村村民委员会",
    ],
)
def test_names_that_read_like_organisations(name: str) -> None:
    assert is_organisation(name)


@pytest.mark.parametrize("name", ["郑兰成", "欧阳㛃", "李会", "王厚厂长", "买买提·阿卜杜拉"])
def test_names_that_read_like_persons(name: str) -> None:
    assert not is_organisation(name)


def test_masks() -> None:
    assert mask_name("欧阳㛃") == "欧**"
    assert mask_name("陈𬭎") == "陈*"
    assert mask_name("陈") == "陈"
    assert mask_name("汪清某某有限公司") == "汪清某某有限公司"
    assert mask_id_number("222424198308300002") == "2224**********0002"
    assert mask_phone("13746388036") == "137****8036"
    assert mask_account("6217569546347374596") == "6217***********4596"
    assert mask_account("123456") == "****56"
    assert mask_phone("110") == "***"
    assert mask_phone("") == ""


_names = st.text(st.sampled_from("张李王欧阳" + RARE + "ABCabc（）()·• 　"), max_size=12)


@given(_names)
def test_a_key_is_its_own_key(name: str) -> None:
    assert comparing_key(comparing_key(name)) == comparing_key(name)


@given(st.lists(st.text(st.sampled_from("张李王" + RARE), min_size=1, max_size=4), min_size=1, max_size=5))
def test_names_joined_by_any_separator_come_apart_again(parties: list[str]) -> None:
    for separator in "、；;,，/\n":
        assert split_parties(separator.join(parties)) == tuple(parties)


@given(st.text(min_size=1, max_size=40))
def test_a_mask_keeps_the_length_and_hides_something(text: str) -> None:
    masked = mask_account(text)
    assert len(masked) == len(text)
    assert masked.count("*") >= min(3, len(text))
