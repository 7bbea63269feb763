"""Normal forms of what clouds and hypervisors call their things: one text for every spelling."""

import re

_AWS_ID = re.compile(r"[a-z]{1,12}-(?:[0-9a-f]{8}|[0-9a-f]{17})")
_AWS_ARN = re.compile(r"arn:aws[a-z-]*:ec2:[^:]*:[^:]*:[a-z-]+/([^/]+)", re.IGNORECASE)
_AWS_PATH = re.compile(r"aws://(?:/)?[a-z0-9-]*/([^/]+)", re.IGNORECASE)
_AZURE = re.compile(r"(?:.*?/)?subscriptions/([0-9a-f-]{36}(?:/[^?#]*)?)", re.IGNORECASE)
_GCP = re.compile(
    r"(?:(?:https?:)?//(?:www|[a-z]+)\.googleapis\.com/(?:[a-z]+/)?(?:(?:v\d|beta|alpha)\w*/)?)?"
    r"/?(projects/[^/?#]+/[^?#]+)",
    re.IGNORECASE,
)
_GCE = re.compile(r"gce://([^/]+)/([^/]+)/([^/]+)", re.IGNORECASE)
_ALIBABA = re.compile(r"(?:[a-z]+://)?[a-z]{2}-[a-z0-9-]+\.(i-[a-z0-9]+)", re.IGNORECASE)
_ORACLE = re.compile(r"(?:oci://)?(ocid1\..+)", re.IGNORECASE)
_URI = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.IGNORECASE)
_UUID_AT_END = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://(?:.*/)?)?"
    r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    re.IGNORECASE,
)
# A moref is unique in one vCenter, a VM's number in one Proxmox cluster: alone they mean nothing.
_MOREF = re.compile(
    r"(?:[a-z]+[:-])?(?:vm|host|domain-[cs]|datastore|network|group-\w|resgroup|dvportgroup)-?\d+",
    re.IGNORECASE,
)
_SHORT_NUMBER = re.compile(r"\d{1,5}")
# These end in a node's name, which another cluster has too.
_NAMED_NODES = frozenset({"k3s", "rke2", "kind", "minikube", "k0s", "microk8s", "fake", "kwok"})


def provider_id(text: str) -> str | None:
    """Return the one spelling of a provider's id; None for what is unique only within something.

    AWS: the bare `i-…` (or `vol-…`, `vpc-…`) of ids, EC2 ARNs and `aws:///zone/i-…`. Azure: the
    resource id in lower case. Google: `projects/p/zones/z/instances/n`. vSphere and OpenStack: the
    bare uuid. Others as they stand.
    """
    text = text.strip().rstrip("/")
    if _SHORT_NUMBER.fullmatch(text) or _MOREF.fullmatch(text):
        return None
    return _amazon(text) or _google(text) or _resource(text) or _other(text)


def _amazon(text: str) -> str | None:
    match = _AWS_ARN.fullmatch(text) or _AWS_PATH.fullmatch(text)
    id_ = (match[1] if match else text).lower()
    return id_ if _AWS_ID.fullmatch(id_) else None


def _google(text: str) -> str | None:
    if match := _GCE.fullmatch(text):
        return f"projects/{match[1]}/zones/{match[2]}/instances/{match[3]}".lower()
    match = _GCP.fullmatch(text)
    return match[1].lower() if match else None


def _resource(text: str) -> str | None:
    """Return Azure's, Alibaba's and Oracle's."""
    if match := _AZURE.match(text):
        return f"/subscriptions/{match[1]}".rstrip("/").lower()
    if match := _ALIBABA.fullmatch(text) or _ORACLE.fullmatch(text):
        return match[1].lower()
    return None


def _other(text: str) -> str | None:
    match = _URI.fullmatch(text)
    if match is None:
        return text or None
    scheme, rest = match[1].lower(), match[2].strip("/")
    return f"{scheme}://{rest}" if rest and scheme not in _NAMED_NODES else None


def uuid_within(text: str) -> str | None:
    """Return the uuid that a provider's id is: alone, or the end of `openstack:///…`."""
    match = _UUID_AT_END.fullmatch(text.strip().rstrip("/"))
    return match[1].lower() if match else None
