"""The log: JSON lines in files that turn over and that only their owner reads."""

import json
import subprocess
import sys

from api.logs import Turning

_PROGRAM = """
import logging, sys
from pathlib import Path
import structlog
from api.logs import log_to
log_to(Path(sys.argv[1]) if sys.argv[1:] else None)
structlog.get_logger("cmdb.api").info("request", path="/支付", ms=1.5)
logging.getLogger("uvicorn.error").warning("slow %s", "disk")
logging.getLogger("uvicorn.error").debug("not said")
try:
    secret = "s3cret-value"
    raise RuntimeError("broke")
except RuntimeError:
    logging.getLogger("uvicorn.error").exception("failed")
"""


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def check(found):
    first, second, third = found
    assert (first["event"], first["path"], first["level"]) == ("request", "/支付", "info")
    assert first["timestamp"].endswith("Z")
    assert (second["event"], second["level"], second["logger"]) == (
        "slow disk",
        "warning",
        "uvicorn.error",
    )
    assert "RuntimeError: broke" in third["exception"]
    assert "s3cret-value = " not in json.dumps(third)


def test_our_lines_and_those_of_libraries_are_json_in_one_file(tmp_path):
    file = tmp_path / "logs" / "api.log"
    subprocess.run([sys.executable, "-c", _PROGRAM, str(file)], check=True)  # noqa: S603  our own program
    check(lines(file.read_text("utf-8")))
    assert file.stat().st_mode & 0o077 == 0


def test_without_a_file_they_go_to_standard_error():
    words = [sys.executable, "-c", _PROGRAM]
    said = subprocess.run(words, check=True, capture_output=True)  # noqa: S603  our own program
    check(lines(said.stderr.decode()))
    assert said.stdout == b""


def test_a_full_file_turns_over_and_the_oldest_goes(tmp_path):
    file = tmp_path / "api.log"
    log = Turning(file, most=10, kept=2)
    for word in (b"one\n", b"two\n", b"three\n", b"fourfour\n", b"five-five\n", b"a line longer\n"):
        assert log.write(word) == len(word)
    log.close()
    found = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert found == {
        "api.log": b"a line longer\n",
        "api.log.1": b"five-five\n",
        "api.log.2": b"fourfour\n",
    }
    again = Turning(file, most=100, kept=2)
    again.write(b"x\n")
    again.close()
    assert file.read_bytes() == b"a line longer\nx\n"
