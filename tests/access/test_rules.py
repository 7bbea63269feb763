"""Who is admitted, and what they may."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.access import rules, secret
from cmdb.access.model import RIGHTS, ROLES, Principal, Token
from cmdb.errors import Forbidden, Invalid, Unauthenticated

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
AT = rules.moment(NOW)
TOKEN = Token("01", "nightly", "importer", "operator", AT)


def test_a_good_token_admits_its_actor():
    assert rules.admitted(TOKEN, AT) == Principal("importer", "operator", "01")


@pytest.mark.parametrize(
    "token", [None, replace(TOKEN, revoked_at=AT), replace(TOKEN, expires_at=AT)]
)
def test_unknown_revoked_and_expired_tokens_admit_nobody(token):
    with pytest.raises(Unauthenticated):
        rules.admitted(token, AT)


def test_a_token_admits_until_the_moment_it_ends():
    token = replace(TOKEN, expires_at=rules.moment(NOW + timedelta(microseconds=1)))

    assert rules.admitted(token, AT).expires_at == token.expires_at


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        ("viewer", {"read"}),
        ("responder", {"read"}),
        ("editor", {"read", "edit"}),
        ("change_manager", {"read", "edit"}),
        ("operator", {"read", "edit", "operate"}),
        ("admin", {"read", "edit", "operate", "admin"}),
    ],
)
def test_each_role_has_its_rights_and_no_more(role, rights):
    principal = Principal("x", role, "01")

    assert principal.rights == rights
    for right in ("read", "edit", "operate", "admin"):
        if right in rights:
            rules.permitted(principal, right)
        else:
            with pytest.raises(Forbidden, match=f"the role {role} has not"):
                rules.permitted(principal, right)


def test_every_role_has_rights():
    assert RIGHTS.keys() == set(ROLES)


def test_a_refusal_names_the_roles_that_may():
    with pytest.raises(Forbidden) as refused:
        rules.permitted(Principal("x", "viewer", "01"), "operate")

    assert refused.value.remedy == "Use a token of a role that has it: operator, admin."


def test_a_new_token_looks_like_one_and_is_never_the_same():
    made = {secret.new_token() for _ in range(100)}

    assert len(made) == 100
    assert all(rules.is_token(one) for one in made)
    assert rules.is_code(secret.new_code())


@given(st.text())
def test_no_other_text_looks_like_a_token(text):
    assert not rules.is_token(text)


def test_a_digest_does_not_hold_the_secret():
    made = secret.new_token()

    assert made[5:] not in rules.digest(made)
    assert len(rules.digest(made)) == 64


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201, "\x00"])
def test_a_name_that_cannot_be_read_is_refused(name):
    with pytest.raises(Invalid, match="1 to 200 printable"):
        rules.name("name", name)


def test_a_name_may_be_chinese():
    assert rules.name("name", " 夜间导入 ") == "夜间导入"


@pytest.mark.parametrize("end", [NOW, NOW - timedelta(days=1), datetime(2099, 1, 1)])  # noqa: DTZ001  without a zone: that is the case
def test_a_token_ends_in_the_future_with_a_zone(end):
    with pytest.raises(Invalid, match="expires_at"):
        rules.expiry(end, NOW)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_moments_sort_as_the_times_they_are(first, second):
    assert (rules.moment(first) < rules.moment(second)) == (first < second)


def test_the_roles_are_named_when_one_is_unknown():
    with pytest.raises(Invalid) as refused:
        rules.role("root")

    assert "viewer" in refused.value.candidates
