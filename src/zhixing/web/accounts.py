"""Accounts are made by the court, never by visitors; secrets of the second factor are sealed at rest."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from zhixing.foundation.identity import second_factor


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


class HouseMfaAdapter(DefaultMFAAdapter):
    """allauth's adapter: secrets of the second factor lie sealed in the database, the key outside it."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return second_factor.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return second_factor.open_secret(encrypted_text)
