"""`${VAR}` as Compose resolves it: https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATORS = (":-", ":?", ":+", "-", "?", "+")
_DEPTH = 20


class Malformed(ValueError):
    """The text is no template: a lone `$`, an empty or an open `${`."""


@dataclass(slots=True)
class Interpolation:
    """Resolves templates and keeps what was missing: names that are `unset`, and the `required` ones with their messages."""

    environment: Mapping[str, str]
    unset: set[str] = field(default_factory=set)
    required: dict[str, str] = field(default_factory=dict)

    def resolved(self, template: str) -> str:
        """Return the template with its variables replaced. Raises Malformed."""
        return "".join(self._parts(template, 0))

    def _parts(self, text: str, depth: int) -> Iterator[str]:
        at = 0
        while (dollar := text.find("$", at)) >= 0:
            yield text[at:dollar]
            at = dollar + 2
            if text.startswith("$$", dollar):
                yield "$"
            elif text.startswith("${", dollar):
                end = _closing(text, at)
                yield self._expression(text[at:end], depth + 1)
                at = end + 1
            elif name := _NAME.match(text, dollar + 1):
                yield self._plain(name[0])
                at = name.end()
            else:
                raise Malformed("a lone $; write $$ for a dollar sign")
        yield text[at:]

    def _plain(self, name: str) -> str:
        if name not in self.environment:
            self.unset.add(name)
        return self.environment.get(name, "")

    def _expression(self, text: str, depth: int) -> str:
        name = _NAME.match(text)
        if depth > _DEPTH or not name:
            raise Malformed(f"${{{text[:40]}}} names no variable")
        rest = text[name.end() :]
        if not rest:
            return self._plain(name[0])
        operator = next((o for o in _OPERATORS if rest.startswith(o)), None)
        if operator is None:
            raise Malformed(f"${{{text[:40]}}} has an unknown operator")
        word = "".join(self._parts(rest[len(operator) :], depth)) if operator[-1] != "?" else ""
        value = self.environment.get(name[0])
        given = bool(value) if operator[0] == ":" else value is not None
        if operator[-1] == "+":
            return word if given else ""
        if not given and operator[-1] == "?":
            self.required.setdefault(name[0], rest[len(operator) :] or "is required")
        return (value or "") if given else word


def _closing(text: str, start: int) -> int:
    depth, at = 1, start
    while at < len(text):
        if text.startswith("${", at):
            depth, at = depth + 1, at + 1
        elif text[at] == "}":
            depth -= 1
            if not depth:
                return at
        at += 1
    raise Malformed("${ without its }")
