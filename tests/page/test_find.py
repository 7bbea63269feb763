"""Finding: the search over every page, filters, lists, export, and many CIs edited at once."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

RTL = "\u202eخادم <img src=x onerror=alert(1)> " + "長" * 400


def overflow(page):
    script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return page.evaluate(script)


def rows(page):
    return page.locator(".find-main tbody tr")


def counted(page, text):
    expect(page.locator(".find-count")).to_have_text(text)


def facet(page, name, value):
    group = page.locator(".find-side details", has=page.locator("summary", has_text=name))
    return group.locator("li", has_text=value).locator("input").first


def test_an_asset_owner_finds_hers_keeps_the_list_and_hands_them_over(visit):
    page = visit("/find")
    facet(page, "Environment", "Production").check()
    facet(page, "Owner", "陈洁").check()
    expect(page).to_have_url(re.compile(r"environment=production&owner=%E9%99%88%E6%B4%81"))
    found = 9
    counted(page, f"{found} CIs")

    page.get_by_role("button", name="Saved lists").click()
    page.get_by_role("menuitem", name="Save this view as a list").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Mine in production")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Saved lists")).to_contain_text("Mine in production")

    page.get_by_label("Select all").check()
    page.get_by_role("region", name="What is selected").get_by_role("button", name="Edit").click()
    page.get_by_label("New value").fill("Eva Weber")
    page.get_by_label("Why").fill("handover")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text(f"{found} CIs would change.")).to_be_visible()
    page.get_by_role("button", name=f"Change {found} CIs").click()
    expect(page.get_by_text(f"{found} CIs are changed")).to_be_visible()
    counted(page, "0 CIs")

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Undone")).to_be_visible()
    counted(page, f"{found} CIs")
    page.goto("/find")
    page.get_by_role("button", name="Saved lists").click()
    page.get_by_role("menuitemradio", name="Mine in production").click()
    counted(page, f"{found} CIs")
    page.get_by_role("button", name="Saved lists").click()
    page.get_by_role("menuitem", name="Remove this list").click()
    expect(page.get_by_text("The list “Mine in production” is removed")).to_be_visible()


def test_retiring_says_who_still_needs_it_and_nothing_is_written_before(visit):
    page = visit("/find?q=shop-db&class=database_cluster")
    rows(page).first.locator("input").check()

    page.get_by_role("button", name="Retire", exact=True).click()
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_text("still needed by others")).to_be_visible()
    page.keyboard.press("Escape")
    expect(rows(page).first).to_contain_text("Operational")


def test_from_anywhere_by_keyboard_alone(visit):
    page = visit("/tree")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("shop-db-vm")
    options = page.get_by_role("dialog", name="Find a CI").get_by_role("option")
    expect(options.first).to_contain_text("shop-db-vm-1")
    expect(options.first).to_contain_text("Production")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Shift+Enter")
    expect(page).to_have_url(re.compile(r"/map\?ci=\w{26}&up=2&down=2"))

    page.keyboard.press("Control+k")
    expect(options.first).to_contain_text("shop-db-vm-2")  # what was opened last
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/impact\?given=\w{26}%3Adown"))

    page.keyboard.press("Control+k")
    page.keyboard.type("pay")
    page.keyboard.press("Alt+Enter")
    expect(page).to_have_url(re.compile(r"/find\?q=pay$"))
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_enter_that_is_faster_than_the_answer_opens_what_that_finds(visit, held):
    page = visit("/find")
    page.keyboard.press("Control+k")
    page.keyboard.type("wms")
    options = page.get_by_role("dialog", name="Find a CI").get_by_role("option")
    expect(options.first).to_contain_text("wms")
    go_on = held(page, "**/api/v1/search?*")
    with page.expect_request(re.compile("/search.q=wms-db-vm-1")):
        page.keyboard.type("-db-vm-1")
        page.keyboard.press("Enter")

    go_on()

    expect(page.get_by_role("heading", level=1)).to_contain_text("wms-db-vm-1")


def test_enter_never_opens_what_an_older_text_found(visit):
    page = visit("/find")
    page.keyboard.press("Control+k")
    page.keyboard.type("wms")
    options = page.get_by_role("dialog", name="Find a CI").get_by_role("option")
    expect(options.first).to_contain_text("wms")
    page.route("**/api/v1/search?*", lambda route: route.abort())

    page.keyboard.type(" nothing like this")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/find$"))


def test_chinese_names_are_found_while_an_input_method_composes_nothing_is_asked(visit):
    page = visit("/find", language="zh-CN")
    expect(rows(page).first).to_be_visible()
    typed = page.context.new_cdp_session(page)
    page.get_by_label("在全部配置项中查找").focus()

    typed.send("Input.imeSetComposition", {"text": "zhifu", "selectionStart": 5, "selectionEnd": 5})
    page.wait_for_timeout(300)
    assert "q=" not in page.url
    typed.send("Input.insertText", {"text": "支付"})

    expect(page).to_have_url(re.compile("q=%E6%94%AF%E4%BB%98"))
    expect(rows(page).first).to_contain_text("支付")
    expect(page.locator(".find-side summary").first).to_contain_text("类")


def test_nothing_found_says_what_to_do(visit):
    page = visit("/find?q=no-such-thing&class=server")

    expect(page.get_by_text("Nothing is found")).to_be_visible()
    page.get_by_role("button", name="Clear text and filters").click()
    expect(rows(page).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/find$"))


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_names_may_be_long_and_hold_anything(visit, estate, size):
    page = visit("/find", size=size)
    ci = page.request.post(
        "/api/v1/cis",
        data={"class": "server", "name": f"{RTL}{size}"},
        headers={"Origin": estate.url},
    ).json()["ci"]
    page.get_by_label("Find in the estate").fill("长长长")

    expect(rows(page)).to_have_count(1 if size == "desktop" else 2)
    assert overflow(page) <= 0
    expect(page.locator(f'a[href="/cis/{ci["id"]}"]')).to_contain_text("<img src=x")
    page.get_by_label("Find in the estate").fill("x" * 10_000)
    expect(page.get_by_text("Nothing is found")).to_be_visible()


def test_a_session_that_ends_in_the_middle_loses_nothing(visit, estate):
    page = visit("/find?environment=production")
    expect(rows(page).first).to_be_visible()
    estate.end_sessions()

    page.get_by_label("Find in the estate").fill("shop")
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible()
    page.get_by_label("Code or link").fill(estate.code())
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Your session has ended")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"q=shop&environment=production"))
    expect(rows(page).first).to_contain_text("shop")


def test_a_viewer_keeps_lists_and_is_offered_no_edit(visit):
    page = visit("/find?class=rack", role="viewer")

    expect(rows(page).first).to_be_visible()
    expect(page.get_by_label("Select all")).to_have_count(0)
    page.get_by_role("button", name="Saved lists").click()
    page.get_by_role("menuitem", name="Save this view as a list").click()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_be_visible()
    expect(page.get_by_label("For all who use this CMDB")).to_have_count(0)


def test_the_table_is_sorted_gets_other_columns_and_is_taken_away_as_it_is(visit):
    page = visit("/find?class=certificate")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("button", name="Leave out Criticality").click()
    page.get_by_label("Add a column").select_option("expires_at")
    page.get_by_role("button", name="Use these").click()
    expect(page.locator("thead")).to_contain_text("Expires")
    page.get_by_role("button", name="Name", exact=True).click()
    expect(page).to_have_url(re.compile("sort=name"))
    page.get_by_role("button", name="Name", exact=True).click()
    expect(page).to_have_url(re.compile("sort=-name"))
    expect(rows(page).first).to_contain_text("www.lantern.example")
    shown = [one.locator("a").first.inner_text() for one in rows(page).all()]

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as taken:
        page.get_by_role("menuitem", name="CSV").click()

    with Path(taken.value.path()).open(encoding="utf-8-sig", newline="") as file:
        head, *found = list(csv.reader(file))
    assert head[-1] == "expires_at"
    assert "criticality" not in head
    assert [one[0].removeprefix("'") for one in found] == shown


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_usable_by_all(visit, axe, size, scheme):
    page = visit("/find?environment=production", size=size, scheme=scheme)
    expect(rows(page).first).to_be_visible()
    rows(page).first.locator("input").check()

    assert axe(page) == []
    assert overflow(page) <= 0
    if size == "phone":
        page.get_by_role("button", name="Filters").click()
        expect(page.get_by_role("dialog").get_by_text("Environment")).to_be_visible()
    else:
        page.get_by_role("button", name="Edit", exact=True).click()
        expect(page.get_by_label("New value")).to_be_visible()
    assert axe(page) == []


def test_the_search_over_the_page_is_usable_by_all(visit, axe):
    page = visit("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("shop")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()

    assert axe(page) == []
