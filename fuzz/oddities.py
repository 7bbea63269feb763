"""Values that programs stumble over."""

from typing import Any

TEXTS: tuple[str, ...] = (
    *(
        "",
        " ",
        "\n",
        "\0",
        "\ud800",
        "\u202e",
        "\U0001f4a9",
        "é" * 300,
        "a" * 20_000,
        "\\",
        "'",
        '"',
    ),
    *("9" * 5_000, "1e999", "-1", "0x10", "NaN", "Infinity", "null", "true", "~", "1_0", "0b1"),
    *(
        "../../../etc/passwd",
        "/dev/zero",
        "file:///etc/passwd",
        "http://[::1",
        "https://x:y@h:99999/",
    ),
    *(
        "${A:-${A}}",
        "$(A)",
        "{{ x }}",
        "${{ x }}",
        "%s%n",
        "=1+1",
        "<!--",
        "]]>",
        "&lol;",
        "*a",
        "&a [*a]",
    ),
    *(
        "2024-13-45T99:99:99Z",
        "999.999.999.999",
        "fe80::1%eth0",
        "::",
        "0.0.0.0/999",
        "a:b:c:d:e:f",
    ),
    *("localhost", "a..b", ".", ":", "/", "a/b/c/d", "component:", "x" * 600 + ".example"),
)
NUMBERS: tuple[Any, ...] = (
    *(0, -1, 1, 65_536, 2**31, 2**63, 2**64, -(2**70), 10**400, 0.1, -0.0, 1e308, 1.5e-300),
)


def nested(depth: int, *, mapping: bool) -> Any:
    """Return a value within `depth` lists or mappings."""
    value: Any = "x"
    for _ in range(depth):
        value = {"a": value} if mapping else [value]
    return value


VALUES: tuple[Any, ...] = (
    *TEXTS,
    *NUMBERS,
    *(None, True, False, [], {}, [[]], [None], {"": None}, {"a": {}}, [{}], [1, "a", None, {}]),
    *(nested(90, mapping=False), nested(90, mapping=True)),
)
BYTES: tuple[bytes, ...] = (
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\r", b"\t", b"\n\n---\n"),
    *(b"[" * 50_000, b'{"a":' * 20_000, b"<a>" * 20_000, b"- " * 5_000, b"&a " * 200, b"9" * 6_000),
    *(b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"PK\x03\x04", b"\x1f\x8b\x08", b"!!python/object:x {}"),
    *(b"? ", b"!x ", b"<<: *x\n", b'"\\ud800"', b"\xc4\xe3\xba\xc3", b"{}\n" * 500),
)
NAMES = (
    "x.json",
    "x.yaml",
    "x.jsonl",
    "x.xml",
    "x.csv",
    "x.txt",
    "x",
    "x.ini",
    ".env",
    "a b/ü.json",
)
