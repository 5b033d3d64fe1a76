"""One message and everything its answer needs: who wrote, what is filled, which question is on the screen."""

from dataclasses import dataclass, field

import msgspec

from bot.render import Links, joined, question
from casework.case import Case
from casework.desk import Desk
from casework.presents.contact import Contact, ContactState, Cursor
from casework.presents.person import Person
from casework.views import words
from review.status import Status
from storage import Head
from wizard.address import Address
from wizard.prompts import prompt
from wizard.states import FieldState

AWAY = 24 * 3600.0  # seconds after which a text is not taken for an answer at once


@dataclass(slots=True)
class Turn:
    """Is one turn of the conversation.

    Args:
        desk: where it is written down.
        contact: head of the contact that wrote.
        text: what was said, empty for photos and events.
        menu_id: hint of a tapped link, None where there was none.
        created: the platform's time of the message, epoch seconds.
        links: makes links.
        own: the person's registration as a case, None for somebody unknown.
        case: the current application, None while there is none.
        cursor: which question is on the screen; changed in place, recorded at the end.
    """

    desk: Desk
    contact: Head
    text: str
    menu_id: str | None
    created: int
    links: Links
    own: Case | None
    case: Case | None
    cursor: Cursor
    plans: list[object] = field(default_factory=list)

    @property
    def state(self) -> ContactState:
        """Return what is known of the contact."""
        present: Contact = self.contact.present
        return present.state

    @property
    def me(self) -> Person | None:
        """Return the person who writes."""
        return self.desk.me

    @property
    def now(self) -> float:
        """Return the server's time, epoch seconds."""
        return self.desk.act.at.timestamp()

    @property
    def away(self) -> bool:
        """Tell whether the person wrote last more than a day ago."""
        return bool(self.state.last) and self.now - self.state.last > AWAY

    @property
    def filling(self) -> Case | None:
        """Return what the cursor points into: the registration or the application."""
        if not self.cursor.base:
            return None
        return self.own if self.cursor.base == "people/me" else self.case

    @property
    def address(self) -> Address | None:
        """Return the question on the screen, None between questions or where it is no longer asked."""
        case = self.filling
        if case is None or not self.cursor.address:
            return None
        address = Address.parse(self.cursor.address)
        declared = case.scheme.sections.get(address.section)
        if declared is None or not case.journey.section(address.section).shown:
            return None
        if address.row is not None and address.row not in case.journey.section(address.section).rows:
            return None
        if address.field is not None and not case.journey.state(address).shown:
            return None
        return address

    def field_state(self) -> FieldState | None:
        """Return the question on the screen as the journey knows it."""
        case, address = self.filling, self.address
        return case.journey.state(address) if case is not None and address is not None and address.field else None

    @property
    def name(self) -> str:
        """Return how the person is addressed."""
        return f"{self.me.state.name}老师" if self.me and self.me.state.name else "老师"

    def point(self, case: Case, address: Address | None, mode: str = "answer") -> None:
        """Put a question on the screen.

        Args:
            case: what it belongs to.
            address: the question, None for none.
            mode: what the next text means.
        """
        self.cursor = msgspec.structs.replace(
            self.cursor, base=case.base.path, address=str(address) if address else "", asked=self.now, mode=mode,
            offer=None, kept="",
        )  # fmt: skip

    def ask(self, case: Case, address: Address) -> str:
        """Put a question on the screen and return its words."""
        if case.scheme.sections[address.section].rows is not None and address.row is None:
            return self.ask(case, self.new_row(case, address.section))
        self.point(case, address)
        return question(prompt(case.journey, address), self.links, case, self.contact.at[0] + 1)

    def new_row(self, case: Case, section: str) -> Address:
        """Begin a row of a section and return its first question."""
        from casework.deeds import answer

        row = answer.add_row(self.desk, case, section, None, {})
        first = next(s for s in case.journey.fields(section, row) if not s.derived)
        return first.address

    def repeat(self) -> str:
        """Return the question on the screen once more, empty where there is none."""
        case, address = self.filling, self.address
        return self.ask(case, address) if case is not None and address is not None else ""

    def deadline(self) -> str:
        """Return until when the application is open and how long that is: `11月30日 17:00 截止，还有 6 天`."""
        if self.case is None:
            return ""
        standing = self.case.application.state.standing
        plan = self.case.plan.state if self.case.plan else None
        until = standing.due if standing.status is Status.RETURNED and standing.due else (plan.closes if plan else "")
        if not until:
            return ""
        now = self.desk.act.now
        return f"{words.until(until, now)} 截止，还有 {words.days_left(until, now)} 天"

    def with_question(self, *parts: str) -> str:
        """Return parts of a reply, followed by the question on the screen."""
        return joined(*parts, self.repeat())
