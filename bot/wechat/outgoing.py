"""How does a reply become the XML that WeChat shows?

wechatpy renders it; what its templates leave open (illegal characters, the end mark of CDATA, length) is closed
here before it gets the text.
https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
"""

from __future__ import annotations

import re

from wechatpy.replies import ArticlesReply, TextReply

from bot.model import Card, Incoming, Reply

LONGEST_TEXT = 2000
"""UTF-8 bytes; visitors' phones show 2,048, a number that is measured and not promised."""
_LONGEST_TITLE = 200
_LONGEST_DESCRIPTION = 600
_LONGEST_URL = 1024

_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGUN_TAG = re.compile(r"<a?\Z")


def to_xml(reply: Reply, incoming: Incoming, sent_at: int) -> str:
    """Return the reply as XML, empty when there is nothing to show; sent_at is in Unix seconds."""
    ends = {"source": _protect(incoming.account), "target": _protect(incoming.visitor), "time": sent_at}
    rendered: str = ""
    if reply.card:
        rendered = ArticlesReply(articles=[_to_article(reply.card)], **ends).render()
    elif text := fit(legalise(reply.text), LONGEST_TEXT):
        rendered = TextReply(content=_protect(text), **ends).render()
    return rendered


def legalise(text: str) -> str:
    """Return the text with nothing in it that XML 1.0 forbids or changes."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def fit(text: str, limit: int) -> str:
    """Return as much of the text as fits into so many UTF-8 bytes, never ending inside a link; empty if it is blank."""
    if not text.strip():
        return ""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    start = encoded[:limit].decode(errors="ignore")
    link = start.rfind("<a ")
    whole = start[:link] if link > start.rfind("</a>") else _BEGUN_TAG.sub("", start)
    return whole.rstrip() or start.rstrip()


def _to_article(card: Card) -> dict[str, str]:
    return {
        "title": _protect(fit(legalise(card.title), _LONGEST_TITLE)),
        "description": _protect(fit(legalise(card.description), _LONGEST_DESCRIPTION)),
        "image": _protect(fit(legalise(card.picture), _LONGEST_URL)),
        "url": _protect(fit(legalise(card.url), _LONGEST_URL)),
    }


def _protect(text: str) -> str:
    """Keep text from ending the CDATA section it will stand in."""
    return text.replace("]]>", "]]]]><![CDATA[>")
