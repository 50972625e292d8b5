"""When does the visitor want to move in or to come and look?"""

from __future__ import annotations

import re
from datetime import timedelta

from bot.understanding.date_phrases import ANSWERS, RULES, Said
from bot.understanding.days import say_day
from bot.understanding.sheet import Sheet
from bot.understanding.times import TIME, TIME_ALONE, is_over, say_time

_BEFORE = re.compile(r"这?(?:之前|以前|前|之内|以内|内(?!环)|左右|之后|以后|后|期间|份)")
_VISIT = re.compile(
    r"看房|(?<![再先])看(?=可以|行不|行吗|行嘛|好吗|方便|[吗吧?？])|看看|看下|看一?看|看一下|参观|考察|实地|现场|踏勘|转转|转一?转|带看|见面|拜访|预约|面谈|碰面"
    r"|约(?!为|\d|[一二三四五六七八九十百千])|过来|过去|来看|去看|到你们|到访|来你|看厂|看场地|看仓|看地|看园|去你们"
    r"|(?<![下起出])来(?=$|[,，。吧啊])|方便看|有空"
)
_CALL = re.compile(
    r"打(?:我|个)?的?(?:电话|手机)|联系我|回电|来电|致电|加我|给我打|打给我|回复我|回我|联系",
)
_MOVE = re.compile(
    r"入驻|进场|搬|入住|用(?![电工地途水])|交付|交房|投产|开工|开业|到位|落地|起租|需要|要(?!求|多|闻)|进驻|开张|装修|签|租"
    r"|定下|最[迟晚]|腾|启用|到期|急|运营|生产|进设备"
)
_NEWS = re.compile(
    r"新闻|消息|文章|资讯|推送|公告|通知|报道|活动|政策|注册的|成立|去年|周报|利率|发布|天气|心情|上班|营业",
)
_NEED = re.compile(r"[租买找求需要搬][^。]*(?:厂|仓|平|亩|库|办公|场地|楼)|\d平|[百千万]平|亩")
_LATER = re.compile(r"[\0前后内底初]再?[说看]|[之以]?[前后内]$|考虑")
_LEASE_END = re.compile(r"[^,，。;]{0,4}?(?:到期|期满|截止|为止|结束)")
_LEASE = re.compile(r"合同|租约|租期|租到|签到|签的")
_ASAP = re.compile(
    r"(?:尽快|马上|立即|立刻|赶紧|尽早|越快越好|越早越好|随时|现在就)(?:就|要|能|可以|想)?"
    r"(?:入驻|搬|进场|入住|租|用|落地|定|投产|开工)|急租|急求租?|急需|急找|急用(?!钱)|急要|要得急"
    r"|(?:比较|很|挺|非常|特别|有点)急(?!诊)|越快越好|越早越好|asap|马上就?(?:要|用)(?!求)"
)
_ASAP_ANSWER = re.compile(
    r"尽快|马上|立即|立刻|越快越好|越早越好|随时(?:可以|都行)?|现在(?:就|要|可以|$)[要可行]?|这就|asap|急",
)
_NOT_URGENT = re.compile(r"不着?急|不赶时间|不太急|慢慢看|先了解(?:一下)?|只是了解(?:一下)?")


def read_dates(sheet: Sheet) -> None:
    """Claim when to move in, to visit, to be called, and when a lease ends; take other dates off the sheet."""
    _read_urgency(sheet)
    is_asked = sheet.expect in {"move_in", "visit_time"}
    for pattern, resolve in (*RULES, *ANSWERS) if is_asked else RULES:
        for found in sheet.find(pattern):
            said = resolve(found, sheet.now.date())
            if said:
                _place(sheet, found, said)
            else:
                sheet.take(found.start(), found.end())
    _read_times(sheet)


def _read_urgency(sheet: Sheet) -> None:
    for found in sheet.find(_NOT_URGENT):
        sheet.claim("urgency", "low", found.start(), found.end())
    for found in sheet.find(_ASAP_ANSWER if sheet.expect == "move_in" else _ASAP):
        sheet.claim("move_in", "asap", found.start(), found.end())
        return


def _place(sheet: Sheet, found: re.Match[str], said: Said) -> None:
    start, end = found.span()
    left = sheet.left_of(start)
    clause = left + found.group() + sheet.right_of(end)
    if _LEASE_END.match(sheet.shape[end:]) or _LEASE.search(left):
        slot = "lease_end" if _LEASE.search(clause) else "move_in"
        sheet.claim(slot, said.value, start, end, lease_end=True)
        return
    time = TIME.match(sheet.shape, end)
    has_time = bool(time and (time["h"] or time["part"]))
    slot = _find_slot(sheet, clause, said)
    if not slot and said.is_day and has_time and not found.group().startswith("今") and not _NEWS.search(clause):
        slot = "visit_time"
    if slot in {"visit_time", "call_time"} and said.is_day and time and has_time:
        sheet.claim(slot, said.value + say_time(time), start, time.end())
    elif slot:
        before = _BEFORE.match(sheet.shape, end) if slot == "move_in" else None
        sheet.claim(slot, said.value, start, before.end() if before else end)
    else:
        sheet.take(start, time.end() if time and has_time else end)


def _find_slot(sheet: Sheet, clause: str, said: Said) -> str:
    is_visit = bool(said.is_day and _VISIT.search(clause))
    if sheet.expect in {"move_in", "visit_time"}:
        return "visit_time" if is_visit else sheet.expect
    if is_visit:
        return "visit_time"
    if _CALL.search(clause):
        return "call_time"
    return "" if _NEWS.search(clause) else _find_slot_by_need(sheet, clause, said)


def _find_slot_by_need(sheet: Sheet, clause: str, said: Said) -> str:
    is_move = _MOVE.search(clause)
    if said.is_near:
        return "visit_time" if not is_move and _VISIT.search(sheet.text) else "move_in" if is_move else ""
    return "move_in" if is_move or _NEED.search(sheet.text) or _LATER.search(clause) else ""


def _read_times(sheet: Sheet) -> None:
    """Claim an hour said without a day: today, or tomorrow when it is over."""
    for found in sheet.find(TIME_ALONE):
        clause = sheet.left_of(found.start()) + sheet.right_of(found.end())
        is_visit = sheet.expect == "visit_time" or _VISIT.search(clause)
        slot = "visit_time" if is_visit else "call_time" if _CALL.search(clause) else ""
        time = TIME.match(sheet.shape, found.start())
        if slot and time and time["h"] and not any(claim.slot == slot for claim in sheet.claims):
            said = say_time(time)
            day = sheet.now.date() + timedelta(days=is_over(said, f"{sheet.now:%H:%M}"))
            sheet.claim(slot, say_day(day) + said, time.start(), time.end(), approximate=True)
