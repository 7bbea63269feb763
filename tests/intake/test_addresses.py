"""Hosts that settings name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.intake.addresses import addresses


@pytest.mark.parametrize(
    ("key", "value", "hosts"),
    [
        ("DATABASE_URL", "postgres://u:p%40@db:5432/x", {"db": 0.9}),
        ("MONGO", "mongodb://u:p@m1:1,m2:2/x?replicaSet=r", {"m1": 0.9, "m2": 0.9}),
        ("BROKERS", "k1:9092,k2:9092", {"k1": 0.9, "k2": 0.9}),
        ("X", "http://a:1 and https://b/c", {"a": 0.9, "b": 0.9}),
        ("DSN", "u:p@tcp(db:3306)/s?timeout=5s", {"db": 0.9}),
        ("CONN", "host=db port=5432 user=me", {"db": 0.8}),
        ("CONN", "Server=tcp:sql,1433;Database=x", {"sql": 0.8}),
        ("PGHOST", "pg", {"pg": 0.6}),
        ("ES_HOSTS", "es1, es2", {"es1": 0.6, "es2": 0.6}),
        ("redisHost", "Redis.", {"redis": 0.6}),
        ("NODE_2", "n2", {"n2": 0.6}),
        ("NAME", "db", {}),
        ("X", "10.0.0.1:80", {}),
        ("X", "http://[::1]:80/", {}),
        ("URL", "http://localhost:80", {}),
        ("X", "12:30", {}),
        ("X", "a:99999", {}),
        ("X", "user:pass@", {}),
        ("IMAGE", "redis:7", {}),
        ("ADVERTISED_LISTENERS", "PLAINTEXT://kafka:9092", {}),
        ("URL", "", {}),
        ("URL", "x" * 20_000, {}),
    ],
)
def test_forms_of_addresses(key, value, hosts):
    assert {a.host: a.confidence for a in addresses(key, value)} == hosts


def test_a_host_under_a_secrets_key_is_not_told():
    (found,) = addresses("SECRET_TOKEN", "abc123:4567")
    (told,) = addresses("API_URL", "http://abc:4567")

    assert not found.telling
    assert told.telling


@given(st.text(max_size=12), st.text(max_size=60))
def test_any_setting_names_clean_hosts(key, value):
    for found in addresses(key, value):
        assert found.host == found.host.lower()
        assert not set(found.host) & set(" /@:,;")
        assert 0 < found.confidence <= 1


@given(
    st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]", fullmatch=True).filter(
        lambda host: host != "localhost"
    ),
    st.integers(1, 65535),
)
def test_a_url_names_its_host(host, port):
    assert [a.host for a in addresses("X", f"http://u:p@{host}:{port}/x")] == [host]
