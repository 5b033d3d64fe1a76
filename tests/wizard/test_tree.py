"""A choice whose list has parents is walked level by level: headings lead on and are not chosen (X-03)."""

from wizard.showing import listed

from .wizard_samples import LISTS, at, journey_of, scheme_of

HEADED = ["卫生", "教育", "副主任医师", "主任医师", "副教授"]


def test_list_with_parents__is_told_with_its_headings_and_only_leaves_may_be_chosen() -> None:
    fields = {
        "series": {"label": "系列", "kind": "choice", "list": ["卫生", "教育"]},
        "title": {"label": "职称", "kind": "choice", "list": "titles"},
        "below": {"label": "本系列的职称", "kind": "choice", "list": "titles", "under": "cover.series"},
        "degree": {"label": "学位", "kind": "choice", "list": "degrees"},
    }
    scheme = scheme_of({"cover": {"label": "封面", "source": "1", "fields": fields}}, lists=LISTS)
    journey = journey_of(scheme, {"cover.series": "卫生"})

    def told(name: str) -> list[str]:
        state = journey.state(at(f"cover.{name}"))
        return [record["code"] for record in listed(scheme, state.field, state.options)]

    assert told("title") == HEADED
    assert [o["code"] for o in journey.state(at("cover.title")).options] == HEADED[2:]
    assert told("below") == HEADED[2:4]
    assert told("degree") == LISTS["degrees"]
