import { reactive } from 'vue'
import { call, get, hold, holder, onExpired } from '@/api/client'
import { phone } from '@/api/store'
import { words } from '@/api/problem'
import type { Session } from '@/api/types'
import { allowParent, framed } from '@/platform/frame'
import { loginCode } from '@/platform/wechat'
import { openAlone, path } from './pages'

/** Who holds this phone: `starting` until the server has said so, `desktop` where a code must be scanned first. */
export const session = reactive({ state: 'starting' as 'starting' | 'in' | 'desktop' | 'failed', why: '', needs: [] as string[] })

const KEY = 'session'
let starting: Promise<void> | null = null
let renewing: Promise<boolean> | null = null

/** Begin or take up the session; every page waits for it once. */
export function begin(): Promise<void> {
  starting ??= take().catch((error) => {
    session.state = 'failed'
    session.why = words(error)
    starting = null
  })
  return starting
}

async function take(): Promise<void> {
  // #ifdef H5
  if (window.parent !== window) {
    const surface = await get<{ parent_origin?: string }>('surface')
    allowParent(surface.parent_origin)
  }
  // #endif
  onExpired(again)
  const kept = framed() ? undefined : phone.get<{ token: string; person: string }>(KEY)
  if (kept?.token) {
    hold(kept)
    session.state = 'in'
    if (!kept.person) await whose()
    return
  }
  await logIn()
}

/** Ask to whom the token belongs: what is kept on this device is kept under the person. */
async function whose(): Promise<void> {
  const known = await get<{ person?: { id?: string } | null }>('me').catch(() => null)
  belongsTo(known?.person?.id ?? '')
}

async function logIn(): Promise<void> {
  const code = await loginCode()
  if (code === null) {
    session.state = 'desktop'
    return
  }
  const answer = await call('POST', 'sessions', { code, surface: 'mini_program' }, { 'Idempotency-Key': code })
  if (answer.status >= 400) {
    const detail = (answer.body as { detail?: string } | null)?.detail
    throw Object.assign(new Error('refused'), { detail })
  }
  const made = answer.body as Session
  session.needs = made.needs
  adopt(made.token, made.person?.id ?? '')
}

/** Use a token that was just given, and keep it where the storage is this person's alone. */
export function adopt(token: string, person: string): void {
  hold({ token, person })
  if (!framed()) phone.set(KEY, { token, person })
  session.state = 'in'
}

/** Name the person the token belongs to, once known: unsent writes are kept under it. */
export function belongsTo(person: string): void {
  if (person && holder().person !== person) adopt(holder().token, person)
}

/** Forget the session on this device, and everything that was read in it. What was typed stays, under the person's name. */
export function forget(): void {
  hold({ token: '', person: '' })
  phone.drop(KEY)
  starting = null
  session.state = 'starting'
}

/** A desktop's browser: show the code to scan, then come back here. */
export function toLogin(): void {
  const here = location.hash.replace(/^#\/?/, '')
  if (!here.startsWith('pages/login/')) openAlone(path('login', { to: here }))
}

function again(): Promise<boolean> {
  renewing ??= (async () => {
    hold({ token: '', person: holder().person })
    phone.drop(KEY)
    try {
      await logIn()
    } catch {
      return false
    }
    if (session.state === 'desktop') toLogin()
    return session.state === 'in' && holder().token !== ''
  })().finally(() => {
    renewing = null
  })
  return renewing
}
