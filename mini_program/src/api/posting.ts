import { get, write } from './client'
import type { Section } from './types'
import * as V from './views'

/** Publicities that a unit holds, its list on the way up, and what its returns were for. */

const e = encodeURIComponent

/** One person in the list of publicities. */
export interface PublicityCard {
  application: string
  name: string
  title: string
  group: 'asked' | 'posting' | 'posted'
  text: string
  /** It comes before handing in. */
  before: boolean
  /** Where the public form is read. */
  form: string
  page: string
  /** What was made public has been changed since; the applicant has asked what becomes of that. */
  stale: boolean
  asked: boolean
  changed: string[]
  why: string
  can: string[]
  /** The place of what is noted: who notes more says which they have seen. */
  seq: number
}
export interface Board {
  cards: PublicityCard[]
  calendar: string
}
export interface PublicityDetail {
  card: PublicityCard
  sections: Section[]
  hint: string
}
export interface PublicityDone {
  said: string
  done: string[]
  left_out: { application: string; name: string; why: string }[]
}
export interface Going {
  application: string
  name: string
  title: string
  unit_name: string
  page: string
  what: string
  can: string[]
}
export interface Forward {
  base: string
  label: string
  plan: string
  ok: boolean
  goes: Going[]
  rejected: Going[]
  ended: Going[]
  blockers: Going[]
  /** Further plans: id and label. */
  other: [string, string][]
  /** What is wrong with the rankings within a specialty. */
  doubts: string[]
  /** Where those are who come back before they go up. */
  away: string
  calendar: string
}

/** What applications of a plan were returned for again and again. */
export interface Reasons {
  plan: string
  applications: number
  reasons: { label: string; text: string; applications: number; times: number; rule: string }[]
  other: [string, string][]
}

type Raw = Partial<PublicityCard> & Partial<Going>
const card = (raw: Raw): PublicityCard => ({ before: false, form: '', page: '', stale: false, asked: false, why: '', seq: 0, ...raw, changed: raw.changed ?? [], can: raw.can ?? [] }) as PublicityCard
const going = (raw: Raw): Going => ({ unit_name: '', page: '', what: '', ...raw, can: raw.can ?? [] }) as Going

/** Everybody whose publicity a unit holds, part by part. */
export async function board(unit: string): Promise<Board> {
  const cards: PublicityCard[] = []
  for (;;) {
    const part = await get<{ cards: Raw[]; calendar?: string; more?: boolean }>(`units/${e(unit)}/publicity?after=${cards.length}`)
    cards.push(...part.cards.map(card))
    if (!part.more || !part.cards.length) return { cards, calendar: part.calendar ?? '' }
  }
}
export const publicity = (unit: string, application: string): Promise<PublicityDetail> =>
  get<{ card: Raw; sections: object[]; hint?: string }>(`units/${e(unit)}/publicity/${e(application)}`).then((raw) => ({ card: card(raw.card), sections: raw.sections.map(V.section), hint: raw.hint ?? '' }))
/** As many as one call takes; a whole unit may be more. */
const AT_ONCE = 500

export async function postAll(unit: string, name: 'note' | 'keep' | 'undo', some: PublicityCard[], body: { values?: Record<string, unknown>; reason?: string }): Promise<PublicityDone> {
  const parts: PublicityDone[] = []
  for (let n = 0; n < some.length; n += AT_ONCE) {
    const now = some.slice(n, n + AT_ONCE)
    const seen = Object.fromEntries(now.map((c) => [c.application, c.seq]))
    parts.push(await write<PublicityDone>('POST', `units/${e(unit)}/publicity/deeds/${name}`, { ...body, applications: now.map((c) => c.application), seen }))
  }
  return { said: parts.map((part) => part.said).join('\n'), done: parts.flatMap((part) => part.done), left_out: parts.flatMap((part) => part.left_out) }
}

export const forwardList = (unit: string, plan: string): Promise<Forward> =>
  get<Record<string, unknown>>(`units/${e(unit)}/forward${plan ? `?plan=${e(plan)}` : ''}`).then((raw) => {
    const those = (name: string) => ((raw[name] as Raw[] | undefined) ?? []).map(going)
    return { calendar: '', other: [], doubts: [], away: '', ...raw, goes: those('goes'), rejected: those('rejected'), ended: those('ended'), blockers: those('blockers') } as unknown as Forward
  })
export const help = (unit: string, application: string, name: string): Promise<{ said: string }> => write<{ said: string }>('POST', `units/${e(unit)}/forward/${e(application)}/deeds/${e(name)}`, {})
export const reasons = (unit: string, plan: string): Promise<Reasons> =>
  get<Partial<Reasons>>(`units/${e(unit)}/reasons${plan ? `?plan=${e(plan)}` : ''}`).then((raw) => ({ plan: '', applications: 0, reasons: [], other: [], ...raw }))
