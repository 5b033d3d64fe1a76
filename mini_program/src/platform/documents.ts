import { file } from '@/api/client'

/** Show a PDF or a page of the product in the phone's own viewer; on H5 in a window of the browser. */
export async function openDocument(url: string, type: 'pdf' | 'html' | 'xlsx' = 'pdf'): Promise<void> {
  const local = await file(url)
  // #ifdef H5
  const link = document.createElement('a')
  link.href = local
  link.target = '_blank'
  link.rel = 'noopener'
  if (type === 'xlsx') link.download = 'list.xlsx'
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
