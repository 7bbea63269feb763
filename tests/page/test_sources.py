"""Where things come from: an import read before it is written, vetoes, duplicates, conflicts, quality."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    ROOT / "importers" / name
    for name in (
        "compose/examples/docker-compose.yml",
        "compose/examples/docker-compose.override.yml",
        "terraform/examples/terraform.tfstate",
        "tabular/examples/servers.csv",
        "tabular/examples/servers.mapping.toml",
    )
]
PAGES = ("/sources", "/sources/import", "/runs", "/duplicates", "/conflicts", "/quality")
PATIENCE = {"timeout": 40_000}


def wide(page):
    script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return page.evaluate(script)


def document(source, *names, **fields):
    cis = [{"key": name, "class": "server", "name": name, **fields} for name in names]
    return {"cmdb": 1, "source": source, "cis": cis}


def brought(page, said, query=""):
    """Import a document as who is signed in; return its report."""
    script = """async ([text, query]) => {
        const form = new FormData()
        form.append('file', new Blob([text]), 'estate.json')
        const answer = await fetch(`/api/v1/imports?${query}`, {method: 'POST', body: form})
        return (await answer.json()).reports[0]
    }"""
    return page.evaluate(script, [json.dumps(said), query])


def suspected(page, *names):
    """Open a case of CIs; return its id."""
    script = """async (cis) => {
        const headers = {'Content-Type': 'application/json'}
        const body = JSON.stringify({cis})
        const answer = await fetch('/api/v1/duplicates', {method: 'POST', headers, body})
        return (await answer.json()).id
    }"""
    return page.evaluate(script, list(names))


def pick(page, files, where=""):
    page.locator("input[type=file]").first.set_input_files(files)
    if where:
        page.get_by_label("Where they come from").fill(where)


def test_an_asset_owner_reads_the_plan_imports_and_undoes(visit, axe, shot):
    page = visit("/sources", role="operator", **PATIENCE)
    page.get_by_role("link", name="Import", exact=True).click()
    pick(page, EXAMPLES, "bookshop")
    expect(page.get_by_role("heading", name="5 files")).to_be_visible()
    assert axe(page) == []

    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", name="This is what would change")).to_be_visible()
    page.get_by_role("button", name="terraform:bookshop").click()
    page.get_by_role("tab", name="New relations").click()
    expect(page.locator(".lines")).to_contain_text("IN_ACCOUNT")
    page.get_by_role("tab", name="New", exact=False).first.click()
    lines = page.locator(".lines > li")
    expect(lines.first).to_be_visible()
    many = lines.count()
    page.get_by_label("Search these lines").fill(lines.first.locator("bdi").first.inner_text())
    expect(lines).not_to_have_count(many)
    assert axe(page) == []
    shot(page, "sources-plan")

    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    page.get_by_role("link", name="Open this import").click()
    expect(page.get_by_text("done", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("undone", exact=True)).to_be_visible()


def test_a_refused_file_says_where_and_the_others_go_on(visit, axe, shot, tmp_path):
    folder = tmp_path / "支付"
    folder.mkdir()
    (folder / "资产.json").write_text(json.dumps(document("资产", "支付网关-甲", owner="王芳")))
    (folder / "坏.json").write_text(
        '{"cmdb": 1, "source": "坏", "cis": [{"key": "x", "class": "no_such", "name": "x"}]}'
    )
    page = visit("/sources/import", role="operator", language="zh-CN", **PATIENCE)
    page.locator("input[type=file]").first.set_input_files(
        [folder / "资产.json", folder / "坏.json"]
    )
    page.get_by_label("来自何处").fill("支付系统")
    page.get_by_role("button", name="查看将会改变什么").click()

    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("这些文件无法按原样导入")
    expect(refused.get_by_role("heading", name="坏.json")).to_be_visible()
    expect(refused).to_contain_text("no_such")
    assert axe(page) == []
    shot(page, "sources-refused-zh")

    refused.get_by_role("button", name="排除这些").click()
    expect(page.get_by_role("heading", name="将发生以下更改")).to_be_visible()
    expect(page.get_by_text("支付网关-甲")).to_be_visible()
    page.get_by_role("button", name="立即导入").click()
    expect(page.get_by_role("heading", name="已导入")).to_be_visible()


def test_a_connection_that_breaks_loses_no_choice(visit, tmp_path):
    (tmp_path / "estate.json").write_text(json.dumps(document("later", "later-1")))
    page = visit("/sources/import", role="operator", **PATIENCE)
    page.watched.allow("Failed to load resource")
    pick(page, [tmp_path / "estate.json"])
    page.route("**/api/v1/imports?*", lambda route: route.abort("connectionreset"))
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("alert")).to_be_visible()

    page.unroute("**/api/v1/imports?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="This is what would change")).to_be_visible()
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()


def test_a_mapping_is_guessed_and_mended_in_the_page(visit, axe, tmp_path):
    (tmp_path / "hosts.csv").write_text("Hostname,Serial Number,Who\nmapped-1,S-M-1,ops\n")
    page = visit("/sources/import", role="operator", **PATIENCE)
    pick(page, [tmp_path / "hosts.csv"])
    page.get_by_role("button", name="Columns").click()
    text = page.get_by_label("Mapping (TOML)")
    expect(text).not_to_have_value("")
    assert axe(page) == []
    text.fill('name = "Hostname"\nclass = "server"\n[attributes]\nowner = "Who"\n')
    page.get_by_role("button", name="Use this mapping").click()
    expect(page.get_by_text("your mapping")).to_be_visible()
    page.get_by_role("button", name="See what would change").click()
    expect(page.locator(".lines > li", has_text="mapped-1")).to_contain_text("ops")


def test_a_veto_is_decided_once_and_the_second_is_told(visit, axe, shot):
    first = visit("/runs", role="operator", actor="ana", **PATIENCE)
    names = [f"veto-{n:02d}" for n in range(12)]
    brought(first, document("office", *names), "complete=true")
    run = brought(first, document("office", names[0]), "complete=true")["run"]
    first.goto(f"/runs/{run}")
    expect(first.get_by_role("heading", name="This import would lose too much")).to_be_visible()
    expect(first.locator(".lines > li")).to_have_count(11)
    assert axe(first) == []
    shot(first, "runs-veto")
    second = visit(f"/runs/{run}", role="operator", actor="bo", **PATIENCE)
    expect(second.get_by_role("button", name="They are gone")).to_be_visible()

    first.get_by_label("Why").fill("half of the scan")
    first.get_by_role("button", name="They are still there").click()
    expect(first.get_by_text("ana discarded the loss")).to_be_visible()
    expect(first.get_by_text("half of the scan")).to_be_visible()
    second.get_by_role("button", name="They are gone").click()
    expect(second.get_by_text("Somebody decided it before you")).to_be_visible()
    expect(second.get_by_text("ana discarded the loss")).to_be_visible()


def test_duplicates_are_worked_through_by_keyboard_and_set_back(visit, axe, shot):
    page = visit("/duplicates", role="editor", actor="ana", **PATIENCE)
    operator = visit("/runs", role="operator", **PATIENCE)
    brought(operator, document("one", "twin-a", "twin-b", "pair-a", "pair-b", owner="x"))
    cases = [suspected(page, "twin-a", "twin-b"), suspected(page, "pair-a", "pair-b")]
    page.goto(f"/duplicates/{cases[0]}")
    expect(page.get_by_role("heading", name="twin-a")).to_be_visible()
    assert axe(page) == []
    shot(page, "duplicates-case")
    second = visit(f"/duplicates/{cases[0]}", role="editor", actor="bo", **PATIENCE)
    expect(second.get_by_role("button", name="Not the same")).to_be_visible()

    page.keyboard.press("2")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="pair-a")).to_be_visible()
    # The other one is told at once, without asking.
    expect(second.get_by_text("ana merged them")).to_be_visible()
    expect(second.get_by_role("button", name="Not the same")).to_have_count(0)

    page.keyboard.press("d")
    expect(page.get_by_text("not the same. It is remembered.")).to_be_visible()
    page.goto(f"/duplicates/{cases[0]}")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="They are the same")).to_be_visible()


def test_a_conflict_says_why_a_value_holds_and_a_person_decides(visit, axe, shot):
    page = visit("/runs", **PATIENCE)
    for source, site in (("list one", "hq"), ("list two", "dc")):
        own = {"serial_number": "SN-CONFLICT", "site": site}
        brought(page, document(source, "disputed-1", attributes=own))
    page.goto("/conflicts")
    one = page.locator("article", has_text="disputed-1")
    expect(one).to_contain_text("hq")
    expect(one).to_contain_text("Nothing tells them apart")
    assert axe(page) == []
    shot(page, "conflicts")

    one.get_by_role("button", name="Pin this one").click()
    expect(one).to_have_count(0)
    page.get_by_text("Pinned by people").click()
    expect(one).to_contain_text("A person pinned it.")
    one.get_by_role("button", name="Release").click()
    expect(one).to_have_count(0)


def test_quality_leads_from_a_team_to_what_to_mend(visit, axe, shot):
    page = visit("/quality", **PATIENCE)
    expect(page.get_by_role("heading", name="What lowers it most")).to_be_visible()
    expect(page.locator(".table tbody tr").first).to_be_visible()
    assert axe(page) == []
    shot(page, "quality")
    page.locator(".quality-group").first.click()
    expect(page.locator(".quality-filters li")).to_have_count(1)
    mend = page.get_by_role("link", name="Mend").first
    expect(mend).to_have_attribute("href", re.compile(r"^/cis/.+tab=quality$"))
    page.get_by_role("tab", name="Doubtful relations").click()
    expect(page.get_by_text("A source saw them, nobody declared them")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_sources_fit_a_phone_and_a_screen_reader(visit, axe, shot, scheme):
    language = "zh-CN" if scheme == "dark" else "en-GB"
    page = visit("/sources", size="phone", scheme=scheme, language=language, **PATIENCE)
    for path in PAGES:
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".skeleton, main progress")).to_have_count(0)
        assert wide(page) <= 0, path
        assert axe(page) == [], path
        shot(page, f"sources-phone-{scheme}-{path.strip('/').replace('/', '-')}")


def test_a_viewer_is_offered_nothing_that_they_may_not(visit):
    page = visit("/sources", role="viewer", **PATIENCE)
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    expect(page.get_by_role("link", name="Import", exact=True)).to_have_count(0)
    page.goto("/sources/import")
    expect(page.get_by_text("You may look, not import")).to_be_visible()
