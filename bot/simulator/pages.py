"""How does a browser play a visitor's phone, and what would staff receive meanwhile?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from bot.errors import BadRequest
from bot.model import Json
from bot.simulator.actions import LONGEST_TEXT, Act, Situation, perform
from bot.simulator.conversation_log import ConversationLog
from bot.simulator.platform import ATTEMPTS, Delivery, Platform
from bot.simulator.standins import Received
from bot.simulator.surroundings import MenuEntry, Place, Scene

StaffNotices = Callable[[], Sequence[Received]]
"""Returns what staff have received so far, oldest first."""

_OPENID = re.compile(r"o[A-Za-z0-9_-]{27}")
_LARGEST_BODY = 16 * 1024
_NOTICES_SHOWN = 50
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class _Simulator:
    platform: Platform
    staff_notices: StaffNotices
    scenes: Sequence[Scene]
    places: Sequence[Place]
    menu: Sequence[MenuEntry]
    account_name: str
    log: ConversationLog

    def show_page(self) -> str:
        """Return the page; everything on it that changes comes later from `show_state`."""
        return render_template(
            "simulator/page.html",
            account=self.account_name,
            mode=self.platform.mode,
            scenes=self.scenes,
            places=self.places,
            menu=self.menu,
            longest_text=LONGEST_TEXT,
            most_attempts=ATTEMPTS,
        )

    def show_state(self, openid: str) -> ResponseReturnValue:
        """Return what is new on a visitor's phone since the entry that the page saw last, and staff's notices."""
        after = request.args.get("after", default=0, type=int)
        return jsonify(
            newest=self.log.newest_number(openid),
            following=self.log.is_following(openid),
            entries=[asdict(entry) for entry in self.log.since(openid, after)],
            delivery=self.log.facts(openid),
            notices=[_to_json(notice) for notice in self.staff_notices()[-_NOTICES_SHOWN:]],
        )

    def take_action(self, openid: str) -> ResponseReturnValue:
        """Deliver what the visitor did, wait for the outcome, and return the new state."""
        request.max_content_length = _LARGEST_BODY
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise BadRequest("action_unknown", 400)
        situation = self._situation(openid, body)
        self._carry_out(situation, perform(situation), situation.text("nonce"))
        return self.show_state(openid)

    def _situation(self, openid: str, body: Mapping[str, Json]) -> Situation:
        following = self.log.is_following(openid)
        return Situation(self.platform.messages, openid, following, body, self.scenes, self.menu)

    def _carry_out(self, situation: Situation, act: Act, nonce: str) -> None:
        visitor = situation.visitor
        if act.follows is not None:
            self.log.set_following(visitor, act.follows)
        self.log.add(visitor, act.side, act.kind, act.content, nonce)
        delivery = self.platform.deliver(act.push)
        self.log.set_facts(visitor, _facts(situation.text("action"), self.platform.mode, delivery))
        self._show(visitor, delivery)

    def _show(self, visitor: str, delivery: Delivery) -> None:
        # Who has left sees nothing any more, whatever the webhook answered.
        if not self.log.is_following(visitor):
            return
        if delivery.problem:
            self.log.add(visitor, "note", "failed", {})
        elif delivery.card:
            self.log.add(visitor, "account", "card", asdict(delivery.card))
        elif delivery.text:
            self.log.add(visitor, "account", "text", {"text": delivery.text})


def _facts(action: str, mode: str, delivery: Delivery) -> Mapping[str, Json]:
    return {
        "action": action,
        "mode": mode,
        "outcome": _outcome(delivery),
        "attempts": delivery.attempts,
        "milliseconds": round(delivery.elapsed * 1000),
        "status": delivery.status,
        "problem": delivery.problem,
    }


def _outcome(delivery: Delivery) -> str:
    if delivery.problem:
        return "failed"
    if delivery.card:
        return "card"
    return "text" if delivery.text else "silent"


def _to_json(notice: Received) -> Mapping[str, Json]:
    return {"channel": notice.channel, "text": notice.text, "at": int(notice.at.timestamp() * 1000)}


def _protect(response: Response) -> Response:
    response.headers.extend(_HEADERS)
    if request.endpoint != "simulator.static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _check_openid(_endpoint: str | None, values: dict[str, Json] | None) -> None:
    if values and "openid" in values and not _OPENID.fullmatch(values["openid"]):
        raise BadRequest("visitor_unknown", 404)


def _refuse(fault: BadRequest) -> ResponseReturnValue:
    return jsonify(error=str(fault)), fault.status


def create_simulator(
    platform: Platform,
    staff_notices: StaffNotices,
    scenes: Sequence[Scene] = (),
    places: Sequence[Place] = (),
    menu: Sequence[MenuEntry] = (),
    *,
    account_name: str,
) -> Blueprint:
    """Return the blueprint of /simulator/, for demo and tests: anybody who reaches it may play a visitor."""
    log = ConversationLog(platform.clock)
    simulator = _Simulator(platform, staff_notices, scenes, places, menu, account_name, log)
    blueprint = Blueprint(
        "simulator", __name__, url_prefix="/simulator", static_folder="static", template_folder="templates"
    )
    blueprint.url_value_preprocessor(_check_openid)
    blueprint.register_error_handler(BadRequest, _refuse)
    blueprint.after_request(_protect)
    visitor = "/api/visitors/<openid>"
    blueprint.add_url_rule("/", "page", simulator.show_page)
    blueprint.add_url_rule(visitor, "state", simulator.show_state)
    blueprint.add_url_rule(f"{visitor}/actions", "actions", simulator.take_action, methods=["POST"])
    return blueprint
