"""Creates the tables of people expected, of helpers and of matters; memberships can be frozen."""
# ruff: noqa: D101, E501, I001, RUF012  written by the migration generator

from tortoise import migrations
from tortoise.migrations import operations as ops
from storage.fields import RowId, Text
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("storage", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AssistingRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("person", Text(max_length=2147483647)),
                ("application", Text(max_length=2147483647)),
            ],
            options={
                "table": "assisting",
                "app": "storage",
                "unique_together": (("person", "application"),),
                "pk_attr": "n",
                "table_description": "Keeps who helps to fill which application now.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ExpectedRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("unit", Text(max_length=2147483647)),
                ("id_hash", Text(max_length=2147483647)),
                ("name", Text(max_length=2147483647)),
                ("masked", Text(max_length=2147483647)),
                ("at", fields.FloatField()),
            ],
            options={
                "table": "expected",
                "app": "storage",
                "unique_together": (("unit", "id_hash"),),
                "pk_attr": "n",
                "table_description": "Keeps whom a unit has listed, by the keyed hash of the ID number: they are confirmed when they register.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MatterRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("id", Text(max_length=2147483647)),
                ("unit", Text(max_length=2147483647)),
                ("kind", Text(max_length=2147483647)),
                ("person", Text(max_length=2147483647)),
                ("application", Text(max_length=2147483647)),
                ("answers", fields.IntField()),
                ("state", Text(max_length=2147483647)),
                ("since", fields.FloatField()),
            ],
            options={
                "table": "matter",
                "app": "storage",
                "unique_together": (("id", "unit"),),
                "indexes": [Index(fields=["unit", "state"], name="matter_list")],
                "pk_attr": "n",
                "table_description": "Keeps what a unit is to answer or may follow besides applications, such as complaints, one row a unit.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="MembershipRow",
            name="frozen",
            field=fields.IntField(default=0),
        ),
    ]
