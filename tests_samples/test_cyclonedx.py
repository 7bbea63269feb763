"""CycloneDX documents of known projects: exactly what is in them."""

from readings import read

from cmdb.model import load


def test_services_and_stores_with_their_needs(sample):
    seen = read("cyclonedx", sample("cyclonedx/saasbom-apigateway.json"))

    assert seen.sources == ["cyclonedx:Acme Cloud Example"]
    assert (seen.errors, seen.notes, seen.complete) == ([], [], True)
    assert {ci.name: ci.class_name for ci in seen.cis.values()} == {
        "Acme Cloud Example": "application",
        "API Gateway": "application_service",
        **{f"Microservice {n}": "application_service" for n in (1, 2, 3)},
        "Postgres": "database_instance",
        "S3": "object_store",
    }
    names = {key: ci.name for key, ci in seen.cis.items()}
    assert {(names[a], t, names[b]) for a, t, b in seen.relations} == {
        ("Acme Cloud Example", "USES", "API Gateway"),
        *(("API Gateway", "USES", f"Microservice {n}") for n in (1, 2, 3)),
        ("Microservice 1", "USES", "Postgres"),
        ("Microservice 3", "USES", "S3"),
        ("Postgres", "PART_OF", "API Gateway"),
        ("S3", "PART_OF", "API Gateway"),
    }
    assert seen.fields("service/org.postgresql/Postgres")["port"] == 5432


def test_packages_only_on_request(sample):
    files = sample("cyclonedx/laravel-7.12.0-bom.1.4.json")
    seen, whole = read("cyclonedx", files), read("cyclonedx", files, packages=True)

    assert [ci.name for ci in seen.cis.values()] == ["cyclonedx-php-composer-demo"]
    assert "62 library" in seen.noted()
    assert len(whole.cis) == 63
    assert {key[1] for key in whole.relations} == {"DEPENDS_ON"}
    model = load()
    for ci in whole.cis.values():
        model.checked_ci(ci.class_name, {"name": ci.name, **ci.fields})
