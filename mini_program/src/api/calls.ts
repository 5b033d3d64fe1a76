import { get, upload, write } from './client'
import type * as T from './types'
import type { PickedFile } from './transport'

/** Every call of the contract that a page makes, by name. `base` always comes from a view. */

const q = (values: Record<string, string | number | undefined>): string => {
  const pairs = Object.entries(values).filter(([, v]) => v !== undefined && v !== '')
  return pairs.length ? '?' + pairs.map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&') : ''
}
const e = encodeURIComponent

export const me = () => get<T.Me>('me')
export const phone = (code: string) => write<T.Me>('POST', 'me/phone', { code })
export const identity = (name: string, id_number: string) => write<T.Me>('POST', 'me/identity', { name, id_number })
export const subscriptions = (accepted: string[], refused: string[]) => write<unknown>('POST', 'me/subscriptions', { accepted, refused })
export const leave = () => write<null>('DELETE', 'sessions/current')

export const plans = () => get<T.Plan[]>('plans')
export const start = (plan: string) => write<{ id: string; base: string }>('POST', 'applications', { plan })

export const home = (base: string) => get<T.Home>(base)
export const section = (base: string, id: string, row?: string) => get<T.Section>(`${base}/sections/${e(id)}${row ? `/rows/${e(row)}` : ''}`)
export const search = (url: string, text: string, parent?: string) => get<T.Option[]>(url + (url.includes('?') ? '&' : '?') + q({ q: text, parent }).slice(1))

export const addRow = (base: string, id: string, row: string, seq: number) => write<T.Section>('POST', `${base}/sections/${e(id)}/rows`, { row, values: {} }, seq)
export const dropRow = (base: string, id: string, row: string, seq: number) => write<T.Section>('DELETE', `${base}/sections/${e(id)}/rows/${e(row)}`, undefined, seq)
export const restoreRow = (base: string, id: string, row: string, seq: number) => write<T.Section>('POST', `${base}/sections/${e(id)}/rows/${e(row)}/restore`, {}, seq)
export const placeRow = (base: string, id: string, row: string, place: number, seq: number) => write<T.Section>('PUT', `${base}/sections/${e(id)}/rows/${e(row)}/place`, { place }, seq)

const slotPath = (base: string, address: string) => `${base}/evidence/${e(address)}`
export const slot = (base: string, address: string) => get<T.Slot>(slotPath(base, address))
export const addPage = (base: string, address: string, file: PickedFile, progress: (percent: number) => void) => upload<T.Slot>(`${slotPath(base, address)}/pages`, file, progress)
export const dropPage = (base: string, address: string, page: string) => write<T.Slot>('DELETE', `${slotPath(base, address)}/pages/${e(page)}`)
export const turnPage = (base: string, address: string, page: string, degrees: number) => write<T.Slot>('POST', `${slotPath(base, address)}/pages/${e(page)}/turn`, { degrees })
export const placePage = (base: string, address: string, page: string, place: number) => write<T.Slot>('PUT', `${slotPath(base, address)}/pages/${e(page)}/place`, { place })
export const keepSlot = (base: string, address: string) => write<T.Slot>('POST', `${slotPath(base, address)}/keep`, {})
export const clearSlot = (base: string, address: string) => write<T.Slot>('DELETE', slotPath(base, address))

export const check = (base: string) => get<T.Check>(`${base}/check`)
export const pledge = (base: string) => get<T.Pledge>(`${base}/pledge`)
export const sign = (base: string, ink: { digest: string; agreed: boolean; width: number; height: number; strokes: [number, number][][] }) => write<T.Pledge>('POST', `${base}/pledge`, ink)
export const pledgeTicket = (base: string) => write<T.Qr>('POST', `${base}/pledge/ticket`, {})
export const deed = (base: string, name: string, seq: number, body: { opinion?: string; reason?: string; values?: Record<string, unknown> } = {}) => write<{ home: T.Home; said: string }>('POST', `${base}/deeds/${e(name)}`, body, seq)
export const progress = (base: string) => get<T.Progress>(`${base}/progress`)
export const fix = (base: string) => get<T.Fix>(`${base}/fix`)
export const explain = (base: string, n: number, text: string) => write<T.Fix>('POST', `${base}/marks/${n}/explanation`, { text })
export const forms = (base: string) => get<T.FormLine[]>(`${base}/forms`)

export const reviewUnits = () => get<T.ReviewUnit[]>('review/units')
export const queue = (unit: string, list: T.QueueList, words: string, plan?: string) => get<T.Queue>('review/queue' + q({ unit, list, q: words, plan }))
export const review = (id: string) => get<T.Review>(`review/${e(id)}`)
export const reviewSection = (id: string, sectionId: string) => get<T.Section>(`review/${e(id)}/sections/${e(sectionId)}`)
export const mark = (id: string, address: string, page: number | undefined, text: string) => write<T.Mark[]>('POST', `review/${e(id)}/marks`, { address, page, text })
export const unmark = (id: string, n: number) => write<T.Mark[]>('DELETE', `review/${e(id)}/marks/${n}`)
export const phrases = (address: string) => get<string[]>('review/phrases' + q({ address }))

export const units = (text: string) => get<T.Option[]>('units' + q({ q: text }))
export const waiting = (unit: string) => get<T.Waiting[]>(`units/${e(unit)}/people` + q({ list: 'waiting' }))
export const decide = (person: string, name: 'confirm' | 'refuse', opinion: string) => write<unknown>('POST', `people/${e(person)}/deeds/${name}`, { opinion })
export const invite = (unit: string, role: string) => write<T.Qr>('POST', `units/${e(unit)}/invitations`, { role })

export const newLogin = () => write<T.Qr & { ticket: string }>('POST', 'logins', {})
export const pollLogin = (ticket: string) => get<{ state: string; token?: string; person?: { id: string } | null }>(`logins/${e(ticket)}`)
export const askLogin = (ticket: string) => get<{ browser: string; place: string; at: string }>(`logins/${e(ticket)}/ask`)
export const confirmLogin = (ticket: string) => write<unknown>('POST', `logins/${e(ticket)}/confirm`, {})
export const join = (ticket: string) => get<{ name: string }>(`joins/${e(ticket)}`)
export const confirmJoin = (ticket: string) => write<unknown>('POST', `joins/${e(ticket)}`, {})
export const ticket = (id: string) => get<T.Ticket>(`tickets/${e(id)}`)
export const accept = (id: string) => write<{ page?: string; said?: string } | null>('POST', `tickets/${e(id)}/accept`, {})
