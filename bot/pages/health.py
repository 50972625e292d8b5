"""Is this installation alive and ready, and how busy is it?"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify

from bot.errors import StoreUnavailable
from bot.ports import Clock, Outbox


def create_health(version: str, ping_redis: Callable[[], None], outbox: Outbox, clock: Clock) -> Blueprint:
    """Return the blueprint of /healthz (the process) and /readyz (what it leans on)."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @blueprint.get("/readyz")
    def readyz() -> tuple[Response, int]:
        redis = _state(ping_redis)
        lag: list[float] = []
        sql = _state(lambda: lag.append(outbox.lag_seconds(clock.now())))
        # Without Redis visitors are still answered, so only SQL decides whether we are ready.
        body = jsonify(knowledge=version, redis=redis, sql=sql, outbox_lag_seconds=round(lag[0], 1) if lag else None)
        return body, 200 if sql == "ok" else 503

    return blueprint


def _state(ask: Callable[[], object]) -> str:
    try:
        ask()
    except StoreUnavailable:
        return "away"
    return "ok"
