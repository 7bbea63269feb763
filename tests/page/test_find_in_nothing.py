"""Find and the tree over an empty database, which is theirs alone."""

from playwright.sync_api import expect


def test_find_says_where_to_begin(visit, nothing):
    page = visit("/find", site=nothing)

    expect(page.get_by_text("There is no CI yet")).to_be_visible()


def test_the_tree_says_what_will_be_there(visit, nothing):
    page = visit("/tree", site=nothing)

    expect(page.get_by_text("Nothing stands anywhere yet")).to_be_visible()
