"""A database that another version made is told apart and left as it is."""

import pytest
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from zhixing.config import house


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_house_of_another_version_is_refused_and_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Its own steps are known; a step this version never had stops the command with what to do, changing nothing."""
    owner = connections["owner"]
    assert house.tables_of_another_version(MigrationLoader(owner)) == []
    MigrationRecorder(owner).record_applied("cases", "0099_from_the_future")
    MigrationRecorder(owner).record_applied("otherapp", "0001_initial")
    assert house.tables_of_another_version(MigrationLoader(owner)) == ["cases.0099_from_the_future"]
    with pytest.raises(SystemExit) as stopped:
        house.bring_tables_up_to_date()
    assert stopped.value.code == 2
    assert "cases.0099_from_the_future 等 1 项" in capsys.readouterr().err
