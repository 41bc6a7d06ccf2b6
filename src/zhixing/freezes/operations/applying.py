"""Writing on a measure what its holder said, whether by message or on paper."""

from datetime import date, timedelta

from zhixing.freezes.models import ActState, Measure, MeasureAct, MeasureState, Pending
from zhixing.freezes.rules.answers import Effect, Word

ONE_DAY = timedelta(days=1)
STATES = {Word.YES: ActState.CONFIRMED, Word.PARTLY: ActState.PARTLY, Word.NO: ActState.REFUSED}
_TROUBLE = {Word.YES: "", Word.PARTLY: "partly", Word.NO: "refused"}


def set_end(measure: Measure, effect: Effect) -> None:
    """The end to rely on from now on, with the state that goes with it."""
    measure.ends_on, measure.stated_on = effect.ends_on, effect.confirmed_until
    measure.stated_end = effect.confirmed_until.isoformat() if effect.confirmed_until else ""
    measure.state = (MeasureState.NO_END if effect.ends_on is None else MeasureState.WATCHED).value


def set_trouble(measure: Measure, effect: Effect) -> None:
    """What is wrong, in the holder's words; nothing after a plain yes."""
    measure.trouble, measure.trouble_words = _TROUBLE[effect.word], effect.trouble[:400]


def extend(measure: Measure, effect: Effect, *, before: date, on: date) -> None:
    """A renewal was answered: extended when the effect has an end, else it stays as it was and is red."""
    if effect.ends_on is not None:
        measure.term_starts_on, measure.is_renewal = before + ONE_DAY, True
        set_end(measure, effect)
        measure.confirmed_by_holder, measure.confirmed_until = True, effect.confirmed_until
        measure.renewal, measure.renewal_since = Pending.NONE.value, None
    else:
        measure.renewal, measure.renewal_since = Pending.REFUSED.value, on
    set_trouble(measure, effect)


def lift(measure: Measure, effect: Effect, *, on: date) -> None:
    """A release was answered: ended, or standing and red."""
    if effect.word is Word.YES:
        measure.state, measure.released_on = MeasureState.RELEASED.value, max(on, measure.starts_on)
        measure.lifting, measure.lifting_since = Pending.NONE.value, None
        measure.renewal, measure.renewal_since = Pending.NONE.value, None
    else:
        measure.lifting, measure.lifting_since = Pending.REFUSED.value, on
    set_trouble(measure, effect)


def take_effect(measure: Measure, *, on: date) -> None:
    """A waiting measure stands first from a day on."""
    measure.is_waiting, measure.place, measure.advanced_on = False, None, None
    measure.waits_behind_id, measure.ahead, measure.ahead_until = None, [], None
    measure.term_starts_on = on


def answer_act(act: MeasureAct, effect: Effect) -> None:
    """The holder's answer on the act; the caller saves."""
    act.state, act.why = STATES[effect.word].value, effect.trouble[:400]


CHANGED = [
    "starts_on", "stated_end", "stated_on", "ends_on", "amount_fen", "state", "confirmed_by_holder", "released_on",
    "is_renewal", "is_waiting", "term_starts_on", "confirmed_until", "waits_behind", "place", "ahead", "ahead_until",
    "advanced_on", "renewal", "renewal_since", "lifting", "lifting_since", "trouble", "trouble_words",
]  # fmt: skip
"""Every column an answer may change."""
