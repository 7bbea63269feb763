"""Traces of known programs: exactly the calls that they show."""

import importers
from cmdb.intake.model import Elsewhere, ObservedCI, ObservedRelation

HOTROD = {
    ("frontend", "driver"),
    ("frontend", "route"),
    ("frontend", "customer"),
    ("customer", "mysql"),
    ("driver", "redis-manual"),
}


def read(files):
    ((kind, own),) = importers.inputs(files)
    assert kind == "traces"
    module = importers.importer(kind)
    seen = list(module.read(module.Settings(files=own), None))
    return (
        {one.external_id: one for one in seen if isinstance(one, ObservedCI)},
        [one for one in seen if isinstance(one, ObservedRelation)],
    )


def calls(relations):
    return {
        (r.from_id.removeprefix("service/"), r.to_id.removeprefix("service/"))
        for r in relations
        if r.type == "USES"
    }


def test_hotrod_has_the_same_five_calls_in_dependencies_and_in_traces(sample):
    for name in ("jaeger-dependencies-hotrod", "jaeger-traces-hotrod"):
        cis, relations = read(sample(f"traces/{name}.json"))

        assert calls(relations) == HOTROD
        assert {ci.class_name for ci in cis.values()} == {"application_service"}
        assert len(cis) == 6


def test_hotrods_services_run_on_the_machine_that_they_name(sample):
    cis, relations = read(sample("traces/jaeger-traces-hotrod.json"))

    homes = {r.from_id: r.to_id for r in relations if r.type == "RUNS_ON"}
    assert homes.keys() == cis.keys()
    assert {repr(home) for home in homes.values()} == {
        repr(Elsewhere("server", {"hostname": ("vm",)}, "vm"))
    }
    assert {ci.observed_at.isoformat()[:10] for ci in cis.values()} == {"2026-11-21"}


def test_a_cycle_is_kept(sample):
    cis, relations = read(sample("traces/jaeger-dependencies-small.json"))

    assert len(cis) == 8
    assert calls(relations) == {
        ("Service1", "Service2"),
        ("Service1", "Service3"),
        ("Service1", "Service5"),
        ("Service8", "Service6"),
        ("Service6", "Service1"),
        ("Service2", "Service4"),
        ("Service3", "Service7"),
    }


def test_all_of_them_together_are_the_calls_of_each(sample):
    cis, relations = read(sample("traces"))

    assert len(calls(relations)) == 12
    assert len(cis) == 14
