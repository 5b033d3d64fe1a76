import * as calls from '@/api/calls'
import { phone } from '@/api/store'
import type { ReviewUnit } from '@/api/types'

/** For which unit a reviewer acts now; one may hold roles in several. */
const KEY = 'unit'

export async function myUnits(): Promise<{ units: ReviewUnit[]; now: ReviewUnit | undefined }> {
  const all = await calls.reviewUnits()
  const units = all.filter((u, n) => all.findIndex((other) => other.unit === u.unit) === n)
  const kept = phone.get<string>(KEY)
  return { units, now: units.find((u) => u.unit === kept) ?? units[0] }
}

export function actFor(unit: string): void {
  phone.set(KEY, unit)
}
