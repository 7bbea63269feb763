"""Neo4j's files from a repository on this machine: whole, resumed, broken, out of reach."""

import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cmdb.errors import Invalid, Unavailable
from cmdb.graph import jars
from cmdb.graph.download import Jar
from cmdb.graph.options import Options

_SIZE = 300_000


class Repository(ThreadingHTTPServer):
    """Serves `content` by path and notes what was asked; `wrong` paths answer with other bytes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.wrong: set[str] = set()

    @property
    def options(self) -> Options:
        return Options(maven_url=f"http://127.0.0.1:{self.server_port}/maven/")

    def jar(self, name: str, size: int = _SIZE) -> Jar:
        content = os.urandom(size)
        self.content[f"/maven/org/{name}"] = content
        return Jar(f"org/{name}", size, hashlib.sha256(content).hexdigest())


class _Handler(BaseHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append((self.path, wanted))
        content = self.server.content.get(self.path)
        if content is None:
            self.send_error(404)
            return
        if self.path in self.server.wrong:
            content = bytes(len(content))
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start:])

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Repository() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_all_are_fetched_at_once_and_progress_reaches_the_end(
    repository: Repository, tmp_path: Path
) -> None:
    wanted = [repository.jar(f"{n}.jar") for n in range(20)]
    told: list[tuple[int, int]] = []
    folder = tmp_path / "cache"
    count = jars.fetch(
        folder, lambda *now: told.append(now), options=repository.options, jars=wanted
    )
    assert count == 20
    assert told[0] == (0, 20 * _SIZE)
    assert told[-1] == (20 * _SIZE, 20 * _SIZE)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert jars.missing(folder, wanted) == []


@pytest.mark.parametrize("size", [1, 3_084, 2**18, 2**18 + 2_729])
def test_the_last_bytes_are_on_disk_before_they_are_counted(
    repository: Repository, tmp_path: Path, size: int
) -> None:
    wanted = repository.jar("a.jar", size)
    assert jars.fetch(tmp_path, options=repository.options, jars=[wanted]) == 1
    assert len(repository.asked) == 1
    assert jars.whole(tmp_path, wanted)


def test_what_is_there_is_not_fetched_again(repository: Repository, tmp_path: Path) -> None:
    wanted = [repository.jar("a.jar")]
    jars.fetch(tmp_path, options=repository.options, jars=wanted)
    assert jars.fetch(tmp_path, options=repository.options, jars=wanted) == 0
    assert len(repository.asked) == 1


def test_a_download_goes_on_where_it_broke_off(repository: Repository, tmp_path: Path) -> None:
    wanted = repository.jar("a.jar")
    (tmp_path / "a.jar.part").write_bytes(repository.content["/maven/org/a.jar"][:1000])
    jars.fetch(tmp_path, options=repository.options, jars=[wanted])
    assert repository.asked == [("/maven/org/a.jar", "bytes=1000-")]
    assert jars.whole(tmp_path, wanted)


def test_a_wrong_beginning_is_thrown_away(repository: Repository, tmp_path: Path) -> None:
    wanted = repository.jar("a.jar")
    (tmp_path / "a.jar.part").write_bytes(bytes(1000))
    jars.fetch(tmp_path, options=repository.options, jars=[wanted])
    assert repository.asked[-1] == ("/maven/org/a.jar", None)
    assert jars.whole(tmp_path, wanted)


def test_a_broken_jar_is_fetched_anew(repository: Repository, tmp_path: Path) -> None:
    wanted = [repository.jar("a.jar"), repository.jar("b.jar")]
    jars.fetch(tmp_path, options=repository.options, jars=wanted)
    (tmp_path / "b.jar").write_bytes(bytes(_SIZE))
    assert jars.fetch(tmp_path, options=repository.options, jars=wanted) == 1
    assert jars.missing(tmp_path, wanted) == []


def test_other_bytes_than_the_list_says_are_never_kept(
    repository: Repository, tmp_path: Path
) -> None:
    wanted = repository.jar("a.jar")
    repository.wrong.add("/maven/org/a.jar")
    with pytest.raises(Unavailable, match=r"a\.jar could not be fetched .* another checksum"):
        jars.fetch(tmp_path, options=repository.options, jars=[wanted])
    assert not (tmp_path / "a.jar").exists()
    assert not (tmp_path / "a.jar.part").exists()


def test_a_repository_that_lacks_a_jar_is_asked_once(
    repository: Repository, tmp_path: Path
) -> None:
    absent = Jar("org/none.jar", 10, "0" * 64)
    with pytest.raises(Unavailable, match=r"none\.jar could not be fetched .*404"):
        jars.fetch(tmp_path, options=repository.options, jars=[absent])
    assert len(repository.asked) == 1


def test_without_a_network_the_error_tells_the_way_around(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(Unavailable, match="could not be fetched") as error:
            jars.provided(Options(cache=tmp_path, maven_url=address))
    for way in ("HTTPS_PROXY", "CMDB_MAVEN_URL", "cmdb db fetch --to DIR", "CMDB_NEO4J_JARS"):
        assert way in error.value.remedy


def test_a_folder_that_lacks_a_jar_is_refused_by_name(small: Options, tmp_path: Path) -> None:
    """A folder brought from elsewhere is taken whole or not at all; the broken one is named."""
    source = jars.provided(small)
    for jar in jars.locked():
        (tmp_path / jar.name).symlink_to(source / jar.name)
    assert jars.provided(Options(jars=tmp_path)) == tmp_path
    broken = jars.locked()[7]
    (tmp_path / broken.name).unlink()
    (tmp_path / broken.name).write_bytes(bytes(broken.size))
    with pytest.raises(Invalid, match=f"lacks 1 of .*{broken.name}"):
        jars.provided(Options(jars=tmp_path))


def test_a_disk_without_room_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="MiB are needed"):
        jars.roomy(tmp_path, 2**60)


def test_the_list_is_whole_and_names_no_address() -> None:
    listed = jars.locked()
    assert len({jar.name for jar in listed}) == len(listed)
    assert any(jar.name == f"neo4j-kernel-{jars.VERSION}.jar" for jar in listed)
    for jar in listed:
        assert ":" not in jar.path
        assert len(bytes.fromhex(jar.sha256)) == 32
        assert jar.size > 0
