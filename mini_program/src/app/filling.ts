import { provide, reactive, ref, type Ref } from 'vue'
import { mine } from '@/api/store'
import type { FieldView, Problem, Section } from '@/api/types'
import { ANSWERS, TYPED, bare, fieldsOf, type Answers, type Box } from './answers'

/** What a page does with a section that goes with its deed. */
export interface Filling {
  fill: () => void
  /** What was given here: with `whole` also what stood there before. */
  values: (whole?: boolean) => Record<string, unknown>
  /** Put what the server said under the boxes; tells whether any of it stands here. */
  blame: (problems: Problem[]) => boolean
  done: () => void
}

/** Under which this device keeps how its holder last signed an approval, by address: the same officer signs the same way tomorrow. */
const LAST = 'filled.last'

/** What is laid into empty boxes: nothing, what the server proposes, or also how an approval was last signed here. */
export type Begin = 'empty' | 'proposed' | 'signed'

/**
 * Answers that go with a deed: a unit's opinion, the result of its publicity. They are kept on the phone while the page is
 * open and become answers in the same act as the deed that signs them.
 * @param view the section as the server described it
 * @param key under which the phone keeps what was typed
 * @param begin what stands in empty boxes at the beginning
 */
export function provideFilling(view: Ref<Section | null>, key: () => string, begin: () => Begin): Answers & Filling {
  const boxes = reactive<Record<string, Box>>({})
  const given: Record<string, unknown> = {}
  const store = () => `filling.${key()}`

  function fill(): void {
    const kept = mine.get<Record<string, { text: string; value: unknown }>>(store()) ?? {}
    for (const field of view.value ? fieldsOf(view.value) : []) {
      const draft = kept[field.address] ?? proposed(field)
      if (draft) {
        given[field.address] = draft.value
        if (field.control !== 'text') field.value = draft.value
      }
      boxes[field.address] = { text: draft?.text ?? field.text, state: 'idle', at: '', problem: '', instead: [], theirs: null, refused: '' }
    }
  }
  /** What may stand in an empty box before anybody typed: it is seen, and can be changed, before it is signed. */
  function proposed(field: FieldView): { text: string; value: unknown } | undefined {
    if (begin() === 'empty' || field.locked || field.text || !TYPED.includes(field.control)) return undefined
    const text = field.preset_text || (begin() === 'signed' && mine.get<Record<string, string>>(LAST)?.[field.address])
    return text ? { text, value: text } : undefined
  }
  function put(field: FieldView, value: unknown, text: string): void {
    if (value === null || value === '') delete given[field.address]
    else given[field.address] = value
    Object.assign(boxes[field.address], { text, problem: '', instead: [], state: 'idle' })
    mine.set(store(), Object.fromEntries(Object.entries(given).map(([a, v]) => [a, { text: boxes[a].text, value: v }])))
  }

  const answers: Answers = {
    base: () => view.value?.base ?? '',
    boxes,
    focus: ref(''),
    savedAt: ref(''),
    typed: async (field) => {
      const text = boxes[field.address].text.trim()
      if (text !== field.text.trim() || field.address in given) put(field, text, text)
    },
    chose: async (field, value, shown) => {
      field.value = value
      put(field, value, shown)
    },
    half: (field) => put(field, boxes[field.address].text, boxes[field.address].text),
    propose: async (field, text) => put(field, text, text),
    landed: async () => undefined,
    settle: async () => undefined,
  }
  provide(ANSWERS, answers)

  return {
    ...answers, fill,
    values: (whole = false) => ({ ...(whole && view.value ? Object.fromEntries(fieldsOf(view.value).filter((f) => f.text && TYPED.includes(f.control)).map((f) => [f.address, bare(f, f.text)])) : {}), ...given }),
    blame: (problems) => {
      const here = problems.filter((p) => boxes[addressOf(p)])
      for (const p of here) Object.assign(boxes[addressOf(p)], { state: 'wrong', problem: p.text, instead: p.instead ?? [] })
      return here.length > 0
    },
    done: () => {
      mine.drop(store())
      if (begin() !== 'signed') return
      const typed = Object.keys(given).filter((a) => boxes[a]?.text)
      mine.set(LAST, { ...mine.get<Record<string, string>>(LAST), ...Object.fromEntries(typed.map((a) => [a, boxes[a].text])) })
    },
  }
}

const addressOf = (p: Problem): string => (p.field?.includes('.') ? p.field : [p.section, p.row, p.field].filter(Boolean).join('.'))
