from __future__ import annotations

import pytest

PHONE = "13800138000"
NEED = f"嘉定租2000平厂房,做机加工,王先生{PHONE}"
RECEIVER = "嘉定氢能港的运营方"
VISIT = "我想去看嘉定氢能港"


@pytest.fixture
def registered(chat):
    chat.says(NEED, "确认")
    return chat


def may_share(chat) -> bool:
    return chat.stores.book.may_share(chat.leads[0].number, RECEIVER)


def test_question_names_the_receiver_and_what_it_gets(registered):
    reply = registered.says(VISIT)

    assert f"称呼和电话给【{RECEIVER}】安排看房，同意吗" in reply
    assert registered.session.asking == "share"
    assert may_share(registered) is False


def test_yes_is_stored_for_this_receiver_and_staff_are_told(registered):
    registered.says(VISIT, "同意")

    consents = registered.stores.book.find_consents(registered.visitor)
    assert [(c.receiver, c.agreed) for c in consents] == [("", True), (RECEIVER, True)]
    assert consents[-1].purpose == "安排看房"
    assert may_share(registered) is True
    tickets = {n.ticket for n in registered.notices if n.ticket}
    assert [(t.kind, "同意把称呼和电话交给" in t.text) for t in tickets] == [("viewing", True)]


@pytest.mark.parametrize("words", ["不同意", "不用了", "不方便"])
def test_no_is_stored_and_respected(registered, words):
    reply = registered.says(VISIT, words)

    assert "不转给" in reply
    assert may_share(registered) is False
    assert "同意吗" not in registered.says(VISIT)


def test_refusal_may_be_asked_about_again_after_the_cool_down(registered, knowledge):
    registered.says(VISIT, "不同意")
    registered.passes(days=knowledge.playbook.limits.refusal_days + 1)
    registered.says("重新开始", NEED, "确认")

    assert "同意吗" in registered.says(VISIT)


def test_agreed_once_is_not_asked_again(registered):
    registered.says(VISIT, "同意")

    assert "同意吗" not in registered.says(VISIT)


def test_other_park_is_another_receiver(registered):
    registered.says(VISIT, "同意")

    reply = registered.says("还想去看嘉定电子商务产业园")
    if "要改成" in reply:
        reply = registered.says("是")

    assert "【嘉定电子商务产业园的运营方】" in reply


def test_interrupted_question_is_put_at_most_twice(registered):
    replies = [
        registered.says(text) for text in (VISIT, "嘉定有哪些园区", "面积改成2500", "面积改成2600", "面积改成2700")
    ]

    assert [("同意吗" in reply) for reply in replies] == [True, False, True, False, False]
    assert may_share(registered) is False


def test_later_yes_to_something_else_is_no_consent(registered):
    registered.says(VISIT, "嘉定有哪些园区")

    registered.says("好的")

    assert may_share(registered) is False


def test_viewing_wanted_before_registration_is_asked_about_after_it(chat):
    assert "同意吗" not in chat.says(VISIT)
    chat.says(NEED)

    reply = chat.says("确认")

    assert "已登记" in reply
    assert f"【{RECEIVER}】" in reply
    chat.says("同意")
    assert may_share(chat) is True


def test_nothing_is_asked_without_a_phone(chat):
    chat.says("嘉定租2000平厂房,做机加工", "不留电话")
    for _ in range(8):
        if chat.session.asking == "confirm":
            break
        chat.says("跳过")
    chat.says("确认")

    assert "同意吗" not in chat.says(VISIT)


def test_viewing_of_no_named_park_asks_nothing(registered):
    assert "同意吗" not in registered.says("可以看房吗")


def test_withdrawal_takes_the_consent_for_the_park_back(registered):
    registered.says(VISIT, "同意", "撤回同意")

    assert may_share(registered) is False


def test_receiver_is_the_operator_where_the_park_names_one(registered, knowledge):
    named = [park for park in knowledge.catalog.parks.values() if park.operator]
    for park in named[:1]:
        assert f"【{park.operator}】" in registered.says(f"我想去看{park.name}")
    assert RECEIVER in registered.says(VISIT)
