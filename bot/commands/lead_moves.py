"""How do staff take leads, hand them on and move them from the command line?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import click

from bot import app
from bot.commands.installation import operator
from bot.leads.handling import Handling, LeadRefused
from bot.leads.score_file import StagesFile
from bot.leads.staff_file import Person, StaffFile
from bot.model import Lead
from bot.privacy import mask
from bot.progress import LeadEvent
from bot.settings import Settings, environment

Done = TypeVar("Done")

_KINDS = {
    "registered": "登记",
    "amended": "客户更正",
    "withdrawn": "客户撤回同意",
    "erased": "删除个人信息",
    "moved": "改阶段",
    "claimed": "接单",
    "assigned": "分配",
    "escalated": "超时处理",
}
_STEPS = {"reminder": "提醒负责人", "next": "转给下一个当班的人", "supervisor": "报主管"}


@dataclass(frozen=True, slots=True)
class _Office:
    """What the commands work with."""

    stores: app.Stores
    handling: Handling
    staff: StaffFile
    stages: StagesFile

    def person(self, text: str) -> Person:
        return find_person(text, self.staff)

    def do(self, what: str, number: str, act: Callable[[], Done]) -> Done:
        """Do something with a lead and note for the audit who was at the keyboard, whatever name was given."""
        try:
            done = act()
        except KeyError:
            raise click.ClickException(f"没有编号 {number} 的线索，用 parkbot leads list 查看编号") from None
        except LeadRefused as refused:
            raise click.ClickException(str(refused)) from None
        self.stores.records.audit.record(operator(), what, app.real_now(), numbers=[number])
        return done

    def say(self, lead: Lead) -> str:
        return f"{lead.number}：{self.stages.label(lead.stage)}，负责人 {lead.progress.owner_name or '无'}"


def find_person(text: str, staff: StaffFile) -> Person:
    """Return the member of staff of an id or name, or tell the operator who there is."""
    found = staff.find(text)
    if found is None:
        known = "、".join(f"{person.id}（{person.name}）" for person in staff.people)
        raise click.ClickException(f"staff.yaml 里没有「{text}」，可以写：{known}")
    return found


@contextmanager
def _open_office() -> Iterator[_Office]:
    settings = Settings.load(environment())
    playbook = app.read_playbook(settings)
    with app.open_stores(settings) as stores:
        handling = Handling(stores.book, stores.pipeline, playbook.rules, playbook.channels_of)
        yield _Office(stores, handling, playbook.rules.staff, playbook.rules.score.stages)


@click.command(help="把线索改到另一个阶段；阶段写中文名或编号，例如 首次联系 或 contacted。")
@click.argument("number", metavar="编号")
@click.argument("stage", metavar="阶段")
@click.option("--reason", default="", help="原因；进入暂缓、公海、无效、流失和强制时必填，可以写成「价格：高了两毛」")
@click.option("--force", is_flag=True, help="强制：不按规定的顺序走，必须写原因")
@click.option("--next-contact", type=click.DateTime(["%Y-%m-%d"]), help="下次联系日期，例如 2027-03-01；暂缓时必填")
@click.option("--by", default="", help="谁改的（staff.yaml 里的编号或名称），默认是当前登录的人")
def move(number: str, stage: str, reason: str, force: bool, next_contact: datetime | None, by: str) -> None:
    """Move a lead to another stage."""
    day: date | None = next_contact.date() if next_contact else None
    with _open_office() as office:
        who = office.person(by).id if by else operator()
        moved = office.do(
            "move",
            number,
            lambda: office.handling.move(
                number, stage, who, app.real_now(), reason=reason, forced=force, next_contact=day
            ),
        )
        click.echo(office.say(moved))


@click.command(help="接单：告诉大家这条线索由谁跟进，不再提醒别人。")
@click.argument("number", metavar="编号")
@click.option("--by", required=True, help="谁接单（staff.yaml 里的编号或名称）")
def claim(number: str, by: str) -> None:
    """Give a waiting lead to whoever takes it."""
    with _open_office() as office:
        person = office.person(by)
        taken = office.do("claim", number, lambda: office.handling.claim(number, person, person.id, app.real_now()))
        click.echo(f"已接单。{office.say(taken)}")


@click.command(help="转派：把线索交给另一位同事，并通知他。")
@click.argument("number", metavar="编号")
@click.argument("staff", metavar="同事")
@click.option("--by", default="", help="谁转派的（staff.yaml 里的编号或名称），默认是当前登录的人")
def assign(number: str, staff: str, by: str) -> None:
    """Hand a lead to somebody else."""
    with _open_office() as office:
        person = office.person(staff)
        who = office.person(by).id if by else operator()
        given = office.do("assign", number, lambda: office.handling.assign(number, person, who, app.real_now()))
        click.echo(f"已转派。{office.say(given)}")


@click.command(help="一条线索的经过：谁在什么时候做了什么。")
@click.argument("number", metavar="编号")
def history(number: str) -> None:
    """Print what happened to a lead, oldest first."""
    with _open_office() as office:
        try:
            events = office.stores.pipeline.history(number)
        except KeyError:
            raise click.ClickException(f"没有编号 {number} 的线索，用 parkbot leads list 查看编号") from None
        for event in events:
            click.echo(f"{event.at:%Y-%m-%d %H:%M}  {'，'.join(_say_event(event, office.stages))}")


def _say_event(event: LeadEvent, stages: StagesFile) -> Iterator[str]:
    yield _KINDS.get(event.kind, event.kind)
    if event.before != event.after:
        yield f"{stages.label(event.before)} → {stages.label(event.after)}"
    if event.kind == "escalated":
        yield _STEPS.get(event.step, event.step)
    if event.forced:
        yield "强制"
    if event.reason:
        yield f"原因：{mask(event.reason)}"
    if event.next_contact:
        yield f"下次联系 {event.next_contact}"
    if event.who:
        yield f"负责人 {event.owner_name or '无'}（{event.who}）"


COMMANDS = (move, claim, assign, history)
