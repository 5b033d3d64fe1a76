import type { SignedSection } from './deciding'
import type { Offer } from './types'
import type { Mark, SlotDocument } from './types_fill'

/** What reviewers, desktops and holders of a one-time code are told. */

export type QueueList = 'pending' | 'approved' | 'returned' | 'rejected'

export interface QueueCard {
  application: string
  name: string
  title: string
  /** Masked: tells two of one name apart. */
  id_number?: string
  waiting: string
  waited: number
  since: string
  special: string[]
  page: string
  /** Handed in once more after a return. */
  again: boolean
  /** The officer's own: somebody else reviews it. */
  own: boolean
  /** Sections in which the unit notes what came of a publicity; whether all of it stands there, else what lacks and from when on it can be noted. */
  records: string[]
  recorded: boolean
  lacks: string
  when: string
  /** Which publicity has no result while the unit is about to send it up. */
  doubt: string
}

/** Somebody whom no message reached. */
export interface Ring {
  person: string
  name: string
  phone: string
  about: string
  since: string
  page?: string
}

export interface Queue {
  unit: { id: string; name: string }
  lists: Record<QueueList, number>
  cards: QueueCard[]
  more: boolean
  /** How many people no message reached. */
  calls: number
  forward?: { ok: boolean; ready: number; why: string[]; deed: string; label?: string; base?: string } | null
}

export interface ReviewUnit {
  unit: string
  unit_name: string
  kind?: string
  role: string
  pending?: number
}

export interface Review {
  application: string
  base: string
  seq: number
  name: string
  title: string
  status_text: string
  readonly: boolean
  unit_name: string
  /** Which submission it is, and when: `第 2 次提交，11月21日 15:41`. */
  submitted: string
  round: number
  /** `unopened`: addresses of documents that nobody of the unit has opened. */
  sections: { id: string; label: string; seen: boolean; marks: number; ours: boolean; before: boolean; correctable: boolean; voidable: boolean; unopened: string[] }[]
  marks: Mark[]
  offers: Offer[]
  seen: number
  total: number
  /** The unit knows it from before its newest return: a second look. */
  again: boolean
  /** The step is passed only once every section was opened. */
  whole: boolean
  fill: string[]
  /** Of `fill`, what a deed cannot do without. */
  needed: string[]
  /** The stations of the application, in order. */
  chain: { unit: string; label: string; state: string }[]
  changed: string[]
  /** What changed since the return although no remark stands there; without an address it is asked in no section. */
  others: { address: string; label: string; was: string; now: string; was_file?: SlotDocument | null; now_file?: SlotDocument | null }[]
  /** Sections in which the unit notes what came of a publicity. */
  records: string[]
  /** What follows from a deed, by its name. */
  follows: Record<string, string>
  /** Who has it once this step is passed. */
  after: string
  /** A publicity without its result, said before it is passed or sent up. */
  doubt: string
  /** Of `fill`, what the unit's head may sign, and how that stands. */
  strokes: SignedSection[]
  banner?: string | null
}

/** Somebody who belongs to a unit; numbers are masked. */
export interface Account {
  id: string
  name: string
  state: 'new' | 'waiting' | 'confirmed' | 'refused' | 'released' | 'frozen'
  state_text: string
  id_number?: string
  phone?: string
  since?: string
  /** Its place: who confirms it says which one was seen. */
  seq: number
}

/** Whether one's account can be given up: what goes or what binds it, and what stays all the same. */
export interface Removal {
  ok: boolean
  say: string
  stays: string[]
}

/** What a unit says of an account. */
export type AccountDeed = 'confirm' | 'refuse' | 'release' | 'freeze' | 'thaw'

/** Somebody who acts for a unit. */
export interface Member {
  id: string
  name: string
  role: string
  role_text: string
  since: string
  /** The last day; none while no end is known. */
  until?: string
  /** Why they do not act at present. */
  frozen?: string
  /** When they were last logged in. */
  last?: string
  /** They decide and manage, and do not only read. */
  acts?: boolean
  /** They begin on a later day. */
  later?: boolean
}

export interface Ticket {
  kind: string
  page?: string | null
  text: string
  detail: string
  agree: string
  /** What has to be typed with it. */
  asks: string
}

export interface Qr {
  ticket?: string
  qr: string
  url?: string
  expires: string
  token?: string
}
