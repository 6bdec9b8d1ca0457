"""The files of a forum meet what people have done since: people are asked first, and the files can still win."""

import pytest

from delegations.actions import delegates, orders, replacement
from delegations.models import Delegate
from forum.models import Edition
from sessions.actions import reference
from sessions.management.commands.load_forum import folder_of
from sessions.reference.reader import read
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def files():
    return read(folder_of("shanghai-2025"))


@pytest.fixture
def shanghai(files):
    reference.load(files)
    return Edition.objects.get(slug="shanghai-2025")


def own_policy(edition, by):
    made = factories.policy("Ours", edition)
    orders.choose_policy(made, by=by)
    return made


def another_head(edition, by):
    head = Delegate.objects.within(edition).filter(role="head", delegation__is_host=False).earliest("pk")
    entry = delegates.Entry("Dennehy", "Fergal", False, "", "head", "", "", "en")
    replacement.replace(head, entry, reason="Elected", late=True, by=by)


@pytest.mark.parametrize("work", [own_policy, another_head])
def test_what_people_did_is_not_undone_unless_the_files_are_to_win(files, shanghai, work):
    work(shanghai, factories.organizer(shanghai))

    with pytest.raises(reference.EditionInUse):
        reference.load(files)

    reference.load(files, overwrite=True)
    assert not reference.load(files, overwrite=True)
