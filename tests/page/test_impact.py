"""Impact in the browser: the change manager's and the responder's story, bad links, and a phone."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hands import Hands
from playwright.sync_api import expect

PAIR = "/impact?given=bj1-core-1:down,bj1-core-2:down"
LISTED = "CI\tSite\nbj1-core-1\tbj1\nBJ1-CORE-2\tbj1\nbj1-cor-9\tbj1\nImages\tbj1"


@pytest.fixture(scope="module", autouse=True)
def twins(estate):
    """Two CIs of one name: a list cannot say which is meant."""
    Hands(estate.graph).ci("Images", "object_store")
    Hands(estate.graph).ci("Images", "file_share")


def add(site, method, path, body):
    from datetime import UTC, datetime

    from fastapi.testclient import TestClient
    from ulid import ULID

    from cmdb import access
    from cmdb.access import Token, rules, secret

    made = secret.new_token()
    at = rules.moment(datetime.now(UTC))
    site.graph.write(access.issue, Token(str(ULID()), "twins", "twins", "admin", at), made)
    client = TestClient(site.app, base_url="http://127.0.0.1")
    client.headers["Authorization"] = f"Bearer {made}"
    said = client.request(method, path, json=body)
    assert said.status_code in {200, 201}, said.text


def wide(page):
    script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return page.evaluate(script)


def headline(page):
    return page.get_by_role("heading", level=1)


def test_a_change_manager_pastes_a_list_and_takes_the_assessment_away(visit, shot):
    page = visit("/impact")
    page.get_by_role("button", name="Paste a list").click()
    page.get_by_label("The list").fill(LISTED)
    page.get_by_role("button", name="Find them").click()
    outcomes = page.locator(".impact-outcomes")
    expect(outcomes).to_have_text("2 found1 could be several1 not known")
    page.get_by_label("Which CI is Images?").select_option(index=1)
    shot(page, "impact-paste")
    page.get_by_role("button", name="Add 3 CIs").click()

    expect(headline(page)).to_contain_text("services down")
    expect(page.locator(".impact-given li")).to_have_count(3)
    expect(page.get_by_text("nobody declared them")).to_be_visible()
    name = page.get_by_role("link", name="在线支付服务", exact=True)
    expect(page.get_by_role("row").filter(has=name)).to_contain_text("支付团队")
    shot(page, "impact-answer")
    name.click()
    proof = page.get_by_role("dialog")
    expect(proof.get_by_text("bj1-core-1 and bj1-core-2")).to_be_visible()
    expect(proof.locator(".impact-steps li").last).to_contain_text("as given")
    assert "why=" in page.url
    page.keyboard.press("Escape")
    expect(proof).to_be_hidden()


def test_the_assessment_that_is_copied_asks_the_same_again(visit):
    page = visit(PAIR)
    page.get_by_role("button", name="Copy as change assessment").click()
    expect(page.get_by_text("paste it into the change")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("## Impact assessment")
    assert "支付团队" in text
    link = re.search(r"<(http[^>]*)>", text)[1]
    assert parse_qs(urlsplit(link).query)["at"][0].isdigit()

    page.goto(link)
    expect(headline(page)).to_contain_text("services down")


def test_what_would_mend_it_is_supposed_and_compared(visit):
    page = visit(PAIR)
    said = headline(page).inner_text()
    page.get_by_role("button", name="Suppose a change").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What changes").select_option("unrelate")
    for label, name in (
        ("Who needs", "pay-gateway"),
        ("What is needed", "Internet access Beijing"),
    ):
        dialog.get_by_role("combobox", name=label).fill(name)
        dialog.locator(".ci-picker-list li").first.click()
    dialog.get_by_role("button", name="Suppose it").click()

    compared = page.get_by_role("region", name="What the supposed changes make different")
    expect(compared).to_be_visible()
    expect(page.locator(".impact-edits li")).to_have_count(1)
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_role("region", name="Before")).to_be_visible()
    expect(page.get_by_role("region", name="After")).to_contain_text("no longer: pay-gateway")
    page.get_by_role("region", name="Before").get_by_role("link", name="Open the answer").click()
    expect(headline(page)).to_have_text(said)


def test_enter_before_anything_is_found_picks_what_is_found_then(visit, held):
    page = visit("/impact")
    go_on = held(page, "**/api/v1/search?*")
    field = page.get_by_role("combobox", name="Add a CI that fails")
    field.focus()
    page.keyboard.type("bj1-core-1")
    with page.expect_request("**/api/v1/search?*"):
        page.keyboard.press("Enter")

    go_on()

    expect(headline(page)).to_contain_text("Redundancy lost")
    expect(field).to_have_value("")


def test_a_responder_asks_why_and_why_not_by_keyboard(visit):
    page = visit("/impact", language="zh-CN")
    page.get_by_role("combobox", name="添加发生故障的配置项").focus()
    page.keyboard.type("bj1-core-1")
    expect(page.locator(".ci-picker-list li").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(headline(page)).to_contain_text("失去冗余")
    page.get_by_role("button", name="为何受影响或不受影响？").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("sh1-core-1")
    expect(page.get_by_role("dialog").locator(".ci-picker-list li").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="不受影响的原因")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("tab", name="服务").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".impact-group-head").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".impact-group-body table")).to_be_visible()
    assert "view=all" in page.url


@pytest.mark.parametrize(
    ("item", "suffix", "start"),
    [("PDF", "pdf", b"%PDF"), ("XLSX", "xlsx", b"PK"), ("CSV", "csv", b"\xef\xbb\xbf")],
)
def test_the_answer_is_exported(visit, item, suffix, start):
    page = visit("/impact?given=pay-db-1:down")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name=re.compile(item)).click()

    assert waiting.value.suggested_filename.endswith(suffix)
    assert waiting.value.path().read_bytes().startswith(start)


def test_that_nothing_else_is_hit_says_why_that_may_be(visit):
    page = visit("/impact?given=Images&why=")
    expect(page.get_by_text("2 CIs are named")).to_be_visible()
    expect(page.locator(".impact-given")).to_contain_text("could be several")

    page = visit("/impact?given=object_store:Images:down")
    expect(page.get_by_role("heading", name="Nothing else is hit").last).to_be_visible()
    expect(page.get_by_text("nothing is recorded that needs it")).to_be_visible()


def test_a_ci_that_is_gone_can_be_left_out(visit):
    page = visit("/impact?given=bj1-core-1:down,gone:down")
    expect(page.get_by_text("There is no CI 'gone'")).to_be_visible()
    page.get_by_role("button", name="Ask without it").click()

    expect(headline(page)).to_contain_text("edundancy lost")
    assert "gone" not in page.url


def test_a_scenario_is_saved_opened_and_its_removal_undone(visit):
    page = visit("/impact?given=pay-db-1:down")
    page.get_by_role("button", name="Save as scenario").click()
    page.get_by_role("textbox", name="Name").fill("One database")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as One database.")).to_be_visible()
    page.goto(urlsplit(page.url).path)
    page.get_by_role("button", name="Scenarios").click()
    page.get_by_role("button", name="Remove the scenario One database").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    page.get_by_role("button", name="Scenarios").click()
    page.get_by_role("button", name="One database", exact=True).click()

    expect(page.locator(".impact-given li")).to_have_count(1)


def test_who_may_only_read_is_not_offered_to_save(visit):
    page = visit(PAIR, role="viewer")

    expect(headline(page)).to_contain_text("services down")
    expect(page.get_by_role("button", name="Save as scenario")).to_have_count(0)


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("view", ["services", "all", "lost", "said"])
def test_it_is_accessible_and_fits(visit, axe, size, view):
    scheme, language = ("dark", "zh-TW") if size == "phone" else ("light", "en-GB")
    page = visit(f"{PAIR}&view={view}", size=size, scheme=scheme, language=language)
    expect(page.get_by_role("tabpanel")).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert axe(page) == []
    assert wide(page) <= 0
