"""From a stream's name to the address of its sections, and back."""

from typing import get_args

from casework.ids import Base, Kind


def base_of_stream(stream: str) -> Base:
    """Return what a stream's sections are reached under.

    Args:
        stream: `application:a1`.

    Raises:
        ValueError: no kind of stream begins so.
    """
    kind, _, id = stream.partition(":")
    if kind not in get_args(Kind):
        raise ValueError(kind)
    return Base(kind, id)  # type: ignore[arg-type]  # compared with the members of Kind


def base_of_path(path: str, person: str = "") -> Base:
    """Return what an address such as `applications/a1` names.

    Args:
        path: as views and cursors hold it.
        person: id of whose own `people/me` it is.

    Raises:
        ValueError: it names nothing.
    """
    from casework.ids import SUBJECTS

    kind, _, id = path.partition("/")
    if kind == "people":
        return Base("person", person)
    if kind not in SUBJECTS or not id:
        raise ValueError(path)
    return Base(SUBJECTS[kind], id)  # type: ignore[arg-type]  # a value of SUBJECTS is a Kind
