"""The schema of a database: made once, in order, by whoever comes first."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cmdb.errors import Conflict
from cmdb.graph import schema
from cmdb.model import load

SHOWN = "SHOW INDEXES YIELD name, state, type, labelsOrTypes, properties, owningConstraint"


def rows(graph, text, **params):
    with graph._driver.session() as session:
        return session.run(text, params).data()


def indexes(graph):
    return {row["name"]: row for row in rows(graph, SHOWN) if row["type"] != "LOOKUP"}


@pytest.fixture
def bare(empty):
    """The session's graph without constraints, indexes and data; with its schema again after."""
    for row in indexes(empty).values():
        kind = "CONSTRAINT" if row["owningConstraint"] else "INDEX"
        empty.command(f"DROP {kind} {row['name']}")
    empty.command("MATCH (m) WHERE m:Migration OR m:Migrations DELETE m")
    yield empty
    schema.prepare(empty, load())


def test_a_bare_database_gets_all_migrations_in_order_and_what_the_model_needs(bare):
    made = schema.prepare(bare, load())

    assert made[: len(schema.migrations())] == schema.migrations()
    found = indexes(bare)
    assert all(row["state"] == "ONLINE" for row in found.values())
    assert found["model_CI_id"]["owningConstraint"] == "model_CI_id"
    for label, attribute in load().indexes():
        row = found[f"model_{label}_{attribute}"]
        assert (row["type"], row["labelsOrTypes"], row["properties"]) == (
            "RANGE",
            [label],
            [attribute],
        )


def test_what_is_there_is_not_made_again(bare):
    schema.prepare(bare, load())
    before = rows(bare, "MATCH (m:Migration) RETURN m.name AS name, m.at AS at ORDER BY name")

    assert schema.prepare(bare, load()) == ()
    assert (
        rows(bare, "MATCH (m:Migration) RETURN m.name AS name, m.at AS at ORDER BY name") == before
    )


def test_many_that_start_at_once_make_one_schema(bare):
    starters = 8
    barrier = threading.Barrier(starters)

    def start(_):
        barrier.wait()
        return schema.prepare(bare, load())

    with ThreadPoolExecutor(starters) as pool:
        made = list(pool.map(start, range(starters)))

    assert sum(bool(names) for names in made) == 1
    names = [row["name"] for row in rows(bare, "MATCH (m:Migration) RETURN m.name AS name")]
    assert sorted(names) == list(schema.migrations())


def test_a_migration_that_was_cut_off_is_run_again(bare):
    for statement in schema.statements(schema.migrations()[0])[:2]:
        bare.command(statement)

    assert schema.prepare(bare, load())[0] == schema.migrations()[0]


def test_an_index_that_somebody_dropped_comes_back(bare):
    schema.prepare(bare, load())
    bare.command("DROP INDEX model_CI_name")

    assert schema.prepare(bare, load()) == ("model_CI_name",)


def test_two_cis_cannot_have_one_id(bare):
    schema.prepare(bare, load())
    bare.command("CREATE (:CI {id: 'one'})")

    with pytest.raises(Conflict):
        bare.command("CREATE (:CI {id: 'one'})")


def test_a_database_of_a_newer_version_is_refused(bare):
    bare.command("CREATE (:Migration {name: '9999_of_tomorrow'})")

    with pytest.raises(Conflict, match="9999_of_tomorrow"):
        schema.prepare(bare, load())
    bare.command("MATCH (m:Migration {name: '9999_of_tomorrow'}) DELETE m")


def test_a_class_of_ones_own_gets_its_index(bare, tmp_path):
    (tmp_path / "classes").mkdir()
    (tmp_path / "classes" / "robot.toml").write_text(
        'extends = "hardware"\nsummary = "Moves boxes."\nidentified_by = [["robot_number"]]\n'
        '[attributes]\nrobot_number = { type = "string" }\n'
    )
    schema.prepare(bare, load())

    assert schema.prepare(bare, load(tmp_path)) == ("model_Robot_robot_number",)
    bare.command("DROP INDEX model_Robot_robot_number")


def test_migrations_are_numbered_without_a_gap():
    numbers = [int(name[:4]) for name in schema.migrations()]

    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", schema.migrations())
def test_a_schema_command_may_run_again(name):
    for statement in schema.statements(name):
        if re.match(r"CREATE .*(INDEX|CONSTRAINT)", statement):
            assert "IF NOT EXISTS" in statement


@pytest.mark.parametrize("name", ["x) REQUIRE", "", "name`", "1x", "naïve"])
def test_only_a_name_gets_into_a_schema_command(name):
    with pytest.raises(AssertionError, match="no name"):
        schema._filled(("index", "CI", name))
