"""First notices: every case that was filed gets them."""

from datetime import datetime, timedelta

from zhixing.documents.operations import CourtAccountMissing, cases_waiting_for_notices, issue_first_notices
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.sweeps import failures
from zhixing.foundation.sweeps.engine import sweep

NAME = "documents.first_notices"


@sweep(name=NAME, every=timedelta(minutes=10), deadline=timedelta(minutes=20), batch=25)
def issue_waiting_notices(*, now: datetime, limit: int) -> int:
    """Issue the first notices of cases that wait for them. A court without an account is a person's work."""
    waiting = cases_waiting_for_notices(limit=limit)
    if not waiting:
        return 0
    try:
        return issue_first_notices(case_ids=waiting, now=now, actor=Actor.system("文书")).cases
    except CourtAccountMissing as missing:
        failures.note(sweep=NAME, subject="案款专户", error=str(missing), now=now)
        return 0
