"""What the environment may say, and what it may not."""

from datetime import timedelta

import pytest

from api.services import services
from cmdb import settings
from cmdb.errors import Invalid


def test_what_is_stale_is_a_matter_of_days():
    assert settings.from_environment({}).stale_days == 30
    assert settings.from_environment({"CMDB_STALE_DAYS": "7"}).stale_days == 7
    served = services(None, None, None, stale_days=7)
    assert served.stale_after == timedelta(days=7)


@pytest.mark.parametrize("said", ["0", "-1", "soon", "P30D", "99999999999", "1.5"])
def test_days_that_are_none_are_refused(said):
    with pytest.raises(Invalid, match="CMDB_STALE_DAYS"):
        settings.from_environment({"CMDB_STALE_DAYS": said})
