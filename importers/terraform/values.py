"""What stands in attributes, and the form in which two spellings of an identifier are one."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str, ...]
"""Names of attributes from the outermost in, without the places in lists."""

_LONGEST = 512
# What only speaks about other things, or holds what others wrote.
_SKIPPED = re.compile(
    r"(?:tags|tags_all|labels|.*_labels|annotations|user_data.*|custom_data|metadata_startup_script"
    r"|policy|.*_policy|.*_json|content.*|body|template_body|timeouts|kube_?config.*|ingress|egress"
    r"|security_rule|.*password.*|.*secret.*|private_key.*|description|prior_state|definition"
    r"|container_definitions|inline_policy|managed_policy_arns|rendered|triggers)\Z"
)
_GOOGLE = re.compile(r"https://[\w.-]+\.googleapis\.com/(?:[\w-]+/)?(?:v\d\w*/)?(?=projects/)")
_TELLING = re.compile(
    r"arn:.+|https?://.+|/subscriptions/.+|/.+/.+|projects/.+/.+|ocid1\..+"
    r"|[a-z]{1,12}-(?=[0-9a-z]*\d)[0-9a-z]{8,}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|[0-9a-f]{24,64}|[a-z][a-z0-9-]*(?:\.[a-z0-9_-]+){2,}(?::\d+)?"
    r"|(?:vm|host|domain-c|domain-s|resgroup|datastore|group-p|network|dvportgroup|dvs|datacenter)-?\d+"
)


def form(value: str) -> str:
    """Return the one form of an identifier: of Google its path, hosts without a trailing dot."""
    return _GOOGLE.sub("", value.strip()).rstrip(".").casefold()


def telling(formed: str) -> bool:
    """Tell whether an identifier means one thing wherever it stands: an ARN, a path, a uuid."""
    return bool(_TELLING.fullmatch(formed))


def values(attributes: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield (path, text) of what may name another resource, whole numbers as text, in order."""
    waiting: list[tuple[Path, Any]] = [((), attributes)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            inner = [((*path[-3:], str(name)), one) for name, one in value.items()]
            waiting += [one for one in reversed(inner) if not _SKIPPED.match(one[0][-1])]
        elif isinstance(value, list):
            waiting += [(path, one) for one in reversed(value)]
        elif isinstance(value, str) and value and len(value) <= _LONGEST:
            yield path, value
        elif type(value) is int and value > 0:
            yield path, str(value)


def first(attributes: Mapping[str, Any], path: str) -> Any:
    """Return the value at `a.b`, of lists the first entry; None where there is none."""
    here: Any = attributes
    for word in path.split("."):
        if isinstance(here, list):
            here = here[0] if here else None
        here = here.get(word) if isinstance(here, dict) else None
    return here


def every(attributes: Mapping[str, Any], path: str) -> list[str]:
    """Return all texts at `a.b`, through lists."""
    if path.partition(".")[0] not in attributes:
        return []
    found: list[Any] = [attributes]
    for word in path.split("."):
        inner = [one for value in found for one in (value if isinstance(value, list) else [value])]
        found = [one[word] for one in inner if isinstance(one, dict) and word in one]
    flat = [one for value in found for one in (value if isinstance(value, list) else [value])]
    return [one for one in flat if isinstance(one, str) and one.strip()]
