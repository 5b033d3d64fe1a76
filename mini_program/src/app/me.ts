import { ref } from 'vue'
import * as calls from '@/api/calls'
import { phone } from '@/api/store'
import type { Me } from '@/api/types'
import { belongsTo } from './session'

/** Who the person is here: name, units, applications, which of the two faces they may wear. */
export const me = ref<Me | null>(null)

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
  return phone.get<'applicant' | 'reviewer'>(FACE) ?? (of.applications.length ? 'applicant' : 'reviewer')
}

export function wear(kind: 'applicant' | 'reviewer'): void {
  phone.set(FACE, kind)
}

const CURRENT = 'current'

/** The application that pages without an address in them speak of: the one chosen here, else the first. */
export function currentBase(of: Me): string | undefined {
  const chosen = phone.get<string>(CURRENT)
  const cards = of.applications
  return (cards.find((a) => a.base === chosen) ?? cards[0])?.base
}

export function choose(base: string): void {
  phone.set(CURRENT, base)
}
