/** Do something whenever the platform says that there is a net again. */
export function whenOnline(act: () => void): void {
  uni.onNetworkStatusChange((is) => is.isConnected && act())
  // #ifdef H5
  // A browser that knows what kind of net it has tells its pages only when the kind changes.
  window.addEventListener('online', act)
  // #endif
}
