"""Addresses for machines: alive, ready, metrics."""

import hmac
from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from zhixing.foundation import clock
from zhixing.foundation.home import home
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.sweeps.queries import count_dead_letters, states
from zhixing.web import health

LOCAL = {"127.0.0.1", "::1"}


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers; 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ready": False, "database": "unreachable"}, status=503)
    return JsonResponse({"ready": True})


def is_trusted(request: HttpRequest) -> bool:
    """A machine on this host without a proxy between, or one that knows the token in `keys/metrics-token`."""
    if request.META.get("REMOTE_ADDR") in LOCAL and "X-Forwarded-For" not in request.headers:
        return True
    token = home().keys / "metrics-token"
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return token.exists() and hmac.compare_digest(given, token.read_bytes().strip())


class HouseCollector:
    """Gauges read from the database, so that every console process reports the same."""

    def collect(self) -> Iterator[Metric]:
        """One query for the signs of life, one for the sweeps, one for the dead letters."""
        now = clock.real_now()
        with every_court_visible():
            found = health.vitals()
            sweeps = states(now=now)
            dead = count_dead_letters()
        yield GaugeMetricFamily(
            "zhixing_facts_unsealed", "Facts not yet in a sealed batch", found.facts_unsealed
        )
        yield GaugeMetricFamily("zhixing_seals", "Sealed batches", found.seals)
        yield GaugeMetricFamily("zhixing_jobs_waiting", "Bells waiting or ringing", found.jobs_waiting)
        yield GaugeMetricFamily("zhixing_dead_letters", "Pieces of work left for a person", dead)
        yield GaugeMetricFamily("zhixing_database_bytes", "Size of the database", found.bytes)
        silent = (now - found.worker_seen_at).total_seconds() if found.worker_seen_at else -1
        yield GaugeMetricFamily(
            "zhixing_worker_silent_seconds", "Since the worker's last sign; -1: never", silent
        )
        overdue = GaugeMetricFamily("zhixing_sweep_overdue", "Whether a sweep is overdue", labels=["sweep"])
        age = GaugeMetricFamily(
            "zhixing_sweep_age_seconds", "Since the last start of a sweep", labels=["sweep"]
        )
        for state in sweeps:
            overdue.add_metric([state.name], int(state.is_overdue))
            if state.last_started:
                age.add_metric([state.name], (now - state.last_started).total_seconds())
        yield overdue
        yield age


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics; for this host or with the token."""
    if not is_trusted(request):
        return HttpResponseForbidden("metrics: local or with token only\n", content_type="text/plain")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(HouseCollector())
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")
