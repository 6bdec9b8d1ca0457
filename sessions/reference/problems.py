"""What is wrong with a folder, said so that whoever wrote it can mend it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

MOST_PER_FILE = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it stands, and a sentence. Line 0 is the file as a whole."""

    file: str
    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        word = "key" if self.file.endswith(".toml") else "column"
        places = [
            self.file,
            f"line {self.line}" * bool(self.line),
            f"{word} '{self.column}'" * bool(self.column),
        ]
        return f"{', '.join(place for place in places if place)}: {self.sentence}"


class UnreadableForum(Exception):
    """The folder cannot be loaded. Carries every problem; the text shows up to twenty of each file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        super().__init__("\n".join(self._lines()))

    def _lines(self) -> Iterator[str]:
        seen: Counter[str] = Counter()
        for problem in self.problems:
            seen[problem.file] += 1
            if seen[problem.file] <= MOST_PER_FILE:
                yield str(problem)
        for file, count in seen.items():
            if count > MOST_PER_FILE:
                yield f"{file}: {count - MOST_PER_FILE} more problems are not shown."
