"""How does the webhook answer WeChat over HTTP?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import structlog
from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from bot.errors import BadRequest, place_of
from bot.model import Incoming, Reply
from bot.ports import Clock
from bot.wechat.gate import LARGEST_BODY, Gate, Opened, Query, StaleRequest
from bot.wechat.incoming import parse
from bot.wechat.outgoing import to_xml

Answer: TypeAlias = Callable[[Incoming, float], Reply]
"""Answers a message before a moment of the monotonic clock."""

TIME_TO_ANSWER = 4.0
"""Seconds from arrival; the platform hangs up after 5."""
PATH = "/wechat"

_SUCCESS = "success"
"""The platform's word for: heard, nothing to show, do not send it again."""
_STALE_BEFORE_ALARM = 3

log = structlog.get_logger()


class _ClockWatch:
    """Notices that nothing but stale requests comes in, which means that a clock is wrong."""

    def __init__(self) -> None:
        self._stale = 0

    def note(self, fault: BadRequest | None) -> None:
        if fault is None:
            self._stale = 0
        elif isinstance(fault, StaleRequest):
            self._stale += 1
            if self._stale >= _STALE_BEFORE_ALARM:
                log.error("wechat_clock_differs", reason=f"clock differs by {fault.skew_seconds} s")


class _Webhook:
    def __init__(self, gate: Gate, answer: Answer, clock: Clock) -> None:
        self._gate = gate
        self._answer = answer
        self._clock = clock
        self._clock_watch = _ClockWatch()
        self._methods = {"GET": self._shake_hands, "POST": self._receive}

    def __call__(self) -> Response:
        """Answer any request to the webhook's address."""
        handle = self._methods.get(request.method)
        if handle is None:
            return _empty(405)
        try:
            return handle()
        except BadRequest as fault:
            self._clock_watch.note(fault)
            log.warning("wechat_request_refused", reason=str(fault), status=fault.status)
            return _empty(fault.status)

    def _shake_hands(self) -> Response:
        return _plain(self._gate.check_handshake(_query()))

    def _receive(self) -> Response:
        deadline = self._clock.monotonic() + TIME_TO_ANSWER
        opened = self._gate.open(_query(), _read_body())
        self._clock_watch.note(None)
        xml = self._reply_to(opened, deadline)
        if not xml:
            return _plain(_SUCCESS)
        return Response(xml, mimetype="text/xml")

    def _reply_to(self, opened: Opened, deadline: float) -> str:
        """Return the reply to a genuine request, empty rather than an error: that would show the platform's banner."""
        try:
            incoming = parse(opened.fields)
            reply = self._answer(incoming, deadline)
            xml = to_xml(reply, incoming, int(self._clock.now().timestamp()))
            return self._gate.seal(xml, opened) if xml else ""
        except BadRequest as fault:
            log.warning("wechat_message_unreadable", reason=str(fault))
        except Exception as fault:  # noqa: BLE001 - the last of the three places that may
            log.error("wechat_answer_failed", fault=place_of(fault))  # noqa: TRY400
        return ""


def create_webhook(gate: Gate, answer: Answer, clock: Clock) -> Blueprint:
    """Return the blueprint of /wechat.

    After a good signature the status is always 200, before it 4xx with an empty body.
    https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
    """
    blueprint = Blueprint("wechat", __name__)
    webhook = _Webhook(gate, answer, clock)

    def add_rule(state: BlueprintSetupState) -> None:
        # A rule without methods takes them all, so that Flask never answers one with a page of its own.
        state.app.url_map.add(Rule(PATH, endpoint="wechat.webhook"))
        state.app.view_functions["wechat.webhook"] = webhook

    blueprint.record(add_rule)
    return blueprint


def _query() -> Query:
    return request.args.to_dict(flat=False)


def _read_body() -> bytes:
    """Return the body; its length counts after reading too, because chunked bodies do not say it before."""
    announced = request.content_length or 0
    if announced > LARGEST_BODY:
        raise BadRequest("the body is too large", 413)
    try:
        body: bytes = request.stream.read(LARGEST_BODY + 1)
    except (OSError, HTTPException) as fault:
        raise BadRequest("the body did not arrive", 400) from fault
    if len(body) < announced:
        raise BadRequest("the body did not arrive whole", 400)
    return body


def _plain(text: str) -> Response:
    response = Response(text, mimetype="text/plain")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _empty(status: int) -> Response:
    return Response(status=status, mimetype="text/plain")
