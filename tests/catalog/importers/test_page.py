from __future__ import annotations

from datetime import date

import pytest

from bot.catalog.importers.page import post_id_of, read_copy, split_tags
from bot.errors import SourceRefused


@pytest.fixture
def copy(samples) -> str:
    return (samples / "article-11779.txt").read_text(encoding="utf-8")


def test_copied_page_is_taken_apart(copy, rules):
    page = read_copy(copy, rules.noise, None)

    assert page.title == "上海嘉定启动建立生物医药产业创新联盟:整合产业链资源"
    assert (page.post_id, page.url) == (11779, "http://sh-cfw.com/index.php/post/11779.html")
    assert (page.category, page.tags, page.site) == ("上海工业地产招商", ("嘉定产业园",), "中国产业园区招商网")
    assert len(page.paragraphs) == 8
    assert page.paragraphs[0].startswith("新华财经上海10月16日电")
    assert page.paragraphs[-1].endswith("高端创新生态。")
    assert not page.is_cut


def test_posting_day_of_a_copied_page_depends_on_the_day_it_was_seen(copy, rules):
    assert read_copy(copy, rules.noise, None).posted.day is None
    assert read_copy(copy, rules.noise, None).posted.raw == "8个月前 (10-31)"
    assert read_copy(copy, rules.noise, date(2025, 7, 15)).posted.day == date(2024, 10, 31)


def test_contact_block_and_foot_are_no_part_of_the_text(copy, rules):
    text = "\n".join(read_copy(copy, rules.noise, None).paragraphs)

    assert not any(word in text for word in ("微信", "400 0123 021", "版权声明", "扫一扫", "您的需求"))


def test_related_pages_have_one_title_each_and_no_repetition(copy, rules):
    related = read_copy(copy, rules.noise, None).related

    assert len(related) == 8
    assert related[0].title.startswith("中南高科·合肥北城长丰双凤开发区")
    assert related[0].excerpt.startswith("600平,只要100多万")
    assert related[3].title == "上海嘉定氢能港产业园-上海特色产业园区介绍"


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("http://sh-cfw.com/index.php/post/11779.html", 11779),
        ("http://sh-cfw.com/?id=12", 12),
        ("http://sh-cfw.com/about.html", None),
        ("", None),
    ],
)
def test_number_of_a_post_is_read_from_its_address(url, number):
    assert post_id_of(url) == number


def test_tags_may_be_parted_by_any_mark():
    assert split_tags("嘉定产业园, 厂房、仓库 土地") == ("嘉定产业园", "厂房", "仓库", "土地")


@pytest.mark.parametrize("text", ["", "\u3000\n\n", "当前位置:首页"])
def test_empty_copy_is_refused(text, rules):
    with pytest.raises(SourceRefused):
        read_copy(text, rules.noise, None)


@pytest.mark.parametrize("text", ["标题", "当前位置:首页 > 栏目 > 正文\n标题\n相关文章\n甲"])
def test_sparse_copy_is_read_as_far_as_it_goes(text, rules):
    assert read_copy(text, rules.noise, None).title
