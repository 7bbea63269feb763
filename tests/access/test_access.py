"""Tokens, codes and sessions on a real Neo4j."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from cmdb import access, history
from cmdb.access import Token, Tokens, rules, secret
from cmdb.errors import CmdbError, NotFound, Unauthenticated

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def issued(graph, id_="T1", role="editor", **more):
    made = secret.new_token()
    graph.write(
        access.issue, Token(id_, id_, f"actor {id_}", role, rules.moment(NOW), **more), made
    )
    return made


def holder(graph, tokens, made, now=LATER):
    return tokens.holder(made, graph.read(history.newest).access, now)


def test_who_has_the_token_is_its_actor(empty):
    made = issued(empty)

    assert holder(empty, Tokens(empty), made).actor == "actor T1"


def test_a_token_that_was_never_issued_admits_nobody(empty):
    with pytest.raises(Unauthenticated):
        holder(empty, Tokens(empty), secret.new_token())


def test_no_secret_is_in_the_database(empty):
    made, code = issued(empty), secret.new_code()
    empty.write(access.invite, holder(empty, Tokens(empty), made), code, NOW)

    with empty._driver.session() as session:
        stored = str(session.run("MATCH (n) RETURN properties(n)").values())

    assert rules.digest(made) in stored
    assert made not in stored
    assert code not in stored


def test_a_revoked_token_ends_at_once_where_it_was_known(empty):
    made, tokens = issued(empty), Tokens(empty)
    assert holder(empty, tokens, made).token == "T1"

    empty.write(access.revoke, "T1", LATER)

    with pytest.raises(Unauthenticated):
        holder(empty, tokens, made)


def test_a_known_token_is_not_looked_up_again(empty):
    made, tokens = issued(empty), Tokens(empty)
    count = empty.read(history.newest).access
    tokens.holder(made, count, LATER)
    with empty._driver.session() as session:
        session.run("MATCH (t:Token) DELETE t").consume()

    assert tokens.holder(made, count, LATER).actor == "actor T1"
    with pytest.raises(Unauthenticated):
        tokens.holder(made, count + 1, LATER)


def test_a_known_token_ends_when_it_expires(empty):
    made, tokens = issued(empty, expires_at=rules.moment(LATER)), Tokens(empty)
    assert holder(empty, tokens, made, NOW).token == "T1"

    with pytest.raises(Unauthenticated, match="expired"):
        holder(empty, tokens, made, LATER)


def test_revoking_what_is_not_there_says_so(empty):
    with pytest.raises(NotFound):
        empty.write(access.revoke, "nobody", NOW)


def test_a_code_signs_in_once(empty):
    made, tokens, code = issued(empty), Tokens(empty), secret.new_code()
    empty.write(access.invite, holder(empty, tokens, made), code, NOW)

    session = secret.new_token()
    empty.write(access.sign_in, code, "S1", session, LATER)

    assert holder(empty, tokens, session).actor == "actor T1"
    with pytest.raises(Unauthenticated, match="works once"):
        empty.write(access.sign_in, code, "S2", secret.new_token(), LATER)


def test_a_sign_in_that_is_repeated_after_its_commit_is_the_same_session(empty):
    made, tokens, code, session = (
        issued(empty),
        Tokens(empty),
        secret.new_code(),
        secret.new_token(),
    )
    empty.write(access.invite, holder(empty, tokens, made), code, NOW)

    first = empty.write(access.sign_in, code, "S1", session, LATER)

    assert empty.write(access.sign_in, code, "S1", session, LATER) == first
    assert [t.id for t in empty.read(access.listed, LATER)] == ["T1", "S1"]


def test_of_many_who_redeem_a_code_at_once_one_signs_in(empty):
    made, tokens, code = issued(empty), Tokens(empty), secret.new_code()
    empty.write(access.invite, holder(empty, tokens, made), code, NOW)

    def attempt(n):
        try:
            empty.write(access.sign_in, code, f"S{n}", secret.new_token(), LATER)
        except CmdbError as exc:
            return type(exc)
        return None

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(attempt, range(8)))

    assert ends.count(None) == 1
    assert ends.count(Unauthenticated) == 7


@pytest.mark.parametrize("wait", [access.CODE_LIFE, access.CODE_LIFE * 2])
def test_a_code_is_good_for_minutes(empty, wait):
    made, tokens, code = issued(empty), Tokens(empty), secret.new_code()
    empty.write(access.invite, holder(empty, tokens, made), code, NOW)

    with pytest.raises(Unauthenticated):
        empty.write(access.sign_in, code, "S1", secret.new_token(), NOW + wait)


@pytest.mark.parametrize("code", ["", "x", "' OR 1=1 --", "A" * 22])
def test_a_code_that_was_never_made_signs_nobody_in(empty, code):
    with pytest.raises(Unauthenticated):
        empty.write(access.sign_in, code, "S1", secret.new_token(), NOW)


def test_a_session_ends_with_the_token_that_it_came_from(empty):
    made, tokens, code, session = (
        issued(empty),
        Tokens(empty),
        secret.new_code(),
        secret.new_token(),
    )
    empty.write(access.invite, holder(empty, tokens, made), code, NOW)
    empty.write(access.sign_in, code, "S1", session, LATER)
    assert holder(empty, tokens, session).role == "editor"

    empty.write(access.revoke, "T1", LATER)

    with pytest.raises(Unauthenticated):
        holder(empty, tokens, session)


def test_a_session_never_outlives_its_token(empty):
    end = rules.moment(NOW + timedelta(hours=1))
    made, tokens, code = issued(empty, expires_at=end), Tokens(empty), secret.new_code()
    empty.write(access.invite, holder(empty, tokens, made), code, NOW)

    session = empty.write(access.sign_in, code, "S1", secret.new_token(), LATER)

    assert session.expires_at == end


def test_old_codes_are_forgotten(empty):
    made, tokens = issued(empty), Tokens(empty)
    who = holder(empty, tokens, made)
    empty.write(access.invite, who, secret.new_code(), NOW)

    empty.write(access.invite, who, secret.new_code(), NOW + access.CODE_LIFE)

    with empty._driver.session() as session:
        assert session.run("MATCH (c:SignInCode) RETURN count(c)").single().value() == 1


def test_the_local_admins_token_is_adopted_once(empty):
    made = secret.new_token()

    assert empty.write(access.adopt, "A", made, NOW)
    assert empty.write(access.adopt, "B", made, NOW)

    assert [t.id for t in empty.read(access.listed, NOW)] == ["A"]
    assert holder(empty, Tokens(empty), made).role == "admin"


def test_a_revoked_token_is_not_adopted_again(empty):
    made = secret.new_token()
    empty.write(access.adopt, "A", made, NOW)
    empty.write(access.revoke, "A", NOW)

    assert not empty.write(access.adopt, "B", made, NOW)
    assert empty.read(access.listed, NOW) == []


def test_a_kept_token_is_read_by_its_owner_only(tmp_path):
    made = secret.new_token()

    secret.keep(tmp_path / "home", made)

    file = secret.path(tmp_path / "home")
    assert secret.kept(tmp_path / "home") == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "home").iterdir()] == ["token"]


def test_a_home_without_a_token_has_none(tmp_path):
    assert secret.kept(tmp_path) is None

    secret.path(tmp_path).write_text("half a tok")

    assert secret.kept(tmp_path) is None
