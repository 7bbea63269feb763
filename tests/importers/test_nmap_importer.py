"""Scans by nmap and masscan: what answered, and how sure that is."""

from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

import pytest
from readings import read

ROOT = '<?xml version="1.0"?>\n<nmaprun scanner="nmap" args="x" start="1" version="7.95">'
UP = '<status state="up" reason="echo-reply"/>'


def scan(*hosts: str) -> str:
    return (
        ROOT + "".join(f'<host endtime="1795000000">{host}</host>' for host in hosts) + "</nmaprun>"
    )


def address(addr: str, kind: str = "ipv4", vendor: str = "") -> str:
    return f'<address addr="{addr}" addrtype="{kind}" vendor="{vendor}"/>'


def names(*found: tuple[str, str]) -> str:
    each = "".join(f'<hostname name="{name}" type="{kind}"/>' for name, kind in found)
    return f"<hostnames>{each}</hostnames>"


def port(number: int, name: str, state: str = "open", protocol: str = "tcp", **service: str) -> str:
    given = " ".join(f"{key}={quoteattr(value)}" for key, value in service.items())
    return (
        f'<port protocol="{protocol}" portid="{number}"><state state="{state}"/>'
        f'<service name="{name}" {given}/></port>'
    )


def ports(*found: str) -> str:
    return f"<ports>{''.join(found)}</ports>"


def asked(product: str, version: str = "", conf: str = "10") -> dict[str, str]:
    return {"product": product, "version": version, "method": "probed", "conf": conf}


def guess(kind: str, vendor: str, family: str, generation: str, accuracy: int) -> str:
    return (
        f'<os><osmatch name="x" accuracy="{accuracy}"><osclass type="{kind}" vendor="{vendor}" '
        f'osfamily="{family}" osgen="{generation}" accuracy="{accuracy}"/></osmatch></os>'
    )


@pytest.fixture
def scanned(upload):
    return lambda *hosts: read("nmap", upload({"scan.xml": scan(*hosts)}))


def test_a_host_has_its_addresses_names_and_system(scanned):
    seen = scanned(
        UP
        + address("192.0.2.7")
        + address("2001:db8::7", "ipv6")
        + address("02:00:5E:00:53:07", "mac", "Intel Corporate")
        + names(("www.shop.example", "user"), ("Web1.corp.example.", "PTR"))
        + guess("general purpose", "Microsoft", "Windows", "2016", 100)
    )
    ci = seen.cis["192.0.2.7"]

    assert (ci.class_name, ci.name) == ("server", "web1.corp.example")
    assert dict(ci.fields) == {
        "fqdn": "web1.corp.example",
        "ip_addresses": ["192.0.2.7", "2001:db8::7"],
        "mac_addresses": ["02:00:5e:00:53:07"],
        "operating_system": "Windows",
        "operating_system_version": "2016",
    }
    assert ci.identity == {
        "mac": ["02:00:5e:00:53:07"],
        "fqdn": ["web1.corp.example"],
        "ip": ["192.0.2.7", "2001:db8::7"],
    }
    assert ci.observed_at == datetime.fromtimestamp(1795000000, UTC)
    assert not seen.complete


def test_a_host_without_a_name_is_called_by_its_address(scanned):
    ci = scanned(UP + address("192.0.2.7")).cis["192.0.2.7"]

    assert ci.name == "192.0.2.7"
    assert ci.identity == {"ip": ["192.0.2.7"]}


@pytest.mark.parametrize(
    "status",
    [
        '<status state="down" reason="no-response"/>',
        '<status state="unknown" reason="user-set"/>',
        '<status state="up" reason="user-set"/>',
    ],
)
def test_a_host_that_did_not_answer_is_none(scanned, status):
    seen = scanned(status + address("192.0.2.7") + ports(port(80, "http", "filtered")))

    assert not seen.cis


def test_without_a_ping_a_port_that_answers_shows_that_a_host_is_there(scanned):
    told_up = '<status state="up" reason="user-set"/>'

    assert scanned(told_up + address("192.0.2.7") + ports(port(80, "http", "closed"))).cis
    assert scanned(
        told_up + address("192.0.2.7") + '<ports><extraports state="closed" count="9"/></ports>'
    ).cis


def test_only_open_ports_count(scanned):
    seen = scanned(
        UP
        + address("192.0.2.7")
        + ports(
            port(5432, "postgresql", "open|filtered"),
            port(3306, "mysql", "filtered"),
            port(6379, "redis", "closed"),
            port(22, "ssh"),
        )
    )

    assert set(seen.cis) == {"192.0.2.7"}
    assert seen.fields("192.0.2.7")["open_ports"] == ["22/tcp ssh"]


@pytest.mark.parametrize(
    ("service", "class_name", "fields"),
    [
        (
            port(5432, "postgresql", **asked("PostgreSQL DB", "16.2")),
            "database_instance",
            "PostgreSQL",
        ),
        (port(3306, "mysql", **asked("MariaDB (unauthorized)")), "database_instance", "MariaDB"),
        (
            port(1433, "ms-sql-s", **asked("Microsoft SQL Server 2019")),
            "database_instance",
            "SQL Server",
        ),
        (port(6379, "redis", **asked("Redis key-value store", "7.2")), "cache", "Redis"),
        (port(5672, "amqp", **asked("RabbitMQ", "3.12")), "message_broker", "RabbitMQ"),
        (port(80, "http", **asked("Apache httpd", "2.4.62")), "web_server", "Apache"),
        (
            port(8080, "http", **asked("Apache Tomcat/Coyote JSP engine", "1.1")),
            "app_server",
            "Apache Tomcat",
        ),
        (
            port(9200, "http", **asked("Elasticsearch REST API", "8.1")),
            "database_instance",
            "Elasticsearch",
        ),
        (port(80, "http-proxy", **asked("HAProxy http proxy")), "load_balancer", "HAProxy"),
        (port(25, "smtp", **asked("Postfix smtpd")), "middleware", "Postfix smtpd"),
        (port(389, "ldap", **asked("OpenLDAP", "2.2.X")), "identity_provider", "OpenLDAP"),
    ],
)
def test_software_is_known_by_its_product(scanned, service, class_name, fields):
    seen = scanned(UP + address("192.0.2.7") + ports(service))
    (ci,) = (ci for ci in seen.cis.values() if "/" in ci.external_id)
    (relation,) = seen.relations.values()

    assert ci.class_name == class_name
    assert fields in (ci.fields.get("engine"), ci.fields.get("product"))
    assert (relation.type, relation.to_id) == ("RUNS_ON", "192.0.2.7")
    assert relation.fields == {"origin": "observed", "confidence": 1.0}


def test_a_port_that_was_not_asked_is_inferred_from_its_number(scanned):
    seen = scanned(UP + address("192.0.2.7") + ports(port(3306, "mysql", method="table", conf="3")))
    ci = seen.cis["192.0.2.7/3306"]

    assert ci.name == "MySQL 192.0.2.7:3306"
    assert dict(ci.fields) == {
        "engine": "MySQL",
        "host": "192.0.2.7",
        "port": 3306,
        "ports": ["3306/tcp"],
    }
    assert seen.relations["192.0.2.7/3306", "RUNS_ON", "192.0.2.7"].fields == {
        "origin": "inferred",
        "confidence": 0.3,
    }


@pytest.mark.parametrize("name", ["ssh", "tcpwrapped", "unknown", "msrpc", "ms-wbt-server", ""])
def test_what_belongs_to_the_system_is_no_software_of_its_own(scanned, name):
    assert len(scanned(UP + address("192.0.2.7") + ports(port(99, name))).cis) == 1


def test_a_port_of_two_protocols_is_one_program(scanned):
    dns = asked("ISC BIND", "9.18")
    seen = scanned(
        UP
        + address("192.0.2.7")
        + ports(port(53, "domain", protocol="udp", **dns), port(53, "domain", **dns))
    )

    assert seen.fields("192.0.2.7/53")["ports"] == ["53/tcp", "53/udp"]


@pytest.mark.parametrize(
    ("kind", "class_name", "is_kind"),
    [
        ("router", "network_device", "router"),
        ("switch", "network_device", "switch"),
        ("firewall", "network_device", "firewall"),
        ("WAP", "network_device", "wireless"),
        ("printer", "printer", None),
        ("load balancer", "load_balancer", None),
        ("storage-misc", "storage_system", None),
        ("general purpose", "server", None),
        ("specialized", "server", None),
    ],
)
def test_a_sure_guess_tells_the_kind_of_device(scanned, kind, class_name, is_kind):
    seen = scanned(UP + address("192.0.2.7") + guess(kind, "Cisco", "IOS", "15.X", 97))
    ci = seen.cis["192.0.2.7"]

    assert ci.class_name == class_name
    assert ci.fields.get("kind") == is_kind


def test_an_unsure_guess_tells_nothing(scanned):
    seen = scanned(UP + address("192.0.2.7") + guess("router", "Cisco", "IOS", "15.X", 90))

    assert seen.cis["192.0.2.7"].class_name == "server"
    assert "operating_system" not in seen.fields("192.0.2.7")


def test_what_its_services_say_of_themselves_tells_the_device_too(scanned):
    telnet = port(23, "telnet", devicetype="router", method="probed", conf="10")

    assert scanned(UP + address("192.0.2.1") + ports(telnet)).cis["192.0.2.1"].class_name == (
        "network_device"
    )


def test_a_loopback_address_is_another_machine_in_every_scan(upload):
    one = scan(UP + address("127.0.0.1") + names(("localhost", "PTR")))
    seen = read("nmap", upload({"a/one.xml": one, "two.xml": one}))

    assert set(seen.cis) == {"one/127.0.0.1", "two/127.0.0.1"}
    assert [ci.identity for ci in seen.cis.values()] == [{}, {}]
    assert "ip_addresses" not in seen.fields("one/127.0.0.1")
    assert "tells it from no other" in seen.noted()


def test_masscan_names_a_host_once_a_port(upload):
    hosts = "".join(
        f'<host endtime="{1795000000 + n}"><address addr="192.0.2.7" addrtype="ipv4"/>'
        f'<ports><port protocol="tcp" portid="{n}"><state state="open" reason="syn-ack"/></port>'
        "</ports></host>"
        for n in (80, 443)
    )
    text = f'<?xml version="1.0"?><nmaprun scanner="masscan" start="1">{hosts}</nmaprun>'
    seen = read("nmap", upload({"scan.xml": text}))

    assert seen.fields("192.0.2.7")["open_ports"] == ["80/tcp", "443/tcp"]
    assert seen.cis["192.0.2.7"].observed_at == datetime.fromtimestamp(1795000443, UTC)
    assert not seen.errors


def test_of_two_scans_the_later_answer_holds(upload):
    first = scan(UP + address("192.0.2.7") + ports(port(80, "http"), port(22, "ssh")))
    later = scan(UP + address("192.0.2.7") + ports(port(80, "http", "closed")))
    seen = read(
        "nmap", upload({"a.xml": later.replace("1795000000", "1795009999"), "b.xml": first})
    )

    assert set(seen.cis) == {"192.0.2.7"}
    assert seen.fields("192.0.2.7")["open_ports"] == ["22/tcp ssh"]


def test_a_scan_that_was_stopped_is_read_to_its_break(upload):
    whole = scan(UP + address("192.0.2.7"), UP + address("192.0.2.8"))
    seen = read("nmap", upload({"scan.xml": whole[: whole.rindex("<address")]}))

    assert set(seen.cis) == {"192.0.2.7"}
    assert not seen.errors
    assert "ends before the scan did" in seen.noted()


def test_a_host_that_answers_on_all_ports_gives_none(scanned):
    seen = scanned(UP + address("192.0.2.7") + ports(*(port(n, "http") for n in range(1, 700))))

    assert set(seen.cis) == {"192.0.2.7"}
    assert "699 open ports" in seen.noted()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<!DOCTYPE nmaprun [<!ENTITY a "b">]><nmaprun><host>&a;</host></nmaprun>', "entities"),
        ("<nmaprun><host></nmaprun>", "mismatched tag"),
        ("<nessus><host/></nessus>", "begins with <nessus>"),
        ("# Nmap 7.95 scan initiated\nHost: 192.0.2.7 ()\tStatus: Up\n", "does not begin with <"),
    ],
)
def test_what_is_no_scan_is_refused(upload, text, said):
    assert said in read("nmap", upload({"scan.xml": text})).error()


@pytest.mark.parametrize(
    "host",
    [
        "",
        UP + address("nonsense"),
        UP + address("192.0.2.7") + ports(port(0, "http"), '<port portid="x"/>', "<port/>"),
        UP + address("192.0.2.7") + ports(port(80, "http", conf="many")),
        UP + address("192.0.2.7") + '<os><osclass accuracy="very"/></os>',
        UP + address("192.0.2.7") + ports('<port protocol="tcp" portid="99999999999999999999"/>'),
    ],
)
def test_odd_hosts_are_no_crash(scanned, host):
    assert not scanned(host).errors
