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
