"""Writes web/openapi.json, what the page's types are made of: the application's OpenAPI document.

    python scripts/openapi.py

It is not committed: it is made anew before each check of the page, so it cannot be stale.
"""

import json
import sys
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from api.app import create_app  # noqa: E402  the path first
from api.services import Services  # noqa: E402  as above


def main() -> None:
    described = create_app(
        cast("Services", None)
    ).openapi()  # a description is made without serving
    (ROOT / "web" / "openapi.json").write_text(json.dumps(described, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
