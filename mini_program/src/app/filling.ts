import { provide, reactive, ref, type Ref } from 'vue'
import { phone } from '@/api/store'
import type { FieldView, Problem, Section } from '@/api/types'
import { ANSWERS, fieldsOf, type Answers, type Box } from './answers'

/**
 * Answers that go with a deed: a unit's opinion, the result of its publicity. They are kept on the phone while the page is
 * open and become answers in the same act as the deed that signs them.
 * @param view the section as the server described it
 * @param key under which the phone keeps what was typed
 */
export function provideFilling(view: Ref<Section | null>, key: () => string): Answers & { fill: () => void; values: () => Record<string, unknown>; blame: (problems: Problem[]) => boolean; done: () => void } {
  const boxes = reactive<Record<string, Box>>({})
  const given: Record<string, unknown> = {}
  const store = () => `filling.${key()}`

  function fill(): void {
    const kept = phone.get<Record<string, { text: string; value: unknown }>>(store()) ?? {}
    for (const field of view.value ? fieldsOf(view.value) : []) {
      // The server closes the section to typing of its own; here it is written with the deed.
      if (!field.slot) field.locked = false
      const draft = kept[field.address]
      if (draft) {
        given[field.address] = draft.value
        if (field.control !== 'text') field.value = draft.value
      }
      boxes[field.address] = { text: draft?.text ?? field.text, state: 'idle', at: '', problem: '', instead: [], theirs: null, refused: '' }
    }
  }
  function put(field: FieldView, value: unknown, text: string): void {
    if (value === null || value === '') delete given[field.address]
    else given[field.address] = value
    Object.assign(boxes[field.address], { text, problem: '', instead: [], state: 'idle' })
    phone.set(store(), Object.fromEntries(Object.entries(given).map(([a, v]) => [a, { text: boxes[a].text, value: v }])))
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
    propose: async (field, text) => put(field, text, text),
    landed: async () => undefined,
    settle: async () => undefined,
  }
  provide(ANSWERS, answers)

  return {
    ...answers, fill,
    values: () => ({ ...given }),
    /** Put what the server said under the boxes; tells whether any of it stands here. */
    blame: (problems) => {
      const here = problems.filter((p) => boxes[addressOf(p)])
      for (const p of here) Object.assign(boxes[addressOf(p)], { state: 'wrong', problem: p.text, instead: p.instead ?? [] })
      return here.length > 0
    },
    done: () => phone.drop(store()),
  }
}

const addressOf = (p: Problem): string => (p.field?.includes('.') ? p.field : [p.section, p.row, p.field].filter(Boolean).join('.'))
