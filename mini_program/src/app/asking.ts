import { provide, reactive, ref, type Ref } from 'vue'
import * as calls from '@/api/calls'
import { ApiProblem, words } from '@/api/problem'
import { mine } from '@/api/store'
import type { FieldView, Inquiry } from '@/api/types'
import { field } from '@/api/views'
import { ANSWERS, type Answers, type Box } from './answers'

/** A question as every other one is drawn. */
export const asField = (question: Inquiry['questions'][number]): FieldView => field({ ...question, address: question.field, label: question.ask, kind: question.control, required: true, seq: 0 })

/**
 * Answers of somebody who only wants to know whether to apply: they stay on this phone, and go along with every question.
 * @param view what the region asks and says
 * @param region id
 */
export function provideAsking(view: Ref<Inquiry | null>, region: () => string): { fill: () => void; given: Record<string, unknown>; again: () => Promise<void>; forget: () => Promise<void>; why: Ref<string> } {
  const boxes = reactive<Record<string, Box>>({})
  const given = reactive<Record<string, unknown>>({})
  const focus = ref('')
  const why = ref('')
  const key = () => `inquiry.${region()}`

  function fill(): void {
    for (const question of view.value?.questions ?? []) {
      const known = boxes[question.field]
      if (known && (known.problem || focus.value === question.field)) continue
      boxes[question.field] = { text: question.text ?? '', state: 'idle', at: '', problem: '', instead: [], theirs: null, refused: '' }
      if (question.value !== undefined && question.value !== null) given[question.field] = question.value
    }
  }
  /** Ask with all that was answered; one answer that cannot be one is told at its place and left out. */
  async function ask(about: string): Promise<void> {
    const box = boxes[about]
    try {
      view.value = await calls.inquire(region(), { ...given })
      why.value = ''
      if (box) Object.assign(box, { problem: '', instead: [], state: 'idle' })
      fill()
      mine.set(key(), { ...given })
    } catch (error) {
      const at = error instanceof ApiProblem && error.problems.find((p) => p.field === about)
      if (at && box) {
        delete given[about]
        Object.assign(box, { problem: at.text, instead: at.instead ?? [], state: 'wrong' })
      } else why.value = words(error)
    }
  }
  async function put(asked: FieldView, value: unknown, text: string): Promise<void> {
    if (value === null || value === '') delete given[asked.address]
    else given[asked.address] = value
    Object.assign(boxes[asked.address], { text, problem: '', instead: [] })
    await ask(asked.address)
  }
  const answers: Answers = {
    base: () => '', boxes, focus, savedAt: ref(''),
    typed: (asked) => {
      const text = boxes[asked.address].text.trim()
      return text === asked.text ? Promise.resolve() : put(asked, text, text)
    },
    chose: (asked, value, shown) => put(asked, value, shown),
    landed: async () => undefined,
    settle: async () => undefined,
    half: () => undefined,
    propose: (asked, text) => put(asked, text, text),
  }
  provide(ANSWERS, answers)
  return {
    fill, given, why,
    again: async () => {
      Object.assign(given, mine.get<Record<string, unknown>>(key()) ?? {})
      if (Object.keys(given).length) await ask('')
    },
    forget: async () => {
      for (const name of Object.keys(given)) delete given[name]
      mine.drop(key())
      await ask('')
    },
  }
}
