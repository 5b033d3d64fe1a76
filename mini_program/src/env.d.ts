/// <reference types="vite/client" />
declare module '*.vue' {
  import { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}
interface ImportMetaEnv {
  /** Where the mini-program finds the product, `https://example.org`; the H5 pages use their own origin. */
  readonly VITE_API_BASE?: string
}
