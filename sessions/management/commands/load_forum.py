"""`manage.py load_forum`: a forum from a folder of files into the database."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from sessions.actions import reference
from sessions.actions.reference.keeping import Tally
from sessions.reference import BUNDLED, bundled
from sessions.reference.problems import UnreadableForum
from sessions.reference.reader import read


class Command(BaseCommand):
    help = "Load a forum from a folder of files (docs/forum-format.md). Loading it twice changes nothing."
    requires_system_checks = ()  # it needs the models, not the pages

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("forum", help=f"a folder, or one of: {', '.join(bundled())}")
        parser.add_argument("--check", action="store_true", help="only read the files and say what is wrong")
        parser.add_argument("--overwrite", action="store_true", help="let the files win over what people have changed")

    def handle(self, *, forum: str, check: bool, overwrite: bool, verbosity: int, **_options: object) -> None:
        folder = folder_of(forum)
        try:
            found = read(folder)
            tally = None if check else reference.load(found, overwrite=overwrite)
        except (UnreadableForum, reference.EditionInUse) as trouble:
            raise CommandError(str(trouble)) from None
        except IntegrityError as trouble:
            raise CommandError(
                f"The files contradict what is in the database already, so nothing was loaded: {trouble}"
            ) from None
        if verbosity:
            self.stdout.write(f"{found.edition.slug}: {result(tally)}")


def folder_of(name: str) -> Path:
    """The folder of a bundled forum, or the folder at this path. Raises CommandError."""
    if name in bundled():
        return BUNDLED / name
    folder = Path(name)
    if not folder.is_dir():
        raise CommandError(f"There is no folder {name}, and no bundled forum of this name ({', '.join(bundled())}).")
    return folder


def result(tally: Tally | None) -> str:
    if tally is None:
        return "the files are in order."
    if not tally:
        return "nothing has changed."
    return f"{tally.made.total()} rows made, {tally.changed.total()} changed."
