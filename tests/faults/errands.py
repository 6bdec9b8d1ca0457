"""What a proof asks of the house from outside: `python -m tests.faults.errands post 300`."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- Django must be set up first
from django.db import transaction  # noqa: E402 -- as above

from forum import outbox  # noqa: E402 -- as above
from forum.models import User  # noqa: E402 -- as above


def migrate() -> None:
    call_command("migrate", verbosity=0)


def post(many: str) -> None:
    """Put so many letters on record, in one transaction, as a broadcast does."""
    with transaction.atomic():
        for number in range(int(many)):
            outbox.post_letter(
                "bulletin",
                key=f"bulletin:{number}",
                to=f"mayor{number}@city.example",
                name=f"Mayor {number}",
                language="en",
                edition=None,
                context={"number": number},
            )


def account(address: str) -> None:
    """Open an account, so that somebody may sign in."""
    User.objects.open(address, "Somebody")


if __name__ == "__main__":
    {"migrate": migrate, "post": post, "account": account}[sys.argv[1]](*sys.argv[2:])
