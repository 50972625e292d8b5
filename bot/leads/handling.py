"""May a member of staff take, hand on or move this lead, and what then?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.errors import BotError, LeadChanged
from bot.leads.rules import LeadRules
from bot.leads.staff_file import Person
from bot.leads.stages import MOVES, Stage, StageRefused, move
from bot.model import Lead
from bot.pipeline import Pipeline
from bot.ports import LeadBook
from bot.progress import UNANSWERED, Change, Progress

_ERASED = "erased"
_ENDS_OF_FROZEN = (Stage.INVALID, Stage.LOST)
_CLOSED = frozenset({Stage.INVALID, Stage.LOST, Stage.MOVED_IN})
_UNTAKEN = frozenset({Stage.NEW, Stage.ASSIGNED, Stage.POOL})


class LeadRefused(BotError):  # noqa: N818 - says what happened to the wish
    """Raised when staff may not do that with a lead; the text tells them why and what they can do instead."""


@dataclass(frozen=True, slots=True)
class Handling:
    """Everything staff do with a lead, checked before it is written."""

    book: LeadBook
    pipeline: Pipeline
    rules: LeadRules
    channels_of: Callable[[str], Sequence[str]]
    """Channels of a queue."""

    def move(
        self,
        number: str,
        to: str,
        who: str,
        now: datetime,
        *,
        reason: str = "",
        forced: bool = False,
        next_contact: date | None = None,
    ) -> Lead:
        """Move a lead to a stage, named by its id or its label.

        Raises:
            KeyError: no lead has that number.
            LeadRefused: the rules forbid it, or the lead has just been changed.
        """
        lead = self._get(number)
        stage = self.rules.score.stages.find(to)
        if lead.frozen_at and stage not in _ENDS_OF_FROZEN:
            raise self._refusal("frozen", lead)
        reasons = self.rules.score.stages.reasons
        try:
            made = move(
                lead.stage, stage or to, reason, forced, today=now.date(), next_contact=next_contact, reasons=reasons
            )
        except StageRefused as refused:
            raise self._way_refusal(lead, stage, refused) from refused
        progress = replace(_settled(lead.progress, made.after, now), next_contact=made.next_contact)
        change = Change("moved", who, made.after, progress, made.reason, made.forced)
        return self._write(lead, change, now)

    def claim(self, number: str, person: Person, who: str, now: datetime) -> Lead:
        """Give a waiting lead to the person who takes it; taking it twice changes nothing.

        Raises:
            KeyError: no lead has that number.
            LeadRefused: somebody else has it, or it is not to be had.
        """
        lead = self._get(number)
        if lead.frozen_at:
            raise self._refusal("frozen", lead)
        if lead.stage not in _UNTAKEN:
            raise self._refusal("closed" if lead.stage in _CLOSED else "in_work", lead)
        if lead.progress.claimed_at:
            if lead.progress.owner_id == person.id:
                return lead
            raise self._refusal("claimed", lead)
        progress = replace(lead.progress, owner_id=person.id, owner_name=person.name, claimed_at=now)
        try:
            return self.pipeline.change(lead, Change("claimed", who, Stage.ASSIGNED, progress), (), now)
        except LeadChanged as changed:
            raise self._refusal("lost_race", self.book.get(number)) from changed

    def assign(self, number: str, person: Person, who: str, now: datetime) -> Lead:
        """Hand a lead to somebody, who hears of it and has to take it still.

        Raises:
            KeyError: no lead has that number.
            LeadRefused: it is that person's already, or not to be handed on.
        """
        lead = self._get(number)
        if lead.frozen_at:
            raise self._refusal("frozen", lead)
        if lead.stage in _CLOSED:
            raise self._refusal("closed", lead)
        if lead.progress.owner_id == person.id and lead.stage != Stage.NEW:
            raise self._refusal("same_owner", lead)
        stage = Stage.ASSIGNED if lead.stage in _UNTAKEN else lead.stage
        claimed_at = None if stage == Stage.ASSIGNED else lead.progress.claimed_at
        progress = replace(lead.progress, owner_id=person.id, owner_name=person.name, claimed_at=claimed_at)
        return self._write(lead, Change("assigned", who, stage, progress, notice="lead_assigned"), now)

    def _get(self, number: str) -> Lead:
        lead = self.book.get(number)
        if lead.stage == _ERASED:
            raise self._refusal("erased", lead)
        return lead

    def _write(self, lead: Lead, change: Change, now: datetime) -> Lead:
        try:
            return self.pipeline.change(lead, change, self.channels_of(lead.request.queue), now)
        except LeadChanged as changed:
            raise self._refusal("lost_race", self.book.get(lead.number)) from changed

    def _label(self, stage: str) -> str:
        return self.rules.score.stages.label(stage)

    def _refusal(self, key: str, lead: Lead) -> LeadRefused:
        owner = lead.progress.owner_name or _NOBODY
        return LeadRefused(_REFUSALS[key].format(number=lead.number, owner=owner, stage=self._label(lead.stage)))

    def _way_refusal(self, lead: Lead, stage: Stage | None, refused: StageRefused) -> LeadRefused:
        """Return why a lead may not go there, and where it may go or which reasons there are."""
        words = self.rules.score.stages
        if stage is None:
            return LeadRefused(f"{words.refusals[refused.hint]}；可以写：{'、'.join(words.labels.values())}")
        text = (
            f"{lead.number} 从「{self._label(lead.stage)}」到「{self._label(stage)}」：{words.refusals[refused.hint]}"
        )
        if refused.hint == "not_allowed":
            ways = "、".join(words.labels[to] for to in Stage if to in MOVES[Stage(lead.stage)])
            return LeadRefused(f"{text}；可以直接到：{ways or '没有'}")
        listed = words.reasons.get(stage, ())
        is_about_reason = listed and refused.hint in {"reason_needed", "reason_unknown"}
        return LeadRefused(f"{text}：{'、'.join(listed)}" if is_about_reason else text)


def _settled(progress: Progress, after: Stage, now: datetime) -> Progress:
    """Return the progress in another stage: what is answered is due no more, and the pool has no owner."""
    if after in UNANSWERED:
        return progress
    if after is Stage.POOL:
        return Progress(step=progress.step, changes=progress.changes)
    return replace(progress, due_at=None, claimed_at=progress.claimed_at or now)


_NOBODY = "无人"
_REFUSALS: Mapping[str, str] = {
    "erased": "{number} 的客户已要求删除个人信息，只留下不含个人信息的需求供统计，不能再跟进",
    "frozen": "{number} 的客户已撤回同意，请不要再联系；只能改为「无效」或「流失」（写明原因），客户重新同意后才能继续",
    "closed": "{number} 已经是「{stage}」，不能再接单或转派；客户又来了请用 parkbot leads move 加 --force 并写原因",
    "in_work": "{number} 已经在跟进（{stage}，负责人 {owner}）；要换人请用 parkbot leads assign",
    "claimed": "{number} 已由 {owner} 接单；要换人请用 parkbot leads assign",
    "same_owner": "{number} 已经归 {owner} 负责",
    "lost_race": "{number} 刚被别人改过（现在是「{stage}」，负责人 {owner}），这次没有改动；请看过再试",
}
