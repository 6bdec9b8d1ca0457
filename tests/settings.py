"""The settings of the house, told that they are under test, with a var folder of their own."""

import os
import tempfile

os.environ["FORUM_TESTING"] = "1"
os.environ.setdefault("FORUM_VAR", tempfile.mkdtemp(prefix="mayors-forum-"))

from forum.settings import *  # noqa: F403 -- the environment comes first, and these are all settings
