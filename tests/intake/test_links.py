"""Links between devices: each pair once, and what a device is by what it says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.intake.links import End, Link, relations
from cmdb.intake.speakers import Speaker, capabilities, speaker


def told(near, far, uplink=None):
    (a, at), (b, bt) = near, far
    return Link(End(a, a, at), End(b, b, bt), uplink)


def said(links):
    return {
        (one.from_id, one.type, one.to_id): (
            one.fields.get("interface"),
            one.fields.get("remote_interface"),
        )
        for one in relations(links)
    }


def test_cables_between_two_devices_are_one_relation():
    links = [told(("a", "Eth10"), ("b", "Eth2")), told(("a", "Eth9"), ("b", "Eth1"))]

    assert said(links) == {("a", "LINKED_TO", "b"): ("Eth9, Eth10", "Eth1, Eth2")}


def test_both_ends_tell_of_the_same_relation_in_their_own_words():
    links = [
        told(("b", "GigabitEthernet0/2"), ("a", "GigabitEthernet0/1")),
        told(("a", "Gi0/1"), ("b", "Gi0/2")),
    ]

    assert list(said(links)) == [("a", "LINKED_TO", "b")]
    assert said(links)["a", "LINKED_TO", "b"] == ("Gi0/1", "Gi0/2")


def test_an_end_that_knows_the_direction_decides_it():
    links = [told(("a", "e1"), ("b", "e2")), told(("b", "e2"), ("a", "e1"), uplink=True)]

    assert said(links) == {("b", "CONNECTED_TO", "a"): ("e2", "e1")}


def test_the_network_of_management_ports_is_management():
    (link,) = relations([told(("sw", "Ethernet47"), ("web1", "iDRAC"), uplink=False)])

    assert (link.from_id, link.to_id) == ("web1", "sw")
    assert link.fields["network"] == "management"


def test_a_cable_from_a_device_to_itself_is_no_link():
    assert said([told(("a", "e1"), ("a", "e2"))]) == {}


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from(["", "e1", "e2"]),
            st.sampled_from("abc"),
            st.sampled_from(["", "e1", "e2"]),
            st.sampled_from([None, True, False]),
        ),
        max_size=8,
    ),
    st.randoms(),
)
def test_the_order_of_telling_makes_no_difference(cables, dice):
    links = [told((a, at), (b, bt), uplink) for a, at, b, bt, uplink in cables]
    shuffled = dice.sample(links, len(links))

    assert said(shuffled) == said(links)


@pytest.mark.parametrize(
    ("description", "supported", "enabled", "port", "found"),
    [
        ("Linux 3.18.22 x86_64", ["bridge", "router"], [], "", ("server", "")),
        ("Debian GNU/Linux 12 Linux 6.1", ["bridge"], ["bridge"], "", ("server", "")),
        ("VMware ESX Releasebuild-1", [], [], "vmnic0", ("hypervisor", "")),
        ("Cumulus Linux version 3.7", ["bridge"], ["bridge"], "swp1", ("network_device", "switch")),
        (
            "Juniper ex2200",
            ["bridge", "router"],
            ["bridge", "router"],
            "",
            ("network_device", "switch"),
        ),
        ("", ["Router"], ["Router"], "", ("network_device", "router")),
        ("", ["B", "T"], ["B", "T"], "Port 1", ("end_user_device", "phone")),
        (
            "",
            ["bridge", "wlan-access-point"],
            ["wlan-access-point"],
            "",
            ("network_device", "wireless"),
        ),
        ("", ["station"], ["station"], "", ("", "")),
        ("", [], [], "Ethernet1/1", ("network_device", "")),
        ("", [], [], "eno1", ("server", "")),
        ("", [], [], "", ("", "")),
    ],
)
def test_what_a_device_is_by_what_it_says(description, supported, enabled, port, found):
    known = speaker(description, supported, enabled, port)

    assert (known.class_name, known.kind) == found


def test_a_port_alone_is_a_guess():
    assert not speaker("", [], [], "eno1").sure
    assert speaker("", [], [], "") == Speaker()


def test_capabilities_have_many_spellings():
    assert capabilities(["B", "wlan-access-point", "Router", "Tel", "StationOnly"]) == {
        "bridge",
        "wlan",
        "router",
        "telephone",
        "station",
    }
