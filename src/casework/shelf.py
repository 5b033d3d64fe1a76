"""Schemes by their digest: what an application started with it keeps to its end."""

from collections.abc import Awaitable, Callable, Mapping

from casework.problems import Down
from schemes import Scheme, from_document

Fetch = Callable[[str], Awaitable[Mapping[str, object] | None]]


class Shelf:
    """Keeps compiled schemes in memory and fetches published ones when they are first needed.

    Args:
        current: the scheme in force for each region, by region id.
        fetch: reads the document of a published scheme by its digest.
    """

    def __init__(self, current: Mapping[str, Scheme], fetch: Fetch) -> None:
        self.current = dict(current)
        self.fetch = fetch
        self.known = {s.digest: s for s in current.values()}

    async def get(self, digest: str) -> Scheme:
        """Return the scheme with this digest.

        Args:
            digest: as kept by an application or a plan.

        Raises:
            Down: it is neither in memory nor published; nothing can be done with what keeps it.
        """
        if (scheme := self.known.get(digest)) is None:
            document = await self.fetch(digest)
            if document is None:
                raise Down("scheme_absent", "这一年的申报规则没有读出来，您填的都还在。请过几分钟再试")
            scheme = self.known[digest] = from_document(document)
        return scheme
