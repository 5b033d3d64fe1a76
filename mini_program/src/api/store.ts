/** What stays on the phone: the session, unsent writes, text the server would not take. */
export interface Store {
  get<T>(key: string): T | undefined
  set(key: string, value: unknown): void
  drop(key: string): void
  keys(): string[]
}

/** The platform's own storage: 1 MB a key, 10 MB in all; a full one loses nothing that is already there. */
export const phone: Store = {
  get: <T>(key: string) => {
    const value = uni.getStorageSync(key)
    return value === '' ? undefined : (value as T)
  },
  set: (key, value) => {
    try {
      uni.setStorageSync(key, value)
    } catch {
      // Full: the text still stands in its box.
    }
  },
  drop: (key) => uni.removeStorageSync(key),
  keys: () => uni.getStorageInfoSync().keys,
}
