"""The commands about a region's files: check, preview, coverage, numbers, diff, publish."""

from __future__ import annotations

import shutil

import pytest

from .conftest import query
from .shell import TRACE, Shell

COVER, MANUAL = "sections/20_cover.yaml", "manual_sections.tsv"
# arguments → exit status, what is said on standard output, what on standard error
SCHEME = (
    (("check", "chongqing"), 0, "", ""),
    (("check", "regions/chongqing"), 0, "", ""),
    (("check", "nowhere"), 2, "", "没有 regions/nowhere 这个文件夹"),
    (("check", "chongqing", "--manual", "/nowhere.txt"), 2, "", "/nowhere.txt"),
    (("check", "{broken}"), 1, COVER, ""),
    (("preview", "chongqing"), 0, "<!doctype html>", ""),
    (("preview", "chongqing", "--out", "{out}/page.html"), 0, "page.html", ""),
    (("preview", "chongqing", "--out", "/nowhere/page.html"), 2, "", "/nowhere/page.html"),
    (("preview", "nowhere"), 2, "", "没有"),
    (("preview", "{broken}"), 1, COVER, ""),
    (("coverage", "nowhere"), 2, "", "没有"),
    (("coverage", "{broken}"), 1, COVER, ""),
    (("numbers", "chongqing"), 0, "`deeds.return`", ""),
    (("numbers", "{unasked}"), 1, "`sections.cover.fields.specialty`", "deeds.return.within：10 个工作日以内"),
    (("numbers", "chongqing", "--into", "README.md"), 2, "", "## chongqing"),
    (("numbers", "{unreadable}"), 2, "", "to_confirm.tsv 第 1 行"),
    (("coverage", "{unanswered}"), 2, "", "manual_lines.tsv 第 4 行"),
    (("numbers", "nowhere"), 2, "", "没有 regions/nowhere 这个文件夹"),
    (("diff", "chongqing", "chongqing"), 0, "", ""),
    (("diff", "chongqing", "{changed}"), 0, "wording\tsections.cover.label\n", ""),
    (("diff", "chongqing", "nowhere"), 2, "", "nowhere"),
    (("diff", "{broken}", "chongqing"), 2, "", "scheme check"),
    (("diff", "0" * 64, "chongqing"), 2, "", "没有这个版本"),
    (("publish", "nowhere"), 2, "", "没有“nowhere”这个地区"),
)  # fmt: skip

MENDED = (
    ("changed", COVER, "label: 封面", "label: 封皮"),
    ("broken", COVER, "kind: ", "kind: no_such_"),
    ("unasked", "to_confirm.tsv", "deeds.return.within", "deeds.return.needs"),
    ("unreadable", "to_confirm.tsv", "# ", ""),
    ("unanswered", "manual_lines.tsv", "标题：封面", "别人：封面"),
    ("uncited", MANUAL, "4.3.1\t", "99.1\t没有人写到的一节\n4.3.1\t"),
)
"""Name, file of Chongqing, what stands there, what the copy has instead."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Copies of Chongqing: another word, a field of no kind, a section of the manual that nothing cites."""
    made: dict[str, str] = {}
    for name, where, old, new in MENDED:
        place = tmp_path_factory.mktemp(name) / "chongqing"
        shutil.copytree("regions/chongqing", place)
        shutil.copytree("regions/_shared", place.parent / "_shared")
        text = (place / where).read_text("utf-8")
        assert old in text
        (place / where).write_text(text.replace(old, new, 1), "utf-8")
        made[name] = str(place)
    return made | {"out": str(tmp_path_factory.mktemp("out"))}


@pytest.mark.parametrize(("arguments", "code", "out", "err"), SCHEME, ids=[" ".join(s[0])[:50] for s in SCHEME])
def test_scheme_command__right_or_wrong__ends_and_speaks_as_the_table_says(
    shell: Shell, at: dict[str, str], folders: dict[str, str],
    arguments: tuple[str, ...], code: int, out: str, err: str,
) -> None:  # fmt: skip
    ended = shell.run("scheme", *(a.format(**folders) for a in arguments), environment=at)
    assert ended.code == code, ended
    assert out in ended.out
    assert err in ended.err
    assert TRACE not in ended.err
    assert (bool(ended.out), bool(ended.err)) == (bool(out), bool(err))


def test_coverage__of_a_region__names_number_and_heading_of_every_gap_and_no_more(
    shell: Shell, at: dict[str, str], folders: dict[str, str]
) -> None:
    whole = shell.run("scheme", "coverage", "chongqing", environment=at)
    assert whole.code == (1 if whole.out else 0)
    gap = shell.run("scheme", "coverage", folders["uncited"], environment=at)
    assert gap.code == 1
    (found,) = set(gap.out.splitlines()) - set(whole.out.splitlines())
    assert found.startswith("99.1 没有人写到的一节：")


def test_publish__twice__keeps_one_version_that_can_be_compared(
    shell: Shell, at: dict[str, str], folders: dict[str, str]
) -> None:
    first, second = (shell.run("scheme", "publish", "chongqing", environment=at) for _ in range(2))
    digest = first.out.strip()
    assert (first.code, second.code, second.out.strip()) == (0, 0, digest)
    assert query(at, "SELECT digest, region FROM scheme") == [(digest, "chongqing")]
    assert shell.run("scheme", "diff", digest, "chongqing", environment=at).out == ""
    assert "sections.cover.label" in shell.run("scheme", "diff", digest, folders["changed"], environment=at).out
