"""What an applicant is told before measures end, in Chinese and Korean, without a debtor's data."""

from dataclasses import dataclass
from datetime import date

STEPS = (30, 7)
"""Rungs at which the applicant is told: once with time to ask for the renewal, once at the last."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages of the prefecture."""

    zh: str
    ko: str


def words_for(*, number: str, expires_on: date, measures: int, ask_by: date, today: date) -> Words:
    """What is told of one end: how many measures, until when, and by when to ask for the renewal.

    Once the day for asking is past, the call is to ask at once.
    """
    until = f"{expires_on.year}年{expires_on.month}月{expires_on.day}日"
    bis = f"{expires_on.year}년 {expires_on.month}월 {expires_on.day}일"
    if ask_by >= today:
        ask = f"需要续行的，请在{ask_by.year}年{ask_by.month}月{ask_by.day}日前向本院提出申请"
        request = f"연장이 필요하면 {ask_by.year}년 {ask_by.month}월 {ask_by.day}일 전에 신청하십시오"
    else:
        ask = "需要续行的，请立即向本院提出申请"
        request = "연장이 필요하면 즉시 신청하십시오"
    zh = f"{number}一案有{measures}项查封、扣押、冻结将于{until}届满，届满未续行即失效。{ask}；本院同时依职权办理。"
    ko = f"{number} 사건의 압류·동결 {measures}건이 {bis}에 만료됩니다. 연장하지 않으면 효력을 잃습니다. {request}."
    return Words(zh[:400], ko[:400])
