"""Kubernetes manifests: selectors, addresses, lists, and what is left alone."""

import json

import pytest
from readings import read

from cmdb.intake.model import ObservedCI


def workload(name, labels=None, kind="Deployment", namespace=None, env=(), **spec):
    pod = {
        "metadata": {"labels": labels or {"app": name}},
        "spec": {"containers": [{"name": name, "image": f"{name}:1", "env": list(env)}]},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
        "spec": {"template": pod, **spec},
    }


def service(name, selector=None, namespace=None, **spec):
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
        "spec": {"selector": selector or {"app": name}, "ports": [{"port": 80}], **spec},
    }


def config_map(name, data, namespace=None):
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
        "data": data,
    }


def env(name, value):
    return {"name": name, "value": value}


def cluster(upload, *objects, **files):
    text = "\n---\n".join(json.dumps(one) for one in objects)
    return read("kubernetes", upload({"all.yaml": text, **files} if objects else files))


def test_a_service_runs_on_the_workload_that_it_selects(upload):
    seen = cluster(upload, workload("db", replicas=2), service("db"))

    assert seen.sources == ["kubernetes:shop"]
    assert seen.cis["deployment/default/db"].class_name == "workload"
    assert seen.cis["service/default/db"].class_name == "application_service"
    assert set(seen.relations) == {("service/default/db", "RUNS_ON", "deployment/default/db")}
    assert seen.fields("deployment/default/db") == {
        "kind": "Deployment",
        "namespace": "default",
        "image": "db:1",
        "replicas": 2,
    }
    assert seen.fields("service/default/db")["ports"] == ["80/tcp"]
    assert seen.complete


def test_every_label_and_the_namespace_of_a_selector_must_match(upload):
    seen = cluster(
        upload,
        workload("a", {"app": "x", "tier": "web"}),
        workload("b", {"app": "x"}),
        workload("c", {"app": "x", "tier": "web"}, namespace="other"),
        service("s", {"app": "x", "tier": "web"}),
    )

    assert seen.needs() == {("service/default/s", "deployment/default/a")}


def test_a_service_of_several_workloads_needs_one_and_wants_all(upload):
    seen = cluster(
        upload,
        workload("blue", {"app": "x"}),
        workload("green", {"app": "x"}, kind="StatefulSet"),
        service("s", {"app": "x"}),
    )

    assert seen.cis["service/default/s"].quorum == {"hosts": {"needs": 1, "wants": "all"}}
    assert len(seen.relations) == 2


def test_a_service_that_selects_nothing_is_noted(upload):
    seen = cluster(upload, service("s"), workload("other"))

    assert seen.needs() == set()
    assert "selects no workload" in seen.noted()


@pytest.mark.parametrize(
    "variable",
    [
        env("DB", "postgres://u:p@db:5432/x"),
        env("DB", "db.default:5432"),
        env("DB", "http://db.default.svc"),
        env("DB", "http://db.default.svc.cluster.local:80/x"),
        env("DB", "db-0.db.default.svc.cluster.local:5432"),
        env("DB", "db-0.db:5432"),
        env("DB_HOST", "db"),
    ],
)
def test_an_address_in_a_variable_is_configured_evidence(upload, variable):
    seen = cluster(upload, workload("app", env=[variable]), workload("db"), service("db"))

    relation = seen.relations["deployment/default/app", "DEPENDS_ON", "service/default/db"]
    assert relation.fields["origin"] == "configured"


def test_names_resolve_in_the_workloads_own_namespace(upload):
    seen = cluster(
        upload,
        workload("app", namespace="one", env=[env("A", "db:1"), env("B", "db.two:1")]),
        service("db", namespace="one"),
        service("db", namespace="two"),
        service("db", namespace="three"),
    )

    assert seen.needs("configured") == {
        ("deployment/one/app", "service/one/db"),
        ("deployment/one/app", "service/two/db"),
    }


def test_config_maps_and_references_between_variables_are_followed(upload):
    app = workload("app", env=[env("NAME", "db"), env("URL", "http://$(NAME):80/$(NONE)")])
    container = app["spec"]["template"]["spec"]["containers"][0]
    container["envFrom"] = [{"prefix": "P_", "configMapRef": {"name": "all"}}]
    container["env"].append(
        {"name": "X", "valueFrom": {"configMapKeyRef": {"name": "one", "key": "mq"}}}
    )
    seen = cluster(
        upload,
        app,
        config_map("all", {"CACHE_HOST": "cache"}),
        config_map("one", {"mq": "amqp://mq:5672", "unused": "http://other:80"}),
        *(service(name) for name in ("db", "cache", "mq", "other")),
    )

    assert {to for _, to in seen.needs("configured")} == {
        "service/default/db",
        "service/default/cache",
        "service/default/mq",
    }


def test_a_secret_is_never_opened(upload):
    app = workload("app")
    app["spec"]["template"]["spec"]["containers"][0]["envFrom"] = [{"secretRef": {"name": "s"}}]
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s"},
        "stringData": {"DB_HOST": "db"},
    }
    seen = cluster(upload, app, secret, service("db"))

    assert seen.needs("configured") == set()
    assert not any("Secret" in note.place for note in seen.notes)


def test_a_name_that_resolves_to_nothing_makes_no_ci_but_a_note(upload):
    seen = cluster(upload, workload("app", env=[env("PAY_URL", "https://pay.example")]))

    assert set(seen.cis) == {"deployment/default/app"}
    assert '"pay.example" is no Service' in seen.noted()


def test_a_workload_that_advertises_itself_needs_nothing(upload):
    seen = cluster(upload, workload("web", env=[env("BASE_URL", "http://web:80")]), service("web"))

    assert seen.needs() == {("service/default/web", "deployment/default/web")}


def test_an_external_name_is_a_service_outside_or_another_name_for_one_inside(upload):
    seen = cluster(
        upload,
        workload("app", env=[env("A", "http://pay/x"), env("B", "http://alias:1")]),
        service("pay", type="ExternalName", externalName="Pay.Example.com."),
        service("alias", type="ExternalName", externalName="db.other.svc.cluster.local"),
        service("db", namespace="other"),
    )

    assert seen.cis["external/pay.example.com"].class_name == "external_service"
    assert seen.needs("configured") == {
        ("deployment/default/app", "external/pay.example.com"),
        ("deployment/default/app", "service/other/db"),
    }
    assert "service/default/alias" not in seen.cis


def test_external_names_in_a_ring_end(upload):
    seen = cluster(
        upload,
        workload("app", env=[env("A_URL", "http://a")]),
        service("a", type="ExternalName", externalName="b.default.svc"),
        service("b", type="ExternalName", externalName="a.default.svc"),
        service("c", type="ExternalName", externalName="nowhere.default.svc.cluster.local"),
    )

    assert set(seen.cis) == {"deployment/default/app"}
    assert seen.needs() == set()


def ingress(name, *services, api="networking.k8s.io/v1"):
    def backend(service_name):
        if api.startswith("extensions"):
            return {"serviceName": service_name, "servicePort": 80}
        return {"service": {"name": service_name, "port": {"number": 80}}}

    paths = [{"path": "/", "backend": backend(one)} for one in services]
    return {
        "apiVersion": api,
        "kind": "Ingress",
        "metadata": {"name": name},
        "spec": {"rules": [{"host": "shop.example", "http": {"paths": paths}}]},
    }


@pytest.mark.parametrize("api", ["networking.k8s.io/v1", "extensions/v1beta1"])
def test_an_ingress_depends_on_what_it_routes_to(upload, api):
    seen = cluster(
        upload, ingress("web", "a", "b", "ghost", api=api), *(service(n) for n in ("a", "b", "web"))
    )

    found = seen.cis["ingress/default/web"]
    assert (found.class_name, found.name) == ("application_service", "web ingress")
    assert found.fields["url"] == "http://shop.example"
    assert found.quorum == {"backends": {"needs": 1, "wants": "all"}}
    assert seen.needs("declared") == {
        ("ingress/default/web", "service/default/a"),
        ("ingress/default/web", "service/default/b"),
    }
    assert '"ghost" is no Service' in seen.noted()


def test_an_ingress_to_one_service_needs_it_plainly(upload):
    seen = cluster(upload, ingress("web", "a"), service("a"))

    relation = seen.relations["ingress/default/web", "DEPENDS_ON", "service/default/a"]
    assert "group" not in relation.fields
    assert seen.cis["ingress/default/web"].quorum == {}
    assert seen.cis["ingress/default/web"].name == "web"


def test_workloads_run_on_a_namespace_only_where_it_is_declared(upload):
    declared = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
    seen = cluster(upload, declared, workload("a", namespace="shop"), workload("b"))

    assert seen.needs() == {("deployment/shop/a", "namespace/shop")}


@pytest.mark.parametrize(
    "kind",
    ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"],
)
def test_every_kind_of_workload_is_read(upload, kind):
    one = workload("w", kind=kind)
    one["apiVersion"] = {"Job": "batch/v1", "ReplicationController": "v1"}.get(kind, "apps/v1")
    seen = cluster(upload, one)

    assert seen.fields(f"{kind.lower()}/default/w")["kind"] == kind


def test_a_cron_job_and_a_pod_hold_their_containers_elsewhere(upload):
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "i"}]}}
    cron = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "nightly"},
        "spec": {"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": template}}},
    }
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, **template}
    seen = cluster(upload, cron, pod)

    assert seen.fields("cronjob/default/nightly")["schedule"] == "0 3 * * *"
    assert seen.fields("pod/default/p") | {"kind": ""} == {
        "kind": "",
        "namespace": "default",
        "image": "i",
        "restart": "Never",
    }


def test_what_another_object_made_is_no_ci_of_its_own(upload):
    made = workload("web-7d9f", {"app": "web"}, kind="ReplicaSet")
    made["metadata"]["ownerReferences"] = [{"kind": "Deployment", "name": "web"}]
    seen = cluster(upload, workload("web"), made, service("web"))

    assert set(seen.cis) == {"deployment/default/web", "service/default/web"}
    assert len(seen.relations) == 1


def test_lists_in_json_are_opened(upload):
    listed = {"apiVersion": "v1", "kind": "List", "items": [workload("db"), service("db")]}
    typed = {
        "apiVersion": "apps/v1",
        "kind": "DeploymentList",
        "items": [{"metadata": {"name": 1}}],
    }
    seen = read("kubernetes", upload({"a.json": json.dumps(listed)}))

    assert set(seen.cis) == {"deployment/default/db", "service/default/db"}
    assert "a.json: items[0] (Deployment db)" in {ci.place for ci in seen.cis.values()}
    wrong = read("kubernetes", upload({"b.json": json.dumps(typed)}))
    assert wrong.error().startswith("b.json: items[0]: metadata.name: of this Deployment")


def test_the_same_object_twice_counts_once_and_of_two_that_differ_the_later_holds(upload):
    seen = read(
        "kubernetes",
        upload(
            {
                "a.yaml": json.dumps(workload("same")),
                "b.yaml": json.dumps(workload("same")) + "\n---\n" + json.dumps(workload("x")),
                "c.yaml": json.dumps(workload("x", replicas=9)),
            }
        ),
    )

    assert seen.fields("deployment/default/x")["replicas"] == 9
    assert len(seen.notes) == 1
    assert "c.yaml: line 1 (Deployment x): differs from the one at b.yaml: line 3" in seen.noted()


def test_two_projects_in_one_upload_do_not_mix(upload):
    both = {
        "one/all.yaml": "\n---\n".join(
            json.dumps(o) for o in (workload("redis"), service("redis"))
        ),
        "two/all.yaml": json.dumps(workload("redis-master", {"app": "redis", "role": "master"})),
        "svc/only.yaml": json.dumps(service("far", {"role": "master"})),
    }
    seen = read("kubernetes", upload(both))

    assert seen.needs() == {
        ("service/default/redis", "deployment/default/redis"),
        ("service/default/far", "deployment/default/redis-master"),
    }
    assert "selects also two/all.yaml" in seen.noted()


def test_kinds_that_are_not_read_are_noted_once_each(upload):
    crd = {"apiVersion": "monitoring.example/v1", "kind": "Probe", "metadata": {"name": "p"}}
    knative = {"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "k"}}
    seen = cluster(upload, workload("w"), crd, crd, knative)

    assert set(seen.cis) == {"deployment/default/w"}
    assert seen.noted().splitlines() == [
        "kind Probe: 2 objects of monitoring.example/v1 left out: this kind is not read.",
        "kind Service: 1 object of serving.knative.dev/v1 left out: this kind is not read.",
    ]
    assert seen.complete


def test_a_helm_template_is_refused_with_the_remedy(upload):
    text = """
        apiVersion: v1
        kind: Service
        metadata:
          name: {{ .Release.Name }}-web
    """
    seen = read("kubernetes", upload({"templates/service.yaml": text}))

    assert seen.error().startswith("templates/service.yaml: line 5: is a Helm template")
    assert "helm template" in seen.error()


def test_braces_in_a_config_map_are_no_helm_template(upload):
    seen = cluster(upload, workload("w"), config_map("c", {"rule": "{{ $labels.job }} is down"}))

    assert seen.errors == []


def test_labels_give_owner_team_and_tags(upload):
    one = workload("w")
    one["metadata"]["labels"] = {"team": "web", "app.kubernetes.io/part-of": "shop", "owner": 5}
    seen = cluster(upload, one)

    fields = seen.fields("deployment/default/w")
    assert fields["support_team"] == "web"
    assert fields["tags"] == ["part-of:shop"]
    assert "owner" not in fields


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("apiVersion: v1\nkind: Pod\nmetadata: 5\n", "metadata: of this Pod is missing"),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: [x]}\n", "metadata.name: of this Pod"),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n",
            "(Pod p): spec.containers: is missing",
        ),
        (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: null\n",
            "(Deployment d): spec.template.spec.containers: is missing",
        ),
        ("apiVersion: v1\nkind: List\nitems: 5\n", "items: must be a list."),
        ("apiVersion: v1\nkind:\n", "line 1: kind: is missing"),
        ("apiVersion: v1\nkind: Pod\n---\n- x\n", "line 4: is no Kubernetes object"),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: x\n", "all.yaml: line 4, column 1: is not"),
        ("apiVersion: v1\nkind: Pod\nkind: Pod\n", "all.yaml: line 3, column 1: is not valid YAML"),
    ],
)
def test_wrong_input_is_an_error_with_its_place(upload, text, said):
    seen = read("kubernetes", upload({"all.yaml": text}))

    assert any(said in f"{one.place}: {one.reason}" for one in seen.errors), seen.errors
    assert not seen.complete
    assert not any(isinstance(one, ObservedCI) for one in seen.all)
