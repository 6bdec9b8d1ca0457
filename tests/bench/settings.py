"""The real settings, with the floor's door beside the house's."""

from forum.settings import *  # noqa: F403 -- all of them
from forum.settings import LETTERS, STORAGES

ROOT_URLCONF = "tests.bench.urls"
LETTERS = [*LETTERS, "tests.faults.bulletin"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
DOORBELL = False
ALLOWED_HOSTS = ["testserver"]
