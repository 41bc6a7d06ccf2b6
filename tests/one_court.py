"""An office by itself, where the other courts of the prefecture would have nothing to do and every sweep would visit them."""

from django.db import connections

from zhixing.foundation.identity.models import Court


def leave_only(court: Court) -> None:
    """Take the other courts out of a test's own database, all but the one above."""
    kept = [key for key in (court.pk, court.parent_id) if key]
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM identity_court WHERE NOT id = ANY(%s)", [kept])
