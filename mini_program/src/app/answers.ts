import { inject, provide, reactive, ref, watch, type InjectionKey, type Ref } from 'vue'
import { newKey } from '@/api/keys'
import type { FieldView, Saved, Section } from '@/api/types'
import { field as completed, saved as completedSaved } from '@/api/views'
import { drafts, line, outbox } from './outbox'
import { clock } from './times'

/** What stands in one box, and what became of it. */
export interface Box {
  text: string
  state: 'idle' | 'saving' | 'waiting' | 'saved' | 'wrong' | 'conflict'
  /** When it was saved here, in the words of the server. */
  at: string
  problem: string
  instead: string[]
  theirs: FieldView | null
  /** What the server would not take; the same text is not sent twice. */
  refused: string
}

/** The answers of one page: what is in the boxes, what is saved, which box has the cursor. */
export interface Answers {
  base: () => string
  boxes: Record<string, Box>
  focus: Ref<string>
  savedAt: Ref<string>
  /** Keep what is in the box; nothing happens when the server already has it. */
  typed: (field: FieldView) => Promise<void>
  /** Keep a value that was tapped. */
  chose: (field: FieldView, value: unknown, shown: string) => Promise<void>
  /** Wait until nothing is on its way, at most a moment. */
  landed: () => Promise<void>
  /** Settle two versions of one answer. */
  settle: (field: FieldView, mine: boolean) => Promise<void>
  /** Keep on the phone what is only half written: it is no answer yet, and stands there when the person comes back. */
  half: (field: FieldView) => void
  /** Put a proposed text into the box and keep it. */
  propose: (field: FieldView, text: string) => Promise<void>
}

export const ANSWERS: InjectionKey<Answers> = Symbol('answers')

/** The answers of the page this part stands on. */
export const useAnswers = (): Answers => inject(ANSWERS) as Answers

/** An answer as it stands in its box: what the box itself says behind it is not repeated, be it 年 or 年制. */
export function bare(field: FieldView, text: string): string {
  const { suffix } = field
  const end = suffix && [suffix, `${suffix}制`].find((said) => text.trim().endsWith(said))
  return end ? text.trim().slice(0, -end.length).trim() : text.trim()
}

/**
 * What the head of a page says of its answers: what is not saved comes before what is.
 * @param at when one was saved here last, in the words of the server
 */
export function savedWord(boxes: Record<string, Box>, at: string): string {
  const all = Object.values(boxes)
  const not = all.filter((b) => b.state === 'conflict' || (b.state === 'wrong' && b.refused)).length
  if (not) return `有 ${not} 项还没保存`
  if (all.some((b) => b.state === 'saving')) return '正在保存'
  return at && `已保存 ${clock(at)}`
}

/** Controls that are typed into. */
export const TYPED: readonly string[] = ['text', 'textarea', 'number', 'month', 'date', 'period', 'year', 'id_number', 'phone']

/** Every field of a section view, in order. */
export const fieldsOf = (section: Section): FieldView[] => section.groups.flatMap((g) => g.fields)

/**
 * Hold the answers of a page.
 * @param view the section that is shown
 * @param changed called when a saved answer changed more than itself
 */
export function provideAnswers(view: Ref<Section | null>, changed: () => Promise<void>): Answers & { fill: () => void } {
  const boxes = reactive<Record<string, Box>>({})
  const focus = ref('')
  const savedAt = ref('')
  const base = () => view.value?.base ?? ''
  const pathOf = (address: string) => `${base()}/answers/${address}`

  /** Lay the server's answers into the boxes; what the person has typed and the server has not stays. */
  function fill(): void {
    if (!view.value) return
    for (const field of fieldsOf(view.value)) {
      const path = pathOf(field.address)
      const draft = drafts.of(path)
      const unsent = line.unsent(path)
      const known = boxes[field.address]
      if (known && (known.state === 'saving' || focus.value === field.address)) continue
      const said = draft?.problem ?? field.problem
      const stored = bare(field, field.text)
      const still = known?.state === 'saved' && known.text === stored
      boxes[field.address] = {
        text: unsent ? ((unsent.body as { text?: string } | undefined)?.text ?? unsent.label) : (draft?.text ?? stored),
        state: unsent ? 'waiting' : draft?.theirs ? 'conflict' : said ? 'wrong' : still ? 'saved' : 'idle',
        at: still ? known.at : '',
        problem: unsent ? '' : (said?.text ?? ''),
        instead: said?.instead ?? [],
        theirs: draft?.theirs ?? null,
        refused: !unsent && draft?.problem ? draft.text : '',
      }
    }
  }

  async function keep(field: FieldView, method: 'PUT' | 'DELETE', body: { text?: string; value?: unknown } | undefined, shown: string): Promise<void> {
    const box = boxes[field.address]
    const path = pathOf(field.address)
    Object.assign(box, { state: 'saving', problem: '', instead: [], theirs: null })
    const slow = setTimeout(() => box.state === 'saving' && (box.state = 'waiting'), outbox.still ? 0 : 2500)
    const result = await line.push<Saved>({ key: newKey(), method, path, body, ifMatch: field.seq, label: shown })
    clearTimeout(slow)
    if (result.ok) {
      await took(field, box, completedSaved(result.view))
    } else if (result.problem.code === 'replaced') {
      return
    } else if (result.problem.status === 412) {
      Object.assign(box, { state: 'conflict', theirs: result.problem.current ? completed(result.problem.current as object) : null })
    } else {
      const first = result.problem.problems[0]
      Object.assign(box, { state: 'wrong', problem: first?.text ?? result.problem.detail, instead: first?.instead ?? [], refused: shown })
    }
  }

  async function took(field: FieldView, box: Box, saved: Saved): Promise<void> {
    const still = box.text
    Object.assign(field, { value: saved.value, text: saved.text, seq: saved.seq, stale: null, problem: null })
    field.doubt = saved.doubt
    Object.assign(box, { state: 'saved', at: saved.saved_at, refused: '', text: focus.value === field.address ? still : bare(field, saved.text), theirs: null })
    savedAt.value = saved.saved_at
    const others = saved.changed.filter((c) => c.address !== field.address)
    for (const other of others) {
      const here = view.value && fieldsOf(view.value).find((f) => f.address === other.address)
      if (here) Object.assign(here, other)
    }
    if (others.length || saved.gone.length) await changed()
  }

  /** Texts on their way: whoever leaves a box after 下一项 does not send the same once more. */
  const going = new Map<string, { text: string; done: Promise<void> }>()
  /** As it was typed and as it was stored, where the cursor was still in the box. */
  const taken = new Map<string, { text: string; stored: string }>()
  async function typed(field: FieldView): Promise<void> {
    const box = boxes[field.address]
    const text = bare(field, box.text)
    const sent = going.get(field.address)
    if (sent?.text === text) return sent.done
    const known = taken.get(field.address)
    const same = text === bare(field, field.text) || (known?.text === text && known.stored === field.text)
    if (same && box.state !== 'waiting') {
      box.text = bare(field, field.text)
      if (box.state === 'wrong') {
        drafts.drop(pathOf(field.address))
        Object.assign(box, { state: 'idle', problem: field.problem?.text ?? '', instead: [] })
      }
      return
    }
    if (box.state === 'wrong' && text === box.refused) return
    const now = { text, done: text === '' ? keep(field, 'DELETE', undefined, '') : keep(field, 'PUT', { text }, text) }
    going.set(field.address, now)
    await now.done.finally(() => going.get(field.address) === now && going.delete(field.address))
    if (boxes[field.address]?.state === 'saved') taken.set(field.address, { text, stored: field.text })
  }

  const answers: Answers = {
    base, boxes, focus, savedAt, typed,
    chose: (field, value, shown) => {
      boxes[field.address].text = shown
      return value === null ? keep(field, 'DELETE', undefined, '') : keep(field, 'PUT', { value }, shown)
    },
    landed: async () => {
      for (let n = 0; n < 12 && Object.values(boxes).some((b) => b.state === 'saving'); n++) await new Promise((done) => setTimeout(done, 100))
    },
    settle: async (field, mine) => {
      const box = boxes[field.address]
      const theirs = box.theirs
      if (theirs) Object.assign(field, theirs)
      drafts.drop(pathOf(field.address))
      if (mine) return keep(field, 'PUT', { text: box.text }, box.text)
      Object.assign(box, { state: 'idle', text: bare(field, field.text), theirs: null, problem: '', instead: [] })
    },
    half: (field) => drafts.keep(pathOf(field.address), { text: boxes[field.address].text }),
    propose: async (field, text) => {
      boxes[field.address].text = bare(field, text)
      await typed(field)
    },
  }
  // What waited for the net has landed: show what the server made of it.
  watch(() => outbox.settled, () => {
    if (Object.entries(boxes).some(([a, b]) => b.state === 'waiting' && !line.unsent(pathOf(a)))) void changed()
  })
  provide(ANSWERS, answers)
  return { ...answers, fill }
}
