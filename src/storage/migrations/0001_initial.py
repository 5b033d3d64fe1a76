"""Creates every table as it was at the beginning."""
# ruff: noqa: D101, E501, I001, RUF012  written by the migration generator

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from storage.fields import RowId, Text
from tortoise import fields
from tortoise.indexes import Index


async def _leave_room(apps: Any, editor: Any) -> None:
    """Leave half of each page of `head` free on PostgreSQL: a head changes with every action, and stays on its page."""
    if editor.DIALECT == "postgres":
        await editor.client.execute_script('ALTER TABLE "head" SET (fillfactor = 50)')


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="ActionRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("stream", Text(max_length=2147483647)),
                ("seq", fields.BigIntField()),
                ("kind", Text(max_length=2147483647)),
                ("at", fields.FloatField()),
                ("payload", fields.BinaryField()),
                ("digest", fields.BinaryField()),
            ],
            options={
                "table": "action",
                "app": "storage",
                "unique_together": (("stream", "seq"),),
                "pk_attr": "n",
                "table_description": "Keeps the streams: what happened, sealed and chained.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AnswerRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("stream", Text(max_length=2147483647)),
                ("address", Text(max_length=2147483647)),
                ("seq", fields.BigIntField()),
                ("value", fields.BinaryField()),
            ],
            options={
                "table": "answer",
                "app": "storage",
                "unique_together": (("stream", "address"),),
                "pk_attr": "n",
                "table_description": "Keeps present answers, sealed, with the place of the last action that touched them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ApplicationRow",
            fields=[
                ("id", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("person", Text(db_index=True, max_length=2147483647)),
                ("plan", Text(max_length=2147483647)),
                ("region", Text(max_length=2147483647)),
                ("name", Text(max_length=2147483647)),
                ("unit", Text(max_length=2147483647)),
                ("unit_name", Text(max_length=2147483647)),
                ("title", Text(max_length=2147483647)),
                ("step", Text(max_length=2147483647)),
                ("status", Text(max_length=2147483647)),
                ("submitted", fields.FloatField()),
                ("due", fields.FloatField()),
                ("updated", fields.FloatField()),
            ],
            options={
                "table": "application",
                "app": "storage",
                "indexes": [Index(fields=["plan", "unit"], name="application_of_unit")],
                "pk_attr": "id",
                "table_description": "Keeps the list columns of applications.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BlobRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("digest", Text(max_length=2147483647)),
                ("stream", Text(db_index=True, max_length=2147483647)),
                ("size", fields.BigIntField()),
                ("media", Text(max_length=2147483647)),
                ("at", fields.FloatField()),
            ],
            options={
                "table": "blob",
                "app": "storage",
                "unique_together": (("digest", "stream"),),
                "pk_attr": "n",
                "table_description": "Keeps which stream a file belongs to, by the digest of its sealed bytes.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CallRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("unit", Text(max_length=2147483647)),
                ("person", Text(max_length=2147483647)),
                ("application", Text(max_length=2147483647)),
                ("reason", Text(max_length=2147483647)),
                ("since", fields.FloatField()),
            ],
            options={
                "table": "call",
                "app": "storage",
                "unique_together": (("unit", "person", "application"),),
                "pk_attr": "n",
                "table_description": "Keeps whom a unit must call because no message reached them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ContactRow",
            fields=[
                ("id", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("account", Text(max_length=2147483647)),
                ("openid_hash", Text(db_index=True, max_length=2147483647)),
                ("union_hash", Text(db_index=True, max_length=2147483647)),
                ("person", Text(db_index=True, max_length=2147483647)),
                ("following", fields.IntField()),
                ("updated", fields.FloatField()),
            ],
            options={
                "table": "contact",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "Keeps the openids that wrote or logged in, as keyed hashes.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="HeadRow",
            fields=[
                ("stream", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("kind", Text(max_length=2147483647)),
                ("seq", fields.BigIntField()),
                ("digest", fields.BinaryField()),
                ("key", fields.BinaryField()),
                ("state", fields.BinaryField()),
            ],
            options={
                "table": "head",
                "app": "storage",
                "pk_attr": "stream",
                "table_description": "Keeps where each stream is, its wrapped key and the sealed state of its present.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="InboxRow",
            fields=[
                ("key", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("body", fields.BinaryField()),
                ("reply", fields.BinaryField()),
                ("at", fields.FloatField()),
            ],
            options={
                "table": "inbox",
                "app": "storage",
                "pk_attr": "key",
                "table_description": "Keeps the idempotency keys seen, with the digest of what was asked and the sealed reply.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LiveRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("person", Text(max_length=2147483647)),
                ("plan", Text(max_length=2147483647)),
                ("application", Text(max_length=2147483647)),
            ],
            options={
                "table": "live",
                "app": "storage",
                "unique_together": (("person", "plan"),),
                "pk_attr": "n",
                "table_description": "Keeps the one live application of a person under a plan, that there can be one row is the guard.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MembershipRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("person", Text(max_length=2147483647)),
                ("unit", Text(db_index=True, max_length=2147483647)),
                ("role", Text(max_length=2147483647)),
                ("since", Text(max_length=2147483647)),
                ("until", Text(max_length=2147483647)),
            ],
            options={
                "table": "membership",
                "app": "storage",
                "unique_together": (("person", "unit", "role"),),
                "pk_attr": "n",
                "table_description": "Keeps who acts for which unit in which role.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OutboxRow",
            fields=[
                ("id", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("kind", Text(max_length=2147483647)),
                ("who", Text(max_length=2147483647)),
                ("stream", Text(max_length=2147483647)),
                ("seq", fields.BigIntField()),
                ("due", fields.FloatField()),
                ("state", Text(max_length=2147483647)),
                ("tries", fields.IntField()),
                ("lease", fields.FloatField()),
                ("body", fields.BinaryField()),
                ("result", Text(max_length=2147483647)),
            ],
            options={
                "table": "outbox",
                "app": "storage",
                "indexes": [
                    Index(fields=["state", "due"], name="outbox_due"),
                    Index(fields=["who", "kind", "seq"], name="outbox_order"),
                ],
                "pk_attr": "id",
                "table_description": "Keeps jobs for the worker.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PersonRow",
            fields=[
                ("id", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("name", Text(max_length=2147483647)),
                ("id_hash", Text(null=True, unique=True, max_length=2147483647)),
                ("claim_hash", Text(db_index=True, max_length=2147483647)),
                ("tail_hash", Text(db_index=True, max_length=2147483647)),
                ("phone_hash", Text(db_index=True, max_length=2147483647)),
                ("employer", Text(max_length=2147483647)),
                ("state", Text(max_length=2147483647)),
                ("updated", fields.FloatField()),
            ],
            options={
                "table": "person",
                "app": "storage",
                "indexes": [Index(fields=["employer", "state"], name="person_waiting")],
                "pk_attr": "id",
                "table_description": "Keeps people, ID number and phone only as keyed hashes. `id_hash` is set once a unit has confirmed the number.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PlanRow",
            fields=[
                ("id", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("region", Text(db_index=True, max_length=2147483647)),
                ("scheme", Text(max_length=2147483647)),
                ("year", fields.IntField()),
                ("level", Text(max_length=2147483647)),
                ("label", Text(max_length=2147483647)),
                ("opens", Text(max_length=2147483647)),
                ("closes", Text(max_length=2147483647)),
                ("state", Text(max_length=2147483647)),
            ],
            options={
                "table": "plan",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "Keeps each year's calls.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReadRow",
            fields=[
                ("id", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("person", Text(max_length=2147483647)),
                ("application", Text(db_index=True, max_length=2147483647)),
                ("what", Text(max_length=2147483647)),
                ("at", fields.FloatField()),
            ],
            options={
                "table": "read",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "Keeps who opened what of whose application.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SchemeRow",
            fields=[
                ("digest", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("region", Text(db_index=True, max_length=2147483647)),
                ("document", fields.BinaryField()),
                ("at", fields.FloatField()),
            ],
            options={
                "table": "scheme",
                "app": "storage",
                "pk_attr": "digest",
                "table_description": "Keeps published schemes.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SecretRow",
            fields=[
                ("name", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("value", fields.BinaryField()),
            ],
            options={
                "table": "secret",
                "app": "storage",
                "pk_attr": "name",
                "table_description": "Keeps the installation's own random keys, wrapped.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SessionRow",
            fields=[
                ("id", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("person", Text(db_index=True, max_length=2147483647)),
                ("contact", Text(max_length=2147483647)),
                ("surface", Text(max_length=2147483647)),
                ("expires", fields.FloatField()),
                ("seen", fields.FloatField()),
                ("at", fields.FloatField()),
            ],
            options={
                "table": "session",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "Keeps log-ins by the keyed hash of their token.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TaskRow",
            fields=[
                ("n", RowId(generated=True, primary_key=True, unique=True, db_index=True)),
                ("application", Text(max_length=2147483647)),
                ("unit", Text(max_length=2147483647)),
                ("list", Text(max_length=2147483647)),
                ("since", fields.FloatField()),
                ("name", Text(max_length=2147483647)),
                ("title", Text(max_length=2147483647)),
                ("plan", Text(max_length=2147483647)),
            ],
            options={
                "table": "task",
                "app": "storage",
                "unique_together": (("application", "unit"),),
                "indexes": [Index(fields=["unit", "list", "since"], name="task_list")],
                "pk_attr": "n",
                "table_description": "Keeps on which of a unit's lists an application stands, one row a unit.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TicketRow",
            fields=[
                ("id", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("kind", Text(max_length=2147483647)),
                ("body", fields.BinaryField()),
                ("person", Text(max_length=2147483647)),
                ("expires", fields.FloatField()),
                ("at", fields.FloatField()),
            ],
            options={
                "table": "ticket",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "Keeps one-time permissions by the keyed hash of their token.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="UnitRow",
            fields=[
                ("id", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("name", Text(max_length=2147483647)),
                ("kind", Text(max_length=2147483647)),
                ("parent", Text(db_index=True, max_length=2147483647)),
                ("region", Text(db_index=True, max_length=2147483647)),
                ("level", fields.IntField()),
                ("state", Text(max_length=2147483647)),
                ("code", Text(max_length=2147483647)),
            ],
            options={
                "table": "unit",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "Keeps the tree of units.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="UsedRow",
            fields=[
                ("ticket", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("person", Text(max_length=2147483647)),
                ("at", fields.FloatField()),
            ],
            options={
                "table": "used",
                "app": "storage",
                "pk_attr": "ticket",
                "table_description": "Keeps which tickets were used, that a ticket can be here once is what makes it one-time.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="VersionRow",
            fields=[
                ("digest", Text(primary_key=True, unique=True, db_index=True, max_length=2147483647)),
                ("stream", Text(db_index=True, max_length=2147483647)),
                ("at", fields.FloatField()),
            ],
            options={
                "table": "version",
                "app": "storage",
                "pk_attr": "digest",
                "table_description": "Keeps which stream a content digest on paper belongs to.",
            },
            bases=["Model"],
        ),
        ops.RunPython(_leave_room, reverse_code=ops.RunPython.noop),
    ]
