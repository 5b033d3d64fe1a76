"""The tables of the streams and of what is kept beside them; those that show a stream's present are in `projected.py`.

The two files are the only place where a column is declared, from which the journal and the migrations take it.

Columns stand in the order in which rows are written. Times are epoch seconds; `bytes` that are no digest are sealed.
The names, units, titles and steps of lists are plain, because they are searched; everything else of a person is either
sealed or a keyed hash. A model's docstring becomes the table's comment, and must not have a semicolon: on SQLite a
migration is cut into statements there.
"""
# ruff: noqa: D106  the class Meta is Tortoise's, and says nothing that its model does not

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.fields import RowId, Text


class InboxRow(Model):
    """Keeps the idempotency keys seen, with the digest of what was asked and the sealed reply."""

    key = Text(primary_key=True)
    body = fields.BinaryField()
    reply = fields.BinaryField()
    at = fields.FloatField()

    class Meta(Model.Meta):
        table = "inbox"


class ActionRow(Model):
    """Keeps the streams: what happened, sealed and chained."""

    n = RowId()
    stream = Text()
    seq = fields.BigIntField()
    kind = Text()
    at = fields.FloatField()
    payload = fields.BinaryField()
    digest = fields.BinaryField()

    class Meta(Model.Meta):
        table = "action"
        unique_together = (("stream", "seq"),)


class HeadRow(Model):
    """Keeps where each stream is, its wrapped key and the sealed state of its present."""

    stream = Text(primary_key=True)
    kind = Text()
    seq = fields.BigIntField()
    digest = fields.BinaryField()
    key = fields.BinaryField()
    state = fields.BinaryField()

    class Meta(Model.Meta):
        table = "head"


class AnswerRow(Model):
    """Keeps present answers, sealed, with the place of the last action that touched them."""

    n = RowId()
    stream = Text()
    address = Text()
    seq = fields.BigIntField()
    value = fields.BinaryField()

    class Meta(Model.Meta):
        table = "answer"
        unique_together = (("stream", "address"),)


class OutboxRow(Model):
    """Keeps jobs for the worker."""

    id = Text(primary_key=True)
    kind = Text()
    who = Text()
    stream = Text()
    seq = fields.BigIntField()
    due = fields.FloatField()
    state = Text()
    tries = fields.IntField()
    lease = fields.FloatField()
    body = fields.BinaryField()
    result = Text()

    class Meta(Model.Meta):
        table = "outbox"
        indexes = (
            Index(fields=("state", "due"), name="outbox_due"),
            Index(fields=("who", "kind", "seq"), name="outbox_order"),
        )


class TicketRow(Model):
    """Keeps one-time permissions by the keyed hash of their token."""

    id = Text(primary_key=True)
    kind = Text()
    body = fields.BinaryField()
    person = Text()
    expires = fields.FloatField()
    at = fields.FloatField()

    class Meta(Model.Meta):
        table = "ticket"


class UsedRow(Model):
    """Keeps which tickets were used, that a ticket can be here once is what makes it one-time."""

    ticket = Text(primary_key=True)
    person = Text()
    at = fields.FloatField()

    class Meta(Model.Meta):
        table = "used"


class SessionRow(Model):
    """Keeps log-ins by the keyed hash of their token."""

    id = Text(primary_key=True)
    person = Text(db_index=True)
    contact = Text()
    surface = Text()
    expires = fields.FloatField()
    seen = fields.FloatField()
    at = fields.FloatField()

    class Meta(Model.Meta):
        table = "session"


class SecretRow(Model):
    """Keeps the installation's own random keys, wrapped."""

    name = Text(primary_key=True)
    value = fields.BinaryField()

    class Meta(Model.Meta):
        table = "secret"


class SchemeRow(Model):
    """Keeps published schemes."""

    digest = Text(primary_key=True)
    region = Text(db_index=True)
    document = fields.BinaryField()
    at = fields.FloatField()

    class Meta(Model.Meta):
        table = "scheme"


class BlobRow(Model):
    """Keeps which stream a file belongs to, by the digest of its sealed bytes."""

    n = RowId()
    digest = Text()
    stream = Text(db_index=True)
    size = fields.BigIntField()
    media = Text()
    at = fields.FloatField()

    class Meta(Model.Meta):
        table = "blob"
        unique_together = (("digest", "stream"),)


class ReadRow(Model):
    """Keeps who opened what of whose application."""

    id = Text(primary_key=True)
    person = Text()
    application = Text(db_index=True)
    what = Text()
    at = fields.FloatField()

    class Meta(Model.Meta):
        table = "read"


class CallRow(Model):
    """Keeps whom a unit must call because no message reached them."""

    n = RowId()
    unit = Text()
    person = Text()
    application = Text()
    reason = Text()
    since = fields.FloatField()

    class Meta(Model.Meta):
        table = "call"
        unique_together = (("unit", "person", "application"),)


class VersionRow(Model):
    """Keeps which stream a content digest on paper belongs to."""

    digest = Text(primary_key=True)
    stream = Text(db_index=True)
    at = fields.FloatField()

    class Meta(Model.Meta):
        table = "version"
