"""Which language somebody reads, from what they or their browser ask for."""

import re

from babel.core import Locale, UnknownLocaleError

from cmdb.errors import Invalid
from cmdb.sentences.catalogue import LANGUAGES

_DEFAULT = "en"
_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_MOST = 20


def asked_for(tag: str) -> str:
    """Return the catalogue that a tag means: `zh-TW`, `zh_CN.UTF-8`, `en`. Raises Invalid."""
    found = _catalogue(tag)
    if found is None:
        raise Invalid(
            f"There are no sentences in the language {tag[:40]!r}.",
            remedy=f"There are some in {', '.join(LANGUAGES.values())}.",
        )
    return found


def accepted(header: str) -> str:
    """Return the catalogue that suits an Accept-Language header best; English where none does."""
    wanted = []
    for at, part in enumerate(header.split(",")[:_MOST]):
        tag, _, quality = part.partition(";")
        wanted.append((-_quality(quality), at, tag.strip()))
    for negative, _, tag in sorted(wanted):
        found = _catalogue(tag) if negative < 0 else None
        if found is not None:
            return found
    return _DEFAULT


def _quality(said: str) -> float:
    name, _, value = said.strip().partition("=")
    if not said.strip():
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0


def _catalogue(tag: str) -> str | None:
    plain = tag.partition(".")[0].partition("@")[0]
    if not _TAG.fullmatch(plain):
        return None
    try:
        locale = Locale.parse(plain.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        # A region or variant that is not known leaves the language as it is.
        return _catalogue(re.split("[-_]", plain)[0]) if re.search("[-_]", plain) else None
    if locale.language == "zh":
        return "zh_Hant" if locale.script == "Hant" else "zh_Hans"
    return locale.language if locale.language in LANGUAGES else None
