"""django-hordak's own transfers, in a process and a database of their own: `python hordak_transfers.py URL`.

Says `ready`, then answers each line with a count by the seconds that so many calls of `Account.transfer_to` took, each
committed by itself as hordak does it.
"""

import sys
import time
from urllib.parse import unquote, urlsplit


def main(address: str) -> None:
    """Make the tables, two thousand accounts, and transfer between them."""
    parts = urlsplit(address)

    from django.conf import settings

    settings.configure(
        SECRET_KEY="bench",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DEFAULT_CURRENCY="CNY",
        CURRENCIES=["CNY"],
        HORDAK_DECIMAL_PLACES=2,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.lstrip("/"),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": unquote(parts.hostname or ""),
                "PORT": str(parts.port or 5432),
            }
        },
    )
    import django

    django.setup()
    from django.core.management import call_command
    from hordak.models import Account, AccountType
    from moneyed import Money

    call_command("migrate", verbosity=0, interactive=False)
    accounts = [
        Account.objects.create(name=f"{n}", code=f"{n:04}", type=AccountType.liability, currencies=["CNY"])
        for n in range(200)
    ]
    amount = Money("123.45", "CNY")
    for n in range(20):
        accounts[n].transfer_to(accounts[n + 1], amount)
    print("ready", flush=True)
    for asked in sys.stdin:
        start = time.perf_counter()
        for n in range(int(asked)):
            accounts[n % 200].transfer_to(accounts[(n * 7 + 1) % 199], amount)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
