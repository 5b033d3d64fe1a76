import { ref, type Ref } from 'vue'
import * as calls from '@/api/calls'
import { onLeft } from '@/api/client'
import { mine } from '@/api/store'
import type { ReviewUnit } from '@/api/types'
import { loadMe, me } from './me'

/** For which unit a reviewer acts now; one may hold roles in several. */
const KEY = 'unit'

/** How many accounts, of people and of units, wait for the word of the unit for which this page acts: the tabs say it. */
export const accountsWaiting = ref(0)
onLeft(() => (accountsWaiting.value = 0))

/** The units of the person and the one for which this page acts. */
export interface Acting {
  units: Ref<ReviewUnit[]>
  unit: Ref<ReviewUnit | null>
  /** Read anew for whom the person acts; nothing where it is nobody. */
  acting: () => Promise<ReviewUnit | null>
  /** Act for another unit from now on. */
  actFor: (unit: string) => void
}

export function useUnit(): Acting {
  const units = ref<ReviewUnit[]>([])
  const unit = ref<ReviewUnit | null>(null)
  return {
    units, unit,
    acting: async () => {
      const [all, who] = await Promise.all([calls.reviewUnits(), loadMe().catch(() => me.value)])
      units.value = all.filter((u, n) => all.findIndex((other) => other.unit === u.unit) === n)
      const kept = mine.get<string>(KEY)
      unit.value = units.value.find((u) => u.unit === kept) ?? units.value[0] ?? null
      accountsWaiting.value = Math.max(0, ...(who?.memberships ?? []).filter((m) => m.unit === unit.value?.unit).map((m) => (m.waiting ?? 0) + (m.units ?? 0)))
      return unit.value
    },
    actFor: (id) => mine.set(KEY, id),
  }
}
