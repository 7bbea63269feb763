"""An exception from a check has its reason beside it; a file names no registry and no machine."""

import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = r"[A-Z]+[0-9]+"
# The code first, then two spaces and the reason; after an `ignore` a second `#` before it.
NOQA = re.compile(rf"# noqa: {CODE}(?:, ?{CODE})*\s+(?:#\s+)?\S+.*")
IGNORE = re.compile(r"# type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\]\s+#\s+\S+.*")
EXCEPTION = re.compile(
    r"noqa|type:\s*ignore|pragma:|fmt:\s*(?:off|skip)|pylint:|mypy:|ruff:|isort:"
)
# Written so that this file is not found by its own search.
REGISTRY = re.compile(
    r"re[p]o1?\.maven|mave[n]\.apache\.org/maven2|sonatyp[e]\.(?:org|com)|py[p]i\.org|pythonh[o]sted"
    r"|registry\.n[p]mjs|crate[s]\.io|proxy\.gol[a]ng|de[b]\.debian|registry-1\.docke[r]"
)
MACHINE = re.compile(r"/wor[k]/(?:main|shared)|/tm[p]/w/|\.pyen[v]/versions")


def tracked() -> list[str]:
    """The files that are in the repository, or would be by `git add .`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    said = subprocess.check_output(command, cwd=ROOT, text=True)  # noqa: S603  no input in it
    return sorted({name for name in said.split("\0") if name and (ROOT / name).is_file()})


FILES = tracked()
PYTHON = [name for name in FILES if name.endswith(".py")]


def comments(name: str) -> Iterator[tuple[int, str]]:
    with (ROOT / name).open("rb") as opened:
        for token in tokenize.tokenize(opened.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def texts() -> Iterator[tuple[str, int, str]]:
    for name in FILES:
        data = (ROOT / name).read_bytes()
        if b"\0" not in data:
            for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
                yield name, number, line


def test_files_are_found():
    assert {"Makefile", "pyproject.toml", "cmdb/errors.py"} <= set(FILES)


@pytest.mark.parametrize(
    "comment",
    ["# noqa", "# noqa: S603", "# type: ignore", "# type: ignore[misc]", "# noqa because I say so"],
)
def test_an_exception_without_code_or_reason_is_seen(comment):
    assert EXCEPTION.search(comment)
    assert not reasoned(comment)


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa: S603  our own program",
        "# noqa: F401, S603  two of them",
        "# type: ignore[misc]  # why",
    ],
)
def test_an_exception_with_its_reason_passes(comment):
    assert reasoned(comment)


def reasoned(comment: str) -> bool:
    return bool(NOQA.search(comment) or IGNORE.search(comment))


@pytest.mark.parametrize("name", PYTHON)
def test_every_exception_has_its_reason_beside_it(name):
    bare = [c for c in comments(name) if EXCEPTION.search(c[1]) and not reasoned(c[1])]

    assert bare == []


def test_no_test_is_skipped_without_a_reason():
    bare = [
        f"{name}:{number}"
        for name, number, line in texts()
        if name.endswith(".py") and re.search(r"mark\.(?:skip|xfai[l])(?!\w*\(.*reason=)", line)
        if name != "tests/architecture/test_exceptions.py"
    ]

    assert bare == []


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE], ids=["registry", "machine"])
def test_no_file_names_a_registry_or_a_machine(pattern):
    found = [f"{n}:{at} {pattern.search(x)[0]}" for n, at, x in texts() if pattern.search(x)]

    assert found == []


def test_no_file_names_this_checkout_or_its_user():
    places = {str(path) + "/" for path in (ROOT, Path.home()) if len(path.parts) > 2}

    assert [f"{n}:{at}" for n, at, line in texts() if any(p in line for p in places)] == []


def test_decisions_have_unique_numbers_and_headings_in_step():
    pages = sorted(n for n in FILES if re.match(r"docs/decisions/\d", n))
    numbers = [Path(page).name[:4] for page in pages]

    assert pages
    assert len(numbers) == len(set(numbers))
    for page in pages:
        heading = (ROOT / page).read_text("utf-8").splitlines()[0]
        assert re.fullmatch(rf"# {Path(page).name[:4]} \S.*", heading), page
