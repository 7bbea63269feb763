"""Archives are unpacked as their folder would be, and never to more than they honestly hold."""

import gzip
import io
import struct
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmdb.errors import Invalid
from cmdb.intake import archives, unpacking
from cmdb.intake.model import Files

MANY = {"estate/shop/compose.yaml": b"services: {}\n", "estate/servers.csv": b"name\nweb1\n"}


def zipped(contents, **more):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in contents.items():
            packed.writestr(name, data, **more)
    return made.getvalue()


def tarred(contents, mode="w", form=tarfile.PAX_FORMAT):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode, format=form) as packed:
        for name, data in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def odd_tar(**fields):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as packed:
        entry = tarfile.TarInfo("odd")
        for name, value in fields.items():
            setattr(entry, name, value)
        packed.addfile(entry)
        plain = tarfile.TarInfo("plain.json")
        plain.size = 2
        packed.addfile(plain, io.BytesIO(b"{}"))
    return made.getvalue()


@pytest.fixture
def upload(tmp_path):
    def send(contents, project="inbox"):
        for name, data in contents.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return archives.unpacked(Files(tmp_path, tuple(sorted(contents)), project))

    return send


def held(files):
    return {name: files.path(name).read_bytes() for name in files.names}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("estate.zip", zipped(MANY)),
        ("estate.tar", tarred(MANY)),
        ("estate.tar", tarred(MANY, form=tarfile.GNU_FORMAT)),
        ("estate.tar.gz", tarred(MANY, "w:gz")),
        ("Estate.TGZ", tarred(MANY, "w:gz")),
        ("estate.gz", tarred(MANY, "w:gz")),
    ],
)
def test_an_archive_alone_is_what_its_one_folder_is(upload, name, data):
    files = upload({name: data})

    assert files.project == "estate"
    assert held(files) == {k.removeprefix("estate/"): v for k, v in MANY.items()}


def test_an_archive_of_several_folders_is_a_folder_of_its_own_name(upload):
    files = upload({"all.tar.gz": tarred({"a/x.json": b"1", "b/x.json": b"2"}, "w:gz")})

    assert files.project == "all"
    assert held(files) == {"a/x.json": b"1", "b/x.json": b"2"}


def test_an_archive_among_others_is_unpacked_beside_them(upload):
    files = upload({"in/estate.zip": zipped(MANY), "other.json": b"{}"})

    assert files.project == "inbox"
    assert sorted(held(files)) == [
        "in/estate/estate/servers.csv",
        "in/estate/estate/shop/compose.yaml",
        "other.json",
    ]


def test_one_compressed_file_is_that_file(upload):
    files = upload({"facts.json.gz": gzip.compress(b"{}") + gzip.compress(b"\n")})

    assert (files.project, held(files)) == ("inbox", {"facts.json": b"{}\n"})


def test_what_tools_leave_in_a_folder_is_passed_over(upload):
    odd = [".git/config", "__MACOSX/._a.json", ".DS_Store", "a/node_modules/p.json"]
    files = upload(
        {"e.zip": zipped({"a/x.json": b"1", "a/.env": b"A=1", **dict.fromkeys(odd, b"")})}
    )

    assert files.names == (".env", "x.json")


def test_a_long_name_and_one_in_chinese_are_kept(upload):
    names = {f"{'d' * 90}/{'f' * 120}.json": b"1", "数据中心/服务器.csv": b"2"}

    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        assert held(upload({"e.tar": tarred(names, form=form)})) == names


def test_a_zip_without_an_encoding_is_read_as_gb18030(upload):
    data = zipped({"xxxx.csv": b"1"}).replace(b"xxxx", "资产".encode("gb18030"))

    assert held(upload({"e.zip": data})) == {"资产.csv": b"1"}


@pytest.mark.parametrize("name", ["../x.json", "/etc/x.json", "a/../../x.json", "..\\x.json"])
def test_a_name_that_leads_out_is_refused(upload, name, tmp_path):
    for archive, data in (("e.zip", zipped({name: b""})), ("e.tar", tarred({name: b""}))):
        if archive == "e.tar" and "\\" in name:
            continue
        with pytest.raises(Invalid, match="leads out of it"):
            upload({archive: data})
    assert not (tmp_path.parent / "x.json").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}, "is a link"),
        ({"type": tarfile.LNKTYPE, "linkname": "/etc/passwd"}, "is a link"),
        ({"type": tarfile.CHRTYPE, "devmajor": 1}, "is a device"),
        ({"type": tarfile.FIFOTYPE}, "is a device"),
    ],
)
def test_links_and_devices_are_left_out_and_named(upload, fields, said):
    files = upload({"e.tar": odd_tar(**fields)})

    assert files.names == ("plain.json",)
    assert [(i.place, i.fatal) for i in files.issues] == [("e.tar: odd", False)]
    assert said in files.issues[0].reason


def test_a_link_in_a_zip_is_left_out_and_named(upload):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(link, "/etc/passwd")
        packed.writestr("x.json", "{}")

    files = upload({"e.zip": made.getvalue()})

    assert files.names == ("x.json",)
    assert files.issues[0].reason == "is a link: left out."


def test_an_archive_within_an_archive_is_an_error_that_names_it(upload):
    files = upload({"e.zip": zipped({"in/deep.tar.gz": b"", "x.json": b"{}"})})

    (issue,) = files.issues
    assert issue.fatal
    assert issue.place == "e.zip: in/deep.tar.gz"


def test_an_encrypted_zip_is_refused_by_name(upload):
    data = bytearray(zipped({"x.json": b"{}"}))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1

    with pytest.raises(Invalid, match=r"e\.zip is encrypted"):
        upload({"e.zip": bytes(data)})


@pytest.mark.parametrize("name", ["e.7z", "e.rar", "e.tar.xz", "e.tar.bz2", "e.json.zst"])
def test_other_archives_are_refused_with_a_remedy(upload, name):
    with pytest.raises(Invalid, match="Unpack it yourself"):
        upload({name: b"..."})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("e.zip", zipped({"x.json": b"\0" * 2**28})),
        ("e.json.gz", gzip.compress(b"\0" * 2**28)),
        ("e.tar.gz", tarred({"x.json": b"\0" * 2**28}, "w:gz")),
        ("e.tgz", gzip.compress(odd_tar(type=tarfile.XHDTYPE)[:512] + b"\0" * 2**28)),
    ],
)
def test_a_bomb_is_refused_before_it_fills_the_disk(upload, name, data, tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "_FREE_BYTES", 2**20)

    if name == "e.tgz":  # an end of the archive: what follows is not even read
        assert upload({name: data}).names == ()
        return
    with pytest.raises(Invalid, match="unpacks to more than"):
        upload({name: data})
    written = sum(path.stat().st_size for path in tmp_path.rglob("*.json"))
    assert written <= 250 * len(data) + 2**20


def test_a_header_without_measure_is_refused_unread(upload):
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 2**31
    data = gzip.compress(header.tobuf() + b"1" * 2**20)

    with pytest.raises(Invalid, match="a header of 2,147,483,648 bytes"):
        upload({"e.tar.gz": data})


def test_more_files_than_an_upload_may_have_are_refused(upload, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_FILES", 3)

    with pytest.raises(Invalid, match="more than 3 files"):
        upload({"e.zip": zipped({f"{n}.json": b"" for n in range(4)})})


def test_a_table_of_contents_without_measure_is_refused(upload):
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, 2**30, 0, 0)

    with pytest.raises(Invalid, match="table of contents"):
        upload({"e.zip": end})


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ({"a": b"", "a/b": b""}, "lies below a file"),
        ({"a/b": b"", "a": b""}, "is there twice"),
        ({"a": b"", "./a": b""}, "is there twice"),
    ],
)
def test_names_that_cannot_be_side_by_side_are_refused(upload, contents, said):
    with pytest.raises(Invalid, match=said):
        upload({"e.tar": tarred(contents)})


@pytest.mark.parametrize("name", ["e.zip", "e.tar", "e.tar.gz", "e.json.gz"])
@pytest.mark.parametrize("data", [b"", b"PK", b"\x1f\x8b\x08", b"no archive" * 100])
def test_what_is_no_archive_is_refused_by_name(upload, name, data):
    with pytest.raises(Invalid, match=name):
        upload({name: data})


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_archive_is_refused_or_read_never_a_crash(data, tmp_path_factory):
    name, whole = data.draw(
        st.sampled_from(
            [
                ("e.zip", zipped(MANY)),
                ("e.tar", tarred(MANY)),
                ("e.tgz", tarred(MANY, "w:gz")),
                ("e.x.gz", gzip.compress(b"x" * 99)),
            ]
        )
    )
    broken = bytearray(whole)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        broken[at] = data.draw(st.integers(0, 255))
    folder = tmp_path_factory.mktemp("damaged")
    (folder / name).write_bytes(broken[: data.draw(st.integers(0, len(whole)))])

    try:
        files = archives.unpacked(Files(folder, (name,), "p"))
    except Invalid:
        return
    assert all(files.path(one).resolve().is_relative_to(folder) for one in files.names)
