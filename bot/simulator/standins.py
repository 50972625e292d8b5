"""What would the staff's group robots have received, and how would they have refused it?"""

from __future__ import annotations

import hmac
import re
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from wsgiref.types import StartResponse, WSGIEnvironment

import orjson
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from bot.model import Json
from bot.notices.channels import dingtalk, feishu
from bot.ports import Clock

_PER_MINUTE = 20
_WINDOW = 60.0
_KEPT = 500
_WECOM_BYTES = 2_048
_DINGTALK_BYTES = 20_000
_FEISHU_BYTES = 20_480
_SIGNATURE_SECONDS = 3_600
_LONGEST_DELAY = 30.0
_POLL = 0.05
"""Seconds until a server notices that it is to stop."""
_TIMESTAMP = re.compile(r"[0-9]{10,13}")


@dataclass(frozen=True, slots=True)
class Received:
    """One message in a staff group."""

    channel: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Keys:
    """What the robots expect of a caller; an empty secret asks for no signature."""

    wecom: str = ""
    dingtalk: str = ""
    dingtalk_secret: str = ""
    feishu: str = ""
    feishu_secret: str = ""


@dataclass(frozen=True, slots=True)
class _Fault:
    status: int
    code: int | None
    html: bool
    delay: float


@dataclass(frozen=True, slots=True)
class _Robot:
    channel: str
    code: str
    """Field of its answer that holds the number."""
    words: str
    """Field that holds the words."""
    too_fast: int
    judge: Callable[[StandIns, Request, Json], tuple[int, str]]
    """Returns (0, text) or the number and words of the refusal."""


class StandIns:
    """A WSGI application that plays the robots of WeCom, DingTalk and Feishu at their own paths."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self.keys = keys
        self.clock = clock
        self._received: deque[Received] = deque(maxlen=_KEPT)
        self._accepted_at: dict[str, deque[float]] = {}
        self._faults: deque[_Fault] = deque()
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request as the robot at that path would."""
        return self._answer(Request(environ))(environ, start_response)

    @property
    def received(self) -> tuple[Received, ...]:
        """Return what came through, oldest first, at most the last 500."""
        with self._lock:
            return tuple(self._received)

    def clear(self) -> None:
        """Forget what came through and when."""
        with self._lock:
            self._received.clear()
            self._accepted_at.clear()

    def fail_next(
        self, count: int = 1, *, status: int = 200, code: int | None = None, html: bool = False, delay: float = 0.0
    ) -> None:
        """Let the next requests go wrong.

        Args:
            count: how many.
            status: HTTP status of the answer.
            code: number in the JSON answer (errcode; code at Feishu); None leaves out the JSON.
            html: answer with a web page, as a gateway in between does.
            delay: seconds to be silent first.
        """
        with self._lock:
            self._faults.extend([_Fault(status, code, html, delay)] * count)

    def close(self) -> None:
        """End all silences."""
        self._closing.set()

    def _answer(self, request: Request) -> Response:
        robot = _robot_at(request.path)
        if robot is None or request.method != "POST":
            return Response("not found", status=404)
        with self._lock:
            fault = self._faults.popleft() if self._faults else None
        if fault:
            return self._fail(robot, fault)
        code, words = robot.judge(self, request, _read_json(request))
        return self._accept(robot, words) if code == 0 else _say(robot, code, words)

    def _fail(self, robot: _Robot, fault: _Fault) -> Response:
        self._closing.wait(min(fault.delay, _LONGEST_DELAY))
        if fault.html:
            return Response("<html><body>502 Bad Gateway</body></html>", status=fault.status, mimetype="text/html")
        if fault.code is None:
            return Response(status=fault.status)
        return _say(robot, fault.code, "scripted", fault.status)

    def _accept(self, robot: _Robot, text: str) -> Response:
        now = self.clock.monotonic()
        with self._lock:
            times = self._accepted_at.setdefault(robot.channel, deque(maxlen=_PER_MINUTE))
            if len(times) == _PER_MINUTE and now - times[0] < _WINDOW:
                return _say(robot, robot.too_fast, "too many messages in a minute")
            times.append(now)
            self._received.append(Received(robot.channel, text, self.clock.now()))
        return _say(robot, 0, "ok")


class StandInServer:
    """The stand-ins on a loopback port of their own, in a thread of this process."""

    def __init__(self, stand_ins: StandIns, port: int = 0) -> None:
        self._stand_ins = stand_ins
        with _listen(port) as listener:
            self._port = int(listener.getsockname()[1])
            self._server: BaseWSGIServer = make_server(
                "127.0.0.1",
                self._port,
                stand_ins,
                threaded=True,
                request_handler=_QuietHandler,
                fd=listener.fileno(),
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL,), name="stand-ins", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Return the base address."""
        return f"http://127.0.0.1:{self._port}"

    def webhooks(self) -> Mapping[str, str]:
        """Return the address of each robot, by channel."""
        keys = self._stand_ins.keys
        return {
            "wecom": f"{self.url}{_WECOM_PATH}?key={keys.wecom}",
            "dingtalk": f"{self.url}{_DINGTALK_PATH}?access_token={keys.dingtalk}",
            "feishu": f"{self.url}{_FEISHU_PATH}{keys.feishu}",
        }

    def close(self) -> None:
        """Stop listening."""
        self._stand_ins.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _listen(port: int) -> socket.socket:
    """Listen on a port that the worker before a reload may still hold."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener


class _QuietHandler(WSGIRequestHandler):
    """Logs nothing: request lines hold keys."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Drop the line."""


def _read_json(request: Request) -> Json:
    if request.mimetype != "application/json":
        return None
    try:
        return orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        return None


def _say(robot: _Robot, code: int, words: str, status: int = 200) -> Response:
    return Response(orjson.dumps({robot.code: code, robot.words: words}), status=status, mimetype="application/json")


def _text_of(body: Json, kind: str, holder: str, field: str) -> str | None:
    """Return the text of a message of the form {kind: "text", holder: {field: text}}."""
    content = body.get(holder) if isinstance(body, dict) and body.get(kind) == "text" else None
    text = content.get(field) if isinstance(content, dict) else None
    return text if isinstance(text, str) else None


def _judge_wecom(stand_ins: StandIns, request: Request, body: Json) -> tuple[int, str]:
    text = _text_of(body, "msgtype", "text", "content")
    if not _matches(request.args.get("key", ""), stand_ins.keys.wecom):
        return 93000, "invalid webhook url"
    if text is None:
        return 40008, "invalid message type"
    if not text:
        return 44004, "text content is empty"
    if len(text.encode()) > _WECOM_BYTES:
        return 40058, "content exceeds max length 2048"
    return 0, text


def _judge_dingtalk(stand_ins: StandIns, request: Request, body: Json) -> tuple[int, str]:
    keys, arguments = stand_ins.keys, request.args
    text = _text_of(body, "msgtype", "text", "content")
    timestamp, given = arguments.get("timestamp", ""), arguments.get("sign", "")
    if not _matches(arguments.get("access_token", ""), keys.dingtalk):
        return 300005, "token is not exist"
    if keys.dingtalk_secret and not (
        _is_fresh(stand_ins.clock, timestamp, 1000) and _matches(given, dingtalk.sign(timestamp, keys.dingtalk_secret))
    ):
        return 310000, "sign not match"
    if not text or len(text.encode()) > _DINGTALK_BYTES:
        return 40035, "missing or too long content"
    return 0, text


def _judge_feishu(stand_ins: StandIns, request: Request, body: Json) -> tuple[int, str]:
    keys = stand_ins.keys
    text = _text_of(body, "msg_type", "content", "text")
    if not _matches(request.path.removeprefix(_FEISHU_PATH), keys.feishu):
        return 19001, "param invalid: incoming webhook access token invalid"
    if text is None or len(request.get_data()) > _FEISHU_BYTES:
        return 9499, "Bad Request"
    timestamp, given = str(body.get("timestamp", "")), str(body.get("sign", ""))
    if keys.feishu_secret and not (
        _is_fresh(stand_ins.clock, timestamp, 1) and _matches(given, feishu.sign(timestamp, keys.feishu_secret))
    ):
        return 19021, "sign match fail or timestamp is not within one hour from current time"
    return 0, text


def _matches(given: str, expected: str) -> bool:
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def _is_fresh(clock: Clock, timestamp: str, per_second: int) -> bool:
    if not _TIMESTAMP.fullmatch(timestamp):
        return False
    return abs(clock.now().timestamp() - int(timestamp) / per_second) <= _SIGNATURE_SECONDS


def _robot_at(path: str) -> _Robot | None:
    return _ROBOTS.get(_FEISHU_PATH if path.startswith(_FEISHU_PATH) else path)


_WECOM_PATH = "/cgi-bin/webhook/send"
_DINGTALK_PATH = "/robot/send"
_FEISHU_PATH = "/open-apis/bot/v2/hook/"


_ROBOTS: Mapping[str, _Robot] = {
    _WECOM_PATH: _Robot("wecom", "errcode", "errmsg", 45009, _judge_wecom),
    _DINGTALK_PATH: _Robot("dingtalk", "errcode", "errmsg", 130101, _judge_dingtalk),
    _FEISHU_PATH: _Robot("feishu", "code", "msg", 11232, _judge_feishu),
}
"""The robots by path; Feishu's key is the rest of its path."""
