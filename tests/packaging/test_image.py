"""The image: built in two stages from hash-checked wheels, run as nobody special, without secrets."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def stages() -> list[list[tuple[str, str]]]:
    """Each stage's instructions: the word and the rest, continued lines joined."""
    joined = re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    found: list[list[tuple[str, str]]] = []
    for word, rest in lines:
        if word == "FROM":
            found.append([])
        found[-1].append((word, re.sub(r"\s+", " ", rest)))
    return found


BUILD, RUN = stages()


def said(stage: list[tuple[str, str]], word: str) -> list[str]:
    return [rest for found, rest in stage if found == word]


def test_both_stages_stand_on_the_same_pinned_python():
    assert said(BUILD, "FROM") == [said(RUN, "FROM")[0] + " AS build"]
    assert re.fullmatch(r"python:3\.1[1-3]-slim", said(RUN, "FROM")[0])


def test_packages_are_checked_by_hash_and_nothing_is_fetched_to_build():
    packages, project = [run for run in said(BUILD, "RUN") if run.startswith("pip")]
    node = next(run for run in said(BUILD, "RUN") if "requirements/web.txt" in run)

    assert "--require-hashes --only-binary=:all: --requirement requirements/run.txt" in packages
    assert "--require-hashes --only-binary=:all:" in node
    assert "--no-index --no-deps --no-build-isolation" in project


def test_the_second_stage_takes_the_environment_and_nothing_else():
    assert said(RUN, "COPY") == ["--from=build /opt/cmdb /opt/cmdb"]
    assert said(RUN, "ADD") == []


def test_it_runs_as_an_ordinary_user_from_the_first_command():
    words = [word for word, _ in RUN]

    assert said(RUN, "USER") == ["cmdb"]
    assert words.index("USER") < words.index("CMD")


def test_its_home_is_a_volume_and_the_port_the_products():
    environment = said(RUN, "ENV")[0]

    assert said(RUN, "VOLUME") == ["/var/lib/cmdb"]
    assert "CMDB_HOME=/var/lib/cmdb" in environment
    assert "CMDB_HOST=0.0.0.0" in environment
    assert said(RUN, "EXPOSE") == ["8800"]


def test_it_says_whether_it_is_alive():
    assert "/healthz" in said(RUN, "HEALTHCHECK")[0]


def test_it_starts_without_a_demo_estate_and_logs_where_the_engine_looks():
    assert said(RUN, "CMD") == ['["cmdb", "up", "--no-demo", "--log", "-"]']


def test_it_holds_no_secret():
    assert not re.search(r"PASSWORD|TOKEN|SECRET|_AUTH", TEXT)


def allowed(path: str) -> bool:
    """Whether the engine gets this file: the last rule that matches it or a folder above it."""
    verdict = True
    for rule in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = rule.removeprefix("!")
        if rule and rule[0] != "#" and matches(path, pattern):
            verdict = rule.startswith("!")
    return verdict


def matches(path: str, pattern: str) -> bool:
    parts = path.split("/")
    tail = pattern.removeprefix("**/")
    heads = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    return any(fnmatch(head, pattern) for head in heads) or (tail != pattern and tail in parts)


def test_the_engine_gets_what_the_wheel_is_made_of():
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    needed = [f"{package}/any.file" for package in packages]

    assert all(allowed(path) for path in needed)
    assert allowed("pyproject.toml")
    assert allowed(PROJECT["project"]["readme"])
    assert allowed(PROJECT["tool"]["hatch"]["metadata"]["hooks"]["custom"]["path"])
    assert allowed("requirements/run.txt")
    assert allowed("requirements/web.txt")
    assert allowed("web/src/main.tsx")
    assert allowed("web/package-lock.json")
    assert all(allowed(f"scripts/{name}.py") for name in ("page", "hatch_page"))
    assert allowed("requirements/run.in")


def test_the_engine_gets_nothing_else():
    kept = [
        "web/node_modules/vite/package.json",
        "api/page/built/index.html",
        ".git/config",
        ".env",
        "secrets/neo4j_auth",
        ".venv/bin/python",
        "tests/conftest.py",
    ]

    assert [path for path in [*kept, "cmdb/__pycache__/errors.pyc"] if allowed(path)] == []
