"""What does WeChat push when a visitor does something?"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, Union

from bot.ports import Clock

Field: TypeAlias = Union[str, int, float, "Fields", tuple["Fields", ...]]
"""Text goes out as CDATA, numbers bare, a mapping as nested elements, a tuple as <item> elements."""
Fields: TypeAlias = Mapping[str, Field]

_ILLEGAL_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Push:
    """One message or event; all its deliveries carry this same XML."""

    visitor: str
    """The openid that the request's address names and that a reply must go to."""
    xml: str


def _cdata(text: str) -> str:
    legal = _ILLEGAL_IN_XML.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{legal}]]>"


def _content(value: Field) -> str:
    if isinstance(value, str):
        return _cdata(value)
    if isinstance(value, Mapping):
        return to_elements(value)
    if isinstance(value, tuple):
        return "".join(f"<item>{to_elements(item)}</item>" for item in value)
    return str(value)


def to_elements(fields: Fields) -> str:
    """Return the fields as XML elements, in their order."""
    return "".join(f"<{name}>{_content(value)}</{name}>" for name, value in fields.items())


@dataclass(frozen=True, slots=True)
class Messages:
    """Writes every push the platform knows; element names and examples as in its documentation.

    https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html
    """

    account: str
    clock: Clock

    def message(self, visitor: str, kind: str, fields: Fields) -> Push:
        """Write an ordinary message with a MsgId of its own."""
        number = 10**16 + secrets.randbelow(9 * 10**16)
        return self._push(visitor, kind, {**fields, "MsgId": number})

    def event(self, visitor: str, name: str, fields: Fields | None = None) -> Push:
        """Write any event, also one the platform may invent tomorrow."""
        return self._push(visitor, "event", {"Event": name, **(fields or {})})

    def arbitrary(self, visitor: str, xml: str) -> Push:
        """Write exactly this XML, for requests that the platform would never send."""
        return Push(visitor, xml)

    def _push(self, visitor: str, kind: str, fields: Fields) -> Push:
        created = int(self.clock.now().timestamp())
        head: Fields = {"ToUserName": self.account, "FromUserName": visitor, "CreateTime": created, "MsgType": kind}
        return Push(visitor, f"<xml>{to_elements({**head, **fields})}</xml>")

    # What visitors send.

    def text(self, visitor: str, content: str, choice_id: str = "") -> Push:
        """Write a typed text, or the tap on a weixin://bizmsgmenu link when it has an id."""
        choice = {"bizmsgmenuid": choice_id} if choice_id else {}
        return self.message(visitor, "text", {"Content": content, **choice})

    def image(self, visitor: str, media_id: str = "image-1", url: str = "https://mmbiz.qpic.cn/mmbiz_jpg/1/0") -> Push:
        """Write a picture."""
        return self.message(visitor, "image", {"PicUrl": url, "MediaId": media_id})

    def voice(self, visitor: str, recognition: str | None = None, media_id: str = "voice-1") -> Push:
        """Write a voice message; None is an account where speech recognition is switched off."""
        heard = {} if recognition is None else {"Recognition": recognition}
        return self.message(visitor, "voice", {"MediaId": media_id, "Format": "amr", **heard})

    def video(self, visitor: str, media_id: str = "video-1", *, short: bool = False) -> Push:
        """Write a video, or one of the old short ones."""
        fields = {"MediaId": media_id, "ThumbMediaId": "thumb-1"}
        return self.message(visitor, "shortvideo" if short else "video", fields)

    def location(self, visitor: str, latitude: float, longitude: float, label: str = "") -> Push:
        """Write a position that the visitor chose to send."""
        place: Fields = {"Location_X": latitude, "Location_Y": longitude, "Scale": 16, "Label": label}
        return self.message(visitor, "location", place)

    def link(self, visitor: str, title: str, url: str, description: str = "") -> Push:
        """Write a forwarded web page."""
        return self.message(visitor, "link", {"Title": title, "Description": description, "Url": url})

    def mini_program_page(self, visitor: str, title: str, page: str = "pages/index", appid: str = "wx00mini") -> Push:
        """Write a forwarded mini-program card."""
        fields = {"Title": title, "AppId": appid, "PagePath": page, "ThumbUrl": "", "ThumbMediaId": ""}
        return self.message(visitor, "miniprogrampage", fields)

    # What visitors do.

    def subscribe(self, visitor: str, scene: str = "") -> Push:
        """Write a new follower, by the QR code of that scene when there is one."""
        ticket = {"Ticket": "ticket-1"} if scene else {}
        return self.event(visitor, "subscribe", {"EventKey": f"qrscene_{scene}" if scene else "", **ticket})

    def unsubscribe(self, visitor: str) -> Push:
        """Write a follower who leaves."""
        return self.event(visitor, "unsubscribe", {"EventKey": ""})

    def scan(self, visitor: str, scene: str) -> Push:
        """Write a QR code scanned by somebody who follows already."""
        return self.event(visitor, "SCAN", {"EventKey": scene, "Ticket": "ticket-1"})

    def click(self, visitor: str, key: str) -> Push:
        """Write a tap on a menu entry."""
        return self.event(visitor, "CLICK", {"EventKey": key})

    def view(self, visitor: str, url: str) -> Push:
        """Write a menu entry that opened a web page."""
        return self.event(visitor, "VIEW", {"EventKey": url, "MenuId": 1})

    def view_mini_program(self, visitor: str, page: str) -> Push:
        """Write a menu entry that opened a mini program."""
        return self.event(visitor, "view_miniprogram", {"EventKey": page, "MenuId": 1})

    def location_report(self, visitor: str, latitude: float, longitude: float) -> Push:
        """Write the position the app reports by itself when the chat is opened."""
        return self.event(visitor, "LOCATION", {"Latitude": latitude, "Longitude": longitude, "Precision": 65.0})

    def scancode(self, visitor: str, key: str, result: str, *, waits: bool = False) -> Push:
        """Write a code scanned from the menu; when it waits, the app shows that a message is coming."""
        scanned = {"ScanType": "qrcode", "ScanResult": result}
        name = "scancode_waitmsg" if waits else "scancode_push"
        return self.event(visitor, name, {"EventKey": key, "ScanCodeInfo": scanned})

    def pictures_sent(self, visitor: str, key: str, name: str = "pic_sysphoto") -> Push:
        """Write pictures chosen from the menu: pic_sysphoto, pic_photo_or_album or pic_weixin."""
        pictures: Fields = {"Count": 1, "PicList": ({"PicMd5Sum": "1b5f7c23b5bf75682a53e7b6d163e185"},)}
        return self.event(visitor, name, {"EventKey": key, "SendPicsInfo": pictures})

    def location_select(self, visitor: str, key: str, latitude: float, longitude: float, label: str = "") -> Push:
        """Write a position chosen from the menu; a location message follows it."""
        place: Fields = {
            "Location_X": str(latitude),
            "Location_Y": str(longitude),
            "Scale": "15",
            "Label": label,
            "Poiname": "",
        }
        return self.event(visitor, "location_select", {"EventKey": key, "SendLocationInfo": place})

    # What the platform reports by itself.

    def template_sent(self, visitor: str, status: str = "success") -> Push:
        """Write the receipt of a template message."""
        return self.event(visitor, "TEMPLATESENDJOBFINISH", {"MsgID": 200163836, "Status": status})

    def subscribe_notice(self, visitor: str, step: str, status: str = "accept") -> Push:
        """Write what happened to a subscription notice; the step is popup, change or sent."""
        fields: dict[str, Field] = {"TemplateId": "template-1", "SubscribeStatusString": status, "PopupScene": "2"}
        if step == "sent":
            fields = {
                "TemplateId": "template-1",
                "MsgID": "1700827132819554304",
                "ErrorCode": "0",
                "ErrorStatus": status,
            }
        outer = f"SubscribeMsg{step.capitalize()}Event"
        return self.event(visitor, f"subscribe_msg_{step}_event", {outer: {"List": fields}})

    def publish_finished(self, visitor: str) -> Push:
        """Write that an article was published."""
        articles: Fields = {"count": 1, "item": {"idx": 1, "article_url": "https://mp.weixin.qq.com/s/1"}}
        outcome: Fields = {"publish_id": "2247503051", "publish_status": 0, "article_id": "article-1"}
        return self.event(visitor, "PUBLISHJOBFINISH", {"PublishEventInfo": {**outcome, "article_detail": articles}})

    def mass_send_finished(self, visitor: str) -> Push:
        """Write that a broadcast went out."""
        counts: Fields = {
            "MsgID": 1000001625,
            "Status": "sendsuccess",
            "TotalCount": 0,
            "SentCount": 0,
            "ErrorCount": 0,
        }
        return self.event(visitor, "MASSSENDJOBFINISH", counts)

    def agent_session(self, visitor: str, step: str, agent: str = "agent1@account") -> Push:
        """Write that staff took, left or passed on the chat in WeChat's own tool: create, close or switch."""
        accounts = (
            {"FromKfAccount": agent, "ToKfAccount": "agent2@account"} if step == "switch" else {"KfAccount": agent}
        )
        return self.event(visitor, f"kf_{step}_session", accounts)

    def authorization(self, visitor: str, step: str) -> Push:
        """Write that a person withdrew profile data; the step is revoke or cancellation.

        Here the platform names itself as the sender and the person in OpenID:
        https://developers.weixin.qq.com/doc/service/en/guide/h5/authorization_change.html
        """
        fields = {"OpenID": visitor, "AppID": "wx00account", "RevokeInfo": "1"}
        return self.event("oPlatformPushService", f"user_authorization_{step}", fields)
