"""Does the profile of each account kind follow the platform's table?"""

from __future__ import annotations

from dataclasses import fields

import pytest

from bot.wechat.account import CAPABILITIES, AccountKind, Capabilities


def test_every_kind_of_account_has_a_profile():
    assert set(CAPABILITIES) == set(AccountKind)


@pytest.mark.parametrize("capability", [field.name for field in fields(Capabilities)])
def test_verified_service_account_may_do_everything(capability):
    assert getattr(CAPABILITIES[AccountKind.VERIFIED_SERVICE], capability) is True


def test_unverified_subscription_account_only_answers():
    assert CAPABILITIES[AccountKind.UNVERIFIED_SUBSCRIPTION] == Capabilities()


def test_only_verified_accounts_send_customer_messages():
    senders = {kind for kind, may in CAPABILITIES.items() if may.customer_messages}

    assert senders == {AccountKind.VERIFIED_SUBSCRIPTION, AccountKind.VERIFIED_SERVICE}


def test_kind_is_found_by_the_word_of_the_settings():
    assert CAPABILITIES[AccountKind("unverified_service")].menu
