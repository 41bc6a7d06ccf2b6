"""Accounts are made by the court, never by visitors."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class HouseAccountAdapter(DefaultAccountAdapter):  # type: ignore
    """allauth's adapter: sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an operator makes accounts."""
        return False
