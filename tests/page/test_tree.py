"""The tree of what stands in what, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect


def item(page, name):
    return page.get_by_role("treeitem", name=re.compile(f"^{re.escape(name)} "))


def test_a_tree_is_walked_by_keyboard_alone(visit):
    page = visit("/tree")
    site = item(page, "Beijing Yizhuang 北京亦庄数据中心")
    site.focus()

    page.keyboard.press("ArrowRight")
    expect(site).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowRight")
    building = item(page, "bj1-building-a")
    expect(building).to_be_focused()
    expect(building).to_have_attribute("aria-level", "2")
    page.keyboard.press("ArrowLeft")
    expect(site).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(site).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("w")
    expect(item(page, "Wuhan warehouse 武汉仓库")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/cis/\w{26}$"))


def test_who_goes_into_what_is_still_loading_arrives_there(visit, held):
    page = visit("/tree")
    site = item(page, "Beijing Yizhuang 北京亦庄数据中心")
    expect(site).to_be_visible()
    go_on = held(page, "**/children?*")
    site.focus()
    page.keyboard.press("ArrowRight")
    expect(site).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowRight")
    expect(site).to_be_focused()

    go_on()

    expect(item(page, "bj1-building-a")).to_be_focused()


def test_a_click_opens_and_the_address_says_where_one_is(visit):
    page = visit("/tree")
    item(page, "bj1-vsphere-prod").click()
    vm = item(page, "shop-db-vm-1")
    expect(vm).to_be_visible()
    vm.click()
    expect(vm).to_have_attribute("aria-selected", "true")

    page.goto(page.url)

    expect(item(page, "shop-db-vm-1")).to_have_attribute("aria-selected", "true")


def test_a_ci_is_shown_where_it_stands(visit):
    page = visit("/tree")
    page.get_by_role("combobox", name="Show a CI in the tree").fill("shop-db-1")
    expect(page.get_by_role("option").first).to_contain_text("shop-db-1")
    page.keyboard.press("Enter")

    expect(item(page, "shop-db-1")).to_have_attribute("aria-selected", "true")
    expect(item(page, "bj1-vsphere-prod")).to_have_attribute("aria-expanded", "true")


def test_a_link_to_something_gone_says_so_and_shows_the_rest(visit):
    page = visit("/tree?ci=01KAJ5T3M4QF7R0V9YB2C8D6EG")

    expect(page.get_by_text("01KAJ5T3M4QF7R0V9YB2C8D6EG")).to_be_visible()
    expect(item(page, "bj1-vsphere-prod")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_it_is_usable_by_all(visit, axe, size, scheme):
    page = visit("/tree", size=size, scheme=scheme)
    item(page, "bj1-vsphere-prod").locator(".tree-twisty").click()
    expect(item(page, "shop-db-vm-1")).to_be_visible()

    assert axe(page) == []
    script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(script) <= 0
