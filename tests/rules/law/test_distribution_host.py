"""The hosting court, and the end of a mortgage's growth."""

from datetime import UTC, datetime

from zhixing.law.distribution_host import Seizure, hosting_court, mortgage_growth_stops

FIRST = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
SECOND = datetime(2026, 1, 1, 9, 1, tzinfo=UTC)


def test_the_first_to_seize_hosts() -> None:
    host = hosting_court([Seizure("敦化法院", SECOND), Seizure("汪清法院", FIRST)])
    assert host is not None
    assert (host.court, host.may_distribute) == ("汪清法院", True)
    assert hosting_court([]) is None


def test_a_preserving_court_waits_until_its_case_is_tried() -> None:
    waiting = hosting_court([Seizure("汪清法院", FIRST, preservation=True)])
    assert waiting is not None
    assert not waiting.may_distribute
    tried = hosting_court([Seizure("汪清法院", FIRST, preservation=True, tried=True)])
    assert tried is not None
    assert tried.may_distribute


def test_a_maximum_mortgage_stops_growing_at_notice_or_knowledge() -> None:
    assert mortgage_growth_stops(notified_at=SECOND, knew_at=FIRST) == FIRST
    assert mortgage_growth_stops(notified_at=SECOND, knew_at=None) == SECOND
    assert mortgage_growth_stops(notified_at=None, knew_at=None) is None
