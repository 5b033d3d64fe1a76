import { computed, reactive } from 'vue'
import * as notices from '@/api/notices'
import { sayProblem } from './says'

/**
 * The notices before an act: a tick agrees at once, taking it off takes that back; the act waits for all of them.
 * @param shown those that the page's view asks for
 */
export function useConsent(shown: () => notices.Notice[]) {
  /** By notice the words that were agreed to here. */
  const given = reactive(new Map<string, string>())
  const busy = reactive(new Set<string>())
  const on = (one: notices.Notice): boolean => given.get(one.id) === one.digest
  const left = computed(() => shown().filter((one) => !on(one)))
  /** What is said to whoever goes on without. */
  const why = computed(() => (left.value.length ? `请先看“${left.value[0].label}”，同意就打勾` : ''))

  async function turn(one: notices.Notice): Promise<void> {
    if (busy.has(one.id)) return
    busy.add(one.id)
    try {
      if (on(one)) {
        await notices.withdraw(one)
        given.delete(one.id)
      } else {
        await notices.agree(one)
        given.set(one.id, one.digest)
      }
    } catch (error) {
      sayProblem(error)
    } finally {
      busy.delete(one.id)
    }
  }
  return { on, left, why, turn }
}
