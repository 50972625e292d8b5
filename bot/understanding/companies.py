"""Which company does the visitor speak for?"""

from __future__ import annotations

import re

from bot.understanding.characters import load_regions
from bot.understanding.sheet import Sheet

_LEAST_CORE = 2
_CHARACTER = r"[\u4e00-\u9fffa-z0-9()&·.\-]"
_LEGAL_FORM = re.compile(
    r"(?:有限责任公司|股份有限公司|有限公司|股份公司|集团公司|合伙企业(?:\(有限合伙\))?)(?:[\u4e00-\u9fff]{2,6}分公司)?",
)
_WITH_LEGAL_FORM = re.compile(rf"{_CHARACTER}{{2,40}}?{_LEGAL_FORM.pattern}")
_IS = r"(?:更正为|变更为|更改为|改成|改为|换成|应该是|叫做|叫作|叫|是|为)"
_CUE = re.compile(
    r"(?:我们?|本|咱们?|贵|这家)?(?:公司|单位|企业|厂子|工厂)的?(?:名称|名字|全称|全名|名|简称)"
    rf"{_IS}?[: ]*|(?:我们?|本|咱们?|贵|这家|^)(?:公司|单位|企业){_IS}?[: ]*|公司{_IS}[: ]*"
    r"|(?:我们|咱们|咱|我|这里|这边|应该|就|也|都|原来|其实)(?:这边|这里)?(?:是|叫|在|代表)"
    r"|我司(?:是|为|叫)?[: ]*|[全简]称|代表|来自|[想要]?帮|抬头[: ]*|[:：]|我们|登记|备注"
    r"|^(?:改成|改为|更正为|是|叫|给|为)"
)
_REGION = "|".join(sorted(load_regions(), key=len, reverse=True))
# Where a list of wishes runs into the name, the place in the name is where it begins.
_PLACE = re.compile(rf"(?<!\()(?:{_REGION})(?=.{{2}})")
_CROWDED = re.compile(r"[\d平亩米万找租买要求需]|.{5}")
_NO_COMPANY = re.compile(r"你们|你司|什么|注册|哪家|一个|一家|成立|这家|那家|多少|怎么|个体")

_TRADES = (
    "科技|精密|机械|电子|汽车|物流|新材料|材料|生物|医药|医疗|智能|自动化|电气|新能源|能源|食品|包装|印刷|贸易|实业|集团|股份"
    "|控股|信息|软件|网络|装备|器械|检测|环保|建材|化工|服饰|家居|供应链|冷链|光电|半导体|微电子|传动|模具|五金|塑胶|塑料|橡胶"
    "|玻璃|精工|重工|机电|设备|仪器|技术|工业|电商|制药|生物医药|机器人|激光|航空|通信|传媒|文化|速运|快递|仓储|电器|照明|轴承|阀门"
    "|汽配|汽车配件|汽车零部件|制品|钢构|钢结构|机械加工|门窗|塑业|药业|酒业|食品厂|鞋业|箱包|玩具|灯饰|水产|农业|冷冻|净水|涂装|商贸|工贸|经贸|进出口|汽修|汽贸|服装|制衣|纸业|纸箱|水泥|装饰|木业|家私|铝业|线缆|轮胎|饲料|粮油|茶业|乳业|日用品|文具|礼品|纺织|印务|电力|电缆|钢铁|金属|涂料|日化|家具|餐饮"
)
_SURNAME_AHEAD = r"[\u4e00-\u9fff]{0,4}[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马]"
_WITH_TRADE = re.compile(
    r"(?:我们(?:公司)?(?:是|叫)|我们|咱们?是|我是|我司(?:是|叫)?|我们?单位是"
    r"|(?<!没)公司(?:叫做?|名称?|全称|简称|名字)?(?:是|为|叫)?[: ]*|单位[: ]*|来自|代表|[,，]叫做?)"
    rf"(?P<name>[\u4e00-\u9fffa-z]{{2,8}}?(?:{_TRADES}){{1,2}})(?:公司)?(?=[,，。;!?\n \0的]|$|{_SURNAME_AHEAD})"
)
_NAMED = re.compile(
    r"(?:公司|单位|企业|厂)的?"
    rf"(?:(?:名称|名字|全称|简称){_IS}?|名?{_IS})[: ]*"
    r"(?P<name>[\u4e00-\u9fffa-z0-9()&·]{2,20}?)(?:公司)?(?=[,，。;!?\n \0]|$)"
    r"|(?:公司|单位|企业)(?:名称|名)?: ?(?P<form>[\u4e00-\u9fffa-z0-9()&·]{2,30}?)(?=[,，。;!?\n \0]|$)"
)
_ENDS = (
    r"(?=[,，。;!?\n \0]|$|的(?!.{0,4}(?:厂房|仓库|园区|办公))"
    r"|(?:这边|现在|目前)?(?:想|要|需要|打算|准备|计划|找|租|求|做|搬|扩)(?![^,，。]{0,3}厂房出租))"
)
_BARE = re.compile(
    rf"(?P<place>(?:{_REGION})[省市]?[\u4e00-\u9fff]{{2,9}}?(?:(?:{_TRADES})+(?:厂(?!房)|公司|集团)?|(?<!分)公司|集团)){_ENDS}"
    rf"|(?:^|(?<=[,，。;!?\n \0]))(?:我们?(?:是|叫)?|咱们?(?:是)?|这边是|我司)?"
    rf"(?P<works>[\u4e00-\u9fff]{{2,4}}?(?:{_TRADES})+(?:厂(?!房)|公司|集团|商行|经营部|工作室|合作社)){_ENDS}"
)
"""A name made like a company's, though nobody says that it is one; the place alone or the trade alone is none."""
_WORKS = re.compile(rf"(?:{_TRADES}|公司|集团|厂|店|社|行)$")
_OF_REGION = re.compile(rf"^(?:{_REGION})[省市]?")
# A trade, or a phrase that goes on like a sentence, is no name.
_GENERIC = re.compile(
    rf"^(?:(?:{_TRADES}|制造|加工|生产|商务|行业|企业|公司|物联|零部件|配件|产品|服务|研发|销售|类|业|的|和)+"
    r"|[国央民台日德美韩](?:企|资|国|系|营|本|产).*"
    r"|[做搞干从专主一来想要在刚还不没外本小大哪什怎谁多个这那你我他她它几会能可需租找已或正只有买卖都就也把被用].*"
    r"|.*[的了吗呢是在和].*)$"
)
_PHRASE = re.compile(
    rf"^(?:(?:{_TRADES}|制造|加工|生产|商务|行业|企业|公司|物联|零部件|配件|产品|服务|研发|销售|类|业|的|和)+"
    r"|[做搞想要在刚还没哪什怎这那你我他它会能可需租找已或买卖把被].*|.*[了吗呢]|.*(?:(?<!美)的|是|在).*)$"
)
"""The same for a name that is called one or has a legal form: 大连, 小米 and 一汽 begin like sentences."""
_NO_NAME = re.compile(
    r"^[^\u4e00-\u9fff]*[\u4e00-\u9fff]?[^\u4e00-\u9fff]*$|什么|哪|怎|吗|呢|多少|可以|能不能|没有?|还未|未|不|注册|个人|新成立|刚|做|生产|行业|园区|中介|房东|业主|负责",
)
_NOT_REGISTERED = re.compile(
    r"(?:公司|执照)?(?:还|暂|目前|暂时)?(?:没有?|未)有?(?:注册|成立|办执照|公司)(?:呢|好|下来)?(?:公司)?"
    r"|(?:公司|执照)正?(?:在|还在)?(?:筹备|筹建|注册)(?:中|阶段)|新公司(?:还没|准备)注册"
)
_INDIVIDUAL = re.compile(
    r"个体(?:工商)?户?(?!经济)|以个人名义|(?:我|就)?(?:是|就)?(?:自己)?(?<![一二三四五六七八九十几两多每\d])个人(?=租|买|要|用|名义|\0)"
)
_ANSWER = re.compile(
    r"^(?:我们?(?:是|叫|公司是|公司叫)?|叫|是|名字叫)?(?P<name>[\u4e00-\u9fffa-z0-9()&· .\-]{2,30}?)"
    r"(?:的|吧|哈|啊|呀)?(?=[,，。;!\n\0]|$)"
)
_NO_ANSWER = re.compile(
    r"[吗呢么?]|什么|怎么|哪|多少|不|没|跳过|个人|保密|随便|以后|再说|暂时|稍后|面积|厂房|租|买|平|谢|你好|您|多|取消|人工"
    r"|请问|想|要|帮|算了|返回|上一步|重来|是的|好的|可以|对|一家|一个|某|筹备"
)


def read_companies(sheet: Sheet) -> None:
    """Claim companies by their legal form."""
    for found in sheet.find_words(_WITH_LEGAL_FORM):
        core = _LEGAL_FORM.split(found.group())[0]
        cues = [cue.end() for cue in _CUE.finditer(core) if len(core) - cue.end() >= _LEAST_CORE]
        lead = max(cues, default=0)
        places = [place.start() for place in _PLACE.finditer(core, lead) if _CROWDED.search(core, lead, place.start())]
        lead = max([lead, *places])
        start, core = found.start() + lead, core[lead:]
        if len(core) >= _LEAST_CORE and not _NO_COMPANY.search(core) and not _PHRASE.match(core):
            sheet.claim("company", sheet.said[start : found.end()], start, found.end())


def read_named_companies(sheet: Sheet) -> None:
    """Claim companies without their legal form, where the words around say that it is one."""
    for found in sheet.find_words(_NOT_REGISTERED):
        sheet.claim("company_status", "not_registered", found.start(), found.end())
    for found in sheet.find_words(_INDIVIDUAL):
        sheet.claim("company_status", "individual", found.start(), found.end())
    for pattern in (_WITH_TRADE, _NAMED, _BARE):
        for found in sheet.find_words(pattern):
            group = next(name for name, value in found.groupdict().items() if value)
            core = _OF_REGION.sub("", found[group]) if group == "place" else found[group]
            is_phrase = _PHRASE if pattern is _NAMED and _WORKS.search(core) else _GENERIC
            if not is_phrase.match(core) and not _NO_NAME.search(core):
                start, end = found.span(group)
                if pattern is _BARE:
                    sheet.claim("company", sheet.said[start:end], start, end, guess=group)
                else:
                    sheet.claim("company", sheet.said[start:end], start, end)


def read_company_answer(sheet: Sheet) -> None:
    """Claim the answer to the question for the company."""
    found = _ANSWER.match(sheet.words)
    if found and not _NO_ANSWER.search(found["name"]) and not found["name"].strip().isdigit():
        start, end = found.span("name")
        sheet.claim("company", sheet.said[start:end], start, end)
