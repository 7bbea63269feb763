"""Make the password of docker-compose.yml's Neo4j, once: two files under secrets/, never in git.

usage: python3 scripts/compose_secrets.py

One holds the password as the API reads it, one with the user's name before it, as Neo4j's image does.
The folder is closed to others; the files in it are not, because each container runs as a user of its
own and Compose mounts a file with the mode that it has here.
"""

import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "secrets"


def main() -> int:
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    password = secrets.token_hex(32)
    files = {"neo4j_password": password, "neo4j_auth": f"neo4j/{password}"}
    for name in files:
        if (FOLDER / name).exists():
            print(f"{FOLDER / name} exists: nothing is changed.", file=sys.stderr)
            return 1
    for name, text in files.items():
        (FOLDER / name).write_text(text, "ascii")
        (FOLDER / name).chmod(0o444)
    print(f"Written to {FOLDER}: keep a copy where you keep passwords.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
