from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.importers.html_page import read_html, visible_lines
from bot.errors import SourceRefused


@pytest.fixture
def html(samples) -> str:
    return (samples / "article.html").read_text(encoding="utf-8")


def test_page_of_the_agencys_own_site_is_taken_apart(html, rules):
    page = read_html(html, rules.noise, date(2025, 7, 15))

    assert page.title == "上海嘉定启动建立生物医药产业创新联盟:整合产业链资源"
    assert page.posted.day == date(2024, 10, 31)
    assert (page.category, page.tags) == ("上海工业地产招商", ("嘉定产业园",))
    assert page.url == "http://sh-cfw.com/index.php/post/11779.html"
    assert page.paragraphs[0].startswith("新华财经上海10月16日电")
    assert [item.title for item in page.related] == ["示例园厂房出售 600平/层", "嘉定创意产业园走出嘉定"]


def test_scripts_hidden_text_and_contact_block_stay_out(html, rules):
    page = read_html(html, rules.noise, None)
    text = "\n".join((*page.paragraphs, *(item.excerpt for item in page.related)))

    assert not any(word in text for word in ("alert", "color:", "微信", "13800138000", "版权声明"))


def test_date_of_the_markup_goes_before_the_relative_one(html, rules):
    stated = html.replace(
        "</head>", '<meta property="article:published_time" content="2023-05-06T08:00:00+08:00"></head>'
    )
    linked = html.replace(
        "</head>", '<script type="application/ld+json">{"datePublished": "2022-03-04"}</script></head>'
    )

    assert read_html(stated, rules.noise, date(2025, 7, 15)).posted.day == date(2023, 5, 6)
    assert read_html(linked, rules.noise, None).posted.day == date(2022, 3, 4)


def test_date_is_never_guessed_from_the_text(html, rules):
    page = read_html(html, rules.noise, None)

    assert page.posted.day is None
    assert page.posted.raw == "8个月前 (10-31)"


def test_address_it_was_read_at_goes_before_its_own_word(html, rules):
    page = read_html(html, rules.noise, None, "http://sh-cfw.com/index.php/post/5.html")

    assert (page.post_id, page.url) == (5, "http://sh-cfw.com/index.php/post/5.html")


@pytest.mark.parametrize("text", ["", "<html></html>", "<html><body><script>x</script></body></html>", "<p></p>"])
def test_page_without_text_is_refused(text, rules):
    with pytest.raises(SourceRefused):
        read_html(text, rules.noise, None)


def test_deeply_nested_page_does_not_exhaust_anything(rules):
    text = "<html><body>" + "<div>" * 20_000 + "<p>园区的正文在这里,一共有很多层。</p>" + "</body></html>"

    assert "div" not in visible_lines(text)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_any_text_as_html_is_read_or_refused(rules, text):
    try:
        page = read_html(f"<html><body><p>{text}", rules.noise, None)
    except SourceRefused:
        return
    assert page.paragraphs is not None
