"""Do Redis, the database, the knowledge and the ways to staff work?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.commands.check import find_faults
from bot.commands.checkups.finding import Checkup, Finding, Patient, bad, good, watch
from bot.conversation.playbook import load_playbook
from bot.errors import DeliveryError, KnowledgeError, StoreUnavailable
from bot.notices.channel import Channel, Rendered
from bot.notices.channels.table import ChannelSettings, build_channels
from bot.stores.redis_condition import read_options

_SHOWN = 3
_LATE_SECONDS = 300
_TEST = Rendered("Parkbot 测试通知", "Parkbot 测试通知：收到说明这个渠道能用，不用处理。")


def check_redis(patient: Patient) -> Iterator[Finding]:
    """Ask whether Redis answers, and whether it keeps what it is given."""
    try:
        options = read_options(patient.stores.redis)
    except StoreUnavailable as fault:
        yield bad(
            f"Redis 连不上（{fault}）",
            "请检查服务是否在运行、PARKBOT_REDIS_URL 和密码是否正确；恢复之前会话暂存在数据库",
        )
        return
    yield good("Redis 已连上")
    if not options:
        yield watch(
            "看不到 Redis 的设置（CONFIG 不让用）", "请在它的后台确认开了 AOF（appendonly），淘汰策略是 noeviction"
        )
    if options and options.get("appendonly") != "yes":
        yield watch("Redis 没有开 AOF", "重启会丢进行中的对话；请设 appendonly yes")
    if options and options.get("maxmemory-policy") != "noeviction":
        yield watch(
            f"Redis 的淘汰策略是 {options.get('maxmemory-policy')}",
            "内存满了会丢会话；请设 maxmemory-policy noeviction",
        )


def check_sql(patient: Patient) -> Iterator[Finding]:
    """Ask whether the database answers and is of this release."""
    try:
        fits = patient.stores.records.condition.is_up_to_date()
    except StoreUnavailable as fault:
        yield bad(
            f"数据库连不上（{fault}）",
            "请检查服务是否在运行、PARKBOT_DATABASE_URL 和密码是否正确；文件坏了请从备份恢复",
        )
        return
    yield good("数据库已连上，结构是这一版的") if fits else bad("数据库结构不是这一版的", "请运行 parkbot db upgrade")


def check_knowledge(patient: Patient) -> Iterator[Finding]:
    """Run what `parkbot check` runs."""
    settings = patient.settings
    faults = find_faults(settings.knowledge_dir, settings.config_dir, samples=settings.sample)
    for fault in faults[:_SHOWN]:
        yield bad(f"内容有错：{str(fault).rstrip('。')}", "")
    if len(faults) > _SHOWN:
        yield bad(f"内容还有 {len(faults) - _SHOWN} 处错", "请运行 parkbot check 看全部")
    if not faults:
        yield good("知识库和配置没有问题")


def check_channels(patient: Patient) -> Iterator[Finding]:
    """Look which ways to staff are set up, and try them on wish."""
    channels = build_channels(ChannelSettings.read(patient.settings.model_dump()), patient.clock)
    real = {name: channel for name, channel in channels.items() if name != "log"}
    if not real:
        yield watch("通知只写日志，没有人会收到", "请设 PARKBOT_WECOM_WEBHOOK，或钉钉、飞书、邮件之一")
    yield from _unused(patient, real)
    for name, channel in real.items():
        yield _try(channel) if patient.sends else good(f"通知渠道 {name} 已设置，加 --send 可以发一条测试通知")


def _unused(patient: Patient, real: dict[str, Channel]) -> Iterator[Finding]:
    """Yield channels that are set up but named by no queue."""
    try:
        queues = load_playbook(patient.settings.config_dir, channels=frozenset({*real, "log"})).routing.queues
    except KnowledgeError:
        # Said by the check of the content.
        return
    named = {channel for queue in queues.values() for channel in queue.channels}
    for name in sorted(set(real) - named):
        yield watch(f"通知渠道 {name} 已设置，但没有队列用它", "请写进 config/routing.yaml 的 queues，或删掉它的设置")


def _try(channel: Channel) -> Finding:
    try:
        channel.send(_TEST)
    except DeliveryError as fault:
        return bad(f"通知渠道 {channel.name} 发不出去（{fault}）", "请检查它的地址、密钥和网络")
    return good(f"通知渠道 {channel.name} 已发出一条测试通知，请看看收到没有")


def check_backlog(patient: Patient) -> Iterator[Finding]:
    """Count what waits or was given up."""
    waiting = patient.stores.records.spool.count()
    if waiting:
        yield watch(f"有 {waiting} 条线索或工单暂存在磁盘，还没进数据库", "数据库恢复后会自动补上；一直不动请看日志")
    lag = patient.stores.outbox.lag_seconds(patient.clock.now())
    if lag > _LATE_SECONDS:
        yield bad(f"最早的一条通知已经等了 {int(lag // 60)} 分钟", "请看 parkbot relay 是否在运行、渠道是否发得出去")
    lost = patient.stores.records.condition.count_given_up()
    if lost:
        counts = "、".join(f"{name} {count} 条" for name, count in lost.items())
        yield watch(f"多次失败、不再发送的通知：{counts}", "请改好渠道的设置；线索都在，用 parkbot leads list 查看")
    overdue = patient.stores.pipeline.count_overdue(patient.clock.now())
    if overdue:
        yield watch(f"有 {overdue} 条线索过了答应的时间还没联系", "请运行 parkbot leads list --overdue")
    if not (waiting or lost or lag > _LATE_SECONDS):
        yield good("没有积压的通知，没有暂存的线索")


def guarded(check: Checkup) -> Callable[[Patient], list[Finding]]:
    """Return the check; a store that does not answer is left to the check that is about it."""

    def run(patient: Patient) -> list[Finding]:
        try:
            return list(check(patient))
        except StoreUnavailable:
            return []

    return run


SERVICES: tuple[Checkup, ...] = (check_redis, check_sql, check_backlog, check_channels)
