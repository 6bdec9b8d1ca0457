"""What the rules read: drives between venues, interpreters and their duties."""

from sessions.actions.reference.shelf import Shelf
from sessions.models import Interpreter, InterpreterDuty, VenueDistance
from sessions.reference import ruling_rows as told


def keep_drives(shelf: Shelf) -> None:
    wanted = []
    for row in shelf.forum.rows(told.Drive):
        one, other = sorted((shelf.venue[row.venue], shelf.venue[row.other]))
        wanted.append({"one_id": one, "other_id": other, "minutes": row.minutes, "estimated": row.estimated})
    shelf.tally.keep(VenueDistance.objects.all(), wanted, by=("one_id", "other_id"))


def keep_interpreters(shelf: Shelf) -> None:
    wanted = [
        {
            "edition_id": shelf.edition.pk,
            "name": row.name,
            "languages": row.classes(),
            "days": [day.isoformat() for day in row.days],
        }
        for row in shelf.forum.rows(told.Interpreter)
    ]
    kept = shelf.tally.keep(Interpreter.objects.within(shelf.edition), wanted, by=("name",))
    duties = [
        {
            "engagement_id": shelf.engagement[row.engagement],
            "interpreter_id": kept[row.interpreter,].pk,
            "source": row.source,
            "target": row.target,
        }
        for row in shelf.forum.rows(told.Duty)
    ]
    by = ("engagement_id", "interpreter_id", "source", "target")
    shelf.tally.keep(InterpreterDuty.objects.within(shelf.edition), duties, by=by)


STEPS = (keep_drives, keep_interpreters)
