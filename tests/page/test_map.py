"""The map: opened on a CI, walked about in, filtered, asked for a way, exported; by mouse, by keys, as a table."""

import json
import xml.etree.ElementTree as ET

import pytest
from playwright.sync_api import expect

from cli.local.reading import readings
from cmdb import intake
from cmdb.intake import Options
from cmdb.intake.model import Files
from cmdb.model import load

ODD = ("<b>bold</b> </title><script>alert(1)</script>", "خادم المدفوعات (2)", "x" * 500)
SVG = "{http://www.w3.org/2000/svg}"


def ids(site):
    """Ids by name."""
    topology = site.app.state.services.topology.current()
    return {topology.name(place): topology.id(place) for place in topology.places()}


@pytest.fixture
def opened(visit, estate):
    """Open the map of a CI by its name."""

    def open_(name="shop-entry-point", query="", **how):
        page = visit(f"/map?ci={ids(estate)[name]}{query}", **how)
        if how.get("size") != "phone" and "look=table" not in query:
            expect(page.locator(".map-node.asked")).to_be_visible()
        return page

    return open_


def node(page, name):
    return page.locator(".map-node", has_text=name).first


def names(page):
    return set(page.locator(".map-node .map-name").all_text_contents())


def exported(page, item):
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as caught:
        page.get_by_role("menuitem", name=item).click()
    return caught.value


def test_it_opens_on_one_ci_two_levels_each_way_and_says_what_is_hidden(opened, axe, shot):
    page = opened()

    expect(page.get_by_role("heading", level=1)).to_have_text("Around shop-entry-point")
    assert {"shop-entry-point", "shop-lb-1", "shop-lb-2"} <= names(page)
    expect(page.locator(".explorer-said")).to_contain_text("relations hidden")
    expect(page.locator(".map-pill", has_text="1 of 2").first).to_be_visible()
    shot(page, "map")
    assert axe(page) == []


def test_it_is_walked_about_in_and_the_link_reproduces_the_view(opened, visit, estate):
    page = opened("shop-lb-1", "&up=0&down=1")
    before = names(page)
    place = node(page, "shop-lb-1").bounding_box()

    node(page, "shop-lb-1").locator("[data-step=up]").click()

    expect(node(page, "shop-entry-point")).to_be_visible()
    assert before < names(page)
    after = node(page, "shop-lb-1").bounding_box()
    assert abs(after["x"] - place["x"]) < 2, "what the eye knows stays where it is"
    assert "expand=" in page.url
    other = visit(page.url.removeprefix(estate.url))
    expect(node(other, "shop-entry-point")).to_be_visible()
    assert names(other) == names(page)

    page.go_back()
    expect(page.locator(".map-node", has_text="shop-entry-point")).to_have_count(0)


def test_a_ci_is_selected_supposed_to_fail_and_what_that_hits_stands_out(opened):
    page = opened("shop-entry-point")
    node(page, "shop-lb-1").click()

    side = page.get_by_role("complementary", name="shop-lb-1")
    expect(side.get_by_role("link", name="Open")).to_have_attribute(
        "href", "/cis/" + page.url.rpartition("sel=")[2]
    )
    side.get_by_role("button", name="Suppose it fails").click()

    expect(page.locator(".map-node.down", has_text="shop-lb-1")).to_be_visible()
    expect(page.locator(".map-node.faded").first).to_be_visible()
    expect(page.get_by_text("If this fails: shop-lb-1")).to_be_visible()


def test_keys_walk_along_relations_expand_and_open(opened):
    page = opened("shop-lb-1", "&up=1&down=0")
    node(page, "shop-lb-1").focus()

    page.keyboard.press("ArrowLeft")
    assert "shop-entry-point" in page.locator(":focus").get_attribute("aria-label")
    shown = len(names(page))
    page.keyboard.press("+")
    expect(page.locator(".map-node").nth(shown)).to_be_attached()
    page.keyboard.press(" ")
    expect(page.get_by_role("complementary", name="shop-entry-point")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cis/*")


def test_the_same_stands_in_tables_which_a_phone_shows_first(opened, axe, shot):
    page = opened(size="phone")

    expect(page.get_by_role("link", name="shop-lb-1").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, "map-phone")
    assert axe(page) == []
    page.get_by_text("Picture", exact=True).click()
    expect(node(page, "shop-lb-1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_left_out_is_said_and_comes_back(opened):
    page = opened()
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("complementary", name="Filter").get_by_label("load balancer").uncheck()

    expect(page.locator(".map-node", has_text="shop-lb-1")).to_have_count(0)
    expect(page.locator(".explorer-said")).to_contain_text("2 CIs left out by the filter")
    page.get_by_role("button", name="Show all", exact=True).click()
    expect(node(page, "shop-lb-1")).to_be_visible()


def test_the_way_between_two_is_shown(opened):
    page = opened("shop-lb-1", "&up=1&down=1")
    node(page, "shop-lb-1").click()
    page.get_by_role("button", name="Path from here").click()
    page.get_by_role("combobox", name="The other CI").fill("shop-web-1")
    page.locator(".ci-picker-list li").first.click()

    expect(page.locator(".explorer-overlay")).to_contain_text("shop-lb-1 to")
    expect(page.locator(".map-line.way").first).to_be_attached()


def test_the_picture_leaves_as_svg_and_png_and_as_files_for_others(opened):
    page = opened()

    svg = ET.parse(exported(page, "Drawing (SVG)").path()).getroot()  # noqa: S314  our own page wrote it
    said = " ".join(svg.itertext())
    assert "shop-lb-1" in said
    assert "Around shop-entry-point" in said
    assert "relations hidden" in said
    assert "var(" not in said, "the colours stand in it"
    assert not [one for one in svg.iter() if one.get("style") or one.tag == f"{SVG}script"]

    png = exported(page, "Picture (PNG)").path().read_bytes()
    assert png.startswith(b"\x89PNG")
    assert exported(page, "Mermaid").path().read_text("utf-8").startswith("flowchart")
    assert exported(page, "GraphML").suggested_filename.endswith(".graphml")


def test_a_view_is_saved_found_again_and_removed(opened):
    page = opened("shop-lb-1", "&up=1&down=3")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save this view").click()
    page.get_by_role("dialog").get_by_label("Name").fill("两个机房 <b>")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("is saved")).to_be_visible()

    page.get_by_label("What it needs").select_option("1")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="两个机房 <b>").click()
    expect(page.get_by_label("What it needs")).to_have_value("3")

    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(page.get_by_text("is removed")).to_be_visible()


def test_a_viewer_sees_views_and_saves_none(opened):
    page = opened(role="viewer")
    page.get_by_role("button", name="Views").click()

    expect(page.get_by_role("menuitem", name="Save this view")).to_have_count(0)


def test_a_link_to_something_gone_says_so_and_what_was_perhaps_meant(visit):
    page = visit("/map?ci=shop-lb-9")

    expect(page.get_by_role("alert")).to_contain_text("There is no CI")
    page.get_by_role("link", name="shop-lb-1").click()
    expect(page.locator(".map-node.asked")).to_be_visible()


@pytest.fixture(scope="module")
def crowd(estate, tmp_path_factory):
    """3,000 CIs below one, in the demo estate's database, and names of every kind."""
    lines = [
        "cmdb: 1",
        "source: crowd",
        "cis:",
        "  - {key: top, class: business_service, name: crowd-top}",
    ]
    relations = ["relations:"]
    for app in range(50):
        lines.append(
            f"  - {{key: app-{app}, class: application_service, name: crowd-app-{app:02}}}"
        )
        relations.append(f"  - {{from: top, type: DEPENDS_ON, to: app-{app}}}")
        for at in range(59):
            key = f"vm-{app}-{at}"
            lines.append(f"  - {{key: {key}, class: virtual_machine, name: crowd-{key}}}")
            relations.append(f"  - {{from: app-{app}, type: RUNS_ON, to: {key}}}")
    for at, name in enumerate(ODD):
        lines.append(f"  - {{key: odd-{at}, class: server, name: {json.dumps(name)}}}")
        relations.append(f"  - {{from: top, type: DEPENDS_ON, to: odd-{at}}}")
    folder = tmp_path_factory.mktemp("crowd")
    (folder / "crowd.yaml").write_text("\n".join([*lines, *relations]), "utf-8")
    files = Files(folder, ("crowd.yaml",), "crowd")
    intake.bring_in(estate.graph, load(), readings(files), Options("crowd", reason="many"))
    return estate


def test_three_thousand_stay_usable_and_what_is_counted_is_said(visit, crowd, shot):
    top = ids(crowd)["crowd-top"]
    page = visit(f"/map?ci={top}&up=all&down=all", timeout=30_000)

    expect(page.locator(".explorer-said")).to_contain_text("of 3,004 CIs shown")
    expect(page.locator(".explorer-said")).to_contain_text("3,000 counted in 2 groups")
    assert page.locator(".map-node").count() < 30
    shot(page, "map-crowd")

    page.goto(f"/map?ci={top}&up=0&down=1")
    node(page, "50 × application service").click()
    page.get_by_role("complementary").get_by_role("button", name="Show each").click()
    expect(page.locator(".map-node", has_text="crowd-app-")).to_have_count(50)


def test_names_of_every_kind_are_text_in_the_picture_and_in_the_file(visit, crowd):
    page = visit(f"/map?ci={ids(crowd)['crowd-top']}&up=0&down=1", timeout=30_000)

    expect(node(page, "<b>")).to_be_visible()
    assert page.locator(".map-node .map-name[direction=rtl]").count() == 1
    boxes = page.locator(".map-node .map-name")
    assert max(boxes.evaluate_all("all => all.map(one => one.getBBox().width)")) <= 200
    svg = ET.parse(exported(page, "Drawing (SVG)").path())  # noqa: S314  our own page wrote it
    assert not list(svg.iter(f"{SVG}script"))
    assert ODD[0] in "".join(svg.getroot().itertext())
