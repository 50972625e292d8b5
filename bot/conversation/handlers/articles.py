"""Which articles answer a visitor, cited with title, date and source?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.catalog.labels import Words
from bot.catalog.schema.article import Article
from bot.catalog.search import Hit
from bot.conversation.session import Choice, Focus
from bot.conversation.situation import Outcome, Situation
from bot.model import Card
from bot.understanding.periods import Period, find_period

_CLEAR_SCORE = 8.0
"""An article with a lower score shares single words with a question, not its subject."""
_CLEAR_LEAD = 1.5
"""How many times better than the next article it must be."""
_FILTERS = ("district", "industry")
_MOST_FACTS = 6
_MOST = 5
"""Titles in one list."""


def find_articles(at: Situation) -> Outcome:
    """Search the articles by the words of the message, or those about what the talk is about."""
    focus = at.session.focus
    if focus and focus.kind == "article" and "this_article" in at.said.acts and focus.id in at.catalog.articles:
        return _tell_facts(at, at.catalog.articles[focus.id])
    period = find_period(at.said.text, at.now.date())
    if period:
        return _list_of(at, period)
    hits = at.catalog.search_articles(at.said.text, _MOST)
    articles = [at.catalog.articles[hit.id] for hit in hits]
    named = [article for article in articles if article.title == at.said.raw.strip()]
    if named or len(articles) == 1:
        return show_article(at, (named or articles)[0])
    if "question" in at.said.acts and _is_clear(hits):
        return _tell_facts(at, articles[0])
    if not articles:
        return list_latest(at)
    return _list(at, "articles_found", articles)


def names_article(at: Situation) -> bool:
    """Say whether the message is nothing but the title of an article, as a tapped choice sends it."""
    text = at.said.raw.strip()
    return any(article.title == text for article in at.catalog.articles.values())


def knows_answer(at: Situation) -> bool:
    """Say whether an article speaks of what a question asks."""
    return "question" in at.said.acts and _is_clear(at.catalog.search_articles(at.said.text, 2))


def _tell_facts(at: Situation, article: Article) -> Outcome:
    """Answer a question from an article's facts, cited."""
    facts = "\n".join(f"· {fact.text}" for fact in article.facts[:_MOST_FACTS]) or article.summary
    link = f"\n{article.source.url}" if article.source.url else ""
    source = {"source": article.source.title, "date": date_of(article, at.catalog.labels.words), "link": link}
    text = at.say("article_found", title=article.title, summary=facts, **source)
    return Outcome(replace(at.session, focus=Focus("article", article.id)), (text,), resume=bool(at.pending))


def _is_clear(hits: Sequence[Hit]) -> bool:
    if not hits or hits[0].score < _CLEAR_SCORE:
        return False
    return len(hits) == 1 or hits[0].score >= hits[1].score * _CLEAR_LEAD


def _list_of(at: Situation, period: Period) -> Outcome:
    """List the articles of a stretch of time, those about a district or industry that is named before the others."""
    names = {slot: [str(name) for claim in at.said.wanted(slot) for name in claim.value] for slot in _FILTERS}
    found = at.catalog.articles_about(district=names["district"] or None, industry=names["industry"] or None)
    dated = [article for article in found if period.holds(article.source.published)]
    dates = {"date": f"{period.first.isoformat()} 至 {period.last.isoformat()}"}
    if not dated:
        latest = _latest(at)
        return replace(latest, parts=(at.say("articles_none_of", **dates), *latest.parts))
    return _list(at, "articles_of", dated[:_MOST], **dates)


def list_latest(at: Situation) -> Outcome:
    """List the newest articles with their dates, or those of the stretch of time that the message names."""
    period = find_period(at.said.text, at.now.date())
    return _list_of(at, period) if period else _latest(at)


def _latest(at: Situation) -> Outcome:
    return _list(at, "articles_latest", at.catalog.latest_articles(_MOST))


def show_article(at: Situation, article: Article) -> Outcome:
    """Show our own summary with source and date, as a card where there is a page."""
    session = replace(at.session, focus=Focus("article", article.id))
    page = at.page("a", article.id)
    if page:
        source = f"{article.source.title},{date_of(article, at.catalog.labels.words)}"
        return Outcome(session, card=Card(article.title, f"{article.summary}\n（{source}）", page))
    text = at.say(
        "article_found",
        title=article.title,
        summary=article.summary,
        source=article.source.title,
        date=date_of(article, at.catalog.labels.words),
        link=f"\n{article.source.url}" if article.source.url else "",
    )
    return Outcome(session, (text,), resume=bool(at.pending))


def date_of(article: Article, words: Words) -> str:
    """Return the absolute date of an article, or what is known of it."""
    source = article.source
    if source.published is None:
        return source.date_note or words.undated
    return f"{source.published.isoformat()}{f'（{words.inferred_date}）' if source.date_derived else ''}"


def _list(at: Situation, key: str, articles: Sequence[Article], **values: str) -> Outcome:
    choices = tuple(
        Choice(f"《{article.title[:30]}》（{date_of(article, at.catalog.labels.words)}）", article.title)
        for article in articles
    )
    return Outcome(at.session, (at.say(key, **values),), choices=choices)
