"""A plain letter for broadcasts under fault: its subject says its number, so that every copy can be counted."""

from forum.letters import Letter, Mail
from forum.models import Message


def bulletin(message: Message) -> Mail:
    number = message.context["number"]
    return Mail(subject=f"Bulletin {number}", text=f"Number {number}\n", html=f"<p>Number {number}</p>")


LETTERS = {"bulletin": Letter(compose=bulletin)}
