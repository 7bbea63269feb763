"""Attributes as Terraform 0.11 kept them: `subnets.#` = 2, `subnets.417` = …, `tags.Name` = …."""

from typing import Any

_DEEPEST = 16


def unfolded(flat: Any) -> dict[str, Any] | None:
    """Return the attributes as a tree; None for what is no object. Lists come in no known order."""
    if not isinstance(flat, dict):
        return None
    tree: dict[str, Any] = {}
    for path, value in flat.items():
        words = str(path).split(".", _DEEPEST)
        if words[-1] in ("#", "%"):
            words.pop()
            _put(tree, words, {})
        else:
            _put(tree, words, value)
    return {name: _listed(inner, name, flat) for name, inner in tree.items()}


def _put(tree: dict[str, Any], words: list[str], value: Any) -> None:
    here = tree
    for word in words[:-1]:
        inner = here.get(word)
        if not isinstance(inner, dict):
            inner = here[word] = {}
        here = inner
    if words and (value != {} or words[-1] not in here):
        here[words[-1]] = value


def _listed(value: Any, path: str, flat: dict[str, Any]) -> Any:
    """Return a tree with those of its maps as lists of which a number of entries is stated."""
    if not isinstance(value, dict):
        return value
    inner = {word: _listed(one, f"{path}.{word}", flat) for word, one in value.items()}
    return list(inner.values()) if f"{path}.#" in flat else inner
