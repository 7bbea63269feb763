"""Two versions of Compose files and of Kubernetes manifests: what differs, and what that does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.local.reading import readings
from cmdb.checks import Upload, said
from cmdb.checks.differences import differences
from cmdb.errors import Invalid
from cmdb.intake.model import Files, ObservedCI
from cmdb.intake.rules import Input

COMPOSE = """
services:
  web:
    image: web:1
    ports: ["80:80"]
    environment: {DB_HOST: db, PASSWORD: old-secret}
    command: [serve]
    depends_on: [db]
  db: {image: postgres:16}
"""
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec:
      containers:
        - name: main
          image: cart:1
          env: [{name: LEVEL, value: info}]
"""
SERVICE = """
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{port: 80}]}
"""


@pytest.fixture
def differ(tmp_path):
    """Return the changes between two texts, label → (action, effect, parts)."""

    def changes(before, after, name="compose.yaml", kind=None):
        sides = []
        for side, text in (("old", before), ("new", after)):
            (tmp_path / side).mkdir(exist_ok=True)
            data = text if isinstance(text, bytes) else text.encode()
            (tmp_path / side / name).write_bytes(data)
            sides.append(Files(tmp_path / side, (name,), "shop"))
        return said(Upload(sides[1], sides[0], kind), readings)

    return changes


def told(found):
    return {one.label: (one.action, one.effect, one.parts) for one in found.changes}


def test_the_same_twice_differs_in_nothing(differ):
    assert told(differ(COMPOSE, COMPOSE)) == {}
    assert told(differ(DEPLOYMENT + SERVICE, DEPLOYMENT + SERVICE, "m.yaml")) == {}


@pytest.mark.parametrize(
    ("old", "new", "effect", "part"),
    [
        ("web:1", "web:2", "restarts", "image"),
        ("80:80", "81:80", "restarts", "ports"),
        ("old-secret", "new-secret", "restarts", "environment.PASSWORD"),
        ("[serve]", "[serve, --fast]", "restarts", "command"),
        ("depends_on: [db]", "depends_on: []", "none", "depends_on"),
        ("web:1", "web:1\n    profiles: [x]", "none", "profiles"),
        ("web:1", "web:1\n    deploy: {replicas: 0}", "ends", "deploy.replicas"),
        ("web:1", "web:1\n    deploy: {replicas: 4}", "none", "deploy.replicas"),
    ],
)
def test_a_changed_compose_service_is_touched(differ, old, new, effect, part):
    found = differ(COMPOSE, COMPOSE.replace(old, new))

    assert told(found) == {"web": ("change", effect, (part,))}
    assert "secret" not in repr(found)


def test_what_is_removed_ends_and_what_is_added_is_new(differ):
    found = differ(COMPOSE, COMPOSE.replace("  db:", "  pg:"))

    assert told(found)["db"] == ("remove", "ends", ())
    assert told(found)["pg"] == ("add", "new", ())


def test_the_order_of_keys_is_no_change(differ):
    turned = COMPOSE.replace(
        "DB_HOST: db, PASSWORD: old-secret", "PASSWORD: old-secret, DB_HOST: db"
    )

    assert told(differ(COMPOSE, turned)) == {}


@pytest.mark.parametrize(
    ("old", "new", "effect", "part"),
    [
        ("cart:1", "cart:2", "rolls", "image"),
        ("value: info", "value: debug", "rolls", "env.LEVEL"),
        ("replicas: 3", "replicas: 2", "rolls", "replicas"),
        ("replicas: 3", "replicas: 5", "none", "replicas"),
        ("replicas: 3", "replicas: 0", "ends", "replicas"),
        (
            "name: cart, namespace",
            "name: cart, labels: {team: x}, namespace",
            "none",
            "metadata.labels",
        ),
    ],
)
def test_a_changed_deployment_rolls(differ, old, new, effect, part):
    found = differ(DEPLOYMENT, DEPLOYMENT.replace(old, new, 1), "m.yaml")

    assert told(found) == {"deployment/shop/cart": ("change", effect, (part,))}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("replicas: 3", "replicas: 1"),
        ("replicas: 3", "replicas: 3\n  strategy: {type: Recreate}"),
        ("kind: Deployment", "kind: DaemonSet"),
    ],
)
def test_without_copies_one_after_another_it_restarts_as_a_whole(differ, old, new):
    before = DEPLOYMENT.replace(old, new)
    ((_, effect, _),) = told(differ(before, before.replace("cart:1", "cart:2"), "m.yaml")).values()

    assert effect == "restarts"


def test_a_job_takes_its_change_with_the_next_run(differ):
    before = DEPLOYMENT.replace("kind: Deployment", "kind: Job").replace("apps/v1", "batch/v1")
    ((_, effect, _),) = told(differ(before, before.replace("cart:1", "cart:2"), "m.yaml")).values()

    assert effect == "none"


def test_a_service_that_selects_nothing_any_more_ends(differ):
    before = DEPLOYMENT + SERVICE
    found = told(
        differ(before, before.replace("selector: {app: cart}", "selector: {app: x}"), "m.yaml")
    )

    assert found == {"service/shop/cart": ("change", "ends", ("selector", "what it selects"))}
    other_port = told(differ(before, before.replace("port: 80", "port: 81"), "m.yaml"))
    assert other_port == {"service/shop/cart": ("change", "restarts", ("ports",))}


def test_versions_of_different_kinds_are_refused(differ):
    with pytest.raises(Invalid, match="different kinds: compose before, kubernetes after"):
        differ(COMPOSE, DEPLOYMENT, "m.yaml")


def test_a_version_under_another_name_is_known_by_its_twin(tmp_path):
    for name, image in (("saved.yaml", "a:1"), ("compose.yaml", "a:2")):
        (tmp_path / name).write_text(f"services: {{web: {{image: '{image}'}}}}\n")
    found = said(
        Upload(Files(tmp_path, ("compose.yaml",), "x"), Files(tmp_path, ("saved.yaml",), "x")),
        readings,
    )

    assert (found.kind, told(found)) == ("compose", {"web": ("change", "restarts", ("image",))})


def test_an_error_is_named_by_version_and_place(differ):
    with pytest.raises(Invalid, match=r"before: compose\.yaml: services\.web\.ports"):
        differ(COMPOSE.replace('["80:80"]', "{a: b}"), COMPOSE)
    with pytest.raises(Invalid, match=r"after: compose\.yaml: line 1"):
        differ(COMPOSE, b"\xff\xfe\xff")


def test_a_plan_has_no_two_versions(differ):
    with pytest.raises(Invalid, match="it says itself what changes"):
        differ(COMPOSE, '{"resource_changes": []}', "plan.json")


KEYS = st.sampled_from(["web", "db", "cache"])
PARTS = st.dictionaries(st.sampled_from(["image", "ports", "replicas"]), st.sampled_from("ab"))
CIS = st.dictionaries(KEYS, st.tuples(PARTS, st.integers(0, 3)))


def version(cis):
    made = {
        key: ObservedCI(key, "workload", key, {"replicas": replicas}, parts=parts)
        for key, (parts, replicas) in cis.items()
    }
    return [Input("s", "compose", made)]


@given(CIS, CIS)
def test_every_difference_is_named_once_and_nothing_else(old, new):
    found = {one.label: one.action for one in differences(version(old), version(new))}

    assert {k for k, a in found.items() if a == "remove"} == old.keys() - new.keys()
    assert {k for k, a in found.items() if a == "add"} == new.keys() - old.keys()
    changed = {k for k in old.keys() & new.keys() if old[k] != new[k]}
    assert {k for k, a in found.items() if a == "change"} == changed


@given(CIS)
def test_a_version_does_not_differ_from_itself(cis):
    assert differences(version(cis), version(cis)) == []
