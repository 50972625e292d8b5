"""Do the pages of two workers count, limit and keep as one?"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.support.product import wait_until

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.44"}
PARK = ("p", "jiading-hydrogen-port")
PNG = b"\x89PNG\r\n\x1a\n" + b"badge" * 20


def form(base: str, address: str, browser: requests.Session) -> str:
    page = browser.get(f"{base}{address}", timeout=5).text
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def test_views_of_both_workers_are_counted_through_a_restart(product):
    address = f"http://127.0.0.1:{product.port}/p/{PARK[1]}"
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: requests.get(address, headers=PHONE, timeout=5).status_code, range(60)))
    assert codes == [200] * 60

    # Within the few seconds before the next write: what waits is written as the workers end.
    product.stop()

    with product.stores() as stores:
        assert stores.pages.views.totals() == {PARK: 60}
    product.start()
    wait_until(
        lambda: "浏览 6" in requests.get(address, headers=PHONE, timeout=5).text, what="the count after a restart"
    )


def test_limit_holds_for_both_workers_together(product):
    base = f"http://127.0.0.1:{product.port}"

    def send(_number: int) -> int:
        with requests.Session() as browser:
            token = form(base, "/lead", browser)
            return browser.post(f"{base}/lead", data={"token": token}, timeout=5).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send, range(40)))

    assert codes.count(422) == 30 and codes.count(429) == 10


def test_owners_proof_reaches_the_disk_sealed_and_staff_by_notice(product):
    base = f"http://127.0.0.1:{product.port}"
    with requests.Session() as browser:
        wish = {
            "subject": "嘉定氢能港",
            "words": "层高 8 米",
            "role": "招商经理",
            "phone": "13800138000",
            "consent": "yes",
        }
        data = {"token": form(base, "/owner", browser), **wish}
        page = browser.post(f"{base}/owner", data=data, files={"proof": ("badge.png", PNG)}, timeout=5)

    number = re.search(r"T\d{6}-\d{3}", page.text)[0]
    (sealed,) = (product.folder / "proofs").iterdir()
    assert b"badge" not in sealed.read_bytes()
    wait_until(lambda: any(number in text for text in product.robot_notices()), what="the notice")
    (notice,) = [text for text in product.robot_notices() if number in text]
    assert "138****8000" in notice and "13800138000" not in notice
    assert "证明文件 1 份" in notice
