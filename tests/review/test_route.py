"""Which chain an application takes (CQ-04, CQ-05)."""

import pytest

from review.route import NoRoute, course

pytestmark = pytest.mark.fast

CHAINS = [
    (
        "clinic", "事业编制人员", True, "staff",
        ["employer@clinic", "district_before@yunxi", "title_office@office", "district_again@yunxi",
         "forward_district@yunxi", "committee@city", "certificate@city"],
    ),
    (
        "clinic", "其他人员", False, "others",
        ["employer@clinic", "district@yunxi", "forward_district@yunxi", "committee@city", "certificate@city"],
    ),
    (
        "private", "事业编制人员", False, "staff",
        ["employer@private", "department@labour", "district@yunxi", "forward_district@yunxi", "committee@city",
         "certificate@city"],
    ),
    (
        "first", "其他人员", True, "direct",
        ["level_one@first", "forward_self@first", "committee@city", "certificate@city"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("employer", "identity", "office", "route", "steps"), CHAINS)
def test_course__employer_and_identity__give_the_chain_CQ_05(case, no_office, employer, identity, office, route, steps):
    one = case(employer, identity=identity)
    if not office:
        one.units = no_office
    found = course(one.scheme, one.context, one.tree)
    assert found.route == route
    assert [f"{step.step}@{step.unit.id}" for step in found.steps] == steps


TAIL = ["committee@city", "certificate@city"]
PRODUCT = [
    (
        "clinic", "事业编制人员", False, "district_staff",
        ["employer@clinic", "district@yunxi", "forward_district@yunxi"],
    ),
    (
        "clinic", "其他人员", True, "district_others",
        ["employer@clinic", "district_before@yunxi", "title_office@office", "district_again@yunxi",
         "forward_district@yunxi"],
    ),
    (
        "private", "其他人员", False, "district_others",
        ["employer@private", "department@labour", "district@yunxi", "forward_district@yunxi"],
    ),
    ("first", "事业编制人员", True, "direct", ["own_unit@first", "forward_own@first"]),
    ("works", "其他人员", True, "direct", ["own_unit@works", "forward_own@works"]),
    ("ward", "其他人员", True, "other", ["employer@ward", "top_unit@works", "forward_top@works"]),
]  # fmt: skip


@pytest.mark.parametrize(("employer", "identity", "office", "route", "steps"), PRODUCT)
def test_course__the_product_s_chongqing__has_the_manual_s_four_chains_CQ_05(
    case, chongqing, large, employer, identity, office, route, steps
):
    if not office:
        del large["office"]
    one = case(employer, identity=identity, units=large)
    one.scheme = chongqing
    found = course(one.scheme, one.context, one.tree)
    assert found.route == route
    assert [f"{step.step}@{step.unit.id}" for step in found.steps] == steps + TAIL


def test_course__a_title_office_is_opened__its_step_is_inserted_and_the_district_confirms_CQ_04(case, no_office):
    one = case()
    one.units = no_office
    before = [step.unit.id for step in course(one.scheme, one.context, one.tree).steps]
    one.units = {**no_office, "office": ("title_office", "云溪区职改办", "yunxi")}
    after = [step.unit.id for step in course(one.scheme, one.context, one.tree).steps]
    assert before[:3] == ["clinic", "yunxi", "yunxi"]
    assert after[:4] == ["clinic", "yunxi", "office", "yunxi"]


def test_course__nothing_fits__says_what_to_check(case):
    one = case(identity="")
    with pytest.raises(NoRoute) as refused:
        course(one.scheme, one.context, one.tree)
    assert refused.value.code == "no_route"
    assert "请核对" in refused.value.text


def test_course__a_step_without_a_unit__is_refused_and_never_left_out(case):
    one = case()
    one.units = {"clinic": ("institution", "云溪区人民医院", None), "city": ("commission", "市卫健委", None)}
    with pytest.raises(NoRoute) as refused:
        course(one.scheme, one.context, one.tree)
    assert refused.value.code == "no_unit"
    assert "区县卫健委审核" in refused.value.text


SELECTORS = """
region: {id: s, label: 样例, format: 1}
sections: {basic: {label: 基本信息, source: product, fields: {name: {label: 姓名}}}}
units:
  commission: {label: 市卫健委, level: 0, opened_by: operator}
  district: {label: 区县, level: 1, parents: [commission]}
  department: {label: 主管部门, level: 2, parents: [district]}
  institution: {label: 医院, level: 3, parents: [district, department], employer: true}
  title_office: {label: 职改办, level: 2, parents: [district]}
  direct: {label: 直属, level: 1, parents: [commission]}
deeds: {submit: {label: 提交}}
steps:
  one: {label: 审核, kind: review, at: "AT", when: 'has_child("title_office", nearest("district"))'}
  committee: {label: 评审, kind: committee, at: commission}
routes: {all: {label: 全部, source: product, steps: [one, committee]}}
messages:
  m1: {on: submitted, to: applicant, text: 已提交}
  m2: {on: returned, to: applicant, text: 已退回}
  m3: {on: approved_step, to: applicant, text: 已通过}
  m4: {on: approved, to: applicant, text: 评审通过}
  m5: {on: rejected, to: applicant, text: 不通过}
"""

PLACES = [
    ("employer", ["private"]),
    ("nearest(district)", ["yunxi"]),
    ("nearest(department, district)", ["labour"]),
    ("nearest(district, department)", ["labour"]),
    ("every(district)", ["yunxi"]),
    ("every(department)", ["labour"]),
    ("child(title_office, nearest(district))", ["office"]),
    ("child(title_office, nearest(department, district))", None),
    ("commission", ["city"]),
    ("plan(title_office)", ["office"]),
]


@pytest.mark.parametrize(("at", "units"), PLACES, ids=[at for at, _ in PLACES])
def test_course__at__names_the_unit(case, region, at, units):
    one = case("private")
    one.scheme = region(SELECTORS.replace("AT", at))
    if units is None:
        with pytest.raises(NoRoute, match="no_unit"):
            course(one.scheme, one.context, one.tree)
    else:
        assert [step.unit.id for step in course(one.scheme, one.context, one.tree).steps[:-1]] == units


@pytest.mark.parametrize("named", [{"id": "second", "name": "第二职改办"}, "second"])
def test_course__the_plan_names_a_unit__that_one_acts(case, region, named):
    one = case("private")
    one.scheme = region(SELECTORS.replace("AT", "plan(title_office)"))
    one.plan["title_office"] = named
    assert course(one.scheme, one.context, one.tree).steps[0].unit.id == "second"


def test_course__every__is_left_out_where_there_is_none(case, region):
    one = case("clinic")
    one.scheme = region(SELECTORS.replace("AT", "every(department)"))
    assert [step.step for step in course(one.scheme, one.context, one.tree).steps] == ["committee"]
