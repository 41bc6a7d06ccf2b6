"""What becomes of cases in the three years: paid, closed for want of assets, handed to another court, given to a colleague."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from three_years_town import Filed, Town
from zhixing.cases.models import Case
from zhixing.cases.operations import concluding
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.sweeps.engine import run_sweep
from zhixing.freezes import operations
from zhixing.freezes.models import Measure, MeasureState
from zhixing.freezes.operations import paper as on_paper
from zhixing.freezes.operations.measures import EndRefused

SYSTEM = Actor.system("模拟")


class Fates:
    """Makes happen what is due, and asks what the house made of it on the same day."""

    def __init__(self, town: Town, counts: Counter[str]) -> None:
        self.town, self.counts = town, counts
        self.due: dict[date, list[Filed]] = {}
        for one in town.cases:
            self.due.setdefault(one.on, []).append(one)
        self.to_hand_over: list[tuple[date, UUID]] = []
        self.to_be_confirmed: list[tuple[date, UUID]] = []
        self.not_released: list[str] = []

    def happen(self, today: date) -> list[Filed]:
        """The cases paid on this day; the others are dealt with here."""
        todo = self.due.pop(today, [])
        for one in todo:
            if one.fate == "suspended":
                kind = ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS
                concluding.conclude(case_id=one.case.pk, kind=kind, on=today, now=clock.now(), actor=SYSTEM)
                self.counts["终本"] += 1
            elif one.fate == "handed_over":
                standing = Measure.objects.filter(case=one.case, state=MeasureState.WATCHED.value)
                self.to_hand_over += [(today, key) for key in standing.values_list("pk", flat=True)]
            elif one.fate == "new_officer":
                other = self.town.officers[(one.case.sequence + 1) % len(self.town.officers)]
                Case.objects.filter(pk=one.case.pk).update(officer_id=other.user_id, officer_name=other.name)
                self.counts["换承办人"] += 1
            elif one.fate == "satisfied":
                concluding.note_settled(
                    case_id=one.case.pk,
                    settlement="和解",
                    waived_fen=0,
                    on=today,
                    now=clock.now(),
                    actor=SYSTEM,
                )
                self.counts["清偿结案"] += 1
        self._hand_over(today)
        return [one for one in todo if one.fate == "satisfied"]

    def released_at_once(self, paid: Sequence[Filed], today: date) -> None:
        """The sweep that the payment rings has drafted a release of every measure of the case."""
        if not paid:
            return
        run_sweep("freezes.release_satisfied")
        standing = Measure.objects.filter(case__in=[one.case for one in paid]).exclude(
            state=MeasureState.RELEASED.value
        )
        for measure in standing:
            self.counts["清偿当时拟解除"] += 1
            if not measure.lifting:
                self.not_released.append(f"{measure.pk} {today}")

    def _hand_over(self, today: date) -> None:
        """Measures are handed over where a month is left, else after their renewal; the other court confirms later."""
        waiting, self.to_hand_over = self.to_hand_over, []
        for on, key in waiting:
            try:
                if on <= today:
                    on_paper.hand_over(
                        measure_id=key,
                        to_court="延吉市人民法院",
                        on=today,
                        now=clock.now(),
                        actor=self.town.chief,
                    )
                    self.to_be_confirmed.append((today + timedelta(days=20 + key.int % 40), key))
                    self.counts["移交"] += 1
                    continue
            except operations.MeasureReleased:
                continue
            except (on_paper.PaperRefused, EndRefused):
                self.to_hand_over.append((today + timedelta(days=14), key))
            else:
                self.to_hand_over.append((on, key))
        waiting, self.to_be_confirmed = self.to_be_confirmed, []
        for on, key in waiting:
            try:
                if on <= today:
                    operations.release(
                        measure_id=key,
                        reason="接收法院已经确认接管",
                        now=clock.now(),
                        on=today,
                        actor=self.town.chief,
                    )
                    self.counts["移交确认"] += 1
                    continue
            except operations.MeasureReleased:
                continue
            except EndRefused:
                self.to_be_confirmed.append((today + timedelta(days=3), key))
            else:
                self.to_be_confirmed.append((on, key))
