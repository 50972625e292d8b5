"""Plays a written dialogue through the running product's webhook, as WeChat would deliver it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot import app
from bot.dialogue_file import Dialogue, Expected, Step
from bot.simulator.platform import Delivery, Push
from tests.support.product import Product

_LINK = re.compile(r"<a\s[^>]*>(.*?)</a>", re.DOTALL)
_NOTHING = "无"


def can_be_played(dialogue: Dialogue) -> bool:
    """Say whether real time is enough: no other day, no waiting, no tap whose words only the session knows."""
    return dialogue.now is None and not any(step.wait_minutes or step.tap for step in dialogue.steps)


@dataclass
class WebhookPlay:
    """One visitor's dialogue over HTTP: words and leads are compared, a draft is nobody's to see from outside."""

    product: Product
    visitor: str
    stores: app.Stores
    last: list[Push] = field(default_factory=list)

    def run(self, dialogue: Dialogue) -> list[str]:
        return [f"第 {number} 步:{what}" for number, step in enumerate(dialogue.steps, 1) for what in self._play(step)]

    def _play(self, step: Step) -> Iterator[str]:
        if not step.repeat:
            self.last = list(self._pushes(step))
        deliveries = [self.product.platform.deliver(push) for push in self.last]
        yield from (delivery.problem for delivery in deliveries if delivery.problem)
        yield from _differences_of_words(step, "\n".join(map(_visible, deliveries)))
        yield from self._differences_of_data(step)

    def _pushes(self, step: Step) -> Iterator[Push]:
        write, who = self.product.platform.messages, self.visitor
        texts = step.burst or ([step.user] if step.user is not None else [])
        yield from (write.text(who, text) for text in texts)
        if step.image:
            yield write.image(who)
        if step.unfollow:
            yield write.unsubscribe(who)
        if step.staff:
            yield write.agent_session(who, {"joined": "create", "left": "close"}[step.staff])
        for words, push in (
            (step.voice, lambda said: write.voice(who, said or None)),
            (step.location, lambda label: write.location(who, 30.6, 104.0, label)),
            (step.menu, lambda key: write.click(who, key)),
            (step.scan, lambda scene: write.scan(who, scene)),
            (step.follow, lambda scene: write.subscribe(who, scene)),
        ):
            if words is not None:
                yield push("" if words == _NOTHING else words)

    def _differences_of_data(self, step: Step) -> Iterator[str]:
        leads = self.stores.book.find_by_visitor(self.visitor)
        if step.leads is not None and len(leads) != step.leads:
            yield f"应该有 {step.leads} 条线索，实际 {len(leads)} 条"
        for slot, value in step.lead.items():
            got = leads[0].request.fields.get(slot) if leads else None
            if _plain(got) != _plain(value):
                yield f"线索的 {slot} 应该是「{value}」，实际是「{got}」"


def _visible(delivery: Delivery) -> str:
    card = f"{delivery.card.title}\n{delivery.card.description}" if delivery.card else ""
    return _LINK.sub(r"\1", delivery.text) + card


def _differences_of_words(step: Step, said: str) -> Iterator[str]:
    expected = Expected(all=[step.reply]) if isinstance(step.reply, str) else step.reply or Expected()
    if step.silent and said:
        yield f"应该不出声，实际说了「{said}」"
    yield from (f"回复里应该有「{words}」，实际是「{said}」" for words in expected.all if words not in said)
    yield from (f"回复里不该有「{words}」，实际是「{said}」" for words in expected.none if words in said)
    if expected.any and not any(words in said for words in expected.any):
        yield f"回复里应该有 {expected.any} 之一，实际是「{said}」"


def _plain(value: object) -> object:
    """Return a value as dialogue files hold it: every scalar as text."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return None if value is None else str(value)
