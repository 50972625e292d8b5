"""Is this installation alive and ready, and how busy is it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, jsonify

from bot.errors import StoreUnavailable
from bot.pipeline import Pipeline
from bot.ports import Clock, Outbox


def create_health(
    version: str, ping_redis: Callable[[], None], outbox: Outbox, pipeline: Pipeline, clock: Clock
) -> Blueprint:
    """Return the blueprint of /healthz (the process) and /readyz (what it leans on)."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @blueprint.get("/readyz")
    def readyz() -> tuple[Response, int]:
        redis = _state(ping_redis)
        seen: dict[str, float] = {}
        sql = _state(lambda: seen.update(_backlog(outbox, pipeline, clock.now())))
        # Without Redis visitors are still answered, so only SQL decides whether we are ready.
        body = jsonify(
            knowledge=version,
            redis=redis,
            sql=sql,
            outbox_lag_seconds=seen.get("lag"),
            overdue_promises=seen.get("overdue"),
        )
        return body, 200 if sql == "ok" else 503

    return blueprint


def _backlog(outbox: Outbox, pipeline: Pipeline, now: datetime) -> dict[str, float]:
    """Return what waits for staff: for operators to see, no reason to take the installation out of service."""
    return {"lag": round(outbox.lag_seconds(now), 1), "overdue": pipeline.count_overdue(now)}


def _state(ask: Callable[[], object]) -> str:
    try:
        ask()
    except StoreUnavailable:
        return "away"
    return "ok"
