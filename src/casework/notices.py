"""The notices of a region as one person reads them: words with their blanks filled, and the digest that names them."""

from collections.abc import Callable

import msgspec

from casework.presents.consent import Consent
from casework.presents.person import Person
from casework.tree import Units
from schemes import Scheme
from schemes.places import kinds_in, parse_place
from schemes.words import Gap, split

Digest = Callable[[bytes], bytes]


class Words(msgspec.Struct, frozen=True):
    """Is a notice as it is read.

    Args:
        id: region and name with a dot between.
        at: the moment at which it is needed, of `schemes.kinds.MOMENTS`.
        label: its heading.
        text: what is done with the data.
        withdrawal: what comes of taking the consent back.
        digest: names these very words; other words ask anew.
    """

    id: str
    at: str
    label: str
    text: str
    withdrawal: str
    digest: str


def words_of(scheme: Scheme, person: Person | None, units: Units, digest: Digest) -> list[Words]:
    """Return all notices of a region as a person reads them now, in their order.

    Args:
        scheme: in force in the region.
        person: who reads; None for somebody unknown.
        units: the tree.
        digest: of the installation's suite.
    """
    known = _names(scheme, person.state.employer if person else "", units)
    found: list[Words] = []
    for name, notice in scheme.notices.items():
        text, withdrawal = _filled(notice.text, known), _filled(notice.withdrawal, known)
        id = f"{scheme.region.id}.{name}"
        named = digest(msgspec.json.encode([id, notice.label, text, withdrawal])).hex()
        found.append(Words(id, notice.at, notice.label, text, withdrawal, named))
    return found


def consent_to(words: Words, person: Person | None) -> Consent | None:
    """Return what a person last said to a notice, in whatever words it was; None where they never agreed."""
    return next((c for c in person.state.consents if c.notice == words.id), None) if person else None


def stands(words: Words, person: Person | None) -> bool:
    """Tell whether a person has agreed to a notice in these words and not taken it back."""
    found = consent_to(words, person)
    return found is not None and not found.withdrawn and found.digest == words.digest


def _filled(text: str, known: dict[str, str]) -> str:
    return "".join(known[part.name] if isinstance(part, Gap) else part for part in split(text))


def _names(scheme: Scheme, employer: str, units: Units) -> dict[str, str]:
    """Return what fills the blanks: what is not known yet is said in general words."""
    node, above = units.nodes.get(employer), units.path(employer)
    return {
        "region.label": scheme.region.label,
        "region.retention": f"{(scheme.region.retention or '').partition(' ')[0]} 年",
        "issuer": _issuer(scheme, employer, units),
        "unit": node.ref.name if node else "您的单位",
        "units": "、".join(u.name for u in above) or "上级单位",
    }


def _issuer(scheme: Scheme, employer: str, units: Units) -> str:
    """Return the name of the unit that will issue the certificate; that of its kind while there is none."""
    places = [parse_place(s.at) for s in scheme.steps.values() if s.kind == "certificate"]
    kinds, view = [kind for place in places for kind in kinds_in(place)], units.seen_from(employer)
    found = next((unit for kind in kinds if (unit := view.nearest(kind) or view.only(kind)) is not None), None)
    return found.name if found else "".join(scheme.units[kind].label for kind in kinds[:1])
