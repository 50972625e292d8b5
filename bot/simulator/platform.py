"""What would WeChat do with our webhook: how does it call, wait, try again and judge the reply?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import requests

from bot.model import Card
from bot.ports import Clock
from bot.simulator.platform_envelope import Envelope, UnacceptableReply, sign
from bot.simulator.platform_messages import Messages, Push, to_elements
from bot.simulator.platform_replies import read_reply

Mode: TypeAlias = Literal["safe", "plain", "compat"]

PATIENCE = 5.0
"""Seconds until the platform hangs up and tries again."""
ATTEMPTS = 3

_HEADERS = {"User-Agent": "Mozilla/4.0", "Accept": "*/*", "Content-Type": "text/xml", "Connection": "close"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one push; no text, no card and no problem is silence."""

    text: str = ""
    card: Card | None = None
    attempts: int = 1
    elapsed: float = 0.0
    """Seconds from the first attempt to the end of the last."""
    status: int = 0
    """HTTP status of the last attempt; 0 when there was no answer."""
    problem: str = ""
    """Why the visitor would see 「该公众号提供的服务出现故障」, for operations people; empty when all is well."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """One delivery, ready to be posted; tests change single parts of it."""

    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Platform:
    """Plays the platform's side of one account's webhook.

    https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
    """

    url: str
    token: str
    appid: str
    aes_key: str
    clock: Clock
    mode: Mode = "safe"
    account: str = "gh_0123456789ab"
    patience: float = PATIENCE

    @property
    def messages(self) -> Messages:
        """Return the writer of this account's messages and events."""
        return Messages(self.account, self.clock)

    @property
    def envelope(self) -> Envelope:
        """Return the encryption of this account."""
        return Envelope(self.token, self.appid, self.aes_key)

    def deliver(self, push: Push) -> Delivery:
        """Deliver a push as the platform does: at most three times, until something acceptable comes back in time."""
        start = self.clock.monotonic()
        delivery = self.deliver_once(push)
        for attempt in range(2, ATTEMPTS + 1):
            if delivery.status == requests.codes.ok:
                break
            delivery = replace(self.deliver_once(push), attempts=attempt)
        return replace(delivery, elapsed=self.clock.monotonic() - start)

    def deliver_once(self, push: Push) -> Delivery:
        """Deliver a push a single time, with a fresh timestamp and nonce."""
        start = self.clock.monotonic()
        try:
            response = self.post(self.signed(push))
        except requests.RequestException as fault:
            waited = self.clock.monotonic() - start
            return Delivery(elapsed=waited, problem=f"没有收到回复:{type(fault).__name__}")
        elapsed = self.clock.monotonic() - start
        if elapsed > self.patience:
            return Delivery(elapsed=elapsed, problem=f"{self.patience:g} 秒内没有收到完整的回复")
        return replace(self._judge(push, response), elapsed=elapsed, status=response.status_code)

    def shake_hands(self, echo: str = "5908723459087234590") -> str:
        """Verify the address as the console does when it is saved; return what is wrong, empty when all is well."""
        query = {**self._signed_query(), "echostr": echo}
        try:
            with _new_session() as session:
                response = session.get(self.url, params=query, timeout=self.patience, allow_redirects=False)
        except requests.RequestException as fault:
            return f"请求 URL 超时或连不上:{type(fault).__name__}"
        if response.status_code != requests.codes.ok:
            return f"HTTP 状态 {response.status_code},Token 是否一致?"
        return "" if response.content == echo.encode() else "没有原样返回 echostr"

    def signed(self, push: Push) -> SignedRequest:
        """Sign a push, and encrypt it unless the account is in plain mode."""
        query = {**self._signed_query(), "openid": push.visitor}
        if self.mode == "plain":
            return SignedRequest(query, push.xml.encode())
        encrypted = self.envelope.encrypt(push.xml.encode())
        query["encrypt_type"] = "aes"
        query["msg_signature"] = sign(self.token, query["timestamp"], query["nonce"], encrypted)
        clear = push.xml.removeprefix("<xml>").removesuffix("</xml>") if self.mode == "compat" else ""
        outer = {"Encrypt": encrypted} if clear else {"ToUserName": self.account, "Encrypt": encrypted}
        return SignedRequest(query, f"<xml>{clear}{to_elements(outer)}</xml>".encode())

    def post(self, request: SignedRequest) -> requests.Response:
        """Post a request on a connection of its own.

        Raises:
            requests.RequestException: no answer in time, or no connection.
        """
        with _new_session() as session:
            return session.post(
                self.url, params=request.query, data=request.body, timeout=self.patience, allow_redirects=False
            )

    def _signed_query(self) -> dict[str, str]:
        timestamp = str(int(self.clock.now().timestamp()))
        nonce = str(10**8 + secrets.randbelow(10**10))
        return {"signature": sign(self.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}

    def _judge(self, push: Push, response: requests.Response) -> Delivery:
        if response.status_code != requests.codes.ok:
            return Delivery(problem=f"HTTP 状态 {response.status_code}")
        envelope = None if self.mode == "plain" else self.envelope
        try:
            shown = read_reply(response.content, push.visitor, self.account, envelope)
        except UnacceptableReply as fault:
            return Delivery(problem=str(fault))
        return Delivery(text=shown.text, card=shown.card)


def _new_session() -> requests.Session:
    session = requests.Session()
    session.headers.update(_HEADERS)
    # Proxies of the environment would carry visitors' words away from the machine.
    session.trust_env = False
    return session
