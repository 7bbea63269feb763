"""The contract that every importer keeps; a new folder is held to it by being there."""

import pkgutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from readings import read

import importers
from cmdb.errors import Invalid
from cmdb.intake.model import (
    Elsewhere,
    Files,
    ObservedCI,
    ObservedRelation,
    ScopeEnd,
    SourceName,
    Spec,
)
from cmdb.model import load

HOME = Path(importers.__file__).parent
FOLDERS = [module.name for module in pkgutil.iter_modules(importers.__path__)]
NAMES = ("docker-compose.yml", "estate.json", "estate.jsonl", "manifest.yaml", ".env")

pytestmark = pytest.mark.parametrize("kind", FOLDERS)


def examples(kind: str) -> Files:
    folder = HOME / kind / "examples"
    names = sorted(path.name for path in folder.iterdir())
    return Files(folder, tuple(names), "bookshop")


def test_folder_says_what_it_is(kind):
    module = importers.importer(kind)

    assert isinstance(module.spec, Spec)
    assert module.spec.kind == kind
    assert module.spec.summary
    assert module.__doc__
    assert (HOME / kind / "README.md").read_text("utf-8").startswith("# ")
    assert module.Settings.model_json_schema()["type"] == "object"


def test_declares_only_what_the_model_knows(kind):
    spec, model = importers.importer(kind).spec, load()

    assert spec.classes <= model.classes.keys()
    assert spec.relations <= model.relations.keys()


def test_examples_are_recognised_as_this_kind_alone(kind):
    assert [found for found, _ in importers.inputs(examples(kind))] == [kind]


def test_examples_are_read_without_an_error(kind):
    module = importers.importer(kind)
    module.check(module.Settings(files=examples(kind)))
    seen = read(kind, examples(kind))

    assert seen.errors == []
    assert seen.cis
    assert seen.relations
    assert isinstance(seen.all[0], SourceName)
    assert isinstance(seen.all[-1], ScopeEnd)


def test_examples_hold_to_the_declaration_and_the_model(kind):
    spec, model, seen = importers.importer(kind).spec, load(), read(kind, examples(kind))

    for ci in seen.cis.values():
        assert not spec.classes or ci.class_name in spec.classes
        model.checked_ci(ci.class_name, {"name": ci.name, **ci.fields})
        assert ci.place
    for relation in seen.relations.values():
        assert not spec.relations or relation.type in spec.relations
        sources, targets = (_classes(model, seen, e) for e in (relation.from_id, relation.to_id))
        allowed = [(a, b) for a in sources for b in targets if model.allows(relation.type, a, b)]
        assert allowed, relation
        model.checked_relation(relation.type, *allowed[0], relation.fields)
        assert relation.place


def _classes(model, seen, end):
    """The classes that an end may have: one of another source may be of any class below it."""
    if not isinstance(end, Elsewhere):
        return [seen.cis[end].class_name]
    return [name for name in model.classes if model.is_a(name, end.class_name)]


def test_reading_again_says_the_same(kind):
    files = examples(kind)

    assert list(_read(kind, files)) == list(_read(kind, files))


def test_order_of_files_does_not_matter(kind):
    files = examples(kind)
    turned = Files(files.root, files.names[::-1], files.project)

    assert _graph(kind, turned) == _graph(kind, files)


def test_no_secret_is_passed_on(kind, tmp_path):
    for path in (HOME / kind / "examples").iterdir():
        text = path.read_text("utf-8")
        (tmp_path / path.name).write_text(
            text.replace("only-for-the-example", "hunter2").replace(
                "{name: DB_NAME, value: catalogue-db}", "{name: DB_PASSWORD, value: hunter2}"
            ),
            "utf-8",
        )
    names = tuple(sorted(path.name for path in tmp_path.iterdir()))

    assert "hunter2" not in repr(list(_read(kind, Files(tmp_path, names, "bookshop"))))


@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.85, 0.99])
def test_truncated_input_is_no_crash(kind, share, tmp_path):
    for path in (HOME / kind / "examples").iterdir():
        data = path.read_bytes()
        (tmp_path / path.name).write_bytes(data[: int(len(data) * share)])
    names = tuple(sorted(path.name for path in tmp_path.iterdir()))

    observations = list(_read(kind, Files(tmp_path, names, "bookshop")))

    assert isinstance(observations[-1], ScopeEnd)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"cmdb: 1\nname: \xc4\xe3\xba\xc3 \xff", "is not UTF-8"),
        (b"a: 1\n\x00b: 2", "null byte"),
    ],
)
def test_unreadable_file_is_an_error_that_names_it(kind, content, said, tmp_path):
    (tmp_path / "estate.yaml").write_bytes(content)
    files = Files(tmp_path, ("estate.yaml",), "x")

    seen = read(kind, files)

    assert seen.errors[0].place.startswith("estate.yaml")
    assert said in seen.errors[0].reason
    assert not seen.complete
    assert not seen.cis


def test_file_beyond_the_limit_is_refused_before_it_is_read(kind, tmp_path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.write(b"cmdb: 1\n")
        file.truncate(2 * 1024**3)

    seen = read(kind, Files(tmp_path, ("huge.yaml",), "x"))

    assert "2,147,483,648 bytes" in seen.errors[0].reason


def test_upload_without_files_is_refused_with_a_remedy(kind, tmp_path):
    module = importers.importer(kind)

    with pytest.raises(Invalid) as refused:
        module.check(module.Settings(files=Files(tmp_path, (), "x")))

    assert refused.value.remedy


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
WORDS = st.sampled_from(
    [
        *("cmdb", "cis", "relations", "key", "class", "name", "attributes", "quorum", "from", "to"),
        *("services", "web", "db", "image", "depends_on", "environment", "env_file", "ports"),
        *("deploy", "extends", "include", "networks", "links", "profiles", "x-a", "condition"),
        *("apiVersion", "kind", "metadata", "spec", "template", "containers", "env", "items"),
        *("selector", "rules", "http", "paths", "backend", "service", "labels", "ownerReferences"),
    ]
)
VALUES = st.sampled_from(
    ["v1", "apps/v1", "Deployment", "Service", "Ingress", "List", "ConfigMap", "web", "${A:-b}"]
)
TREES = st.recursive(
    PLAIN | VALUES | st.just(1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | VALUES, inner, max_size=6),
    max_leaves=30,
)


@given(tree=TREES, name=st.sampled_from(NAMES))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_tree_is_read_without_a_crash(kind, tree, name, tmp_path):
    import json

    (tmp_path / name).write_text(json.dumps(tree), "utf-8")

    _ends_well(kind, tmp_path, name)


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@example(content=b"[" * 100_000)
@example(content=b'{"a":' * 100_000)
@example(content=b"a: &a [*a]")
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_are_read_without_a_crash(kind, content, tmp_path):
    (tmp_path / "docker-compose.yml").write_bytes(content)

    _ends_well(kind, tmp_path, "docker-compose.yml")


def _ends_well(kind: str, folder: Path, name: str) -> None:
    observations = list(_read(kind, Files(folder, (name,), "x")))

    for one in observations:
        if isinstance(one, ObservedCI):
            assert one.external_id
            assert one.name
        if isinstance(one, ObservedRelation):
            assert one.from_id
            assert one.to_id


def _read(kind: str, files: Files):
    module = importers.importer(kind)
    return module.read(module.Settings(files=files), None)


def _graph(kind: str, files: Files) -> set[str]:
    return {
        repr(one) for one in _read(kind, files) if isinstance(one, ObservedCI | ObservedRelation)
    }
