import { createSSRApp } from 'vue'
import App from './App.vue'
// #ifdef H5
import { fetchPagesAhead } from './platform/ahead'
// #endif
import { beginAnewFromOutside, loadAnewWhenReplaced } from './platform/fresh'
import { keysAsTaps } from './platform/keys'

export function createApp() {
  const app = createSSRApp(App)
  // #ifdef H5
  keysAsTaps()
  fetchPagesAhead()
  loadAnewWhenReplaced()
  beginAnewFromOutside()
  // #endif
  return { app }
}
