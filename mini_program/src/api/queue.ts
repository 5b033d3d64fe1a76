import { ApiProblem, refusal } from './problem'
import type { Answer, Method } from './transport'
import type { Store } from './store'

/** One write that a person made; it keeps its key until the server has answered it. */
export interface Write {
  key: string
  who: string
  method: Method
  path: string
  body: unknown
  /** The seq of what is written over; nothing where something new is added. */
  ifMatch?: number
  label: string
  /** Counts by its turn: a later write of the same path comes after it and does not stand for it. */
  inOrder?: boolean
  tries: number
}

export type Result<T> = { ok: true; view: T } | { ok: false; problem: ApiProblem }

export const LIMIT = 200
const BROKEN_TRIES = 5

const INDEX = 'queue'
const entry = (key: string) => `queue.${key}`

/**
 * Writes in the order in which they were made, kept on the phone until the server has answered.
 * One is sent at a time. No answer stops the line; a refusal takes the write out and leaves the rest.
 */
export class WriteQueue {
  private line: Write[]
  private going: Promise<void> | null = null
  private again = false
  private still = false
  /** Of the line, what the phone has: the writes themselves and, apart from them, their order. */
  private readonly written = new Set<string>()
  private listed = new Set<string>()
  private readonly waiters = new Map<string, (result: Result<unknown>) => void>()

  /**
   * @param store where the line is kept
   * @param send gives the server's answer, rejects when none came
   * @param who whose writes may be sent now
   * @param settled told of every write that left the line, whether or not its page is still open
   * @param told of it whenever the line or its stillness changes
   */
  constructor(
    private readonly store: Store,
    private readonly send: (write: Write) => Promise<Answer>,
    private readonly who: () => string,
    private readonly settled: (write: Write, result: Result<unknown>) => void = () => undefined,
    private readonly told: (left: number, still: boolean) => void = () => undefined,
  ) {
    const keys = store.get<string[]>(INDEX) ?? []
    this.line = keys.map((key) => store.get<Write>(entry(key))).filter((w): w is Write => w !== undefined)
    this.listed = new Set(keys)
    this.line.forEach((w) => this.written.add(w.key))
  }

  /** How many of the writes that wait stand in no storage, because the phone is full: they are gone when the program is closed. */
  get loose(): number {
    return this.mine().filter((w) => !this.written.has(w.key) || !this.listed.has(w.key)).length
  }

  get size(): number {
    return this.mine().length
  }

  /** What is to happen to this path and what lies under it and the server has not answered yet, in order. */
  under(path: string): Write[] {
    return this.mine().filter((w) => w.path === path || w.path.startsWith(`${path}/`))
  }

  /** The last write for this path that the server has not answered. */
  unsent(path: string): Write | undefined {
    return this.mine().reverse().find((w) => w.path === path)
  }

  /** Put a write at the end and send what can be sent; resolves when the server has answered this one. */
  push<T>(write: Omit<Write, 'tries' | 'who'>): Promise<Result<T>> {
    const alone = write.method === 'POST' || write.inOrder
    const before = alone ? undefined : this.mine().find((w) => w.path === write.path && w.tries === 0)
    if (!before && this.mine().length >= LIMIT) {
      const text = `手机里已存了 ${LIMIT} 项没送出，先连上网`
      return Promise.resolve({ ok: false, problem: new ApiProblem('refused', 0, 'queue_full', text) })
    }
    // What was never sent is replaced: the server need not see a text the person has already changed.
    const kept: Write = { ...write, ifMatch: before?.ifMatch ?? write.ifMatch, who: this.who(), tries: 0 }
    if (before) {
      this.waiters.get(before.key)?.({ ok: false, problem: new ApiProblem('refused', 0, 'replaced', '') })
      this.waiters.delete(before.key)
      this.forget(before.key)
      this.line.splice(this.line.indexOf(before), 1, kept)
    } else this.line.push(kept)
    this.keepOne(kept)
    this.keepIndex()
    this.moved(this.still)
    const answered = new Promise<Result<T>>((resolve) => this.waiters.set(kept.key, resolve as (r: Result<unknown>) => void))
    void this.flush()
    return answered
  }

  /** Send everything that is this person's, one after the other, until one gets no answer; asked meanwhile, try once more. */
  flush(): Promise<void> {
    this.again = true
    this.going ??= (async () => {
      while (this.again) {
        this.again = false
        await this.sendAll()
      }
    })().finally(() => {
      this.going = null
      if (this.again) void this.flush()
    })
    return this.going
  }

  private async sendAll(): Promise<void> {
    for (let write = this.mine()[0]; write; write = this.mine()[0]) {
      write.tries += 1
      this.keepOne(write)
      let answer: Answer
      try {
        answer = await this.send(write)
      } catch {
        return this.moved(true)
      }
      const busy = answer.status === 429 || answer.status >= 500
      if (answer.status === 401 || (busy && write.tries < BROKEN_TRIES)) return this.moved(true)
      this.take(write, answer)
    }
    this.moved(false)
  }

  private take(write: Write, answer: Answer): void {
    this.line = this.line.filter((w) => w.key !== write.key)
    this.forget(write.key)
    // What goes makes room for what the phone could not take.
    this.line.filter((w) => !this.written.has(w.key)).forEach((w) => this.keepOne(w))
    this.keepIndex()
    const ok = answer.status < 300
    const result: Result<unknown> = ok ? { ok, view: answer.body } : { ok, problem: refusal(answer.status, answer.body) }
    const seq = ok ? (answer.body as { seq?: number } | null)?.seq : undefined
    if (seq !== undefined) this.follow(write, seq)
    this.settled(write, result)
    this.waiters.get(write.key)?.(result)
    this.waiters.delete(write.key)
    this.moved(false)
  }

  /** Later writes on the same answer were made knowing this one: they expect its seq. */
  private follow(write: Write, seq: number): void {
    for (const later of this.line.filter((w) => w.path === write.path && w.ifMatch !== undefined && w.ifMatch <= seq)) {
      later.ifMatch = seq
      this.keepOne(later)
    }
  }

  private mine(): Write[] {
    const who = this.who()
    return this.line.filter((w) => w.who === who)
  }

  private moved(still: boolean): void {
    this.still = still
    this.told(this.size, still)
  }

  private keepOne(write: Write): void {
    if (this.store.set(entry(write.key), write)) this.written.add(write.key)
    else this.written.delete(write.key)
  }

  private forget(key: string): void {
    this.store.drop(entry(key))
    this.written.delete(key)
  }

  private keepIndex(): void {
    const keys = this.line.map((w) => w.key)
    if (this.store.set(INDEX, keys)) this.listed = new Set(keys)
  }
}
