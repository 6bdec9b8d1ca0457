"""The letters of this room: one function, one name, three templates each."""

from forum.letters import Letter

LETTERS: dict[str, Letter] = {}
