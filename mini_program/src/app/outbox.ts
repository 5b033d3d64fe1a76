import { reactive } from 'vue'
import { call, holder } from '@/api/client'
import { WriteQueue, type Result, type Write } from '@/api/queue'
import { phone } from '@/api/store'
import type { FieldView } from '@/api/types'

/** What of this person is not saved yet, for the strip on every page. */
export const outbox = reactive({ left: 0, still: false, landed: 0, settled: 0 })

/** Text that the server would not take, or that met another: kept on the phone until it is settled. */
export interface Draft {
  text: string
  problem?: { text: string; instead: string[] }
  theirs?: FieldView
}

const draftKey = (path: string) => `draft.${holder().person}.${path}`

export const drafts = {
  of: (path: string) => phone.get<Draft>(draftKey(path)),
  keep: (path: string, draft: Draft) => phone.set(draftKey(path), draft),
  drop: (path: string) => phone.drop(draftKey(path)),
}

function settled(write: Write, result: Result<unknown>): void {
  outbox.settled += 1
  const text = (write.body as { text?: string } | undefined)?.text ?? write.label
  if (result.ok) return drafts.drop(write.path)
  const { problem } = result
  if (problem.status === 412) drafts.keep(write.path, { text, theirs: problem.current as FieldView })
  else drafts.keep(write.path, { text, problem: { text: problem.problems[0]?.text ?? problem.detail, instead: problem.problems[0]?.instead ?? [] } })
}

let before = 0

function moved(left: number, still: boolean): void {
  if (still) before = Math.max(before, left)
  else if (left === 0 && outbox.still) {
    outbox.landed = before
    before = 0
    setTimeout(() => (outbox.landed = 0), 10_000)
  }
  outbox.left = left
  outbox.still = still && left > 0
}

/** Every answer goes through this line: kept on the phone first, then sent. */
export const line = new WriteQueue(
  phone,
  (w) => call(w.method, w.path, w.body, { 'Idempotency-Key': w.key, 'If-Match': String(w.ifMatch) }),
  () => holder().person,
  settled,
  moved,
)

let pause = 3000

/** Try again when the net is back, when the page is shown, and now and then. */
export function keepSending(): void {
  uni.onNetworkStatusChange((net) => {
    if (net.isConnected) void line.flush()
  })
  const tick = async () => {
    if (line.size) await line.flush()
    pause = line.size ? Math.min(pause * 2, 30_000) : 3000
    setTimeout(tick, pause)
  }
  setTimeout(tick, pause)
}
