"""What can be wrong with the configuration: every problem at once, each with its place and its remedy."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One mistake in one file."""

    path: Path
    line: int
    """Counted from 1; 0 when the file as a whole is meant."""
    field: str
    """Dotted: "services.faerben.duration_min"; empty when the file as a whole is meant."""
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        field = f"{self.field}: " if self.field else ""
        return f"{place}: {field}{self.found}; {self.expected}"


class ConfigError(Exception):
    """The configuration is refused; whoever holds an older one keeps it.

    Attributes:
        problems: all of them, in the order of the files.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
