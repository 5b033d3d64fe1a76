/** Says what the pages take for the shape of every view, as JSON: by interface, by property, of what kinds it may be. */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const FILE = fileURLToPath(new URL('../src/api/types.ts', import.meta.url))
const program = ts.createProgram([FILE], { strict: true, noEmit: true })
const checker = program.getTypeChecker()
const { TypeFlags: F } = ts

/** Of one type every kind of JSON that it may be; of a union each part's. */
function kinds(type) {
  if (type.isUnion()) return [...new Set(type.types.flatMap(kinds))]
  if (type.flags & (F.Undefined | F.Void)) return []
  if (type.flags & F.Null) return ['null']
  if (type.flags & F.StringLike) return type.isStringLiteral() ? [`=${type.value}`] : ['string']
  if (type.flags & F.NumberLike) return ['number']
  if (type.flags & F.BooleanLike) return ['boolean']
  if (type.flags & (F.Unknown | F.Any)) return ['any']
  return [checker.isArrayType(type) ? 'array' : 'object']
}

const found = {}
for (const made of checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(FILE)))) {
  if (!(made.flags & ts.SymbolFlags.Interface)) continue
  const type = checker.getDeclaredTypeOfSymbol(made)
  found[made.name] = Object.fromEntries(type.getProperties().map((part) => [part.name, kinds(checker.getTypeOfSymbol(part))]))
}
console.log(JSON.stringify(found))
