"""What is decided about the private Neo4j without starting it."""

from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid, Unavailable
from cmdb.graph import config, failures
from cmdb.graph.export import decoded, encoded
from cmdb.graph.home import Home, order
from cmdb.graph.memory import GIB, LEAST, MIB, Memory, checked, sized
from cmdb.graph.options import Options, options


@pytest.mark.parametrize(
    ("machine", "heap", "page_cache"),
    [
        (2 * GIB, 512 * MIB, 256 * MIB),
        (4 * GIB, 512 * MIB, 512 * MIB),
        (24 * GIB, 2 * GIB, 3 * GIB),
        (256 * GIB, 4 * GIB, 8 * GIB),
    ],
)
def test_memory_grows_with_the_machine_within_bounds(
    machine: int, heap: int, page_cache: int
) -> None:
    assert sized(machine) == Memory(heap, page_cache)


@given(st.integers(GIB, 2**44))
def test_a_machine_of_a_gibibyte_or_more_is_never_overcommitted(machine: int) -> None:
    assert checked(sized(machine), machine, LEAST)


def test_what_is_set_stands() -> None:
    assert sized(24 * GIB, heap=MIB, page_cache=GIB) == Memory(MIB, GIB)


def test_too_little_free_memory_is_told_in_numbers() -> None:
    with pytest.raises(Unavailable, match=r"needs 400 MiB .* 100 MiB are free"):
        checked(sized(4 * GIB), 4 * GIB, 100 * MIB)


def test_options_come_from_the_environment() -> None:
    assert options({}) == Options()
    found = options(
        {
            "CMDB_CACHE": "/some/cache",
            "CMDB_NEO4J_HEAP": "2g",
            "CMDB_NEO4J_PAGE_CACHE": "300 MiB",
            "CMDB_NEO4J_BOLT_PORT": "7777",
            "CMDB_NEO4J_IDLE": "60",
        }
    )
    assert found == Options(
        cache=Path("/some/cache"), heap=2 * GIB, page_cache=300 * MIB, bolt_port=7777, idle_s=60
    )
    assert Options.from_json(found.as_json()) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CMDB_NEO4J_HEAP", "much"),
        ("CMDB_NEO4J_PAGE_CACHE", "12"),
        ("CMDB_NEO4J_BOLT_PORT", "70000"),
        ("CMDB_NEO4J_BOLT_PORT", "x"),
        ("CMDB_NEO4J_IDLE", "-1"),
    ],
)
def test_a_wrong_option_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=name):
        options({name: value})


def test_the_server_is_told_to_keep_to_itself() -> None:
    told = config.settings(7777, Memory(GIB, GIB))
    assert told["server.bolt.listen_address"] == "127.0.0.1:7777"
    assert told["server.default_listen_address"] == "127.0.0.1"
    off = (
        "server.http.enabled",
        "server.https.enabled",
        "dbms.usage_report.enabled",
        "client.allow_telemetry",
        "server.fleet_discovery.enabled",
        "dbms.fleet_manager.enabled",
        "dbms.security.allow_csv_import_from_file_urls",
    )
    assert {told[name] for name in off} == {"false"}
    assert not [name for name in told if "auth_enabled" in name]


@pytest.mark.parametrize(
    ("log", "says", "final"),
    [
        ("java.net.BindException: Address already in use", "port was taken", False),
        ("java.io.IOException: No space left on device", "disk is full", True),
        ("java.nio.file.AccessDeniedException: /x", "may not write", True),
        ("Could not reserve enough space for object heap", "out of memory", True),
        ("Caused by: java.util.zip.ZipException: bad", "program is broken", True),
    ],
)
def test_the_log_says_why(log: str, says: str, final: bool) -> None:
    found = failures.cause(f"INFO Starting...\n{log}\nINFO Stopped.")
    assert found
    assert says in found.detail
    assert found.remedy
    assert found.final is final


def test_a_log_without_a_known_cause_is_quoted(tmp_path: Path) -> None:
    place = Home(tmp_path)
    place.prepared()
    place.log.write_text("No space left on device\nINFO Starting...\nERROR A thing nobody knows\n")
    found = failures.failure(place, 3, len("No space left on device\n"))
    assert "exit code 3" in found.detail
    assert "A thing nobody knows" in found.detail
    assert str(place.log) in found.remedy
    assert not found.final


def test_a_password_counts_only_once_it_was_set(tmp_path: Path) -> None:
    """Broken off while it is being set, another one is made and set the next time."""
    place = Home(tmp_path)
    place.prepared()

    def break_off(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place.initial_password(break_off)
    assert place.password() is None
    was_set: list[str] = []
    made = place.initial_password(was_set.append)
    assert was_set == [made]
    assert place.password() == made == place.initial_password(break_off)


def test_a_lost_password_is_told_and_not_made_anew(tmp_path: Path) -> None:
    place = Home(tmp_path)
    place.prepared()
    (place.data / "databases/system").mkdir(parents=True)
    with pytest.raises(Unavailable, match="password is missing"):
        place.initial_password(lambda _: None)


def test_versions_are_compared_as_numbers() -> None:
    assert order("2026.08.1") < order("2026.10.0") < order("2027.01.0")


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**63), 2**63 - 1)
        | st.floats(allow_nan=False)
        | st.text(),
        st.lists,
        max_leaves=5,
    )
)
def test_a_plain_value_goes_through_an_export_as_it_is(value: object) -> None:
    assert decoded(encoded(value)) == value


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_goes_through_an_export_as_it_is(moment: object) -> None:
    from neo4j.time import DateTime

    utc = DateTime.from_native(moment)
    assert decoded(encoded(utc)) == utc


def test_what_no_export_can_carry_is_refused() -> None:
    with pytest.raises(Invalid, match="bytes"):
        encoded(b"raw")
