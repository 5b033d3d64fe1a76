"""Notes who listed whom a unit expects."""
# ruff: noqa: D101, RUF012  written by the migration generator

from tortoise import migrations
from tortoise.migrations import operations as ops

from storage.fields import Text


class Migration(migrations.Migration):
    dependencies = [("storage", "0003_notices")]

    initial = False

    operations = [
        ops.AddField(model_name="ExpectedRow", name="by", field=Text(default="", max_length=2147483647)),
    ]
