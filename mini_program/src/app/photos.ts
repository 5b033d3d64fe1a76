import { addPage, dropPage, placePage, slot } from '@/api/calls'
import { holder } from '@/api/client'
import { newKey } from '@/api/keys'
import { ApiProblem } from '@/api/problem'
import { phone } from '@/api/store'
import type { PickedFile } from '@/api/transport'
import type { Slot } from '@/api/types'
import { dropFile, keepFile, keptFile } from '@/platform/kept'
import { line, outbox } from './outbox'
import { say } from './says'

/** A picture or document that could not be sent: where it belongs, where it lies, the key of its one act. */
export interface KeptPhoto {
  key: string
  who: string
  base: string
  address: string
  at: string
  name: string
  size: number
  /** The page whose place this picture takes. */
  instead?: string
  /** Its own page, once the server has it and only the one it replaces is still there. */
  fresh?: string
}

const LIST = 'photos'
let going: Promise<void> | null = null

const all = (): KeptPhoto[] => phone.get<KeptPhoto[]>(LIST) ?? []
const mine = (): KeptPhoto[] => all().filter((p) => p.who === holder().person)

function keep(list: KeptPhoto[]): void {
  phone.set(LIST, list)
  outbox.photos = mine().length
}

/** Count anew whose pictures wait, once it is known who holds the phone. */
export function countPhotos(): void {
  outbox.photos = mine().length
}

/** What waits for one slot, in the order in which it was taken. */
export const waitingPhotos = (base: string, address: string): KeptPhoto[] => mine().filter((p) => p.base === base && p.address === address)

/** Keep a picture on the phone until there is a net. */
export async function keepPhoto(base: string, address: string, file: PickedFile, key = newKey(), instead?: string): Promise<void> {
  const at = await keepFile(key, file)
  keep([...all(), { key, who: holder().person, base, address, at, name: file.name, size: file.size, instead }])
}

/** Remember that a page still has to make room for the one that the server already has. */
export function keepExchange(base: string, address: string, instead: string, fresh: string): void {
  keep([...all(), { key: newKey(), who: holder().person, base, address, at: '', name: '', size: 0, instead, fresh }])
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
  for (let photo = mine()[0]; photo && !line.size; photo = mine()[0]) {
    try {
      await sendOne(photo)
    } catch (error) {
      const final = error instanceof ApiProblem && error.fault === 'refused' && error.status !== 401 && error.status !== 429
      if (!final) return
      void say(`存在手机里的“${photo.name || '新拍的一页'}”没有交上：${error.detail}`)
    }
    keep(all().filter((p) => p.key !== photo.key))
    await dropFile(photo.at).catch(() => undefined)
    outbox.settled += 1
  }
}

async function sendOne(photo: KeptPhoto): Promise<void> {
  const { key, base, address, instead } = photo
  let fresh = photo.fresh
  if (!fresh) {
    const file = await keptFile(photo.at, photo.name, photo.size)
    if (!file) return
    fresh = (await addPage(base, address, file, () => undefined, key)).pages.at(-1)?.id
  }
  if (!instead || !fresh) return
  // Whatever comes between, the picture is not sent twice, and a still better one replaces this one.
  const known = fresh
  keep(all().map((p) => (p.key === key ? { ...p, fresh: known } : p.instead === instead ? { ...p, instead: known } : p)))
  await exchange(base, address, instead, fresh)
}
