"""The application of the API's tests."""

from tests.api.conftest import admin, editor, site, viewer

__all__ = ["admin", "editor", "site", "viewer"]
