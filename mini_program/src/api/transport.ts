import { network } from '@/platform/frame'
import { heard } from './net'

/** The one place that talks to the network. Answers with any HTTP status; rejects only when no answer came. */

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Answer {
  status: number
  body: unknown
}

const TIMEOUT = 20_000
const UPLOAD_TIMEOUT = 60_000

function origin(): string {
  // #ifdef H5
  return ''
  // #endif
  // #ifndef H5
  return import.meta.env.VITE_API_BASE ?? ''
  // #endif
}

/** Make a whole address of `me`, `/api/v1/files/…`, `https://…` or a data address. */
export function address(path: string): string {
  if (/^(https?:|data:|blob:|wxfile:)/.test(path)) return path
  return path.startsWith('/') ? origin() + path : `${origin()}/api/v1/${path}`
}

/** Only the product's own addresses get the token. */
export function own(url: string): boolean {
  const root = origin()
  return !/^[a-z]+:/i.test(url) || (root !== '' && url.startsWith(root))
}

const SLOW = 2500

/** The stand-in's switches stand for the air between phone and server; elsewhere there is nothing to wait for. */
async function air(): Promise<void> {
  // #ifdef H5
  if (!network.online) throw new Error('no network')
  if (network.slow) await new Promise((done) => setTimeout(done, SLOW))
  // #endif
}

/** Make one call, and let it be known whether an answer came. */
async function overAir<T>(make: (resolve: (answer: T) => void, reject: (why: unknown) => void) => void): Promise<T> {
  let answer: T
  try {
    await air()
    answer = await new Promise<T>(make)
  } catch (error) {
    heard(false)
    throw error
  }
  heard(true)
  return answer
}

export function send(method: Method, path: string, body: unknown, header: Record<string, string>): Promise<Answer> {
  return overAir((resolve, reject) => {
    uni.request({
      url: address(path),
      method,
      data: body === undefined ? undefined : JSON.stringify(body),
      header: body === undefined ? header : { 'Content-Type': 'application/json', ...header },
      timeout: TIMEOUT,
      success: (r) => (r.statusCode ? resolve({ status: r.statusCode, body: r.data }) : reject(new Error('no answer'))),
      fail: reject,
    })
  })
}

/** Upload one file; WeChat answers with a string, whatever its type. */
export function sendFile(path: string, file: PickedFile, header: Record<string, string>, progress: (percent: number) => void): Promise<Answer> {
  return overAir((resolve, reject) => {
    const task = uni.uploadFile({
      url: address(path),
      name: 'file',
      filePath: file.path,
      // #ifdef H5
      file: file.blob as File,
      // #endif
      header,
      timeout: UPLOAD_TIMEOUT,
      success: (r) => resolve({ status: r.statusCode, body: parsed(r.data) }),
      fail: reject,
    })
    task?.onProgressUpdate?.((p) => progress(p.progress))
  })
}

/** Fetch bytes and give a local address that an image or a document viewer takes. */
export function fetchFile(path: string, header: Record<string, string>): Promise<{ status: number; local: string }> {
  return overAir((resolve, reject) => {
    uni.downloadFile({
      url: address(path),
      header,
      timeout: UPLOAD_TIMEOUT,
      success: (r) => resolve({ status: r.statusCode, local: r.tempFilePath }),
      fail: reject,
    })
  })
}

/** A picture or document chosen on the phone. */
export interface PickedFile {
  path: string
  name: string
  size: number
  blob?: Blob
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
