"""Backups of a real graph: out and in again, on the same and on another Neo4j, whole or refused."""

import json
import threading
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest
from hands import Hands

from cmdb.errors import Conflict, Invalid
from cmdb.graph import Graph, backup
from cmdb.graph.archive import Manifest, manifest
from cmdb.model import load

_CONTENT = """
MATCH (n) WHERE NOT n:Migration AND NOT n:Migrations
OPTIONAL MATCH (n)-[r]->(m)
RETURN labels(n) AS labels, properties(n) AS properties, type(r) AS type,
       properties(r) AS relation, m.id AS to
"""


def _content(graph: Graph) -> list[str]:
    with graph._driver.session() as session:
        return sorted(
            json.dumps(row.data(), sort_keys=True, default=str) for row in session.run(_CONTENT)
        )


@pytest.fixture
def estate(hands: Hands) -> Hands:
    """Two servers with a history, one of them relying on the other."""
    db = hands.ci("支付数据库", tags=["pci", "gold"], criticality="high")
    app = hands.ci("shop-1", quorum={"db": {"needs": 1}})
    hands.relate(app, "DEPENDS_ON", db, group="db", confidence=0.5)
    hands.set(db, criticality="critical")
    return hands


def test_an_export_brings_everything_back(estate: Hands, tmp_path: Path) -> None:
    before = _content(estate.graph)
    file = tmp_path / "estate.backup"
    said = backup.write(estate.graph, file)
    assert (said.kind, said.revision) == ("export", 4)
    assert manifest(file) == said
    assert file.stat().st_mode & 0o777 == 0o600

    estate.ci("later")
    restored = backup.restore(estate.graph, load(), file, replace=True)
    assert restored == said
    assert _content(estate.graph) == before
    estate.ci("the history goes on")
    assert backup.write(estate.graph, file).revision == 5


def test_a_dump_brings_everything_back(estate: Hands, home: Path, tmp_path: Path) -> None:
    """The server goes and comes again; who is connected stays so."""
    before = _content(estate.graph)
    file = tmp_path / "estate.backup"
    said = backup.dump(estate.graph, home, file)
    assert (said.kind, said.revision) == ("dump", 4)
    estate.ci("later")
    backup.restore(estate.graph, load(), file, home=home, replace=True)
    assert _content(estate.graph) == before
    assert not list((home / "neo4j").glob("staged*"))


def test_an_export_is_of_one_moment_while_others_write(estate: Hands, tmp_path: Path) -> None:
    """As many events as the last revision's number says, however the writers race."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            estate.ci("more")

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(3):
            backup.write(estate.graph, tmp_path / "moving.backup")
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    backup.restore(estate.graph, load(), tmp_path / "moving.backup", replace=True)
    with estate.graph._driver.session() as session:
        found = session.run(
            "MATCH (h:Head) RETURN h.number AS newest, COUNT { (:Revision) } AS revisions,"
            " COUNT { (:Event) } AS events, COUNT { (:CI) } AS cis"
        ).single(strict=True)
    # The estate of four revisions has two CIs; each further revision makes one, and has one event.
    assert found["newest"] == found["revisions"] == found["events"] == found["cis"] + 2


def test_a_restore_never_replaces_unasked(estate: Hands, tmp_path: Path) -> None:
    file = tmp_path / "estate.backup"
    backup.write(estate.graph, file)
    before = _content(estate.graph)
    with pytest.raises(Conflict, match="holds configuration items") as error:
        backup.restore(estate.graph, load(), file)
    assert "--replace" in error.value.remedy
    assert _content(estate.graph) == before


@pytest.mark.parametrize("kind", ["export", "dump"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "other"])
def test_a_damaged_file_changes_nothing(
    estate: Hands, home: Path, tmp_path: Path, kind: str, damage: str, dumped: Path
) -> None:
    file = tmp_path / "bad.backup"
    if kind == "dump":
        file.write_bytes(dumped.read_bytes())
    else:
        backup.write(estate.graph, file)
    whole = bytearray(file.read_bytes())
    if damage == "cut":
        whole = whole[: len(whole) * 2 // 3]
    elif damage == "flipped":
        whole[len(whole) // 2] ^= 0xFF
    else:
        whole = bytearray(b"PK\x03\x04 but no more")
    file.write_bytes(whole)
    before = _content(estate.graph)
    with pytest.raises(Invalid, match="is not a backup of cmdb, or it is damaged") as error:
        backup.restore(estate.graph, load(), file, home=home, replace=True)
    assert "Nothing was changed" in error.value.remedy
    assert _content(estate.graph) == before


@pytest.fixture(scope="module")
def dumped(graph: Graph, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dump of whatever is there."""
    file = tmp_path_factory.mktemp("dump") / "any.backup"
    backup.dump(graph, home, file)
    return file


def test_a_dump_goes_only_into_a_private_neo4j(graph: Graph, dumped: Path) -> None:
    with pytest.raises(Invalid, match="only into a private Neo4j") as error:
        backup.restore(graph, load(), dumped, replace=True)
    assert "export" in error.value.remedy


def test_a_dump_whose_inside_is_wrong_leaves_the_store_alone(
    estate: Hands, home: Path, dumped: Path, tmp_path: Path
) -> None:
    """The zip is whole, what it holds is not: Neo4j finds out, beside the live store."""
    file = tmp_path / "bad.backup"
    _repacked(dumped, file, "neo4j.dump", b"no dump at all")
    before = _content(estate.graph)
    with pytest.raises(Invalid, match="damaged"):
        backup.restore(estate.graph, load(), file, home=home, replace=True)
    assert _content(estate.graph) == before
    assert not list((home / "neo4j").glob("staged*"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b'{"node":0,"labels":[],"properties":{}}\n', "ends early: 1 nodes"),
        (b'{"nodes":1,"relations":0}\n', "ends early: 0 nodes"),
        (b'{"from":0,"type":"USES","to":1,"properties":{}}\n', "line 1: neither"),
        (b'{"nodes":0,"relations":0}\n\n', "line 2: something follows"),
        (b"{\n", "line 1"),
    ],
)
def test_an_export_with_wrong_lines_names_the_first(
    estate: Hands, tmp_path: Path, text: bytes, reason: str
) -> None:
    backup.write(estate.graph, tmp_path / "good.backup")
    _repacked(tmp_path / "good.backup", tmp_path / "bad.backup", "graph.jsonl", text)
    before = _content(estate.graph)
    with pytest.raises(Invalid, match=reason):
        backup.restore(estate.graph, load(), tmp_path / "bad.backup", replace=True)
    assert _content(estate.graph) == before


def test_a_backup_of_a_newer_cmdb_is_refused(graph: Graph, tmp_path: Path) -> None:
    backup.write(graph, tmp_path / "good.backup")
    said = manifest(tmp_path / "good.backup")
    _repacked(
        tmp_path / "good.backup",
        tmp_path / "new.backup",
        "manifest.json",
        _text(said).replace('"schema": [', '"schema": ["9999_later", ').encode(),
    )
    with pytest.raises(Invalid, match="9999_later"):
        backup.restore(graph, load(), tmp_path / "new.backup", replace=True)


def test_a_backup_that_cannot_be_written_leaves_nothing(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="cannot be written"):
        backup.write(graph, tmp_path / "missing" / "some.backup")
    assert list(tmp_path.iterdir()) == []


def _text(said: Manifest) -> str:
    return json.dumps(asdict(said))


def _repacked(source: Path, target: Path, name: str, text: bytes) -> None:
    """The same zip with another text in one member."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            new.writestr(member, text if member == name else old.read(member))
