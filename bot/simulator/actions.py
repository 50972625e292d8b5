"""What does a tap on the simulated phone push to the webhook, and what does it leave on the screen?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import BadRequest
from bot.model import Json
from bot.simulator.conversation_log import Side
from bot.simulator.platform_messages import Messages, Push
from bot.simulator.surroundings import MenuEntry, Scene

LONGEST_TEXT = 2048
"""Characters; the page's input stops there as well."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything an action may need to know."""

    messages: Messages
    visitor: str
    following: bool
    body: Mapping[str, Json]
    scenes: Sequence[Scene]
    menu: Sequence[MenuEntry]

    def text(self, name: str) -> str:
        """Return a text of the body, empty when it is missing.

        Raises:
            BadRequest: it is no text, or too long.
        """
        value = self.body.get(name, "")
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise BadRequest("text_unusable", 400)
        return value.strip()

    def degrees(self, name: str, limit: float) -> float:
        """Return a latitude or longitude of the body.

        Raises:
            BadRequest: it is no number, or beyond the limit.
        """
        value = self.body.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= limit:
            raise BadRequest("place_unusable", 400)
        return float(value)


@dataclass(frozen=True, slots=True)
class Act:
    """A push to deliver, and the line that the phone shows for it."""

    push: Push
    side: Side
    kind: str
    """Empty when the phone shows nothing."""
    content: Mapping[str, Json]
    follows: bool | None = None
    """Whether the visitor follows from now on; None leaves it as it was."""


def _text(situation: Situation) -> Act:
    text = situation.text("text")
    if not text:
        raise BadRequest("text_empty", 400)
    push = situation.messages.text(situation.visitor, text, situation.text("choice_id"))
    return Act(push, "visitor", "text", {"text": text})


def _voice(situation: Situation) -> Act:
    heard = situation.text("text") if situation.body.get("recognised", True) else ""
    push = situation.messages.voice(situation.visitor, heard or None)
    return Act(push, "visitor", "voice", {"text": heard})


def _image(situation: Situation) -> Act:
    return Act(situation.messages.image(situation.visitor), "visitor", "image", {})


def _location(situation: Situation) -> Act:
    latitude, longitude = situation.degrees("latitude", 90), situation.degrees("longitude", 180)
    label = situation.text("label")
    push = situation.messages.location(situation.visitor, latitude, longitude, label)
    point = f"{latitude:.6f}, {longitude:.6f}"
    return Act(push, "visitor", "location", {"label": label or point, "point": point if label else ""})


def _follow(situation: Situation) -> Act:
    return Act(situation.messages.subscribe(situation.visitor), "note", "followed", {}, follows=True)


def _unfollow(situation: Situation) -> Act:
    return Act(situation.messages.unsubscribe(situation.visitor), "note", "unfollowed", {}, follows=False)


def _scan(situation: Situation) -> Act:
    scene = next((scene for scene in situation.scenes if scene.id == situation.text("scene")), None)
    if scene is None:
        raise BadRequest("scene_unknown", 400)
    write = situation.messages.scan if situation.following else situation.messages.subscribe
    return Act(write(situation.visitor, scene.id), "note", "scanned", {"label": scene.label}, follows=True)


def _menu(situation: Situation) -> Act:
    label = situation.text("label")
    entry = next((entry for entry in _flatten(situation.menu) if entry.label == label), None)
    if entry is None or not (entry.key or entry.url):
        raise BadRequest("menu_unknown", 400)
    messages = situation.messages
    push = messages.click(situation.visitor, entry.key) if entry.key else messages.view(situation.visitor, entry.url)
    return Act(push, "note", "menu", {"label": label})


def _flatten(menu: Sequence[MenuEntry]) -> Sequence[MenuEntry]:
    return [entry for button in menu for entry in (button, *button.entries)]


_ACTIONS: Mapping[str, Callable[[Situation], Act]] = {
    "text": _text,
    "voice": _voice,
    "image": _image,
    "location": _location,
    "menu": _menu,
    "unfollow": _unfollow,
    "follow": _follow,
    "scan": _scan,
}
_OPEN_TO_STRANGERS = frozenset({"follow", "scan"})


def perform(situation: Situation) -> Act:
    """Return what the action in the body means.

    Raises:
        BadRequest: there is no such action, it lacks something, or the visitor does not follow the account;
            its text is a key of the page's words.
    """
    name = situation.text("action")
    if name not in _ACTIONS:
        raise BadRequest("action_unknown", 400)
    if not situation.following and name not in _OPEN_TO_STRANGERS:
        raise BadRequest("not_following", 409)
    return _ACTIONS[name](situation)
