import { say } from './says'
import { openAddress } from '@/platform/documents'

/**
 * Lead to an address that anybody may read; where the phone opens none it is copied, or else shown.
 * @param copied what is said once it is copied
 */
export async function visit(url: string, copied: string): Promise<void> {
  const how = await openAddress(url).catch(() => 'shown')
  if (how !== 'opened') await say(how === 'copied' ? copied : `请在浏览器里打开这个网址：\n${url}`)
}
