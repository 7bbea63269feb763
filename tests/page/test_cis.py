"""The page of a CI: a record corrected and undone, two people at once, redundancy, what is gone."""

import re

import pytest
from playwright.sync_api import expect

GATEWAY = "/cis/application_service:pay-gateway"
CLUSTER = "/cis/cluster:bj1-vsphere-prod"
PATIENCE_MS = 60_000
ODD = "<img src=x onerror=alert(1)> {{7*7}} שירות"


@pytest.fixture
def visit(visit):
    """The same, with patience for a database that answers its first question."""
    return lambda path, **how: visit(path, **({"timeout": PATIENCE_MS} | how))


def wide(page):
    script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return page.evaluate(script)


def written(page, method, path, body):
    """Write as the page's user, and return the answer."""
    script = """async ([method, path, body]) => {
      const headers = {'Content-Type': 'application/json', 'If-Match': '*'}
      const answer = await fetch(path, {method, headers, body: body === null ? undefined : JSON.stringify(body)})
      return await answer.json()
    }"""
    return page.evaluate(script, [method, path, body])


def made(page, name, class_name="server", **more):
    return written(page, "POST", "/api/v1/cis", {"class": class_name, "name": name, **more})


def value(page, label):
    row = page.locator(".cis-attribute", has=page.locator("dt", has_text=re.compile(f"^{label}$")))
    return row.locator(".cis-attribute-value")


def edited(page):
    page.get_by_role("button", name="Edit").click()
    return page.get_by_role("dialog")


def test_a_name_leads_to_the_one_address_of_its_ci(visit):
    page = visit(GATEWAY)

    expect(page.get_by_role("heading", level=1)).to_have_text("pay-gateway")
    expect(page).to_have_url(re.compile(r"/cis/[0-9A-Z]{26}$"))
    expect(value(page, "Owner")).to_have_text("王磊")
    expect(page.locator(".cis-attribute-origin").first).to_contain_text("demo")
    expect(page.get_by_role("link", name="Impact of its failure")).to_have_attribute(
        "href", re.compile(r"/impact\?given=[0-9A-Z]{26}%3Adown")
    )


def test_who_is_faster_than_the_model_edits_all_the_same(visit, held):
    page = visit("/")
    page.wait_for_selector("h1")
    go_on = held(page, "**/api/v1/model/classes/*")
    page.goto(GATEWAY)
    page.get_by_role("button", name="Edit").focus()
    page.keyboard.press("Enter")

    go_on()

    expect(page.get_by_role("dialog").get_by_label("Support team")).to_be_visible()


def test_an_owner_corrects_the_record_and_takes_it_back_by_keyboard_alone(visit):
    page = visit(GATEWAY)
    page.get_by_role("button", name="Edit").focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    form.get_by_label("Support team").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Night team")
    form.get_by_label("Reason").focus()
    page.keyboard.type("new rota")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(value(page, "Support team")).to_have_text("Night team")
    expect(page.get_by_text("held").first).to_be_visible()

    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(value(page, "Support team")).to_have_text("支付团队")
    page.get_by_role("tab", name="History").click()
    first = page.locator(".cis-timeline > li").first
    expect(first).to_contain_text("Night team")
    expect(page.locator(".cis-timeline > li").nth(1)).to_contain_text("new rota")
    expect(page.locator(".cis-timeline > li").nth(1)).to_contain_text("undone")


def test_what_cannot_be_is_said_as_one_types(visit):
    page = visit("/cis/new?class=server")
    page.get_by_label("Add a field").select_option("memory_gb")
    page.get_by_label("Memory (GB)").fill("-1")

    expect(page.get_by_text("Must be at least 0.")).to_be_visible()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("This is required.")).to_be_visible()

    page.get_by_label("Memory (GB)").fill("64")
    page.get_by_label("Name").fill("bj1-hv-01\u0007")
    expect(page.get_by_text("control character")).to_be_visible()


def test_a_new_ci_is_warned_of_its_namesake_and_made(visit):
    page = visit("/cis/new?class=hypervisor")
    page.get_by_label("Name").fill("bj1-hv-01")
    expect(page.get_by_text("There is one of this class and name already")).to_be_visible()

    page.get_by_label("Name").fill("bj1-hv-99")
    expect(page.get_by_text("There is one of this class")).to_have_count(0)
    page.get_by_role("button", name="Create").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("bj1-hv-99")
    expect(page.get_by_text("It has no relation yet")).to_be_visible()


def test_who_was_slower_is_shown_the_difference_and_loses_nothing(visit):
    slow, fast = visit(GATEWAY, actor="wang"), visit(GATEWAY, actor="li")
    form = edited(slow)
    form.get_by_label("Owner").fill("Wang Lei")
    form.get_by_label("Add a field").select_option("cost_centre")
    form.get_by_label("Cost centre").fill("CC-7")
    path = f"/api/v1{re.search(r'/cis/[0-9A-Z]+', slow.url).group()}?reason=handover"
    written(fast, "PATCH", path, {"owner": "Li Na", "criticality": "high"})

    form.get_by_role("button", name="Save").click()

    expect(form.get_by_role("heading", name="Somebody was faster")).to_be_visible()
    expect(form.get_by_text("li changed this CI")).to_be_visible()
    expect(form.get_by_text("handover")).to_be_visible()
    owner = form.get_by_role("group", name="Owner")
    for text in ("王磊", "Li Na", "Wang Lei"):
        expect(owner).to_contain_text(text)
    owner.get_by_role("radio", name="Theirs").check()
    form.get_by_role("button", name="Back to the form").click()
    expect(form.get_by_label("Owner")).to_have_value("Li Na")
    expect(form.get_by_label("Cost centre")).to_have_value("CC-7")
    form.get_by_role("button", name="Save").click()

    expect(slow.get_by_role("dialog")).to_have_count(0)
    expect(value(slow, "Owner")).to_have_text("Li Na")
    expect(value(slow, "Criticality")).to_have_text("High")
    expect(value(slow, "Cost centre")).to_have_text("CC-7")
    expect(value(fast, "Cost centre")).to_have_text("CC-7")


def test_what_was_typed_is_not_lost_by_a_slip(visit):
    page = visit(CLUSTER)
    form = edited(page)
    form.get_by_label("Product").fill("Proxmox")
    page.keyboard.press("Escape")

    expect(form.get_by_text("You have changes that are not saved.")).to_be_visible()
    form.get_by_role("button", name="Keep editing").click()
    expect(form.get_by_label("Product")).to_have_value("Proxmox")
    page.keyboard.press("Escape")
    form.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(value(page, "Product")).to_have_text("vSphere")


def test_redundancy_that_is_only_assumed_is_confirmed_and_changed(visit):
    page = visit(f"{CLUSTER}?tab=relations")
    group = page.locator(".cis-group", has_text="members")
    expect(group).to_contain_text("2 of 4 are enough to work.")
    expect(group).to_contain_text("assumed")
    group.get_by_role("button", name="Confirm").click()
    expect(group).to_contain_text("declared")

    group.get_by_role("button", name="Change").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Needed to work at all").select_option("4")
    form.get_by_label("Wanted to work well").select_option("2")
    expect(form).to_contain_text("of 4 it needs 4 to work at all, and wants only 2")
    expect(form.get_by_role("button", name="Save")).to_be_disabled()
    form.get_by_label("Wanted to work well").select_option("")
    form.get_by_label("Wanted to work well").fill("9")
    expect(form).to_contain_text("it wants 9, and the group has 4 members")
    form.get_by_label("Wanted to work well").fill("4")
    expect(form).to_contain_text("All 4 are needed")
    form.get_by_role("button", name="Save").click()
    expect(group).to_contain_text("the loss of any one stops it")

    page.get_by_role("button", name="Undo").last.click()
    expect(group).to_contain_text("2 of 4 are enough to work.")


def test_cis_are_related_as_a_sentence_and_only_as_the_model_allows(visit):
    page = visit(CLUSTER)
    page.get_by_role("button", name="More to do").click()
    page.get_by_role("menuitem", name="Add a relation").click()
    form = page.get_by_role("dialog")
    form.get_by_role("combobox", name="The other CI").fill("sh1-hv-01")
    form.get_by_role("option", name="sh1-hv-01").click()

    expect(form.get_by_role("radio", name="bj1-vsphere-prod has member sh1-hv-01")).to_be_checked()
    expect(form.get_by_role("radio", name="is powered by")).to_have_count(0)
    expect(form).to_contain_text("It is one of the group members")
    form.get_by_role("button", name="Relate", exact=True).click()

    expect(page.locator(".cis-group", has_text="members")).to_contain_text("sh1-hv-01")
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator(".cis-group", has_text="members")).not_to_contain_text("sh1-hv-01")


def test_a_retired_ci_says_so_and_can_be_restored(visit):
    page = visit(CLUSTER)
    ci = made(page, "old-box", owner="ada")["ci"]["id"]
    page.goto(f"/cis/{ci}")
    page.get_by_role("button", name="More to do").click()
    page.get_by_role("menuitem", name="Retire").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("sold")
    page.get_by_role("dialog").get_by_role("button", name="Retire").click()

    notice = page.locator(".cis-notice")
    expect(notice).to_contain_text("it takes part in nothing any more")
    expect(notice).to_contain_text("sold")
    expect(page.get_by_role("link", name="Impact of its failure")).to_have_count(0)
    notice.get_by_role("button", name="Restore").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(notice).to_have_count(0)


def test_a_link_to_what_is_gone_says_what_became_of_it(visit):
    page = visit(CLUSTER, actor="ada")
    new = made(page, "typo-1", owner="bob")
    number = new["revision"]
    written(page, "POST", f"/api/v1/revisions/{number}/undo?reason=a%20typo", None)

    page.goto(f"/cis/{new['ci']['id']}")
    expect(page.get_by_role("heading", level=1)).to_have_text("typo-1")
    notice = page.locator(".cis-notice")
    expect(notice).to_contain_text("ada took this CI away")
    expect(notice).to_contain_text("a typo")
    expect(notice).to_contain_text("Who can tell more: ada, bob")
    notice.get_by_role("button", name="Bring it back").click()
    expect(value(page, "Owner")).to_have_text("bob")

    page.goto("/cis/01KAJ5T3M4QF7R0V9YB2C8D6EG")
    expect(page.get_by_text("the history knows none either")).to_be_visible()
    page.goto("/cis/bj1-vsphere-prd")
    page.get_by_role("link", name="bj1-vsphere-prod").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("bj1-vsphere-prod")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_any_name_is_only_text(visit, size):
    page = visit(CLUSTER, size=size)
    long = "界" * 480
    one = made(page, ODD, description="x" * 10_000, tags=["<b>bold</b>"])["ci"]["id"]
    other = made(page, long, "rack")["ci"]["id"]
    relation = {"from": one, "type": "CONTAINED_IN", "to": other}
    written(page, "PUT", "/api/v1/relations", relation)

    page.goto(f"/cis/{one}")
    expect(page.get_by_role("heading", level=1)).to_have_text(ODD)
    expect(page.get_by_text("<b>bold</b>")).to_be_visible()
    expect(page.get_by_role("button", name="Show all 10,000 characters")).to_be_visible()
    assert wide(page) <= 0
    page.goto(f"/cis/{other}")
    expect(page.get_by_role("link", name=ODD)).to_be_visible()
    assert wide(page) <= 0


def test_who_may_only_read_is_offered_nothing_to_write(visit):
    page = visit(f"{CLUSTER}?tab=relations", role="viewer")

    expect(page.locator(".cis-group")).to_contain_text("2 of 4 are enough")
    for name in ("Edit", "Add a relation", "Confirm", "Change"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    page.goto("/cis/new?class=server")
    expect(page.get_by_text("Your role may not add CIs")).to_be_visible()


LOOKS = [("desktop", "light", "en-GB"), ("phone", "dark", "zh-CN")]


@pytest.mark.parametrize(("size", "scheme", "language"), LOOKS)
def test_every_tab_and_form_is_usable_by_all(visit, axe, size, scheme, language):
    page = visit(GATEWAY, size=size, scheme=scheme, language=language)
    page.wait_for_selector(".cis-attributes")
    url = page.url

    for tab in ("", "relations", "history", "sources", "quality", "map"):
        page.goto(f"{url}?tab={tab}" if tab else url)
        page.wait_for_selector("[role=tabpanel] :is(h2, table, ol, strong, svg)")
        assert axe(page) == [], tab
        assert wide(page) <= 0, tab
    page.locator(".page-head-actions button").first.click()
    page.wait_for_selector("dialog .cis-form")
    assert axe(page) == []
    page.goto("/cis/new?class=server")
    page.wait_for_selector(".cis-form")
    assert axe(page) == []
    assert wide(page) <= 0
