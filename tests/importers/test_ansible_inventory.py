"""Inventories in every form: which hosts there are, and what is known of them."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import read

import importers
from cmdb.intake.model import Files, ScopeEnd, SourceName

INI = """\
# The shop
bastion.corp.example ansible_user=ops

[web]
web[01:03].corp.example http_port=80   # three of them
web-a ansible_host=192.0.2.20 ansible_become_pass="hunter 2"

[db]
db-[a:b] ansible_ssh_host="10.0.0.5"
192.0.2.30:2222

[shop:children]
web
db

[production:children]
shop

[shop:vars]
ansible_password = hunter2
deploy_note = "#1"
"""

YAML = """\
all:
  hosts:
    bastion.corp.example:
      ansible_user: ops
  children:
    production:
      children:
        shop:
          vars:
            ansible_password: !vault |
              $ANSIBLE_VAULT;1.1;AES256
              6162636465
          children:
            web:
              hosts:
                web[01:03].corp.example:
                web-a:
                  ansible_host: 192.0.2.20
                  ansible_become_pass: hunter2
            db:
              hosts:
                db-[a:b]: {ansible_ssh_host: 10.0.0.5}
                192.0.2.30:2222: null
"""

HOSTS = (
    *("web01.corp.example", "web02.corp.example", "web03.corp.example", "web-a"),
    *("db-a", "db-b", "192.0.2.30"),
)
LIST = json.dumps(
    {
        "_meta": {
            "hostvars": {
                "web-a": {"ansible_host": "192.0.2.20", "ansible_become_pass": "hunter2"},
                "db-a": {"ansible_host": "10.0.0.5"},
                "db-b": {"ansible_host": "10.0.0.5"},
            }
        },
        "all": {"children": ["ungrouped", "production"]},
        "ungrouped": {"hosts": ["bastion.corp.example"]},
        "production": {"children": ["shop"]},
        "shop": {"children": ["web", "db"], "vars": {"ansible_password": "hunter2"}},
        "web": {"hosts": list(HOSTS[:4])},
        "db": list(HOSTS[4:]),
    }
)

FORMS = {"hosts.ini": INI, "inventory": INI, "hosts.yml": YAML, "inventory.json": LIST}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_holds_the_same_hosts(upload, name):
    files = upload({name: FORMS[name]})
    seen = read("ansible", files)

    assert [kind for kind, _ in importers.inputs(files)] == ["ansible"]
    assert seen.errors == seen.notes == []
    assert set(seen.cis) == {"bastion.corp.example", *HOSTS}
    assert seen.fields("web-a") == {
        "ip_addresses": ["192.0.2.20"],
        "tags": ["production", "shop", "web"],
        "environment": "production",
    }
    assert seen.cis["web-a"].identity == {"ip": ["192.0.2.20"], "hostname": ["web-a"]}
    assert seen.fields("web01.corp.example")["fqdn"] == "web01.corp.example"
    assert seen.fields("bastion.corp.example") == {"fqdn": "bastion.corp.example"}
    assert seen.fields("192.0.2.30")["ip_addresses"] == ["192.0.2.30"]
    assert "hunter" not in repr(seen.all)
    ends = {one.scope: one.complete for one in seen.all if isinstance(one, ScopeEnd)}
    assert ends == {"inventory": True}
    assert {ci.scope for ci in seen.cis.values()} == {"inventory"}


@pytest.mark.parametrize(
    ("pattern", "hosts"),
    [
        ("web[1:3]", ["web1", "web2", "web3"]),
        ("web[08:10].x", ["web08.x", "web09.x", "web10.x"]),
        ("web[1:5:2]", ["web1", "web3", "web5"]),
        ("r[1:2]n[a:b]", ["r1na", "r1nb", "r2na", "r2nb"]),
        ("web:22", ["web"]),
        ("192.0.2.7:2222", ["192.0.2.7"]),
        ("[2001:db8::7]:22", ["2001:db8::7"]),
        ("2001:db8::7", ["2001:db8::7"]),
        ("web[1:2]:2222", ["web1", "web2"]),
    ],
)
def test_patterns_of_hosts(upload, pattern, hosts):
    seen = read("ansible", upload({"hosts": f"[web]\n{pattern} ansible_user=x\n"}))

    assert list(seen.cis) == hosts


def test_a_pattern_without_measure_is_refused(upload):
    text = "[web]\nweb[1:999999]r[1:999999] ansible_user=x\n[db]\ndb1\n"
    seen = read("ansible", upload({"hosts": text}))

    assert "more hosts than" in seen.error()
    assert set(seen.cis) == {"db1"}


def test_what_is_wrong_is_left_out_and_the_inventory_is_not_whole(upload):
    text = "[web]\nweb1 ansible_user='x\nweb2 ansible_user=x\n{{ host }} ansible_user=x\nweb3 up\n"
    seen = read("ansible", upload({"hosts.ini": text}))

    assert set(seen.cis) == {"web2", "web3"}
    assert [note.place for note in seen.notes] == [f"hosts.ini: line {n}" for n in (2, 4, 5)]
    assert not seen.errors
    assert not any(one.complete for one in seen.all if isinstance(one, ScopeEnd))


def test_groups_in_a_circle_end(upload):
    text = "[a:children]\nb\n[b:children]\na\n[a]\nweb1 ansible_user=x\n"

    assert read("ansible", upload({"hosts": text})).fields("web1")["tags"] == ["a", "b"]


def test_facts_and_inventory_are_one_machine(upload):
    facts = {
        "ansible_distribution": "Debian",
        "ansible_hostname": "ip-10-0-0-5",
        "ansible_product_uuid": "1b7c3f2e-6f43-4b0e-9d0c-0d6f6f3a5f11",
    }
    seen = read(
        "ansible",
        upload(
            {
                "hosts": "[db]\ndb1 ansible_host=192.0.2.7\n[dev:children]\ndb\n",
                "facts/db1": json.dumps({"ansible_facts": facts}),
                "facts/old1": json.dumps({"ansible_facts": facts | {"ansible_hostname": "old1"}}),
            }
        ),
    )

    assert set(seen.cis) == {"db1", "old1"}
    assert seen.cis["db1"].name == "db1"
    assert seen.fields("db1")["operating_system"] == "Debian"
    assert seen.fields("db1")["environment"] == "development"
    assert seen.cis["db1"].identity["hostname"] == ["ip-10-0-0-5", "db1"]
    assert (seen.cis["db1"].scope, seen.cis["old1"].scope) == ("inventory", "facts")


def test_facts_that_come_as_variables_are_facts(upload):
    variables = {
        "ansible_host": "192.0.2.7",
        "ansible_all_ipv4_addresses": ["192.0.2.7"],
        "ansible_architecture": "x86_64",
        "ansible_distribution": "Debian",
        "hostname": "template",
    }
    listing = {"_meta": {"hostvars": {"web1": variables}}, "web": {"hosts": ["web1"]}}
    seen = read("ansible", upload({"list.json": json.dumps(listing)}))

    assert seen.fields("web1")["architecture"] == "x86_64"
    assert seen.cis["web1"].identity["hostname"] == ["web1"]


def test_the_machine_that_ansible_runs_on_is_noted(upload):
    seen = read("ansible", upload({"hosts": "[all]\nlocalhost ansible_connection=local\nweb1\n"}))

    assert set(seen.cis) == {"web1"}
    assert "localhost" not in seen.cis
    assert "is the machine that Ansible runs on" in seen.noted()


def test_variables_beside_an_inventory_count_and_secrets_stay(upload):
    files = upload(
        {
            "inv/hosts": "[core]\nsw1 ansible_user=x\nsw2\n[api]\nweb1\n",
            "inv/group_vars/core.yml": "ansible_network_os: arista.eos.eos\npassword: hunter2\n",
            "inv/group_vars/api/vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n6162\n",
            "inv/group_vars/all/main.yml": "env: prod\n",
            "inv/host_vars/sw1.yml": "ansible_host: 192.0.2.1\nkey: !vault |\n  x\n",
        }
    )
    seen = read("ansible", files)

    assert seen.cis["sw1"].class_name == "network_device"
    assert seen.fields("sw1") == {
        "kind": "switch",
        "management_address": "192.0.2.1",
        "tags": ["core"],
        "environment": "production",
    }
    assert seen.cis["web1"].class_name == "server"
    assert "hunter2" not in repr(seen.all)
    assert seen.notes == seen.errors == []


def test_inventories_of_two_folders_are_two_sources(upload):
    files = upload(
        {
            "inventories/production/hosts": "[web]\nweb1 ansible_host=192.0.2.7\n",
            "inventories/staging/hosts": "[web]\nweb2 ansible_host=198.51.100.7\n",
        }
    )
    seen = read("ansible", files)

    assert seen.sources == [
        "ansible:shop/inventories/production",
        "ansible:shop/inventories/staging",
    ]
    assert seen.fields("web1")["environment"] == "production"
    assert seen.fields("web2")["environment"] == "staging"


def test_files_named_for_an_environment_are_inventories_of_their_own(upload):
    text = "[web]\nweb1 ansible_user=x\n"
    observations = list(_read(upload({"production": text, "staging": text})))

    assert [one.name for one in observations if isinstance(one, SourceName)] == [
        *("ansible:shop/production", "ansible:shop/staging"),
    ]


def test_files_of_one_folder_are_one_inventory(upload):
    seen = read(
        "ansible",
        upload(
            {
                "01-hosts.ini": "[web]\nweb1 ansible_host=192.0.2.7\n",
                "02-groups.yml": "all:\n  children:\n    pci:\n      hosts:\n        web1:\n",
            }
        ),
    )

    assert seen.fields("web1")["tags"] == ["pci", "web"]


@pytest.mark.parametrize(
    ("groups", "environment"),
    [
        (["prod"], "production"),
        (["web_prod"], "production"),
        (["env_staging"], "staging"),
        (["tag_Environment_dev"], "development"),
        (["test"], "test"),
        (["load_test"], None),
        (["prod", "staging"], None),
        (["products"], None),
        (["web"], None),
    ],
)
def test_environment_of_groups(upload, groups, environment):
    text = "".join(f"[{group}]\nweb1 ansible_user=x\n" for group in groups)

    assert read("ansible", upload({"hosts": text})).fields("web1").get("environment") == environment


@pytest.mark.parametrize(
    ("variables", "class_name", "kind", "value"),
    [
        (
            {"instance_id": "i-0abcdef1234567890", "instance_type": "t3.large"},
            *("virtual_machine", "provider_id", "i-0abcdef1234567890"),
        ),
        (
            {"id": "/subscriptions/1/resourceGroups/g/x"},
            *("virtual_machine", "provider_id", "/subscriptions/1/resourceGroups/g/x"),
        ),
        (
            {"config": {"uuid": "4234aaaa-0000-1111-2222-333344445555"}},
            *("virtual_machine", "uuid", "4234aaaa-0000-1111-2222-333344445555"),
        ),
        (
            {"config.uuid": "4234aaaa-0000-1111-2222-333344445555", "guest.ipAddress": "10.0.0.9"},
            *("virtual_machine", "ip", "10.0.0.9"),
        ),
        ({"private_ip_address": "10.0.0.9"}, "server", "ip", "10.0.0.9"),
        (
            {"serial": "FTX0945W0MY", "ansible_network_os": "ios"},
            "network_device",
            "serial",
            "FTX0945W0MY",
        ),
    ],
)
def test_what_clouds_and_registers_say(upload, variables, class_name, kind, value):
    listing = {"_meta": {"hostvars": {"web1": variables}}, "web": {"hosts": ["web1"]}}
    ci = read("ansible", upload({"list.json": json.dumps(listing)})).cis["web1"]

    assert ci.class_name == class_name
    assert ci.identity[kind] == [value]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hosts", "web1 ansible_host=192.0.2.7\nweb2\n"),
        ("estate.cfg", "[web]\nweb1 ansible_user='x y'\n"),
        ("inventory/02-db", "[db]\ndb1\n"),
        ("qa/hosts.txt", "[db]\n10.2.0.145\n\n[windows:children]\ndb"),
        ("inventory.yaml", "web:\n  hosts:\n    web1:\n"),
        ("group.json", '{"all": {"children": {"web": {"hosts": {"web1": {}}}}}}'),
    ],
)
def test_an_inventory_is_known_by_what_it_holds(upload, name, text):
    assert [kind for kind, _ in importers.inputs(upload({name: text}))] == ["ansible"]


def test_variables_beside_an_inventory_are_read_with_it(upload):
    files = upload({"hosts": "[web]\nweb1 ansible_user=x\n", "group_vars/web": "env: prod\n"})
    ((_, own),) = importers.inputs(files)

    assert own.issues == ()
    assert read("ansible", own).fields("web1")["environment"] == "production"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README", "Write\n\n    [web]\n    web1 ansible_host=192.0.2.7\n\nand run it, twice.\n"),
        ("hosts", "127.0.0.1 localhost\n192.0.2.7 web1\n"),
        ("ansible.cfg", "[defaults]\ninventory = hosts\n"),
        ("tox.ini", "[testenv]\ndeps = pytest\n"),
        ("php.ini", "[PHP]\nengine = On\n"),
        ("app.service", "[Unit]\nDescription=x\n"),
        (".gitmodules", '[submodule "x"]\n\tpath = x\n'),
        ("playbook.yml", "- hosts: web\n  tasks: []\n"),
        ("group_vars/all.yml", "all:\n  hosts:\n    a: 1\n"),
        ("values.yaml", "ingress:\n  hosts:\n    - a.example\n"),
        ("gateway.yaml", "apiVersion: x/v1\nspec:\n  hosts:\n    a:\n"),
        ("mkdocs.yml", "site_name: x\nnav:\n  - a\n"),
        ("requirements.txt", "ansible\nnetaddr\n"),
        ("roles/x/meta/main.yml", "galaxy_info:\n  author: x\n"),
        ("README.md", "[web]\nweb1 ansible_host=192.0.2.7\n"),
        ("hosts.j2", "[web]\n{{ x }} ansible_host=192.0.2.7\n"),
    ],
)
def test_what_is_no_inventory_is_not_taken_for_one(upload, name, text):
    files = upload({name: text})

    assert not importers.importer("ansible").recognises(files, name)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("aws_ec2.yml", "plugin: amazon.aws.aws_ec2\nregions: [eu-west-1]\n", "how to ask"),
        ("hosts.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n", "Vault"),
        ("hosts.yml", "- hosts: web\n", "no inventory"),
        ("list.json", '{"_meta": {"hostvars": {', "is not JSON"),
        ("hosts.yml", "all:\n  hosts:\n    a:\n   b:\n", "is not valid YAML"),
    ],
)
def test_what_cannot_be_read_says_why(upload, name, text, said):
    seen = read("ansible", upload({name: text}))

    assert said in seen.error()
    assert not seen.complete


LINES = st.sampled_from(
    [
        *("[web]", "[web:children]", "[web:vars]", "[a:b:c]", "[", "web1", "web[1:3]", "web[a:9]"),
        *(
            "web[1:2",
            "a=b",
            "x 'y",
            "x y=z",
            "# c",
            "; c",
            "[web",
            "db",
            "[::1]:22",
            "a:99",
            "{{ x }}",
        ),
        *("web[3:1]", "web[1:3:0]", "all", "[all]", "[all:children]", "\\", '"', "=", "a =b"),
    ]
)


@given(lines=st.lists(LINES | st.text(max_size=12), max_size=12))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_lines_are_read_without_a_crash(lines, tmp_path):
    (tmp_path / "hosts.ini").write_text("[web]\nx1\n" + "\n".join(lines), "utf-8")

    for one in _read(Files(tmp_path, ("hosts.ini",), "x")):
        assert getattr(one, "external_id", "x")


def _read(files: Files):
    module = importers.importer("ansible")
    return module.read(module.Settings(files=files), None)
