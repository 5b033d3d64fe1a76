/** An idempotency key: 128 random bits in hexadecimal, new for each thing a person does, the same over its retries. */
export function newKey(): string {
  const bytes = new Uint8Array(16)
  // #ifdef H5
  crypto.getRandomValues(bytes)
  // #endif
  // #ifndef H5
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(Math.random() * 256)
  // #endif
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

/** A name for a new row, given here so that adding it twice adds it once: `r`, a digit, more. */
export function newRow(): string {
  return `r0${newKey().slice(0, 10)}`
}
