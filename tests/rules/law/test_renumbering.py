"""The enforcement articles of the Civil Procedure Law moved twice; a subject finds its number by the day."""

from datetime import date

import pytest

from zhixing.law.articles import NoArticle, cite


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("enforcement.objection", ("第二百二十五条", "第二百三十二条", "第二百三十六条")),
        ("enforcement.not_enforced", ("第二百二十六条", "第二百三十三条", "第二百三十七条")),
        ("enforcement.third_party_objection", ("第二百二十七条", "第二百三十四条", "第二百三十八条")),
        ("enforcement.time_limit", ("第二百三十九条", "第二百四十六条", "第二百五十条")),
        ("enforcement.notice", ("第二百四十条", "第二百四十七条", "第二百五十一条")),
        ("enforcement.property_report", ("第二百四十一条", "第二百四十八条", "第二百五十二条")),
        ("enforcement.deposits", ("第二百四十二条", "第二百四十九条", "第二百五十三条")),
        ("enforcement.income", ("第二百四十三条", "第二百五十条", "第二百五十四条")),
        ("enforcement.seal_and_auction", ("第二百四十四条", "第二百五十一条", "第二百五十五条")),
        ("enforcement.continue_to_perform", ("第二百五十四条", "第二百六十一条", "第二百六十五条")),
        ("enforcement.sanctions", ("第二百五十五条", "第二百六十二条", "第二百六十六条")),
        ("enforcement.stay", ("第二百五十六条", "第二百六十三条", "第二百六十七条")),
        ("enforcement.termination", ("第二百五十七条", "第二百六十四条", "第二百六十八条")),
    ],
)
def test_an_article_is_cited_by_the_number_of_its_day(subject: str, numbers: tuple[str, str, str]) -> None:
    days = (date(2021, 12, 31), date(2023, 12, 31), date(2024, 1, 1))
    assert tuple(cite(subject, day).number for day in days) == numbers


def test_before_the_book_begins_there_is_no_article() -> None:
    with pytest.raises(NoArticle, match="2012-12-31"):
        cite("enforcement.notice", date(2012, 12, 31))
