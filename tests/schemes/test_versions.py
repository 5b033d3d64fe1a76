"""A scheme is named by its content, survives being published, and differences are sorted by what they do to people."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemes import Scheme, SchemeError, from_document, load
from schemes.building import build
from schemes.findings import Findings
from schemes.scheme import ManualSection, coverage, diff, preview, read_manual_sections

pytestmark = pytest.mark.fast

SECTIONS = """
sections:
  one:
    label: 甲栏
    source: product
    fields:
      a: {label: 甲, max: 20}
      b: {label: 乙, kind: choice, list: kinds}
    rules:
      r: {check: 'one.a != "x"', say: 不能写 x}
  two: {label: 乙栏, source: product, fields: {c: {label: 丙}}}
"""
LISTS = "lists: {kinds: [子, 丑]}\n"
A = "      a: {label: 甲, max: 20}\n"
B = "      b: {label: 乙, kind: choice, list: kinds}\n"


def scheme_of(small: Any, sections: str = SECTIONS, **files: str) -> Scheme:
    return small.scheme(**{"sections": sections, "lists": LISTS, **files})


def test_digest__comments_layout_and_order_of_attributes__do_not_count(small: Any) -> None:
    other = SECTIONS.replace("{label: 甲, max: 20}", "{max: 20, label: 甲}   # 说明").replace(
        "  two: {", "\n\n  two: {"
    )
    assert scheme_of(small).digest == scheme_of(small, other).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (A + B, B + A),
        ("label: 甲栏", "label: 甲栏目"),
        ("max: 20", "max: 21"),
    ],
)  # fmt: skip
def test_digest__order_of_fields_and_every_word__count(small: Any, old: str, new: str) -> None:
    assert scheme_of(small).digest != scheme_of(small, SECTIONS.replace(old, new)).digest


def test_document__published_and_read_again__same_scheme(chongqing: Scheme) -> None:
    again = from_document(msgspec.json.decode(msgspec.json.encode(chongqing.document)))
    assert again.digest == chongqing.digest
    assert again.sections == chongqing.sections
    assert [node.at for node in again.nodes] == [node.at for node in chongqing.nodes]
    assert again.deeds_at == chongqing.deeds_at
    json.dumps(chongqing.document)


def test_document__not_a_scheme__raises_with_faults() -> None:
    with pytest.raises(SchemeError) as caught:
        from_document({"region": {"id": "x", "label": "x", "format": 1}, "sectoins": {}})
    assert "S005" in {fault.code for fault in caught.value.faults}
    assert "请先改正" in str(caught.value)


def test_document__of_another_format__refused() -> None:
    with pytest.raises(SchemeError):
        from_document({"region": {"id": "x", "label": "x", "format": 2}})


CHANGES = [
    ("wording", "label: 甲栏", "label: 甲栏目"),
    ("wording", "say: 不能写 x", "say: 请不要写 x"),
    ("adds_optional", "max: 20", "max: 30"),
    ("changes", "max: 20", "max: 10"),
    ("adds_optional", "      b: {", "      n: {label: 新, required: false}\n      b: {"),
    ("adds", "      b: {", "      n: {label: 新}\n      b: {"),
    ("removes", "      a: {label: 甲, max: 20}\n", ""),
    ("changes", "{label: 甲, max: 20}", "{label: 甲, max: 20, when: 'has(two.c) || true'}"),
    ("changes", "say: 不能写 x}", "say: 不能写 x}\n      s: {check: 'has(one.a)', say: 要写}"),
    ("adds_optional", "say: 不能写 x}", "say: 不能写 x}\n      s: {check: 'has(one.a)', say: 要写, level: warn}"),
    ("adds_optional", "say: 不能写 x}", "say: 不能写 x, level: warn}"),
    ("wording", "{label: 丙}}}", "{label: 丙, help: 说明}}}"),
]


@pytest.mark.parametrize(("kind", "old", "new"), CHANGES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CHANGES)])
def test_diff__one_change__its_class(small: Any, kind: str, old: str, new: str) -> None:
    before = scheme_of(small)
    changed = SECTIONS.replace(old, new).replace('one.a != "x"', "true" if kind == "removes" else 'one.a != "x"')
    after = load(small.write(sections=changed, lists=LISTS))
    assert after.scheme is not None, after.faults
    kinds = {d.kind for d in diff(before, after.scheme) if d.path != "sections.one.rules.r.check"}
    assert kinds == {kind}


OTHER_FILES = [
    ("review", "steps", "label: 评审, kind: committee", "label: 评审, read: sample, kind: committee"),
    ("wording", "steps", "label: 评审", "label: 评委会评审"),
    ("wording", "messages", "text: 已交", "text: 已经交了"),
    ("adds_optional", "lists", "[子, 丑]", "[子, 丑, 寅]"),
    ("removes", "lists", "[子, 丑]", "[子]"),
    ("wording", "lists", "[子, 丑]", "[子, {code: 丑, guide: 说明}]"),
    ("changes", "lists", "[子, 丑]", "[子, {code: 丑, level: senior}]"),
    ("print", "forms", "甲 | {one.a}", "姓名 | {one.a}"),
]
FORMS = "forms: {f: {label: 表, columns: 2, body: ['甲 | {one.a}']}}\n"


@pytest.mark.parametrize(
    ("kind", "file", "old", "new"), OTHER_FILES, ids=[f"{n}-{c[1]}" for n, c in enumerate(OTHER_FILES)]
)
def test_diff__one_change_elsewhere__its_class(small: Any, kind: str, file: str, old: str, new: str) -> None:
    before = scheme_of(small, forms=FORMS)
    text = (small.folder / "small" / f"{file}.yaml").read_text("utf-8")
    assert old in text
    after = scheme_of(small, **{"forms": FORMS, file: text.replace(old, new)})
    assert {d.kind for d in diff(before, after)} == {kind}


def test_diff__renamed_with_was__followed(small: Any) -> None:
    renamed = SECTIONS.replace("      a: {label: 甲, max: 20}", "      aa: {label: 甲, max: 20, was: a}").replace(
        "one.a", "one.aa"
    )
    found = diff(scheme_of(small), scheme_of(small, renamed))
    assert "removes" not in {d.kind for d in found}
    assert ("wording", "sections.one.fields.aa", "a", "aa") in found


def test_diff__of_itself__nothing(chongqing: Scheme) -> None:
    assert diff(chongqing, from_document(chongqing.document)) == []


# ── coverage, preview ────────────────────────────────────────────────────────
def test_coverage__by_number__names_the_gaps(small: Any) -> None:
    text = SECTIONS.replace("source: product", "source: 4.3 甲栏", 1)
    scheme = scheme_of(small, text)
    sections = [
        ManualSection("4", "填报"), ManualSection("4.3", "甲栏"), ManualSection("4.4", "乙栏"),
        ManualSection("5", "登录", "产品"),
    ]  # fmt: skip
    assert [gap.number for gap in coverage(scheme, sections)] == ["4.4"]
    assert [gap.number for gap in coverage(scheme, sections, "4 填报 4.3 甲栏 4.4 乙 栏")] == ["4.4", "5"]
    assert [gap.number for gap in coverage(scheme, sections[2:])] == ["4.4", "4.3"]


def test_manual_sections__of_chongqing__numbers_and_headings(regions: Path, chongqing: Scheme) -> None:
    sections = read_manual_sections(regions / "chongqing" / "manual_sections.tsv")
    assert len({section.number for section in sections}) == len(sections)
    unknown = [gap.number for gap in coverage(chongqing, sections) if not gap.heading]
    assert unknown == []


def test_manual_sections__line_without_tab__says_which(tmp_path: Path) -> None:
    file = tmp_path / "manual_sections.tsv"
    file.write_text("1\t甲\n2 乙\n", "utf-8")
    with pytest.raises(ValueError, match="第 2 行"):
        read_manual_sections(file)


def test_preview__of_chongqing__holds_every_question_and_needs_nothing_else(chongqing: Scheme) -> None:
    html = preview(chongqing)
    for words in (
        "从哪年哪月到哪年哪月？",
        "重庆市职称申报评审表",
        "区县职改办审核",
        "最多 8 条",
        "医师，2015.12 升主治医师",
    ):
        assert words in html
    assert "width=device-width" in html
    assert "<script" not in html
    assert "src=" not in html
    assert "http" not in html.replace("https://", "")


def test_preview__words_with_markup__escaped(small: Any) -> None:
    html = preview(scheme_of(small, SECTIONS.replace("label: 丙", "label: '<img src=x onerror=alert(1)>'")))
    assert "<img" not in html


# ── whatever somebody writes ─────────────────────────────────────────────────
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=8), st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.sampled_from(["label", "kind", "when", "fields", "x"]), st.text(max_size=4), max_size=3),
    st.sampled_from(["row.x", "{a.b", "has(", "basic.degree", "choice", "all", "end", "nearest(district)"]),
)  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in _places(item, (*path, key)))]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 10**6), value=VALUES)
def test_document__spoilt_anywhere__faults_or_a_scheme_and_never_a_crash(
    chongqing: Scheme, seed: int, value: Any
) -> None:
    document = msgspec.json.decode(msgspec.json.encode(chongqing.document))
    places = _places(document)
    *path, last = random.Random(seed).choice(places[1:])
    target = document
    for key in path:
        target = target[key]
    target[last] = value
    findings = Findings()
    scheme = build(document, findings)
    assert (scheme is None) == findings.broken


def test_document__written_as_one_file__same_digest(chongqing: Scheme, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "all.yaml").write_text(json.dumps(chongqing.document, ensure_ascii=False, indent=1), "utf-8")
    loaded = load(folder)
    assert loaded.scheme is not None, loaded.faults
    assert loaded.scheme.digest == chongqing.digest
