import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as v from "valibot"
import { isValid } from "../contract/json-schema.ts"
import { ROOT } from "./cli.ts"

const EVENT = v.looseObject({
  specversion: v.literal("1.0"),
  id: v.pipe(v.string(), v.nonEmpty()),
  source: v.pipe(v.string(), v.nonEmpty()),
  type: v.string(),
  time: v.pipe(v.string(), v.isoTimestamp()),
  datacontenttype: v.literal("application/json"),
  data: v.looseObject({ context: v.looseObject({ type: v.string(), id: v.string() }) }),
})

/** The specification's own schema of a type. */
function schemaOf(type: string): Record<string, unknown> {
  const [, subject, predicate] = /^dev\.cdevents\.(\w+)\.(\w+)\./.exec(type) ?? []
  const file = subject === undefined ? "custom" : `${subject}${predicate}`
  return JSON.parse(readFileSync(join(ROOT, "test/fixtures/cdevents", `${file}.json`), "utf8"))
}

/** The type of an event that is a CloudEvent around a CDEvent, by the specifications; throws when it is not. */
export function checkedType(event: unknown): string {
  const { id, type, data } = v.parse(EVENT, event)
  if (data.context.type !== type || data.context.id !== id)
    throw new Error(`${type}: it says another thing inside`)
  if (!isValid(schemaOf(type), data)) throw new Error(`not as CDEvents have it: ${JSON.stringify(data)}`)
  return type
}
