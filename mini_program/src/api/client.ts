import { newKey } from './keys'
import { ApiProblem, offline, refusal } from './problem'
import { address, fetchFile, own, send, sendFile, type Answer, type Method, type PickedFile } from './transport'

/** The session's token; `h5` frames keep it in memory only, because several people may share one browser's storage. */
export interface Held {
  token: string
  person: string
}

let held: Held = { token: '', person: '' }
let renew: () => Promise<boolean> = async () => false

const leaving: (() => void)[] = []

/** Say what is emptied when a person goes from this device, and before the next one is shown anything. */
export function onLeft(empty: () => void): void {
  leaving.push(empty)
}

/** Use this session from now on. What was read for a person who is no longer the holder is forgotten. */
export function hold(session: Held): void {
  const left = held.person ? session.person !== held.person : !session.person
  held = session
  if (left) leaving.forEach((empty) => empty())
}

export function holder(): Held {
  return held
}

/** Say how a lost session is replaced; answers whether it was. */
export function onExpired(again: () => Promise<boolean>): void {
  renew = again
}

function authorised(header: Record<string, string> = {}): Record<string, string> {
  return held.token ? { ...header, Authorization: `Bearer ${held.token}` } : header
}

/** Call once; a session that ran out is replaced once, and the call repeated with the same headers. */
export async function call(method: Method, path: string, body?: unknown, header: Record<string, string> = {}): Promise<Answer> {
  const answer = await send(method, path, body, authorised(header))
  if (answer.status !== 401 || path === 'sessions') return answer
  return (await renew()) ? send(method, path, body, authorised(header)) : answer
}

function view<T>(answer: Answer): T {
  if (answer.status >= 400) throw refusal(answer.status, answer.body)
  return answer.body as T
}

/** Read a view. */
export async function get<T>(path: string): Promise<T> {
  let answer: Answer
  try {
    answer = await call('GET', path)
  } catch {
    throw offline()
  }
  return view<T>(answer)
}

const PAUSES = [600, 2000]

/**
 * Write something that cannot wait for the net. The key is the same for every try of one act.
 * @param ifMatch seq of what is changed, where the write is conditional
 */
export async function write<T>(method: Method, path: string, body?: unknown, ifMatch?: number): Promise<T> {
  const header: Record<string, string> = { 'Idempotency-Key': newKey() }
  if (ifMatch !== undefined) header['If-Match'] = String(ifMatch)
  for (let n = 0; ; n++) {
    try {
      return view<T>(await call(method, path, body, header))
    } catch (error) {
      const again = !(error instanceof ApiProblem) || error.status === 503
      if (!again || n >= PAUSES.length) throw error instanceof ApiProblem ? error : offline()
      await new Promise((done) => setTimeout(done, PAUSES[n]))
    }
  }
}

/**
 * Send one picture or document; a lost answer is asked again with the same key.
 * @param key of an earlier try that got no answer
 */
export async function upload<T>(path: string, file: PickedFile, progress: (percent: number) => void, key = newKey()): Promise<T> {
  const header = { 'Idempotency-Key': key }
  for (let n = 0; ; n++) {
    try {
      let answer = await sendFile(path, file, authorised(header), progress)
      if (answer.status === 401 && (await renew())) answer = await sendFile(path, file, authorised(header), progress)
      return view<T>(answer)
    } catch (error) {
      if (error instanceof ApiProblem || n >= PAUSES.length) throw error instanceof ApiProblem ? error : offline()
      await new Promise((done) => setTimeout(done, PAUSES[n]))
    }
  }
}

/** Read something that is no view but text, such as a form's page. */
export async function text(path: string): Promise<string> {
  return String(await get<unknown>(path))
}

const files = new Map<string, string>()
onLeft(() => files.clear())

/**
 * A local address of a file that needs the session to be read; the same one is fetched once.
 * @param fresh it is made anew each time, as a form is
 */
export async function file(path: string, fresh = false): Promise<string> {
  const known = fresh ? undefined : files.get(path)
  if (known) return known
  const url = address(path)
  if (/^(data:|blob:|wxfile:)/.test(url)) return url
  let got: { status: number; local: string }
  try {
    got = await fetchFile(path, own(url) ? authorised() : {})
    if (got.status === 401 && (await renew())) got = await fetchFile(path, authorised())
  } catch {
    throw offline()
  }
  if (got.status >= 400) throw refusal(got.status, null)
  if (fresh) return got.local
  if (files.size > 60) files.delete(files.keys().next().value as string)
  files.set(path, got.local)
  return got.local
}
