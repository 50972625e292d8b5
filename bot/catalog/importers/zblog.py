"""Which posts does the JSON API of Z-BlogPHP list?

Form of the answers: zb_system/function/c_system_api.php and zb_system/api/post.php of github.com/zblogcn/zblogphp.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from bot.catalog.importers.cleaning import one_line
from bot.catalog.importers.feeds import paragraphs_of
from bot.catalog.importers.html_page import visible_lines
from bot.catalog.importers.page import Page, split_tags
from bot.catalog.importers.posted import Posted, find_posted
from bot.errors import SourceRefused
from bot.model import Json

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_PATH = "zb_system/api.php"
_REFUSALS: Mapping[int, tuple[str, str]] = {
    503: (
        "网站没有打开 API（ZC_API_ENABLE 是关的）",
        "请网站管理员在后台「网站设置」里启用 API，或改用 feed.php 订阅导入",
    ),
    429: ("网站限制了访问次数（每分钟有上限）", "请过一分钟再导入，或调大 import.yaml 的 seconds_between_requests"),
    401: ("网站要求登录才能读", "请网站管理员开放公开文章的读取权限，或改用 feed.php 订阅导入"),
    403: ("网站不许读文章列表", "请网站管理员开放公开文章的读取权限，或改用 feed.php 订阅导入"),
    404: ("网站没有这个接口", "请检查地址，应类似 http://域名/zb_system/api.php"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list of posts."""

    pages: list[Page]
    has_more: bool


def is_api(url: str) -> bool:
    """Say whether an address is that of the API."""
    return urlsplit(url).path.endswith(_PATH)


def list_address(url: str, page: int) -> str:
    """Return the address of one page of the list, counted from 1; filters that the address names stay."""
    parts = urlsplit(url)
    wanted = {"mod": "post", "act": "list", "with_relations": "Category,Tags", "sortby": "id", "order": "desc"}
    query = {**wanted, **dict(parse_qsl(parts.query)), "page": str(page)}
    return urlunsplit(parts._replace(query=urlencode(query)))


def read_posts(text: str, noise: Sequence[str]) -> Listed:
    """Return the posts of one answer of the API.

    Args:
        text: the answer; what a failing server appends to the JSON is passed over.
        noise: phrases of text that belongs to no article.

    Raises:
        SourceRefused: the API is off, refuses, or this is no answer of it.
    """
    answer = _read_json(text)
    code = _number(answer.get("code"))
    if code != 200:  # noqa: PLR2004 - the API's own word for success
        what, remedy = _REFUSALS.get(code, (f"网站回答了错误 {code}", "请联系网站管理员"))
        raise SourceRefused(what, remedy)
    data = answer.get("data")
    data = data if isinstance(data, dict) else {}
    posts = data.get("list")
    if not isinstance(posts, list):
        raise SourceRefused("接口的回答里没有文章列表", "请检查地址里的 mod=post&act=list")
    bar = data.get("pagination") or data.get("pagebar") or {}
    pages = [_read_post(post, noise) for post in posts if isinstance(post, dict) and _is_public(post)]
    return Listed([page for page in pages if page.title], bool(posts) and _has_more(bar))


def _read_json(text: str) -> dict[str, Json]:
    try:
        answer, _ = json.JSONDecoder().raw_decode(text.lstrip("\ufeff \r\n\t"))
    except (ValueError, RecursionError) as fault:
        raise SourceRefused("接口的回答不是 JSON", "请检查地址，应类似 http://域名/zb_system/api.php") from fault
    if not isinstance(answer, dict) or "code" not in answer:
        raise SourceRefused("不是 Z-BlogPHP 接口的回答", "请检查地址，应类似 http://域名/zb_system/api.php")
    return answer


def _is_public(post: Mapping[str, Json]) -> bool:
    """Say whether a post is public (Status 0) and an article (Type 0)."""
    return str(post.get("Status", "0")) == "0" and str(post.get("Type", "0")) == "0"


def _has_more(bar: Json) -> bool:
    if not isinstance(bar, dict):
        return False
    now, last = _number(bar.get("PageNow")), _number(bar.get("PageAll") or bar.get("PageLast"))
    return bool(now and last and now < last)


def _read_post(post: Mapping[str, Json], noise: Sequence[str]) -> Page:
    title = one_line(visible_lines(_text(post.get("Title"))))
    category = post.get("Category")
    url = _text(post.get("Url"))
    return Page(
        title=title,
        paragraphs=paragraphs_of(_text(post.get("Content")) or _text(post.get("Intro")), title, noise),
        posted=_posted(post.get("PostTime")),
        url=url if url.startswith(("http://", "https://")) else "",
        post_id=_number(post.get("ID")) or None,
        category=one_line(_text(category.get("Name"))) if isinstance(category, dict) else "",
        tags=_tags(post),
    )


def _tags(post: Mapping[str, Json]) -> tuple[str, ...]:
    tags = post.get("Tags")
    each = list(tags.values()) if isinstance(tags, dict) else tags if isinstance(tags, list) else []
    names = [one_line(_text(tag.get("Name"))) for tag in each if isinstance(tag, dict)]
    return tuple(name for name in names if name) or split_tags(one_line(_text(post.get("TagsName"))))


def _posted(value: Json) -> Posted:
    """Return the day of PostTime: seconds since 1970, or a date in words on older sites."""
    seconds = _number(value)
    if not seconds:
        return find_posted(_text(value), None) or Posted(None)
    try:
        return Posted(datetime.fromtimestamp(seconds, UTC).astimezone(_SHANGHAI).date(), str(seconds))
    except (ValueError, OverflowError, OSError):
        return Posted(None)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Json) -> int:
    return int(str(value)) if str(value).isascii() and str(value).isdecimal() and len(str(value)) < 12 else 0  # noqa: PLR2004 - digits of a time or an id
