import { get } from '@/api/client'
import { net, onBack, watchNet } from '@/api/net'
import { landed, line, outbox, recallMend } from './outbox'
import { countPhotos, sendPhotos } from './photos'

const SOON = 3000
const LATE = 10_000
let pause = SOON

const waits = (): boolean => line.size > 0 || outbox.photos > 0
const ask = (): Promise<unknown> => get('surface')

/** Send everything that waits: answers and rows first, then the pictures that belong to them. */
export async function sendWaiting(): Promise<void> {
  countPhotos()
  recallMend()
  await line.flush()
  const { photos, refused } = outbox
  if (!photos) return
  await sendPhotos()
  const taken = photos - (outbox.refused - refused)
  if (!outbox.photos && taken > 0) landed(taken)
}

/** Try again when the net is back, when the page is shown, and now and then. */
export function keepSending(): void {
  onBack(() => void sendWaiting())
  watchNet(ask)
  const tick = async () => {
    countPhotos()
    if (waits()) await sendWaiting()
    else if (net.away) await ask().catch(() => undefined)
    pause = waits() || net.away ? Math.min(pause * 2, LATE) : SOON
    setTimeout(tick, pause)
  }
  setTimeout(tick, pause)
}
