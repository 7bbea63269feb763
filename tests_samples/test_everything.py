"""All samples on a fresh database: the same graph in any order, and nothing new the second time."""

import random
from collections import Counter
from dataclasses import replace

import pytest

import importers
from cmdb import intake, items
from cmdb.errors import Invalid
from cmdb.intake import Options, Reading
from cmdb.intake.model import Files
from cmdb.model import load

NO_INPUT = {  # what they are instead
    "alertmanager/webhook-firing.json": "of no kind that an importer knows",
    "cartography/moto_seed.py": "of no kind that an importer knows",
    "glpi/inventory.schema.json": "of no kind that an importer knows",
    "ldap/10_people_amy.ldif": "of no kind that an importer knows",
    "ldap/10_people_hermes.ldif": "of no kind that an importer knows",
    "ldap/30_groups_admin.ldif": "of no kind that an importer knows",
    "ldap/30_groups_crew.ldif": "of no kind that an importer knows",
}
PLAN = "terraform/infracost-example_plan.json"


@pytest.fixture
def uploads(samples, sample):
    """Every sample as an owner would import it: a folder that belongs together, else a file."""
    files = sorted(p.relative_to(samples).as_posix() for p in samples.glob("*/**/*") if p.is_file())
    folders = {f"kubernetes/{p.name}" for p in (samples / "kubernetes").iterdir()}
    folders |= {"compose/example-voting-app", "netbox/pynetbox-fixtures"}
    alone = [f for f in files if not any(f.startswith(f"{folder}/") for folder in folders)]
    wanted = sorted({*alone, *folders} - {*NO_INPUT, PLAN})
    return {name: replace(sample(name), part=name in alone) for name in wanted}


def test_all_samples_give_one_graph_in_any_order_and_nothing_new_the_second_time(empty, uploads):
    graphs = []
    for turn in range(3):
        clear(empty)
        order = list(uploads)
        random.Random(turn).shuffle(order)  # noqa: S311  an order, no secret
        for name in order:
            for report in bring(empty, uploads[name]):
                assert not report.left_out, (name, report.left_out)
                assert report.notes_count <= READABLE, name
        graphs.append(said(empty))
        random.Random(turn + 10).shuffle(order)  # noqa: S311  an order, no secret
        for name in order:
            for report in bring(empty, uploads[name]):
                assert wrote(report) == {}, (name, report.changes[:3])
        assert differences(graphs[-1], said(empty)) == []

    assert len(graphs[0][0]) > ENOUGH
    assert differences(graphs[0], graphs[1]) == []
    assert differences(graphs[0], graphs[2]) == []


def test_the_whole_folder_is_imported_at_once_and_names_what_is_no_input(empty, samples, sample):
    files = sample(".")
    files = Files(samples, tuple(n for n in files.names if "/" in n), "samples")

    reports = bring(empty, files, keep_going=True)

    ((_, first), *_) = importers.inputs(files)
    assert {one.place for one in first.issues} == set(NO_INPUT)
    (left_out,) = [one for report in reports for one in report.left_out]
    assert left_out.place == PLAN
    assert "is a Terraform plan" in left_out.reason
    assert {one.kind for one in reports} == KINDS


@pytest.mark.parametrize("name", sorted(NO_INPUT))
def test_what_is_no_input_is_refused_by_name(sample, name):
    with pytest.raises(Invalid) as refused:
        importers.inputs(sample(name))
    assert name.rpartition("/")[2] in str(refused.value.detail)
    assert NO_INPUT[name] in str(refused.value.detail)


READABLE = 20
ENOUGH = 200
KINDS = {
    *("ansible", "backstage", "cartography", "compose", "cyclonedx", "glpi"),
    *("kubernetes", "lldp", "netbox", "nmap", "terraform", "traces"),
}


def bring(graph, files, **options):
    readings = []
    for kind, own in importers.inputs(files):
        module = importers.importer(kind)
        observations = module.read(module.Settings(files=own), None)
        readings.append(Reading(module.spec, observations, f"{kind}:{own.project}"))
    return intake.bring_in(graph, load(), readings, Options("owner", **options))


def wrote(report):
    counts = ("created", "changed", "relations_created", "relations_changed", "relations_removed")
    return {name: n for name in counts if (n := getattr(report, name))}


def said(graph):
    """Return (CIs, relations), each as texts with how often: no ids, no times."""
    facts = graph.read(lambda tx: list(items.stream(tx)))
    names = {one["id"]: named(graph, one) for one in facts if "type" not in one}
    cis = Counter(f"{names[one['id']]} {plain(one)}" for one in facts if "type" not in one)
    relations = Counter(
        f"{names[one['from']]} {one['type']} {names[one['to']]} {plain(one)}"
        for one in facts
        if "type" in one
    )
    return cis, relations


def named(graph, facts):
    records = graph.read(intake.records_of_ci, facts["id"])
    known = sorted((one["source"], one["external_id"]) for one in records)
    return f"{facts['class']}:{facts['name']!r} {known}"


def plain(facts):
    return sorted((k, str(v)) for k, v in facts.items() if k not in PASSING)


PASSING = {"id", "rev", "from", "to", "first_seen", "last_seen"}


def differences(one, other):
    return [
        (sorted((a - b).elements())[:3], sorted((b - a).elements())[:3])
        for a, b in zip(one, other, strict=True)
        if a != b
    ]


def clear(graph):
    graph.command(
        "MATCH (n) WHERE NOT n:Migration AND NOT n:Migrations "
        "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
    )
