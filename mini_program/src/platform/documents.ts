import { file } from '@/api/client'
import { framed } from './frame'

/** Whether files can be kept here: the browser inside WeChat keeps none, the mini-program and every other do. */
export function keepsFiles(): boolean {
  // #ifdef H5
  return framed() || !/MicroMessenger/i.test(navigator.userAgent)
  // #endif
  // #ifndef H5
  return true
  // #endif
}

/**
 * Show a PDF or a page of the product in the phone's own viewer; on H5 in a window of the browser, a workbook as a download.
 * @param name under which a workbook is saved
 */
export async function openDocument(url: string, type: 'pdf' | 'html' | 'xlsx' = 'pdf', name = ''): Promise<void> {
  const local = await file(url, /\/(forms|rosters)\//.test(url))
  // #ifdef H5
  const link = document.createElement('a')
  link.href = local
  link.target = '_blank'
  link.rel = 'noopener'
  if (type === 'xlsx') link.download = name
  link.click()
  // #endif
  // #ifndef H5
  await new Promise<void>((resolve, reject) => {
    uni.openDocument({ filePath: local, fileType: type as 'pdf', showMenu: true, success: () => resolve(), fail: reject })
  })
  // #endif
}

/** Open an address that anybody may read, in a window of the browser; WeChat opens none, there it is copied. */
export function openAddress(url: string): Promise<'opened' | 'copied'> {
  // #ifdef H5
  window.open(url, '_blank', 'noopener')
  return Promise.resolve('opened')
  // #endif
  // #ifndef H5
  return new Promise((resolve, reject) => {
    uni.setClipboardData({ data: url, showToast: false, success: () => resolve('copied'), fail: reject })
  })
  // #endif
}
