"""Numbers of persons as the tables keep them: sealed, indexed for equality, masked for lists."""

from functools import lru_cache

from zhixing.cases.models import Party
from zhixing.foundation import names
from zhixing.foundation.home import home
from zhixing.foundation.personal_data import Keys, Purpose, blind_index, load_keys, seal, unseal

Sealed = tuple[bytes, bytes, str]


@lru_cache(maxsize=4)
def _keys_at(place: str) -> Keys:
    return load_keys(home().prepare().keys / "personal-data.json")


def keys() -> Keys:
    """The keys of this home."""
    return _keys_at(str(home().root))


def sealed_id(number: str) -> Sealed:
    """An ID or credit code as stored: sealed value, blind index, masked form."""
    return (
        seal(keys(), number, purpose=Purpose.ID_NUMBER),
        blind_index(keys(), number, purpose=Purpose.ID_NUMBER),
        names.mask_id_number(number),
    )


def sealed_phone(number: str) -> Sealed:
    """A phone number as stored."""
    return (
        seal(keys(), number, purpose=Purpose.PHONE),
        blind_index(keys(), number, purpose=Purpose.PHONE),
        names.mask_phone(number),
    )


def sealed_account(number: str) -> Sealed:
    """A bank account as stored."""
    return (
        seal(keys(), number, purpose=Purpose.ACCOUNT),
        blind_index(keys(), number, purpose=Purpose.ACCOUNT),
        names.mask_account(number),
    )


def index_of_id(number: str) -> bytes:
    """The blind index by which a party is found by number."""
    return blind_index(keys(), number, purpose=Purpose.ID_NUMBER)


def account_of(party: Party) -> str:
    """The full account number of an applicant, for paying; empty when none is known."""
    return unseal(keys(), party.account_sealed, purpose=Purpose.ACCOUNT) if party.account_sealed else ""


def opened(party: Party) -> dict[str, str]:
    """Every number of a party in full. Call it only through an operation that records the look."""
    return {
        "id": unseal(keys(), party.id_sealed, purpose=Purpose.ID_NUMBER),
        "phone": unseal(keys(), party.phone_sealed, purpose=Purpose.PHONE) if party.phone_sealed else "",
        "account": account_of(party),
    }
