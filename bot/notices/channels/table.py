"""Which channels are there, and which of them are set up?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from bot.notices.channel import Channel
from bot.notices.channels.dingtalk import DingTalkRobot
from bot.notices.channels.feishu import FeishuRobot
from bot.notices.channels.log import LogChannel
from bot.notices.channels.mail import MailAccount, MailChannel, Security
from bot.notices.channels.wecom import WeComRobot
from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What the channels need to know; an empty address means that a channel is not used."""

    wecom_webhook: str = field(default="", repr=False)
    dingtalk_webhook: str = field(default="", repr=False)
    dingtalk_secret: str = field(default="", repr=False)
    feishu_webhook: str = field(default="", repr=False)
    feishu_secret: str = field(default="", repr=False)
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_security: Security = "ssl"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = ""
    mail_to: str = ""
    """Addresses, separated by commas."""

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Self:
        """Return the part of all settings that channels need."""
        return cls(**{entry.name: settings[entry.name] for entry in fields(cls) if entry.name in settings})


def build_channels(settings: ChannelSettings, clock: Clock) -> dict[str, Channel]:
    """Return the channels that are set up, by name; the log always is."""
    built = {name: build(settings, clock) for name, build in CHANNELS.items()}
    return {name: channel for name, channel in built.items() if channel}


def _wecom(settings: ChannelSettings, _: Clock) -> Channel | None:
    return WeComRobot(settings.wecom_webhook) if settings.wecom_webhook else None


def _dingtalk(settings: ChannelSettings, clock: Clock) -> Channel | None:
    webhook = settings.dingtalk_webhook
    return DingTalkRobot(webhook, settings.dingtalk_secret, clock) if webhook else None


def _feishu(settings: ChannelSettings, clock: Clock) -> Channel | None:
    webhook = settings.feishu_webhook
    return FeishuRobot(webhook, settings.feishu_secret, clock) if webhook else None


def _mail(settings: ChannelSettings, _: Clock) -> Channel | None:
    recipients = tuple(address.strip() for address in settings.mail_to.split(",") if address.strip())
    if not settings.smtp_host or not recipients:
        return None
    sender = settings.mail_from or settings.smtp_user
    return MailChannel(
        MailAccount(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_security,
            settings.smtp_user,
            settings.smtp_password,
            sender,
            recipients,
        )
    )


def _log(_: ChannelSettings, __: Clock) -> Channel | None:
    return LogChannel()


CHANNELS: Mapping[str, Callable[[ChannelSettings, Clock], Channel | None]] = {
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
    "mail": _mail,
    "log": _log,
}
"""Every channel that routing may name; a new one is a file beside this one and a line here."""
