from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.catalog.catalog import load_catalog
from bot.catalog.importers.articles import draft_article
from bot.catalog.importers.drafts import render
from bot.catalog.importers.page import Page, read_copy
from bot.catalog.importers.posted import Posted
from bot.catalog.importers.report import Outcome
from bot.catalog.strict_yaml import read_document, read_text
from bot.errors import KnowledgeError

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
SEEN = date(2025, 7, 15)


@pytest.fixture
def page(samples, rules) -> Page:
    return read_copy((samples / "article-11779.txt").read_text(encoding="utf-8"), rules.noise, SEEN)


def test_copied_article_gives_exactly_these_drafts(page, empty_desk, samples):
    imported = draft_article(page, empty_desk)

    given = {draft.kind: read_text(render(draft), draft.name).data for draft in imported.drafts}
    wanted = {kind: read_document(samples / f"draft-{kind}.yaml").data for kind in ("articles", "listings")}
    assert given == wanted


def test_draft_holds_no_more_of_the_text_than_short_quotes(page, empty_desk):
    article, _ = draft_article(page, empty_desk).drafts
    text = render(article)

    assert article.data["summary"] is None
    assert all(len(fact["raw"]) <= 40 and fact["text"] is None for fact in article.data["facts"])
    assert not any(paragraph in text for paragraph in page.paragraphs)
    quoted = [line for line in article.comments if any(line[2:20] in paragraph for paragraph in page.paragraphs)]
    assert sum(map(len, quoted)) < 0.3 * sum(map(len, page.paragraphs))


def test_draft_says_how_it_is_approved_and_from_what(page, empty_desk):
    article, listing = map(render, draft_article(page, empty_desk).drafts)

    assert "knowledge/articles/" in article and "写摘要可以参考" in article
    assert "knowledge/listings/" in listing and "只要100多万" in listing


def test_conflicts_of_the_advert_are_reported_and_kept_in_the_draft(page, empty_desk):
    imported = draft_article(page, empty_desk)

    told = {line.field for line in imported.lines if line.outcome is Outcome.CONFLICT}
    assert told == {"剩余数量", "总价"}
    assert {c["about"] for c in imported.drafts[1].data["conflicts"]} == told


def test_existing_records_are_compared_field_by_field(page, desk):
    imported = draft_article(page, desk)

    told = {(line.field, line.value) for line in imported.lines if "库里的" in line.reason}
    assert ("source.publisher", "新华财经，中国产业园区招商网") in told
    assert any(field == "project" for field, _ in told)
    assert not any(field == "floor_height_m" for field, _ in told)
    assert "hefei-beicheng-floors" in render(imported.drafts[1])


def test_changed_title_of_a_known_post_is_a_conflict(desk):
    page = Page("另一个标题", ("正文。",), Posted(None), "http://sh-cfw.com/?id=11779", 11779)

    lines = draft_article(page, desk).lines

    assert [line.field for line in lines if line.outcome is Outcome.CONFLICT and line.field == "title"] == ["title"]


@pytest.mark.parametrize(
    ("title", "words"),
    [("最新!嘉定的园区来了", "title_rewritten"), ("嘉" * 70, "超过 60"), ("新兴工业化", "新型工业化")],
)
def test_doubtful_titles_and_words_are_noted_not_changed(title, words, empty_desk):
    imported = draft_article(Page(title, ("正文。",), Posted(None)), empty_desk)

    assert any(words in line.reason for line in imported.lines)
    assert imported.drafts[0].data["title"] == title[:60]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("中南示例园厂房出售", "listing_advert"),
        ("上海注册公司代理流程", "service_advert"),
        ("嘉定电子商务产业园", "park_profile"),
        ("嘉定31个重大项目集中签约", "news"),
    ],
)
def test_kind_of_an_article_follows_from_its_title(title, kind, empty_desk):
    assert draft_article(Page(title, ("正文。",), Posted(None)), empty_desk).drafts[0].data["kind"] == kind


def test_day_without_a_year_stays_unknown_with_a_note(samples, rules, empty_desk):
    unseen = read_copy((samples / "article-11779.txt").read_text(encoding="utf-8"), rules.noise, None)

    source = draft_article(unseen, empty_desk).drafts[0].data["source"]

    assert source["date"] is None
    assert "8个月前 (10-31)" in source["date_note"]
    assert "date_derived" not in source


def test_dateline_gets_its_year_from_the_posting_day_alone(page, empty_desk):
    notes = [line.reason for line in draft_article(page, empty_desk).lines if line.outcome is Outcome.NOTE]

    assert any("2024-10-16" in note for note in notes)


def test_number_of_a_post_counts_on_the_agencys_own_site_alone(desk):
    page = Page("别的网站的文章", ("正文。",), Posted(None), "http://example.com/post/11779.html", 11779)

    imported = draft_article(page, desk)

    assert imported.drafts[0].id.startswith("article-")
    assert imported.drafts[0].data["post_id"] is None
    assert imported.lines == []


def test_page_that_is_an_advert_itself_gives_a_listing_with_its_own_source(empty_desk):
    url = "http://sh-cfw.com/index.php/post/12.html"
    page = Page("嘉定示例园 厂房出租", ("3000平方米,层高8米,现房。",), Posted(SEEN, "2025-07-15"), url, 12)

    article, listing = draft_article(page, empty_desk).drafts

    assert article.data["kind"] == "listing_advert"
    assert listing.data["area"]["value"] == 3000 and listing.data["floor_height_m"] == 8
    assert (listing.data["sources"][0]["url"], listing.data["sources"][0]["date"]) == (url, SEEN)


def test_same_page_always_gives_the_same_ids(empty_desk):
    page = Page("没有编号的文章", ("正文。",), Posted(None), url="http://example.com/../../etc/passwd")

    first, second = (draft_article(page, empty_desk).drafts[0].id for _ in range(2))

    assert first == second
    assert first.replace("-", "").isalnum()


def test_approved_article_is_loaded_and_found(page, empty_desk, tmp_path):
    knowledge = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, knowledge)
    article, _ = draft_article(page, empty_desk).drafts
    target = knowledge / "articles" / "post-11779.yaml"
    target.write_text(render(article), encoding="utf-8")

    with pytest.raises(KnowledgeError, match="summary"):
        load_catalog(knowledge)

    text = render(article).replace("summary: null", "summary: 嘉定启动建立生物医药产业创新联盟。")
    target.write_text(text.replace("text: null", "text: 报道中的一个数字"), encoding="utf-8")
    found = load_catalog(knowledge)
    assert found.articles["post-11779"].facts[0].number == 24
    assert "post-11779" in {hit.id for hit in found.search_articles("嘉定 生物医药 联盟")}
