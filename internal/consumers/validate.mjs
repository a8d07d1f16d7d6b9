// Checks NDJSON against a schema of an OpenAPI document with ajv, and that
// every value of a member is another one, whatever its case.
//
//   rolecall spec --format json > spec.json
//   node validate.mjs spec.json COTUser email people.ndjson
import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import Ajv from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

const [specFile, schemaName, unique, file] = process.argv.slice(2)
const ajv = new Ajv({ strict: false, allErrors: true })
formats(ajv)
ajv.addSchema({ ...JSON.parse(readFileSync(specFile, 'utf8')), $id: 'contract:///spec.json' })
const validate = ajv.compile({ $ref: `contract:///spec.json#/components/schemas/${schemaName}` })

let count = 0, invalid = 0, repeated = 0
const seen = new Set()
for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
  const record = JSON.parse(line)
  count++
  if (!validate(record) && ++invalid <= 5) console.log(`record ${count}: ${ajv.errorsText(validate.errors)}: ${line}`)
  const value = record[unique]?.toLowerCase()
  if (seen.has(value) && ++repeated <= 5) console.log(`record ${count} repeats ${value}`)
  seen.add(value)
}
console.log(`${count} records, ${invalid} invalid, ${repeated} repeated`)
process.exit(count > 0 && invalid + repeated === 0 ? 0 : 1)
