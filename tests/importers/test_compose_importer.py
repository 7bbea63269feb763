"""Compose files as Compose itself reads them."""

import pytest
from readings import read

VOTING = """
    services:
      vote:
        build: ./vote
        depends_on:
          redis: {condition: service_healthy}
      result:
        build: ./result
        depends_on: [db]
      worker:
        build: ./worker
        depends_on: [redis, db]
      redis: {image: "redis:alpine"}
      db:
        image: postgres:15
        environment: {POSTGRES_PASSWORD: "postgres"}
"""


def compose(upload, text, project="shop", **others):
    return read("compose", upload({"docker-compose.yml": text, **others}, project))


def test_a_service_is_a_workload_and_depends_on_is_declared(upload):
    seen = compose(upload, VOTING, "voting")

    assert seen.sources == ["compose:voting"]
    assert {(ci.class_name, ci.name) for ci in seen.cis.values()} == {
        ("workload", name) for name in ("vote", "result", "worker", "redis", "db")
    }
    assert seen.needs("declared") == {
        ("vote", "redis"),
        ("result", "db"),
        ("worker", "redis"),
        ("worker", "db"),
    }
    assert seen.needs() == seen.needs("declared")
    assert seen.errors == seen.notes == []
    assert seen.complete
    assert seen.cis["db"].place == "docker-compose.yml: services.db"


def test_attributes_come_from_the_definition_and_values_of_variables_do_not(upload):
    seen = compose(
        upload,
        """
        name: books
        services:
          web:
            image: web:1
            ports: ["80:8080", {target: 9000, published: 90, protocol: udp}, 22:22]
            expose: [7000]
            profiles: [debug]
            restart: no
            deploy: {replicas: 3}
            environment: [SECRET=hunter2]
        """,
    )

    assert seen.sources == ["compose:books"]
    assert seen.fields("web") == {
        "kind": "service",
        "project": "books",
        "image": "web:1",
        "ports": ["80:8080", "90:9000/udp", "22:22", "7000"],
        "profiles": ["debug"],
        "restart": "no",
        "replicas": 3,
    }


@pytest.mark.parametrize(
    ("variable", "confidence"),
    [
        ("DATABASE_URL=postgres://u:p@db:5432/x", 0.9),
        ("SPRING=jdbc:mysql://db/x", 0.9),
        ("GO_DSN=u:p@tcp(db:3306)/x", 0.9),
        ("PEERS=elsewhere.example:1,db:2", 0.9),
        ("CONN=host=db port=5432", 0.8),
        ("MYSQL_HOST=db", 0.6),
        ("spring.datasource.host=DB", 0.6),
        ("A_HOST=the-database", 0.6),
        ("A_HOST=db-alias", 0.6),
    ],
)
def test_an_address_in_a_variable_is_configured_evidence(upload, variable, confidence):
    seen = compose(
        upload,
        f"""
        services:
          app:
            image: app
            environment: ["{variable}"]
          db:
            image: db
            container_name: the-database
            networks: {{back: {{aliases: [db-alias]}}}}
        """,
    )

    assert seen.needs("configured") == {("app", "db")}
    assert seen.relations["app", "DEPENDS_ON", "db"].fields["confidence"] == confidence


@pytest.mark.parametrize(
    "variable",
    [
        "GET_HOSTS_FROM=db",
        "MYSQL_DATABASE=db",
        "DB_IMAGE=db:5",
        "NO_PROXY=localhost,db:80",
        "CORS_ORIGIN=http://db:3000",
        "PASSWORD_FILE=/run/secrets/db",
        "TIME=12:30",
        "APP_URL=http://app:80",
    ],
)
def test_what_is_no_address_of_another_makes_no_relation(upload, variable):
    seen = compose(
        upload, f'services: {{app: {{image: a, environment: ["{variable}"]}}, db: {{image: d}}}}'
    )

    assert seen.needs() == set()


def test_a_name_that_resolves_to_nothing_makes_no_ci_but_a_note(upload):
    seen = compose(
        upload,
        """
        services:
          app:
            image: a
            depends_on: [ghost]
            environment: {PAY_URL: "https://user:hunter2@pay.example/x"}
        """,
    )

    assert set(seen.cis) == {"app"}
    assert seen.needs() == set()
    assert seen.errors == []
    assert 'services.app.depends_on.ghost: "ghost" is no service' in seen.noted()
    assert '"pay.example" is no service' in seen.noted()
    assert "hunter2" not in seen.noted()


def test_declared_evidence_outranks_configured(upload):
    seen = compose(
        upload,
        """
        services:
          app:
            image: a
            depends_on: {db: {condition: service_started, required: false}}
            environment: {DB_HOST: db}
          db: {image: d}
        """,
    )

    relation = seen.relations["app", "DEPENDS_ON", "db"]
    assert relation.fields == {"origin": "declared", "confidence": 1.0, "strength": "soft"}


def test_a_job_that_need_only_have_run_is_needed_softly(upload):
    seen = compose(
        upload,
        """
        services:
          app: {image: a, depends_on: {migrate: {condition: service_completed_successfully}}}
          migrate: {image: m}
        """,
    )

    assert seen.relations["app", "DEPENDS_ON", "migrate"].fields["strength"] == "soft"


def test_links_volumes_and_shared_networks_are_declared(upload):
    seen = compose(
        upload,
        """
        services:
          app:
            image: a
            links: ["db:database"]
            volumes_from: ["data:ro", "container:elsewhere"]
            network_mode: service:vpn
            environment: {DATABASE_HOST: database}
          db: {image: d}
          data: {image: d}
          vpn: {image: d}
        """,
    )

    assert seen.needs("declared") == {("app", "db"), ("app", "data"), ("app", "vpn")}
    assert seen.notes == []


def test_a_service_that_depends_on_itself_is_an_error(upload):
    assert (
        "cannot depend on itself"
        in compose(upload, "services: {a: {image: a, depends_on: [a]}}").error()
    )


def test_env_files_are_read_where_the_upload_holds_them(upload):
    seen = compose(
        upload,
        """
        services:
          app:
            image: a
            env_file: [conf/app.env, {path: missing.env}, {path: optional.env, required: false}]
          db: {image: d}
        """,
        **{"conf/app.env": "# settings\nexport DB_HOST='db'\n"},
    )

    assert seen.needs("configured") == {("app", "db")}
    assert '"missing.env" is not in the upload' in seen.noted()
    assert "optional.env" not in seen.noted()


def test_dotenv_fills_the_variables(upload):
    seen = compose(
        upload,
        """
        services:
          app:
            image: "${REGISTRY:-docker.io}/app:${TAG}"
            environment: {DB_HOST: "${DB}", UNSET: "${NOWHERE}", DOLLAR: "$$HOME"}
          db: {image: d}
        """,
        **{".env": "TAG=7\nDB=db\nCOMPOSE_PROJECT_NAME=named\n"},
    )

    assert seen.sources == ["compose:named"]
    assert seen.fields("app")["image"] == "docker.io/app:7"
    assert seen.needs("configured") == {("app", "db")}
    assert "taken as empty: NOWHERE." in seen.noted()


def test_a_required_variable_that_is_missing_names_place_and_remedy(upload):
    seen = compose(
        upload,
        """
        services:
          app: {image: "app:${TAG:?say which}", environment: {PASSWORD: "${PW:?}"}}
        """,
    )

    assert seen.error() == (
        "docker-compose.yml: services.app.image: "
        "needs the variable TAG (say which): set it in .env beside the file."
    )
    assert "needs the variable PW" in seen.noted()


def test_a_broken_template_is_an_error_with_its_place(upload):
    seen = compose(upload, "services: {app: {image: 'a:${'}}")

    assert seen.error().startswith("docker-compose.yml: services.app.image: cannot be interpolated")


def test_the_override_is_laid_over_the_main_file(upload):
    seen = compose(
        upload,
        """
        services:
          app:
            image: a:1
            ports: ["80:80"]
            depends_on: [db]
            environment: [A_HOST=db, B=1]
            profiles: [x]
          db: {image: d}
          old: {image: o}
        """,
        **{
            "docker-compose.override.yml": """
            services:
              app:
                image: a:2
                ports: ["81:81", "80:80"]
                depends_on: {cache: {condition: service_started}}
                environment: {A_HOST: cache}
                profiles: !override [y]
              cache: {image: c}
              old: !reset null
            """
        },
    )

    assert set(seen.cis) == {"app", "db", "cache"}
    assert seen.fields("app")["image"] == "a:2"
    assert seen.fields("app")["ports"] == ["80:80", "81:81"]
    assert seen.fields("app")["profiles"] == ["y"]
    assert seen.needs() == {("app", "db"), ("app", "cache")}


def test_reset_takes_away_what_the_main_file_said(upload):
    seen = compose(
        upload,
        "services: {app: {image: a, depends_on: [db], ports: ['80:80']}, db: {image: d}}",
        **{
            "compose.override.yaml": (
                "services: {app: {depends_on: !reset [], ports: !reset null}}"
            )
        },
    )

    assert seen.needs() == set()
    assert "ports" not in seen.fields("app")


def test_anchors_merge_keys_and_extension_fields_are_followed(upload):
    seen = compose(
        upload,
        """
        x-app: &app
          image: a
          environment: &env {DB_HOST: db}
        services:
          one: *app
          two: {<<: *app, image: b, environment: {<<: *env, X: y}}
          db: {image: d}
        """,
    )

    assert seen.needs() == {("one", "db"), ("two", "db")}
    assert seen.fields("two")["image"] == "b"


def test_extends_takes_over_from_this_and_from_other_files(upload):
    seen = compose(
        upload,
        """
        services:
          app: {extends: {file: base/services.yml, service: web}, environment: {B: b}}
          job: {extends: app, image: job}
          db: {image: d}
        """,
        **{
            "base/services.yml": """
            services:
              web: {extends: root, image: web, environment: {DB_HOST: db}}
              root: {restart: always}
            """
        },
    )

    assert set(seen.cis) == {"app", "job", "db"}
    assert seen.needs() == {("app", "db"), ("job", "db")}
    assert seen.fields("job") | {"image": "web"} == seen.fields("app")
    assert seen.fields("app")["restart"] == "always"
    assert seen.errors == []


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ("{a: {extends: b}, b: {extends: a}}", "extends itself"),
        ("{a: {extends: a}}", "extends itself"),
        ("{a: {extends: ghost}}", 'has no service "ghost"'),
        ("{a: {extends: {file: ../x.yml, service: y}}}", '"../x.yml" is not in the upload'),
        ("{a: {extends: {file: x.yml}}}", "must name a `service`"),
    ],
)
def test_extends_that_leads_nowhere_is_an_error(upload, services, said):
    seen = compose(upload, f"services: {services}")

    assert any(said in issue.reason for issue in seen.errors)
    assert not seen.complete


def test_include_brings_the_services_of_another_file(upload):
    seen = compose(
        upload,
        """
        include: [db/compose.yaml, {path: [gone.yml]}]
        services: {app: {image: a, depends_on: [db]}}
        """,
        **{
            "db/compose.yaml": "services: {db: {image: 'd:${TAG}', env_file: db.env}, dump: {image: x}}",
            "db/.env": "TAG=9",
            "db/db.env": "DUMP_HOST=dump",
        },
    )

    assert seen.sources == ["compose:shop"]
    assert seen.needs() == {("app", "db"), ("db", "dump")}
    assert seen.fields("db")["image"] == "d:9"
    assert "gone.yml is not in the upload" in seen.noted()
    assert not seen.complete


def test_files_that_include_each_other_end(upload):
    seen = compose(
        upload,
        "include: [b.yaml]\nservices: {a: {image: a}}",
        **{
            "b.yaml": "include: [c.yaml]\nservices: {b: {image: b}}",
            "c.yaml": "include: [b.yaml]\nservices: {c: {image: c}}",
        },
    )

    assert "b.yaml: includes itself" in seen.error()
    assert not seen.complete


def test_projects_of_one_upload_are_sources_of_their_own(upload):
    seen = read(
        "compose",
        upload(
            {
                "one/compose.yaml": "services: {a: {image: a}}",
                "two/docker-compose.yml": "services: {b: {image: b}}",
                "two/docker-compose.prod.yml": "services: {b: {image: c}}",
                "stack-a.yaml": "services:\n  c:\n    image: c\n",
                "stack-b.yaml": "services:\n  d:\n    image: d\n",
            },
            "all",
        ),
    )

    assert sorted(seen.sources) == [
        "compose:all/stack-a",
        "compose:all/stack-b",
        "compose:one",
        "compose:two",
    ]
    assert seen.fields("b")["image"] == "b"
    assert seen.noted().startswith("two/docker-compose.prod.yml: was not read")


def test_two_projects_of_one_name_are_refused(upload):
    seen = read(
        "compose",
        upload(
            {
                "x/app/compose.yaml": "services: {a: {image: a}}",
                "y/app/compose.yaml": "services: {a: {image: b}}",
            }
        ),
    )

    assert "Import them one at a time" in seen.error()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("web: {image: a}", "services: is missing. A file of the first version"),
        ("services: [a]", "services: must be a mapping of services."),
        ("services: {a: }", "services.a: must be a mapping"),
        ("services: {a: {depends_on: 5}}", "services.a.depends_on: must be a list of services"),
        ("services: {a: {depends_on: {b: 1}}}", 'depends_on: the entry "b" must be a mapping'),
        ("services: {a: {ports: 80}}", "services.a.ports: must be a list."),
        ("services: {a: {image: [x]}}", "services.a.image: must be a text or a number."),
        (
            "services: {a: {deploy: {replicas: many}}}",
            "services.a.deploy.replicas: must be a whole",
        ),
        ("- a", "line 1: must be a mapping with `services`."),
        ("services:\n  a: {b\n", "docker-compose.yml: line 3, column 1: is not valid YAML"),
        ("services: {a: {image: x}, a: {image: y}}", 'the key "a" stands twice'),
        ("services: {a: !wrong x}", "the tag !wrong is not known here"),
        ("# nothing", "holds nothing"),
    ],
)
def test_wrong_input_is_an_error_with_its_place(upload, text, said):
    seen = compose(upload, text)

    assert said in seen.error()
    assert not seen.complete


def test_a_file_in_utf_16_with_its_mark_and_crlf_is_read(upload):
    text = "services:\r\n  在线支付:\r\n    image: a\r\n"
    seen = read("compose", upload({"compose.yaml": text.encode("utf-16")}))

    assert set(seen.cis) == {"在线支付"}
