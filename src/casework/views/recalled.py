"""What somebody answered in chat before anything was begun, offered on the page where the same is asked."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from casework.known import Known
from casework.presents.person import Person
from casework.views.fields import FieldView
from casework.views.sections import SectionView
from schemes import Scheme
from wizard import inquiry
from wizard.offers import typed


async def said_before(house: Known, me: Person) -> dict[str, str]:
    """Return what a person's chats have kept of an inquiry: address of a question → the word to tap.

    Args:
        house: knows chats and regions.
        me: whose chats.
    """
    found = dict[str, str]()
    for contact in me.state.contacts:
        kept: dict[str, Any] = (await house.present(contact)).state.cursor.inquiry
        scheme = house.shelf.current.get(kept.get("region", ""))
        if scheme is not None and inquiry.section_of(scheme):
            found |= words(scheme, kept.get("answers", {}))
    return found


def words(scheme: Scheme, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the answers of an inquiry that are offered later, as they would be typed or named."""
    fields = scheme.sections[inquiry.section_of(scheme)].fields
    given = [(fields[name], value) for name, value in answers.items() if name in fields and value is not None]
    return {field.offers: typed(field, value) for field, value in given if field.offers}


def offering(view: SectionView, known: Mapping[str, str]) -> SectionView:
    """Return a section with what is known offered at its open questions; nothing is filled in.

    Args:
        view: as it stands.
        known: words by address.
    """

    def one(field: FieldView) -> FieldView:
        word = known.get(field.address, "")
        label = next((o.label for o in field.options if o.code == word), word)
        fits = word and not field.text and not field.locked and not field.derived
        return replace(field, suggest=[*field.suggest, label]) if fits and label not in field.suggest else field

    return replace(view, groups=[replace(g, fields=[one(f) for f in g.fields]) for g in view.groups])
