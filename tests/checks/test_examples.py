"""The examples, asked of the demo estate: from a file to what it would hit."""

from pathlib import Path

import pytest

from cli.local.reading import readings
from cmdb import checks, intake
from cmdb.checks import Options, Upload
from cmdb.errors import Invalid
from cmdb.intake.model import Files
from cmdb.model import load
from cmdb.topology import TopologyKeeper

EXAMPLES = Path(checks.__file__).parent / "examples"
DEMO = Path(__file__).parents[2] / "docs" / "demo"
SHOP = "Online shop 网上商城"
PAY = "在线支付服务"


@pytest.fixture
def ask(empty):
    """Checks examples against the demo estate: `ask("plan.json", fail_on=…)`."""
    names = tuple(sorted(path.name for path in DEMO.glob("*.yaml")))
    intake.bring_in(empty, load(), readings(Files(DEMO, names, "demo")), intake.Options("demo"))
    keeper = TopologyKeeper(empty, load())

    def asked(name, before=None, *, use_policy=False, project="demo", **options):
        def files(of):
            path = EXAMPLES / of
            names = sorted(p.name for p in path.iterdir()) if path.is_dir() else [path.name]
            return Files(path if path.is_dir() else path.parent, tuple(names), project)

        upload = Upload(files(name), files(before) if before else None)
        file = ("policy.toml", (EXAMPLES / "policy.toml").read_bytes()) if use_policy else ()
        policy = checks.policy(Options(**options), *file)
        said = checks.said(upload, readings)
        return checks.check(empty, keeper.current(), said, policy)

    asked.graph = empty
    return asked


def hit(found):
    return {one["ci"]["name"]: one["state"] for one in found.answer.impacted}


def test_a_plan_touches_what_it_replaces_and_updates(ask):
    found = ask("plan.json")

    assert {(one.ci["name"], one.how, one.state) for one in found.touched} == {
        ("fraud-score-ecs-1", "identifier", "down"),
        ("fraud-score-rds", "name", "degraded"),
    }
    assert hit(found)["fraud-score 风控评分"] == "degraded"
    assert found.holds
    (role,) = found.unknown
    assert (role.change.label, role.alike) == (
        "alicloud_ram_role.waf",
        ("cloud_resource:shop-waf-edge",),
    )


def test_its_policy_fails_on_what_it_states(ask):
    found = ask("plan.json", use_policy=True)

    assert not found.holds
    assert not found.unknown
    assert {hit.label for one in found.verdicts for hit in one.hits} >= {
        f"business_service:{SHOP}",
        f"business_service:{PAY}",
    }
    assert found.policy.duration_s == 600


def test_unknown_may_be_a_reason_to_say_no(ask):
    assert not ask("plan.json", fail_on=("unknown",)).holds
    assert ask("plan.json", fail_on=("nothing",)).holds


def test_what_updates_do_can_be_said(ask):
    assert "fraud-score-rds" not in hit(ask("plan.json", update_state="ok"))
    assert hit(ask("plan.json", update_state="down"))["fraud-score-rds"] == "down"


def test_a_list_is_evaluated_jointly(ask):
    found = ask("cis.txt", fail_on=("down:critical",))

    assert hit(found)["pay-dbsrv-1"] == "down"
    assert hit(found)[PAY] == hit(found)[SHOP] == "degraded"
    table = hit(ask("cis.csv"))
    assert (table["shop-cache-1"], table["kafka-broker-1"]) == ("down", "degraded")


def test_manifests_are_compared(ask):
    found = ask("after", "before")

    assert {(one.change.action, one.ci["name"], one.state) for one in found.touched} == {
        ("change", "shop-cart-deployment", "at_risk"),
        ("change", "shop-search-deployment", "degraded"),
        ("remove", "shop-checkout-deployment", "down"),
    }
    assert hit(found)[SHOP] == "down"
    assert not found.holds


def test_what_was_imported_is_known_by_its_record(ask):
    """Names may differ from those of the CMDB: the source's key is surer."""
    path = EXAMPLES / "before"
    intake.bring_in(
        ask.graph,
        load(),
        readings(Files(path, ("shop.yaml",), "gitops")),
        intake.Options("operator"),
    )

    by_name = ask("after", "before", project="other")
    by_record = ask("after", "before", project="gitops")

    assert {one.how for one in by_record.touched} == {"record"}
    assert [len(one.cis) for one in by_name.ambiguous] == [2, 2, 2]
    stated = ask("after", "before", source="kubernetes:gitops", project="other")
    assert {one.how for one in stated.touched} == {"record"}


def test_a_match_with_no_ci_is_refused(ask):
    policy = checks.policy(Options(), "p.toml", b'[matches]\n"a.b" = "nobody-is-called-so"\n')
    said = checks.said(Upload(Files(EXAMPLES, ("cis.txt",))), readings)
    with pytest.raises(Invalid, match=r"There is no CI 'nobody-is-called-so'"):
        checks.check(ask.graph, TopologyKeeper(ask.graph, load()).current(), said, policy)


def test_what_is_retired_takes_nothing_down(ask, tmp_path):
    (tmp_path / "list.txt").write_text("shop-db-old-1\n")
    said = checks.said(Upload(Files(tmp_path, ("list.txt",))), readings)
    found = checks.check(
        ask.graph, TopologyKeeper(ask.graph, load()).current(), said, checks.policy(Options())
    )

    assert [one.ci["name"] for one in found.idle] == ["shop-db-old-1"]
    assert "Nothing that it changes is in operation." in checks.markdown(found)
