"""An empty database: what a newcomer is shown, and is offered where they may."""

from playwright.sync_api import expect


def test_a_viewer_of_an_empty_database_is_offered_nothing_that_they_may_not(visit, nothing):
    page = visit("/", site=nothing, role="viewer", language="zh-TW")

    expect(page.get_by_role("heading", name="歡迎使用 CMDB")).to_be_visible()
    expect(page.get_by_role("button", name="載入範例環境")).to_have_count(0)
    expect(page.get_by_text("您的角色僅有檢視權限。").first).to_be_visible()


def test_a_newcomer_loads_the_demo_estate_and_sees_it(visit, nothing, axe):
    page = visit("/", site=nothing, role="operator", timeout=60_000)
    expect(page.get_by_role("heading", name="Welcome to the CMDB")).to_be_visible()
    assert axe(page) == []

    page.get_by_role("button", name="Load the demo estate").click()

    loaded = page.get_by_role("heading", name="Services", exact=True)
    expect(loaded).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="在线支付服务")).to_be_visible()
