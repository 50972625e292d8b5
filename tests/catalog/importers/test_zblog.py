from __future__ import annotations

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.importers.zblog import is_api, list_address, read_posts
from bot.errors import SourceRefused


@pytest.fixture
def answer(samples) -> str:
    return (samples / "zblog.json").read_text(encoding="utf-8")


def test_public_posts_become_pages(answer, rules):
    listed = read_posts(answer, rules.noise)
    first, second = listed.pages

    assert (first.post_id, first.posted.day) == (11779, date(2024, 10, 31))
    assert (first.category, first.tags) == ("上海工业地产招商", ("嘉定产业园", "生物医药"))
    assert first.paragraphs[0].startswith("新华财经上海10月16日电")
    assert (second.post_id, second.posted.day, second.tags) == (11780, date(2024, 11, 1), ("厂房", "仓库"))
    assert listed.has_more


def test_last_page_says_that_there_is_no_more(answer, rules):
    assert not read_posts(answer.replace('"PageNow": 1', '"PageNow": 2'), rules.noise).has_more
    assert not read_posts('{"code": 200, "data": {"list": []}}', rules.noise).has_more


@pytest.mark.parametrize(
    ("code", "words"),
    [(503, "ZC_API_ENABLE"), (429, "每分钟"), (401, "登录"), (403, "不许"), (404, "没有这个接口"), (500, "错误 500")],
)
def test_refusal_of_the_site_says_what_to_do(code, words, rules):
    text = json.dumps({"code": code, "message": "x", "data": None})

    with pytest.raises(SourceRefused, match=words):
        read_posts(text, rules.noise)


def test_what_php_appends_to_the_answer_is_passed_over(rules):
    text = '{"code": 503, "message": "x", "data": null}<br />\nFatal error: Uncaught Exception'

    with pytest.raises(SourceRefused, match="ZC_API_ENABLE"):
        read_posts(text, rules.noise)


@pytest.mark.parametrize("text", ["", "<html>", "[]", "null", '{"a": 1}', '{"code": 200, "data": []}', "[" * 100_000])
def test_what_is_no_answer_of_the_interface_is_refused(text, rules):
    with pytest.raises(SourceRefused):
        read_posts(text, rules.noise)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["ID", "Title", "PostTime", "Tags", "Category", "Name", "Status"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_posts_of_any_shape_are_read_or_passed_over(rules, post):
    listed = read_posts(json.dumps({"code": 200, "data": {"list": [post, [post]], "pagination": post}}), rules.noise)

    assert all(page.title for page in listed.pages)


def test_address_of_a_page_of_the_list_keeps_the_filters():
    query = parse_qs(urlsplit(list_address("http://sh-cfw.com/zb_system/api.php?cate_id=3", 2)).query)

    assert query["mod"] == ["post"] and query["act"] == ["list"]
    assert query["cate_id"] == ["3"] and query["page"] == ["2"]
    assert is_api("http://sh-cfw.com/zb_system/api.php?mod=post")
    assert not is_api("http://sh-cfw.com/feed.php")
