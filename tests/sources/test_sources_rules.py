"""Secrets by reference, and hosts that sources may reach."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Forbidden, Invalid, Unavailable
from cmdb.intake import reach
from cmdb.sources import rules
from cmdb.sources.model import Reference
from cmdb.sources.secrets import revealed


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("env:CMDB_SECRET_NETBOX", Reference("env", "CMDB_SECRET_NETBOX")),
        ("file:netbox-token", Reference("file", "netbox-token")),
    ],
)
def test_secret_is_a_reference(given_, wanted):
    assert rules.reference("token", given_) == wanted


@pytest.mark.parametrize(
    "clear",
    [
        "hunter2hunter2",
        "",
        "env:PATH",
        "env:CMDB_NEO4J_PASSWORD",
        "file:../token",
        "file:/etc/passwd",
        "file:.hidden",
        "file:a/b",
        "file:a\nb",
        "vault:x",
    ],
)
def test_secret_in_clear_is_refused_and_not_repeated(clear):
    with pytest.raises(Invalid) as refused:
        rules.reference("token", clear)

    assert "env:CMDB_SECRET_NAME" in refused.value.remedy
    assert refused.value.problems[0].place == "token"
    assert not clear or clear not in str(refused.value)


def test_variables_of_secrets_alone_are_read(tmp_path):
    env = {"CMDB_SECRET_A": " s3cret\n", "CMDB_SECRET_B": ""}

    assert revealed(Reference("env", "CMDB_SECRET_A"), tmp_path, env) == "s3cret"
    with pytest.raises(Unavailable, match="CMDB_SECRET_B"):
        revealed(Reference("env", "CMDB_SECRET_B"), tmp_path, env)


def test_file_of_the_folder_is_read(tmp_path):
    (tmp_path / "token").write_text("s3cret\n", "utf-8")

    assert revealed(Reference("file", "token"), tmp_path) == "s3cret"


def test_no_link_leads_out_of_the_folder(tmp_path):
    outside, folder = tmp_path / "outside", tmp_path / "secrets"
    folder.mkdir()
    outside.write_text("the server's own", "utf-8")
    (folder / "soft").symlink_to(outside)
    os.link(outside, folder / "hard")
    os.mkfifo(folder / "pipe")
    (folder / "dir").mkdir()

    for name in ("soft", "hard", "pipe", "dir", "missing"):
        with pytest.raises(Unavailable) as refused:
            revealed(Reference("file", name), folder)
        assert "the server's own" not in str(refused.value)


@pytest.mark.parametrize(
    ("entry", "host", "port", "fits"),
    [
        ("netbox.example", "netbox.example", 443, True),
        ("netbox.example:443", "netbox.example", 443, True),
        ("netbox.example:443", "netbox.example", 8080, False),
        ("NetBox.Example", "netbox.example", 80, True),
        ("netbox.example", "a.netbox.example", 443, False),
        ("netbox.example", "netbox.example.evil.example", 443, False),
        ("10.0.0.5", "10.0.0.5", 80, True),
        ("[fd00::5]:443", "fd00::5", 443, True),
        ("fd00::5", "fd00::5", 443, True),
    ],
)
def test_host_is_allowed_by_name_and_port(entry, host, port, fits):
    allowed = frozenset({rules.entry(entry)})

    if fits:
        rules.admit(allowed, host, port)
    else:
        with pytest.raises(Forbidden, match="is not allowed"):
            rules.admit(allowed, host, port)


def test_no_host_is_allowed_unless_somebody_did():
    with pytest.raises(Forbidden) as refused:
        rules.admit(frozenset(), "netbox.example", 443)

    assert "cmdb source allow netbox.example:443" in refused.value.remedy


@pytest.mark.parametrize(
    "wrong", ["", "https://x.example", "*.example", "a b", "x:0", "x:99999", "x/y", "x:y", "[::1"]
)
def test_what_is_no_host_is_refused(wrong):
    with pytest.raises(Invalid):
        rules.entry(wrong)


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("https://netbox.example", ("netbox.example", 443)),
        ("http://netbox.example:8000/netbox/", ("netbox.example", 8000)),
        ("bolt://graph.example", ("graph.example", 7687)),
        ("https://[fd00::5]/", ("fd00::5", 443)),
        ("HTTPS://NETBOX.example.", ("netbox.example", 443)),
    ],
)
def test_address_has_host_and_port(given_, wanted):
    assert rules.address("url", given_) == wanted


@pytest.mark.parametrize(
    "wrong",
    [
        "netbox.example",
        "file:///etc/passwd",
        "ftp://x",
        "https://",
        "https://a b",
        "http://x:y",
        "//x",
    ],
)
def test_what_is_no_address_names_the_setting(wrong):
    with pytest.raises(Invalid) as refused:
        rules.address("url", wrong)

    assert refused.value.problems[0].place == "url"


def test_credentials_in_an_address_are_refused_and_not_repeated():
    with pytest.raises(Invalid) as refused:
        rules.address("url", "https://admin:hunter2@netbox.example")

    assert "hunter2" not in str(refused.value)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    for read in (lambda: rules.address("url", text), lambda: rules.entry(text)):
        try:
            read()
        except Invalid:
            continue


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.1.1",
        "0.0.0.0",  # noqa: S104  an address to refuse
        "224.0.0.1",
        "100.100.100.200",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "::",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_link_local_and_metadata_addresses_never_pass(address):
    assert reach.never(address)


@pytest.mark.parametrize("address", ["10.0.0.1", "192.168.1.1", "127.0.0.1", "fd12::1", "8.8.8.8"])
def test_private_addresses_may_be_allowed(address):
    assert not reach.never(address)


def test_resolved_address_counts_not_the_name():
    with pytest.raises(Forbidden, match=r"169\.254"):
        reach.resolved("169.254.169.254", 80)
    with pytest.raises(Unavailable):
        reach.resolved("no-such-host.invalid", 80)
