"""The normal form of an identity value: two sources that mean the same CI give the same text."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable

from cmdb.identify import hosts, junk, provider
from cmdb.identify.kinds import KINDS, strength
from cmdb.identify.names import GENERIC_NAMES

__all__ = ["GENERIC_NAMES", "KINDS", "canonical", "strength"]

_LONGEST = 1_000  # Neo4j indexes at most 8 kB, and nobody's serial number is longer
_SPACE = re.compile(r"\s+")
_HEX_32 = re.compile(r"[0-9a-f]{32}")
_UUID_DRESS = re.compile(r"[{}\s-]")
_UUID_PREFIXES = ("urn:", "uuid:", "vmware-")
_CONTAINER = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:sha256:)?([0-9a-f]{12,64})")
_ALGORITHM = re.compile(
    r"\A(?:sha-?(?:1|224|256|384|512)|md5)(?:\s+fingerprint)?\s*[:=\s]\s*", re.IGNORECASE
)
_DIGESTS = frozenset({32, 40, 56, 64, 96, 128})
_SSH_DIGEST = re.compile(r"[A-Za-z0-9+/]{43}=?")
_SHORT_NUMBER = re.compile(r"\d{1,5}")


def canonical(kind: str, value: str) -> str | None:
    """Return the normal form of an identity value, None for junk. Never raises, for any text.

    The form is for comparison; what a source wrote stays in its record. Of a kind that nobody knows
    the value is kept as it stands, in lower case.
    """
    text = _readable(value)
    if not text or junk.is_junk(text):
        return None
    found = _FORMS.get(kind, _plain)(text)
    return None if found is None or len(found) > _LONGEST or junk.is_junk(found) else found


def _readable(value: str) -> str:
    """Return text without what cannot be seen (marks, control characters), spaces single."""
    if len(value) > _LONGEST * 4:
        return ""
    plain = unicodedata.normalize("NFKC", _SPACE.sub(" ", value))
    seen = "".join(c for c in plain if unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFKC", _SPACE.sub(" ", seen)).strip()


def _plain(text: str) -> str | None:
    return unicodedata.normalize("NFKC", text.lower()).strip() or None


def _serial(text: str) -> str | None:
    return None if junk.is_filler(text) or text.casefold() in GENERIC_NAMES else _plain(text)


def _uuid(text: str) -> str | None:
    bare = text.lower()
    for prefix in _UUID_PREFIXES:
        bare = bare.removeprefix(prefix)
    digits = _UUID_DRESS.sub("", bare)
    if not _HEX_32.fullmatch(digits) or junk.is_filler(digits):
        return None
    found = _either_order(digits)
    return None if found in _SHARED_UUIDS else found


def _either_order(digits: str) -> str:
    """Return the smaller of a uuid and its twin with the first three fields' bytes reversed.

    SMBIOS before 2.6 did not say which order is meant: dmidecode and Windows tell the same board's
    uuid differently (DMTF DSP0134, System UUID).
    """
    first = bytes.fromhex(digits)
    turned = first[3::-1] + first[5:3:-1] + first[7:5:-1] + first[8:]
    low = min(first, turned).hex()
    return "-".join((low[:8], low[8:12], low[12:16], low[16:20], low[20:]))


_SHARED_UUIDS = frozenset(_either_order(one.replace("-", "")) for one in junk.SHARED_UUIDS)


def _provider_id(text: str) -> str | None:
    if (within := provider.uuid_within(text)) is not None:
        return _uuid(within)
    return None if junk.is_filler(text) else provider.provider_id(text)


def _uid(text: str) -> str | None:
    if junk.is_filler(text) or _SHORT_NUMBER.fullmatch(text):
        return None
    return _plain(text)


def _container_id(text: str) -> str | None:
    """The twelve digits that every tool shows stand for all 64."""
    match = _CONTAINER.fullmatch(text.lower())
    return None if match is None or junk.is_filler(match[1]) else match[1][:12]


def _fingerprint(text: str) -> str | None:
    """Digests in hexadecimal, whatever their dress; SSH writes SHA-256 as base64."""
    bare = _ALGORITHM.sub("", text).strip()
    digits = re.sub(r"[\s:-]", "", bare).lower()
    if not re.fullmatch(r"[0-9a-f]+", digits) and _SSH_DIGEST.fullmatch(bare):
        try:
            digits = base64.b64decode(bare.rstrip("=") + "=").hex()
        except binascii.Error:
            return None
    if len(digits) not in _DIGESTS or not re.fullmatch(r"[0-9a-f]+", digits):
        return None
    return None if junk.is_filler(digits) else digits


_FORMS: dict[str, Callable[[str], str | None]] = {
    "serial": _serial,
    "uuid": _uuid,
    "provider_id": _provider_id,
    "mac": hosts.mac,
    "fqdn": hosts.fqdn,
    "uid": _uid,
    "container_id": _container_id,
    "fingerprint": _fingerprint,
    "url": hosts.url,
    "hostname": hosts.hostname,
    "ip": hosts.ip,
}
