"""How is the product started?"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import requests

from bot.commands.demo_secrets import demo_environment
from bot.commands.folders import sample_stock
from bot.preparing import prepare
from bot.settings import PREFIX, ROOT, Settings, environment
from bot.stores.embedded import EmbeddedRedis
from bot.supervisor import Child, Supervisor


@click.command(help="在本机试用：自带 Redis、SQLite、模拟手机，不需要公众号。")
@click.option("--port", default=8000, show_default=True, help="网页和 webhook 的端口")
def demo(port: int) -> None:
    """Run everything on embedded parts, with the simulator."""
    _refuse_taken_port(port)
    env = demo_environment(environment(), port, _free_port())
    settings = Settings.load(env)
    click.echo("正在启动（几秒钟）…")
    code = _supervise(settings, env, _announce_demo)
    sys.exit(code)


@click.command(help="正式运行：webhook、网页和通知发送。")
@click.option("--port", type=int, help="端口，默认取 PARKBOT_PORT 或 8000")
@click.option("--workers", type=int, help="进程数")
@click.option("--threads", type=int, help="每个进程的线程数")
@sample_stock
@click.option("--no-relay", is_flag=True, help="不在后台发送员工通知（另行运行 parkbot relay）")
def serve(port: int | None, workers: int | None, threads: int | None, sample: bool, no_relay: bool) -> None:
    """Run the web side and the relay."""
    given = {"PORT": port, "WORKERS": workers, "THREADS": threads, "SAMPLE": "true" if sample else ""}
    env = {**environment(), **{f"{PREFIX}{name}": str(value) for name, value in given.items() if value}}
    sys.exit(_supervise(Settings.load(env), env, _announce_service, with_relay=not no_relay))


def _supervise(
    settings: Settings, env: Mapping[str, str], announce: Callable[[Settings], None], *, with_relay: bool = True
) -> int:
    env = dict(env)
    embedded = None
    if not settings.redis_url:
        embedded = EmbeddedRedis(settings.data_dir)
        env[f"{PREFIX}REDIS_URL"] = embedded.start()
    try:
        settings = Settings.load(env)
        prepare(settings)
        children = [Child(["web"], is_main=True)] + ([Child(["relay"])] if with_relay else [])
        return Supervisor(children, env, lambda: _answers(settings), lambda: announce(settings)).run()
    finally:
        if embedded:
            embedded.stop()


def _answers(settings: Settings) -> bool:
    try:
        return requests.get(f"http://{settings.host}:{settings.port}/healthz", timeout=1).ok
    except requests.RequestException:
        return False


def _announce_service(settings: Settings) -> None:
    click.echo(f"已启动，运行状态 http://{settings.host}:{settings.port}/readyz")


def _announce_demo(settings: Settings) -> None:
    base = f"http://127.0.0.1:{settings.port}"
    click.echo(
        f"\n  模拟手机  {base}/simulator/\n  园区网页  {base}/parks\n  运行状态  {base}/readyz\n"
        f"  webhook   {base}/wechat（安全模式）\n  数据目录  {_short(settings.data_dir)}\n\n  按 Ctrl-C 结束。\n"
    )


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(f"端口 {port} 已被占用，请换一个：make demo PORT=8001") from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


COMMANDS = (demo, serve)
