"""Accounts are made by the court, never by visitors; secrets of the second factor are sealed at rest."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from zhixing.foundation import clock
from zhixing.foundation.identity import second_factor

FRESH = timedelta(minutes=5)
"""So long a password just given counts for setting up the first second factor and noting its recovery codes."""


class HouseAccountAdapter(DefaultAccountAdapter):
    """allauth's adapter: sign-up is closed, and signing in is not announced to who just did it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an operator makes accounts."""
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say what changed, but not that somebody signed in or out."""
        template = str(kwargs.get("message_template") or (args[0] if args else ""))
        if not template.endswith(("logged_in.txt", "logged_out.txt")):
            super().add_message(request, level, *args, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before a change to the account, except at the first sign-in, where the password was just given."""
        request = context.request
        since = clock.real_now() - FRESH
        settled = Authenticator.objects.filter(
            user_id=request.user.pk, type=Authenticator.Type.TOTP, created_at__lt=since
        ).exists()
        fresh = any(
            record.get("method") == "password" and record["at"] > since.timestamp()
            for record in get_authentication_records(request, request.user)
        )
        if fresh and not settled:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class HouseMfaAdapter(DefaultMFAAdapter):
    """allauth's adapter: secrets of the second factor lie sealed in the database, the key outside it."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return second_factor.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return second_factor.open_secret(encrypted_text)
