import type { PickedFile } from '@/api/transport'

/** Pictures and documents that wait for the net are kept on the phone itself: WeChat's own files, on H5 the browser's database. */

// #ifdef H5
const NAME = 'zhiping'
const STORE = 'files'

function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opened = indexedDB.open(NAME, 1)
    opened.onupgradeneeded = () => opened.result.createObjectStore(STORE)
    opened.onerror = () => reject(opened.error)
    opened.onsuccess = () => {
      const database = opened.result
      const work = database.transaction(STORE, mode)
      const asked = act(work.objectStore(STORE))
      work.oncomplete = () => {
        database.close()
        resolve(asked.result)
      }
      work.onabort = work.onerror = () => {
        database.close()
        reject(work.error)
      }
    }
  })
}
// #endif

/**
 * Keep a file until it has been sent.
 * @param id under which it is found again
 * @returns where it lies now
 */
export async function keepFile(id: string, file: PickedFile): Promise<string> {
  // #ifdef H5
  await run('readwrite', (store) => store.put(file.blob, id))
  return id
  // #endif
  // #ifndef H5
  return new Promise((resolve, reject) => {
    uni.saveFile({ tempFilePath: file.path, success: (r) => resolve(r.savedFilePath), fail: reject })
  })
  // #endif
}

/** Take up a kept file; nothing when the phone no longer has it. */
export async function keptFile(at: string, name: string, size: number): Promise<PickedFile | null> {
  // #ifdef H5
  const blob = await run<Blob | undefined>('readonly', (store) => store.get(at) as IDBRequest<Blob | undefined>)
  return blob ? { path: URL.createObjectURL(blob), name, size, blob } : null
  // #endif
  // #ifndef H5
  return { path: at, name, size }
  // #endif
}

/** Let go of a file that was sent. */
export async function dropFile(at: string): Promise<void> {
  // #ifdef H5
  await run('readwrite', (store) => store.delete(at))
  // #endif
  // #ifndef H5
  await new Promise<void>((done) => uni.removeSavedFile({ filePath: at, complete: () => done() }))
  // #endif
}
