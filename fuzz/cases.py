"""Inputs made from an importer's own examples by small wrongs, and trees made of their words."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import count
from random import Random
from typing import Any

from hypothesis import strategies as st

from cmdb.intake import yaml_text
from cmdb.intake.text import Unreadable
from fuzz.oddities import BYTES, NAMES, NUMBERS, TEXTS, VALUES

Case = dict[str, bytes]

_WORD = re.compile(rb"[\w.@/-]{2,40}")
_MOST_WORDS = 400
_MOST_ADDED = 300
_LARGEST = 512 * 1024
_LARGEST_TREE = 64 * 1024


def cases(examples: Mapping[str, bytes]) -> st.SearchStrategy[Iterator[Case]]:
    """Return a strategy of uploads without end: the examples with one or several wrongs, or trees.

    Each draw goes on for as long as it is asked: Hypothesis decides which wrongs come together,
    and its dice where they fall, for it takes longer to draw a case than an importer to read it.
    """
    words = _words(examples)
    dice = st.randoms(use_true_random=True)
    mutated = st.builds(
        lambda thrown, wrongs: (_mutated(dict(examples), wrongs, thrown) for _ in count()),
        dice,
        st.lists(st.sampled_from(_WRONGS), min_size=1, max_size=5),
    )
    trees = st.builds(
        lambda thrown: (
            {thrown.choice(NAMES): _as_json(_grown(words, thrown, 5))} for _ in count()
        ),
        dice,
    )
    return st.one_of(mutated, mutated, mutated, trees)


def _words(examples: Mapping[str, bytes]) -> list[str]:
    found = {word for data in examples.values() for word in _WORD.findall(data)}
    return sorted({word.decode("utf-8", "replace") for word in found})[:_MOST_WORDS] or ["x"]


def _grown(words: list[str], dice: Random, depth: int) -> Any:
    """Return a tree of the importer's own words; st.recursive would take longer than the reading."""
    chosen = dice.random()
    if depth and chosen < 0.4:  # noqa: PLR2004  four of ten are mappings
        keys = [dice.choice(words) for _ in range(dice.randint(1, 7))]
        return {key: _grown(words, dice, depth - 1) for key in keys}
    if depth and chosen < 0.6:  # noqa: PLR2004  two of ten are lists
        return [_grown(words, dice, depth - 1) for _ in range(dice.randint(0, 4))]
    return dice.choice(words) if chosen < 0.8 else dice.choice(VALUES)  # noqa: PLR2004  half of the leaves are words


def _as_json(tree: Any) -> bytes:
    return json.dumps(tree).encode("utf-8", "surrogatepass")


def _mutated(case: Case, wrongs: list[Callable[..., bytes]], dice: Random) -> Case:
    name = dice.choice(sorted(case))
    data = case[name]
    for wrong in wrongs:
        data = wrong(data, dice, sorted(case.values()))[:_LARGEST]
    if dice.random() < 0.3:  # noqa: PLR2004  often enough to see a file without its companions
        case = {}
    case[name if dice.random() < 0.95 else dice.choice(NAMES)] = data  # noqa: PLR2004  rarely under another name
    return case


def _flipped(data: bytes, dice: Random, _: list[bytes]) -> bytes:
    found = bytearray(data)
    for _times in range(dice.randint(1, 8)):
        if found:
            found[dice.randrange(len(found))] ^= 1 << dice.randrange(8)
    return bytes(found)


def _cut(data: bytes, dice: Random, _: list[bytes]) -> bytes:
    return data[: dice.randint(0, len(data))]


def _without(data: bytes, dice: Random, _: list[bytes]) -> bytes:
    at, end = sorted(dice.randint(0, len(data)) for _ in range(2))
    return data[:at] + data[end:]


def _spliced(data: bytes, dice: Random, all_: list[bytes]) -> bytes:
    other = dice.choice(all_)
    at, start = dice.randint(0, len(data)), dice.randint(0, len(other))
    return data[:at] + other[start : start + dice.randint(1, 400)] + data[at:]


def _repeated(data: bytes, dice: Random, _: list[bytes]) -> bytes:
    at, end = sorted(dice.randint(0, len(data)) for _ in range(2))
    return data[:end] + data[at:end] * dice.randint(1, 20) + data[end:]


def _strange(data: bytes, dice: Random, _: list[bytes]) -> bytes:
    at = dice.randint(0, len(data))
    return data[:at] + dice.choice(BYTES) + data[at:]


def _other_words(data: bytes, dice: Random, _: list[bytes]) -> bytes:
    """Put another of the file's words, or a strange text, in the place of some."""
    found = list(_WORD.finditer(data))
    for match in sorted(dice.sample(found, min(len(found), dice.randint(1, 5))), key=_start)[::-1]:
        strange = dice.choice(TEXTS).encode("utf-8", "surrogatepass")
        word = dice.choice((dice.choice(found)[0], strange))
        data = data[: match.start()] + word + data[match.end() :]
    return data


def _start(match: re.Match[bytes]) -> int:
    return match.start()


def _tree(data: bytes, dice: Random, _: list[bytes]) -> bytes:
    """Change the tree that a JSON or YAML text is, and write it as it was."""
    found = _read(data) if len(data) < _LARGEST_TREE else None
    if found is None:
        return _other_words(data, dice, [])
    tree = json.loads(found[0])
    for _times in range(dice.randint(1, 3)):
        _change(tree, dice)
    return found[1](tree)


@lru_cache(maxsize=16)
def _read(data: bytes) -> tuple[str, Callable[[Any], bytes]] | None:
    """Return the tree that a text is, as JSON, and what writes it in its own form again."""
    for load, dump in _TREES:
        try:
            tree = load(data.decode())
            if isinstance(tree, dict | list):
                return json.dumps(tree), dump
        except (ValueError, RecursionError, Unreadable):
            continue
    return None


def _dumped(tree: Any) -> bytes:
    try:
        return json.dumps(tree, indent=_indent(tree)).encode("utf-8", "surrogatepass")
    except (ValueError, TypeError, RecursionError):
        return b"{}"


def _indent(tree: Any) -> int | None:
    """Return an indentation that differs from tree to tree: readers look at the first line."""
    return 1 if len(tree) % 2 else None


def _lines(text: str) -> Any:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _dumped_lines(tree: Any) -> bytes:
    return b"\n".join(_as_json(one) for one in tree) if isinstance(tree, list) else b"{}"


def _dumped_documents(tree: Any) -> bytes:
    return b"\n---\n".join(
        _dumped(one) if isinstance(one, dict | list) else _as_json(one) for one in tree
    )


_TREES: tuple[tuple[Callable[[str], Any], Callable[[Any], bytes]], ...] = (
    (json.loads, _dumped),
    (_lines, _dumped_lines),
    (lambda text: [one.value for one in yaml_text.documents(text)], _dumped_documents),
)


def _change(tree: Any, dice: Random) -> None:
    """Change one place of a tree: its key, its value, its kind, how often it stands there."""
    places = _places(tree)
    if not places:
        return
    holder, key = dice.choice(places)
    match dice.randrange(6):
        case 0:
            holder[key] = dice.choice(VALUES)
        case 1:
            holder[key] = dice.choice(NUMBERS)
        case 2:
            del holder[key]
        case 3 if isinstance(holder, dict):
            holder[dice.choice((*TEXTS, *map(str, holder)))] = holder.pop(key)
        case 4 if isinstance(holder, list):
            holder.extend([holder[key]] * dice.randint(1, _MOST_ADDED))
        case _:
            other, at = dice.choice(places)
            if at in other or (isinstance(other, list) and isinstance(at, int) and at < len(other)):
                holder[key] = json.loads(json.dumps(other[at]))


def _places(tree: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one))
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys if isinstance(one[key], dict | list)]
    return found


_WRONGS: tuple[Callable[..., bytes], ...] = (
    *(_tree, _tree, _tree, _tree, _other_words, _other_words),
    *(_flipped, _cut, _without, _spliced, _repeated, _strange),
)
