// The compiled mini-program stays under the platform's 2 MB, has every page, and neither build names a foreign host.
const fs = require('fs')
const path = require('path')

const LIMIT = 2 * 1024 * 1024
const [, , mini, h5] = process.argv.map((p) => path.resolve(p))
const files = (dir) => fs.readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(path.join(dir, e.name)) : [path.join(dir, e.name)]))
const faults = []

const size = files(mini).reduce((sum, file) => sum + fs.statSync(file).size, 0)
if (size >= LIMIT) faults.push(`the package has ${size} bytes; the platform takes less than ${LIMIT}`)

for (const page of JSON.parse(fs.readFileSync(path.join(mini, 'app.json'), 'utf8')).pages)
  for (const kind of ['js', 'json', 'wxml']) if (!fs.existsSync(path.join(mini, `${page}.${kind}`))) faults.push(`${page}.${kind} is missing`)

// Names that are only words in messages or in XML; nothing is fetched from them.
const WORDS = ['www.w3.org', 'vuejs.org', 'uniapp.dcloud.net.cn']
for (const file of [...files(mini), ...files(h5)].filter((f) => /\.(js|css|wxss|wxml|html|json)$/.test(f)))
  for (const [, host] of fs.readFileSync(file, 'utf8').matchAll(/https?:\/\/([a-z0-9.-]+\.[a-z]{2,})/gi)) if (!WORDS.includes(host)) faults.push(`${path.basename(file)} names ${host}`)

console.log(`mini-program: ${size} bytes of ${LIMIT}`)
if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(1)
}
