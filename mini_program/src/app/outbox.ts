import { reactive } from 'vue'
import { call, holder, onLeft } from '@/api/client'
import { WriteQueue, type Result, type Write } from '@/api/queue'
import { mine, phone } from '@/api/store'
import type { FieldView } from '@/api/types'
import { sayProblem } from './says'

/**
 * What of this person is not saved yet, for the strip on every page; `photos` are files that wait on the phone,
 * `refused` those that the server would not have; `mend` the answers that had waited and that it would not have, by path;
 * `loose` is how many things stand nowhere but in this program, because the phone's storage is full.
 */
export const outbox = reactive({ left: 0, still: false, loose: 0, landed: 0, settled: 0, photos: 0, refused: 0, mend: [] as string[] })

/** Text that the server would not take, or that met another: kept on the phone until it is settled. */
export interface Draft {
  text: string
  problem?: { text: string; instead: string[] }
  theirs?: FieldView
}

export const drafts = {
  of: (path: string) => mine.get<Draft>(`draft.${path}`),
  keep: (path: string, draft: Draft) => {
    if (mine.set(`draft.${path}`, draft)) unkept.delete(path)
    else unkept.add(path)
    countLoose()
  },
  drop: (path: string) => {
    unkept.delete(path)
    countLoose()
    if (outbox.mend.includes(path)) mend(outbox.mend.filter((other) => other !== path))
    mine.drop(`draft.${path}`)
  },
}

/** Texts that the server would not take and the phone could not keep. */
const unkept = new Set<string>()

/** Count what is gone when the program is closed; what is just going out is saved in a moment. */
function countLoose(): void {
  outbox.loose = (outbox.still ? line.loose : 0) + unkept.size
}

const MEND = 'mend'

/** Name what is to be mended; the phone keeps it, for the program may be closed before the person has looked. */
function mend(paths: string[]): void {
  outbox.mend = paths
  mine.set(MEND, paths)
}

/** The person has looked there: it may be mended or gone, and the next start needs not speak of it. */
export function looked(path: string): void {
  mine.set(MEND, (mine.get<string[]>(MEND) ?? []).filter((other) => other !== path))
}

/** Know again, at a new start, what was to be mended at the last one. */
export function recallMend(): void {
  const kept = (mine.get<string[]>(MEND) ?? []).filter((path) => !outbox.mend.includes(path))
  if (kept.length) outbox.mend = [...kept, ...outbox.mend]
}

/** How many had waited when the net went. */
let before = 0

function settled(write: Write, result: Result<unknown>): void {
  outbox.settled += 1
  const waited = before > 0 || write.tries > 1
  // What was refused is not counted among what was saved.
  if (!result.ok && before) before -= 1
  if (write.method === 'POST' || write.inOrder) {
    if (!result.ok) sayProblem(result.problem)
    return
  }
  const text = (write.body as { text?: string } | undefined)?.text ?? write.label
  if (result.ok) return drafts.drop(write.path)
  const { problem } = result
  if (waited) mend([...outbox.mend.filter((path) => path !== write.path), write.path])
  if (problem.status === 412) drafts.keep(write.path, { text, theirs: problem.current as FieldView })
  else drafts.keep(write.path, { text, problem: { text: problem.problems[0]?.text ?? problem.detail, instead: problem.problems[0]?.instead ?? [] } })
}

/** Say for a while how many things that had waited are saved now. */
export function landed(many: number): void {
  outbox.landed += many
  setTimeout(() => (outbox.landed = 0), 10_000)
}

onLeft(() => {
  before = 0
  unkept.clear()
  Object.assign(outbox, { left: 0, still: false, loose: 0, landed: 0, photos: 0, refused: 0, mend: [] })
})

function moved(left: number, still: boolean): void {
  if (still) before = Math.max(before, left)
  else if (left === 0 && before) {
    landed(before)
    before = 0
  }
  outbox.left = left
  outbox.still = still && left > 0
  countLoose()
}

/** Every answer goes through this line: kept on the phone first, then sent. */
export const line = new WriteQueue(
  phone,
  (w) => call(w.method, w.path, w.body, { 'Idempotency-Key': w.key, ...(w.ifMatch === undefined ? {} : { 'If-Match': String(w.ifMatch) }) }),
  () => holder().person,
  settled,
  moved,
)
