"""What could not be done says why on its page, and is done once more by whoever may decide it."""

import pytest
from django.test import Client

from robot_fixtures import Shelf
from robot_world import NOW, SYSTEM, Note, file_cases
from zhixing.cases.models import Case
from zhixing.foundation import clock
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.queries import actor_for
from zhixing.robot import operations
from zhixing.robot.models import Act, RobotPolicy, Task
from zhixing.robot.operations.approving import approve_tasks

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def failed(wangqing: Court, shelf: Shelf, note: Note) -> Act:
    """An act of the chief's that was approved and could not be done."""
    make_demo_accounts(wangqing, clock.now())
    chief = actor_for(User.objects.get(username="chief"))
    RobotPolicy.objects.create(court=wangqing, working_days_only=False, samples_percent=100)
    (case,) = file_cases(wangqing, 1)
    Case.objects.filter(pk=case.pk).update(officer_id=None)
    operations.prepare(court_id=wangqing.pk, now=NOW, actor=SYSTEM)
    task = Task.objects.get(case=case)
    approve_tasks(task_ids=[task.pk], now=NOW, actor=chief)
    Act.objects.filter(task=task).update(state="failed", words="没有可用的承运方", done_at=None)
    Task.objects.filter(pk=task.pk).update(state="failed")
    return Act.objects.get(task=task)


def test_a_failed_act_is_tried_again_from_its_page(failed: Act) -> None:
    client = Client()
    client.force_login(User.objects.get(username="chief"), backend=BACKEND)
    page = client.get(f"/robot/tasks/{failed.task_id}/").content.decode()
    address = f"/robot/tasks/{failed.task_id}/acts/{failed.pk}/again/"
    assert "没有可用的承运方" in page
    assert f'action="{address}"' in page
    said = client.post(address, follow=True).content.decode()
    failed.refresh_from_db()
    assert (failed.state, "已重新办理" in said, address in said) == ("done", True, False)
    assert "不需要重新办理" in client.post(address, follow=True).content.decode()
