"""One message and everything its answer needs: who wrote, what is filled, which question is on the screen."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bot import asking, earlier, inquiring
from bot.render import Links, joined, numbered, say
from casework import ids, time_left
from casework.access import OPEN
from casework.case import Case
from casework.deeds import answer
from casework.desk import Desk
from casework.presents.contact import ContactState, Cursor, Mode, placed
from casework.presents.person import Person
from casework.views.earlier import Earlier
from review.state import final
from storage import Head
from wizard.address import Address
from wizard.prompts import asked_of, prompt, table
from wizard.states import FieldState

TRAIL = 6  # places that 上一题 leads back through
AWAY = 24 * 3600.0  # seconds after which a text is not taken for an answer at once
OWN = "people/me"


class Need(Exception):
    """Asks for the turn to be taken again with more at hand.

    Args:
        what: `application` to look for the person's current one, `spare` for the stream of a new one, `again` because
            the chat has changed hands meanwhile, `earlier:…` for what stands in an ended application, `brought:…`
            with a section for its documents, too.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Turn(msgspec.Struct, eq=False):
    """Is one turn of the conversation.

    Args:
        desk: where it is written down.
        contact: head of the contact that wrote.
        state: what is known of the contact.
        me: the person who writes, None for somebody unknown.
        now: the server's time, epoch seconds.
        created: the platform's time of the message, epoch seconds.
        links: makes links.
        cursor: which question is on the screen; a copy that is changed in place and recorded at the end.
        text: what was said, empty for photos and events.
        menu_id: hint of a tapped link, None where there was none.
        mode: what this text may mean besides an answer, as the last reply left it.
        offer: what that mode is about.
        looked: whether the person's current application was looked for; `held` is what was found.
        held: the current application, opened.
        mine: the person's registration, once it was opened.
        earlier: what stands in the ended application whose answers are offered, once it was asked for.
        brought: its documents of one section, copied: digest of then → digest now; None while they are not.
    """

    desk: Desk
    contact: Head
    state: ContactState
    me: Person | None
    now: float
    created: int
    links: Links
    cursor: Cursor
    text: str = ""
    menu_id: str | None = None
    mode: Mode = "answer"
    offer: dict[str, Any] | None = None
    looked: bool = False
    held: Case | None = None
    mine: Case | None = None
    earlier: Earlier | None = None
    brought: Mapping[str, str] | None = None

    # ── who ──────────────────────────────────────────────────────────────────
    @property
    def name(self) -> str:
        """Return how the person is addressed."""
        return f"{self.me.state.name}老师" if self.me and self.me.state.name else "老师"

    def away(self) -> bool:
        """Tell whether the person wrote last more than a day ago."""
        return bool(self.state.last) and self.now - self.state.last > AWAY

    # ── what is filled ───────────────────────────────────────────────────────
    @property
    def case(self) -> Case | None:
        """Return the current application, None where there is none.

        Raises:
            Need: nobody has looked for it yet.
        """
        if self.held is None and not self.looked and self.me is not None:
            raise Need("application")
        return self.held

    @property
    def open(self) -> bool:
        """Tell whether the current application may be filled by the person: not handed in, or returned."""
        return self.held is not None and self.held.application.state.standing.status in OPEN

    @property
    def over(self) -> bool:
        """Tell whether there is a current application and nothing more is expected of it."""
        return self.held is not None and final(self.held.application.state.standing)

    @property
    def handed_in(self) -> bool:
        """Tell whether the current application may only be looked at: its unit must return it first."""
        return self.case is not None and not self.open

    async def registration(self) -> Case | None:
        """Return the person's registration; None for somebody unknown, and for who helps another to fill."""
        if self.held is not None and self.held.assistant:
            return None
        if self.mine is None and self.me is not None:
            self.mine = await self.desk.case(ids.Base("person", self.me.id))
        return self.mine

    @property
    def filling(self) -> Case | None:
        """Return what the question on the screen belongs to: the registration or the application."""
        base = self.cursor.base
        return (self.mine if base == OWN else self.held) if base else None

    async def case_of(self, base: str) -> Case | None:
        """Return the registration or the application that a cursor's base names, None where it is another's."""
        if base == OWN:
            return await self.registration()
        return self.held if self.held is not None and self.held.base.path == base else None

    async def reopened(self, case: Case) -> Case:
        """Return a case with the facts as they are now, after the person's own have changed."""
        fresh = await self.desk.case(case.base)
        if case.base.kind == "person":
            self.mine = fresh
        else:
            self.held = fresh
        return fresh

    # ── the question on the screen ───────────────────────────────────────────
    @property
    def address(self) -> Address | None:
        """Return the question on the screen, None between questions or where it is no longer asked."""
        state = self.field_state()
        return state.address if state is not None else None

    def field_state(self) -> FieldState | None:
        """Return the question on the screen as the journey knows it, None where none is open."""
        return self.question()[1]

    def question(self) -> tuple[Case | None, FieldState | None]:
        """Return what is filled, and the question on the screen as its journey knows it; None where there is none."""
        base, at = self.cursor.base, self.cursor.address
        case = (self.mine if base == OWN else self.held) if base else None
        if case is None or not at:
            return case, None
        try:
            state = case.journey.state(Address.parse(at))
        except KeyError:
            return case, None
        return case, state if state.shown else None

    def let_go(self) -> bool:
        """Forget what the last reply was about where its row has been taken out since; tell whether it had.

        It can only have been where no question is open, or where something was offered.
        """
        offer = self.offer or {}
        named = ((self.cursor.base, self.cursor.address), (offer.get("base", self.cursor.base), offer.get("a", "")))
        for base, at in named:
            case = (self.mine if base == OWN else self.held) if base else None
            address = Address.parse(at) if at and case is not None else None
            if case is None or address is None or address.row is None:
                continue
            if address.row not in case.journey.row_ids(address.section):
                self.point(case, Address(address.section))
                self.mode, self.offer = "answer", None
                return True
        return False

    @property
    def place(self) -> Address | None:
        """Return section and row that the conversation is at, whether a question is open or not."""
        case = self.filling
        if case is None or not self.cursor.place:
            return None
        place = Address.parse(self.cursor.place)
        if place.section not in case.scheme.sections:
            return None
        if place.row is not None and place.row not in case.journey.row_ids(place.section):
            return Address(place.section)
        return place

    @property
    def left(self) -> Address | None:
        """Return where the conversation stopped: the question that was open, even one that is asked no more."""
        return Address.parse(self.cursor.address) if self.cursor.address else self.place

    def point(self, case: Case, address: Address | None, *, every: bool = False) -> None:
        """Put a question on the screen.

        Args:
            case: what it belongs to.
            address: the question; a row or a section means that none is open there.
            every: all its options are shown.
        """
        cursor, base = self.cursor, case.base.path
        old = cursor.place
        if old and address is not None and (cursor.base != base or old.partition(".")[0] != address.section):
            cursor.trail = [*cursor.trail, placed(cursor.base, old)][-TRAIL:]
        cursor.base, cursor.asked, cursor.every, cursor.opened = base, self.now, every, ""
        if address is not None and address.field:
            at = cursor.address = str(address)
            cursor.place, cursor.seen = at.rpartition(".")[0], case.present.filled.seqs.get(at, 0)
            return
        cursor.address, cursor.seen = "", 0
        if address is not None:
            cursor.place = str(address)

    def keep(self, text: str) -> None:
        """Keep a text that was not stored, for the question on the screen; 找回 shows it."""
        self.cursor.keep(placed(self.cursor.base, self.cursor.address), text)

    def expect(self, mode: Mode, **offer: Any) -> None:
        """Say what the next text may mean besides an answer."""
        self.cursor.mode, self.cursor.offer = mode, offer

    def listed(self, taps: Sequence[tuple[str, str]]) -> list[str]:
        """Return taps one a line, and take their numbers for them in the next message.

        Args:
            taps: what is seen and what is sent, in order.
        """
        self.expect("guess", names=[name for name, _ in taps], sends=[send for _, send in taps])
        return numbered(taps)

    def ask(self, case: Case, address: Address, *, every: bool = False, known: FieldState | None = None) -> str:
        """Put a question on the screen and return its words; a section of rows begins a row where one is needed."""
        if (again := self._again(case, address.section)) is not None:
            return again
        if address.field is None:
            return self._row_or_section(case, address)
        self.point(case, address, every=every)
        asks = asking.question(self, case, address, every=every, known=known)
        before = inquiring.recalled(self, case, address) if self.cursor.inquiry else ""
        return f"{asks}\n{before}" if before else asks

    def _again(self, case: Case, section: str) -> str | None:
        """Offer what an ended application has for a section in which nothing stands; None where it has nothing.

        Raises:
            Need: what stands there was not looked at yet.
        """
        if not earlier.offered(self, case, section):
            return None
        if self.earlier is None:
            raise Need(f"earlier:{case.application.state.earlier['id']}")
        said = earlier.offer(self, case, section, self.earlier)
        if said:
            self.point(case, Address(section))
        return said or None

    def _row_or_section(self, case: Case, address: Address) -> str:
        section = case.journey.section(address.section)
        if address.row is not None or case.scheme.sections[section.id].rows is None:
            self.point(case, address)
            return asking.overview(self, case, prompt(case.journey, address))
        optional = section.min == 0 and not section.rows
        if optional or table(case.scheme, section.id) or len(section.rows) >= section.min:
            self.point(case, address)
            return asking.overview(self, case, prompt(case.journey, address))
        return joined("" if section.rows else case.journey.help(section.id), self.next_row(case, section.id))

    def next_row(self, case: Case, section: str) -> str:
        """Begin a row of a section and ask its first question."""
        return self.ask(case, self.new_row(case, section))

    def new_row(self, case: Case, section: str) -> Address:
        """Begin a row of a section and return its first question."""
        row = answer.add_row(self.desk, case, section, None, {})
        for name, _ in asked_of(case.scheme, section):
            state = case.journey.state(Address(section, row, name))
            if state.shown and not state.derived:
                return state.address
        raise LookupError(section)

    def done_elsewhere(self, case: Case, state: FieldState) -> bool:
        """Tell whether a question that takes no text is over: a page has answered it meanwhile, or nobody may now.

        Args:
            case: what is filled.
            state: the question on the screen.
        """
        if case is self.held and not self.open:
            return state.field.kind in asking.UNTYPED or state.field.patient
        if state.value is None:
            return False
        since = case.present.filled.seqs.get(self.cursor.address, 0) != self.cursor.seen
        return asking.asked_on_page(state) or (since and asking.takes_photos(state))

    def repeat(self) -> str:
        """Return the question on the screen once more, empty where there is none that may still be answered."""
        case, state = self.question()
        if case is None or state is None or (case is self.held and not self.open):
            return ""
        if self.done_elsewhere(case, state):
            return ""
        return self.ask(case, state.address, every=self.cursor.every)

    def with_question(self, *parts: str) -> str:
        """Return parts of a reply, followed by the question on the screen, else by a way on."""
        said = joined(*parts)
        on = inquiring.still(self) if self.mode == "inquiry" else ""
        on = on or self.repeat() or ("" if "<a " in said else say("进度" if self.held and not self.open else "接着填"))
        return joined(said, on)

    def deadline(self) -> str:
        """Return until when the application is open and how long that is: `11月30日 17:00 截止，还有 6 天`."""
        return time_left.said(self.held, self.desk.act.now) if self.held is not None else ""


def undoing(case: Case, at: str, old: Any) -> dict[str, Any]:
    """Return what 撤回 needs to take back an answer that was just stored.

    Args:
        case: what is filled.
        at: address of the answer.
        old: what stood there before.
    """
    return {"base": case.base.path, "a": at, "v": old, "seq": case.present.filled.seqs.get(at, 0)}
