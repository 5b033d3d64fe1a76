"""The product's own words in the platform's fields: a region says once how whatever has no message is told."""

import msgspec

from casework.house import House
from casework.messages import Told, about
from notify.compose import Note, compose
from schemes.kinds import GENERAL


async def in_general(house: House, told: Told, note: Note) -> Note:
    """Give words of the product's own the platform's fields, as the region fills those for whatever has no message."""
    person = await house.known_person(told.who.partition(":")[2]) if told.who.startswith("person:") else None
    scheme = house.shelf.current.get(person.state.region if person is not None else "")
    scheme = scheme or await house.default_region()
    message = next((m for m in scheme.messages.values() if m.on == GENERAL), None)
    if message is None:
        return note
    now = house.clock.now().strftime("%Y-%m-%d %H:%M")
    what = about(told.event, told.stream.startswith("application:"))
    facts = {"about": what or scheme.region.label, "said": told.text, "at": now, "now": now}
    made = compose(scheme, message, facts)
    return msgspec.structs.replace(note, subscribe=made.subscribe, template=made.template, cut=True)
