"""A signature is bound to the content signed (X-09)."""

import hashlib
from pathlib import Path

import msgspec
import pytest

from pledge.binding import content_digest, sections, short_code, text
from schemes.loading import load

pytestmark = pytest.mark.fast

REGION = """
region: {id: s, label: 样例, format: 1}
texts:
  honest: '本人{applicant.name}申报{basic.title|4}，所填属实。'
sections:
  basic: {label: 基本信息, source: product, fields: {title: {label: 申报职称}, degree: {label: 学位}}}
  pledge:
    label: 承诺
    source: product
    fields:
      named: {label: 承诺, kind: pledge, binds: [all], text: honest, required: false}
      plain: {label: 诚信, kind: pledge, binds: [basic], text: 所填属实。, required: false}
units:
  board: {label: 评审办, level: 0, opened_by: operator}
  hospital: {label: 医院, level: 1, parents: [board], employer: true}
deeds: {submit: {label: 提交}}
steps: {committee: {label: 评审, kind: committee, at: board}}
routes: {all: {label: 全部, source: product, steps: [committee]}}
messages:
  m1: {on: submitted, to: applicant, text: 已提交}
  m2: {on: returned, to: applicant, text: 已退回}
  m3: {on: approved_step, to: applicant, text: 已通过}
  m4: {on: approved, to: applicant, text: 评审通过}
  m5: {on: rejected, to: applicant, text: 不通过}
"""


@pytest.fixture(scope="module")
def scheme(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("pledge") / "region"
    folder.mkdir()
    (folder / "region.yaml").write_text(REGION, "utf-8")
    loaded = load(folder)
    assert loaded.scheme is not None, "\n".join(map(str, loaded.faults))
    return loaded.scheme


def content(**answers):
    return msgspec.json.encode(answers, order="sorted")


def test_content_digest__one_character_changes__is_another():
    def digest(data):
        return b"\x01" + hashlib.sha256(data).digest()

    one = content_digest(digest, content(basic={"degree": "硕士"}))
    other = content_digest(digest, content(basic={"degree": "博士"}))
    assert one.startswith("01")
    assert len(one) == 66
    assert one != other
    assert short_code(one) == f"{one[:4]} {one[4:8]}"


FILLED = [
    ({"applicant.name": "周文静", "basic.title": "主任医师"}, "本人周文静申报主任医师，所填属实。"),
    ({"applicant.name": "周文静", "basic.title": "副主任中医师"}, "本人周文静申报副主任…，所填属实。"),
    ({"basic.title": ""}, "本人＿＿＿＿申报＿＿＿＿，所填属实。"),
]


@pytest.mark.parametrize(("facts", "words"), FILLED)
def test_text__blanks__are_filled_or_stay_lines(scheme, facts, words):
    assert text(scheme, scheme.field("pledge", "named"), facts) == words


def test_text__braces_in_a_fact__are_not_read_again(scheme):
    facts = {"applicant.name": "{basic.title}", "basic.title": "主任医师"}
    assert "{basic.title}" in text(scheme, scheme.field("pledge", "named"), facts)


def test_sections__all_or_those_named(scheme):
    assert sections(scheme.field("pledge", "named")) is None
    assert sections(scheme.field("pledge", "plain")) == ["basic"]
