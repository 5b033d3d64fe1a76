"""Every errcode that must be handled leads somewhere."""

import pytest

from wechat.errors import PlatformError, TransportError
from wechat.fates import RULES, Fate, fate

MUST = {
    Fate.AGAIN: [-1],
    Fate.TOKEN: [40001, 40014, 42001, 41001],
    Fate.REFUSED: [40003, 43004, 43019, 43101, 48002, 40226],
    Fate.WINDOW: [45015, 45047],
    Fate.QUOTA: [45009],
    Fate.BUSY: [45011],
    Fate.CODE: [40029, 40163, 42003],
    Fate.CONTENT: [45002, 47003, 87014, 40007],
    Fate.CONFIG: [40037, 40125, 40013, 40164, 61004, 45035, 41030, 48001, 48004, 50002, 61024, 89503, 89506, 89507],
    Fate.BUG: [40033, 40097, 43001, 43002, 44002, 44004, 45109, 47001, 12345678],
}


@pytest.mark.parametrize(("expected", "code"), [(f, c) for f, codes in MUST.items() for c in codes])
def test_fate__errcode__is_what_the_product_does(expected, code):
    assert fate(code) is expected
    assert PlatformError(code, "x", "cgi-bin/a").fate is expected


def test_rules__every_one__says_what_is_done_and_what_a_person_reads():
    assert {rule.fate for rule in RULES.values()} == set(Fate)
    for rule in RULES.values():
        assert rule.does
        assert any("一" <= c <= "鿿" for c in rule.text)
        assert not set("！!") & set(rule.text)


def test_errors__words_for_a_person__hold_nothing_of_the_platform():
    error = PlatformError(40164, "invalid ip 1.2.3.4 rid: 5f", "cgi-bin/stable_token")
    assert "1.2.3.4" not in error.text + str(error)
    assert TransportError("a", "b", doubtful=True).text
