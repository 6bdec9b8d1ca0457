"""After new rules of the world's clocks were installed: do items still stand at the hours that were promised?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from forum import clock
from forum.models import Edition
from sessions.actions import promises


class Command(BaseCommand):
    help = "List items whose hours are others by the rules of today's time zones; with --mend keep the promised hours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="move the instants so that the hours stay")

    def handle(self, *args: Any, mend: bool = False, **options: Any) -> None:
        count = 0
        for edition in Edition.objects.order_by("slug"):
            for one in promises.keep(edition, by=None) if mend else promises.broken(edition):
                count += 1
                hour = clock.local(edition.zone, one.starts_at)
                self.stdout.write(
                    f"{edition.slug}: {one.engagement.pk} {one.engagement}: promised {hour:%Y-%m-%d %H:%M}"
                )
        if not count:
            self.stdout.write("Every item stands at the hour that was promised.")
        elif mend:
            self.stdout.write(f"{count} moved. Publish the programme, so that everybody reads it.")
        else:
            self.stdout.write(f"{count} no longer stand at their hour. Run again with --mend.")
