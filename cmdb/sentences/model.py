"""What people read of an answer."""

from typing import TypedDict


class Line(TypedDict):
    """A sentence, and what it is about: the CI's id and state, and how far in it stands."""

    ci: str | None
    state: str | None
    level: int
    text: str


class Sentences(TypedDict):
    """Sentences of one language; `lang` is its tag (BCP 47).

    `impacted` are worth naming one by one: risk that is merely inherited stands folded under
    `redundancy_lost`. `summary` is the headline without what is given. `omitted` counts what was
    left out of each part.
    """

    lang: str
    headline: str
    summary: str
    impacted: list[Line]
    redundancy_lost: list[str]
    recoverable: list[str]
    doubts: list[str]
    omitted: dict[str, int]


class Reasons(TypedDict):
    """Why, in sentences: `steps` from the CI down to the failures, or the needs that held."""

    lang: str
    headline: str
    steps: list[Line]
    causes: list[str]
    trust: list[str]
    recoverable: list[str]
    omitted: dict[str, int]
