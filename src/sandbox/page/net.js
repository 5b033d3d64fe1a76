/** Speaks with the stand-in's control API. */

export class Trouble extends Error {
  constructor(code, text) {
    super(text)
    this.code = code
  }
}

async function read(response) {
  const value = await response.json().catch(() => ({}))
  if (!response.ok) throw new Trouble(value.code ?? 'unknown', value.text ?? `沙箱没有回答（${response.status}）`)
  return value
}

export async function get(path) {
  return read(await fetch(`/control/${path}`, { cache: 'no-store' }))
}

export async function post(path, body = {}) {
  return read(await fetch(`/control/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }))
}

export async function sendBytes(path, data) {
  return read(await fetch(`/control/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: data }))
}

/** Bytes of a file or of a picture of the roll, as base64 for the control API. */
export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768))
  return btoa(text)
}

/** Calls back whenever something changed, and again after the connection was lost. */
export function watch(changed) {
  const source = new EventSource('/control/stream')
  source.onmessage = changed
}
