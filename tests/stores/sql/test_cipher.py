from __future__ import annotations

import base64

import pytest

from bot.errors import SettingsError, StoreUnavailable
from bot.stores.sql.cipher import Cipher

# Fixed, because keys stand in the names of tests, which every worker must collect alike.
OLD, NEW = (base64.urlsafe_b64encode(bytes([n]) * 32).decode() for n in (1, 2))


@pytest.mark.parametrize("value", ["王先生", {"phone": ["13800138000", None]}, "\ud800\0", ""], ids=range(4))
def test_sealed_value_opens_to_itself(value):
    cipher = Cipher.from_keys(NEW, b"s")

    assert cipher.open(cipher.seal(value)) == value


def test_older_keys_still_open_and_the_first_one_seals():
    sealed = Cipher.from_keys(OLD, b"s").seal("v")
    rotated = Cipher.from_keys(f"{NEW}, {OLD}", b"s")

    assert rotated.open(sealed) == "v"
    assert Cipher.from_keys(NEW, b"s").open(rotated.seal("v")) == "v"


def test_value_of_a_lost_key_is_unavailable():
    sealed = Cipher.from_keys(OLD, b"s").seal("v")

    with pytest.raises(StoreUnavailable, match="PARKBOT_DATA_KEY"):
        Cipher.from_keys(NEW, b"s").open(sealed)


@pytest.mark.parametrize("keys", ["", " , ", "short", f"{NEW},x"])
def test_bad_keys_are_a_fault_of_the_settings(keys):
    with pytest.raises(SettingsError, match="PARKBOT_DATA_KEY"):
        Cipher.from_keys(keys, b"s")


def test_fingerprints_depend_on_secret_and_purpose():
    one, other = Cipher.from_keys(NEW, b"one"), Cipher.from_keys(NEW, b"other")

    assert one.digest_phone("13800138000") == one.digest_phone("13800138000")
    assert len({one.digest_phone("1"), one.digest_visitor("1"), one.digest_key("1"), other.digest_phone("1")}) == 4
