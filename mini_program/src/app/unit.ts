import { ref, type Ref } from 'vue'
import * as calls from '@/api/calls'
import { mine } from '@/api/store'
import type { ReviewUnit } from '@/api/types'

/** For which unit a reviewer acts now; one may hold roles in several. */
const KEY = 'unit'

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
      const all = await calls.reviewUnits()
      units.value = all.filter((u, n) => all.findIndex((other) => other.unit === u.unit) === n)
      const kept = mine.get<string>(KEY)
      unit.value = units.value.find((u) => u.unit === kept) ?? units.value[0] ?? null
      return unit.value
    },
    actFor: (id) => mine.set(KEY, id),
  }
}
