"""What every test stands on."""

import os
import tempfile

os.environ.setdefault("FORUM_TESTING", "1")
os.environ.setdefault("FORUM_VAR", tempfile.mkdtemp(prefix="mayors-forum-"))

from forum import languages

languages.compile()
