"""Mending what dead or hung processes left behind."""

from datetime import datetime, timedelta

from django.db import connection

from zhixing.foundation.sweeps.engine import sweeps
from zhixing.foundation.sweeps.models import SweepRun

WORKER_SILENT_MAX = timedelta(seconds=60)


def close_lost_runs(*, now: datetime) -> list[str]:
    """Close runs that have shown no life for twice their deadline; the names of their sweeps."""
    lost = []
    for run in SweepRun.objects.filter(finished_at=None):
        sweep = sweeps().get(run.name)
        if sweep is None or now - run.alive_at > 2 * sweep.deadline:
            lost.append(run.name)
            SweepRun.objects.filter(pk=run.pk, finished_at=None).update(
                finished_at=now, outcome="lost", error="进程在运行中失去响应"
            )
    return lost


def release_jobs_of_dead_workers(*, now: datetime) -> int:
    """End the jobs whose worker no longer shows life; how many.

    A job is only a bell and its sweep finds the work again, so nothing is lost by ending it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH dead AS (
                SELECT job.id FROM procrastinate_jobs job
                LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
                WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < %s)
                FOR UPDATE OF job SKIP LOCKED
            )
            UPDATE procrastinate_jobs job SET status = 'failed' FROM dead WHERE job.id = dead.id RETURNING job.id
            """,
            [now - WORKER_SILENT_MAX],
        )
        return len(cursor.fetchall())
