"""Gives the model of the publicities before submission its present name; the table keeps its own."""
# ruff: noqa: D101, RUF012  written by the migration generator

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("storage", "0004_listed_by")]

    initial = False

    operations = [
        ops.RenameModel(old_name="NoticeRow", new_name="PublicityRow"),
    ]
