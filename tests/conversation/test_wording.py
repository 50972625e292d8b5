from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.session import Choice
from bot.conversation.wording import LIMIT, UNKNOWN, Wording, compose, split

WORDING = Wording({"hello": ["一 {name}", "二 {name}"]}, {"name": "张三", UNKNOWN: "待核实"})


def test_variants_take_turns():
    assert [WORDING.say("hello", turn) for turn in range(3)] == ["一 张三", "二 张三", "一 张三"]


def test_unset_placeholder_of_knowledge_is_said_as_unverified():
    assert WORDING.fill("{name} 电话 {phone}") == "张三 电话 待核实"


def test_long_body_is_cut_at_a_sentence_and_question_stays():
    body = "这是一句话。" * 300

    text, rest = compose((body,), "要多大面积?", (Choice("租", "想租"),), more="回「更多」")

    assert len(text.encode()) <= LIMIT
    assert "要多大面积?" in text
    assert "msgmenuid=1" in text
    assert "更多" in text
    assert text.split("\n\n")[0].endswith("。")
    assert text.count("这是一句话。") + rest.count("这是一句话。") == 300


def test_cut_never_falls_inside_a_link():
    linked = "字" * 30 + '<a href="https://example.com/p/park">' + "园区" * 20 + "</a>" + "字" * 30

    for limit in range(60, len(linked.encode())):
        head, rest = split(linked, limit)
        assert head.count("<a") == head.count("</a>")
        assert (head + rest).replace(" ", "") == linked.replace(" ", "")


@given(st.text(max_size=3000), st.integers(min_value=40, max_value=LIMIT))
def test_split_respects_the_limit_for_any_text(text, limit):
    head, _ = split(text, limit)

    assert len(head.encode()) <= limit or "</a>" in text


def test_choice_link_carries_its_words_encoded():
    text, _ = compose((), "", (Choice("找厂房", "找 厂房&仓库"),))

    assert (
        text
        == '1. <a href="weixin://bizmsgmenu?msgmenucontent=%E6%89%BE%20%E5%8E%82%E6%88%BF%26%E4%BB%93%E5%BA%93&msgmenuid=1">找厂房</a>'
    )
