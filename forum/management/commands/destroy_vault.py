"""`manage.py destroy_vault EDITION`: make what an edition kept in the vault unreadable for good."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from forum import vault
from forum.models import Edition


class Command(BaseCommand):
    help = "Destroy the data keys of an edition. Its passports can never be read again, in no backup of the database."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("edition", help="the short name of the edition")
        parser.add_argument("--yes-destroy", metavar="EDITION", default="", help="the short name once more")

    def handle(self, *, edition: str, yes_destroy: str = "", **_options: object) -> None:
        found = Edition.objects.filter(slug=edition).first()
        if found is None:
            raise CommandError(f"There is no edition “{edition}”.")
        if yes_destroy != edition:
            self.stdout.write(f"Nothing was destroyed. If you mean it, add --yes-destroy {edition}")
            return
        self.stdout.write(f"{vault.destroy(found, by=None)} keys of {edition} are destroyed.")
