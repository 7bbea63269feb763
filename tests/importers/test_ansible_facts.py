"""What Ansible gathered of machines: every form that it leaves facts in, and what they mean."""

import json
from datetime import UTC, datetime

import pytest
from readings import read

import importers

LINUX = {
    "ansible_architecture": "x86_64",
    "ansible_date_time": {"iso8601": "2026-11-20T08:00:00Z"},
    "ansible_default_ipv4": {
        "address": "192.0.2.7",
        "interface": "eth0",
        "macaddress": "02:00:5E:00:53:07",
    },
    "ansible_distribution": "Debian",
    "ansible_distribution_version": "12.11",
    "ansible_fqdn": "web1.corp.example",
    "ansible_hostname": "web1",
    "ansible_product_serial": "NA",
    "ansible_product_uuid": "1b7c3f2e-6f43-4b0e-9d0c-0d6f6f3a5f11",
}


def result(**facts) -> dict:
    return {
        "ansible_facts": LINUX | {f"ansible_{k}": v for k, v in facts.items()},
        "changed": False,
    }


def output(host: str, value: dict, word: str = "SUCCESS") -> str:
    return f"{host} | {word} => {json.dumps(value, indent=4)}\n"


@pytest.fixture
def gathered(upload):
    """The CI that facts of the host web1 come to."""

    def of(**facts):
        seen = read("ansible", upload({"facts/web1": json.dumps(result(**facts))}))
        assert not seen.errors
        return seen.cis["web1"]

    return of


FORMS = {
    "ad-hoc output": ("out.txt", output("web1", result())),
    "ad-hoc output with a heading": (
        "out.txt",
        "Using /etc/ansible/ansible.cfg as config file\n[WARNING]: x\n" + output("web1", result()),
    ),
    "ad-hoc output in colour": ("out.log", "\x1b[0;32m" + output("web1", result()) + "\x1b[0m\n"),
    "one line a host": ("out", f"web1 | SUCCESS => {json.dumps(result())}\n"),
    "a tree folder": ("facts/web1", json.dumps(result())),
    "a fact cache": ("cache/web1", json.dumps(LINUX)),
    "a fact cache of today": ("cache/s1_web1", json.dumps({"__payload__": json.dumps(LINUX)})),
    "facts without prefix": (
        "web1.json",
        json.dumps({k.removeprefix("ansible_"): v for k, v in LINUX.items()}),
    ),
    "wrapped facts without prefix": (
        "web1.json",
        json.dumps({"ansible_facts": {k.removeprefix("ansible_"): v for k, v in LINUX.items()}}),
    ),
    "several hosts by name": ("all.json", json.dumps({"web1": result()})),
    "a run's JSON": (
        "run.json",
        json.dumps({"plays": [{"tasks": [{"hosts": {"web1": result()}}]}], "stats": {}}),
    ),
    "variables that debug shows": (
        "out.txt",
        output("web1", {"hostvars[inventory_hostname]": LINUX, "changed": False}),
    ),
    "a file that a person named": ("my notes.json", json.dumps(result())),
    "of the local machine": ("out.txt", output("localhost", result())),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_facts_gives_the_same_machine(upload, form):
    name, text = FORMS[form]
    files = upload({name: text})
    seen = read("ansible", files)

    assert not seen.errors
    assert set(seen.cis) == {"web1"}
    assert seen.cis["web1"].name == "web1"
    assert seen.fields("web1") == {
        "uuid": "1b7c3f2e-6f43-4b0e-9d0c-0d6f6f3a5f11",
        "fqdn": "web1.corp.example",
        "ip_addresses": ["192.0.2.7"],
        "mac_addresses": ["02:00:5e:00:53:07"],
        "operating_system": "Debian",
        "operating_system_version": "12.11",
        "architecture": "x86_64",
    }
    assert seen.cis["web1"].identity == {
        "uuid": ["1b7c3f2e-6f43-4b0e-9d0c-0d6f6f3a5f11"],
        "mac": ["02:00:5e:00:53:07"],
        "fqdn": ["web1.corp.example"],
        "hostname": ["web1"],
        "ip": ["192.0.2.7"],
    }
    assert seen.cis["web1"].observed_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert not seen.complete
    if form != "facts without prefix":
        assert [kind for kind, _ in importers.inputs(files)] == ["ansible"]


def test_hosts_that_were_not_reached_are_noted_and_nothing_else(upload):
    text = (
        output("web1", result())
        + output("web2", {"changed": False, "msg": "x", "unreachable": True}, "UNREACHABLE!")
        + output("web3", {"failed": True, "msg": "x"}, "FAILED!")
        + "web4 | FAILED | rc=1 >>\nno python\n"
    )
    seen = read("ansible", upload({"out.txt": text}))

    assert set(seen.cis) == {"web1"}
    assert not seen.errors
    assert [note.place for note in seen.notes] == [f"out.txt: web{n}" for n in (2, 3, 4)]


def test_the_output_of_a_command_is_no_facts(upload):
    files = upload({"out.txt": "web1 | CHANGED | rc=0 >>\nup 3 days\n"})

    assert not importers.importer("ansible").recognises(files, "out.txt")


def test_one_machine_under_two_names_gives_its_identity_twice(upload):
    seen = read("ansible", upload({f"f/{n}": json.dumps(result()) for n in ("web1", "web1-old")}))

    uuids = [ci.identity["uuid"] for ci in seen.cis.values()]
    assert set(seen.cis) == {"web1", "web1-old"}
    assert uuids[0] == uuids[1]


def test_output_that_breaks_off_is_an_error_with_its_line(upload):
    text = output("web1", result()) + output("web2", result())[:300]
    seen = read("ansible", upload({"out.txt": text}))

    assert set(seen.cis) == {"web1"}
    assert "web2" in seen.error()
    assert "line" in seen.error()


def test_of_two_files_of_one_host_the_newer_holds(upload):
    old = result(date_time={"iso8601": "2025-01-01T00:00:00Z"}, kernel="5.10", system_vendor="Dell")
    seen = read(
        "ansible", upload({"a/web1": json.dumps(old), "b/web1": json.dumps(result(kernel="6.1"))})
    )

    assert seen.fields("web1")["kernel"] == "6.1"
    assert seen.fields("web1")["manufacturer"] == "Dell"


def test_hardware(gathered):
    ci = gathered(
        bios_version="2.17",
        memtotal_mb=64512,
        processor=[
            "0",
            "GenuineIntel",
            "Intel(R) Xeon(R)",
            "1",
            "GenuineIntel",
            "Intel(R) Xeon(R)",
        ],
        processor_count=2,
        processor_cores=16,
        processor_vcpus=64,
        product_name="PowerEdge R640",
        product_serial="7BKXM53",
        system_vendor="Dell Inc.",
        devices={
            "sda": {"removable": "0", "sectors": 2147483648, "size": "1.00 TB"},
            "sdb": {"removable": "0", "size": "512.00 GB"},
            "sr0": {"removable": "1", "sectors": "2097151"},
            "loop0": {"removable": "0", "sectors": "4096"},
            "dm-0": {"sectors": "4096000"},
        },
    )

    assert ci.fields["cpu_count"] == 32
    assert ci.fields["cpu_model"] == "Intel(R) Xeon(R)"
    assert ci.fields["memory_gb"] == 63
    assert ci.fields["disk_gb"] == 1536
    assert ci.fields["serial_number"] == "7BKXM53"
    assert (ci.fields["manufacturer"], ci.fields["model_name"]) == ("Dell Inc.", "PowerEdge R640")
    assert ci.identity["serial"] == ["7BKXM53"]


@pytest.mark.parametrize("junk", ["NA", "", "To Be Filled By O.E.M.", "0", None, [], {}, "N/A", 0])
def test_what_says_nothing_is_left_out(gathered, junk):
    ci = gathered(product_serial=junk, product_uuid=junk, system_vendor=junk, bios_version=junk)

    assert not {"serial_number", "uuid", "manufacturer", "firmware"} & set(ci.fields)
    assert not {"serial", "uuid"} & set(ci.identity)


@pytest.mark.parametrize(
    ("facts", "class_name"),
    [
        ({"virtualization_role": "guest", "virtualization_type": "kvm"}, "virtual_machine"),
        ({"virtualization_role": "guest", "virtualization_type": "VMware"}, "virtual_machine"),
        ({"virtualization_role": "guest", "virtualization_type": "docker"}, "server"),
        ({"virtualization_role": "guest", "virtualization_type": "lxc"}, "server"),
        ({"virtualization_role": "host", "virtualization_type": "kvm"}, "server"),
        ({"virtualization_role": "NA", "virtualization_type": "NA"}, "server"),
        ({"virtualization_role": "host", "virtualization_type": "xen"}, "hypervisor"),
        ({"virtualization_role": "host", "kernel": "6.8.12-4-pve"}, "hypervisor"),
        ({"ec2_instance_id": "i-0abcdef1234567890"}, "virtual_machine"),
    ],
)
def test_class(gathered, facts, class_name):
    assert gathered(**facts).class_name == class_name


def test_cloud_facts_give_the_instance(gathered):
    ci = gathered(
        ec2_instance_id="i-0abcdef1234567890",
        ec2_instance_type="t3.large",
        ec2_ami_id="ami-0abcdef1234567890",
        ec2_user_data="password=hunter2",
    )

    assert ci.fields["instance_type"] == "t3.large"
    assert ci.identity["provider_id"] == ["i-0abcdef1234567890"]
    assert "hunter2" not in repr(ci)


def test_addresses_of_containers_and_tunnels_are_not_the_machine(gathered):
    def interface(device, ip, mac, kind="ether"):
        return {"device": device, "ipv4": {"address": ip}, "macaddress": mac, "type": kind}

    ci = gathered(
        all_ipv4_addresses=["192.0.2.7", "172.17.0.1", "172.18.0.1", "10.244.0.1", "198.51.100.7"],
        lo={"device": "lo", "ipv4": {"address": "127.0.0.1"}, "type": "loopback"},
        docker0=interface("docker0", "172.17.0.1", "02:42:00:00:00:01", "bridge"),
        br_1a2b=interface("br-1a2b3c4d5e6f", "172.18.0.1", "02:42:00:00:00:02", "bridge"),
        cni0=interface("cni0", "10.244.0.1", "0a:58:0a:f4:00:01", "bridge"),
        veth1={"device": "veth1", "macaddress": "3e:00:00:00:00:01", "type": "ether"},
        eth0={
            "device": "eth0",
            "ipv4": {"address": "192.0.2.7"},
            "ipv4_secondaries": [{"address": "192.0.2.99"}],
            "ipv6": [{"address": "fe80::1"}, {"address": "2001:db8::7"}],
            "macaddress": "02:00:5e:00:53:07",
            "type": "ether",
        },
    )

    assert ci.fields["ip_addresses"] == ["192.0.2.7", "2001:db8::7", "192.0.2.99", "198.51.100.7"]
    assert ci.identity["ip"] == ["192.0.2.7", "2001:db8::7", "198.51.100.7"]
    assert ci.identity["mac"] == ["02:00:5e:00:53:07"]


def test_a_machine_that_calls_itself_localhost_has_no_full_name(gathered):
    ci = gathered(fqdn="localhost.localdomain")

    assert ci.identity.get("fqdn") is None
    assert ci.identity["hostname"] == ["web1"]


def test_a_host_that_is_called_by_its_address_takes_its_own_name(upload):
    seen = read("ansible", upload({"cache/192.0.2.7": json.dumps(LINUX)}))

    assert seen.cis["192.0.2.7"].name == "web1"
    assert seen.cis["192.0.2.7"].identity["ip"] == ["192.0.2.7"]


def test_mounts_of_other_machines_are_file_shares(upload):
    mounts = [
        {"device": "nas:/export/home", "fstype": "nfs4", "mount": "/home"},
        {"device": "/dev/sda1", "fstype": "ext4", "mount": "/"},
        {"device": "localhost:/x", "fstype": "nfs", "mount": "/x"},
    ]
    files = {f"f/web{n}": json.dumps(result(mounts=mounts, hostname=f"web{n}")) for n in (1, 2)}
    seen = read("ansible", upload(files))

    assert seen.fields("share:nas:/export/home") == {"path": "nas:/export/home", "protocol": "NFS"}
    assert seen.needs() == {
        ("web1", "share:nas:/export/home"),
        ("web2", "share:nas:/export/home"),
    }


def test_windows(gathered):
    ci = gathered(
        distribution="Microsoft Windows Server 2019 Standard",
        distribution_version="10.0.17763.0",
        os_family="Windows",
        default_ipv4=None,
        interfaces=[{"connection_name": "Ethernet0", "macaddress": "02:00:5E:00:53:09"}],
        ip_addresses=["192.0.2.9", "fe80::1"],
        system_vendor="VMware, Inc.",
    )

    assert ci.fields["operating_system"] == "Microsoft Windows Server 2019 Standard"
    assert ci.fields["ip_addresses"] == ["192.0.2.9"]
    assert ci.identity["mac"] == ["02:00:5e:00:53:09"]


def test_network_devices(upload):
    facts = {
        "ansible_net_all_ipv4_addresses": ["192.0.2.1"],
        "ansible_net_hostname": "core-sw",
        "ansible_net_interfaces": {"Vlan1": {"macaddress": "001e.bd3c.eabd"}},
        "ansible_net_model": "C9300",
        "ansible_net_serialnum": "FTX0945W0MY",
        "ansible_net_system": "nxos",
        "ansible_net_version": "9.3(5)",
    }
    seen = read("ansible", upload({"out.txt": output("192.0.2.1", {"ansible_facts": facts})}))
    ci = seen.cis["192.0.2.1"]

    assert (ci.class_name, ci.name) == ("network_device", "core-sw")
    assert dict(ci.fields) == {
        "serial_number": "FTX0945W0MY",
        "model_name": "C9300",
        "software_version": "9.3(5)",
        "mac_addresses": ["001e.bd3c.eabd"],
        "kind": "switch",
        "management_address": "192.0.2.1",
    }


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], {"a": None}, [[]], True])
def test_odd_values_are_no_crash(gathered, value):
    names = [k.removeprefix("ansible_") for k in LINUX if k != "ansible_architecture"]
    more = ["devices", "mounts", "processor", "interfaces", "eth0", "memory_mb", "lsb", "disks"]

    assert gathered(**dict.fromkeys([*names, *more], value)).name == "web1"


@pytest.mark.parametrize("text", ['{"a": 1}', "[]", "{", '{"ansible_facts": {"services": {}}}'])
def test_what_holds_no_facts_gives_nothing_and_says_so(upload, text):
    seen = read("ansible", upload({"x.json": text}))

    assert not seen.cis
    assert seen.errors or seen.notes
