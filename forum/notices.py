"""The letters of the house itself."""

from forum import signin
from forum.letters import Letter, Mail, write
from forum.models import Message, SignInChallenge
from forum.texts import in_fours


def sign_in_code(message: Message) -> Mail | None:
    """The code for signing in, computed at the moment of sending and written down nowhere."""
    challenge = SignInChallenge.objects.usable().filter(pk=message.context["challenge"]).first()
    if challenge is None:
        return None
    code = " ".join(in_fours(signin.code_of(challenge)))
    return write("sign_in_code", message.language, {"code": code, "name": message.to_name})


LETTERS = {"sign_in_code": Letter(compose=sign_in_code)}
