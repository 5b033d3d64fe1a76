import { get, upload, write } from './client'
import type * as T from './types'
import * as V from './views'
import type { PickedFile } from './transport'

/** Every call of the contract that a page makes, by name. `base` always comes from a view. */

const q = (values: Record<string, string | number | undefined>): string => {
  const pairs = Object.entries(values).filter(([, v]) => v !== undefined && v !== '')
  return pairs.length ? '?' + pairs.map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&') : ''
}
const e = encodeURIComponent

export const me = () => get<object>('me').then(V.me)
export const phone = (code: string) => write<object>('POST', 'me/phone', { code }).then(V.me)
export const identity = (name: string, id_number: string) => write<object>('POST', 'me/identity', { name, id_number }).then(V.me)
export const employer = (unit: string) => write<object>('POST', 'me/employer', { unit }).then(V.me)
export const subscriptions = (accepted: string[], refused: string[]) => write<unknown>('POST', 'me/subscriptions', { accepted, refused })
export const leave = () => write<null>('DELETE', 'sessions/current')
/** What giving up one's account would do. */
export const removal = () => get<T.Removal>('me/removal').then((raw) => ({ ...raw, stays: raw.stays ?? [] }))
export const remove = () => write<{ said: string }>('DELETE', 'me')

export const plans = () => get<object[]>('plans').then((all) => all.map(V.plan))
export const inquiry = (region: string) => get<object>(`regions/${e(region)}/inquiry`).then(V.inquiry)
/** Nothing is stored: what was answered goes along with every question. */
export const inquire = (region: string, answers: Record<string, unknown>) => write<object>('POST', `regions/${e(region)}/inquiry`, { answers }).then(V.inquiry)
export const start = (plan: string) => write<{ id: string; base: string }>('POST', 'applications', { plan })

export const home = (base: string) => get<object>(base).then(V.home)
export const section = (base: string, id: string, row?: string) => get<object>(`${base}/sections/${e(id)}${row ? `/rows/${e(row)}` : ''}`).then(V.section)
export const search = (url: string, text: string, parent?: string) => get<object[]>(url + (url.includes('?') ? '&' : '?') + q({ q: text, parent }).slice(1)).then((all) => all.map(V.option))

export const rowsPath = (base: string, id: string) => `${base}/sections/${e(id)}/rows`
export const earlier = (base: string, id: string) => get<object>(`${base}/sections/${e(id)}/earlier`).then(V.earlier)
export const takeEarlier = (base: string, id: string) => write<object>('POST', `${base}/sections/${e(id)}/earlier`, {}).then(V.taken)
export const tidySection = (base: string, id: string) => write<object>('POST', `${base}/sections/${e(id)}/tidy`, {}).then(V.section)
export const clearSection = (base: string, id: string) => write<object>('POST', `${base}/sections/${e(id)}/clear`, {}).then(V.section)
export const recoverSection = (base: string, id: string) => write<object>('POST', `${base}/sections/${e(id)}/recover`, {}).then(V.section)

const slotPath = (base: string, address: string) => `${base}/evidence/${e(address)}`
export const slot = (base: string, address: string) => get<object>(slotPath(base, address)).then(V.slot)
export const addPage = (base: string, address: string, file: PickedFile, progress: (percent: number) => void, key?: string) => upload<object>(`${slotPath(base, address)}/pages`, file, progress, key).then(V.slot)
export const dropPage = (base: string, address: string, page: string) => write<object>('DELETE', `${slotPath(base, address)}/pages/${e(page)}`).then(V.slot)
export const turnPage = (base: string, address: string, page: string, degrees: number) => write<object>('POST', `${slotPath(base, address)}/pages/${e(page)}/turn`, { degrees }).then(V.slot)
export const placePage = (base: string, address: string, page: string, place: number) => write<object>('PUT', `${slotPath(base, address)}/pages/${e(page)}/place`, { place }).then(V.slot)
export const keepSlot = (base: string, address: string) => write<object>('POST', `${slotPath(base, address)}/keep`, {}).then(V.slot)

export const check = (base: string) => get<object>(`${base}/check`).then(V.check)
export const pledge = (base: string) => get<object>(`${base}/pledge`).then(V.pledge)
export const sign = (base: string, ink: { digest: string; agreed: boolean; width: number; height: number; strokes: [number, number][][] }) => write<object>('POST', `${base}/pledge`, ink).then(V.pledge)
export const pledgeTicket = (base: string) => write<object>('POST', `${base}/pledge/ticket`, {}).then(V.qr)
export const deed = (base: string, name: string, seq: number | undefined, body: { opinion?: string; reason?: string; until?: string; values?: Record<string, unknown> } = {}) => write<{ said: string }>('POST', `${base}/deeds/${e(name)}`, body, seq)
export const progress = (base: string) => get<object>(`${base}/progress`).then(V.progress)
export const fix = (base: string) => get<object>(`${base}/fix`).then(V.fix)
export const explain = (base: string, n: number, text: string) => write<object>('POST', `${base}/marks/${n}/explanation`, { text }).then(V.fix)

export const reviewUnits = () => get<object[]>('review/units').then((all) => all.map(V.unit))
export const queue = (unit: string, list: T.QueueList, words: string, after = 0) => get<object>('review/queue' + q({ unit, list, q: words, after: after || undefined })).then(V.queue)
/** A whole list of a unit, part by part. */
export async function wholeQueue(unit: string, list: T.QueueList): Promise<T.Queue> {
  let part = await queue(unit, list, '')
  const cards = [...part.cards]
  while (part.more && part.cards.length) {
    part = await queue(unit, list, '', cards.length)
    cards.push(...part.cards)
  }
  return { ...part, cards, more: false }
}
export const review = (id: string) => get<object>(`review/${e(id)}`).then(V.review)
export const reviewSection = (id: string, sectionId: string, row?: string) => get<object>(`review/${e(id)}/sections/${e(sectionId)}${row ? `/rows/${e(row)}` : ''}`).then(V.section)
export const mark = (id: string, address: string, page: number | undefined, text: string, before: T.Mark[]) => write<object>('POST', `review/${e(id)}/marks`, { address, page, text }).then((r) => V.marks(r, before))
export const unmark = (id: string, n: number) => write<object>('DELETE', `review/${e(id)}/marks/${n}`).then((r) => V.marks(r, []))
/** Ready sentences for a remark at an address; without one those that go with a return. */
export const phrases = (id: string, address?: string) => get<string[]>(`review/${e(id)}/phrases` + q({ address }))
export const note = (base: string, address: string, seq: number, value: unknown) => write<object>('PUT', `${base}/answers/${e(address)}`, typeof value === 'string' ? { text: value } : { value }, seq).then(V.saved)
export const rings = (unit: string) => get<T.Ring[]>(`units/${e(unit)}/calls`)
export const rung = (unit: string, person: string) => write<T.Ring[]>('DELETE', `units/${e(unit)}/calls/${e(person)}`)

/** How many accounts come at once; fewer are the last. */
export const ACCOUNTS = 100
/** Accounts of a unit, those that wait first; `found` is a name, an ID number or its last four, or a phone number. */
export const accounts = (unit: string, found: string, after = 0) => get<T.Account[]>(`units/${e(unit)}/people` + q({ list: 'all', q: found, after: after || undefined }))
/** @param seq the place of the account as it was seen */
export const decide = (person: string, name: T.AccountDeed, opinion: string, seq: number) => write<unknown>('POST', `people/${e(person)}/deeds/${name}`, { opinion }, seq)
export const members = (unit: string) => get<T.Member[]>(`units/${e(unit)}/members`)
export const dismiss = (unit: string, person: string) => write<T.Member[]>('DELETE', `units/${e(unit)}/members/${e(person)}`)
export const invite = (unit: string, role: string) => write<object>('POST', `units/${e(unit)}/invitations`, { role }).then(V.qr)

export const newLogin = () => write<object>('POST', 'logins', {}).then(V.qr)
export const pollLogin = (ticket: string) => get<{ state: string }>(`logins/${e(ticket)}`)

/* One-time tickets: an invitation, two accounts to join, a desktop to let in, a pledge to sign. */
export const ticket = (id: string) => get<object>(`tickets/${e(id)}`).then(V.ticket)
export const accept = (id: string) => write<object>('POST', `tickets/${e(id)}/accept`, {}).then(V.me)
