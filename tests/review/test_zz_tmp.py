import pytest
from . import test_lives as L
import review.guard, review.state
import wizard.live
def test_a(monkeypatch):
    monkeypatch.setattr(review.guard,"recusal",lambda *a: ""); monkeypatch.setattr(review.state,"recusal",lambda *a: "")
    with pytest.raises(BaseException): L.lives(200)()
def test_b(monkeypatch):
    old=wizard.live.Live._membership
    def skip(self,wire):
        if wire.id!="papers" or not self.version % 2: old(self,wire)
    monkeypatch.setattr(wizard.live.Live,"_membership",skip)
    with pytest.raises(BaseException): L.lives(300)()
