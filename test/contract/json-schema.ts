// Judges a value by a JSON schema: only the keywords that our generated schema uses; another one is an error.

type Schema = Record<string, unknown>
type Judge = (value: unknown, argument: unknown, schema: Schema) => boolean

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const types: Record<string, (value: unknown) => boolean> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
}

const anything: Judge = () => true
const ofObject =
  (judge: (value: Record<string, unknown>, argument: never, schema: Schema) => boolean): Judge =>
  (value, argument, schema) =>
    !isObject(value) || judge(value, argument as never, schema)
const ofNumber =
  (judge: (value: number, limit: number) => boolean): Judge =>
  (value, limit) =>
    typeof value !== "number" || judge(value, limit as number)
const ofString =
  (judge: (value: string, argument: string) => boolean): Judge =>
  (value, argument) =>
    typeof value !== "string" || judge(value, argument as string)
const ofArray =
  (judge: (value: unknown[], argument: never) => boolean): Judge =>
  (value, argument) =>
    !Array.isArray(value) || judge(value, argument as never)

const FORMATS: Record<string, (value: string) => boolean> = {
  uri: (value) => URL.canParse(value),
  "uri-reference": (value) => URL.canParse(value, "https://example.com"),
  "date-time": (value) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value)),
}

const keywords: Record<string, Judge> = {
  $schema: anything,
  $id: anything,
  // of CDEvents: a list of links, which ours have none of
  $ref: (value) => value === undefined,
  contentEncoding: anything,
  title: anything,
  description: anything,
  default: anything,
  type: (value, type) => types[type as string]?.(value) === true,
  const: (value, constant) => value === constant,
  enum: (value, options) => (options as unknown[]).includes(value),
  anyOf: (value, schemas) => (schemas as Schema[]).some((schema) => isValid(schema, value)),
  oneOf: (value, schemas) => (schemas as Schema[]).filter((schema) => isValid(schema, value)).length === 1,
  required: ofObject((value, names: string[]) => names.every((name) => Object.hasOwn(value, name))),
  properties: ofObject((value, schemas: Record<string, Schema>) =>
    Object.entries(schemas).every(
      ([key, schema]) => !Object.hasOwn(value, key) || isValid(schema, value[key]),
    ),
  ),
  propertyNames: ofObject((value, schema: Schema) => Object.keys(value).every((key) => isValid(schema, key))),
  additionalProperties: ofObject((value, schema: Schema | false, { properties = {} }) =>
    Object.entries(value)
      .filter(([key]) => !Object.hasOwn(properties as Schema, key))
      .every(([, other]) => schema !== false && isValid(schema, other)),
  ),
  minProperties: ofObject((value, least: number) => Object.keys(value).length >= least),
  items: ofArray((value, schema: Schema) => value.every((item) => isValid(schema, item))),
  minItems: ofArray((value, least: number) => value.length >= least),
  minLength: (value, least) => typeof value !== "string" || value.length >= (least as number),
  pattern: ofString((value, pattern) => new RegExp(pattern).test(value)),
  format: ofString((value, format) => FORMATS[format]?.(value) === true),
  minimum: ofNumber((value, limit) => value >= limit),
  maximum: ofNumber((value, limit) => value <= limit),
  exclusiveMinimum: ofNumber((value, limit) => value > limit),
}

export function isValid(schema: Schema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, argument]) => {
    const judge = keywords[keyword]
    if (judge === undefined)
      throw new Error(`The schema uses ${keyword}, which json-schema.ts does not know.`)
    return judge(value, argument, schema)
  })
}
