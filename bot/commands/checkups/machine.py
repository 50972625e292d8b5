"""Are settings, disk, clock and port fit for running?"""

from __future__ import annotations

import json
import shutil
import socket
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import requests

from bot.commands.checkups.finding import Finding, SettingsCheckup, bad, good, watch
from bot.commands.demo_secrets import FILE as DEMO_FILE
from bot.ports import Clock
from bot.settings import PREFIX, Settings

_SHORTEST_SECRET = 16
_MB = 1_000_000
_LITTLE, _LEAST = 2_000 * _MB, 300 * _MB
_OTHERS = 0o007
_SOURCE = Path(__file__)
_SECONDS = 2.0
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def check_secrets(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Look for secrets of a demonstration, short ones and modes that are for trying out."""
    del clock
    faults = [*_demo_secrets(settings), *_weak_settings(settings)]
    yield from faults or [good("密钥都已设置，不是演示用的")]


def _demo_secrets(settings: Settings) -> Iterator[Finding]:
    try:
        known = json.loads((settings.data_dir / DEMO_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    same = [f"{PREFIX}{name}" for name, value in known.items() if getattr(settings, name.lower(), None) == value]
    if same and not settings.simulator:
        yield bad(f"正式设置里用着演示生成的密钥：{'、'.join(same)}", "请换成自己的，并换一个数据目录")


def _weak_settings(settings: Settings) -> Iterator[Finding]:
    if len(settings.secret_key) < _SHORTEST_SECRET:
        yield watch(
            "PARKBOT_SECRET_KEY 太短", f"请用 {_SHORTEST_SECRET} 位以上的随机字符；已有线索后再换，老访客会认不出来"
        )
    if settings.wechat_mode == "plain":
        yield watch("消息用的是明文模式", "试好以后请在公众平台选「安全模式」，并设 PARKBOT_WECHAT_AES_KEY")
    if settings.sample:
        yield watch("正在用虚构的示例房源", "正式运行请去掉 PARKBOT_SAMPLE 和 --sample")
    if settings.simulator:
        yield bad("模拟手机开着，谁都能冒充访客", "正式运行请去掉 PARKBOT_SIMULATOR")


def check_data_dir(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Try to write, and look how much room is left and who else may read."""
    del clock
    folder = settings.data_dir
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"parkbot")
            probe.flush()
        free, mode = shutil.disk_usage(folder).free, folder.stat().st_mode
    except OSError as fault:
        yield bad(
            f"数据目录 {folder} 写不了（{fault.strerror}）",
            "请建好目录并交给运行服务的用户：chown parkbot，或改 PARKBOT_DATA_DIR",
        )
        return
    yield (
        good(f"数据目录 {folder} 可以写")
        if not mode & _OTHERS
        else watch(f"数据目录 {folder} 别的用户也能进", f"里面有客户资料，请运行 chmod 700 {folder}")
    )
    yield from _room(free)


def _room(free: int) -> Iterator[Finding]:
    said = f"磁盘还剩 {free // _MB} MB"
    if free < _LEAST:
        yield bad(said, "线索可能存不下，请马上清理或扩容")
    elif free < _LITTLE:
        yield watch(said, "请清理或扩容")
    else:
        yield good(said)


def check_clock(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Look whether the clock can be right; how far it is off cannot be told without the network."""
    del settings
    now = clock.now()
    changed = _SOURCE.stat().st_mtime
    if now.timestamp() < changed - timedelta(days=1).total_seconds():
        yield bad(f"时钟是 {now:%Y-%m-%d %H:%M}，比程序文件还早", "请校准时间：timedatectl set-ntp true")
        return
    yield good(
        f"时钟是北京时间 {now:%Y-%m-%d %H:%M}；误差离线查不了，"
        "请用 timedatectl 看是否已同步（差 5 分钟，微信的消息就会被拒绝）"
    )


def check_public_url(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Look whether visitors can reach the pages safely."""
    del clock
    url = urlsplit(settings.public_url)
    if not settings.public_url:
        yield watch("没有设 PARKBOT_PUBLIC_URL", "回复里不会有网页、选址报告和隐私说明的链接；请设成 https://你的域名")
    elif url.hostname in _LOOPBACK:
        yield watch(
            f"PARKBOT_PUBLIC_URL 是本机地址 {settings.public_url}", "访客打不开；正式运行请设成 https://你的域名"
        )
    elif url.scheme != "https":
        yield bad(
            f"PARKBOT_PUBLIC_URL 不是 https（{settings.public_url}）", "表单里有姓名电话，请配好证书再改成 https://"
        )
    else:
        yield good(f"网页地址 {settings.public_url}")


def check_port(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Look whether the port is free, or held by this product."""
    del clock
    place = f"{settings.host}:{settings.port}"
    try:
        answer = requests.get(f"http://{place}/healthz", timeout=_SECONDS)
        runs = answer.ok and answer.json().get("status") == "ok"
    except (requests.ConnectionError, ValueError, AttributeError):
        runs = False
    except requests.RequestException:
        yield bad(f"端口 {place} 有程序占着，但不回答", "请查是谁在用：ss -ltnp，或换 PARKBOT_PORT")
        return
    if runs:
        yield good(f"端口 {place} 上服务正在运行")
    elif _is_free(settings):
        yield good(f"端口 {place} 空着，服务还没有启动")
    else:
        yield bad(f"端口 {place} 被别的程序占用", "请查是谁在用：ss -ltnp，或换 PARKBOT_PORT")


def _is_free(settings: Settings) -> bool:
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError:
        return False
    return True


MACHINE: tuple[SettingsCheckup, ...] = (check_secrets, check_public_url, check_data_dir, check_clock, check_port)
