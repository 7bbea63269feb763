"""Home: the asset owner's morning, and news as they come."""

import re

import pytest
from playwright.sync_api import expect


def wide(page):
    script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return page.evaluate(script)


def api(page, method, path, body=None):
    """Ask the API as who is signed in, as another tab of theirs would."""
    script = """async ([method, path, body]) => {
        const headers = {'If-Match': '*'}
        if (body) headers['Content-Type'] = 'application/json'
        const answer = await fetch(path, {method, headers, body: body && JSON.stringify(body)})
        return answer.json()
    }"""
    return page.evaluate(script, [method, path, body])


def test_an_asset_owner_picks_the_team_and_sees_its_own_first(visit, axe):
    page = visit("/")
    page.get_by_label("My team", exact=True).select_option("Network team")

    expect(page.get_by_role("heading", name=re.compile("My team's CIs"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^network device"))).to_have_attribute(
        "href", "/find?support_team=Network+team&class=network_device"
    )
    assert axe(page) == []
    page.reload()
    expect(page.get_by_label("My team", exact=True)).to_have_value("Network team")


def test_a_change_is_seen_without_reload_and_watched_cis_say_so(visit):
    page = visit("/", actor="li na")
    page.watched.allow("PATCH /api/v1/cis")  # its shape is not ours
    (ci,) = api(page, "GET", "/api/v1/search?q=payments-api&limit=1")["items"]
    api(page, "PUT", f"/api/v1/watches/{ci['id']}")
    page.reload()
    watched = page.get_by_role("region", name="Watched")
    expect(watched.get_by_role("link", name="payments-api")).to_be_visible()

    api(page, "PATCH", f"/api/v1/cis/{ci['id']}?reason=seen+at+once", {"owner": "赵敏"})

    expect(page.get_by_role("region", name="Changed lately")).to_contain_text("seen at once")
    expect(watched).to_contain_text("1 change")
    watched.get_by_role("button", name="Mark as seen").click()
    expect(watched.get_by_text("1 change")).to_have_count(0)
    watched.get_by_role("button", name="Watch payments-api no more").click()
    expect(watched.get_by_role("link", name="payments-api")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(watched.get_by_role("link", name="payments-api")).to_be_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_in_chinese_too(visit, axe, shot, size, scheme):
    page = visit("/", size=size, scheme=scheme, language="zh-CN")
    expect(page.get_by_role("heading", name="待处理")).to_be_visible()

    assert wide(page) <= 0
    assert axe(page) == []
    shot(page, f"home-{size}-{scheme}")
