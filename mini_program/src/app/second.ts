import { computed, ref, watch, type Ref } from 'vue'
import * as calls from '@/api/calls'
import { mine } from '@/api/store'
import type { Mark, Review } from '@/api/types'

export type Judged = Record<number, 'right' | 'wrong'>

/** What a reviewer thinks of each place that came back mended; the phone keeps it while this round lasts. */
export function useSecondLook(review: Ref<Review | null>, id: () => string) {
  const marks = computed(() => (review.value?.marks ?? []).filter((m) => m.sent && m.state && m.state !== 'earlier'))
  const judged = ref<Judged>({})
  const key = () => `judged.${id()}`

  watch(review, (now) => {
    const kept = mine.get<{ round: number; judged: Judged }>(key())
    if (now && kept?.round === now.round) judged.value = kept.judged
  })
  function judge(mark: Mark, as: 'right' | 'wrong'): void {
    judged.value = { ...judged.value, [mark.n]: as }
    mine.set(key(), { round: review.value?.round ?? 0, judged: judged.value })
  }
  /** Every change stands on the page of the second look: sections that were read before it count as opened. */
  async function opened(): Promise<void> {
    const touched = new Set((review.value?.changed ?? []).map((a) => a.split('.')[0]))
    for (const line of review.value?.sections ?? []) {
      if (line.seen || line.ours || !line.before || !touched.has(line.id) || !review.value) continue
      await calls.reviewSection(id(), line.id)
      line.seen = true
      review.value.seen += 1
    }
  }
  return { marks, judged, judge, opened }
}
