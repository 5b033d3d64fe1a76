import { computed, reactive, ref, watch, type Ref } from 'vue'
import { onUnload } from '@dcloudio/uni-app'
import * as calls from '@/api/calls'
import { newKey } from '@/api/keys'
import { onBack } from '@/api/net'
import { ApiProblem, words } from '@/api/problem'
import type { PickedFile } from '@/api/transport'
import type { Slot, SlotPage } from '@/api/types'
import { pick, type Source } from '@/platform/files'
import { outbox } from './outbox'
import { exchange, keepExchange, keepPhoto, waitingPhotos } from './photos'

const UNDO = 10_000
const LOOK_AGAIN = 1500
const PATIENCE = 20 // looks at what is being made, before the person is told to tap again

/** Everything a person does to one slot: add, turn, move, take out with a way back, look until it is judged. */
export function useSlot(slot: Ref<Slot | null>, where: () => [base: string, address: string]) {
  const at = ref(0)
  const work = reactive({ busy: false, n: 0, of: 0, percent: 0, swaps: false, why: '' })
  const leaving = ref<SlotPage | null>(null)
  let leave: ReturnType<typeof setTimeout> | undefined
  let look: ReturnType<typeof setTimeout> | undefined

  const pages = computed(() => (slot.value?.pages ?? []).filter((p) => p.id !== leaving.value?.id))
  const page = computed<SlotPage | undefined>(() => pages.value[Math.min(at.value, pages.value.length - 1)])
  /** Taken without a net and still on the phone. */
  const waiting = computed(() => (outbox.photos ? waitingPhotos(...where()) : []))
  watch(() => outbox.photos, async (left, before) => {
    if (left >= before || work.busy) return
    saved()
    slot.value = await calls.slot(...where()).catch(() => slot.value)
    watchOver()
  })
  /** Pictures are on their way: what stands there is not yet what will be used. */
  const sending = computed(() => work.of > 0 || work.swaps)
  const judging = computed(() => slot.value?.state === 'working' || pages.value.some((p) => p.state === 'waiting'))

  let cut = false
  /** With the net back, nothing is left to say about its absence. */
  function saved(): void {
    if (cut) work.why = ''
    cut = false
  }
  const stop = onBack(saved)

  async function act(what: () => Promise<Slot>): Promise<boolean> {
    work.busy = true
    work.why = ''
    cut = false
    try {
      slot.value = await what()
      watchOver()
      return true
    } catch (error) {
      work.why = words(error)
      cut = error instanceof ApiProblem && error.fault === 'offline'
      return false
    } finally {
      work.busy = false
    }
  }

  let left = false
  /** Ask again while pages are being looked at and somebody is here to see it. */
  function watchOver(): void {
    clearTimeout(look)
    if (left || !judging.value) return
    look = setTimeout(async () => {
      if (!work.busy) slot.value = await calls.slot(...where()).catch(() => slot.value)
      watchOver()
    }, LOOK_AGAIN)
  }

  /** Each file for itself: one that is refused does not keep the others back. */
  async function send(files: PickedFile[], source: Source, instead?: string): Promise<number> {
    work.of = files.length
    let sent = 0
    const refused: string[] = []
    for (const file of files) {
      work.n = sent + 1
      work.percent = 0
      const key = newKey()
      if (!(await act(() => calls.addPage(...where(), file, (p) => (work.percent = p), key)))) {
        if (cut) await laidBy(file, { key, instead })
        else refused.push(work.why)
        if (!cut && source === 'camera') await laidBy(file, { instead, refused: work.why })
        continue
      }
      sent += 1
      at.value = Math.max(0, pages.value.length - 1)
    }
    work.of = 0
    if (refused.length) work.why = files.length > 1 ? `有 ${refused.length} 个没交上：${[...new Set(refused)].join('；')}` : refused[0]
    return sent
  }

  /** Without a net a picture stays on the phone and goes later, under the same key; one just taken stays also when it is refused. */
  async function laidBy(file: PickedFile, known: { key?: string; instead?: string; refused?: string }): Promise<void> {
    const [base, address] = where()
    try {
      await keepPhoto({ base, address, label: slot.value?.label ?? '材料' }, file, known)
      work.why = known.refused ?? ''
    } catch {
      work.why = known.refused ?? '没有网，手机里也存不下了。先别关这一页，连上网再选一次'
    }
  }

  async function add(source: Source): Promise<void> {
    await finishLeaving()
    const room = (slot.value?.max_pages ?? 1) - pages.value.length - waiting.value.length
    if (room <= 0) {
      work.why = `最多 ${slot.value?.max_pages} 页，先删一页再加`
      return
    }
    await send(await pick(source, accepts(slot.value), room), source)
  }

  /** A better picture of the page that is shown, in its place. */
  async function again(source: Source): Promise<void> {
    const old = page.value
    if (!old) return add(source)
    await finishLeaving()
    const files = await pick(source, accepts(slot.value), 1)
    const place = pages.value.findIndex((p) => p.id === old.id)
    work.swaps = true
    try {
      if (!files.length || !(await send(files, source, old.id))) return
      const fresh = pages.value[pages.value.length - 1].id
      if (!(await act(() => exchange(...where(), old.id, fresh))) && cut) {
        keepExchange(...where(), old.id, fresh)
        work.why = ''
      }
      at.value = place
    } finally {
      work.swaps = false
    }
  }

  const turn = () => page.value && act(() => calls.turnPage(...where(), page.value!.id, 90))
  async function move(by: number): Promise<void> {
    const moved = page.value
    const to = pages.value.findIndex((p) => p.id === moved?.id) + by
    if (!moved || to < 0 || to >= pages.value.length) return
    if (await act(() => calls.placePage(...where(), moved.id, to))) at.value = to
  }

  /** Taken out of sight at once, of the server's slot when the way back has closed. */
  async function drop(): Promise<void> {
    await finishLeaving()
    work.why = '' // it named a page by its number, and may have been about this one
    leaving.value = page.value ?? null
    leave = setTimeout(finishLeaving, UNDO)
  }
  async function finishLeaving(): Promise<void> {
    clearTimeout(leave)
    const gone = leaving.value
    if (!gone) return
    await act(() => calls.dropPage(...where(), gone.id))
    leaving.value = null
  }
  function undrop(): void {
    clearTimeout(leave)
    leaving.value = null
  }

  /** What is left once a page has gone is made anew: the tap that was given counts when it is there. */
  async function madeAnew(): Promise<void> {
    for (let looks = 0; looks < PATIENCE && judging.value && !left; looks++) {
      await new Promise((wake) => setTimeout(wake, LOOK_AGAIN))
      slot.value = await calls.slot(...where()).catch(() => slot.value)
    }
  }
  async function keep(): Promise<boolean> {
    const went = leaving.value
    await finishLeaving()
    if (went) await madeAnew()
    return !left && act(() => calls.keepSlot(...where()))
  }

  onUnload(() => {
    left = true
    stop()
    clearTimeout(look)
    void finishLeaving()
  })
  return { at, work, pages, page, waiting, sending, judging, leaving, add, again, turn, move, drop, undrop, keep, watchOver }
}

/** What the slot takes, as a list: `pdf`, `jpg` … */
export const accepts = (slot: Slot | null): string[] => slot?.accept ?? []
