"""The letters of the house itself."""

from forum import signin
from forum.letters import Letter, Mail, write
from forum.models import Message, SignInChallenge


def sign_in_code(message: Message) -> Mail | None:
    """The code for signing in, computed at the moment of sending and written down nowhere."""
    challenge = SignInChallenge.objects.usable().filter(pk=message.context["challenge"]).first()
    if challenge is None:
        return None
    code = signin.code_of(challenge)
    groups = " ".join(code[start : start + 4] for start in range(0, len(code), 4))
    return write("sign_in_code", message.language, {"code": groups, "name": message.to_name})


LETTERS = {"sign_in_code": Letter(compose=sign_in_code)}
