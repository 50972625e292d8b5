from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from bot.model import Kind

BANNER = "该公众号提供的服务出现故障，请稍后再试"


def open_simulator(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_role("button", name="关注公众号")).to_be_visible()
    return page


def follow(page: Page, address: str) -> Page:
    open_simulator(page, address).get_by_role("button", name="关注公众号").click()
    expect(replies(page)).to_have_count(1)
    return page


def replies(page: Page):
    return page.locator(".entry-account")


def said(page: Page):
    return page.locator(".entry-own:not(.is-pending)")


def type_message(page: Page, text: str) -> None:
    page.get_by_label("发消息").fill(text)
    page.get_by_role("button", name="发送", exact=True).click()


def use_tool(page: Page, name: str) -> None:
    page.get_by_role("button", name="更多功能").click()
    page.locator("#drawer").get_by_role("button", name=name).click()


def test_following_shows_the_greeting_of_the_account(page, account):
    follow(page, account.url)

    expect(replies(page).last).to_contain_text("您好,我是园区招商助手")
    assert account.heard[0].kind is Kind.FOLLOW
    expect(page.get_by_text("你已关注 园区招商助手")).to_be_visible()


def test_typed_message_is_answered_beneath_it(page, account):
    follow(page, account.url)

    type_message(page, "嘉定有厂房吗")

    expect(said(page).last).to_contain_text("嘉定有厂房吗")
    expect(replies(page).last).to_contain_text("您说的是:嘉定有厂房吗")
    expect(page.get_by_label("发消息")).to_have_value("")


def test_enter_sends_and_shift_enter_breaks_the_line(page, account):
    follow(page, account.url)
    field = page.get_by_label("发消息")

    field.press_sequentially("第一行")
    field.press("Shift+Enter")
    field.press_sequentially("第二行")
    field.press("Enter")

    expect(replies(page).last).to_contain_text("第二行")
    assert account.heard[-1].text == "第一行\n第二行"


def test_tapping_a_choice_sends_it_with_its_id(page, account):
    follow(page, account.url)

    page.get_by_role("link", name="找厂房").click()
    expect(replies(page).last).to_contain_text("您说的是:找厂房")
    page.get_by_role("link", name="有哪些园区").click()
    expect(replies(page).last).to_contain_text("您说的是:有哪些园区")

    expect(said(page).first).to_contain_text("找厂房")
    assert [message.choice_id for message in account.heard[1:]] == ["choice-1", "choice-2"]


def test_web_links_open_in_a_tab_of_their_own(page, account):
    follow(page, account.url)

    link = page.get_by_role("link", name="隐私说明")

    expect(link).to_have_attribute("href", "https://example.com/privacy?a=1&b=2")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_news_reply_appears_as_a_card(page, account):
    follow(page, account.url)

    type_message(page, "看看卡片")

    card = page.locator("a.card")
    expect(card).to_contain_text("嘉定氢能港")
    expect(card).to_contain_text("近地铁 11 号线")
    expect(card).to_have_attribute("href", "https://example.com/p/hydrogen")


def test_stranger_who_scans_follows_with_that_scene(page, account):
    open_simulator(page, account.url).get_by_role("button", name="扫码关注").click()

    page.get_by_role("button", name="嘉定招商海报").click()

    expect(replies(page).last).to_contain_text("扫码来的:poster-jiading")
    assert account.heard[0].kind is Kind.FOLLOW


def test_follower_who_scans_sends_a_scan_only(page, account):
    follow(page, account.url)

    use_tool(page, "扫一扫")
    page.get_by_role("button", name="园区门口立牌").click()

    expect(replies(page).last).to_contain_text("您又扫了:park-gate")
    expect(page.get_by_text("扫描了二维码「园区门口立牌」")).to_be_visible()


def test_chosen_place_is_sent_as_a_location(page, account):
    follow(page, account.url)

    use_tool(page, "位置")
    page.get_by_role("button", name="嘉定氢能港").click()

    expect(replies(page).last).to_contain_text("位置:31.3027 121.1645 嘉定氢能港")
    expect(said(page).last).to_contain_text("31.302700, 121.164500")


def test_typed_coordinates_are_sent_as_a_location(page, account):
    follow(page, account.url)

    use_tool(page, "位置")
    page.get_by_label("纬度").fill("31.5")
    page.get_by_label("经度").fill("121.25")
    page.get_by_label("经度").press("Enter")

    expect(replies(page).last).to_contain_text("位置:31.5 121.25")


def test_voice_arrives_with_the_words_that_were_recognised(page, account):
    follow(page, account.url)

    use_tool(page, "语音")
    page.get_by_label("说的话").fill("租三千平")
    page.get_by_role("button", name="发送语音").click()

    expect(replies(page).last).to_contain_text("听到了:租三千平")
    expect(said(page).last).to_contain_text("租三千平")


def test_voice_without_recognition_carries_no_words(page, account):
    follow(page, account.url)

    use_tool(page, "语音")
    page.get_by_label("说的话").fill("租三千平")
    page.get_by_label("微信识别出了文字").uncheck()
    page.get_by_role("button", name="发送语音").click()

    expect(replies(page).last).to_contain_text("没有听清,请打字")


def test_picture_and_menu_entry_are_answered(page, account):
    follow(page, account.url)

    use_tool(page, "图片")
    expect(replies(page).last).to_contain_text("图片看不懂,请打字")
    page.get_by_role("button", name="切换到菜单").click()
    page.get_by_text("找园区").click()
    page.get_by_role("button", name="登记需求").click()

    expect(replies(page).last).to_contain_text("菜单:LEAD")


def test_silence_adds_nothing_but_a_fact_of_the_delivery(page, account):
    follow(page, account.url)

    type_message(page, "安静")

    expect(page.locator("#delivery-outcome")).to_have_text("无需回复")
    expect(said(page)).to_have_count(1)
    expect(replies(page)).to_have_count(1)


def test_refused_deliveries_show_the_banner_of_the_platform(page, listen_with_token):
    with listen_with_token("anotherToken") as broken:
        open_simulator(page, broken.url).get_by_role("button", name="关注公众号").click()

        expect(page.locator(".note-failed")).to_have_text(BANNER)
        expect(page.locator("#delivery")).to_contain_text("3 / 3")
        expect(page.locator("[data-fact=status]")).to_have_text("403")


def test_facts_of_the_delivery_name_attempts_and_mode(page, account):
    follow(page, account.url)

    facts = page.locator("#delivery")

    expect(facts).to_contain_text("1 / 3")
    expect(facts).to_contain_text("安全模式")
    expect(page.locator("[data-fact=milliseconds]")).to_have_text(re.compile(r"^\d+$"))


def test_two_visitors_have_conversations_of_their_own(page, account):
    follow(page, account.url)
    type_message(page, "我是第一位")
    expect(replies(page)).to_have_count(2)

    page.get_by_role("button", name="新访客").click()
    page.get_by_role("button", name="关注公众号").click()

    expect(replies(page)).to_have_count(1)
    expect(page.get_by_text("我是第一位")).to_have_count(0)
    page.get_by_label("当前访客").select_option(label="访客 1")
    expect(page.get_by_text("您说的是:我是第一位")).to_be_visible()
    assert len({message.visitor for message in account.heard}) == 2


def test_conversation_is_still_there_after_a_reload(page, account):
    follow(page, account.url)
    type_message(page, "记得我吗")
    expect(replies(page)).to_have_count(2)

    page.reload()

    expect(page.get_by_text("您说的是:记得我吗")).to_be_visible()
    expect(replies(page)).to_have_count(2)


def test_markup_in_a_reply_is_shown_as_text(page, account):
    follow(page, account.url)

    type_message(page, "标记")

    bubble = replies(page).last.locator(".bubble")
    expect(bubble).to_contain_text("<b>粗体</b><script>document.title=2</script>")
    expect(bubble.locator("img, b, script, a")).to_have_count(0)
    assert page.title() == "公众号模拟器 · 园区招商助手"


def test_markup_typed_by_a_visitor_is_shown_as_text(page, account):
    follow(page, account.url)

    type_message(page, "<b>粗</b>")

    expect(said(page).last).to_contain_text("<b>粗</b>")
    expect(page.locator("#conversation b")).to_have_count(0)


def test_notices_for_staff_appear_by_themselves(page, account):
    open_simulator(page, account.url)
    expect(page.get_by_text("还没有通知")).to_be_visible()

    account.staff.tell("新线索 L261123-001\n手机:138****8000")

    notice = page.locator(".notice")
    expect(notice).to_contain_text("企业微信群机器人")
    expect(notice).to_contain_text("手机:138****8000")
    expect(page.get_by_text("还没有通知")).to_be_hidden()


def test_visitor_who_leaves_must_follow_again_to_write(page, account):
    follow(page, account.url)

    use_tool(page, "取消关注")

    expect(page.get_by_role("button", name="关注公众号")).to_be_visible()
    expect(page.get_by_label("发消息")).to_be_hidden()
    assert account.heard[-1].kind is Kind.UNFOLLOW


def test_escape_closes_the_tools_and_returns_the_focus(page, account):
    follow(page, account.url)
    use_tool(page, "语音")
    expect(page.get_by_label("说的话")).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.get_by_role("button", name="更多功能")).to_be_focused()


def test_phone_width_shows_everything_without_sideways_scrolling(phone_page, account):
    account.staff.tell("很长的一串" + "x" * 300)
    follow(phone_page, account.url)

    type_message(phone_page, "y" * 300)
    expect(replies(phone_page)).to_have_count(2)
    use_tool(phone_page, "位置")

    expect(phone_page.locator(".notice")).to_have_count(1)
    assert phone_page.evaluate("document.documentElement.scrollWidth") == 390
    panel, phone = phone_page.locator(".panel").bounding_box(), phone_page.locator("#phone").bounding_box()
    assert panel["y"] >= phone["y"] + phone["height"]
