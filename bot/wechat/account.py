"""What may an official account of our kind do?

https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Explanation_of_interface_privileges.html
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class AccountKind(StrEnum):
    """The four kinds of account, as WECHAT_ACCOUNT names them."""

    UNVERIFIED_SUBSCRIPTION = "unverified_subscription"
    VERIFIED_SUBSCRIPTION = "verified_subscription"
    UNVERIFIED_SERVICE = "unverified_service"
    VERIFIED_SERVICE = "verified_service"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the platform lets an account do beyond receiving messages and answering them, which all may."""

    menu: bool = False
    """Set up a menu by API.

    https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Creating_Custom-Defined_Menu.html
    """
    customer_messages: bool = False
    """Send within the window after a message.

    https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
    """
    choice_menu: bool = False
    """Send msgmenu among them; others get 40200.

    https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
    """
    agent_sessions: bool = False
    """Hand over to staff in WeChat's own tool.

    https://developers.weixin.qq.com/doc/subscription/guide/product/kf/forwarding.html
    """
    scene_codes: bool = False
    """Create QR codes that carry a scene.

    https://developers.weixin.qq.com/doc/service/Account_Management/Generating_a_Parametric_QR_Code.html
    """
    template_messages: bool = False
    """Notify by template: https://developers.weixin.qq.com/doc/service/api/notify/template/api_sendtemplatemessage."""
    subscription_notices: bool = False
    """Notify once per opt-in: https://developers.weixin.qq.com/doc/service/Subscription_Messages/intro.html."""
    page_sign_in: bool = False
    """Learn on a web page who reads it.

    https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
    """
    publishing: bool = False
    """Publish drafts; taken from others in July 2025 (48001).

    https://developers.weixin.qq.com/doc/offiaccount/Publish/Publish.html
    """


CAPABILITIES: MappingProxyType[AccountKind, Capabilities] = MappingProxyType(
    {
        AccountKind.UNVERIFIED_SUBSCRIPTION: Capabilities(),
        AccountKind.VERIFIED_SUBSCRIPTION: Capabilities(menu=True, customer_messages=True, publishing=True),
        AccountKind.UNVERIFIED_SERVICE: Capabilities(menu=True),
        AccountKind.VERIFIED_SERVICE: Capabilities(
            menu=True,
            customer_messages=True,
            choice_menu=True,
            agent_sessions=True,
            scene_codes=True,
            template_messages=True,
            subscription_notices=True,
            page_sign_in=True,
            publishing=True,
        ),
    }
)
