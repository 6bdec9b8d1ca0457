"""`manage.py purge [--dry-run]`: delete what may no longer be kept, as the timer does every hour."""

import argparse
from dataclasses import asdict

from django.core.management.base import BaseCommand

from delegations.actions import purge
from forum import signin
from forum.models import Edition
from sessions.actions import quiet_hours


class Command(BaseCommand):
    help = "Delete passports, photos and needs whose time is over, destroy the keys of those forums, forget old codes."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *, dry_run: bool = False, **_options: object) -> None:
        for edition in Edition.objects.order_by("pk"):
            found = purge.due(edition) if dry_run else purge.purge(edition)
            hours = quiet_hours.due(edition) if dry_run else quiet_hours.forget(edition)
            counts = asdict(found) | {"quiet hours": hours}
            words = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
            self.stdout.write(f"{edition.slug}: {words or 'nothing is due'}")
        if not dry_run:
            self.stdout.write(f"{signin.forget_old()} old requests for sign-in codes forgotten")
        else:
            self.stdout.write("Nothing was deleted.")
