"""How does the web side run?"""

from __future__ import annotations

import gc
from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit

import structlog
from flask import Blueprint, Flask
from gunicorn.app.base import BaseApplication

from bot import app
from bot.clock import SystemClock
from bot.conversation.config_files import Button
from bot.errors import KnowledgeError
from bot.logs import set_up_logging
from bot.notices.channels.table import ChannelSettings, build_channels
from bot.pages.health import create_health
from bot.pages.lead_desk import LeadDesk
from bot.pages.public import create_pages
from bot.pages.report_desk import ReportDesk
from bot.pages.ticket_desk import TicketDesk
from bot.pages.view_counter import ViewCounter
from bot.ports import Clock
from bot.settings import Settings
from bot.simulator.pages import create_simulator
from bot.simulator.platform import Platform
from bot.simulator.standins import Keys, StandIns, StandInServer
from bot.simulator.surroundings import MenuEntry, Scene, places_of
from bot.wechat.gate import Gate
from bot.wechat.views import create_webhook

log = structlog.get_logger()


def run_web(settings: Settings) -> None:
    """Serve HTTP under gunicorn until a signal comes; knowledge is loaded once, before the workers fork."""
    set_up_logging(settings)
    knowledge = load_knowledge(settings)
    gc.collect()
    # What is loaded by now is never freed; frozen, its pages stay shared between the workers.
    gc.freeze()
    _Gunicorn(settings, knowledge).run()


def load_knowledge(settings: Settings) -> app.Knowledge:
    """Load what this installation knows, with its own address and channels."""
    channels = frozenset(build_channels(ChannelSettings.read(settings.model_dump()), SystemClock()))
    return app.load_knowledge(
        settings.knowledge_dir, settings.config_dir, settings.public_url, channels, samples=settings.sample
    )


def create_app(settings: Settings, knowledge: app.Knowledge, stores: app.Stores) -> Flask:
    """Return the WSGI application of one worker."""
    clock = SystemClock()
    flask = Flask("bot", static_folder=None)
    gate = Gate(
        token=settings.wechat_token,
        appid=settings.wechat_appid,
        aes_key=settings.wechat_aes_key,
        previous_aes_key=settings.wechat_aes_key_previous,
        mode=settings.wechat_mode,
        clock=clock,
    )
    engine = app.build_engine(settings, stores, knowledge, clock)
    flask.register_blueprint(create_webhook(gate, engine.answer, clock))
    flask.register_blueprint(create_health(knowledge.version, stores.redis.ping, stores.outbox, stores.pipeline, clock))
    desk = LeadDesk(stores.book, stores.unsaved, lambda: knowledge.playbook, lambda: knowledge.catalog, clock)
    tickets = TicketDesk(stores.book, stores.unsaved, stores.pages.proofs, lambda: knowledge.playbook, clock)
    views = ViewCounter(stores.pages.views, clock)
    views.start()
    pages = create_pages(
        lambda: knowledge.catalog,
        lambda: knowledge.playbook,
        clock,
        desk.submit,
        public_url=settings.public_url,
        secret=settings.secret_key,
        take_ticket=tickets.take,
        gatekeeper=stores.pages.gatekeeper,
        views=views,
        pictures=settings.config_dir,
        reports=ReportDesk(stores.pages.reports, stores.book),
    )
    flask.register_blueprint(pages)
    if settings.simulator:
        flask.register_blueprint(_simulator(settings, knowledge, clock))
    return flask


def _simulator(settings: Settings, knowledge: app.Knowledge, clock: Clock) -> Blueprint:
    """Return the phone in the browser, and start the robot that stands in for the staff's group."""
    platform = Platform(
        url=f"http://127.0.0.1:{settings.port}/wechat",
        token=settings.wechat_token,
        appid=settings.wechat_appid,
        aes_key=settings.wechat_aes_key,
        clock=clock,
        mode=settings.wechat_mode,
    )
    stand_ins = StandIns(Keys(wecom=parse_qs(urlsplit(settings.wecom_webhook).query).get("key", [""])[0]), clock)
    StandInServer(stand_ins, settings.simulator_robot_port)
    playbook = knowledge.playbook
    parks = knowledge.catalog.parks.values()
    places = places_of("".join(filter(None, (park.city, park.district, park.town))) for park in parks if park.town)
    scenes = [Scene(name, scene.label) for name, scene in playbook.routing.scenes.items()]
    menu = [_menu_entry(button) for button in playbook.menus.menu]
    return create_simulator(
        platform, lambda: stand_ins.received, scenes, places, menu, account_name=playbook.agency.name
    )


def _menu_entry(button: Button) -> MenuEntry:
    return MenuEntry(button.name, button.key, button.url, tuple(_menu_entry(inner) for inner in button.buttons))


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """Runs workers that share the knowledge loaded before them and open stores of their own."""

    def __init__(self, settings: Settings, knowledge: app.Knowledge) -> None:
        self._settings = settings
        self._knowledge = knowledge
        self._opened = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn's options; gthread survives killed workers and slow clients best."""
        settings = self._settings
        options = {
            "bind": f"{settings.host}:{settings.port}",
            "workers": settings.workers,
            "threads": settings.threads,
            "worker_class": "gthread",
            "timeout": 30,
            "graceful_timeout": 10,
            "keepalive": 5,
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "parkbot",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def reload(self) -> None:
        """Read knowledge/ and config/ again; what is broken is refused and the last good version goes on."""
        try:
            self._knowledge = load_knowledge(self._settings)
            gc.collect()
            gc.freeze()
        except KnowledgeError as fault:
            log.error("knowledge_refused", faults=[str(one) for one in fault.faults])  # noqa: TRY400 - faults say it all
        super().reload()

    def load(self) -> Flask:
        """Build the application inside a worker."""
        stores = self._opened.enter_context(app.open_stores(self._settings))
        return create_app(self._settings, self._knowledge, stores)
