"""Traces: who calls whom, in every form that they come in."""

import json
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import read

import importers
from importers.traces.calls import Picture, Resource, Service
from importers.traces.merging import same
from importers.traces.observed import confidence
from importers.traces.window import Span, Window, key

US = 1_790_000_000_000_000


def seen(upload, value, name="traces.json"):
    text = value if isinstance(value, str) else json.dumps(value)
    files = upload({name: text})
    assert [kind for kind, _ in importers.inputs(files)] == ["traces"]
    return read("traces", files)


def attributes(values):
    return [
        {"key": k, "value": {"intValue": str(v)} if isinstance(v, int) else {"stringValue": v}}
        for k, v in values.items()
    ]


def span(id_, parent="", kind=1, trace="a1", **tags):
    return {
        "traceId": trace,
        "spanId": id_,
        "parentSpanId": parent,
        "kind": kind,
        "startTimeUnixNano": str(US * 1000),
        "endTimeUnixNano": str(US * 1000 + 5),
        "attributes": attributes({k.replace("__", "."): v for k, v in tags.items()}),
    }


def batch(service, *spans, **resource):
    about = {"service.name": service, **{k.replace("__", "."): v for k, v in resource.items()}}
    return {
        "resource": {"attributes": attributes(about)},
        "scopeSpans": [{"scope": {}, "spans": list(spans)}],
    }


def otlp(*batches):
    return {"resourceSpans": list(batches)}


def calls(found):
    return {
        (from_id.removeprefix("service/"), type_, to_id.removeprefix("service/"))
        for from_id, type_, to_id in found.relations
    }


SHOP = [
    {"parent": "web", "child": "cart", "callCount": 9},
    {"parent": "cart", "child": "web", "callCount": 1},
    {"parent": "cart", "child": "cart", "callCount": 5},
]


@pytest.mark.parametrize(
    "wrap", [lambda x: x, lambda x: {"data": x}, lambda x: {"dependencies": x}]
)
def test_dependencies_are_calls_cycles_too_but_none_to_itself(upload, wrap):
    found = seen(upload, wrap(SHOP))

    assert calls(found) == {("web", "USES", "cart"), ("cart", "USES", "web")}
    assert found.relations["service/web", "USES", "service/cart"].fields == {
        "origin": "observed",
        "confidence": 0.91,
        "strength": "soft",
    }
    assert not found.complete


def test_zipkins_dependencies_count_errors_that_change_nothing(upload):
    found = seen(upload, [{"parent": "a", "child": "b", "callCount": 3, "errorCount": 3}])

    assert calls(found) == {("a", "USES", "b")}


def test_a_dependency_without_names_or_calls_is_a_note(upload):
    bad = [
        {"parent": "", "child": "x", "callCount": 1},
        {"parent": "a", "child": "b", "callCount": 0},
    ]
    found = seen(upload, [*SHOP, *bad, {"parent": "a"}, 7])

    assert len(found.relations) == 2
    assert found.errors == []
    assert "does not name both" in found.noted()
    assert "has no call" in found.noted()
    assert "of a form that is known" in found.noted()


def test_more_calls_are_more_certain_and_none_is_certain():
    values = [confidence(n) for n in (1, 2, 9, 20, 100, 10**9)]

    assert values == sorted(values)
    assert values[0] == 0.67
    assert values[-1] == 0.99


def jaeger(spans, processes):
    return {
        "traceID": "a1",
        "spans": [
            {
                "traceID": "a1",
                "spanID": id_,
                "processID": process,
                "startTime": US,
                "duration": 5,
                "references": [
                    {"refType": type_, "traceID": "a1", "spanID": of} for type_, of in references
                ],
                "tags": [{"key": k, "type": "string", "value": v} for k, v in tags.items()],
            }
            for id_, process, references, tags in spans
        ],
        "processes": {
            name: {"serviceName": service, "tags": []} for name, service in processes.items()
        },
    }


def test_jaegers_traces_give_calls_of_spans_to_spans_of_others(upload):
    trace = jaeger(
        [
            ("1", "p1", [], {"span.kind": "server"}),
            ("2", "p1", [("CHILD_OF", "1")], {"span.kind": "client", "peer.service": "cart"}),
            ("3", "p2", [("CHILD_OF", "2")], {"span.kind": "server"}),
            ("4", "p3", [("FOLLOWS_FROM", "3")], {}),
        ],
        {"p1": "web", "p2": "cart", "p3": "mailer"},
    )
    found = seen(upload, {"data": [trace], "errors": None})

    assert calls(found) == {("web", "USES", "cart"), ("cart", "USES", "mailer")}
    assert found.cis["service/web"].observed_at.year == 2026


def test_jaegers_own_span_documents_bring_their_process(upload):
    lines = [
        {"traceID": "a", "spanID": "1", "process": {"serviceName": "web", "tags": []}},
        {
            "traceID": "a",
            "spanID": "2",
            "parentSpanID": "1",
            "process": {"serviceName": "cart", "tag": {}},
        },
    ]
    found = seen(upload, "\n".join(map(json.dumps, lines)), "spans.jsonl")

    assert calls(found) == {("web", "USES", "cart")}


def test_a_jaeger_answer_that_failed_says_why(upload):
    files = upload(
        {"x.json": '{"data": null, "errors": [{"code": 404, "msg": "trace not found"}]}'}
    )
    found = read("traces", files)

    assert "trace not found" in found.error()


def zipkin(id_, parent, kind, service, remote=None, **more):
    return {
        "traceId": "00000000000000a1",
        "id": id_,
        **({"parentId": parent} if parent else {}),
        **({"kind": kind} if kind else {}),
        "timestamp": US,
        "duration": 7,
        "localEndpoint": {"serviceName": service},
        **({"remoteEndpoint": remote} if remote else {}),
        **more,
    }


def test_zipkins_two_halves_of_a_call_share_an_id(upload):
    spans = [
        zipkin("2", "1", "SERVER", "cart", shared=True),
        zipkin("3", "2", "CLIENT", "cart", {"serviceName": "stock"}),
        zipkin("1", "", "SERVER", "web", {"ipv4": "10.0.0.1"}),
        zipkin("2", "1", "CLIENT", "web", {"serviceName": "cart"}),
        zipkin("4", "2", "", "cart"),
    ]
    found = [calls(seen(upload, form)) for form in ([spans], spans, [spans[::-1]])]

    assert found[0] == found[1] == found[2] == {("web", "USES", "cart"), ("cart", "USES", "stock")}


def test_zipkins_root_knows_its_caller_by_name(upload):
    found = seen(upload, [[zipkin("1", "", "SERVER", "web", {"serviceName": "Mobile"})]])

    assert calls(found) == {("Mobile", "USES", "web")}


def test_a_peer_with_a_products_name_is_that_product(upload):
    found = seen(
        upload, [[zipkin("1", "", "CLIENT", "web", {"serviceName": "redis", "ipv4": "10.0.0.9"})]]
    )

    assert found.cis["cache/redis"].class_name == "cache"
    assert calls(found) == {("web", "USES", "cache/redis")}


def test_zipkin_version_1_holds_both_halves_in_annotations(upload):
    def at(service):
        return {"serviceName": service, "ipv4": "10.0.0.1"}

    both = {
        "traceId": "a",
        "id": "2",
        "name": "get",
        "annotations": [
            *({"timestamp": US, "value": v, "endpoint": at("web")} for v in ("cs", "cr")),
            *({"timestamp": US, "value": v, "endpoint": at("cart")} for v in ("sr", "ss")),
        ],
        "binaryAnnotations": [{"key": "http.path", "value": "/", "endpoint": at("web")}],
    }
    stores = {
        "traceId": "a",
        "id": "3",
        "parentId": "2",
        "annotations": [{"timestamp": US, "value": "cs", "endpoint": at("cart")}],
        "binaryAnnotations": [{"key": "sa", "value": True, "endpoint": at("mysql")}],
    }
    found = seen(upload, [[both, stores]])

    assert calls(found) == {("web", "USES", "cart"), ("cart", "USES", "database_instance/mysql")}


BATCHES = (
    batch(
        "web",
        span("2", "1", 3, server__address="cart", http__request__method="GET"),
        service__version="2",
    ),
    batch("web", span("1", "", 2), service__version="2"),
    batch(
        "cart",
        span("3", "2", 2),
        span("4", "3", "SPAN_KIND_CLIENT", db__system="redis", server__address="redis"),
    ),
)


def test_otlp_is_the_same_in_whatever_order_and_envelope(upload):
    wanted = {("web", "USES", "cart"), ("cart", "USES", "cache/redis:6379")}
    old = json.loads(
        json.dumps(otlp(*BATCHES)).replace("scopeSpans", "instrumentationLibrarySpans")
    )

    for batches in permutations(BATCHES):
        assert calls(seen(upload, otlp(*batches))) == wanted
    for value in (
        old,
        {"result": otlp(*BATCHES)},
        {"trace": otlp(*BATCHES)},
        {"batches": list(BATCHES)},
        [otlp(one) for one in BATCHES],
    ):
        assert calls(seen(upload, value)) == wanted


def test_the_collectors_lines_are_read_one_by_one_and_a_last_one_cut_off_is_a_note(upload):
    lines = "".join(json.dumps(otlp(one)) + "\n" for one in BATCHES)
    found = seen(upload, lines + '{"resourceSpans":[{"reso', "traces.json")

    assert ("web", "USES", "cart") in calls(found)
    assert found.errors == []
    assert "cut off" in found.noted()


def test_a_broken_line_in_between_is_an_error_and_the_rest_is_read(upload):
    lines = [json.dumps(otlp(one)) for one in BATCHES]
    found = seen(upload, "\n".join([lines[0], '{"a": }', *lines[1:], ""]), "traces.jsonl")

    assert found.error().startswith("traces.jsonl: line 2, column")
    assert ("web", "USES", "cart") in calls(found)


def test_the_same_span_twice_counts_once(upload):
    found = seen(upload, otlp(*BATCHES, *BATCHES))

    assert found.relations["service/web", "USES", "service/cart"].fields["confidence"] == 0.67


def test_a_service_says_where_it_runs_and_in_which_environment(upload):
    cart = batch(
        "cart",
        span("1"),
        k8s__namespace__name="shop",
        k8s__deployment__name="cart-v2",
        k8s__deployment__uid="u-1",
        k8s__pod__name="cart-v2-abc",
        host__name="cart-v2-abc",
        deployment__environment__name="prod",
    )
    db = batch(
        "jobs", span("2"), host__name="vm1.corp.example", host__id="i-0abc", cloud__provider="aws"
    )
    box = batch("web", span("3"), host__name="3f2a9c1b7d40", container__id="3f2a9c1b7d40")
    pod = batch("api", span("4"), host__name="api-6d5f7c9b8d-x2x7q")
    found = seen(upload, otlp(cart, db, box, pod))

    assert found.fields("service/shop/prod/cart") == {
        "namespace": "shop",
        "environment": "production",
    }
    assert calls(found) == {
        ("shop/prod/cart", "RUNS_ON", "workload uid=u-1 name=cart-v2"),
        ("jobs", "RUNS_ON", "server provider_id=i-0abc name=vm1.corp.example"),
    }


def test_an_environment_that_the_model_does_not_know_is_a_tag(upload):
    found = seen(upload, otlp(batch("a", span("1"), deployment__environment="blue")))

    assert found.fields("service/-/blue/a") == {"tags": ["environment:blue"]}


def test_one_that_says_less_is_the_one_that_says_more(upload):
    files = upload(
        {
            "deps.json": json.dumps(SHOP),
            "spans.json": json.dumps(otlp(batch("cart", span("1"), service__namespace="shop"))),
        }
    )

    assert set(read("traces", files).cis) == {"service/web", "service/shop/-/cart"}


SERVICES = st.sets(
    st.builds(
        Service,
        st.sampled_from("ab"),
        st.sampled_from(["", "shop", "bank"]),
        st.sampled_from(["", "prod", "test"]),
    )
)


@settings(deadline=None)
@given(SERVICES)
def test_services_are_one_only_where_it_is_sure(services):
    found = same(services)

    assert found == same(sorted(services, reverse=True))
    for one, whole in found.items():
        assert whole in services
        assert found[whole] == whole
        assert all(mine in ("", theirs) for mine, theirs in zip(one, whole, strict=True))


def test_the_same_name_in_two_namespaces_is_two(upload):
    found = seen(
        upload,
        otlp(
            batch("cart", span("1"), service__namespace="shop"),
            batch("cart", span("2"), service__namespace="bank"),
            batch("cart", span("3", "1")),
        ),
    )

    assert set(found.cis) == {"service/cart", "service/shop/-/cart", "service/bank/-/cart"}


def test_messages_go_through_a_queue_and_feed_who_takes_them(upload):
    tags = {"messaging__system": "kafka", "messaging__destination__name": "orders"}
    found = seen(
        upload,
        otlp(
            batch("shop", span("1", "", 4, **tags, server__address="kafka.corp.example")),
            batch("mail", span("2", "1", 5, **tags)),
            batch(
                "late",
                {**span("3", "", 5, "b2", **tags), "links": [{"traceId": "a1", "spanId": "1"}]},
            ),
        ),
    )

    assert calls(found) == {
        ("shop", "USES", "queue/kafka/orders"),
        ("mail", "USES", "queue/kafka/orders"),
        ("late", "USES", "queue/kafka/orders"),
        ("mail", "RECEIVES_FROM", "shop"),
        ("late", "RECEIVES_FROM", "shop"),
        ("queue/kafka/orders", "RUNS_ON", "broker/kafka.corp.example"),
    }


@pytest.mark.parametrize(
    ("tags", "target"),
    [
        (
            {"db.system": "postgresql", "net.peer.name": "pg.corp.example"},
            "database_instance/pg.corp.example:5432",
        ),
        (
            {"db.system": "mssql", "server.address": "10.1.2.3", "server.port": 1434},
            "database_instance/10.1.2.3:1434",
        ),
        ({"db.system": "mysql", "db.name": "orders"}, "database/orders"),
        (
            {"db.system": "dynamodb", "server.address": "dynamodb.eu-west-1.amazonaws.com"},
            "external/dynamodb.eu-west-1.amazonaws.com",
        ),
        ({"http.url": "https://user:pass@api.stripe.com/v1?key=x"}, "external/api.stripe.com"),
        ({"url.full": "http://billing:8080/"}, "application_service name=billing"),
        ({"net.peer.name": "billing.pay.svc.cluster.local"}, "application_service name=billing"),
        (
            {"server.address": "erp.corp.internal"},
            "application_service fqdn=erp.corp.internal name=erp.corp.internal",
        ),
        ({"peer.service": "ledger"}, "ledger"),
        ({"db.system": "h2", "db.name": "x"}, None),
        ({"db.system": "redis"}, None),
        ({"db.system": "mysql", "db.name": "test"}, None),
        ({"net.peer.ip": "10.1.2.3"}, None),
        ({"net.peer.name": "127.0.0.1", "http.url": "http://0.0.0.0:80/"}, None),
        ({"messaging.system": "rabbitmq", "messaging.destination": "amq.gen-Xa2"}, None),
    ],
)
def test_what_tells_no_spans_is_known_by_what_callers_say(upload, tags, target):
    found = seen(upload, otlp(batch("web", span("1", "", 3, **tags))))

    assert calls(found) == ({("web", "USES", target)} if target else set())
    assert "pass@" not in repr(found.all)


def test_a_database_in_a_cluster_is_named_with_its_namespace(upload):
    tags = {"db.system": "postgresql", "server.address": "db"}
    found = seen(
        upload,
        otlp(
            *(
                batch("web", span(id_, "", 3, **tags), k8s__namespace__name=namespace)
                for id_, namespace in (("1", "shop"), ("2", "bank"))
            )
        ),
    )

    assert {ci.name for ci in found.cis.values()} == {"web", "db.shop", "db.bank"}


def test_services_without_a_name_make_no_ci(upload):
    found = seen(upload, otlp(batch("unknown_service:java", span("1")), batch("", span("2", "1"))))

    assert found.cis == {}
    assert "names no service" in found.noted()


def prometheus(*series):
    return {
        "status": "success",
        "data": {
            "resultType": "vector",
            "result": [
                {
                    "metric": {"__name__": "traces_service_graph_request_total", **labels},
                    "value": [1790000000.1, count],
                }
                for count, labels in series
            ],
        },
    }


def test_a_service_graph_of_tempo_is_read_by_its_labels(upload):
    found = seen(
        upload,
        prometheus(
            ("12", {"client": "web", "server": "cart", "connection_type": ""}),
            ("3", {"client": "user", "server": "web", "connection_type": "virtual_node"}),
            ("5", {"client": "cart", "server": "orders", "connection_type": "database"}),
            ("2", {"client": "shop", "server": "mail", "connection_type": "messaging_system"}),
            ("NaN", {"client": "web", "server": "mail"}),
            ("1", {"client": "web"}),
        ),
    )

    assert calls(found) == {
        ("web", "USES", "cart"),
        ("cart", "USES", "database/orders"),
        ("mail", "RECEIVES_FROM", "shop"),
    }
    assert found.relations["service/web", "USES", "service/cart"].fields["confidence"] == 0.93


def test_a_query_that_failed_is_an_error(upload):
    files = upload(
        {"x.json": '{"status": "error", "errorType": "bad_data", "error": "parse error"}'}
    )

    assert "parse error" in read("traces", files).error()


@pytest.mark.parametrize(
    "value",
    [
        {"resourceSpans": [None, {"resource": 1, "scopeSpans": [{"spans": [3, {"spanId": []}]}]}]},
        {"data": [{"traceID": "a", "spans": {"x": 1}, "processes": []}]},
        {
            "data": [
                {
                    "traceID": "a",
                    "spans": [
                        1,
                        {"spanID": "1", "references": [1, {"spanID": 2}], "tags": {"x": {}}},
                    ],
                }
            ]
        },
        [[{"traceId": 1, "id": "2", "localEndpoint": 3, "tags": [], "annotations": {}}]],
        {
            "status": "success",
            "data": {
                "resultType": "matrix",
                "result": [1, {"metric": {"client": 1, "server": []}}],
            },
        },
        [
            {"parent": "a", "child": "b", "callCount": 10**400},
            {"parent": "a", "child": "b", "callCount": "x"},
        ],
    ],
)
def test_odd_shapes_are_notes(upload, value):
    found = read("traces", upload({"x.json": json.dumps(value)}))

    assert found.errors == []


SPANS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from("abc")), max_size=20
)


@settings(deadline=None)
@given(SPANS, st.randoms(use_true_random=False))
def test_calls_do_not_depend_on_the_order_of_spans(spans, dice):
    unique = list({id_: (id_, parent, name) for id_, parent, name in spans}.values())
    turned = list(unique)
    dice.shuffle(turned)

    assert _counted(unique, 200_000) == _counted(turned, 200_000)


@settings(deadline=None)
@given(SPANS)
def test_a_window_of_a_few_spans_invents_no_call(spans):
    unique = list({id_: (id_, parent, name) for id_, parent, name in spans}.values())

    whole = _counted(unique, 200_000)
    assert all(count <= whole[link] for link, count in _counted(unique, 2).items())


def _counted(spans, held):
    picture = Picture()
    window = Window(picture, held)
    for id_, parent, name in spans:
        parents = (key("t", str(parent + 1)),) if parent != id_ else ()
        service = Service(name)
        one = Span(key("t", str(id_ + 1)), parents, (), "", service, None)
        window.add(one, Resource(service), "x", None)
    window.end()
    assert not window.newer
    return picture.calls


def test_half_a_character_is_not_passed_on(upload):
    found = seen(upload, r'[{"parent": "web \ud83d", "child": "😀 \ud83d\ude00", "callCount": 1}]')

    assert set(found.cis) == {"service/web \ufffd", "service/😀 😀"}


def test_a_peer_is_the_service_of_its_name_once_that_tells_spans(upload):
    peer = [zipkin("1", "", "CLIENT", "web", {"serviceName": "stock"})]
    known = [*peer, zipkin("1", "", "SERVER", "stock", shared=True)]

    for spans in (peer, known):
        assert set(seen(upload, [spans]).cis) == {"service/web", "service/stock"}


def test_a_peer_whose_name_several_bear_is_a_note(upload):
    found = seen(
        upload,
        otlp(
            batch("web", span("1", "", 3, **{"peer.service": "cart"})),
            *(
                batch("cart", span(id_), service__namespace=namespace)
                for id_, namespace in (("2", "shop"), ("3", "bank"))
            ),
        ),
    )

    assert found.relations == {}
    assert "several services bear" in found.noted()


def test_a_half_of_a_call_without_a_name_is_stepped_over(upload):
    spans = [
        zipkin("1", "", "SERVER", "routing"),
        zipkin("2", "1", "CLIENT", "unknown", {"serviceName": "other"}),
        zipkin("2", "1", "SERVER", "proxy", shared=True),
    ]

    assert calls(seen(upload, [spans])) == {("routing", "USES", "proxy")}
