"""What changed: a responder reads it, takes it back, compares two moments; the API goes away and comes back."""

import re

import pytest
from playwright.sync_api import expect


def wide(page):
    script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return page.evaluate(script)


def written(page, name, owner, reason):
    """Write an owner as who is signed in; return the revision."""
    script = """async ([name, owner, reason]) => {
        const found = await (await fetch('/api/v1/search?limit=1&q=' + encodeURIComponent(name))).json()
        const answer = await fetch(`/api/v1/cis/${found.items[0].id}?reason=${encodeURIComponent(reason)}`, {
            method: 'PATCH', headers: {'If-Match': '*', 'Content-Type': 'application/json'},
            body: JSON.stringify({owner})})
        return (await answer.json()).revision
    }"""
    page.watched.allow("PATCH /api/v1/cis")  # its shape is not ours
    return page.evaluate(script, [name, owner, reason])


def test_a_responder_reads_what_changed_before_and_after(visit, axe):
    page = visit("/changes", role="editor", actor="Sun Tao")
    expect(page.get_by_text("the demo estate").first).to_be_visible()

    written(page, "payments-api", "赵敏", "moved to <b>the</b> new team")

    row = page.locator("summary", has_text="moved to <b>the</b> new team").first
    expect(row).to_contain_text("Sun Tao")
    row.click()
    change = page.locator(".changes-events").first
    expect(change).to_contain_text("payments-api")
    expect(change).to_contain_text("Owner")
    expect(change.locator("del")).to_have_text("王磊")
    expect(change.locator("ins")).to_have_text("赵敏")
    assert axe(page) == []

    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text(re.compile("was undone by")).first).to_be_visible()
    expect(row).to_contain_text("undone by")


def test_changes_are_filtered_and_a_link_opens_one(visit):
    page = visit("/changes")
    page.get_by_text("Imports", exact=True).click()
    expect(page).to_have_url(re.compile("kind=imports"))
    expect(page.locator(".changes-revision").first).to_contain_text("import")
    page.get_by_label("Person or source").fill("nobody-of-that-name")
    expect(page.get_by_text("Nothing was written that fits.")).to_be_visible()

    page.goto("/changes?revision=1")
    expect(page.locator(".changes-revision[open]")).to_contain_text("the demo estate")
    expect(page.locator(".changes-events > li").first).to_be_visible()


def test_a_viewer_may_not_undo(visit):
    page = visit("/changes?revision=1", role="viewer")

    expect(page.locator(".changes-events > li").first).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_two_moments_are_compared_and_bad_ones_are_refused(visit, axe):
    page = visit("/changes?view=difference")
    page.get_by_label("From").fill("1")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="From revision 1")).to_be_visible()
    expect(page.locator(".changes-events > li").first).to_be_visible()
    assert axe(page) == []

    page.get_by_label("From").fill("next tuesday <i>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def test_the_api_away_is_told_and_when_it_is_back_the_page_goes_on_by_itself(visit):
    page = visit("/changes", actor="li")
    page.watched.allow("ERR_|Failed to load")
    expect(page.get_by_text("the demo estate").first).to_be_visible()
    context = page.context

    context.set_offline(True)
    expect(page.get_by_text("No connection, trying again")).to_be_visible(timeout=20_000)

    context.set_offline(False)
    expect(page.get_by_text("No connection, trying again")).to_have_count(0, timeout=40_000)
    written(page, "payments-api", "陈洁", "after it came back")
    expect(page.locator("summary", has_text="after it came back")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_it_fits_in_chinese(visit, axe, shot, size):
    page = visit("/changes?revision=1", size=size, language="zh-TW", scheme="dark")
    expect(page.locator(".changes-events > li").first).to_be_visible()

    assert wide(page) <= 0
    assert axe(page) == []
    shot(page, f"changes-{size}")
