import { addPage } from '@/api/calls'
import { holder } from '@/api/client'
import { newKey } from '@/api/keys'
import { ApiProblem } from '@/api/problem'
import { phone } from '@/api/store'
import type { PickedFile } from '@/api/transport'
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
export async function keepPhoto(base: string, address: string, file: PickedFile, key = newKey()): Promise<void> {
  const at = await keepFile(key, file)
  keep([...all(), { key, who: holder().person, base, address, at, name: file.name, size: file.size }])
}

/** Send what waits, one after the other, after the answers: a new row must be there before its pictures. */
export function sendPhotos(): Promise<void> {
  going ??= sendAll().finally(() => (going = null))
  return going
}

async function sendAll(): Promise<void> {
  for (let photo = mine()[0]; photo && !line.size; photo = mine()[0]) {
    const file = await keptFile(photo.at, photo.name, photo.size)
    try {
      if (file) await addPage(photo.base, photo.address, file, () => undefined, photo.key)
    } catch (error) {
      const final = error instanceof ApiProblem && error.fault === 'refused' && error.status !== 401 && error.status !== 429
      if (!final) return
      void say(`存在手机里的“${photo.name}”没有交上：${error.detail}`)
    }
    keep(all().filter((p) => p.key !== photo.key))
    await dropFile(photo.at).catch(() => undefined)
    outbox.settled += 1
  }
}
