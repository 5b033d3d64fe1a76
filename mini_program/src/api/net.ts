import { reactive } from 'vue'
import { whenOnline } from '@/platform/online'

/** Whether the server can be reached, as the last call showed. */
export const net = reactive({ away: false })

const waiting = new Set<() => void>()

/** Do something each time the net is back; what comes back ends that. */
export function onBack(act: () => void): () => void {
  waiting.add(act)
  return () => void waiting.delete(act)
}

const isBack = (): void => [...waiting].forEach((act) => act())

/** Say what became of a call: whether any answer came. The first answer after none brings the net back for everything. */
export function heard(answer: boolean): void {
  const back = answer && net.away
  net.away = !answer
  if (back) isBack()
}

/**
 * Listen to what the platform says of the net; it is believed once the server has answered.
 * @param ask the cheapest call there is
 */
export function watchNet(ask: () => Promise<unknown>): void {
  whenOnline(() => (net.away ? void ask().catch(() => undefined) : isBack()))
}
