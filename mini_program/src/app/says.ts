import { reactive } from 'vue'
import { words } from '@/api/problem'

/** The one thing that has to be read now; it stays until it has been. */
export const saying = reactive({ text: '' })
let read: () => void = () => undefined

/** Say something that has to be read; resolves when it has been. */
export function say(text: string): Promise<void> {
  read()
  saying.text = text
  return new Promise((resolve) => (read = resolve))
}

/** It was read. */
export function heard(): void {
  saying.text = ''
  read()
}

/** Say why something did not go. */
export function sayProblem(error: unknown): void {
  void say(words(error))
}
