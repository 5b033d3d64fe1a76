import { ask, framed, tell } from './frame'

/** What WeChat does for a person: log-in code, phone number, notifications. Inside the stand-in's frame its window does it. */

/** A fresh log-in code, or nothing where there is no WeChat (a desktop's browser). */
export async function loginCode(): Promise<string | null> {
  // #ifdef H5
  if (framed()) return (await ask<{ code: string }>('zhiping.ready', 'zhiping.code')).code
  return null
  // #endif
  // #ifndef H5
  return new Promise((resolve, reject) => {
    uni.login({ provider: 'weixin', success: (r) => resolve(r.code), fail: reject })
  })
  // #endif
}

/** H5 only: the stand-in shows its question for the phone number; nothing when the person declines. */
export async function framePhone(): Promise<string | null> {
  if (!framed()) return null
  return (await ask<{ code?: string }>('zhiping.phone', 'zhiping.phone_code', {}, 0)).code ?? null
}

/** The person's answer to a question for notifications: which templates were allowed, which not. */
export interface Consent {
  accepted: string[]
  refused: string[]
}

/** Ask for notifications. Must be the first thing a tap does. */
export function requestNotices(templates: string[]): Promise<Consent> {
  // #ifdef H5
  if (framed()) return ask<Consent & Record<string, unknown>>('zhiping.subscribe', 'zhiping.subscribed', { templates: [...templates] }, 0)
  return Promise.resolve({ accepted: [], refused: [] })
  // #endif
  // #ifndef H5
  return new Promise((resolve, reject) => {
    uni.requestSubscribeMessage({
      tmplIds: templates.slice(0, 3),
      success: (r) => {
        const said = r as unknown as Record<string, string>
        const accepted = templates.filter((id) => said[id]?.startsWith('accept'))
        resolve({ accepted, refused: templates.filter((id) => !accepted.includes(id)) })
      },
      fail: reject,
    })
  })
  // #endif
}

/** Whether this device can ask for notifications at all. */
export function canNotify(): boolean {
  // #ifdef H5
  return framed()
  // #endif
  // #ifndef H5
  return true
  // #endif
}

/** Scan a code with the camera; answers its text or page path. */
export async function scan(): Promise<string | null> {
  // #ifdef H5
  return framed() ? ((await ask<{ content?: string }>('zhiping.scan', 'zhiping.scanned', {}, 0)).content ?? null) : null
  // #endif
  // #ifndef H5
  return new Promise((resolve) => {
    uni.scanCode({ success: (r) => resolve((r as { path?: string }).path || r.result), fail: () => resolve(null) })
  })
  // #endif
}

/** Whether there is a chat to go back to. */
export function canLeave(): boolean {
  return canNotify()
}

/** Back to the chat from which the person came. */
export function leaveToChat(): void {
  // #ifdef H5
  tell('zhiping.back')
  // #endif
  // #ifndef H5
  uni.exitMiniProgram()
  // #endif
}
