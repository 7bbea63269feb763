"""Maintainer's tool: writes cmdb/graph/neo4j.lock.json anew from Neo4j's Maven coordinates.

    scripts/lock_neo4j.py VERSION [--check]

Resolves org.neo4j:neo4j:VERSION with `jgo`, downloads each jar of its run time (some minutes) and lists path, size
and SHA-256. `--check` compares instead of writing. Set VERSION in cmdb/graph/jars.py to the same.
"""

import hashlib
import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import Artifact, MavenContext

LOCK = Path(__file__).parents[1] / "cmdb" / "graph" / "neo4j.lock.json"
Entry = dict[str, str | int]


def entries(version: str, folder: Path) -> list[Entry]:
    """Return what the lock says of that version, ordered by path."""
    repository = os.environ.get("CMDB_MAVEN_URL") or MAVEN_CENTRAL_URL
    context = MavenContext(repo_cache=folder, remote_repos={"central": repository}, timeout=60)
    neo4j = context.project("org.neo4j", "neo4j").at_version(version)
    # Raw: what Neo4j's own build manages (test libraries among it) does not count for who runs it.
    wanted = context.create_dependency(f"org.neo4j:neo4j:{version}!")
    _, needed = context.resolver.resolve([wanted])
    jars = {neo4j.artifact(): None} | {
        each.artifact: None
        for each in needed
        if each.scope in ("compile", "runtime") and each.type == "jar"
    }
    with ThreadPoolExecutor(8) as pool:
        return sorted(pool.map(entry, jars), key=lambda one: str(one["path"]))


def entry(artifact: Artifact) -> Entry:
    file = artifact.resolve()
    path = artifact.component.path_prefix / artifact.filename
    return {
        "path": path.as_posix(),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "size": file.stat().st_size,
    }


def main(arguments: list[str]) -> int:
    version, *options = arguments
    with tempfile.TemporaryDirectory() as folder:
        found = entries(version, Path(folder))
    if options != ["--check"]:
        LOCK.write_text(json.dumps(found, indent=0) + "\n", "utf-8")
        print(f"{len(found)} jars, {sum(int(one['size']) for one in found) / 2**20:.0f} MiB")
        return 0
    listed = {str(one["path"]): one for one in json.loads(LOCK.read_text("utf-8"))}
    now = {str(one["path"]): one for one in found}
    differing = sorted(
        path for path in listed.keys() | now.keys() if listed.get(path) != now.get(path)
    )
    print("\n".join(differing) or f"The lock holds: {len(found)} jars.")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
