import type { PickedFile } from '@/api/transport'
import { ask, framed } from './frame'

/** Where a page of evidence comes from. */
export type Source = 'camera' | 'album' | 'chat'

/**
 * Let the person choose pictures or documents.
 * @param source the camera, the album, or the files of a WeChat chat (on H5: the device's files)
 * @param accept what the slot takes: `pdf`, `jpg` …, with or without a media type
 * @param count how many at most
 * @returns nothing when the person went back
 */
export function pick(source: Source, accept: string[], count: number): Promise<PickedFile[]> {
  // #ifdef H5
  return framed() ? pickInFrame(source, count) : pickInBrowser(source, accept, count)
  // #endif
  // #ifndef H5
  return source === 'chat' ? pickFromChat(accept, count) : pickPicture(source, count)
  // #endif
}

// #ifdef H5
/** The stand-in's phone shows its own camera roll. */
async function pickInFrame(source: Source, count: number): Promise<PickedFile[]> {
  const [asked, answered] = source === 'chat' ? ['zhiping.choose_file', 'zhiping.file'] : ['zhiping.choose_photo', 'zhiping.photo']
  const { files } = await ask<{ files?: { name: string; blob: Blob }[] }>(asked, answered, { count: source === 'camera' ? 1 : count }, 0)
  return (files ?? []).map((f) => ({ path: URL.createObjectURL(f.blob), name: f.name, size: f.blob.size, blob: new File([f.blob], f.name, { type: f.blob.type }) }))
}

function pickInBrowser(source: Source, accept: string[], count: number): Promise<PickedFile[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = source === 'chat' ? accept.map((a) => (a.includes('/') ? a : '.' + a.replace(/^\./, ''))).join(',') : 'image/*'
    if (source === 'camera') input.setAttribute('capture', 'environment')
    else input.multiple = count > 1
    input.style.display = 'none'
    const done = (files: PickedFile[]) => {
      input.remove()
      resolve(files)
    }
    input.addEventListener('change', () => {
      const chosen = Array.from(input.files ?? []).slice(0, count)
      done(chosen.map((f) => ({ path: URL.createObjectURL(f), name: f.name, size: f.size, blob: f })))
    })
    input.addEventListener('cancel', () => done([]))
    document.body.appendChild(input)
    input.click()
  })
}
// #endif

// #ifndef H5
function pickPicture(source: Source, count: number): Promise<PickedFile[]> {
  return new Promise((resolve) => {
    uni.chooseMedia({
      count: source === 'camera' ? 1 : Math.min(count, 9),
      mediaType: ['image'],
      sourceType: [source === 'camera' ? 'camera' : 'album'],
      sizeType: ['original'],
      success: (r) => resolve(r.tempFiles.map((f, n) => ({ path: f.tempFilePath, name: `${n + 1}.jpg`, size: f.size }))),
      fail: () => resolve([]),
    })
  })
}

function pickFromChat(accept: string[], count: number): Promise<PickedFile[]> {
  const extension = accept.map((a) => a.replace(/^.*[./]/, ''))
  return new Promise((resolve) => {
    uni.chooseMessageFile({
      count: Math.min(count, 20),
      type: 'file',
      extension,
      success: (r) => resolve(r.tempFiles.map((f) => ({ path: f.path, name: f.name, size: f.size }))),
      fail: () => resolve([]),
    })
  })
}
// #endif
