"""Tables of people: what their columns mean, and what is wrong with their rows."""

import datetime as dt
import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import read
from workbooks import Formula, sheet, workbook

import importers
from cmdb.errors import Invalid
from cmdb.intake.model import Elsewhere
from importers import tabular

MAPPING = 'key = "No"\nname = "Name"\nclass = "server"\n'
CSV = "No,Name,Serial,Note\n1,web1,S1,a\n2,web2,S2,b\n"


def table(upload, text, mapping="", name="servers.csv", **settings):
    """Read a table with lines added to a mapping that knows No and Name."""
    contents = {name: text}
    if mapping is not None:
        contents["servers.mapping.toml"] = mapping if "name =" in mapping else MAPPING + mapping
    return read("tabular", upload(contents), **settings)


def test_rows_are_cis_and_columns_what_the_mapping_says(upload):
    seen = table(upload, CSV, '[attributes]\nserial_number = "Serial"\ndescription = "Note"\n')

    assert seen.sources[0] == "tabular:shop"
    assert seen.fields("servers:1") == {"serial_number": "S1", "description": "a"}
    assert seen.cis["servers:2"].identity == {"serial": ["S2"], "hostname": ["web2"]}
    assert seen.cis["servers:2"].place == "servers.csv: row 3"
    assert (seen.errors, seen.notes, seen.complete) == ([], [], False)


def test_a_mapping_may_be_yaml(upload):
    files = upload(
        {"servers.csv": CSV, "servers.mapping.yaml": "name: Name\nclass: server\nkey: [No]\n"}
    )

    assert set(read("tabular", files).cis) == {"servers:1", "servers:2"}


def test_only_a_table_that_is_said_to_be_complete_is(upload):
    assert table(upload, CSV, "complete = true\n").complete
    assert table(upload, CSV, complete=True).complete
    assert not table(upload, CSV + "3,,S3,\n", "complete = true\n").complete


@pytest.mark.parametrize(
    ("encoded", "codec"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("gb18030", "gb18030"), ("gbk", "gb18030")],
)
def test_chinese_is_read_in_any_encoding_that_lists_have(upload, encoded, codec):
    text = "编号,名称,负责人\n1,支付网关服务器一,李娜\n2,订单数据库,王芳\n".encode(encoded)
    mapping = 'key = "编号"\nname = "名称"\nclass = "server"\n[attributes]\nowner = "负责人"\n'

    seen = table(upload, text, mapping)

    assert [ci.name for ci in seen.cis.values()] == ["支付网关服务器一", "订单数据库"]
    assert seen.fields("servers:2") == {"owner": "王芳"}
    assert (f"read as {codec}" in seen.noted()) == bool(codec)


def test_what_is_neither_unicode_nor_chinese_is_western_with_a_note(upload):
    text = "No;Name;Note\n1;Müller;Größe\n2;Café;für Zürich\n".encode("cp1252")

    seen = table(upload, text)

    assert [ci.name for ci in seen.cis.values()] == ["Müller", "Café"]
    assert "is not UTF-8: read as cp1252" in seen.noted()


def test_an_encoding_that_is_said_is_taken_at_its_word(upload):
    text = "No,Name\n1,Сервер\n".encode("cp1251")

    assert table(upload, text, 'encoding = "cp1251"\n').cis["servers:1"].name == "Сервер"
    assert "has no encoding" in table(upload, text, 'encoding = "klingon"\n').error()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_found(upload, delimiter):
    text = f'No{delimiter}Name{delimiter}Note\n1{delimiter}web1{delimiter}"a{delimiter} b\nc"\n'

    seen = table(upload, text, '[attributes]\ndescription = "Note"\n')

    assert seen.fields("servers:1") == {"description": f"a{delimiter} b\nc"}


def test_the_line_that_tells_excel_the_delimiter_is_heard(upload):
    seen = table(upload, "sep=;\nNo;Name\n1;a,b,c\n2;d,e,f\n")

    assert [ci.name for ci in seen.cis.values()] == ["a,b,c", "d,e,f"]
    assert seen.cis["servers:1"].place == "servers.csv: row 3"


def test_a_header_below_titles_is_found(upload):
    seen = table(
        upload, "Asset list of 2026,,\n,,\nNo,Name,Note\n1,web1,\n\n,,\n2,web2,\nTotal,2,\n"
    )

    assert set(seen.cis) == {"servers:1", "servers:2"}
    assert seen.cis["servers:2"].place == "servers.csv: row 7"


def test_a_column_that_is_not_there_names_those_that_are_near(upload):
    seen = table(upload, CSV, '[attributes]\nserial_number = "Seriall"\n')

    assert seen.error() == (
        "servers.mapping.toml: attributes.serial_number: "
        'servers.csv has no column "Seriall". Did you mean Serial?'
    )
    assert not seen.cis


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ('[attributes]\nserial_numbr = "Serial"\n', "Did you mean serial_number"),
        ("atributes = {}\n", "atributes: is no field of a mapping. Did you mean attributes?"),
        ('name = "Name"\nclass = "servr"\n', 'there is no class "servr". Did you mean server'),
        ('name = "Name"\nclass = "hardware"\n', "hardware only holds what others share"),
        ('class = "server"\nkey = "name ="\n', "name: is missing"),
        ("name = [\n", "is no TOML"),
        ('[[relations]]\ncolumn = "Note"\ntype = "RUN_ON"\nclass = "server"\n', "RUNS_ON"),
        (
            '[[relations]]\ncolumn = "Note"\ntype = "RUNS_ON"\nclass = "application_service"\n',
            'RUNS_ON cannot lead from server to application_service. Say `direction = "in"`.',
        ),
        ('[[relations]]\ncolumn = "Note"\ntype = "USES"\nclass = "x"\ncreate = true\n', "no class"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_an_error_that_names_the_place(upload, mapping, said):
    seen = table(upload, CSV, mapping)

    assert said in seen.error()
    assert seen.errors[0].place.startswith("servers.mapping.toml")


def test_a_class_comes_from_a_column(upload):
    text = "No,Name,Type\n1,a,VM\n2,b,esx host\n3,c,交换机\n4,d,Toaster\n5,e,\n"
    mapping = (
        'name = "Name"\nkey = "No"\n[class]\ncolumn = "Type"\nvalues = {"vm" = "virtual_machine"}\n'
    )

    seen = table(upload, text, mapping)

    assert {k: ci.class_name for k, ci in seen.cis.items()} == {
        "servers:1": "virtual_machine",
        "servers:2": "hypervisor",
        "servers:3": "network_device",
    }
    assert seen.fields("servers:3") == {"kind": "switch"}
    assert 'row 5: means no class by "Toaster"' in seen.noted()
    assert "row 6: has no class" in seen.noted()


def test_any_other_word_may_have_a_class_too(upload):
    text = "No,Name,Type\n1,a,VM\n4,d,Toaster\n"
    values = '{"VM" = "virtual_machine", "*" = "server"}'
    seen = table(upload, text, f'name = "Name"\nclass = {{column = "Type", values = {values}}}\n')

    assert [ci.class_name for ci in seen.cis.values()] == ["virtual_machine", "server"]


@pytest.mark.parametrize(
    ("attribute", "column", "cell", "value"),
    [
        ("memory_gb", "RAM", "16", 16.0),
        ("memory_gb", "RAM (MB)", "16384", 16.0),
        ("memory_gb", "RAM", "16 GB", 16.0),
        ("memory_gb", "RAM (MB)", "2 TB", 2048.0),
        ("memory_gb", "RAM", "16G", 16.0),
        ("memory_gb", "RAM", "1,024", 1024.0),
        ("memory_gb", "RAM", "1.024,5", 1024.5),
        ("memory_gb", "RAM", "3,5", 3.5),
        ("cpu_count", "CPU", "8", 8),
        ("cpu_count", "CPU", "8.0", 8),
        ("warranty_ends", "W", "2027-01-31", "2027-01-31"),
        ("warranty_ends", "W", "2027/1/31", "2027-01-31"),
        ("warranty_ends", "W", "2027年1月31日", "2027-01-31"),
        ("warranty_ends", "W", "20270131", "2027-01-31"),
        ("warranty_ends", "W", "31.01.2027", "2027-01-31"),
        ("warranty_ends", "W", "31/01/2027", "2027-01-31"),
        ("warranty_ends", "W", "1/31/2027", "2027-01-31"),
        ("warranty_ends", "W", "31-Jan-2027", "2027-01-31"),
        ("warranty_ends", "W", "January 31, 2027", "2027-01-31"),
        ("warranty_ends", "W", "2027-01-31 00:00:00", "2027-01-31"),
        ("expires_at", "W", "2027-01-31 10:00", "2027-01-31T10:00:00Z"),
        ("expires_at", "W", "31.01.2027", "2027-01-31T00:00:00Z"),
        ("lifecycle", "S", "In Use", "operational"),
        ("lifecycle", "S", "已报废", "disposed"),
        ("lifecycle", "S", "in-stock", "in_stock"),
        ("environment", "E", "PROD", "production"),
        ("criticality", "C", "1 - critical", "critical"),
        ("ip_addresses", "I", "10.0.0.1; 10.0.0.2\n10.0.0.1", ["10.0.0.1", "10.0.0.2"]),
        ("tags", "T", "a，b、c", ["a", "b", "c"]),
        ("owner", "O", "=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("owner", "O", 'O\'Brien "x"\n🙂', 'O\'Brien "x" 🙂'),
        ("serial_number", "S", "0012", "0012"),
        ("serial_number", "S", "N/A", None),
        ("owner", "O", "无", None),
    ],
)
def test_a_cell_is_the_value_that_people_mean(upload, attribute, column, cell, value):
    quoted = cell.replace('"', '""')
    text = f'No,Name,{column}\n1,web1,"{quoted}"\n'

    seen = table(upload, text, f'[attributes]\n{attribute} = "{column}"\n')

    assert seen.fields("servers:1").get(attribute) == value
    assert seen.notes == []


@pytest.mark.parametrize(
    ("attribute", "cell", "said"),
    [
        ("warranty_ends", "03/04/2027", 'may be day or month first: say `format = "%d/%m/%Y"`'),
        ("warranty_ends", "31.02.2027", "is no date that exists"),
        ("warranty_ends", "soon", "is no date"),
        ("memory_gb", "much", "must be a number"),
        ("memory_gb", "3 apples", "a unit that is not known"),
        ("cpu_count", "2.5", "must be a whole number"),
        ("cpu_count", "-1", "must be at least 0"),
        ("lifecycle", "wobbly", "is none of planned"),
    ],
)
def test_a_value_that_does_not_fit_is_left_out_with_a_note(upload, attribute, cell, said):
    text = f"No,Name,X\n1,a,{cell}\n2,b,{cell}\n"

    seen = table(upload, text, f'[attributes]\n{attribute} = "X"\n')

    assert seen.fields("servers:1") == {}
    assert f'servers.csv: row 2: X: "{cell}" ' in seen.noted()
    assert said in seen.noted()
    assert "So in 1 more rows." in seen.noted()
    assert seen.errors == []


def test_one_unmistakable_date_tells_how_the_column_is_written(upload):
    text = "No,Name,W\n1,a,03/04/2027\n2,b,25/04/2027\n"

    seen = table(upload, text, '[attributes]\nwarranty_ends = "W"\n')

    assert seen.fields("servers:1") == {"warranty_ends": "2027-04-03"}


def test_what_a_mapping_says_of_values_outranks_what_words_mean(upload):
    mapping = """
        name = "Name"
        class = "server"
        [attributes]
        environment = { value = "production" }
        memory_gb = { column = "RAM", unit = "MB" }
        warranty_ends = { column = "W", format = "%d/%m/%y" }
        tags = { column = "T", separator = "/" }
        lifecycle = { column = "S", values = { "live" = "retiring", "*" = "planned" } }
    """
    text = "Name,RAM,W,T,S\nweb1,2048,03/04/27,a/b,Live\nweb2,,,,whatever\n"

    seen = table(upload, text, mapping)

    assert seen.fields("servers:web1") == {
        "environment": "production",
        "memory_gb": 2.0,
        "warranty_ends": "2027-04-03",
        "tags": ["a", "b"],
        "lifecycle": "retiring",
    }
    assert seen.fields("servers:web2")["lifecycle"] == "planned"


def test_rows_may_be_chosen_by_a_column(upload):
    text = "No,Name,Status\n1,a,live\n2,b,Scrapped\n3,c,live\n"

    assert set(table(upload, text, 'skip = {"Status" = ["scrapped"]}\n').cis) == {
        "servers:1",
        "servers:3",
    }
    assert set(table(upload, text, 'only = {"Status" = "scrapped"}\n').cis) == {"servers:2"}


def test_rows_that_cannot_be_used_are_notes_and_the_rest_goes_on(upload):
    long = "x" * 10_000
    text = f"No,Name,Note\n1,a,\n1,b,\n3,,\n4,{long},\n5,c,x,y\n6,d\n"

    seen = table(upload, text, "complete = true\n")

    assert set(seen.cis) == {"servers:1", "servers:6"}
    assert "row 3: has the key of row 2: skipped." in seen.noted()
    assert "row 4: has no name: skipped." in seen.noted()
    assert "row 5: has a name of more than 500 characters: skipped." in seen.noted()
    assert "row 6: has more cells than the header" in seen.noted()
    assert (seen.errors, seen.complete) == ([], False)


def test_a_column_of_secrets_is_never_read(upload):
    text = "No,Name,Root Password\n1,a,hunter2\n"

    assert "holds secrets" in table(upload, text, '[attributes]\nowner = "Root password"\n').error()
    seen = table(upload, "Hostname,OS,密码\nweb1,Debian,hunter2\n", None)
    assert set(seen.cis) == {"servers:web1"}
    assert "hunter2" not in repr(seen.all)


def test_a_column_that_is_there_twice_is_told_apart(upload):
    seen = table(
        upload, "No,Name,IP,IP\n1,a,10.0.0.1,10.0.0.2\n", '[attributes]\nfqdn = "IP (2)"\n'
    )

    assert seen.fields("servers:1") == {"fqdn": "10.0.0.2"}
    assert 'the second is "IP (2)"' in seen.noted()


RELATED = 'No,Name,Host,Needs\n1,esx1,,\n2,vm1,esx1,\n3,vm2,ESX1,"vm1, vm9, vm1"\n4,vm3,vm3,\n'


def test_a_column_names_other_cis(upload):
    mapping = """
        [[relations]]
        column = "Host"
        type = "RUNS_ON"
        class = "server"
        [[relations]]
        column = "Needs"
        type = "DEPENDS_ON"
        class = "server"
        fields = { strength = "soft" }
    """.replace("\n        ", "\n")

    seen = table(upload, RELATED, mapping)

    ends = [(r.from_id, r.type, r.to_id, dict(r.fields)) for r in seen.relations.values()]
    soft = {"origin": "declared", "strength": "soft"}
    assert ends == [
        ("servers:2", "RUNS_ON", "servers:1", {"origin": "declared"}),
        ("servers:3", "RUNS_ON", "servers:1", {"origin": "declared"}),
        ("servers:3", "DEPENDS_ON", "servers:2", soft),
        ("servers:3", "DEPENDS_ON", Elsewhere("server", name="vm9"), soft),
    ]
    assert "row 5: names itself in Host: left out." in seen.noted()


def test_a_relation_may_go_by_key_or_identity_and_the_other_way(upload):
    mapping = """
        [[relations]]
        column = "Parent"
        type = "RUNS_ON"
        class = "server"
        by = "key"
        direction = "in"
        [[relations]]
        column = "Peer"
        type = "LINKED_TO"
        class = "server"
        by = "serial"
    """.replace("\n        ", "\n")

    seen = table(upload, "No,Name,Parent,Peer\n1,a,2,\n2,b,,XY12\n", mapping)

    ends = [(r.from_id, r.type, r.to_id) for r in seen.relations.values()]
    assert ends == [
        ("servers:2", "RUNS_ON", "servers:1"),
        ("servers:2", "LINKED_TO", Elsewhere("server", {"serial": ["XY12"]})),
    ]


def test_what_the_list_vouches_for_is_made_once(upload):
    mapping = (
        '[[relations]]\ncolumn = "Rack"\ntype = "CONTAINED_IN"\nclass = "rack"\ncreate = true\n'
    )

    seen = table(upload, "No,Name,Rack\n1,a,R1\n2,b,r1\n", mapping)

    assert seen.cis["rack:R1"].class_name == "rack"
    assert {r.to_id for r in seen.relations.values()} == {"rack:R1"}


def test_names_are_found_over_all_tables_of_an_upload(upload):
    apps = 'name = "App"\nclass = "application"\n[[relations]]\ncolumn = "Server"\ntype = "RUNS_ON"\nclass = "server"\n'
    files = upload(
        {
            "servers.csv": CSV,
            "servers.mapping.toml": MAPPING,
            "apps.csv": "App,Server\nshop,web2\n",
            "apps.mapping.toml": apps,
        }
    )

    seen = read("tabular", files)

    assert list(seen.relations) == [("apps:shop", "RUNS_ON", "servers:2")]


def test_a_mapping_may_serve_many_files_and_name_its_source(upload):
    mapping = MAPPING + 'file = "servers-*.csv"\nsource = "asset list"\ntable = "servers"\n'
    files = upload({"servers-2026-11.csv": CSV, "assets.mapping.toml": mapping})

    seen = read("tabular", files)

    assert set(seen.sources) == {"asset list"}
    assert set(seen.cis) == {"servers:1", "servers:2"}


def test_a_mapping_may_be_given_by_name(upload):
    files = upload({"list.csv": CSV, "maps/any.toml": MAPPING, "maps/any.mapping.toml": MAPPING})

    assert set(read("tabular", files, mapping="maps/any.mapping.toml").cis) == {"list:1", "list:2"}
    with pytest.raises(Invalid, match="no mapping"):
        tabular.check(tabular.Settings(files=files, mapping="/etc/passwd"))


ENGLISH = "Hostname,Serial Number,IP Address,Owner,OS\nweb1,S1,10.0.0.1,alice,Debian\n"
CHINESE = "设备名称,序列号,IP地址,负责人,设备类型\n核心交换机一,S1,10.0.0.1,李娜,交换机\n"


@pytest.mark.parametrize(
    ("text", "class_name", "fields"),
    [
        (
            ENGLISH,
            "server",
            {
                "serial_number": "S1",
                "ip_addresses": ["10.0.0.1"],
                "owner": "alice",
                "operating_system": "Debian",
            },
        ),
        (
            CHINESE,
            "network_device",
            {
                "serial_number": "S1",
                "management_address": "10.0.0.1",
                "owner": "李娜",
                "kind": "switch",
            },
        ),
        (
            "Application,Owner,Criticality\nshop,bob,High\n",
            "business_application",
            {"owner": "bob", "criticality": "high"},
        ),
    ],
)
def test_a_header_that_speaks_for_itself_needs_no_mapping(upload, text, class_name, fields):
    seen = read("tabular", upload({"list.csv": text}))

    (ci,) = seen.cis.values()
    assert (ci.class_name, ci.fields) == (class_name, fields)
    assert "has no mapping; guessed: the class" in seen.noted()


@pytest.mark.parametrize(
    ("name", "text", "class_name", "fields"),
    [
        (
            "RVTools_tabvInfo.csv",
            (
                '"VM","Powerstate","DNS Name","CPUs","Memory","Primary IP Address","Cluster","Host","SMBIOS UUID"\n'
                '"db","poweredOn","db.corp.example","8","65,536","10.1.1.1","cl1","esx1.corp.example","4210a5b1"\n'
            ),
            "virtual_machine",
            {"memory_gb": 64.0, "fqdn": "db.corp.example", "uuid": "4210a5b1", "cpu_count": 8},
        ),
        (
            "cmdb_ci.csv",
            (
                "name,sys_class_name,os,ip_address,u_environment,install_status\n"
                "web1,cmdb_ci_linux_server,Linux,10.0.0.1,Production,Installed\n"
            ),
            "server",
            {"environment": "production", "lifecycle": "operational", "operating_system": "Linux"},
        ),
        (
            "snipe.csv",
            (
                "Asset Name,Asset Tag,Serial,Category,Status,Warranty Expires\n"
                ",10001,C02X,Laptops,Ready to Deploy,2027-01-01\nlt-2,10002,C02Y,Laptops,Deployed,\n"
            ),
            "end_user_device",
            {"asset_tag": "10001", "kind": "laptop", "lifecycle": "in_stock"},
        ),
        (
            "instances.csv",
            (
                "Name,Instance ID,Instance state,Public IPv4 address,Elastic IP,Private IP address\n"
                "web,i-0abc,Running,1.2.3.4,–,10.0.0.4\n"
            ),
            "virtual_machine",
            {"provider_id": "i-0abc", "ip_addresses": ["1.2.3.4", "10.0.0.4"]},
        ),
        (
            "netbox.csv",
            (
                "Name,Status,Site,Role,Type,IP Address,Serial number\n"
                "sw1,Active,DC1,Access Switch,C9300,10.0.0.9/24,FOC1\n"
            ),
            "network_device",
            {"management_address": "10.0.0.9", "kind": "switch", "site": "DC1"},
        ),
        (
            "roles.csv",
            "hostname,ip,os,role\nweb1,10.0.0.1,Debian,webserver\n",
            "server",
            {"operating_system": "Debian"},
        ),
    ],
)
def test_what_asset_systems_export_speaks_for_itself(upload, name, text, class_name, fields):
    files = upload({name: text})
    seen = read("tabular", files)

    assert seen.errors == []
    ci = next(iter(seen.cis.values()))
    assert ci.class_name == class_name
    assert {key: ci.fields.get(key) for key in fields} == fields
    made = tomllib.loads(guess(files)[1])
    assert tabular.reading.Mapping_.model_validate(made)


def test_a_machine_of_a_cluster_needs_the_cluster_and_not_its_host_of_today(upload):
    text = "VM,VM ID,Cluster,Host\ndb,vm-1,cl1,esx1.corp.example\n"

    seen = read("tabular", upload({"vms.csv": text}))

    host = Elsewhere("server", {"fqdn": ["esx1.corp.example"]}, "esx1.corp.example")
    assert [(r.type, r.to_id) for r in seen.relations.values()] == [
        ("RUNS_ON", Elsewhere("cluster", name="cl1")),
        ("PLACED_ON", host),
    ]


def test_a_file_is_called_what_it_holds(upload):
    seen = read("tabular", upload({"load_balancers.csv": "Name,Owner\nlb1,bob\n"}))

    assert [ci.class_name for ci in seen.cis.values()] == ["load_balancer"]


def test_a_header_that_says_nothing_is_refused_with_the_remedy(upload):
    seen = read("tabular", upload({"x.csv": "a,b\n1,2\n"}))

    assert "does not speak for itself" in seen.error()
    assert "cmdb import x.csv --guess > x.mapping.toml" in seen.error()
    assert not seen.cis


def test_a_setting_says_what_the_rows_are(upload):
    seen = read("tabular", upload({"x.csv": "Name,b\nq,2\n"}), class_name="queue")

    assert [ci.class_name for ci in seen.cis.values()] == ["queue"]


def test_among_other_files_a_table_that_says_nothing_is_skipped(upload):
    files = upload({"servers.csv": ENGLISH, "figures.csv": "a,b\n1,2\n"})

    ((kind, own),) = importers.inputs(files)

    assert kind == "tabular"
    assert [issue.place for issue in own.issues] == ["figures.csv"]


def guess(files, **settings):
    return tabular.mapping(tabular.Settings(files=files, **settings))


@pytest.mark.parametrize("text", [ENGLISH, CHINESE, RELATED, 'N"o\\,Name\n"\x7f",a\n'])
def test_a_guessed_mapping_is_toml_that_can_be_read(upload, text):
    name, made = guess(upload({"list.csv": text}))

    assert name == "list.mapping.toml"
    assert tomllib.loads(made)["file"] == "list.csv"


def test_a_guessed_mapping_imports_what_the_header_said(upload):
    text = (
        "Asset No;Hostname;Type;RAM (MB);Status;Warranty;Rack;Password\n"
        "A1;esx1;Hypervisor;65536;in use;03/04/2027;R1;x\nA2;sw1;Switch;;retired;25/04/2027;;x\n"
    )
    alone = read("tabular", upload({"list.csv": text}))
    _, made = guess(upload({"list.csv": text}))

    seen = read("tabular", upload({"list.csv": text, "list.mapping.toml": made}))

    assert seen.errors == []
    assert seen.cis == alone.cis
    assert seen.relations == alone.relations
    assert '"Password"   # looks like a secret: never read' in made
    assert seen.fields("list:A1") == {
        "asset_tag": "A1",
        "lifecycle": "operational",
        "memory_gb": 64.0,
        "warranty_ends": "2027-04-03",
    }


def test_a_guess_says_what_is_still_to_say(upload):
    _, made = guess(upload({"x.csv": "a,b\n1,2\n"}))

    assert "# STILL TO SAY: class" in made
    assert "# STILL TO SAY: name" in made


BOOK = {
    "Cover": [["Asset list"]],
    "Servers": [
        ["", "Servers of 2026"],
        [],
        ["", "Hostname", "CPUs", "OS", "Warranty", "Owner", "Virtual"],
        ["", "web1", 8, "Debian", dt.date(2027, 1, 31), "=1+1", True],
        [],
        ["", "web2", Formula("3"), "Debian", "", "支付组", False],
    ],
    "Secret": [["Hostname", "OS"], ["hidden1", "x"]],
}


def test_a_workbook_is_read_as_people_see_it(upload):
    files = upload({"estate.xlsx": workbook(BOOK, hidden=("Secret",))})

    seen = read("tabular", files)

    assert seen.fields("estate#Servers:web1") == {
        "cpu_count": 8,
        "operating_system": "Debian",
        "warranty_ends": "2027-01-31",
        "owner": "=1+1",
    }
    assert seen.fields("estate#Servers:web2") == {
        "cpu_count": 3,
        "operating_system": "Debian",
        "owner": "支付组",
    }
    assert seen.cis["estate#Servers:web2"].place == "estate.xlsx: Servers: row 6"
    assert "further sheets were not read: Cover" in seen.noted()
    assert "hidden1" not in repr(seen.all)


def test_a_sheet_is_chosen_by_name_or_number(upload):
    files = upload({"e.xlsx": workbook(BOOK)})

    assert [c.name for c in read("tabular", files, sheet="Secret").cis.values()] == ["hidden1"]
    assert [c.name for c in read("tabular", files, sheet="3").cis.values()] == ["hidden1"]
    assert "there are Cover, Servers, Secret" in read("tabular", files, sheet="Nope").error()


def test_numbers_in_a_key_are_no_floats(upload):
    rows = [["No", "Name"], [1, "a"], [20261121, "b"], [0.5, "c"]]
    files = upload({"servers.xlsx": workbook({"S": rows}), "servers.mapping.toml": MAPPING})

    assert set(read("tabular", files).cis) == {
        "servers#S:1",
        "servers#S:20261121",
        "servers#S:0.5",
    }


FAR = '<row r="1"><c r="A1" t="inlineStr"><is><t>Hostname</t></is></c></row>'


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"xl/media/x.bin": b"\0" * 2**27}, "unpacks to more than"),
        ({"xl/worksheets/sheet1.xml": sheet("<row/>" * 2**23)}, "unpacks to more than"),
        (
            {
                "xl/worksheets/sheet1.xml": sheet(
                    FAR + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
                )
            },
            "has a sheet of 1,048,576 by 16,384 cells",
        ),
        (
            {
                "xl/worksheets/sheet1.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]>"
                + sheet(FAR).partition("?>\n")[2]
            },
            "a document type",
        ),
        ({"xl/worksheets/sheet1.xml": sheet(FAR)[:-20]}, "no workbook that can be read"),
        (
            {
                "xl/sharedStrings.xml": f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 2**20}</t></si></sst>',
                "xl/worksheets/sheet1.xml": sheet(
                    "".join(
                        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 400)
                    )
                ),
            },
            "too much text",
        ),
    ],
)
def test_a_workbook_that_would_fill_the_memory_is_refused(upload, parts, said):
    files = upload({"e.xlsx": workbook({"S": [["Hostname"], ["a"]]}, parts=parts)})

    seen = read("tabular", files)

    assert said in seen.error()
    assert not seen.cis


def test_stray_formats_far_off_do_not_count(upload):
    far = sheet(
        FAR
        + '<row r="2"><c r="A2" t="inlineStr"><is><t>web1</t></is></c></row>'
        + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    files = upload({"servers.xlsx": workbook({"S": []}, parts={"xl/worksheets/sheet1.xml": far})})

    assert [ci.name for ci in read("tabular", files).cis.values()] == ["web1"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("e.xlsx", b"PK\3\4 no workbook", "is no XLSX workbook"),
        ("e.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "or an encrypted one"),
        ("e.xls", b"\xd0\xcf\x11\xe0", "Save it as .xlsx or CSV"),
        ("e.csv", b"\x81\x8d" * 2 + b"\xff", "is not UTF-8"),
        ("e.csv", b"a\0b\0", "null byte"),
        ("e.csv", b'a,"b\n' + b"x" * 200_000, "is no CSV"),
        ("e.csv", b",,,\n\n,,\n", "no row that could be a header"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_the_file(upload, name, content, said):
    seen = read("tabular", upload({name: content}))

    assert said in seen.error()
    assert seen.errors[0].place.startswith(name)


def test_a_hundred_thousand_rows_of_one_name_are_read_in_seconds(upload):
    text = "No,Name\n" + "".join(f"{n},same\n" for n in range(100_000))

    assert len(table(upload, text).cis) == 100_000


CELLS = st.text(max_size=8) | st.sampled_from(["", "N/A", "=1+1", "web1", "10.0.0.1", '"', "\n"])
HEADERS = st.sampled_from(
    [
        "Name",
        "Type",
        "IP",
        "负责人",
        "RAM (MB)",
        "Warranty",
        "Depends on",
        "Rack",
        "Serial",
        "x",
        "",
    ]
)


@given(
    header=st.lists(HEADERS, min_size=1, max_size=6),
    rows=st.lists(st.lists(CELLS, max_size=7), max_size=6),
    xlsx=st.booleans(),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_are_read_without_a_crash(header, rows, xlsx, tmp_path_factory):
    import csv
    import io

    folder = tmp_path_factory.mktemp("any")
    if xlsx:
        clean = [["".join(c for c in cell if c.isprintable()) for cell in row] for row in rows]
        data = workbook({"S": [header, *clean]})
    else:
        made = io.StringIO()
        csv.writer(made).writerows([header, *rows])
        data = made.getvalue().encode("utf-8", "replace")
    name = "servers.xlsx" if xlsx else "servers.csv"
    (folder / name).write_bytes(data)
    files = tabular.Files(folder, (name,), "x")

    if not read("tabular", files).errors:
        assert tomllib.loads(guess(files)[1])


@given(data=st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_workbook_is_an_issue_and_never_a_crash(data, tmp_path_factory):
    whole = bytearray(workbook(BOOK))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=5)):
        whole[at] = data.draw(st.integers(0, 255))
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "e.xlsx").write_bytes(whole[: data.draw(st.integers(1, len(whole)))])

    read("tabular", tabular.Files(folder, ("e.xlsx",), "x"))
