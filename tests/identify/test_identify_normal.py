"""Two sources that mean the same write it differently; what means nothing is no identity."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmdb.identify.normal import GENERIC_NAMES, KINDS, canonical, strength

AZURE = "subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333"
VM = "/providers/Microsoft.Compute/virtualMachines/w1"
JUNK = (
    "",
    " ",
    "NA",
    "N/A",
    "n.a.",
    "None",
    "<none>",
    "(none)",
    "null",
    "Not Specified",
    "NOT AVAILABLE",
    "Default string",
    "To Be Filled By O.E.M.",
    "To be filled by O.E.M",
    "System Serial Number",
    "0",
    "000000",
    "0123456789",
    "1234567890",
    "00000000-0000-0000-0000-000000000000",
    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
    "Unknown",
    "unknown",
    "........",
    "xxxxxxxx",
    "-",
    "\u200b",
    "\u202e",
    "\ud800",
    "00:00:00:00:00:00",
    "localhost",
    "127.0.0.1",
    "::1",
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789abcdefABCDEF:.-/ []%_" + string.ascii_letters, max_size=60),
    st.sampled_from(JUNK),
    st.uuids().map(str),
    st.ip_addresses().map(str),
    st.from_regex(r"[a-zA-Z]{2,6}://[a-z0-9.:@\[\]/-]{1,40}", fullmatch=True),
    st.from_regex(r"([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}", fullmatch=True),
    st.characters(categories=["Lu", "Ll", "Lt", "Lm", "Mn", "So", "Cs", "Cf"]).map(
        lambda c: f"{c}1.ab{c}.x{c}"
    ),
)
A_KIND = st.sampled_from([*KINDS, "made_up"])


@given(A_KIND, TEXTS)
@example("url", "jdbc:postgresql://[2001:db8::1%25eth0]:5432/x")
@example("serial", "İ1ŉ")
def test_any_text_has_one_normal_form_which_is_its_own(kind, text):
    found = canonical(kind, text)

    assert found is None or (found and canonical(kind, found) == found)
    if found is not None:
        found.encode()


NUMBERS = {"0123456789", "1234567890", "xxxxxxxx", *(j for j in JUNK if j.count("-") == 4)}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kind, text)
        for kind in (*KINDS, "made_up")
        for text in JUNK[:-4]
        if not (text in NUMBERS and kind in ("made_up", "hostname"))  # a name may look so
    ],
)
def test_junk_is_no_identity(kind, text):
    assert canonical(kind, text) is None
    assert canonical(kind, f" {text.upper()}\n") is None


@given(A_KIND, st.text(min_size=1001, max_size=1005))
def test_what_is_too_long_for_an_index_is_no_identity(kind, text):
    found = canonical(kind, text)

    assert found is None or len(found) <= 1000


def test_a_hundred_thousand_characters_are_no_identity():
    assert canonical("serial", "A1" * 50_000) is None
    assert canonical("url", "https://a.example/" + "a" * 100_000) is None


@pytest.mark.parametrize(
    ("kind", "same"),
    [
        ("serial", ["VMware-56 4d 1a", "vmware-56 4D 1A", " VMware-56  4d 1a\u200b "]),
        (
            "uuid",
            [
                "4C4C4544-0042-3510-8052-B7C04F4D3332",
                "44454c4c-4200-1035-8052-b7c04f4d3332",
                "{4c4c4544-0042-3510-8052-b7c04f4d3332}",
                "urn:uuid:4c4c4544-0042-3510-8052-b7c04f4d3332",
                "4c4c4544004235108052b7c04f4d3332",
                "VMware-4c 4c 45 44 00 42 35 10-80 52 b7 c0 4f 4d 33 32",
            ],
        ),
        (
            "provider_id",
            [
                "i-0abcdef1234567890",
                "arn:aws:ec2:eu-west-1:123456789012:instance/i-0abcdef1234567890",
                "arn:aws-cn:ec2:cn-north-1:123456789012:instance/i-0abcdef1234567890",
                "aws:///eu-west-1a/i-0abcdef1234567890",
                "aws://eu-west-1a/i-0abcdef1234567890",
            ],
        ),
        (
            "provider_id",
            [
                f"azure:///{AZURE}/resourceGroups/RG{VM}",
                f"/{AZURE.upper()}/resourcegroups/rg{VM.lower()}/",
                f"https://management.azure.com/{AZURE}/resourceGroups/rg{VM}?api-version=2024-03-01",
            ],
        ),
        (
            "provider_id",
            [
                "https://www.googleapis.com/compute/v1/projects/shop/zones/europe-west1-b/instances/web1",
                "https://compute.googleapis.com/compute/v1/projects/shop/zones/europe-west1-b/instances/web1",
                "//compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/web1",
                "gce://shop/europe-west1-b/web1",
                "projects/shop/zones/europe-west1-b/instances/web1",
            ],
        ),
        (
            "provider_id",
            [
                "openstack:///a1b2c3d4-58cc-4372-a567-0e02b2c3d479",
                "openstack://RegionOne/a1b2c3d4-58cc-4372-a567-0e02b2c3d479",
                "A1B2C3D4-58CC-4372-A567-0E02B2C3D479",
            ],
        ),
        (
            "provider_id",
            [
                "vsphere://423012ab-58cc-4372-a567-0e02b2c3d479",
                "423012AB-58CC-4372-A567-0E02B2C3D479",
                "ab123042-cc58-7243-a567-0e02b2c3d479",
            ],
        ),
        ("provider_id", ["hcloud://12345678", "HCLOUD://12345678/"]),
        ("provider_id", ["cn-hangzhou.i-bp67acfmxazb4p0a1b2c", "i-bp67acfmxazb4p0a1b2c"]),
        (
            "mac",
            [
                "00:1B:21:0A:03:FF",
                "00-1b-21-0a-03-ff",
                "001b.210a.03ff",
                "001B210A03FF",
                "0:1b:21:a:3:ff",
            ],
        ),
        ("fqdn", ["Web1.Example.COM", "web1.example.com.", "web1.example.com:443"]),
        ("fqdn", ["bücher.example", "xn--bcher-kva.example", "BÜCHER.example."]),
        ("hostname", ["WEB-1", "web-1", "web-1.example.com", "web-1:9100"]),
        ("ip", ["192.0.2.7", "192.0.2.7/24", "192.0.2.7:443", "::ffff:192.0.2.7"]),
        ("ip", ["2001:db8::1", "2001:0DB8:0:0::0001/64", "[2001:db8::1]:443", "2001:db8::1%eth0"]),
        (
            "container_id",
            [
                "containerd://4c01db0b339c0f0e5d0d8f4d3f1f0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b",
                "4C01DB0B339C0F0E5D0D8F4D3F1F0A1B2C3D4E5F60718293A4B5C6D7E8F90A1B",
                "docker://4c01db0b339c",
            ],
        ),
        (
            "fingerprint",
            [
                "SHA1 Fingerprint=1F:8A:9B:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:01",
                "1f8a9b00112233445566778899aabbccddeeff01",
                "sha1:1F8A9B00 11223344 55667788 99AABBCC DDEEFF01",
            ],
        ),
        (
            "fingerprint",
            [
                "SHA256:uNiVztksCsDhcc0u9e8BrrjRLQHBm7BzXV4bfC7/n5A",
                "uNiVztksCsDhcc0u9e8BrrjRLQHBm7BzXV4bfC7/n5A=",
                "b8d895ced92c0ac0e171cd2ef5ef01aeb8d12d01c19bb0735d5e1b7c2eff9f90",
            ],
        ),
        (
            "url",
            [
                "https://api.example.com/v1",
                "HTTPS://API.Example.com:443/v1/",
                "https://joe:s3cret@api.example.com/v1/#top",
                "https://api.example.com/v1?token=abc",
            ],
        ),
        (
            "url",
            ["jdbc:postgresql://db.example.com:5432/shop", "postgres://u:p@db.example.com/shop"],
        ),
    ],
)
def test_spellings_of_the_same_are_the_same(kind, same):
    assert None not in {canonical(kind, text) for text in same}
    assert len({canonical(kind, text) for text in same}) == 1


@given(st.uuids())
def test_either_byte_order_of_a_uuid_is_the_same(given_uuid):
    turned = type(given_uuid)(bytes=given_uuid.bytes_le)

    assert canonical("uuid", str(given_uuid)) == canonical("uuid", str(turned))


@given(
    st.from_regex(r"[A-Z0-9]{6,12}", fullmatch=True),
    st.from_regex(r"[A-Z0-9]{6,12}", fullmatch=True),
)
def test_two_serial_numbers_stay_two(one, other):
    forms = {canonical("serial", one), canonical("serial", other)} - {None}

    assert (
        one == other or len(forms) == 2 or {canonical("serial", x) for x in (one, other)} & {None}
    )


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("ip", "127.0.0.53"),
        ("ip", "169.254.10.1"),
        ("ip", "fe80::1%eth0"),
        ("ip", "0.0.0.0"),  # noqa: S104  no bind: what a listener tells of itself
        ("ip", "224.0.0.1"),
        ("ip", "ff02::1"),
        ("ip", "172.17.0.2/16"),
        ("ip", "255.255.255.255"),
        ("ip", "10.0.2.15"),
        ("ip", "not.an.ip"),
        ("ip", "300.1.1.1"),
        ("mac", "ff:ff:ff:ff:ff:ff"),
        ("mac", "01:00:5e:00:00:fb"),
        ("mac", "02:42:ac:11:00:02"),
        ("mac", "00:00:5e:00:01:0a"),
        ("mac", "00:00:0c:07:ac:01"),
        ("mac", "00:50:56:c0:00:08"),
        ("mac", "80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:31:78:f2"),
        ("fqdn", "localhost.localdomain"),
        ("fqdn", "web1"),
        ("fqdn", "printer.local"),
        ("fqdn", "redis.default.svc.cluster.local"),
        ("fqdn", "pc-17.workgroup"),
        ("fqdn", "host.docker.internal"),
        ("fqdn", "*.example.com"),
        ("fqdn", "192.0.2.7"),
        ("fqdn", "7.2.0.192.in-addr.arpa"),
        ("hostname", "localhost"),
        ("hostname", "192.0.2.7"),
        ("hostname", "4711"),
        ("uuid", "03000200-0400-0500-0006-000700080009"),
        ("uuid", "00020003-0004-0005-0006-000700080009"),
        ("uuid", "web1"),
        ("provider_id", "vm-1234"),
        ("provider_id", "100"),
        ("provider_id", "k3s://node1"),
        ("provider_id", "kind://docker/kind/kind-control-plane"),
        ("container_id", "sha256:zz"),
        ("container_id", "4c01db0b"),
        ("fingerprint", "abcd"),
        ("url", "http://redis:6379"),
        ("url", "http://localhost:8080/"),
        ("url", "api.example.com"),
        ("url", "https://[::1"),
        ("serial", "123456789"),
        ("serial", "SerNum0"),
    ],
)
def test_what_others_have_too_is_no_identity(kind, text):
    assert canonical(kind, text) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("fqdn", "ip-10-0-0-5.eu-west-1.compute.internal"),
        ("fqdn", "dc1.corp.local"),
        ("ip", "1.1.1.1"),
        ("ip", "10.1.2.3"),
        ("mac", "0a:1b:2c:3d:4e:5f"),
        ("serial", "J3TK9W2"),
        ("serial", "SN1"),
        ("hostname", "db"),
        ("hostname", "在线支付-1"),
    ],
)
def test_what_tells_something_is_kept_as_it_is(kind, text):
    assert canonical(kind, text) == text.lower()


def test_no_secret_stays_in_a_url():
    found = canonical("url", "https://joe:s3cret@api.example.com/v1?apikey=s3cret&app=shop")

    assert found == "https://api.example.com/v1?app=shop"


def test_a_name_of_a_host_and_its_address_are_weak_all_else_is_strong():
    assert {kind for kind in KINDS if strength(kind) == "weak"} == {"hostname", "ip"}
    assert strength("made_up") == "weak"


def test_generic_names_are_written_as_normal_forms():
    assert {"db", "web", "redis", "switch", "main"} <= GENERIC_NAMES
    assert all(name == name.lower().strip() for name in GENERIC_NAMES)
