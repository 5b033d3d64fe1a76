"""A region's message with its facts: no brace is ever left, nothing that a person wrote becomes markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify import fields
from notify.compose import ABSENT, TEXT_BYTES, compose
from schemes import Message, Scheme, from_document

pytestmark = pytest.mark.fast


def region(**texts: str) -> Scheme:
    return from_document(
        {
            "region": {"id": "somewhere", "label": "某地", "format": 1, "manual": "手册"},
            "texts": texts,
            "units": {"hospital": {"label": "医院", "level": 1, "employer": True}},
            "sections": {
                "cover": {
                    "label": "封面",
                    "source": "product",
                    "fields": {"title": {"label": "申报职称", "kind": "text"}},
                }
            },
            "deeds": {"submit": {}, "return": {"to": "applicant", "resume": "start"}, "reject": {"to": "end"}},
            "steps": {"committee": {"label": "评审", "kind": "committee", "at": "employer"}},
            "routes": {"all": {"label": "全部", "steps": ["committee"]}},
        }
    )


SCHEME = region()
RETURNED = Message(
    on="returned",
    to="applicant",
    page="fix",
    text="{by.name}退回了您的申报，有{marks}处要改。{until}前交回。",
    subscribe={"thing1": "{cover.title|10}申报", "phrase2": "被退回", "thing3": "有{marks}处要改，其他不用动"},
    template={"thing2": "{opinion|20}", "phrase3": "被退回", "time4": "{at}", "time5": "{until}"},
)
FACTS = {
    "by.name": "云溪区人民医院",
    "marks": "3",
    "until": "12月4日 24:00",
    "at": "11月21日 15:20",
    "opinion": "材料基本齐全，改好这 3 处再交，谢谢您的耐心配合",
    "cover.title": "副主任医师",
    "now": "2026-11-21 15:20",
}


def test_compose__returned_with_marks__is_said_on_every_channel():
    """X-14, X-15: the words of the region on every channel."""
    note = compose(SCHEME, RETURNED, FACTS)
    assert note.text == "云溪区人民医院退回了您的申报，有3处要改。12月4日 24:00前交回。"
    assert note.subscribe == {"thing1": "副主任医师申报", "phrase2": "被退回", "thing3": "有3处要改，其他不用动"}
    assert note.template == {
        "thing2": "材料基本齐全，改好这 3 处再交，谢谢…",
        "phrase3": "被退回",
        "time4": "2026年11月21日 15:20",
        "time5": "2026年12月4日 23:59",
    }
    assert (note.page, note.own, note.must_reach, note.unfit) == ("fix", False, True, ())


def test_compose__no_facts_at_all__still_is_a_sentence():
    note = compose(SCHEME, RETURNED, {"marks": "0"})
    assert note.text == "审核单位退回了您的申报，有几处要改。截止时间前交回。"
    assert note.subscribe["thing1"] == "申报"
    assert note.template == {}  # there is no time that could be told
    assert note.unfit == ("time4",)


def test_compose__region_with_words_of_its_own_for_what_is_absent__uses_them():
    note = compose(region(absent_by_name="区里"), RETURNED, {})
    assert note.text.startswith("区里退回了您的申报")


@pytest.mark.parametrize(
    ("text", "facts", "said"),
    [
        ("{cover.title}（{cover.focus}）已提交", {"cover.title": "副主任医师"}, "副主任医师已提交"),
        ("退回：{cover.note}。请改", {}, "退回。请改"),
        ("{cover.note}，请看", {}, "请看"),
        ("{cover.title|4}申报", {"cover.title": "副主任医师"}, "副主任…申报"),
        ("{opinion}", {"opinion": '<a href="http://x">领奖</a>'}, '＜a href="http://x">领奖＜/a>'),
        ("{opinion}", {"opinion": "a\x00b\ud800 p<0.05"}, "ab p<0.05"),
        ("{opinion}", {"opinion": "写{by.name}这样"}, "写{by.name}这样"),
        ("没有占位", {}, "没有占位"),
    ],
)
def test_compose__text__is_said_so(text, facts, said):
    assert compose(SCHEME, Message(on="returned", to="applicant", text=text), facts).text == said


def test_compose__ten_thousand_characters_of_opinion__stay_within_one_message():
    message = Message(on="returned", to="applicant", text="{by.name}：{opinion}", template={"thing1": "{opinion}"})
    note = compose(SCHEME, message, {"opinion": "意" * 10_000})
    assert len(note.text.encode()) <= TEXT_BYTES
    assert note.text.endswith("…")
    assert note.template == {"thing1": "意" * 19 + "…"}


def test_compose__kind_that_the_platform_has_not__leaves_the_channel_out():
    message = Message(on="returned", to="applicant", text="好", subscribe={"first": "a", "thing1": "b"})
    note = compose(SCHEME, message, {})
    assert note.subscribe == {}
    assert note.unfit == ("first",)


def test_note__repr__shows_no_words():
    assert "云溪" not in repr(compose(SCHEME, RETURNED, FACTS))


PATHS = ["by.name", "cover.title", "opinion", "marks", "until", "at", "step.label", "plan.label"]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from([f"{{{p}}}" for p in PATHS] + [f"{{{p}|5}}" for p in PATHS]),
        st.sampled_from("，。：；（）《》“”字"),
    )
)


@given(
    TEXTS.map("".join),
    st.dictionaries(st.sampled_from(PATHS), st.text(st.characters(exclude_characters="{}"), max_size=30)),
)
def test_compose__any_message_and_facts__leaves_no_brace_and_only_fields_that_pass(text, facts):
    keys = {"thing1": text, "phrase2": text, "name3": text, "character_string4": text}
    message = Message(on="returned", to="applicant", text=text, subscribe=keys, template={**keys, "time5": text})
    note = compose(SCHEME, message, facts)
    assert not re.search(r"[{}]", note.text + "".join(note.subscribe.values()))
    for filled in (note.subscribe, note.template):
        assert all(fields.passes(fields.kind_of(key), value) for key, value in filled.items())


def test_absent__every_word__is_one_a_person_can_read():
    assert all(re.fullmatch("[一-鿿]+", word) for word in ABSENT.values())
