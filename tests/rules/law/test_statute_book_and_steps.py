"""The statute book resolves subject and date, and a result writes down how it was reached."""

from datetime import date

import pytest

from zhixing.law import articles
from zhixing.law.articles import Article, NoArticle, cite
from zhixing.law.explanation import Step, to_json, to_text


def test_double_interest_is_cited_by_the_number_of_its_day() -> None:
    numbers = [
        cite("interest.delay", on).number for on in (date(2021, 12, 31), date(2023, 12, 31), date(2024, 1, 1))
    ]
    assert numbers == ["第二百五十三条", "第二百六十条", "第二百六十四条"]


def test_a_document_cites_the_law_without_the_note_on_its_version() -> None:
    article = cite("interest.delay.notice", date(2016, 1, 1))
    assert (
        article.citation_in_document
        == "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第四百八十二条"
    )
    assert (
        article.citation
        == "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释（2015年）》第四百八十二条"
    )


def test_a_subject_without_an_article_on_the_day_is_refused() -> None:
    with pytest.raises(NoArticle, match="1990-01-01"):
        cite("interest.delay", date(1990, 1, 1))


def test_two_articles_in_force_at_once_are_a_mistake_in_the_book(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Article("x", "法", "第一条", "", date(2020, 1, 1), None, "derived")
    two = Article("x", "法", "第二条", "", date(2021, 1, 1), None, "derived")
    monkeypatch.setattr(articles, "statute_book", lambda: {"x": (one, two)})
    with pytest.raises(ValueError, match="同时施行"):
        cite("x", date(2022, 1, 1))


def test_steps_are_written_as_numbered_lines_with_their_article_and_its_doubt() -> None:
    steps = (
        Step("加倍部分", "10,000.00 × 0.0175% × 60", "105.00元", "《甲法》第一条", "正文", "verified text"),
        Step("轮候期限", article="《乙规定》第二条", mark="recall"),
    )
    assert to_text(steps).splitlines() == [
        "1. 加倍部分",
        "   10,000.00 × 0.0175% × 60 = 105.00元",
        "   依据：《甲法》第一条",
        "2. 轮候期限",
        "   依据：《乙规定》第二条［recall］",
    ]
    assert to_json(steps)[1] == {"article": "《乙规定》第二条", "text": "轮候期限", "mark": "recall"}
