// Compiles the built mini-program with the platform's own compiler, offline: a missing page, bad WXML or WXSS, a syntax error stop it.
const crypto = require('crypto')
const fs = require('fs')
const os = require('os')
const path = require('path')
const ci = require('miniprogram-ci')

const [, , dir] = process.argv
// What the platform would answer about the account; the compiler only needs the limits.
const ATTRIBUTES = {
  platform: true, appType: 0, isSandbox: false, released: false,
  setting: { MaxCodeSize: 2048, MaxSubpackageSubCodeSize: 2048, MaxSubpackageFullCodeSize: 20480, NavigateMiniprogramLimit: 10, MaxSubPackageLimit: 100, MinTabbarCount: 2, MaxTabbarCount: 5, MaxTabbarIconSize: 40 },
}

async function main() {
  const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs1', format: 'pem' }, publicKeyEncoding: { type: 'pkcs1', format: 'pem' } })
  const project = new ci.Project({ appid: 'wx1234567890abcdef', type: 'miniProgram', projectPath: path.resolve(dir), privateKey, ignores: [] })
  const attributes = { ...ATTRIBUTES, ...(ci.DefaultProjectAttr ?? {}) }
  project.attr = async () => attributes
  project.attrSync = () => attributes
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mini-program-'))
  const setting = { es6: true, es7: true, minify: true, minifyWXML: true, minifyWXSS: true }
  try {
    await ci.getCompiledResult({ project, version: '0.0.0', desc: 'check', setting, onProgressUpdate() {} }, path.join(scratch, 'out.zip'))
    console.log(`compiled by the platform's compiler: ${fs.statSync(path.join(scratch, 'out.zip')).size} bytes packed`)
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
}

main().then(() => process.exit(0), (error) => {
  console.error('the platform would refuse this package:', error.code ?? '', String(error.message).slice(0, 1500))
  process.exit(1)
})
