"""What does the bot do when something other than words arrives?"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from bot.conversation.config_files import SceneFile
from bot.conversation.session import Focus, How, Session, Stage, Value
from bot.conversation.situation import Outcome, Situation, choices_of
from bot.conversation.subjects import facts_of_listing, facts_of_park
from bot.errors import StoreUnavailable
from bot.values import say_value


def welcome(at: Situation) -> Outcome:
    """Greet a new follower; a QR scene already says what it is about."""
    return _arrive(at, "welcome")


def arrive_by_scan(at: Situation) -> Outcome:
    """Greet a follower who scanned a code."""
    return _arrive(at, "scanned")


def forget_session(at: Situation) -> Outcome:
    """Erase session and profile on unsubscribe or revoked authorization.

    WeChat demands it: doc/service/Account_Management/Wechat_Accreditation_Event_Push.html.
    """
    return Outcome(Session(turns=at.session.turns, forgotten=True))


def fall_silent(at: Situation) -> Outcome:
    """A person has taken the conversation."""
    # While SQL is away the worst of it is that staff are urged about a visitor whom they have just answered.
    with suppress(StoreUnavailable):
        at.book.settle_tickets(at.incoming.visitor, "wechat", at.now)
    return Outcome(replace(at.session, muted_until=at.now.timestamp() + at.playbook.limits.mute_minutes * 60))


def speak_again(at: Situation) -> Outcome:
    """The person has ended the conversation; the next reply says so."""
    return Outcome(replace(at.session, muted_until=at.now.timestamp()))


def take_voice(at: Situation) -> Outcome:
    """Ask for typed words when the platform sent no transcript."""
    return Outcome(at.session, (at.say("voice_unread"),), resume=bool(at.pending))


def take_place(at: Situation) -> Outcome:
    """Ask for the name of a place that the platform sent only as a point on the map."""
    return Outcome(at.session, (at.say("location_unread"),), resume=bool(at.pending))


def take_picture(at: Situation) -> Outcome:
    """Say that pictures are not read, and what helps instead."""
    return Outcome(at.session, (at.say("picture"),), resume=bool(at.pending))


def take_link(at: Situation) -> Outcome:
    """Say that links are not opened (nothing a visitor sends is ever fetched)."""
    return Outcome(at.session, (at.say("link"),), resume=bool(at.pending))


def _arrive(at: Situation, key: str) -> Outcome:
    scene = at.playbook.routing.scenes.get(at.incoming.scene) or _page_of(at)
    _record(at)
    session = replace(at.session, scene=at.incoming.scene or at.session.scene)
    if scene is None:
        return Outcome(session, (at.say(key),), choices=choices_of(at.playbook))
    session = _prefill(session, scene, at)
    about = _subject(at, scene)
    text = at.say(f"{key}_scene", label=scene.label, about=about)
    return Outcome(session, (text,), choices=choices_of(at.playbook))


def _page_of(at: Situation) -> SceneFile | None:
    """Return what a code tells that stood on a page, whose scene is p-<park>, l-<listing> or a-<article>."""
    kind, _, thing_id = at.incoming.scene.partition("-")
    if kind == "p" and thing_id in at.catalog.parks:
        return SceneFile(label=at.catalog.parks[thing_id].name, park=thing_id)
    if kind == "l" and thing_id in at.catalog.listings:
        return SceneFile(label=at.catalog.listings[thing_id].title, listing=thing_id)
    if kind == "a" and thing_id in at.catalog.articles:
        return SceneFile(label=at.catalog.articles[thing_id].title, article=thing_id)
    return None


def _record(at: Situation) -> None:
    if not at.incoming.scene:
        return
    try:
        at.book.record_scan(at.incoming.visitor, at.incoming.scene, at.now)
    except StoreUnavailable:
        # Attribution is worth less than the greeting; the session keeps the scene for the lead.
        return


def _prefill(session: Session, scene: SceneFile, at: Situation) -> Session:
    draft = at.draft
    if draft.stage is not Stage.REGISTERED:
        told = facts_of_listing(at.catalog, scene.listing or "") | facts_of_park(at.catalog, scene.park or "")
        known = {slot: Value(value, scene.label, How.SCANNED) for slot, value in {**told, **scene.slots}.items()}
        said = {slot: value for slot, value in draft.values.items() if value.how is not How.SCANNED}
        session = session.with_draft(replace(draft, values={**known, **said}))
    for kind, thing_id in (("park", scene.park), ("listing", scene.listing), ("article", scene.article)):
        if thing_id:
            session = replace(session, focus=Focus(kind, thing_id))
    return session


def _subject(at: Situation, scene: SceneFile) -> str:
    park = at.catalog.parks.get(scene.park or "")
    article = at.catalog.articles.get(scene.article or "")
    listing = at.catalog.listings.get(scene.listing or "")
    if park:
        return park.name
    if listing:
        return listing.title
    if article:
        return f"《{article.title}》"
    about = "、".join(say_value(slot, value) for slot, value in scene.slots.items())
    return about or (at.playbook.agency.services if scene.person else scene.label)
