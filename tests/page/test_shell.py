"""The frame of the page: signing in and out, languages, colours, the end of a session, what is not there."""

import re

import pytest
from playwright.sync_api import expect

LANGUAGES = {"en-GB": "Home", "zh-CN": "首页", "zh-TW": "首頁", "zh-HK": "首頁", "fr-FR": "Home"}


def wide(page):
    script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return page.evaluate(script)


@pytest.mark.parametrize(("language", "first"), LANGUAGES.items())
def test_it_speaks_the_browsers_language(visit, language, first):
    page = visit("/", language=language)

    expect(page.locator("nav.navigation a").first).to_have_text(first)


def test_a_language_that_was_chosen_stays(visit):
    page = visit("/")
    page.get_by_role("button", name="You, language and colours").click()
    page.get_by_role("menuitemradio", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")

    page.reload()

    expect(page.locator("nav.navigation a").first).to_have_text("首页")


def test_dark_that_was_chosen_stays_and_a_menu_works_by_keyboard(visit):
    page = visit("/")
    page.get_by_role("button", name="You, language and colours").focus()
    page.keyboard.press("Enter")
    for _ in range(8):
        if page.locator(":focus").inner_text().startswith("Dark"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.reload()

    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")


def test_nobody_is_asked_to_sign_in_and_a_wrong_code_is_refused(visit):
    page = visit("/", role=None)

    page.get_by_label("Code or link").fill("wrong")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_text("This code is not good")).to_be_visible()


def test_a_pasted_link_signs_in(visit, estate):
    page = visit("/find", role=None)

    page.get_by_label("Code or link").fill(f"{estate.url}/#code={estate.code()}")
    page.get_by_role("button", name="Sign in").click()

    expect(page.locator("nav.navigation")).to_be_visible()


def test_a_code_has_no_place_in_the_address(visit):
    page = visit("/")

    assert "code" not in page.url


def test_signing_out_ends_the_session(visit):
    page = visit("/")
    page.get_by_role("button", name="You, language and colours").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to the CMDB")).to_be_visible()

    page.reload()

    expect(page.get_by_role("heading", name="Sign in to the CMDB")).to_be_visible()


def test_an_address_that_is_not_there_leads_home(visit):
    page = visit("/no/such/page")

    expect(page.get_by_text("There is no such page.")).to_be_visible()
    page.get_by_role("link", name="To the home page").click()
    expect(page).to_have_url(re.compile(r"/$"))


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frame_is_usable_by_all(visit, axe, size, scheme):
    page = visit("/", size=size, scheme=scheme)

    assert axe(page) == []
    assert wide(page) <= 0


def test_the_keyboard_comes_to_the_content_at_once(visit):
    page = visit("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
