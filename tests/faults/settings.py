"""The real settings for processes that are going to be killed: short leases, so that a proof does not take a day."""

from forum.settings import *  # noqa: F403 -- all of them
from forum.settings import CELERY_BEAT_SCHEDULE, LETTERS, STORAGES

LETTERS = [*LETTERS, "tests.faults.bulletin"]
LETTER_LEASE_SECONDS = 6
LETTER_HANDOVER_SECONDS = 4
LETTER_WAITS_SECONDS = (1, 2, 4)
EMAIL_TIMEOUT = 1
CELERY_BEAT_SCHEDULE = {name: {**entry, "schedule": 1} for name, entry in CELERY_BEAT_SCHEDULE.items()}
# Nobody has collected the static files for a house that lives for a minute.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
