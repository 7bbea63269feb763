"""Where a thing is at its provider: account, region and zones, where its state says so."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from importers.terraform.resources import Resource
from importers.terraform.values import every, form

_PROVIDERS = {
    "aws": "aws",
    "azurerm": "azure",
    "google": "gcp",
    "alicloud": "aliyun",
    "digitalocean": "digitalocean",
    "hcloud": "hcloud",
    "tencentcloud": "tencentcloud",
    "huaweicloud": "huaweicloud",
}
_ARN = re.compile(r"arn:(?:aws[\w-]*|acs):[\w-]*:([\w-]*):(\w*):.+")
_AZURE = re.compile(r"/subscriptions/([0-9a-f-]{36})/", re.IGNORECASE)
_GOOGLE = re.compile(r"projects/([a-z][a-z0-9:.-]+)/(?:(?:zones|regions|locations)/([a-z0-9-]+)/)?")
_AWS_ZONE = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d[a-z]")
_AWS_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_GOOGLE_ZONE = re.compile(r"[a-z]+-[a-z]+\d+-[a-z]")
_ALI_ZONE = re.compile(r"[a-z]{2}-[a-z]+(?:-\d)?-?[a-z]")
_WORD = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")
_ZONES = ("availability_zone", "availability_zones", "zone", "zones", "zone_id", "datacenter")


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """An account, region or zone; `within` is the region of a zone."""

    class_name: str
    provider: str
    name: str
    within: str = ""

    @property
    def id(self) -> str:
        """Its external id within the source: no address of Terraform has such a one."""
        word = {"cloud_account": "account", "availability_zone": "zone"}.get(self.class_name)
        return f"{word or self.class_name}/{self.provider}/{self.name}"


def provider(one: Resource) -> str:
    """Return what the provider is called: aws, azure, gcp, aliyun …, else as Terraform does."""
    prefix = one.type.partition("_")[0]
    return _PROVIDERS.get(prefix, prefix)


def locations(one: Resource) -> Iterator[Location]:
    """Yield where a thing is: zones, or else its region, and its account."""
    of = _PROVIDERS.get(one.type.partition("_")[0])
    if of is None or one.class_name == "cloud_account":
        return
    account, region = _told(one, of)
    zones = list(dict.fromkeys(_zones(one, of, region)))
    if account:
        yield Location("cloud_account", of, account)
    # A database that stands by in another zone outlives its own.
    if zones and one.attributes.get("multi_az") is not True:
        yield from zones
    elif region or zones:
        yield Location("region", of, region or zones[0].within)


def _told(one: Resource, of: str) -> tuple[str, str]:
    """Return (account, region), each as far as identifiers and attributes tell."""
    attributes = one.attributes
    region = _word(attributes.get("region")) or _word(attributes.get("location"))
    ids = [v for key in ("id", "arn", "self_link") if isinstance(v := attributes.get(key), str)]
    if of == "aws":
        arn = next((m for one_id in ids if (m := _ARN.fullmatch(one_id))), None)
        return (arn[2], region or arn[1]) if arn else (_digits(attributes.get("owner_id")), region)
    if of == "azure":
        found = next((m[1].lower() for one_id in ids if (m := _AZURE.match(one_id))), "")
        return found, _azure_region(attributes.get("location"))
    if of == "gcp":
        path = next((m for one_id in ids if (m := _GOOGLE.match(form(one_id)))), None)
        project = attributes.get("project")
        account = project if isinstance(project, str) and project else path[1] if path else ""
        region = _last(attributes.get("region")) or region
        return account, "" if region in ("global", "us", "eu", "asia") else region
    return "", region


def _zones(one: Resource, of: str, region: str) -> Iterator[Location]:
    attributes = one.attributes
    named = [text for key in _ZONES for text in every(attributes, key)]
    for text in named:
        zone = _last(text)
        if of == "aws" and _AWS_ZONE.fullmatch(zone):
            yield Location("availability_zone", of, zone, zone[:-1])
        elif of == "gcp" and _GOOGLE_ZONE.fullmatch(zone):
            yield Location("availability_zone", of, zone, zone[:-2])
        elif of == "azure" and region and zone in ("1", "2", "3"):
            yield Location("availability_zone", of, f"{region}-{zone}", region)
        elif of == "aliyun" and _ALI_ZONE.fullmatch(zone) and zone.count("-") > 1:
            yield Location("availability_zone", of, zone, zone.rpartition("-")[0])


def _azure_region(value: Any) -> str:
    """Return `eastus` for `East US`: both are written."""
    name = value.replace(" ", "").lower() if isinstance(value, str) else ""
    return "" if name == "global" else _word(name)


def _word(value: Any) -> str:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""


def _last(value: Any) -> str:
    return value.rpartition("/")[2] if isinstance(value, str) else ""


def _digits(value: Any) -> str:
    return value if isinstance(value, str) and re.fullmatch(r"\d{12}", value) else ""


def account_of(found: Mapping[str, Any], places: list[Location]) -> dict[str, str]:
    """Return the attribute `account` of a CI that has none yet, from where it is."""
    account = next((p.name for p in places if p.class_name == "cloud_account"), "")
    return {"account": account} if account and "account" not in found else {}
