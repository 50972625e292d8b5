"""Would WeChat show this reply, and what would the visitor see?

https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET  # nosec B405

from bot.model import Card
from bot.simulator.platform_envelope import Envelope, UnacceptableReply

LONGEST_TEXT = 2048
"""UTF-8 bytes; measured by users, the documentation gives no number."""

_SILENCE = {b"", b"success"}
_HEAD = ("ToUserName", "FromUserName", "CreateTime", "MsgType")
_ENVELOPE = ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
_ARTICLE = ("Title", "Description", "PicUrl", "Url")


@dataclass(frozen=True, slots=True)
class Shown:
    """What appears in the chat; neither text nor card is silence."""

    text: str = ""
    card: Card | None = None


def _parse(body: bytes) -> ET.Element:
    if b"<!DOCTYPE" in body.split(b"<![CDATA[", 1)[0]:
        raise UnacceptableReply("回复里有 DTD")
    try:
        # The bytes are the bot's own, and a DTD has been refused above.
        root = ET.fromstring(body.decode())  # noqa: S314 # nosec B314
    except (ET.ParseError, ValueError) as fault:
        raise UnacceptableReply(f"回复不是合法的 UTF-8 XML({fault})") from fault
    if root.tag != "xml":
        raise UnacceptableReply("回复的根元素不是 <xml>")
    return root


def _children(parent: ET.Element, names: tuple[str, ...]) -> dict[str, ET.Element]:
    """Return the children by name when they are exactly those named, each once."""
    found = sorted(child.tag for child in parent)
    if found != sorted(names):
        raise UnacceptableReply(f"<{parent.tag}> 里应有 {' '.join(sorted(names))},实际是 {' '.join(found)}")
    return {child.tag: child for child in parent}


def _texts(parent: ET.Element, names: tuple[str, ...]) -> dict[str, str]:
    children = _children(parent, names)
    if any(len(child) for child in children.values()):
        raise UnacceptableReply(f"<{parent.tag}> 的内容里混进了别的元素")
    return {name: child.text or "" for name, child in children.items()}


def _read_text(root: ET.Element) -> Shown:
    text = _texts(root, (*_HEAD, "Content"))["Content"]
    if not text.strip():
        raise UnacceptableReply("文本回复是空的")
    if len(text.encode()) > LONGEST_TEXT:
        raise UnacceptableReply(f"文本回复有 {len(text.encode())} 字节,超过 {LONGEST_TEXT}")
    return Shown(text=text)


def _read_news(root: ET.Element) -> Shown:
    children = _children(root, (*_HEAD, "ArticleCount", "Articles"))
    if children["ArticleCount"].text != "1":
        raise UnacceptableReply("图文回复只能有一条")
    article = _texts(_children(children["Articles"], ("item",))["item"], _ARTICLE)
    if not article["Title"] or not article["Url"]:
        raise UnacceptableReply("图文回复缺标题或链接")
    return Shown(card=Card(article["Title"], article["Description"], article["Url"], article["PicUrl"]))


_READERS: Mapping[str, Callable[[ET.Element], Shown]] = {"text": _read_text, "news": _read_news}


def read_reply(body: bytes, visitor: str, account: str, envelope: Envelope | None) -> Shown:
    """Return what the visitor sees; with an envelope the reply must be encrypted.

    Raises:
        UnacceptableReply: the visitor would see that the service is out of order.
    """
    if body.strip() in _SILENCE:
        return Shown()
    if envelope:
        sealed = _texts(_parse(body), _ENVELOPE)
        body = envelope.open(*(sealed[name] for name in _ENVELOPE))
        if body.strip() in _SILENCE:
            return Shown()
    root = _parse(body)
    head = {name: root.findtext(name, "") for name in _HEAD}
    if head["ToUserName"] != visitor or head["FromUserName"] != account:
        raise UnacceptableReply("回复的收件人或发件人不对")
    if not head["CreateTime"].isdecimal():
        raise UnacceptableReply("回复的 CreateTime 不是数字")
    if head["MsgType"] not in _READERS:
        raise UnacceptableReply(f"不认识的回复类型 {head['MsgType'][:20]}")
    return _READERS[head["MsgType"]](root)
