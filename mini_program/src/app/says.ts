import { words } from '@/api/problem'

/** Say in a dialog of its own why something did not go; it stays until it is read. */
export function sayProblem(error: unknown): void {
  say(words(error))
}

/** Say one thing that has to be read. */
export function say(text: string, title = ''): Promise<void> {
  return new Promise((resolve) => {
    uni.showModal({ title, content: text, showCancel: false, confirmText: '知道了', complete: () => resolve() })
  })
}
