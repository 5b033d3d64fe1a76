/**
 * The H5 pages inside the phone of the local stand-in: the parent window plays WeChat.
 * Both sides check the origin; the allowed parent comes from the product itself.
 */

type Reply = { type?: string; [key: string]: unknown }

const AGAIN = 2000
let parent = ''

/** Whether a parent window that the product allows holds this page. */
export function framed(): boolean {
  return parent !== ''
}

/** Remember which origin may be the parent; only then is anything said to it. */
export function allowParent(origin: string | undefined | null): void {
  // #ifdef H5
  parent = origin && window.parent !== window ? origin : ''
  if (parent) window.addEventListener('message', listen)
  // #endif
}

/** The network that the stand-in plays: switched off, or slow. */
export const network = { online: true, slow: false }

let dressed: (theme: 'day' | 'night') => void = () => undefined

/** Say what is done when the stand-in's phone turns to day or night. */
export function onTheme(act: typeof dressed): void {
  dressed = act
}

function listen(event: MessageEvent<Reply>): void {
  if (event.origin !== parent || event.source !== window.parent) return
  if (event.data?.type === 'zhiping.theme') dressed(event.data.theme === 'night' ? 'night' : 'day')
  // The frame itself never was hidden: the framework hears of its coming back as of a browser's tab.
  if (event.data?.type === 'zhiping.shown') document.dispatchEvent(new Event('visibilitychange'))
  if (event.data?.type !== 'zhiping.network') return
  network.slow = !!event.data.slow
  const back = !network.online && !!event.data.online
  network.online = !!event.data.online
  if (back) window.dispatchEvent(new Event('online'))
}

/**
 * Ask the parent and wait for its answer.
 * @param type what is asked, `zhiping.ready`
 * @param answer the type of the reply, `zhiping.code`
 * @param wait milliseconds until it counts as no answer; 0 waits for the person
 */
export function ask<R extends Reply>(type: string, answer: string, more: Record<string, unknown> = {}, wait = 6000): Promise<R> {
  return new Promise((resolve, reject) => {
    const done = () => {
      window.removeEventListener('message', heard)
      clearTimeout(timer)
      clearInterval(repeat)
    }
    const heard = (event: MessageEvent<Reply>) => {
      if (event.origin !== parent || event.source !== window.parent || event.data?.type !== answer) return
      done()
      resolve(event.data as R)
    }
    const timer = wait
      ? setTimeout(() => {
          done()
          reject(new Error('no answer from the parent'))
        }, wait)
      : undefined
    const say = () => window.parent.postMessage({ type, ...more }, parent)
    window.addEventListener('message', heard)
    say()
    // A parent that was not listening yet hears it again; what waits for a person is asked once.
    const repeat = wait ? setInterval(say, AGAIN) : undefined
  })
}

/** Say something that wants no answer. */
export function tell(type: string, more: Record<string, unknown> = {}): void {
  if (parent) window.parent.postMessage({ type, ...more }, parent)
}

/** Tell the stand-in's scanner which code is on the screen. */
export function showedCode(content: string | undefined, label: string): void {
  if (content) tell('zhiping.shown_code', { content, label })
}
