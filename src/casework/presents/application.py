"""The folded present of one application."""

from typing import Any

import msgspec

from casework.presents.filled import Filled
from casework.presents.matter import Matter, granted, raised
from casework.presents.stroke import Awaited, Stroke
from casework.presents.version import Version, version
from review.standing import grant, takes_the_place
from review.state import Standing, begin, gave_back, sent_back
from review.status import Status
from wizard.address import Address

OPEN = frozenset({Status.DRAFT, Status.RETURNED})
"""Where the applicant fills."""


class Mark(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is a reviewer's numbered remark on an address.

    Args:
        n: its number, the same on every surface and never given twice.
        address: what is meant; `page` is set where it is a page of a document, `leaf` tells that very page again.
        text: what is wrong with it, in the reviewer's words.
        unit, person: who put it.
        at: ISO 8601.
        round: the round of review in which it was put.
        old: what stood there, as shown.
        sent: part of a return; an unsent mark is the unit's own note.
        explanation: the applicant's answer where nothing was changed.
    """

    n: int
    address: str
    text: str
    unit: str
    person: str
    at: str
    round: int
    page: int | None = None
    leaf: str = ""
    old: str | None = None
    sent: bool = False
    explanation: str | None = None


class Signature(msgspec.Struct, frozen=True):
    """Is a signed pledge: the picture of the stroke, the content it stands under, and what was computed beside it."""

    address: str
    file: str
    of: str
    at: str
    content: str
    computed: dict[str, Any] = {}


class Assistant(msgspec.Struct, frozen=True):
    """Is somebody who helps or helped to fill: under which name, since when, and until when, empty while it lasts.

    `ended` is the place of the action that ended it: an invitation from before gives nothing back.
    """

    name: str
    since: str
    until: str = ""
    ended: int = 0


class Submission(msgspec.Struct, frozen=True):
    """Freezes what a submission consists of: digest, computed values, and the facts of other streams.

    `content` is kept where no signature keeps it: where a region has no pledge, or binds it to less than the whole.
    `files` tells of each document that was handed in how many pages and bytes it has, by its digest; `copies` which one
    stood at a place for a signed copy, which is no part of the content.
    """

    at: str
    digest: str
    round: int
    computed: dict[str, Any]
    facts: dict[str, Any]
    content: str = ""
    files: dict[str, tuple[int, int]] = {}
    copies: dict[str, str] = {}


class Published(msgspec.Struct, frozen=True):
    """Freezes what a publicity before submission made public: its digest, the content, what was computed beside it."""

    of: str
    content: str
    computed: dict[str, Any] = {}


class ApplicationState(msgspec.Struct):
    """Holds everything of an application but its answers."""

    person: str = ""
    plan: str = ""
    region: str = ""
    scheme: str = ""
    started: str = ""
    earlier: dict[str, str] = {}  # the person's newest ended application of the region: its id, its plan's label
    standing: Standing = msgspec.field(default_factory=lambda: begin(""))
    marks: list[Mark] = []
    signatures: list[Signature] = []
    submissions: list[Submission] = []
    moved_seq: int = 0  # place of the newest deed that moved it
    returned_seq: int = 0  # place of the newest return; what has a later one was changed since
    seen: dict[str, list[str]] = {}  # unit -> addresses that it opened and that have not changed since
    openers: list[str] = []  # units that opened something in this round
    before: dict[str, list[str]] = {}  # unit that dealt with the round before -> addresses that it had opened by then
    looked: tuple[int, int] = (0, 0)  # first and last place of the newest unbroken run of looks and reminders
    reminded: str = ""  # the day on which somebody last asked who lets it wait
    voids: list[str] = []  # struck rows, `work.r3`
    struck: list[str] = []  # those of them that the applicant has not been told of
    corrections: dict[str, Any] = {}  # laid over the signed version: address -> value
    settings: dict[str, dict[str, int]] = {}  # form -> layout settings
    matters: list[Matter] = []  # disputes of a verdict
    exhibits: list[str] = []  # digests of the pictures that were brought for one
    # whoever helps or helped to fill, by the id of the person; states that are kept call them helpers
    assistants: dict[str, Assistant] = msgspec.field(default_factory=dict[str, Assistant], name="helpers")
    certified: str = ""  # digest of the version to which the certificate was given
    strokes: list[Stroke] = []  # under what units wrote; one that its unit typed a name over is gone
    awaited: dict[str, Awaited] = {}  # section -> the code with which its head is asked to sign
    listed: dict[str, str] = {}  # name, unit, unit_name, title as lists show them, since the newest deed
    asked: list[str] = []  # units that were ever asked for its publicity before submission
    published: dict[str, Published] = {}  # step of such a publicity -> what it made public

    @property
    def assisting(self) -> list[str]:
        """Return the ids of those who help to fill now."""
        return [id for id, one in self.assistants.items() if not one.until]


class Application:
    """Is the present of one application: state, answers and the journey over them."""

    __slots__ = ("dirty", "filled", "id", "revived", "state")

    def __init__(self, id: str) -> None:
        self.id, self.state, self.filled = id, ApplicationState(), Filled()
        self.dirty = False  # the state has changed since it was last kept; an answer alone does not change it
        self.revived = False  # the newest action took an end back that had given the place under the plan free

    def apply(self, kind: str, data: dict[str, Any], seq: int) -> dict[str, Any]:
        """Fold one action and return the answers that it touched, as `Filled.change`.

        Args:
            kind: the action's kind.
            data: its payload.
            seq: its place in the stream.
        """
        self.revived = False
        if (touched := self.filled.change(kind, data, seq)) is not None:
            kept = self.state.corrections
            if kept and not kept.keys().isdisjoint(touched):  # answered anew: the correction has done its work
                self.state.corrections = {a: v for a, v in kept.items() if a not in touched}
                self.dirty = True
            if any(s.address in touched for s in self.state.strokes):  # a name that was typed has no stroke
                self.state.strokes = [s for s in self.state.strokes if s.address not in touched]
                self.dirty = True
            return touched
        self.dirty = True
        match kind:
            case "started":
                for name in ("person", "plan", "region", "scheme", "started"):
                    setattr(self.state, name, data[name])
                self.state.earlier = data.get("earlier", {})
                self.state.standing = begin(data["person"])
            case "stood":
                return self._stood(data, seq)
            case "marked":
                self.state.marks = [*self.state.marks, msgspec.convert(data["mark"], Mark)]
            case "unmarked":
                self.state.marks = [m for m in self.state.marks if m.n != data["n"]]
            case "explained":
                self.state.marks = [
                    msgspec.structs.replace(m, explanation=data["text"]) if m.n == data["n"] else m
                    for m in self.state.marks
                ]
            case "signed":
                signed = msgspec.convert(data["signature"], Signature)
                self.state.signatures = [*self.state.signatures, signed]
                return self.filled.change("answered", {"a": signed.address, "v": data["value"]}, seq) or {}
            case "stroke_asked":
                asked = {s: msgspec.convert(one, Awaited) for s, one in data["sections"].items()}
                self.state.awaited = {**self.state.awaited, **asked}
            case "stroked":
                stroke = msgspec.convert(data["stroke"], Stroke)
                others = [s for s in self.state.strokes if s.section != stroke.section]
                self.state.strokes = [*others, stroke]
                self.state.awaited = {s: one for s, one in self.state.awaited.items() if s != stroke.section}
                return self.filled.change("answered", {"a": stroke.address, "v": stroke.name}, seq) or {}
            case "stroke_dropped":
                self.state.strokes = [s for s in self.state.strokes if s.section != data["section"]]
            case "struck":
                row, on = data["row"], data["on"]
                self.state.voids = [*(v for v in self.state.voids if v != row), *([row] if on else [])]
                self.state.struck = [*(v for v in self.state.struck if v != row), *([row] if on else [])]
                section, _, name = row.partition(".")
                if self.filled.journey is not None:
                    self.filled.journey.void_row(section, name, on)
                else:
                    (self.filled.answers.voids.add if on else self.filled.answers.voids.discard)((section, name))
                self._touched_by_a_unit()
            case "corrected":
                laid = {**self.state.corrections, data["a"]: data["v"]}
                self.state.corrections = {a: v for a, v in laid.items() if v is not None}
                self._touched_by_a_unit()
            case "seen":
                have = self.state.seen.get(data["unit"], [])
                self.state.seen = {**self.state.seen, data["unit"]: sorted({*have, data["a"]})}
                self.state.openers = sorted({*self.state.openers, data["unit"]})
                self._looked(seq)
            case "reminded":
                self.state.reminded = data["day"]
                self._looked(seq)
            case "raised" | "replied":
                self.state.matters = raised(self.state.matters, kind, data)
                self.state.standing = grant(self.state.standing, granted(self.state.matters, data))
            case "exhibited":
                self.state.exhibits = [*self.state.exhibits, data["file"]]
            case "assisted":
                before = self.state.assistants.get(data["person"])
                since = before.since if before is not None else data["at"]
                on = Assistant(data["name"], data["at"])
                now = on if data["on"] else Assistant(data["name"], since, data["at"], seq)
                self.state.assistants = {**self.state.assistants, data["person"]: now}
            case "left":
                self.state.standing = msgspec.structs.replace(self.state.standing, asked=None)
            case "laid_out":
                self.state.settings = {**self.state.settings, data["form"]: data["settings"]}
                self._looked(seq)
            case _:
                raise ValueError(f"an application knows no action {kind!r}")
        return {}

    @property
    def handed_in(self) -> Submission | None:
        """Return the submission whose facts hold; None while the applicant still fills, who is shown the present ones.

        Whatever becomes of the person, the unit or the plan afterwards, units read and print what was handed in.
        """
        state = self.state
        return state.submissions[-1] if state.submissions and state.standing.status not in OPEN else None

    def _looked(self, seq: int) -> None:
        """Note an action that changes nothing of what somebody has read."""
        first, last = self.state.looked
        self.state.looked = (first if last == seq - 1 else seq, seq)

    def _touched_by_a_unit(self) -> None:
        """Note that a unit has acted: from now on nothing of this application is erased (X-19)."""
        self.state.standing = msgspec.structs.replace(self.state.standing, acted=True)

    def _stood(self, data: dict[str, Any], seq: int) -> dict[str, Any]:
        """Fold a deed that moved the application: where it stands now, what was sent, what was frozen."""
        before = self.state.standing
        self.state.standing = msgspec.convert(data["standing"], Standing)
        self.revived = not takes_the_place(before) and takes_the_place(self.state.standing)
        self.state.moved_seq = seq
        if self.state.assisting and self.state.standing.status not in OPEN:  # it is over with the submission
            at = self.state.standing.since or "-"
            self.state.assistants = {
                id: h if h.until else Assistant(h.name, h.since, at, seq) for id, h in self.state.assistants.items()
            }
        self.state.listed = data.get("listed") or self.state.listed
        self.state.certified = data.get("certified", "")
        if gave_back(before, self.state.standing):
            self.state.returned_seq = seq
        if sent := data.get("sent"):
            self.state.marks = [msgspec.structs.replace(m, sent=True) if m.n in sent else m for m in self.state.marks]
        if told := data.get("struck"):
            self.state.struck = [row for row in self.state.struck if row not in told]
        if asked := self.state.standing.asked:
            self.state.asked = sorted({*self.state.asked, *(s.unit.id for s in asked.steps)})
        if published := data.get("published"):
            kept = {step: msgspec.convert(one, Published) for step, one in published.items()}
            self.state.published = {**self.state.published, **kept}
        if submission := data.get("submission"):
            self.state.submissions = [*self.state.submissions, msgspec.convert(submission, Submission)]
            self.state.before = self._seen_before(before.round)
            self.state.seen, self.state.openers = self._still_seen(), []
        touched: dict[str, Any] = {}
        for address in data.get("clears", []):
            touched |= self.filled.change("answered", {"a": address, "v": None}, seq) or {}
        return touched

    def _seen_before(self, round: int) -> dict[str, list[str]]:
        """Return for each unit that opened or decided something in the round that ended what it has opened so far.

        To it the changes since then are all that is new; whoever was not there has the whole still to read.
        """
        if not self.state.returned_seq:
            return {}
        decided = {v.unit for v in self.state.standing.verdicts if v.round == round and not v.before}
        return {u: self.state.seen.get(u, []) for u in sorted(decided.union(self.state.openers))}

    def _still_seen(self) -> dict[str, list[str]]:
        """Return what units opened in earlier rounds and the applicant has not changed since the return."""
        base = self.state.returned_seq
        moved = {a.partition(".")[0].rstrip("~#") for a, seq in self.filled.seqs.items() if seq > base}
        if base and (before := self.version(-2)) is not None and (now := self.version()) is not None:
            moved |= before.sections(now)  # what was taken away, and what the registration says otherwise
        still = {u: [a for a in have if a.partition(".")[0] not in moved] for u, have in self.state.seen.items()}
        return still if base else {}

    def sent_back(self) -> list[Mark]:
        """Return the remarks that went out when it was sent back the newest time, in their order."""
        verdict = sent_back(self.state.standing)
        return [m for m in self.state.marks if m.sent and verdict is not None and m.round == verdict.round]

    def renewed(self, address: str, now: Version) -> bool:
        """Tell whether a signature or a signed copy at an address, or in what it names, came after the newest return.

        Args:
            address: of an answer, a row or a section.
            now: what the application says, of which they are no part: they are made for it.
        """
        since, below = self.state.returned_seq, address + "."
        files = [str(a) for a, v in self.filled.answers.items() if isinstance(v, dict) and "file" in v]
        made = [a for a in files if a not in now.cells and (a == address or a.startswith(below))]
        return any(self.filled.seqs.get(a, 0) > since for a in made)

    def stands(self, mark: Mark) -> bool:
        """Tell whether the very page that was marked is still one of its document, whatever became of the others."""
        value = self.filled.answers.get(Address.parse(mark.address)) if mark.leaf else None
        return isinstance(value, dict) and mark.leaf in value.get("leaves", ())

    def mended(self, mark: Mark) -> bool:
        """Tell whether a remark was followed in what was handed in again; what was computed anew counts too."""
        before, now = self.version(-2), self.version()
        return before is not None and now is not None and self.differing(mark, before, now)

    def differing(self, mark: Mark, before: Version, now: Version) -> bool:
        """Tell whether what a remark stands at is another one in the later of two versions.

        Of one page of a document that very page must be gone; of anything else some of it has to be otherwise.
        """
        if self.stands(mark):
            return False
        return before.differs(now, mark.address) or self.renewed(mark.address, now)

    def version(self, n: int = -1) -> Version | None:
        """Return what one of the submissions said, None where there were not so many.

        Args:
            n: which, -1 for the newest.
        """
        if len(self.state.submissions) < -n:
            return None
        last = self.state.submissions[n]
        signed = (s.content for s in self.state.signatures if s.of == last.digest)
        return version((last.content or next(signed, "")).encode(), last.computed, last.facts)

    def signature(self, digest: str) -> tuple[str, str] | None:
        """Return at which address the picture of a stroke stands or stood and what it is, None where it is none."""
        drawn = (*self.state.signatures, *self.state.strokes)
        return next(((s.address, "image/png") for s in drawn if s.file == digest), None)

    def exhibit(self, digest: str) -> bool:
        """Tell whether a file is a picture that goes with a dispute."""
        return any(digest in m.photos for m in self.state.matters)

    def replaced(self, digest: str) -> tuple[str, str] | None:
        """Return the same of a document that was handed in the time before the newest, None where it is none."""
        if (was := self.version(-2)) is None or digest not in (handed := self.state.submissions[-2]).files:
            return None
        held = (*was.cells.items(), *handed.copies.items())
        return next(((address, "application/pdf") for address, file in held if file == digest), None)

    def same(self, place: int, now: int) -> bool:
        """Tell whether nothing but looks, reminders and layouts came after a place: what was read there still holds.

        Args:
            place: the stream's place that somebody saw.
            now: its present place.
        """
        first, last = self.state.looked
        return place == now or (last == now and place >= first - 1)

    def keep(self) -> bytes | None:
        """Return everything but the answers, as canonical JSON; None where that has not changed."""
        if not self.dirty:
            return None
        self.dirty = False
        return msgspec.json.encode(self.state, order="deterministic")

    def restore(self, state: bytes, rows: list[tuple[str, int, Any]]) -> None:
        """Take in what `keep` gave and the stored answers."""
        self.state = msgspec.json.decode(state, type=ApplicationState)
        self.filled.restore(rows)
        for row in self.state.voids:
            section, _, name = row.partition(".")
            self.filled.answers.voids.add((section, name))
