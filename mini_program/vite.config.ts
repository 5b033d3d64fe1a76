import { defineConfig, type Plugin } from 'vite'
import uniModule from '@dcloudio/vite-plugin-uni'

// vite-plugin-uni is CommonJS; in a "type": "module" package the default export arrives wrapped.
const uni = (uniModule as unknown as { default?: typeof uniModule }).default ?? uniModule

// WeChat reads the role of a node from aria-role and has no tabindex; the templates are written in HTML's words.
const wechatRoles: Plugin = {
  name: 'wechat-roles',
  enforce: 'pre',
  transform(code, id) {
    if (process.env.UNI_PLATFORM !== 'mp-weixin' || !/\/src\/.*\.vue$/.test(id)) return
    return { code: code.replace(/(\s):role="/g, '$1:aria-role="').replace(/(\s)role="/g, '$1aria-role="').replace(/\s:?tabindex="[^"]*"/g, ''), map: null }
  },
}

// uni's own style loads a shadow picture and its advertisement part calls home; the pages ask no host but the product's.
const FOREIGN = /https:\/\/[a-z0-9.]+\.dcloud\.net\.cn[^"')\s]*/g
const ownHostOnly: Plugin = {
  name: 'own-host-only',
  generateBundle(_, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type === 'chunk') part.code = part.code.replace(FOREIGN, '')
      else if (typeof part.source === 'string') part.source = part.source.replace(new RegExp(`url\\(["']?${FOREIGN.source}["']?\\)`, 'g'), 'none')
    }
  },
}

export default defineConfig({
  plugins: [wechatRoles, uni(), ownHostOnly],
  build: { target: 'es2015', cssTarget: 'chrome61' },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8000' } },
})
