import { reactive, ref, type Ref } from 'vue'
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { holder, onLeft } from '@/api/client'
import { onBack } from '@/api/net'
import { ApiProblem, words } from '@/api/problem'
import { begin, session, toLogin } from './session'

/** How reading a view goes on: nothing for 300 ms, then a skeleton, a sentence after 3 s, 再试一次 after 10 s. */
export interface Reading {
  stage: 'quiet' | 'skeleton' | 'slow' | 'stuck' | 'ready' | 'failed' | 'gone'
  why: string
  /** What is shown was read earlier; the newest reading failed. */
  old: boolean
  /** It failed because there is no net. */
  away: boolean
}

const MOST = 100
const seen = new Map<string, unknown>()
onLeft(() => seen.clear())
const own = (key: string): string => `${holder().person} ${key}`

/** Lay by what a page will show while it cannot be read: what it showed last, something that was begun without a net. */
export function remember(key: string, view: unknown): void {
  seen.delete(own(key))
  seen.set(own(key), view)
  if (seen.size > MOST) seen.delete(seen.keys().next().value as string)
}

/** What a page showed last, where it was shown since the start. */
export function recall<T>(key: string): T | undefined {
  return seen.get(own(key)) as T | undefined
}

/**
 * Read a view when the page is shown, and again each time it is shown anew.
 * @param key what is read, the same for the same view: what was read last under it is shown while there is no net
 * @param read fetches the view
 */
export function useView<T>(key: () => string, read: () => Promise<T>): { view: Ref<T | null>; reading: Reading; reload: () => Promise<void> } {
  const view = ref(null) as Ref<T | null>
  const reading = reactive<Reading>({ stage: 'quiet', why: '', old: false, away: false })
  let turn = 0
  let shown = true
  let going = 0

  async function reload(): Promise<void> {
    const mine = ++turn
    going += 1
    const timers = view.value
      ? []
      : ([[300, 'skeleton'], [3000, 'slow'], [10_000, 'stuck']] as const).map(([ms, stage]) => setTimeout(() => mine === turn && (reading.stage = stage), ms))
    if (!view.value) reading.stage = 'quiet'
    try {
      await begin()
      if (session.state === 'desktop') return toLogin()
      if (session.state === 'failed') throw new ApiProblem('broken', 0, 'session', session.why)
      const got = await read()
      if (mine !== turn) return
      view.value = got
      remember(key(), got)
      reading.stage = 'ready'
      reading.old = false
    } catch (error) {
      if (mine !== turn) return
      const known = view.value ?? recall<T>(key())
      reading.why = words(error)
      reading.away = error instanceof ApiProblem && error.fault === 'offline'
      reading.old = known !== undefined && known !== null
      if (reading.old) view.value = known as T
      const gone = error instanceof ApiProblem && error.fault === 'refused'
      reading.stage = gone ? 'gone' : reading.old ? 'ready' : 'failed'
      if (gone) view.value = null
    } finally {
      timers.forEach(clearTimeout)
      going -= 1
    }
  }

  const stop = onBack(() => {
    if (shown && !going && (reading.stage === 'failed' || reading.old)) void reload()
  })
  onShow(() => {
    shown = true
    void reload()
  })
  onHide(() => (shown = false))
  onUnload(() => {
    turn++
    shown = false
    stop()
  })
  return { view, reading, reload: () => (shown ? reload() : Promise.resolve()) }
}
