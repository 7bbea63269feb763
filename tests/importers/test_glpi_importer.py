"""Inventories of agents: which CIs come of a computer, and what never does."""

import json

import pytest
from readings import read

import importers
from importers.glpi import values


def computer(device="pc1-2026-01-01-00-00-00", partial=None, **sections):
    message = {"action": "inventory", "deviceid": device, "itemtype": "Computer"}
    content = {"hardware": {"name": device.split("-")[0]}, "versionclient": "GLPI-Agent_v1.11"}
    extra = {} if partial is None else {"partial": partial}
    return json.dumps(message | extra | {"content": content | sections})


def of_one(upload, **sections):
    seen = read("glpi", upload({"pc.json": computer(**sections)}))
    assert seen.errors == []
    return seen.cis["pc1-2026-01-01-00-00-00"]


@pytest.mark.parametrize(
    ("sections", "class_name"),
    [
        ({}, "server"),
        ({"hardware": {"name": "a", "vmsystem": "VMware"}}, "virtual_machine"),
        ({"hardware": {"name": "a", "vmsystem": "Docker"}}, "server"),
        ({"hardware": {"name": "a", "chassis_type": "Notebook"}}, "end_user_device"),
        ({"hardware": {"name": "a", "chassis_type": "Rack Mount Chassis"}}, "server"),
        ({"bios": {"smanufacturer": "VMware, Inc.", "smodel": "VMware7,1"}}, "virtual_machine"),
        (
            {
                "hardware": {"name": "a", "chassis_type": "Tower"},
                "operatingsystem": {"full_name": "Microsoft Windows Server 2022 Standard"},
            },
            "server",
        ),
        ({"operatingsystem": {"full_name": "Microsoft Windows 10 Pro"}}, "end_user_device"),
        ({"operatingsystem": {"full_name": "VMware ESXi 8.0.2 build-22380479"}}, "hypervisor"),
        ({"virtualmachines": [{"name": "v", "vmtype": "kvm"}]}, "hypervisor"),
        ({"virtualmachines": [{"name": "c", "vmtype": "docker"}]}, "server"),
        ({"virtualmachines": {"name": "v", "vmtype": "VMware"}}, "hypervisor"),
    ],
)
def test_what_a_computer_is(upload, sections, class_name):
    assert of_one(upload, **sections).class_name == class_name


def test_what_fills_a_place_is_no_value(upload):
    found = of_one(
        upload,
        bios={
            "ssn": "To Be Filled By O.E.M.",
            "assettag": "No Asset Tag",
            "smodel": "System Product Name",
            "smanufacturer": "System manufacturer",
            "msn": "N/A",
        },
    )

    assert found.fields == {}
    assert "serial" not in found.identity


def test_addresses_of_bridges_and_docks_identify_nothing(upload):
    adapters = [
        {"description": "wlp58s0", "type": "wifi", "mac": "44:85:00:2b:90:bc"},
        {"description": "enp57s0u1", "type": "ethernet", "mac": "00:e0:4c:68:01:db"},
        {"description": "virbr0", "type": "bridge", "mac": "52:54:00:fa:20:0e", "virtualdev": True},
    ]
    laptop = {"name": "pc1", "chassis_type": "Laptop"}

    found = of_one(upload, hardware=laptop, networks=adapters)

    assert found.identity["mac"] == ["44:85:00:2b:90:bc"]
    assert found.fields["mac_addresses"] == ["44:85:00:2b:90:bc", "00:e0:4c:68:01:db"]


@pytest.mark.parametrize(
    ("last", "users", "user"),
    [
        ("root", [{"login": "trasher"}, {"login": "root"}], "trasher"),
        ("CORP\\mona", [], "mona"),
        ("wtmp", [], None),
        ("Administrator", {"login": "lee", "domain": "CORP"}, "lee"),
    ],
)
def test_who_works_with_a_laptop(upload, last, users, user):
    hardware = {"name": "pc1", "chassis_type": "Laptop", "lastloggeduser": last}

    assert of_one(upload, hardware=hardware, users=users).fields.get("user") == user


def test_guests_are_placed_on_their_host_and_containers_run_on_it(upload):
    uuid = "6a257fa0-fa76-4bf4-a3fb-67aee79316bd"
    guests = [
        {"name": "ServerVM01", "uuid": uuid.upper(), "vmtype": "hyperv", "memory": 8192, "vcpu": 4},
        {
            "name": "a'pache",
            "uuid": "ed9bef0322b8",
            "vmtype": "docker",
            "image": "x",
            "status": "off",
        },
        {"vmtype": "kvm"},
    ]
    seen = read("glpi", upload({"a.json": computer("h1", virtualmachines=guests)}))

    assert set(seen.relations) == {
        (f"vm/{uuid}", "PLACED_ON", "h1"),
        ("h1/container/ed9bef0322b8", "RUNS_ON", "h1"),
    }
    assert seen.fields(f"vm/{uuid}")["memory_gb"] == 8.0
    assert seen.cis["h1/container/ed9bef0322b8"].name == "a'pache"
    assert seen.cis["h1"].fields["product"] == "Hyper-V"
    assert "neither a name nor a UUID" in seen.noted()
    assert not seen.complete


def test_a_virtual_machine_on_a_laptop_depends_on_it(upload):
    hardware = {"name": "dev", "chassis_type": "Laptop"}
    guest = {"name": "'T", "vmtype": "virtualbox"}
    seen = read(
        "glpi", upload({"a.json": computer("d", hardware=hardware, virtualmachines=[guest])})
    )

    assert set(seen.relations) == {("d/vm/'T", "DEPENDS_ON", "d")}


def test_a_guest_that_moves_is_where_it_runs(upload):
    def guest(status):
        return [{"name": "v", "uuid": "6a257fa0-fa76-4bf4-a3fb-67aee79316bd", "status": status}]

    seen = read(
        "glpi",
        upload(
            {
                "a.json": computer("h1", virtualmachines=guest("shutdown")),
                "b.json": computer("h2", virtualmachines=guest("running")),
            }
        ),
    )

    assert {(kind, to) for _, kind, to in seen.relations} == {
        ("PLACED_ON", "h2"),
        ("RUNS_ON", "h2"),
    }


def test_databases_stand_in_their_instance_and_a_servers_own_are_left_out(upload):
    services = [
        {
            "type": "mysql",
            "name": "MariaDB",
            "version": "10.5.10-MariaDB",
            "port": 3306,
            "databases": [{"name": "shop", "size": 52000}, {"name": "information_schema"}],
        }
    ]
    seen = read("glpi", upload({"a.json": computer("h1", databases_services=services)}))

    assert set(seen.relations) == {
        ("h1/database/mysql/3306", "RUNS_ON", "h1"),
        ("h1/database/mysql/3306/shop", "RUNS_ON", "h1/database/mysql/3306"),
    }
    assert seen.cis["h1/database/mysql/3306"].name == "MariaDB on h1"
    assert seen.fields("h1/database/mysql/3306")["engine"] == "MariaDB"


def test_the_form_of_2021_has_instances_under_a_server(upload):
    servers = [
        {
            "name": "MariaDB",
            "type": "mysql",
            "instances": [{"name": "default", "port": 3306}, {"name": "another one", "port": 3307}],
        }
    ]
    seen = read("glpi", upload({"a.json": computer("h1", databases_servers=servers)}))

    assert {ci.name for ci in seen.cis.values()} == {
        "h1",
        "MariaDB default on h1",
        "MariaDB another one on h1",
    }


def test_a_mounted_share_lies_on_a_host_that_others_know(upload):
    drives = [
        {"filesystem": "nfs4", "volumn": "NAS01.example:/export/home/", "type": "/home"},
        {"filesystem": "cifs", "volumn": "//nas02/scans", "type": "/mnt"},
        {"filesystem": "ext4", "volumn": "/dev/sda1", "type": "/"},
    ]
    files = {"a.json": computer("h1", drives=drives), "b.json": computer("h2", drives=drives[:1])}
    seen = read("glpi", upload(files))

    home, scans = "share/nfs/nas01.example:/export/home", "share/smb///nas02/scans"
    assert set(seen.relations) == {
        (home, "STORED_ON", "hardware fqdn=nas01.example"),
        (scans, "STORED_ON", "hardware hostname=nas02"),
        ("h1", "STORED_ON", home),
        ("h2", "STORED_ON", home),
        ("h1", "STORED_ON", scans),
    }
    assert seen.relations["h1", "STORED_ON", home].fields["strength"] == "soft"


def test_software_comes_only_on_request(upload):
    files = upload({"a.json": computer("h1", softwares=[{"name": "tar", "version": "1.32"}])})

    assert set(read("glpi", files).cis) == {"h1"}
    assert set(read("glpi", files, softwares=True).cis) == {"h1", "software/tar/1.32"}


def test_a_part_never_ends_a_scope(upload):
    files = {"a.json": computer("h1", partial=True, virtualmachines=[])}

    assert not read("glpi", upload(files)).complete


def test_a_part_is_laid_over_the_whole_of_the_same_device(upload):
    def at(day):
        return {"logdate": f"2026-03-{day:02} 08:00:00"}

    memory = {"name": "h1", "memory": 2048}
    seen = read(
        "glpi",
        upload(
            {
                "0.json": computer("h1", accesslog=at(1), bios={"ssn": "OLD1"}),
                "1.json": computer("h1", accesslog=at(2), bios={"ssn": "NEW1"}),
                "2.json": computer("h1", partial=True, hardware=memory, accesslog=at(3)),
                "3.json": computer("h1", partial=True, bios={"ssn": "OLD2"}, accesslog=at(1)),
            }
        ),
    )

    assert seen.fields("h1") == {"serial_number": "NEW1", "memory_gb": 2.0}
    assert seen.complete
    assert "0.json: is older than 1.json" in seen.noted()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"deviceid": "x", "content": {"hardware": ', "is not JSON"),
        ('{"deviceid": "x", "action": "contact"}', "must be a JSON object with `content`"),
        ('{"content": {"hardware": {}, "bios": {}}}', "names no device"),
    ],
)
def test_a_file_that_is_none_is_an_error(upload, text, said):
    seen = read("glpi", upload({"a.json": text}))

    assert said in seen.error()
    assert not seen.complete


def test_one_bad_file_does_not_hide_the_others(upload):
    seen = read(
        "glpi", upload({"a.json": computer("h1"), "b.json": '{"content": {"bios": {}, "cpus": ['})
    )

    assert set(seen.cis) == {"h1"}
    assert seen.error().startswith("b.json: line 1")


def test_a_long_inventory_is_recognised_by_its_beginning(upload):
    ports = [{"ifname": f"Ethernet{i}", "ifdescr": "x" * 100} for i in range(2000)]
    text = json.dumps(
        {"content": {"versionclient": "4.1", "network_ports": ports}, "deviceid": "f"}
    )

    assert importers.inputs(upload({"a.json": text}))[0][0] == "glpi"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("WEB1.Shop.Example.", "web1.shop.example"),
        ("web1", ""),
        ("web1.localdomain", ""),
        ("192.0.2.1", ""),
        ("a b.c", ""),
        (None, ""),
    ],
)
def test_a_full_name_has_a_domain(value, name):
    assert values.full_name(value) == name


def test_the_schema_of_the_format_is_no_inventory(upload):
    schema = {"$schema": "x", "properties": {"content": {"bios": {}, "cpus": {}}, "deviceid": {}}}
    files = {"a.json": computer("h1"), "inventory.schema.json": json.dumps(schema | {"action": 1})}
    seen = read("glpi", upload(files))

    assert (set(seen.cis), seen.errors) == ({"h1"}, [])
