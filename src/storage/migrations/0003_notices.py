"""Creates the table of publicities before submission."""
# ruff: noqa: D101, E501, I001, RUF012  written by the migration generator

from tortoise import migrations
from tortoise.migrations import operations as ops
from storage.fields import RowId, Text
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("storage", "0002_people")]

    initial = False

    operations = [
        ops.CreateModel(
            name="NoticeRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("application", Text(max_length=2147483647)),
                ("unit", Text(max_length=2147483647)),
                ("state", Text(max_length=2147483647)),
                ("since", fields.FloatField()),
                ("name", Text(max_length=2147483647)),
                ("title", Text(max_length=2147483647)),
                ("plan", Text(max_length=2147483647)),
            ],
            options={
                "table": "notice",
                "app": "storage",
                "unique_together": (("application", "unit"),),
                "indexes": [Index(fields=["unit", "state", "since"], name="notice_list")],
                "pk_attr": "n",
                "table_description": "Keeps which applications a unit was asked to make public before they are handed in, and how far that is.",
            },
            bases=["Model"],
        ),
    ]
