"""What every test stands on."""

import os
import tempfile

os.environ.setdefault("FORUM_TESTING", "1")
os.environ.setdefault("FORUM_VAR", tempfile.mkdtemp(prefix="mayors-forum-"))

from forum import languages

languages.compile()

import pytest  # noqa: E402 -- the environment comes first

from forum import ledger, outbox  # noqa: E402 -- the environment comes first


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
