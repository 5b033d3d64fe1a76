"""The tables that show the present of a stream: what lists show, what is searched, what may be there only once.

What holds of columns and docstrings stands in `models.py`.
"""
# ruff: noqa: D106  the class Meta is Tortoise's, and says nothing that its model does not

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.fields import RowId, Text


class PlanRow(Model):
    """Keeps each year's calls."""

    id = Text(primary_key=True)
    region = Text(db_index=True)
    scheme = Text()
    year = fields.IntField()
    level = Text()
    label = Text()
    opens = Text()
    closes = Text()
    state = Text()

    class Meta(Model.Meta):
        table = "plan"


class UnitRow(Model):
    """Keeps the tree of units."""

    id = Text(primary_key=True)
    name = Text()
    kind = Text()
    parent = Text(db_index=True)
    region = Text(db_index=True)
    level = fields.IntField()
    state = Text()
    code = Text()

    class Meta(Model.Meta):
        table = "unit"


class PersonRow(Model):
    """Keeps people, ID number and phone only as keyed hashes. `id_hash` is set once a unit has confirmed the number."""

    id = Text(primary_key=True)
    name = Text()
    id_hash = Text(null=True, unique=True)
    claim_hash = Text(db_index=True)
    tail_hash = Text(db_index=True)
    phone_hash = Text(db_index=True)
    employer = Text()
    state = Text()
    updated = fields.FloatField()

    class Meta(Model.Meta):
        table = "person"
        indexes = (Index(fields=("employer", "state"), name="person_waiting"),)


class MembershipRow(Model):
    """Keeps who acts for which unit in which role."""

    n = RowId()
    person = Text()
    unit = Text(db_index=True)
    role = Text()
    since = Text()
    until = Text()
    frozen = fields.IntField(default=0)

    class Meta(Model.Meta):
        table = "membership"
        unique_together = (("person", "unit", "role"),)


class ContactRow(Model):
    """Keeps the openids that wrote or logged in, as keyed hashes."""

    id = Text(primary_key=True)
    account = Text()
    openid_hash = Text(db_index=True)
    union_hash = Text(db_index=True)
    person = Text(db_index=True)
    following = fields.IntField()
    updated = fields.FloatField()

    class Meta(Model.Meta):
        table = "contact"


class ApplicationRow(Model):
    """Keeps the list columns of applications."""

    id = Text(primary_key=True)
    person = Text(db_index=True)
    plan = Text()
    region = Text()
    name = Text()
    unit = Text()
    unit_name = Text()
    title = Text()
    step = Text()
    status = Text()
    submitted = fields.FloatField()
    due = fields.FloatField()
    updated = fields.FloatField()

    class Meta(Model.Meta):
        table = "application"
        indexes = (Index(fields=("plan", "unit"), name="application_of_unit"),)


class LiveRow(Model):
    """Keeps the one live application of a person under a plan, that there can be one row is the guard."""

    n = RowId()
    person = Text()
    plan = Text()
    application = Text()

    class Meta(Model.Meta):
        table = "live"
        unique_together = (("person", "plan"),)


class TaskRow(Model):
    """Keeps on which of a unit's lists an application stands, one row a unit."""

    n = RowId()
    application = Text()
    unit = Text()
    list = Text()
    since = fields.FloatField()
    name = Text()
    title = Text()
    plan = Text()

    class Meta(Model.Meta):
        table = "task"
        unique_together = (("application", "unit"),)
        indexes = (Index(fields=("unit", "list", "since"), name="task_list"),)


class PublicityRow(Model):
    """Keeps which applications a unit was asked to make public before they are handed in, and how far that is.

    The table keeps the name that it was made with: another would be worth no change of every installation's database.
    """

    n = RowId()
    application = Text()
    unit = Text()
    state = Text()
    since = fields.FloatField()
    name = Text()
    title = Text()
    plan = Text()

    class Meta(Model.Meta):
        table = "notice"
        unique_together = (("application", "unit"),)
        indexes = (Index(fields=("unit", "state", "since"), name="notice_list"),)


class ExpectedRow(Model):
    """Keeps whom a unit has listed, by the keyed hash of the ID number: they are confirmed when they register."""

    n = RowId()
    unit = Text()
    id_hash = Text()
    name = Text()
    masked = Text()
    at = fields.FloatField()
    by = Text(default="")

    class Meta(Model.Meta):
        table = "expected"
        unique_together = (("unit", "id_hash"),)


class AssistingRow(Model):
    """Keeps who helps to fill which application now."""

    n = RowId()
    person = Text()
    application = Text()

    class Meta(Model.Meta):
        table = "assisting"
        unique_together = (("person", "application"),)


class MatterRow(Model):
    """Keeps what a unit is to answer or may follow besides applications, such as complaints, one row a unit."""

    n = RowId()
    id = Text()
    unit = Text()
    kind = Text()
    person = Text()
    application = Text()
    answers = fields.IntField()
    state = Text()
    since = fields.FloatField()

    class Meta(Model.Meta):
        table = "matter"
        unique_together = (("id", "unit"),)
        indexes = (Index(fields=("unit", "state"), name="matter_list"),)
