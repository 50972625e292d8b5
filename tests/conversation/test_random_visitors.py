from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot import app
from bot.clock import SHANGHAI
from bot.conversation.session import load
from bot.invariants import Watch
from bot.model import Incoming, Kind

ROOT = Path(__file__).parents[2]
STAGE_AT = app.rehearsal_stage(app.load_knowledge(ROOT / "knowledge", ROOT / "config"))
VISITOR = "random-visitor"

FACTS = [
    "嘉定", "青浦", "昆山", "安亭", "想租", "想买", "拿地20亩", "厂房", "仓库", "写字楼", "2000平", "三千平左右",
    "1500", "两三千", "一楼", "层高8米", "行车5吨", "用电800千伏安", "三个月内", "年底", "不急", "1块2一天",
    "总价800万以内",
    "税收三百万", "做汽车零部件", "做电商的", "上海锦程汽配有限公司", "还没注册", "姓王", "李女士", "13800138000",
    "电话13900139000", "一三八零零一三八零零零", "021-12345678", "1380013800",
]  # fmt: skip
CORRECTIONS = [
    "不是两千，是两千六", "改成3000", "面积错了", "电话少打了一位", "电话改成13900139000", "不是嘉定是青浦",
    "公司是锦城，城市的城", "预算改成一块", "不是厂房，是仓库", "松江也可以", "嘉定不要了", "姓错了，我姓章",
    "换成宝山",
]  # fmt: skip
QUESTIONS = [
    "有哪些园区", "嘉定有哪些园区", "第二个", "前两个对比一下", "还有别的吗", "更多", "你们收中介费吗", "有返税吗",
    "层高多少", "租金多少钱", "为什么要电话", "问这个干嘛", "你是机器人吗", "能做环评吗", "最近有什么文章", "我的信息",
    "隐私", "联系方式", "双凤有厂房吗",
]  # fmt: skip
COMMANDS = [
    "跳过", "不方便说", "不留电话", "都可以", "还没定", "没有", "上一步", "取消", "算了", "重新开始", "新需求", "确认",
    "好的", "是", "不改", "不对", "不用了", "继续", "登记吧", "转人工", "删除我的信息", "确认删除", "不删", "撤回同意",
    "我还想再找个仓库", "约看房", "谢谢", "你好", "再见",
]  # fmt: skip
ANSWERS = {
    "deal": ["想租", "1", "买"],
    "property_type": ["厂房", "2"],
    "district": ["嘉定", "青浦或者松江", "都可以"],
    "area": ["2000", "三千平左右", "5亩"],
    "industry": ["做五金的", "一些塑料小玩意儿"],
    "needs": ["没有", "一楼，层高8米"],
    "move_in": ["三个月内", "不急"],
    "price": ["1块2一天", "跳过"],
    "tax": ["三百万", "不方便说"],
    "company": ["上海锦程汽配有限公司", "锦程", "还没注册"],
    "contact": ["姓王", "老陈"],
    "phone": ["13800138000", "不留电话", "1380013800"],
    "confirm": ["确认", "面积改成3000", "不对", "确认"],
    "change": ["是", "不改", "新需求"],
    "erase": ["确认删除", "不删"],
    "share": ["同意", "不同意"],
}
"""Good answers to what is asked, so that many visitors get to the end of the form."""


class RandomVisitor(RuleBasedStateMachine):
    """A visitor who says anything at any time."""

    @initialize()
    def arrive(self) -> None:
        self.stage = STAGE_AT(datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI))
        self.watch = Watch(self.stage.engine.talk())
        self.sent = 0
        self.faults: list[str] = []
        self.last: Incoming | None = None
        self.last_reply = ""

    @rule(facts=st.lists(st.sampled_from(FACTS), min_size=1, max_size=4))
    def states_facts(self, facts: list[str]) -> None:
        self.send(Kind.TEXT, "，".join(facts))

    @rule(pick=st.integers(0, 3))
    def answers_what_was_asked(self, pick: int) -> None:
        asking = load(self.stage.store.read(VISITOR)).asking
        answers = ANSWERS.get(asking, ["嘉定租厂房2000平做五金 13800138000"])
        self.send(Kind.TEXT, answers[pick % len(answers)])

    @rule(pick=st.integers(0, 3), times=st.integers(2, 5))
    def answers_patiently(self, pick: int, times: int) -> None:
        for _ in range(times):
            self.answers_what_was_asked(pick)

    @rule(text=st.sampled_from(CORRECTIONS))
    def corrects(self, text: str) -> None:
        self.send(Kind.TEXT, text)

    @rule(text=st.sampled_from(QUESTIONS))
    def asks(self, text: str) -> None:
        self.send(Kind.TEXT, text)

    @rule(text=st.sampled_from(COMMANDS))
    def commands(self, text: str) -> None:
        self.send(Kind.TEXT, text)

    @rule(fact=st.sampled_from(FACTS), other=st.sampled_from([*COMMANDS, *QUESTIONS, *CORRECTIONS]))
    def mixes(self, fact: str, other: str) -> None:
        self.send(Kind.TEXT, f"{other}，{fact}")

    @rule(text=st.text(max_size=40))
    def writes_nonsense(self, text: str) -> None:
        self.send(Kind.TEXT, text)

    @rule(number=st.integers(1, 8))
    def types_a_number(self, number: int) -> None:
        self.send(Kind.TEXT, str(number))

    @rule(kind=st.sampled_from([Kind.IMAGE, Kind.VOICE, Kind.LINK, Kind.LOCATION, Kind.VIDEO]))
    def sends_no_words(self, kind: Kind) -> None:
        self.send(kind, "")

    @rule(scene=st.sampled_from(["poster-jiading", "park-hydrogen", "article-11779", "unknown", ""]))
    def scans(self, scene: str) -> None:
        self.send(Kind.SCAN, "", scene)

    @rule(minutes=st.sampled_from([1, 29, 31, 400, 1500]))
    def stays_silent(self, minutes: int) -> None:
        self.stage.clock.pass_time(minutes * 60)

    @rule(kind=st.sampled_from([Kind.AGENT_JOINED, Kind.AGENT_LEFT]))
    def person_comes_or_goes(self, kind: Kind) -> None:
        self.send(kind, "")

    @rule()
    def platform_delivers_again(self) -> None:
        if self.last is None or self.stage.clock.now().timestamp() - self.last.created_at > 60:
            return
        before = self.stage.store.read(VISITOR)
        reply = self.stage.engine.answer(self.last, self.stage.clock.monotonic() + 4)

        if reply.to_json() != self.last_reply or self.stage.store.read(VISITOR) != before:
            self.faults.append("重发的消息得到了别的结果")

    @rule()
    def unfollows(self) -> None:
        self.send(Kind.UNFOLLOW, "")

    @invariant()
    def no_rule_was_broken(self) -> None:
        assert getattr(self, "faults", []) == [], f"{self.last} {load(self.stage.store.read(VISITOR))}"

    def send(self, kind: Kind, text: str, scene: str = "") -> None:
        self.sent += 1
        self.stage.clock.pass_time(2)
        created = int(self.stage.clock.now().timestamp())
        self.last = Incoming(f"m{self.sent}", VISITOR, "gh_stage", kind, created, text, scene=scene)
        seen = self.stage.exchange(self.last)
        self.last_reply = seen.reply.to_json()
        self.faults.extend(self.watch.faults(seen))


RandomVisitor.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestRandomVisitor = RandomVisitor.TestCase
