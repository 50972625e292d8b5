"""Who is writing, by name and title?"""

from __future__ import annotations

import re

from bot.model import Claim
from bot.understanding.sheet import Sheet

_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|宇文|端木|长孙|轩辕|南宫|独孤"
_COMMON = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "姚谭廖邹熊陆郝孔崔康毛邱秦顾侯邵孟龙段雷钱汤尹黎武乔贺赖龚庞樊殷翟颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦柳邢岳齐梅莫庄"
    "辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲闵骆窦"
)
# These are everyday words too; they need a boundary before them.
_RARE = (
    "高马江方史石金白万常安文施时洪成车于向应包路单全水边卞柯裴解游阮蓝简连闫穆洛景戚吉蒲巫褚卫房郎鲍滕屈宁冉鞠古明司丛"
    "隋年冷佟原霍虞宗计强查桂党鄢谌舒佘阚晏敖粟覃揭蔺冼麦邬蔚逄阙漆仇匡郜臧娄庾储缪卓岑景贲亢荆昝矫占苟寇"
)
_SURE = f"(?:{_DOUBLE}|[{_COMMON}])"
_SURNAME = f"(?:{_DOUBLE}|[{_COMMON}{_RARE}])"
_GIVEN = r"(?:(?![吧哈啊呀呢吗嘛的就])[\u4e00-\u9fff·])"
_TITLE = (
    r"(?:先生|女士|小姐|老板娘?|总经理|副总|总监|总裁|经理"
    r"|总(?![部共价是和面体有结计投的得要会算公量数高占房合预额包租工建])|董事长|董(?!事)|主任|部长|厂长|主管|会计|老师"
    r"|师傅|阿姨|助理|院长|所长|科长|处长|秘书|博士|教授|工程师|工(?![业厂程作人艺地种具资位商期会序件装夫龄本]))"
)
_BREAK = r"(?=[,，。;:!?\n \0+()/、]|\d|$|的?(?:电话|手机|微信|座机|号码|联系)|在|这边|就?[好行]|就可以|[吧哈啊呀呢])"
_BOUND = (
    r"(?:^|(?<=[,，。;:!?\n \0()/、])|(?<=\d)|(?<=联系)|(?<=称呼)"
    r"|(?<=[是叫找姓我请为人购政事理务售发司部者的]))"
)
_WHOSE = "(?:同事|老板|领导|合伙人|朋友|爱人)"
_RULES = (
    re.compile(
        rf"(?P<name>{_SURE}[\u4e00-\u9fff]{{0,2}}?{_TITLE})|{_BOUND}(?P<rare>{_SURNAME}[\u4e00-\u9fff]{{0,2}}?{_TITLE})",
    ),
    re.compile(
        r"(?:联系人|对接人|负责人|经办人|姓名|称呼|名字|联络人)"
        r"(?:应该|就|请|麻烦|帮我|给我)*"
        rf"(?:(?:(?:更正为|变更为|更改为|改成|改为|换成|是|为|叫)[: ]*|[: ]+)"
        rf"(?:我们?的?)?{_WHOSE}?(?P<name>{_SURNAME}{_GIVEN}{{0,3}}?)"
        rf"|(?P<sure>{_SURE}{_GIVEN}{{0,3}}?|[小老阿][\u4e00-\u9fff])){_BREAK}"
        rf"|(?:我叫|叫我|我的名字是|我名字叫|本人)(?P<self>{_SURNAME}{_GIVEN}{{1,2}}){_BREAK}|我是(?P<me>{_SURE}{_GIVEN}{{1,2}}){_BREAK}"
        r"|(?:我叫|叫我|联系人|称呼|姓名|(?<![a-z])name(?=:)|my name is)(?:是|为)?[: ]*"
        r"(?P<latin>[a-z]{2,15}(?: [a-z]{2,15})?)(?=[,，。;!\n\0]|$| )"
    ),
    re.compile(rf"{_BOUND}(?P<name>[小老阿]{_SURE}(?:同学|姐|哥)?){_BREAK}|{_BOUND}(?P<kin>{_SURE}[姐哥]){_BREAK}"),
    re.compile(r"(?<![a-z])(?P<name>(?:mr|ms|mrs|miss)[. ]{1,2}[a-z]{2,15})(?![a-z])"),
    re.compile(rf"(?:免贵|我|鄙人|本人)?姓(?P<name>{_SURNAME}|(?<=我姓|贵姓)[\u4e00-\u9fff])(?!名|的(?!电话|手机))"),
)
_BEFORE_PHONE = re.compile(rf"(?:^|(?<=[,，。;\n :\0]))(?P<name>{_SURE}{_GIVEN}{{1,2}})(?=[ ,，:]{{0,2}}\0)")
_CALLED = re.compile(
    r"(?:^|(?<=[,，。;\n \0]))(?P<name>[小老阿](?![板师区厂型的家客仓间时车乡规工店户件头吧啊])[\u4e00-\u9fff])"
    r"(?=$|[,，。;!\n ])"
)
"""小燕, beside a phone: a nickname whatever the surname."""
_ANSWER = re.compile(
    rf"^(?:我?(?:叫|是|姓)|免贵姓?|称呼我?|叫我|你?可以叫我|就叫)?(?P<name>{_SURNAME}{_GIVEN}{{0,3}}?)"
    r"(?:吧|就行|就好|就可以|哈|啊|呀)?(?=[,，。;!\n\0 \d]|$)"
    r"|^(?:我?(?:叫|是)|call me|i'm)? ?(?P<latin>[a-z]{2,15}(?: [a-z]{2,15})?)$"
)
_NEAR = 2
_NOT_NAMES = re.compile(
    r"^(?:方便|高兴|时间|任意|应该|明天|马上|常州|白天|全部|万一|关于|向你|祝你|成吧|谢谢.*|许多|何时|何必"
    r"|白领|温州|安徽|江苏|江西|安全|高层|高新|高速|宁波|常熟|常用|石化|文化|包装"
    r"|车间|车库|仓库|施工|单层|单独|全款|全新|方案|方式|水电|平方|边上|计划|成本|成立|时候|明白|明确|原来|年底|年后|强烈|查询"
    r"|解释|简单|连锁|沈阳|郑州|广州|韩国|周边|周围|周末|周[一二三四五六日天]$|钱多|余下|金额|金属|毛坯|雷同"
    r"|管理|管道|顾客|费用|盛大|谈谈|任何|路线|路口|万元|江浙沪|龙头|程序|房东|房产|于.*|应.*)"
)
_NOT_TITLED = re.compile(
    r"化工|加工|员工|职工|施工|开工|完工|竣工|返工|手工|木工|电工|焊工|总工|人工|平方|项目经理|路总|连总|任总监"
)
_SOUGHT = re.compile(
    r"(?:^|[,，。;!? 我想要来就])(?:直接)?(?:找|见)(?:一?下|你们的?)?$|(?:转|接)(?:一下|下)?给?(?:你们的?)?$"
)
_PRESENT = re.compile(r"[,，]?(?:他|她)?(?:在吗|在么|在不在|在伐|在没|今天上班|上班)")
"""我找刘经理，他在吗: somebody of ours, not who is writing."""
_CONNECTIVE = re.compile(r"[的是在有找要和跟或到来去给请让不没我你他您这那就都也很]")


def read_people(sheet: Sheet) -> None:
    """Claim names and titles; a name with a title replaces the bare surname said before it."""
    has_phone = any(claim.slot == "phone" for claim in sheet.claims)
    for pattern in (*_RULES, _BEFORE_PHONE, _CALLED) if has_phone else _RULES:
        for found in sheet.find_words(pattern):
            if pattern is not _BEFORE_PHONE or _stands_before_phone(sheet, found.end()):
                _claim(sheet, found)
    _prefer_full_names(sheet)


def _stands_before_phone(sheet: Sheet, end: int) -> bool:
    return any(claim.slot == "phone" and 0 <= claim.start - end <= _NEAR for claim in sheet.claims)


def read_name_answer(sheet: Sheet) -> None:
    """Claim the answer to the question how to address the visitor."""
    found = _ANSWER.match(sheet.words)
    if found:
        _claim(sheet, found)


def _claim(sheet: Sheet, found: re.Match[str]) -> None:
    group = next(name for name, value in found.groupdict().items() if value)
    name = found[group]
    is_sought = _SOUGHT.search(sheet.words[: found.start(group)]) or _PRESENT.match(sheet.words, found.end(group))
    if not is_sought and not (_NOT_NAMES.match(name) or _NOT_TITLED.search(name) or _CONNECTIVE.search(name[1:])):
        start, end = found.span(group)
        sheet.claim("contact", sheet.said[start:end], start, end)


def _prefer_full_names(sheet: Sheet) -> None:
    names = [claim for claim in sheet.claims if claim.slot == "contact"]
    weaker = {id(claim) for claim in names if any(_says_more(other, claim) for other in names)}
    sheet.claims = [claim for claim in sheet.claims if id(claim) not in weaker]


def _says_more(other: Claim, claim: Claim) -> bool:
    return len(other.raw) > len(claim.raw) and other.raw.startswith(claim.raw)
