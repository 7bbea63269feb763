"""Services: the catalogue, one service in one look, what ends soon."""

import re

import pytest
from playwright.sync_api import expect


def wide(page):
    script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return page.evaluate(script)


def test_a_change_manager_finds_a_service_by_keyboard_and_sees_where_it_is_weak(visit, axe):
    page = visit("/services")
    expect(page.get_by_role("heading", name=re.compile("^Criticality: Critical"))).to_be_visible()
    expect(page.get_by_text("of 153").first).to_be_visible(timeout=20_000)
    assert axe(page) == []

    page.get_by_label("Search by name").focus()
    page.keyboard.type("支付服务")
    expect(page.get_by_text("1 service", exact=True)).to_be_visible()
    page.get_by_role("link", name="在线支付服务").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="在线支付服务", level=1)).to_be_visible()
    expect(page.get_by_text(re.compile("22 of them take it down alone"))).to_be_visible()
    point = page.locator("summary", has_text="pay-gateway").first
    point.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".services-point[open]")).to_contain_text("How it comes up:")
    assert axe(page) == []


def test_what_it_stands_on_opens_level_by_level_with_redundancy_in_words(visit):
    page = visit("/services")
    page.get_by_role("link", name="在线支付服务").click()
    levels = page.get_by_role("region", name="What it stands on")
    levels.locator("summary", has_text="Level 3").click()

    expect(levels.get_by_text(re.compile(r"Needs 1 of 2: one may fail\.")).first).to_be_visible()
    levels.get_by_role("button", name="Go deeper").click()
    expect(levels.locator("summary", has_text="Level 4")).to_be_visible()
    drawn = page.get_by_role("region", name="Its map")
    expect(drawn.locator("svg").first).to_be_visible(timeout=20_000)
    expect(page.get_by_role("link", name="What if it fails?")).to_have_attribute(
        "href", re.compile(r"^/impact\?given=.+%3Adown$")
    )


def test_a_link_to_a_service_that_is_gone_says_so(visit):
    page = visit("/services/nothing-of-the-kind")

    expect(page.get_by_role("alert")).to_contain_text("nothing-of-the-kind")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_views_fit_in_chinese(visit, axe, shot, size):
    page = visit("/services?by=team", size=size, language="zh-CN", scheme="dark")
    expect(page.get_by_text("项服务").first).to_be_visible()
    assert wide(page) <= 0
    assert axe(page) == []
    page.goto("/services?view=ending&within=P365D")
    expect(page.get_by_text(re.compile("天后")).first).to_be_visible()
    assert wide(page) <= 0
    assert axe(page) == []
    shot(page, f"ending-{size}")
