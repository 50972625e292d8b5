from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

FACTS = ("想在嘉定租厂房", "大概2000平")


def test_two_messages_at_the_same_moment_are_both_kept(product):
    visitors = [f"o-pair-{number:03d}" for number in range(40)]

    with ThreadPoolExecutor(8) as pool:
        pushes = [product.platform.messages.text(visitor, text) for visitor in visitors for text in FACTS]
        answers = list(pool.map(product.platform.deliver_once, pushes))
        known = list(pool.map(lambda visitor: product.says(visitor, "我的信息").text, visitors))

    assert all(answer.status == 200 and answer.text for answer in answers)
    lost = [text for text in known if "嘉定区" not in text or "2000㎡" not in text]
    assert lost == []


def test_messages_are_answered_in_the_order_they_came(product):
    for text in ("想租嘉定的厂房", "改成昆山", "改成太仓", "改成松江"):
        assert product.says("o-order", text).text

    assert "松江区" in product.says("o-order", "我的信息").text
    assert "太仓" not in product.says("o-order", "我的信息").text
