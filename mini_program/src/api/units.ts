import { get, write } from './client'
import type { Option } from './types'
import { option } from './views'

/** Units: registering one's own, and what the unit above sees of those beneath it. */

export interface UnitKind {
  kind: string
  label: string
  group: string
  guide: string
  /** Which kinds of unit may be above it. */
  above: string
  /** Why none can be opened now; empty where one can. */
  why: string
}

export interface Place {
  id: string
  name: string
}

/** One's own registration of a unit; without an `id` none is begun. */
export interface Registering {
  kinds: UnitKind[]
  /** What has to be said of oneself before. */
  needs: string[]
  id: string
  base: string
  section: string
  kind: string
  name: string
  parent: Place | null
  state: '' | 'draft' | 'waiting' | 'refused'
  state_text: string
  opinion: string
  said: string
}

export interface UnitDeed {
  deed: 'approve' | 'refuse' | 'freeze' | 'thaw' | 'close' | 'remind'
  label: string
  ok: boolean
  say: string
  opinion: boolean
  danger: boolean
}

export interface Unit {
  id: string
  base: string
  seq: number
  name: string
  kind: string
  state: 'waiting' | 'approved' | 'refused' | 'frozen' | 'closed'
  state_text: string
  seen: string
  lines: { label: string; text: string }[]
  /** Of its data, where who looks may change them. */
  section: string
  left: number
  parent: Place | null
  opinion: string
  decided: string
  registrar: string
  officers: { id: string; name: string; role: string; since: string; seen: string }[]
  people: number
  beneath: number
  pending: number
  deeds: UnitDeed[]
  invites: boolean
  opens: UnitKind[]
  /** What comes of freezing it. */
  freeze: string
  /** Who looks may give it, or its people, more time. */
  extends: boolean
  said: string
}

/** For what more time can be given, until when it is now, and what was given. */
export interface TimeOf {
  what: 'fill' | 'list'
  label: string
  until: string
  given: string
}

export interface MoreTime {
  unit: string
  name: string
  person: string
  plans: { plan: string; label: string; kinds: TimeOf[] }[]
  said: string
}

export interface UnitLine {
  id: string
  name: string
  kind: string
  depth: number
  state: Unit['state']
  state_text: string
  seen: string
  officers: number
  /** Accounts that wait for its word. */
  waiting: number
  quiet: boolean
  parent: string
}

export const LISTS = { all: '全部', waiting: '等审核', quiet: '没人登录', frozen: '停用' } as const
export type UnitList = keyof typeof LISTS

export interface UnitTree {
  unit: string
  unit_name: string
  counts: Record<UnitList, number>
  lines: UnitLine[]
  more: boolean
  opens: UnitKind[]
  stopped: string
}

export interface Beneath {
  id: string
  name: string
  unit: string
  unit_name: string
  state_text: string
  id_number: string
}

type Raw = Record<string, any>
const many = <V>(value: V[] | undefined): V[] => value ?? []
const kind = (raw: Raw): UnitKind => ({ group: '', guide: '', above: '', why: '', ...raw }) as UnitKind
const deed = (raw: Raw): UnitDeed => ({ say: '', opinion: false, danger: false, ...raw }) as UnitDeed
const line = (raw: Raw): UnitLine => ({ officers: 0, waiting: 0, quiet: false, parent: '', ...raw }) as UnitLine

function registering(raw: Raw): Registering {
  const empty = { id: '', base: '', section: '', kind: '', name: '', parent: null, state: '', state_text: '', opinion: '', said: '' }
  return { ...empty, ...raw, needs: many(raw.needs), kinds: many<Raw>(raw.kinds).map(kind) } as Registering
}
function unitView(raw: Raw): Unit {
  const empty = { section: '', left: 0, parent: null, opinion: '', decided: '', registrar: '', people: 0, beneath: 0, pending: 0, invites: false, freeze: '', extends: false, said: '' }
  return { ...empty, ...raw, lines: many(raw.lines), officers: many(raw.officers), deeds: many<Raw>(raw.deeds).map(deed), opens: many<Raw>(raw.opens).map(kind) } as Unit
}
const tree = (raw: Raw): UnitTree => ({ more: false, stopped: '', ...raw, lines: many<Raw>(raw.lines).map(line), opens: many<Raw>(raw.opens).map(kind) }) as UnitTree

const time = (raw: Raw): TimeOf => ({ until: '', given: '', ...raw }) as TimeOf
const times = (raw: Raw): MoreTime => ({ person: '', said: '', ...raw, plans: many<Raw>(raw.plans).map((one) => ({ ...one, kinds: many<Raw>(one.kinds).map(time) })) }) as MoreTime

const e = encodeURIComponent
const at = (unit: string): string => `units/${e(unit)}`

export const own = () => get<object>('me/unit').then(registering)
export const place = (of: string, parent: string) => write<object>('PUT', 'me/unit', { kind: of, parent }).then(registering)
export const ownDeed = (name: 'hand_in' | 'take_back' | 'give_up') => write<object>('POST', `me/unit/deeds/${name}`, {}).then(registering)
/** Where a unit above is looked for; what is typed comes behind it. */
export const parentsUrl = (of: string): string => `units/parents?kind=${e(of)}`
export const parents = (of: string) => get<object[]>(parentsUrl(of)).then((all): Option[] => all.map(option))

export const unit = (id: string) => get<object>(at(id)).then(unitView)
export const decide = (id: string, name: UnitDeed['deed'], opinion: string, seq: number) => write<object>('POST', `${at(id)}/deeds/${name}`, { opinion }, seq).then(unitView)
export const add = (id: string, of: string, name: string) => write<object>('POST', `${at(id)}/children`, { kind: of, name }).then(unitView)
export const beneath = (id: string, show: UnitList, words: string, after = 0) => get<object>(`${at(id)}/below?show=${show}&q=${e(words)}&after=${after}`).then(tree)
/** How many people come at once; fewer are the last. */
export const PEOPLE = 50
export const peopleBeneath = (id: string, words: string, after = 0) => get<Beneath[]>(`${at(id)}/below/people?q=${e(words)}${after ? `&after=${after}` : ''}`)
export const moreTime = (unit: string, person: string) => get<object>(`${at(unit)}/more-time${person ? `?person=${e(person)}` : ''}`).then(times)
export const giveTime = (unit: string, body: { plan: string; what: TimeOf['what']; until: string; reason: string; person: string }) =>
  write<object>('POST', `${at(unit)}/more-time`, body).then(times)
