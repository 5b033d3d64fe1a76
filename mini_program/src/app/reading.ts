import { computed, ref, type Ref } from 'vue'
import * as calls from '@/api/calls'
import { moved, words } from '@/api/problem'
import * as deciding from '@/api/deciding'
import type { FieldView, Review, Section } from '@/api/types'
import { fieldsOf } from './answers'
import { sayProblem } from './says'

/** Where the second look stands: before all sections. */
export const SECOND = '#second'

/** What of an application a reviewer has open: one section, perhaps one row of it, perhaps one page of evidence. */
export function useReading(review: Ref<Review | null>, id: () => string) {
  const section = ref<Section | null>(null)
  const list = ref<Section | null>(null)
  const at = ref('')
  const row = ref<string | undefined>()
  const page = ref(1)
  const slotAt = ref('')
  const sheet = ref<{ address: string; label: string; page?: number; text?: string; after?: () => void } | null>(null)
  const work = ref({ busy: false, why: '' })
  /** The answer that is being corrected. */
  const mending = ref<FieldView | null>(null)

  const order = computed(() => review.value?.sections ?? [])
  const cards = computed(() => list.value?.rows?.cards ?? [])
  const slots = computed(() => (section.value ? fieldsOf(section.value).filter((f) => f.slot?.document) : []))
  const slot = computed(() => slots.value.find((f) => f.address === slotAt.value) ?? slots.value[0])
  const editable = computed(() => !!review.value && !review.value.readonly && review.value.offers.some((o) => o.deed === 'return'))
  const fresh = computed(() => (review.value?.marks ?? []).filter((m) => !m.sent && !m.stays))
  const again = computed(() => !!review.value?.again)
  /** What a unit on the way wrote is read only: nothing there is marked. */
  const ours = computed(() => !!order.value.find((s) => s.id === at.value)?.ours)
  const marksOf = (address: string) => (review.value?.marks ?? []).filter((m) => m.address === address || m.address?.startsWith(`${address}#`))

  async function open(sectionId: string, rowId?: string): Promise<void> {
    if (sectionId === SECOND) {
      section.value = list.value = null
      at.value = SECOND
      row.value = undefined
      return uni.pageScrollTo({ scrollTop: 0, duration: 0 })
    }
    try {
      const whole = at.value === sectionId && list.value ? list.value : await calls.reviewSection(id(), sectionId)
      section.value = rowId ? await calls.reviewSection(id(), sectionId, rowId) : whole
      list.value = whole
      at.value = sectionId
      row.value = rowId
      page.value = 1
      // The only document of a place lies open beside its answer.
      slotAt.value = slots.value.length === 1 ? slots.value[0].address : ''
      const line = review.value?.sections.find((s) => s.id === sectionId)
      if (line && !line.seen && review.value) {
        line.seen = true
        review.value.seen += 1
      }
      uni.pageScrollTo({ scrollTop: 0, duration: 0 })
    } catch (error) {
      sayProblem(error)
    }
  }

  /** A document lies open before somebody: it is none that nobody has opened. */
  function saw(address: string): void {
    const line = review.value?.sections.find((s) => s.id === address.split('.')[0])
    if (line) line.unopened = line.unopened.filter((a) => a !== address)
  }

  /** One on or back: row by row through a section, then the next section. */
  async function step(by: 1 | -1): Promise<void> {
    const n = cards.value.findIndex((c) => c.row === row.value)
    const next = row.value ? cards.value[n + by] : by > 0 ? cards.value[0] : undefined
    if (next) return open(at.value, next.row)
    if (row.value && by < 0) return open(at.value)
    const to = order.value[order.value.findIndex((s) => s.id === at.value) + by]
    if (to) await open(to.id)
    else if (by < 0 && again.value) await open(SECOND)
  }
  const nextWord = computed(() => {
    const n = cards.value.findIndex((c) => c.row === row.value)
    if (row.value ? cards.value[n + 1] : cards.value[0]) return '下一条'
    return order.value[order.value.findIndex((s) => s.id === at.value) + 1] ? '下一栏' : ''
  })

  const line = computed(() => order.value.find((s) => s.id === at.value))
  async function look(): Promise<void> {
    list.value = await calls.reviewSection(id(), at.value)
    section.value = row.value ? await calls.reviewSection(id(), at.value, row.value) : list.value
  }
  /** What a colleague has just done is shown; what was typed stays. */
  async function refresh(): Promise<void> {
    try {
      review.value = await calls.review(id())
      await look()
    } catch (error) {
      sayProblem(error)
    }
  }
  /** A deed that answers with the whole view; what is open is read once more after it. */
  async function lay(deed: () => Promise<Review>): Promise<void> {
    if (work.value.busy) return
    work.value = { busy: true, why: '' }
    try {
      review.value = await deed()
      mending.value = null
      await look()
    } catch (error) {
      work.value.why = words(error)
      if (!mending.value) sayProblem(error)
      if (moved(error)) await refresh()
    } finally {
      work.value.busy = false
    }
  }
  const seq = () => review.value?.seq ?? 0
  const correct = (text: string) => mending.value && lay(() => deciding.correct(id(), mending.value!.address, text, seq()))
  const strike = (rowId: string, on: boolean) => lay(() => deciding.strike(id(), at.value, rowId, on, seq()))
  function askCorrection(field: FieldView): void {
    work.value.why = ''
    mending.value = field
  }

  const askMark = (place: { address: string; label: string }, onPage?: number, text = '', after?: () => void) => {
    work.value.why = ''
    sheet.value = { address: place.address, label: place.label + (onPage && !place.label.includes(' 页') ? `，第 ${onPage} 页` : ''), page: onPage, text, after }
  }
  async function mark(text: string): Promise<void> {
    if (!sheet.value || !review.value || work.value.busy) return
    work.value = { busy: true, why: '' }
    try {
      review.value.marks = await calls.mark(id(), sheet.value.address, sheet.value.page, text, review.value.marks)
      const { address, after } = sheet.value
      const line = review.value.sections.find((s) => s.id === address.split('.')[0])
      if (line) line.marks += 1
      sheet.value = null
      after?.()
    } catch (error) {
      work.value.why = words(error)
    } finally {
      work.value.busy = false
    }
  }
  async function unmark(n: number): Promise<void> {
    if (!review.value) return
    try {
      const gone = review.value.marks.find((m) => m.n === n)
      review.value.marks = await calls.unmark(id(), n)
      const line = review.value.sections.find((s) => s.id === gone?.address?.split('.')[0])
      if (line) line.marks = Math.max(0, line.marks - 1)
    } catch (error) {
      sayProblem(error)
    }
  }
  return { section, at, row, page, slotAt, slots, slot, sheet, work, order, cards, editable, fresh, again, ours, marksOf, open, saw, step, nextWord, askMark, mark, unmark, line, mending, askCorrection, correct, strike }
}
