import { get, upload, write } from './client'
import type { PickedFile } from './transport'
import type { Account, Member, Option, Qr } from './types'
import * as V from './views'

/** People: officers and their days, registrations, lists of people, assistants, what units are asked. */

export interface Registered {
  place: string
  label: string
  text: string
  allowed: string
  options: Option[]
  /** Whether the unit may correct it. */
  open: boolean
  /** A correction goes with a reason. */
  why: boolean
}
export interface Registration {
  account: Account
  fields: Registered[]
}
export interface Listed {
  kept: number
  confirmed: number
  said: string
  bad: { line: number; name: string; why: string }[]
}
export interface Expected {
  total: number
  come: number
  people: { ref: string; name: string; id_number: string; state_text: string }[]
  /** How many are looked for, or have not come, in all: of very many the first ones stand in `people`. */
  left: number
}
export interface Assistant {
  id: string
  name: string
  since: string
  until: string
}
export interface Change {
  at: string
  who: string
  label: string
  text: string
  surface: string
}
export interface Reader {
  name: string
  unit: string
  last: string
  times: number
}
export interface Matter {
  id: string
  kind: 'complaint' | 'dispute' | 'claim'
  kind_text: string
  text: string
  at: string
  /** Who answers it. */
  by: string
  who: string
  from_unit: string
  photos: string[]
  page: string
  answers: boolean
  reply: string
  replied: string
  /** What becomes of a dispute that was answered. */
  outcome: string
}
export interface Disputes {
  open: boolean
  until: string
  say: string
  most: number
  matters: Matter[]
}
export interface Claim {
  holder: Account
  claimant: Account
  holder_unit: string
  claimant_unit: string
  text: string
  decides: boolean
}

type Raw = Record<string, any>
const many = <T>(value: T[] | undefined): T[] => value ?? []
const e = encodeURIComponent
const registered = (raw: Raw): Registered => ({ allowed: '', text: '', why: false, ...raw, open: raw.open !== false, options: many<Raw>(raw.options).map(V.option) }) as Registered
const registration = (raw: Raw): Registration => ({ account: raw.account, fields: many<Raw>(raw.fields).map(registered) })
const matter = (raw: Raw): Matter => ({ who: '', from_unit: '', page: '', answers: false, reply: '', replied: '', outcome: '', ...raw, photos: many(raw.photos) }) as Matter
const matters = (all: object[]): Matter[] => all.map(matter)
const disputes = (raw: Raw): Disputes => ({ open: false, until: '', say: '', most: 0, ...raw, matters: matters(many(raw.matters)) })
const claims = (all: object[]): Claim[] => all.map((raw) => ({ holder_unit: '', claimant_unit: '', text: '', decides: false, ...raw }) as Claim)
const assistants = (all: object[]): Assistant[] => all.map((raw) => ({ until: '', ...raw }) as Assistant)
const expected = (raw: Raw): Expected => ({ left: 0, ...raw, people: many(raw.people) }) as Expected

export const change = (unit: string, person: string, body: { until?: string; freeze?: boolean; opinion?: string }) => write<Member[]>('PUT', `units/${e(unit)}/members/${e(person)}`, body)
/** A code for a successor: from the day after one's own last. */
export const handOver = (unit: string, since: string, until: string) => write<object>('POST', `units/${e(unit)}/invitations`, { role: 'officer', since, until }).then(V.qr)
export const rebinding = (person: string): Promise<Qr> => write<object>('POST', `people/${e(person)}/rebinding`, {}).then(V.qr)
export const takeUp = (ticket: string, id_number: string) => write<object>('POST', `tickets/${e(ticket)}/rebinding`, { id_number }).then(V.me)

export const registrationOf = (person: string) => get<object>(`people/${e(person)}/registration`).then(registration)
/** @param seq the place of the account as it was seen */
export const correct = (person: string, body: { place: string; text?: string; value?: string; opinion?: string }, seq: number) =>
  write<Raw>('POST', `people/${e(person)}/corrections`, body, seq).then((r) => ({ said: String(r.said), registration: registration(r.registration) }))
export const expectedOf = (unit: string, words: string) => get<object>(`units/${e(unit)}/expected?q=${e(words)}`).then(expected)
export const list = (unit: string, text: string) => write<Raw>('POST', `units/${e(unit)}/expected`, { text }).then((r) => ({ ...r, bad: many(r.bad) }) as Listed)
export const unlist = (unit: string, ref: string, words: string) => write<object>('DELETE', `units/${e(unit)}/expected/${e(ref)}?q=${e(words)}`).then(expected)

export const assistantsOf = (base: string) => get<object[]>(`${base}/helpers`).then(assistants)
export const askAssistant = (base: string, name: string): Promise<Qr> => write<object>('POST', `${base}/helpers`, { name }).then(V.qr)
export const endAssistant = (base: string, person: string) => write<object[]>('DELETE', `${base}/helpers/${e(person)}`).then(assistants)
export const history = (base: string) => get<object[]>(`${base}/history`).then((all) => all.map((raw) => ({ surface: '', ...raw }) as Change))
export const readers = (base: string) => get<object[]>(`${base}/readers`).then((all) => all.map((raw) => ({ unit: '', ...raw }) as Reader))

export const disputesOf = (base: string) => get<object>(`${base}/disputes`).then(disputes)
export const dispute = (base: string, text: string, photos: string[]) => write<object>('POST', `${base}/disputes`, { text, photos }).then(disputes)
export const exhibit = (base: string, file: PickedFile) => upload<{ digest: string }>(`${base}/disputes/photos`, file, () => undefined)
export const mine = () => get<object[]>('me/matters').then(matters)
export const complain = (text: string) => write<object[]>('POST', 'me/complaints', { text }).then(matters)
export const claim = (text: string) => write<object[]>('POST', 'me/claims', { text }).then(matters)
/** How many matters come at once, what is open first; fewer are the last. */
export const MATTERS = 50
export const mattersOf = (unit: string, after = 0) => get<object[]>(`units/${e(unit)}/matters${after ? `?after=${after}` : ''}`).then(matters)
export const reply = (unit: string, id: string, body: { text: string; grants?: boolean }) => write<object>('POST', `units/${e(unit)}/matters/${e(id)}`, body).then(matter)
export const claimsOf = (unit: string) => get<object[]>(`units/${e(unit)}/claims`).then(claims)
export const settle = (unit: string, person: string, yields: boolean, text: string) => write<object[]>('POST', `units/${e(unit)}/claims/${e(person)}`, { yields, seen: true, text }).then(claims)
