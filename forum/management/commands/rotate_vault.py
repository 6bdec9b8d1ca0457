"""`manage.py rotate_vault`: the vault goes over to other keys while the house goes on working."""

import argparse

from django.core.management.base import BaseCommand

from forum import vault
from forum.models import Edition


class Command(BaseCommand):
    help = (
        "Wrap every data key with the first key of FORUM_VAULT_KEYS; with --data-keys also give each edition a new "
        "data key and seal everything anew. It may be stopped at any moment and begun again with --go-on."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--data-keys", action="store_true", help="new data keys too")
        parser.add_argument("--go-on", action="store_true", help="seal anew what a rotation that was cut off left")

    def handle(self, *, data_keys: bool = False, go_on: bool = False, **_options: object) -> None:
        self.stdout.write(f"{vault.rewrap()} data keys are wrapped anew.")
        for edition in Edition.objects.filter(data_keys__isnull=False).distinct():
            if vault.is_destroyed(edition):
                continue
            if data_keys:
                vault.renew(edition)
            if data_keys or go_on:
                self.stdout.write(f"{edition.slug}: {vault.reseal(edition)} rows are sealed anew.")
