"""up, down and status: processes as a person starts and stops them."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx2
import pytest

from cli import instance
from tests.cli.conftest import environment, free_port

COMMAND = [sys.executable, "-m", "cli.main"]


@pytest.fixture
def env(server, own, empty):  # noqa: ARG001  an empty database, which `empty` makes
    """The environment of a home that uses the session's Neo4j."""
    return environment(
        own,
        CMDB_PORT=str(free_port()),
        CMDB_NEO4J_URI=server.uri,
        CMDB_NEO4J_USER=server.user,
        CMDB_NEO4J_PASSWORD=server.password,
    )


def run(env, *words, timeout_s=120):
    return subprocess.run(  # noqa: S603  our own command
        [*COMMAND, *words], env=env, capture_output=True, text=True, timeout=timeout_s, check=False
    )


@contextmanager
def started(env, *words):
    """A `cmdb up` in the foreground, ready; killed at the end if the test has not ended it."""
    process = subprocess.Popen(  # noqa: S603  our own command
        [*COMMAND, "up", *words],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = ""
    try:
        while "Stop it" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        process.said = said
        yield process
    finally:
        process.kill()
        process.wait(30)
        process.stdout.close()


def test_up_says_where_it_is_and_ends_well_on_ctrl_c(env, own):
    with started(env, "--no-demo") as process:
        url = f"http://127.0.0.1:{env['CMDB_PORT']}"
        assert f"It runs: {url}" in process.said
        code = re.search(rf"{url}/#code=(\S+)", process.said)[1]
        with httpx2.Client(base_url=url, trust_env=False) as page:
            assert page.post("/api/v1/sign-in", json={"code": code}).status_code == 200
        assert oct((own / "token").stat().st_mode)[-3:] == "600"
        assert run(env, "token").stdout.strip() == (own / "token").read_text().strip()

        again = run(env, "up")
        assert (again.returncode, again.stdout) == (0, f"It runs already: {url}\n")
        said = run(env, "status")
        assert said.returncode == 0
        assert "api.log" in said.stdout
        assert "Neo4j/" in said.stdout

        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert "Stopped." in process.stdout.read()
    assert run(env, "status").returncode == 5


def test_no_token_is_in_the_output_or_the_log(env, own):
    with started(env, "--no-demo") as process:
        run(env, "find", "geheim-text")
        token = (own / "token").read_text().strip()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

    log = (own / "logs/api.log").read_text()
    assert "/api/v1/search" in log
    assert "geheim-text" not in log
    assert token not in log + process.said
    for line in log.splitlines():
        assert json.loads(line)["level"]


def test_detached_it_returns_when_ready_and_down_stops_it(env, own):
    up = run(env, "up", "--detach", "--no-demo")
    try:
        assert up.returncode == 0, up.stderr
        assert f"It runs: http://127.0.0.1:{env['CMDB_PORT']}" in up.stdout
        pid = instance.running(own).pid
        assert run(env, "status").returncode == 0
    finally:
        down = run(env, "down")
    assert (down.returncode, down.stdout) == (0, "Stopped.\n")
    assert ended(pid)
    assert (run(env, "down").returncode, run(env, "down").stdout) == (0, "Nothing was running.\n")


def ended(pid, timeout_s=10):
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_what_is_not_running_says_how_to_start_it(env):
    ran = run(env, "status", "--json")

    assert ran.returncode == 5
    assert "make up" in ran.stderr
    assert ran.stdout == ""
    assert run(env, "impact", "db").returncode == 5
    assert run(env, "token").returncode == 3


def test_a_port_that_something_else_has_is_named(env):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(env["CMDB_PORT"])))
        other.listen()
        ran = run(env, "up", "--no-demo")

    assert ran.returncode == 5
    assert env["CMDB_PORT"] in ran.stderr
    assert "CMDB_PORT" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("detach", [[], ["--detach"]])
def test_without_neo4j_it_says_so(env, detach):
    ran = run({**env, "CMDB_NEO4J_URI": "bolt://127.0.0.1:1"}, "up", *detach)

    assert ran.returncode == 5
    assert "Neo4j" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("CMDB_PORT", "x"), ("CMDB_PORT", "0"), ("CMDB_MODEL", "/nowhere")]
)
def test_a_wrong_setting_is_bad_input(env, name, value):
    ran = run({**env, name: value}, "up")

    assert ran.returncode == 2
    assert name in ran.stderr


def test_after_a_kill_it_starts_again_with_the_same_token(env, own):
    with started(env, "--no-demo") as process:
        token = (own / "token").read_text()
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        assert instance.running(own) is None
        assert run(env, "status").returncode == 5

    with started(env, "--no-demo"):
        assert (own / "token").read_text() == token
        assert run(env, "status").returncode == 0


def test_a_revoked_local_token_is_replaced_at_the_next_start(env, own):
    with started(env, "--no-demo"):
        token = (own / "token").read_text()
        (item,) = [
            one
            for one in json.loads(run(env, "token", "--list", "--json").stdout)["items"]
            if not one["session"]
        ]
        assert run(env, "token", "--revoke", item["id"]).returncode == 0
        assert run(env, "status").returncode == 4
        run(env, "down")

    with started(env, "--no-demo"):
        assert (own / "token").read_text() != token
        assert run(env, "status").returncode == 0


def test_of_two_that_start_at_once_one_serves(env):
    both = [
        subprocess.Popen(  # noqa: S603  our own command
            [*COMMAND, "up", "--detach", "--no-demo"],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        ends = [(one.communicate(timeout=90)[0], one.returncode) for one in both]
        assert 0 in [code for _, code in ends], ends
        assert run(env, "status").returncode == 0
    finally:
        run(env, "down")


def test_a_start_is_light():
    took = []
    for _ in range(5):
        before = time.perf_counter()
        subprocess.run([*COMMAND, "--help"], capture_output=True, check=True)  # noqa: S603  ours
        took.append(time.perf_counter() - before)
    heavy = "import sys; import cli.main; cli.main.application(); print(sorted(sys.modules))"
    words = [sys.executable, "-c", heavy]
    loaded = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603  ours

    for name in ("neo4j", "fastapi", "httpx2", "rich.console", "numpy", "pydantic", "uvicorn"):
        assert f"'{name}'" not in loaded.stdout, name
    assert min(took) < 2, took  # 0.4 s on a machine at rest; what counts is what is imported
