"""CycloneDX documents: a product, the services and stores it works with, and what needs what."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake.model import Files, Issue, Observation, ScopeEnd, SourceName, Spec
from cmdb.intake.text import Unreadable
from importers.cyclonedx.bom import Bom, bom, recognised, stem
from importers.cyclonedx.classes import CLASSES
from importers.cyclonedx.estate import PACKAGE_SCOPE, Estate, estate
from importers.cyclonedx.observed import observed

spec = Spec(
    kind="cyclonedx",
    summary="CycloneDX documents (SBOM, SaaSBOM, OBOM …), JSON or XML",
    classes=CLASSES,
    relations=frozenset(
        {"DEPENDS_ON", "USES", "RUNS_ON", "SECURED_BY", "RECEIVES_FROM", "PART_OF"}
    ),
    gives="A product with the services, data stores, bodies of data, containers, certificates and "
    "platforms that it works with, who provides them, and what needs what; packages on request.",
    identifies="URLs of services, package URLs, and names.",
    scope="One product: what its newest document names, unless it says itself that parts are missing.",
    unknown="Where a product is deployed, in which environment, and whether a dependency is called.",
)

__all__ = ["Settings", "check", "read", "recognises", "spec"]


class Settings(BaseModel):
    """The uploaded documents. `packages`: libraries, files and firmware become CIs too."""

    model_config = ConfigDict(frozen=True)

    files: Files
    packages: bool = False


def recognises(files: Files, name: str) -> bool:
    """Return whether the file begins as a CycloneDX document does."""
    return recognised(files.path(name), name)


def check(settings: Settings) -> None:
    """Raise Invalid unless there is a file to read."""
    if not settings.files.names:
        raise Invalid("There is no file to import.", remedy="Give a bom.json or bom.xml.")


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield what the documents hold, each product under a source name of its own."""
    files = settings.files
    found, issues = _boms(files)
    by_source = _newest(files, found, issues)
    for issue in issues:
        # What a file cannot say is missing in a source of its own, not in those beside it.
        own = _unnamed(files, issue.place.partition(": ")[0])
        yield SourceName(own if issue.fatal else next(iter(by_source), own))
        yield issue
        if issue.fatal:
            yield ScopeEnd("", complete=False)
    if not (by_source or issues):
        yield SourceName(_unnamed(files, ""))
        yield ScopeEnd("", complete=False)
    estates = {name: estate(one, packages=settings.packages) for name, one in by_source.items()}
    links = {one.bom.link: one for one in estates.values() if one.bom.link}
    for name, one in estates.items():
        yield SourceName(name)
        yield from _whole(one, links, packages=settings.packages)


def _whole(one: Estate, links: Mapping[str, Estate], *, packages: bool) -> Iterator[Observation]:
    yield from observed(one, links)
    complete = one.bom.whole and not any("left out" in issue.reason for issue in one.issues)
    if packages:
        yield ScopeEnd(PACKAGE_SCOPE, complete=complete)
    yield ScopeEnd("", complete=complete)


def _boms(files: Files) -> tuple[list[Bom], list[Issue]]:
    names = [name for name in files.names if recognises(files, name)] or list(files.names)
    found: list[Bom] = []
    issues: list[Issue] = []
    for name in sorted(names):
        try:
            found.append(bom(files.path(name), name))
        except Unreadable as exc:
            issues.append(exc.issue(name))
    return found, issues


def _newest(files: Files, found: list[Bom], issues: list[Issue]) -> dict[str, Bom]:
    """Return the newest document of each product by the source that it is."""
    newest: dict[str, Bom] = {}
    for one in sorted(found, key=lambda bom: bom.age, reverse=True):
        first = newest.setdefault(_source(files, one), one)
        if first is not one:
            reason = f"is of the same product as {first.name}, which is newer or the same: skipped."
            issues.append(Issue(one.name, reason, fatal=False))
    return dict(sorted(newest.items()))


def _source(files: Files, one: Bom) -> str:
    product = one.product
    if product and product.name:
        words = [word for word in (product.group, product.name) if word]
        return f"cyclonedx:{'/'.join(words)}"
    return _unnamed(files, one.name)


def _unnamed(files: Files, name: str) -> str:
    words = [files.project or "default", stem(name)]
    return f"cyclonedx:{'/'.join(word for word in words if word)}"
