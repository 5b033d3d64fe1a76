import { computed, nextTick, ref, type ComputedRef, type Ref } from 'vue'
import type { FieldView } from '@/api/types'
import { TYPED, type Answers } from './answers'
import { bringUp, reveal } from './pages'

const DRAWN = 60
const idOf = (address: string): string => `#f-${address.replace(/\./g, '-')}`

/** What a page of fields does when somebody wants to go on: what is wrong is told after the first try, each with its place. */
export interface Trying {
  tried: Ref<boolean>
  wrong: ComputedRef<{ text: string; address: string }[]>
  /** Bring the place of the n-th thing that is wrong into view. */
  toProblem: (n: number) => void
  /** Whether something wrong keeps the person here; the second try goes on. */
  stopped: () => Promise<boolean>
}

/**
 * Hold back once whoever goes on from a page on which something is wrong.
 * @param answers of the page
 * @param fields that stand on it now
 */
export function useTrying(answers: Answers, fields: () => FieldView[]): Trying {
  const tried = ref(false)
  const wrong = computed(() => fields().filter((f) => answers.boxes[f.address]?.problem).map((f) => ({ text: `${f.label}：${answers.boxes[f.address].problem}`, address: f.address })))
  return {
    tried, wrong,
    toProblem: (n) => {
      answers.focus.value = wrong.value[n].address
      reveal(idOf(wrong.value[n].address))
    },
    stopped: async () => {
      await answers.landed()
      const stays = wrong.value.length > 0 && !tried.value
      tried.value = stays
      if (stays) reveal('#problems')
      return stays
    },
  }
}

/** Bring the field for which a page was opened into view, with the cursor in it where it is typed into. */
export async function landOn(answers: Answers, field: FieldView | undefined): Promise<void> {
  if (!field) return
  await nextTick()
  setTimeout(() => reveal(idOf(field.address)), DRAWN)
  if (TYPED.includes(field.control)) answers.focus.value = field.address
}

/**
 * Keep what is in a box and tell whether 下一项 may go on from it: not from an answer that is refused, whose reason comes into
 * view, and not when the cursor is elsewhere by then.
 */
export async function mayGoOn(answers: Answers, field: FieldView): Promise<boolean> {
  void answers.typed(field)
  await answers.landed()
  if (answers.focus.value !== field.address) return false
  if (answers.boxes[field.address]?.state !== 'wrong') return true
  bringUp(`${idOf(field.address)}-problem`)
  return false
}
