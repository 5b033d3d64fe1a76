import { ref } from 'vue'
import * as calls from '@/api/calls'
import { onLeft } from '@/api/client'
import { mine } from '@/api/store'
import type { Home, Me, SectionLine } from '@/api/types'
import { recall } from './load'
import { belongsTo } from './session'

/** Who the person is here: name, units, applications, which of the two faces they may wear. */
export const me = ref<Me | null>(null)
onLeft(() => (me.value = null))

export async function loadMe(): Promise<Me> {
  const got = await calls.me()
  me.value = got
  if (got.person?.id) belongsTo(got.person.id)
  return got
}

const FACE = 'face'

/** Which tab bar this person last used. */
export function face(of: Me): 'applicant' | 'reviewer' {
  if (!of.face.reviewer) return 'applicant'
  if (!of.face.applicant) return 'reviewer'
  return mine.get<'applicant' | 'reviewer'>(FACE) ?? (of.applications.length ? 'applicant' : 'reviewer')
}

export function wear(kind: 'applicant' | 'reviewer'): void {
  mine.set(FACE, kind)
}

const CURRENT = 'current'

/** The application that pages without an address in them speak of: of those that go on, else of all, the one chosen here or the first. */
export function currentBase(of: Me): string | undefined {
  const chosen = mine.get<string>(CURRENT)
  const going = of.applications.filter((card) => !card.over)
  const cards = going.length ? going : of.applications
  return (cards.find((card) => card.base === chosen) ?? cards[0])?.base
}

export function choose(base: string): void {
  mine.set(CURRENT, base)
}

/** Whether a section leaves nothing to do. */
export const isDone = (line: SectionLine): boolean => line.status === 'done' || line.status === 'optional'

/** How far a group of sections is; one in which nothing has to be filled says so. */
export const farOf = (group: { done: number; total: number }): string => (group.total ? `${group.done} / ${group.total}` : '可不填')

/** How a section is called, as far as a list that was read names it. */
export function sectionLabel(base: string | undefined, section: string | undefined): string | undefined {
  const listed = recall<Home>(`home ${base}`)?.groups.flatMap((group) => group.sections) ?? []
  return [...listed, ...(me.value?.base === base ? (me.value?.sections ?? []) : [])].find((line) => line.id === section)?.label
}
