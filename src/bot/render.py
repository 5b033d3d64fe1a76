"""A question as chat text: shape, links, and the limit of one reply."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.case import Case
from casework.views.sections import page, page_of
from wechat import mini, size, tap
from wizard.address import Address
from wizard.prompts import Prompt

WALL = 1_800  # bytes of one reply; the platform cuts at 2,048
GAP = "\u3000"


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the links that a reply may hold.

    Args:
        app_id: the mini-program's.
        public_url: where the pages are reached without it.
    """

    app_id: str
    public_url: str

    def page(self, label: str, path: str) -> str:
        """Return a link to a page of the mini-program."""
        return mini(label, self.app_id, path, f"{self.public_url}/m/#/{path}")

    def to(self, label: str, case: Case, address: Address) -> str:
        """Return a link to the page on which an address is filled."""
        return self.page(label, page_of(case, address))

    def of(self, label: str, case: Case, name: str) -> str:
        """Return a link to a page of a case."""
        return self.page(label, page(name, case))


def say(label: str, send: str = "", id: str = "") -> str:
    """Return a link that says something when tapped: what is seen, unless other words are sent."""
    return tap(label, send or label, id)


def question(prompt: Prompt, links: Links, case: Case, version: int) -> str:
    """Return a question in the shape that every question has.

    Args:
        prompt: as the wizard gives it.
        links: makes links.
        case: what is filled.
        version: of the cursor, carried in the links as a hint.
    """
    id = f"{prompt.address}@{version}"
    count = f"{prompt.k}/{prompt.n}" if prompt.n > 1 or prompt.k else ""
    lines = [f"【{prompt.where}】{count}".rstrip(), prompt.question]
    if prompt.allowed:
        lines.append(prompt.allowed)
    options = [say(o.label, o.send, id) for o in prompt.options]
    options += [say(f"{n} {s}", s, id) for n, s in enumerate(prompt.suggest, 1)] if not options else []
    lines += options
    if prompt.hint:
        lines += ["", prompt.hint] if options else [prompt.hint]
    if prompt.example and not prompt.options:
        lines.append(f"例：{prompt.example}")
    lines += ["", GAP.join(_ways(prompt, links, case))]
    return "\n".join(lines)


def _ways(prompt: Prompt, links: Links, case: Case) -> list[str]:
    here = links.to("在小程序里填", case, prompt.address)
    first = [] if case.journey.walk(prompt.address, back=True) is None else [say("上一题")]
    if prompt.address.row is not None and prompt.k == 1:
        return [*first, say("不填这条"), here]
    return [*first, say("查看"), here]


def fit(head: str, body: Sequence[str], foot: str = "") -> str:
    """Return a reply under the wall: whole lines of the body, and 看后面的 where some had to go.

    Args:
        head: stays.
        body: lines that may go, last first.
        foot: stays.
    """
    lines = list(body)
    more = ""
    while lines and size("\n".join([head, *lines, more, foot])) > WALL:
        lines.pop()
        more = say("看后面的")
    return "\n".join(t for t in (head, *lines, more, foot) if t)


def joined(*parts: str) -> str:
    """Return the parts of a reply with an empty line between them; empty ones are left out."""
    return "\n\n".join(p for p in parts if p)
