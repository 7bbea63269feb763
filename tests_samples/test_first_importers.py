"""Compose files and Kubernetes manifests of known projects: exactly what is in them."""

import pytest

import importers
from cmdb.intake.model import Files, Issue, ObservedCI, ObservedRelation, SourceName
from cmdb.model import load


def read(files: Files):
    """Return (kind, sources, CIs by id, relations, issues) of an upload of one kind."""
    ((kind, own),) = importers.inputs(files)
    module = importers.importer(kind)
    settings = module.Settings(files=own)
    module.check(settings)
    seen = list(module.read(settings, None))
    return (
        kind,
        [one.name for one in seen if isinstance(one, SourceName)],
        {one.external_id: one for one in seen if isinstance(one, ObservedCI)},
        [one for one in seen if isinstance(one, ObservedRelation)],
        [one for one in seen if isinstance(one, Issue)],
    )


def pairs(relations, origin="declared"):
    return {(r.from_id, r.to_id) for r in relations if r.fields["origin"] == origin}


def test_voting_app_of_compose(sample):
    kind, sources, cis, relations, issues = read(
        sample("compose/example-voting-app/docker-compose.yml")
    )

    assert (kind, sources, issues) == ("compose", ["compose:example-voting-app"], [])
    assert {ci.name for ci in cis.values()} == {"vote", "result", "worker", "redis", "db", "seed"}
    assert {ci.class_name for ci in cis.values()} == {"workload"}
    assert pairs(relations) == {
        ("vote", "redis"),
        ("result", "db"),
        ("worker", "redis"),
        ("worker", "db"),
        ("seed", "vote"),
    }
    assert len(relations) == 5
    assert cis["seed"].fields["profiles"] == ["seed"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("awesome-nginx-golang-mysql", {("proxy", "backend"), ("backend", "db")}),
        ("awesome-react-java-mysql", {("frontend", "backend"), ("backend", "db")}),
    ],
)
def test_awesome_compose(sample, name, wanted):
    _, sources, _, relations, issues = read(sample(f"compose/{name}.yaml"))

    assert sources == [f"compose:compose/{name}"]
    assert pairs(relations) == wanted
    assert issues == []


def test_the_folder_of_compose_files_holds_three_projects(sample):
    _, sources, _, _, issues = read(sample("compose"))

    assert len(set(sources)) == 3
    assert issues == []


def test_voting_app_of_kubernetes_has_no_invented_relations(sample):
    kind, sources, cis, relations, issues = read(sample("kubernetes/example-voting-app"))

    assert (kind, sources, issues) == ("kubernetes", ["kubernetes:example-voting-app"], [])
    assert len(cis) == 9
    assert {(r.from_id, r.type, r.to_id) for r in relations} == {
        (f"service/default/{name}", "RUNS_ON", f"deployment/default/{name}")
        for name in ("db", "redis", "result", "vote")
    }


def test_guestbook_counts_what_stands_twice_once(sample):
    _, _, cis, relations, issues = read(sample("kubernetes/guestbook"))

    assert issues == []
    assert len(cis) == 6
    assert {(r.from_id, r.type, r.to_id) for r in relations} == {
        (f"service/default/{name}", "RUNS_ON", f"deployment/default/{name}")
        for name in ("frontend", "redis-master", "redis-replica")
    }


def test_two_projects_in_one_folder_do_not_mix(sample):
    _, _, cis, relations, issues = read(sample("kubernetes"))

    assert len(cis) == 15
    assert len(relations) == 7
    assert all(not issue.fatal for issue in issues)


@pytest.mark.parametrize("folder", ["compose", "kubernetes"])
def test_everything_holds_to_the_model(sample, folder):
    model = load()
    _, _, cis, _, _ = read(sample(folder))

    for ci in cis.values():
        model.checked_ci(ci.class_name, {"name": ci.name, **ci.fields})


def test_files_of_other_kinds_are_never_taken(samples, sample):
    for folder in sorted(path.name for path in samples.iterdir() if path.is_dir()):
        if folder not in ("compose", "kubernetes"):
            assert not {"compose", "kubernetes", "cmdb_document"} & _kinds(sample(folder))


def _kinds(files: Files) -> set[str]:
    try:
        return {kind for kind, _ in importers.inputs(files)}
    except importers.Invalid:
        return set()
