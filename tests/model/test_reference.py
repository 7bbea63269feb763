"""What is written from the model is current, and says what the code does."""

import importlib.util
import json
import tomllib
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from cmdb.model import load

ROOT = Path(__file__).parents[2]
SHOP = {
    "cmdb": 1,
    "source": "handmade",
    "cis": [
        {
            "key": "app",
            "class": "application_service",
            "name": "shop",
            "criticality": "high",
            "tags": ["pci"],
            "attributes": {"url": "https://shop.example"},
            "quorum": {"web": {"needs": 1, "wants": "n-1"}},
        },
        {"key": "w1", "class": "web_server", "name": "shop-web-1", "owner": None},
    ],
    "relations": [
        {"from": "app", "type": "DEPENDS_ON", "to": "w1", "group": None, "tolerates": "PT5M"}
    ],
}


def reference():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def validator(name):
    schema = json.loads((ROOT / "docs" / "schema" / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture(scope="module")
def document():
    return validator("cmdb-document")


@pytest.mark.parametrize(("name", "text"), reference().documents(load()).items())
def test_what_follows_from_the_model_is_current(name, text):
    assert (ROOT / name).read_text("utf-8") == text, "run `python scripts/reference.py`"


@pytest.mark.parametrize(
    ("schema", "folder"), [("model-class", "classes"), ("model-relation", "relations")]
)
def test_the_models_files_keep_to_their_schema(schema, folder):
    checks = validator(schema)
    for path in sorted((ROOT / "model" / folder).glob("*.toml")):
        assert checks.is_valid(tomllib.loads(path.read_text("utf-8"))), path.name


@pytest.mark.parametrize(
    "text",
    [
        'extends = "ci"',
        'summary = "x"\nextends = "ci"\ncolour = "red"',
        'summary = "x"\nextends = "ci"\n[attributes]\nid = { type = "string" }',
        'summary = "x"\nextends = "ci"\n[quorums]\nmembers = "0%"',
    ],
)
def test_a_class_that_the_loader_refuses_is_refused_by_the_schema(text):
    assert not validator("model-class").is_valid(tomllib.loads(text))


def test_a_document_keeps_to_its_schema(document):
    assert list(document.iter_errors(SHOP)) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs" / "demo").glob("*.yaml")), ids=lambda p: p.name
)
def test_the_demo_keeps_to_the_documents_schema(document, path):
    assert list(document.iter_errors(yaml.safe_load(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("where", "change"),
    [
        ("cis", {"class": "aplication_service"}),
        ("cis", {"class": "hardware"}),
        ("cis", {"url": "https://shop.example"}),
        ("cis", {"attributes": {"serial_number": "x"}}),
        ("cis", {"name": ""}),
        ("cis", {"criticality": "very"}),
        ("cis", {"quorum": {"web": 0}}),
        ("cis", {"quorum": {"web": {"wants": 1}}}),
        ("relations", {"type": "NEEDS"}),
        ("relations", {"strength": "weak"}),
        ("relations", {"tolerates": "5m"}),
        ("relations", {"network": "data"}),
        ("relations", {"confidence": 2}),
    ],
)
def test_a_wrong_entry_is_refused_by_the_documents_schema(document, where, change):
    wrong = {**SHOP, where: [{**SHOP[where][0], **change}]}

    assert not document.is_valid(wrong)
