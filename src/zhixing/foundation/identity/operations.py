"""Making accounts. An account that can sign in always has a second factor."""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction

from zhixing.foundation import clock
from zhixing.foundation.home import home
from zhixing.foundation.identity import second_factor
from zhixing.foundation.identity.models import Court, Membership, Role, User

PASSWORD_BYTES = 12


class NoSuchAccount(LookupError):
    """No account has this name, or it has no second factor."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration with everything needed to sign in."""

    username: str
    password: str
    display_name: str
    role: Role
    totp_secret: str
    recovery_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    username: str
    display_name: str
    role: Role


DEMO_PEOPLE = (
    _Person("officer", "金哲", Role.OFFICER),
    _Person("clerk", "李顺姬", Role.CLERK),
    _Person("accountant", "王秀兰", Role.FUND_ACCOUNTANT),
    _Person("chief", "崔成国", Role.BUREAU_CHIEF),
    _Person("vicepresident", "张立新", Role.VICE_PRESIDENT),
    _Person("duty", "朴英花", Role.DUTY_OFFICER),
    _Person("auditor", "刘敏", Role.AUDITOR),
    _Person("it", "赵明", Role.IT),
    _Person("translator", "许贞淑", Role.TRANSLATOR),
)
"""One person for each role; the names are invented."""


def make_demo_accounts(court: Court, now: datetime, *, officer_name: str = "") -> list[DemoAccount]:
    """One account per role in the court, ready to sign in; running it again changes nothing and returns the same.

    `officer_name` is whom the officer's account belongs to, so that the cases of this name are the account's own.

    Passwords and secrets are random per home and kept in `keys/demo-accounts.json`, readable by its owner only, so
    that they can be shown again.
    """
    known = {account.username: account for account in demo_accounts()}
    people = [
        replace(person, display_name=officer_name) if officer_name and person.role is Role.OFFICER else person
        for person in DEMO_PEOPLE
    ]
    accounts = [known.get(person.username) or _invent(person) for person in people]
    _keep(accounts)
    with transaction.atomic():
        made = [_open_account(account, court, now, account.username not in known) for account in accounts]
    _keep(made)
    return made


def register_officers(*, court: Court, names: Iterable[str], now: datetime) -> int:
    """Make the officers of a court known by name, so that cases have an owner; the number that were new.

    Such an account cannot sign in until an operator gives it a password and a second factor.
    """
    known = set(
        Membership.objects.filter(court=court, role=Role.OFFICER.value).values_list(
            "user__display_name", flat=True
        )
    )
    new = sorted({name for name in names if name} - known)
    with transaction.atomic():
        for name in new:
            digest = hashlib.sha256(f"{court.code}{name}".encode()).hexdigest()[:10]
            user = User.objects.create_user(
                f"officer-{digest}", None, display_name=name, joined_on=clock.local_date(now)
            )
            Membership.objects.create(user=user, court=court, role=Role.OFFICER.value)
    return len(new)


def demo_accounts() -> list[DemoAccount]:
    """The accounts of this home's demonstration; empty before it was made."""
    file = home().keys / "demo-accounts.json"
    if not file.exists():
        return []
    return [
        DemoAccount(
            username=row["username"],
            password=row["password"],
            display_name=row["display_name"],
            role=Role(row["role"]),
            totp_secret=row["totp_secret"],
            recovery_codes=tuple(row["recovery_codes"]),
        )
        for row in json.loads(file.read_text(encoding="utf-8"))
    ]


def current_code(username: str) -> str:
    """The six digits the account's authenticator shows now; for the court's own machine. Raises NoSuchAccount."""
    held = Authenticator.objects.filter(user__username=username, type=Authenticator.Type.TOTP).first()
    if held is None:
        raise NoSuchAccount(f"没有启用动态验证码的账号“{username}”。")
    return second_factor.code_at(second_factor.open_secret(held.data["secret"]), clock.real_now())


def _invent(person: _Person) -> DemoAccount:
    return DemoAccount(
        username=person.username,
        password=secrets.token_urlsafe(PASSWORD_BYTES),
        display_name=person.display_name,
        role=person.role,
        totp_secret=second_factor.new_secret(),
        recovery_codes=(),
    )


def _open_account(account: DemoAccount, court: Court, now: datetime, is_new: bool) -> DemoAccount:
    """Make the account or complete it; one whose secrets were lost with the key file is given the new ones."""
    user = User.objects.filter(username=account.username).first()
    if user is not None and is_new:
        user.set_password(account.password)
        user.save(update_fields=["password"])
        Authenticator.objects.filter(user=user).delete()
    if user is None:
        user = User.objects.create_user(
            account.username,
            account.password,
            display_name=account.display_name,
            joined_on=clock.local_date(now),
        )
    Membership.objects.get_or_create(user=user, court=court, role=account.role.value)
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        sealed = second_factor.seal_secret(account.totp_secret)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": sealed})
    codes = RecoveryCodes.activate(user).get_unused_codes()
    return DemoAccount(
        account.username,
        account.password,
        account.display_name,
        account.role,
        account.totp_secret,
        tuple(codes),
    )


def _keep(accounts: Sequence[DemoAccount]) -> None:
    """Written before the accounts are made, so that a kill in between never leaves an account nobody can open."""
    file = home().prepare().keys / "demo-accounts.json"
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    rows = [{**asdict(account), "role": account.role.value} for account in accounts]
    draft.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(file)
