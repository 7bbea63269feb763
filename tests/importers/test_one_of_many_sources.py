"""What several real importers say of one machine, and of one service, is one CI in any order."""

import json
from itertools import permutations

import pytest
from sources import Sources

import importers
from cmdb import intake
from cmdb.intake import Options, Reading
from cmdb.intake.model import Files

MACHINES = {"server", "virtual_machine", "end_user_device", "network_device"}
MAC = "02:50:56:AA:BB:01"
FACTS = {
    "ansible_facts": {
        "ansible_hostname": "web1",
        "ansible_fqdn": "web1.corp.example",
        "ansible_distribution": "Debian",
        "ansible_distribution_version": "12.5",
        "ansible_product_serial": "NA",
        "ansible_product_uuid": "EC2A1B2C-3D4E-5F60-7182-93A4B5C6D7E8",
        "ansible_memtotal_mb": 7950,
        "ansible_processor_vcpus": 2,
        "ansible_all_ipv4_addresses": ["10.1.0.11"],
        "ansible_default_ipv4": {"address": "10.1.0.11", "macaddress": MAC.lower()},
        "ansible_interfaces": ["lo", "ens5"],
        "ansible_ens5": {
            "device": "ens5",
            "macaddress": MAC.lower(),
            "ipv4": {"address": "10.1.0.11"},
        },
    }
}
NMAP = f"""<?xml version="1.0"?>
<nmaprun scanner="nmap" args="nmap -sV 10.1.0.0/24" start="1760000000" version="7.94" xmloutputversion="1.05">
<host starttime="1760000000"><status state="up" reason="arp-response"/>
<address addr="10.1.0.11" addrtype="ipv4"/><address addr="{MAC}" addrtype="mac"/>
<ports><port protocol="tcp" portid="443"><state state="open" reason="syn-ack"/>
<service name="https" method="table" conf="3"/></port></ports></host>
<runstats><finished time="1760000100" exit="success"/><hosts up="1" down="0" total="1"/></runstats>
</nmaprun>
"""
GLPI = {
    "action": "inventory",
    "deviceid": "web1-2026-01-02-03-04-05",
    "itemtype": "Computer",
    "content": {
        "versionclient": "GLPI-Agent_v1.7",
        "hardware": {"name": "WEB1", "uuid": "ec2a1b2c-3d4e-5f60-7182-93a4b5c6d7e8"},
        "bios": {"ssn": "ec2a1b2c-3d4e-5f60-7182-93a4b5c6d7e8", "smanufacturer": "Amazon EC2"},
        "networks": [{"description": "ens5", "mac": MAC, "ipaddress": "10.1.0.11"}],
        "operatingsystem": {"full_name": "Debian GNU/Linux 12", "fqdn": "web1.corp.example"},
    },
}
TERRAFORM = {
    "version": 4,
    "terraform_version": "1.9.0",
    "serial": 1,
    "lineage": "3f0c2f7e-0000-4000-8000-000000000001",
    "outputs": {},
    "resources": [
        {
            "mode": "managed",
            "type": "aws_instance",
            "name": "web",
            "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
            "instances": [
                {
                    "schema_version": 1,
                    "attributes": {
                        "id": "i-0abc123def4567890",
                        "arn": "arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc123def4567890",
                        "instance_type": "m5.large",
                        "private_ip": "10.1.0.11",
                        "private_dns": "web1.corp.example",
                        "tags": {"Name": "web1"},
                    },
                }
            ],
        }
    ],
}
MACHINE = {
    "facts/web1.corp.example.json": json.dumps(FACTS),
    "scan.xml": NMAP,
    "inventory.json": json.dumps(GLPI),
    "terraform.tfstate": json.dumps(TERRAFORM),
}

MANIFESTS = """\
apiVersion: v1
kind: Service
metadata: {name: checkout, namespace: shop}
spec: {selector: {app: checkout}, ports: [{port: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout, namespace: shop}
spec:
  selector: {matchLabels: {app: checkout}}
  template:
    metadata: {labels: {app: checkout}}
    spec:
      containers:
        - {name: checkout, image: "checkout:1", env: [{name: PAY_URL, value: "http://payment:9090"}]}
---
apiVersion: v1
kind: Service
metadata: {name: payment, namespace: shop}
spec: {selector: {app: payment}, ports: [{port: 9090}]}
"""
CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: checkout, namespace: shop, description: Where orders are paid}
spec: {type: service, lifecycle: production, owner: web, dependsOn: ["component:shop/payment"]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: payment, namespace: shop}
spec: {type: service, lifecycle: production, owner: web}
"""
TRACES = {"data": [{"parent": "checkout", "child": "payment", "callCount": 900}]}
SERVICE = {
    "k8s/shop.yaml": MANIFESTS,
    "catalog-info.yaml": CATALOG,
    "jaeger-dependencies.json": json.dumps(TRACES),
}


@pytest.fixture
def estate(hands, upload):
    """A function that imports files, one after the other or as one folder; the graph it made."""

    def bring(contents, order, *, part=False):
        files = upload(contents)
        for names in order:
            for kind, own in importers.inputs(Files(files.root, tuple(names), "corp", part=part)):
                module = importers.importer(kind)
                said = module.read(module.Settings(files=own), None)
                reading = Reading(module.spec, said, f"{kind}:corp")
                intake.bring_in(hands.graph, hands.model, [reading], Options("owner"))
        return Sources(hands)

    return bring


def one_by_one(contents):
    return [[[name] for name in order] for order in permutations(contents)]


@pytest.mark.parametrize("order", [*one_by_one(MACHINE)[::8], [list(MACHINE)]])
def test_one_machine_of_ansible_nmap_glpi_and_terraform_is_one_ci(estate, order):
    found = estate(MACHINE, order)

    machines = {n: f for n, f in found.all().items() if f["class"] in MACHINES}
    ((name, facts),) = machines.items()
    assert facts["class"] == "virtual_machine"
    assert facts["provider_id"] == "i-0abc123def4567890"
    assert facts["fqdn"] == "web1.corp.example"
    kinds = {source.partition(":")[0] for source in found.known_by(name)}
    assert kinds == {"ansible", "nmap", "glpi", "terraform"}


@pytest.mark.parametrize("order", [*one_by_one(SERVICE)[::2], [list(SERVICE)]])
def test_one_service_of_kubernetes_backstage_and_traces_is_one_ci(estate, order):
    found = estate(SERVICE, order)

    services = [f["name"] for f in found.all().values() if f["class"] == "application_service"]
    assert sorted(services) == ["checkout", "payment"]
    for name in services:
        kinds = {source.partition(":")[0] for source in found.known_by(name)}
        assert kinds == {"kubernetes", "backstage", "traces"}


@pytest.mark.parametrize("kind", ["kubernetes", "backstage"])
def test_one_file_of_a_folder_takes_nothing_away_that_the_others_hold(estate, kind):
    said = {"kubernetes": MANIFESTS, "backstage": CATALOG}[kind].split("---\n", 1)
    files = {"one.yaml": said[0], "others.yaml": said[1]}
    estate(files, [list(files)])

    found = estate(files, [["one.yaml"]] * 4, part=True)

    assert {one["lifecycle"] for one in found.all().values()} == {"operational"}
