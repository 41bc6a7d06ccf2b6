"""Accounts of the demonstration: one per role, each with a second factor, made once."""

import stat
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from zhixing.foundation.home import home
from zhixing.foundation.identity.models import Court, Membership, Role, User
from zhixing.foundation.identity.operations import (
    NoSuchAccount,
    current_code,
    demo_accounts,
    make_demo_accounts,
)
from zhixing.foundation.identity.second_factor import code_at, open_secret, seal_secret

NOW = datetime(2022, 12, 31, 2, tzinfo=UTC)


def test_each_role_has_one_account_that_can_sign_in(wangqing: Court) -> None:
    made = make_demo_accounts(wangqing, NOW)
    assert [account.role for account in made] == list(Role)
    for account in made:
        user = User.objects.get(username=account.username)
        assert user.check_password(account.password)
        assert Membership.objects.get(user=user).court == wangqing
        held = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
        assert account.totp_secret not in str(held.data)
        assert open_secret(held.data["secret"]) == account.totp_secret
        assert len(account.recovery_codes) == 10


def test_making_them_again_changes_nothing(wangqing: Court) -> None:
    first = make_demo_accounts(wangqing, NOW)
    passwords = list(User.objects.order_by("id").values_list("password", flat=True))
    assert make_demo_accounts(wangqing, NOW) == first
    assert list(User.objects.order_by("id").values_list("password", flat=True)) == passwords
    assert demo_accounts() == first


def test_a_used_recovery_code_is_not_shown_again(wangqing: Court) -> None:
    account = make_demo_accounts(wangqing, NOW)[0]
    user = User.objects.get(username=account.username)
    assert RecoveryCodes.activate(user).validate_code(account.recovery_codes[0])
    assert make_demo_accounts(wangqing, NOW)[0].recovery_codes == account.recovery_codes[1:]


def test_secrets_lost_with_their_file_are_replaced(wangqing: Court) -> None:
    before = make_demo_accounts(wangqing, NOW)
    (home().keys / "demo-accounts.json").unlink()
    after = make_demo_accounts(wangqing, NOW)
    assert after[0].password != before[0].password
    assert User.objects.get(username="officer").check_password(after[0].password)
    held = Authenticator.objects.get(user__username="officer", type=Authenticator.Type.TOTP)
    assert open_secret(held.data["secret"]) == after[0].totp_secret


def test_the_file_is_for_its_owner_only(wangqing: Court) -> None:
    make_demo_accounts(wangqing, NOW)
    assert stat.S_IMODE((home().keys / "demo-accounts.json").stat().st_mode) == 0o600


def test_a_code_is_given_for_known_accounts_only(wangqing: Court) -> None:
    make_demo_accounts(wangqing, NOW)
    assert len(current_code("officer")) == 6
    with pytest.raises(NoSuchAccount, match="nobody"):
        current_code("nobody")


def test_codes_are_those_of_rfc_6238() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for second, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert code_at(secret, datetime.fromtimestamp(second, UTC)) == code


def test_a_sealed_secret_is_different_each_time_and_opens() -> None:
    assert seal_secret("ABC") != seal_secret("ABC")
    assert open_secret(seal_secret("ABC")) == "ABC"
