"""What every test stands on."""

import pytest
from django.utils import translation

from forum import languages, ledger, outbox
from tests import factories

languages.compile()


@pytest.fixture(autouse=True)
def everybody_speaks_english():
    """Every scene begins in English: a page that was read in another language leaves that language behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def edition(db):
    """The forum of Shanghai, some months from now."""
    return factories.edition()


@pytest.fixture
def olga(edition):
    """Its protocol officer."""
    return factories.organizer(edition)


@pytest.fixture
def everyone_works(db, settings):
    """Followers and post office do what there is to do, twice each: doing it again must change nothing."""

    def work() -> None:
        for _turn in range(2):
            ledger.follow_changes()
            outbox.work_off()

    settings.LETTER_QUIET_SECONDS = 0
    settings.LETTER_QUIET_MOST_SECONDS = 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return work
