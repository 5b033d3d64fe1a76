import { addPage, dropPage, placePage, slot } from '@/api/calls'
import { holder } from '@/api/client'
import { newKey } from '@/api/keys'
import { ApiProblem } from '@/api/problem'
import { phone } from '@/api/store'
import type { PickedFile } from '@/api/transport'
import type { Slot } from '@/api/types'
import { dropFile, keepFile, keptFile } from '@/platform/kept'
import { line, outbox } from './outbox'

/** A picture or document that could not be sent: where it belongs, where it lies, the key of its one act. */
export interface KeptPhoto {
  key: string
  who: string
  base: string
  address: string
  at: string
  /** How the place is called. */
  label: string
  name: string
  size: number
  /** The page whose place this picture takes. */
  instead?: string
  /** Its own page, once the server has it and only the one it replaces is still there. */
  fresh?: string
  /** Why the server would not have it: it stays here until the person says what is to become of it. */
  refused?: string
}

const LIST = 'photos'
let going: Promise<void> | null = null

const all = (): KeptPhoto[] => phone.get<KeptPhoto[]>(LIST) ?? []
const mine = (): KeptPhoto[] => all().filter((p) => p.who === holder().person)

function keep(list: KeptPhoto[]): boolean {
  const kept = phone.set(LIST, list)
  countPhotos()
  return kept
}

/** Count anew whose pictures wait and whose were refused, once it is known who holds the phone. */
export function countPhotos(): void {
  const all = mine()
  outbox.photos = all.filter((p) => !p.refused).length
  outbox.refused = all.length - outbox.photos
}

/** What waits for one slot, in the order in which it was taken. */
export const waitingPhotos = (base: string, address: string): KeptPhoto[] => mine().filter((p) => !p.refused && p.base === base && p.address === address)

/** What the server would not have, the oldest first. */
export const refusedPhotos = (): KeptPhoto[] => mine().filter((p) => p.refused)

/** Send a refused picture to another place. */
export function resend(photo: KeptPhoto, address: string, label: string): void {
  keep(all().map((p) => (p.key === photo.key ? { ...p, key: newKey(), address, label, instead: undefined, fresh: undefined, refused: undefined } : p)))
}

/** Let a better picture go where a refused one was to go; the old one is let go of once the new one is kept. */
export async function retake(photo: KeptPhoto, file: PickedFile): Promise<void> {
  await keepPhoto(photo, file, { instead: photo.instead })
  await discard(photo)
}

/** Let go of a picture for good. */
export async function discard(photo: KeptPhoto): Promise<void> {
  keep(all().filter((p) => p.key !== photo.key))
  await dropFile(photo.at).catch(() => undefined)
}

/** What of a picture is known when it is kept: under which key it was sent already, whose place it takes, why it was refused. */
type Known = Pick<Partial<KeptPhoto>, 'key' | 'instead' | 'refused'>

/**
 * Keep a picture on the phone until there is a net, or until the person says what is to become of it.
 * @throws when the phone has no room for it
 */
export async function keepPhoto(place: Pick<KeptPhoto, 'base' | 'address' | 'label'>, file: PickedFile, known: Known = {}): Promise<void> {
  const key = known.key ?? newKey()
  const at = await keepFile(key, file)
  const { base, address, label } = place
  const list = [...all(), { ...known, key, who: holder().person, base, address, label, at, name: file.name, size: file.size }]
  if (keep(list)) return
  await dropFile(at).catch(() => undefined)
  throw new Error('full')
}

/** Remember that a page still has to make room for the one that the server already has. */
export function keepExchange(base: string, address: string, instead: string, fresh: string): void {
  keep([...all(), { key: newKey(), who: holder().person, base, address, label: '', at: '', name: '', size: 0, instead, fresh }])
}

/** Let a page that the server has take the place of an older one; tells how the slot is then. */
export async function exchange(base: string, address: string, instead: string, fresh: string): Promise<Slot> {
  const before = await slot(base, address)
  const place = before.pages.findIndex((p) => p.id === instead)
  if (place < 0) return before
  const after = await dropPage(base, address, instead)
  return place < after.pages.findIndex((p) => p.id === fresh) ? placePage(base, address, fresh, place) : after
}

/** Send what waits, one after the other, after the answers: a new row must be there before its pictures. */
export function sendPhotos(): Promise<void> {
  going ??= sendAll().finally(() => (going = null))
  return going
}

async function sendAll(): Promise<void> {
  const next = () => mine().find((p) => !p.refused)
  for (let photo = next(); photo && !line.size; photo = next()) {
    const { key } = photo
    try {
      await sendOne(photo)
      await discard(photo)
    } catch (error) {
      const final = error instanceof ApiProblem && error.fault === 'refused' && error.status !== 401 && error.status !== 429
      if (!final) return
      // Once the server has the picture, and only the page it replaces would not go, there is nothing to keep.
      if (all().find((p) => p.key === key)?.fresh) await discard(photo)
      else keep(all().map((p) => (p.key === key ? { ...p, refused: error.detail } : p)))
    }
    outbox.settled += 1
  }
}

async function sendOne(photo: KeptPhoto): Promise<void> {
  const { key, base, address, instead } = photo
  let fresh = photo.fresh
  if (!fresh) {
    const file = await keptFile(photo.at, photo.name, photo.size)
    if (!file) throw new ApiProblem('refused', 0, 'gone', '手机里找不到这一张了，可能清过缓存。请重拍')
    fresh = (await addPage(base, address, file, () => undefined, key)).pages.at(-1)?.id
  }
  if (!instead || !fresh) return
  // Whatever comes between, the picture is not sent twice, and a still better one replaces this one.
  const known = fresh
  keep(all().map((p) => (p.key === key ? { ...p, fresh: known } : p.instead === instead ? { ...p, instead: known } : p)))
  await exchange(base, address, instead, fresh)
}
