import { landed, line, outbox } from './outbox'
import { countPhotos, sendPhotos } from './photos'

const SOON = 3000
const LATE = 30_000
let pause = SOON

const waits = (): boolean => line.size > 0 || outbox.photos > 0

/** Send everything that waits: answers and rows first, then the pictures that belong to them. */
export async function sendWaiting(): Promise<void> {
  countPhotos()
  await line.flush()
  const { photos, refused } = outbox
  if (!photos) return
  await sendPhotos()
  const taken = photos - (outbox.refused - refused)
  if (!outbox.photos && taken > 0) landed(taken)
}

/** Try again when the net is back, when the page is shown, and now and then. */
export function keepSending(): void {
  uni.onNetworkStatusChange((net) => {
    if (net.isConnected) void sendWaiting()
  })
  const tick = async () => {
    countPhotos()
    if (waits()) await sendWaiting()
    pause = waits() ? Math.min(pause * 2, LATE) : SOON
    setTimeout(tick, pause)
  }
  setTimeout(tick, pause)
}
