"""The tour of every region that has one, against processes as they run at a user's (contract of `zhiping tour`)."""

import shutil
from pathlib import Path

import pytest

from zhiping.settings import REGIONS
from zhiping.tour import tour

from .installation import Installation

TOURS = sorted(f.parent.parent.name for f in Path(REGIONS).glob("*/demo/tour.yaml"))


@pytest.mark.parametrize("region", TOURS)
def test_tour__every_region__goes_from_the_first_message_to_the_last_deed(installation: Installation, region: str):
    gone = installation.run("tour", region, *installation.addresses)
    assert gone.returncode == 0, gone.stdout[-3000:] + gone.stderr
    assert "步都对" in gone.stdout
    assert installation.faults() == []


def test_tour__again_on_the_same_installation__goes_again(installation: Installation):
    assert installation.run("tour", TOURS[0], *installation.addresses).returncode == 0


TWISTED = {
    "another_reply": ("expect: [您好，这里是职称申报助手", "expect: [再见，这里是职称申报助手", "应当有“再见"),
    "a_refusal_that_does_not_come": ("{say: 进度, expect: 还没有申报}", "{say: 进度, refused: 不行}", "却办成了"),
    "a_link_that_is_not_there": ("tap: 开始申报,", "tap: 结束申报,", "应当能点“结束申报”"),
}


@pytest.mark.parametrize("name", TWISTED)
async def test_tour__something_else_comes__stops_and_says_what_was_expected(
    installation: Installation, name: str, tmp_path: Path, monkeypatch, capsys
):
    old, new, said = TWISTED[name]
    shutil.copytree(Path(REGIONS) / TOURS[0] / "demo", tmp_path / TOURS[0] / "demo")
    script = tmp_path / TOURS[0] / "demo" / "tour.yaml"
    written = script.read_text("utf-8")
    assert old in written
    script.write_text(written.replace(old, new), "utf-8")
    monkeypatch.setattr("zhiping.tour.REGIONS", str(tmp_path))
    assert await tour(TOURS[0], installation.product, installation.sandbox) == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("scenes: [", "读不懂"),
        ("{newcomers: {}, scenes: [{scene: x, who: a, acts: [{fly: away}]}]}", "fly"),
        ("{newcomers: {a: {name: 甲}}, scenes: []}", "读不懂"),
    ],
)
async def test_tour__a_file_that_cannot_be_read__says_so(written: str, said: str, tmp_path: Path, monkeypatch, capsys):
    (tmp_path / "x" / "demo").mkdir(parents=True)
    (tmp_path / "x" / "demo" / "tour.yaml").write_text(written, "utf-8")
    monkeypatch.setattr("zhiping.tour.REGIONS", str(tmp_path))
    assert await tour("x", "http://127.0.0.1:9", "http://127.0.0.1:9") == 2
    assert said in capsys.readouterr().err


async def test_tour__no_product_there__says_what_to_start(capsys):
    assert await tour(TOURS[0], "http://127.0.0.1:9", "http://127.0.0.1:9") == 2
    assert "zhiping up" in capsys.readouterr().err
