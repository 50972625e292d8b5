"""How are dates said, and which date is each phrase?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.days import (
    add_months,
    find_holiday,
    find_weekday,
    last_day,
    make_day,
    next_day,
    next_month,
    say_day,
    say_month,
    say_part,
)
from bot.understanding.numerals import DIGITS, count_of

_DIGIT = "[一二两三四五六七八九]"
_N = rf"(?:\d{{1,2}}|{_DIGIT}?十[一二三四五六七八九]?|{_DIGIT})"
_YEAR = r"(?P<year>20\d{2}年|2[4-9]年|今年|明年|后年|来年|二零[二三]?[零一二三四五六七八九]年)?的?"
_PART = r"(?P<part>上旬|中旬|下旬|初|中(?![旬介心间])|底|末)?"
_NOT_DAY = r"(?!\d|[.\-~到至:]|[个平方天万千百十块元米吨亩月年人层楼栋套%])"
_NO_PLACE = r"(?![楼线门厂库院仓车口路栋幢弄地机馆厅桥井码店桌园])"
_COUNT = rf"(?P<n>{_DIGIT}{{2}}|{_N}(?:[到至~\-、]{_N})?|半|个把)个?(?P<half>半)?"
_RELATIVE_YEARS = {"今年": 0, "明年": 1, "来年": 1, "后年": 2}
_AFTER_FESTIVAL = dict.fromkeys(("年后", "过完年", "过完年后", "节后", "开年"), "后")
_NEAR_DAYS = {"大后": 3, "后": 2, "明": 1, "次": 1, "今": 0, "当": 0}
_MONTHS_A_YEAR, _HALF_YEAR, _DAYS_A_MONTH, _DAYS_A_WEEK, _MID_MONTH = 12, 6, 30, 7, 20
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Said:
    """A date as a phrase says it."""

    value: str
    """YYYY-MM-DD, YYYY-MM, YYYY-Hn or YYYY."""
    is_day: bool = False
    is_near: bool = False
    """Days or weeks away: people visit then, but seldom move in."""


Resolve = Callable[["re.Match[str]", date], Said | None]


def _day(day: date | None, *, is_near: bool = False) -> Said | None:
    return Said(say_day(day), is_day=True, is_near=is_near) if day else None


def _year_of(found: re.Match[str], today: date) -> int | None:
    words = (found["year"] or "").rstrip("年")
    if f"{words}年" in _RELATIVE_YEARS:
        return today.year + _RELATIVE_YEARS[f"{words}年"]
    digits = "".join(str(DIGITS.get(character, character)) for character in words)
    return int(digits) + (2000 if len(digits) == len("26") else 0) if digits else None


def _full(found: re.Match[str], _: date) -> Said | None:
    return _day(make_day(int(found["y"]), int(found["m"]), int(found["d"])))


def _year_month(found: re.Match[str], _: date) -> Said | None:
    month = make_day(int(found["y"]), int(found["m"]), 1)
    return Said(say_month(month)) if month else None


def _month_day(found: re.Match[str], today: date) -> Said | None:
    return _day(next_day(today, count_of(found["m"]), count_of(found["d"]), _year_of(found, today)))


def _month(found: re.Match[str], today: date) -> Said | None:
    month = next_month(today, count_of(found["m"]), _year_of(found, today))
    return Said(say_part(month, found["part"] or "")) if month else None


def _short(found: re.Match[str], today: date) -> Said | None:
    return _day(next_day(today, int(found["m"]), int(found["d"])))


def _year_part(found: re.Match[str], today: date) -> Said | None:
    part, year = found["when"], _year_of(found, today)
    if "半年" in part:
        half = 1 if "上" in part else 2
        is_past = year is None and half == 1 and today.month > _HALF_YEAR
        return Said(f"{(year or today.year) + is_past}-H{half}")
    quarter = re.search(r"[一二三四1-4]", part)
    named = next((month for word, month in (("中", 6), ("初", 1)) if word in part), _MONTHS_A_YEAR)
    month = count_of(quarter.group()) * 3 if quarter else named
    is_past = year is None and month < today.month
    return Said(f"{(year or today.year) + is_past}-{month:02d}")


def _whole_year(found: re.Match[str], today: date) -> Said | None:
    return Said(str(today.year + _RELATIVE_YEARS[found.group()]))


def _relative(found: re.Match[str], today: date) -> Said | None:
    count, unit = _count(found["n"]) + (0.5 if found["half"] else 0), found["unit"]
    if unit not in {"月", "年"}:
        days = round(count * (_DAYS_A_WEEK if unit in {"周", "星期", "礼拜"} else 1))
        return _day(today + timedelta(days=days), is_near=True)
    months = count * (_MONTHS_A_YEAR if unit == "年" else 1)
    if months == int(months):
        return Said(say_month(add_months(today, int(months))))
    return _day(today + timedelta(days=round(months * _DAYS_A_MONTH)))


def _count(words: str) -> float:
    if words == "半":
        return 0.5
    if words == "个把":
        return 1
    is_pair = re.fullmatch(rf"{_DIGIT}{{2}}", words)
    return count_of(words[-1] if is_pair else re.split(r"[到至~\-、]", words)[-1])


def _near_day(found: re.Match[str], today: date) -> Said | None:
    offset = next(days for words, days in _NEAR_DAYS.items() if found.group().startswith(words))
    return _day(today + timedelta(days=offset), is_near=True)


def _weekday(found: re.Match[str], today: date) -> Said | None:
    name, week = found["day"], (found["week"] or "").replace("个", "")
    if name == "末":
        is_weekend = not week and today.weekday() >= _SATURDAY
        return _day(today if is_weekend else find_weekday(today, _SATURDAY, week or "这"), is_near=True)
    weekday = _DAYS_A_WEEK - 1 if name in "日天" else count_of(name) - 1
    return _day(find_weekday(today, weekday, week), is_near=True)


def _next_week(found: re.Match[str], today: date) -> Said | None:
    return _day(find_weekday(today, 0, found["week"].replace("个", "")), is_near=True)


def _relative_month(found: re.Match[str], today: date) -> Said | None:
    month = add_months(today.replace(day=1), found["which"].count("下"))
    if found["d"]:
        return _day(make_day(month.year, month.month, count_of(found["d"])))
    return Said(say_part(month, found["part"] or ""))


def _month_end(found: re.Match[str], today: date) -> Said | None:
    if found["part"] in {"底", "末"}:
        return _day(last_day(today))
    is_ahead = found["part"].startswith("中") and today.day < _MID_MONTH
    return Said(say_month(today if is_ahead else add_months(today, 1)))


def _day_of_month(found: re.Match[str], today: date) -> Said | None:
    number = count_of(found["d"])
    month = add_months(today.replace(day=1), number < today.day)
    return _day(make_day(month.year, month.month, number), is_near=True)


def _holiday(found: re.Match[str], today: date) -> Said | None:
    when = found["when"] or _AFTER_FESTIVAL.get(found.group(), "")
    value = find_holiday(today, found["name"] or "春节", when, _year_of(found, today))
    return Said(value, is_day=len(value) > len("2026-02")) if value else None


_HOLIDAYS = (
    r"春节|过年|元旦|清明|(?<![毛块十角])五一(?![天平个亩年万千百方])|劳动节|国庆|端午|中秋"
    r"|十一(?=长假|假期|节|之?[前后])"
)
RULES: tuple[tuple[re.Pattern[str], Resolve], ...] = (
    (
        re.compile(
            r"(?<![\d.\-])(?P<y>20[2-4]\d)(?:年|[-/.])(?P<m>\d{1,2})(?:月|[-/.])(?P<d>\d{1,2})(?!\d)[日号]?",
        ),
        _full,
    ),
    (re.compile(r"(?<![\d.\-])(?P<y>20[2-4]\d)[-/.](?P<m>0?[1-9]|1[0-2])(?![\d.\-/])"), _year_month),
    (
        re.compile(
            rf"{_YEAR}(?<![\d每])(?P<m>{_N})月份?(?P<d>{_N})(?:日|号(?![楼线门])|{_NOT_DAY}(?<=\d))",
        ),
        _month_day,
    ),
    (
        re.compile(
            rf"{_YEAR}(?<![\d每付])(?:{_N}(?:-|到|至|~|、|或者?))?(?P<m>{_N})月(?!租|付|供|薪|台)份?{_PART}",
        ),
        _month,
    ),
    (
        re.compile(
            rf"{_YEAR}(?P<when>年[底末初中](?!心)|(?<=年)[底末初]|(?<![半\d一二两三四五六七八九十几])年内"
            r"|[上下]半年|第?[一二三四1-4]季度?|q[1-4](?!\d))"
        ),
        _year_part,
    ),
    (
        re.compile(
            rf"{_YEAR}(?:(?P<name>{_HOLIDAYS})(?:节|长假|假期)?"
            r"(?P<when>之?前(?!后)|[之过]?后|以前|以后|期间)?"
            r"|(?<![一二两三四五六七八九十几\d半今去])年[后前](?!景)|过完年后?|节后|开年)"
        ),
        _holiday,
    ),
    (re.compile(r"[明来后]年(?!租金)"), _whole_year),
    (
        re.compile(
            rf"(?<![\d第]){_COUNT}(?P<unit>天|日|周|星期|礼拜|月|年)(?:的?时间)?"
            r"(?:之内|以内|内(?!环)|之后|以后|后|左右|之前|以前|上下)"
        ),
        _relative,
    ),
    (re.compile(r"大后[天日]|后[天日]|[明今](?:[天日]|儿个?|(?=[早晚]))|次日|当天"), _near_day),
    (
        re.compile(
            r"(?P<week>这个?|本|下下个?|(?<!一)下个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末]|[1-6](?!\d|[天个月年]))(?!边)",
        ),
        _weekday,
    ),
    (re.compile(r"(?P<week>下下个?|(?<!一)下个?)(?:周|星期|礼拜)"), _next_week),
    (
        re.compile(rf"(?P<which>这个?|本|当|下下个?|(?<!一)下个?)月(?!租|付)(?:(?P<d>{_N})[日号]|{_PART})"),
        _relative_month,
    ),
    (re.compile(r"(?<![\d一二三四五六七八九十每个])月(?P<part>底|末|初|中旬?)(?!介)"), _month_end),
    (re.compile(rf"(?<![\d第.号一二三四五六七八九十])(?P<d>{_N})[号日]{_NO_PLACE}"), _day_of_month),
)
"""Most telling first; each names a date by itself."""
ANSWERS: tuple[tuple[re.Pattern[str], Resolve], ...] = (
    (re.compile(rf"(?<![\d第]){_COUNT}(?P<unit>天|周|星期|礼拜|月|年)"), _relative),
    (
        re.compile(
            r"(?<![\d/.])(?P<m>1[0-2]|0?[1-9])[/.\-](?P<d>[12]\d|3[01]|0?[1-9])(?![\d/.万平])[号日]?",
        ),
        _short,
    ),
)
"""Phrases that are dates only where a date was asked for."""
