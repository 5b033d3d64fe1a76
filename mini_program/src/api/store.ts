import { holder } from './client'

/** What stays on the phone: the session, unsent writes, text the server would not take. */
export interface Store {
  get<T>(key: string): T | undefined
  /** Tells whether it was kept: a full phone takes nothing more. */
  set(key: string, value: unknown): boolean
  drop(key: string): void
}

/** Several people may share one browser in the stand-in: each phone names itself in the address and keeps its own. */
function of(key: string): string {
  // #ifdef H5
  const named = new URLSearchParams(globalThis.location?.search ?? '').get('phone')
  if (named) return `${named}/${key}`
  // #endif
  return key
}

/** The platform's own storage: 1 MB a key, 10 MB in all; a full one loses nothing that is already there. */
export const phone: Store = {
  get: <T>(key: string) => {
    const value = uni.getStorageSync(of(key))
    return value === '' ? undefined : (value as T)
  },
  set: (key, value) => {
    try {
      uni.setStorageSync(of(key), value)
      return true
    } catch {
      return false
    }
  },
  drop: (key) => uni.removeStorageSync(of(key)),
}

/**
 * What one person keeps on this device: a desktop is shared by officers. Nothing is kept, and nothing found, until it is
 * known who holds it.
 */
export const mine: Store = {
  get: <T>(key: string) => (holder().person ? phone.get<T>(own(key)) : undefined),
  set: (key, value) => !!holder().person && phone.set(own(key), value),
  drop: (key) => phone.drop(own(key)),
}
const own = (key: string): string => `of.${holder().person}.${key}`
