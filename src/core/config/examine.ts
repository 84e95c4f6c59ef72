import * as v from "valibot"
import type { Problem } from "../errors.ts"
import { type Place, pathOf } from "../json.ts"
import { clip, meant } from "../text.ts"

/** What is known of a file as a whole. */
interface Examined {
  /** the value with something valid wherever something is wrong, so that the rest can be judged */
  whole: unknown
  problems: Problem[]
  /** places whose value is not the one that was written */
  broken: string[]
  /** what keys were taken for, and how they are written */
  renamed: ReadonlyMap<string, string>
}

/** As far as a schema is looked into. */
type Schema = v.GenericSchema & {
  entries?: Record<string, Schema>
  wrapped?: Schema
  item?: Schema
  key?: Schema | string
  value?: Schema
  options?: readonly (Schema | string)[]
  literal?: unknown
}

type Fields = Record<string, unknown>

/**
 * Holds a value against a schema and finds everything that is wrong, each with its place and what to do. What was certainly
 * meant by a wrong name or type is taken for it, so that what is inside is judged in the same round.
 * @param file names the whole
 */
export function examine(schema: v.GenericSchema, value: unknown, file: string): Examined {
  const examiner = new Examiner(file)
  const whole = examiner.visit(schema as Schema, value, [])
  const { problems, broken, renamed } = examiner
  return { whole, problems, broken, renamed }
}

/** Nothing that could be taken for what was meant. */
const NOTHING = Symbol("nothing")

class Examiner {
  readonly problems: Problem[] = []
  readonly broken: string[] = []
  readonly renamed = new Map<string, string>()
  private readonly file: string

  constructor(file: string) {
    this.file = file
  }

  /** The value, or what stands for it where it is wrong. */
  visit(outer: Schema, value: unknown, place: Place): unknown {
    const isOptional = outer.type === "optional"
    const schema = isOptional ? (outer.wrapped as Schema) : outer
    const about = v.getDescription(outer) ?? v.getDescription(schema) ?? ""
    const taken = this.inside(schema, value, place, about)
    const result = taken === NOTHING ? null : v.safeParse(schema, taken)
    if (result?.success) return taken
    const stand = result === null ? NOTHING : this.refuse(schema, taken, result.issues[0], place, about)
    if (stand !== NOTHING) return stand
    this.broken.push(pathOf(place, this.file))
    return isOptional ? undefined : standIn(schema)
  }

  private inside(schema: Schema, value: unknown, place: Place, about: string): unknown {
    const { type } = schema
    if (type === "array") return this.list(schema, value, place, about)
    if (type !== "strict_object" && type !== "record" && type !== "variant") return value
    if (!isObject(value)) {
      this.report(place, `must be an object, is ${shownValue(value)}`, `Correct it. ${about}`)
      // of the file itself, what it must have is still to be said
      return place.length === 0 ? this.object(schema, {}, place) : NOTHING
    }
    if (type === "variant") return this.variant(schema, value, place)
    return type === "record" ? this.record(schema, value, place) : this.object(schema, value, place)
  }

  private list(schema: Schema, value: unknown, place: Place, about: string): unknown {
    const items = (list: readonly unknown[]) =>
      list.map((one, index) => this.visit(schema.item as Schema, one, [...place, index]))
    if (Array.isArray(value)) return items(value)
    const read = schema.item?.type === "string" && typeof value === "string" ? asList(value) : null
    const fix = read === null ? `Correct it. ${about}` : `Write ${JSON.stringify(read)}.`
    this.report(place, `must be an array, is ${shownValue(value)}`, fix)
    return read === null ? NOTHING : items(read)
  }

  private object(schema: Schema, value: Fields, place: Place): Fields {
    const entries = schema.entries as Record<string, Schema>
    const visited: Fields = {}
    for (const [key, one] of Object.entries(value)) {
      const known = Object.hasOwn(entries, key)
      const name = known ? key : this.unknown(Object.keys(entries), value, [...place, key])
      if (name !== null) visited[name] = this.visit(entries[name] as Schema, one, [...place, name])
    }
    for (const [key, entry] of Object.entries(entries)) {
      if (Object.hasOwn(visited, key) || entry.type === "optional") continue
      visited[key] = standIn(entry)
      const kinds = kindsOf(entry)
      const must = kinds.length === 0 ? "" : `; must be ${quoted(kinds)}`
      this.broken.push(pathOf([...place, key], this.file))
      this.report([...place, key], `is missing${must}`, `Add it. ${v.getDescription(entry) ?? ""}`)
    }
    return visited
  }

  /** The known key that was meant by an unknown one; null when there is none, or when it is there as well. */
  private unknown(known: readonly string[], holder: Fields, place: Place): string | null {
    const key = String(place.at(-1))
    if (this.isReserved(place)) return null
    const name = meant(key, known)
    const hint = name === null ? "" : `; did you mean ${name}?`
    const fix = name === null ? `Take it out. Known here: ${known.join(", ")}.` : `Rename it to ${name}.`
    this.report(place, `is not a known key${hint}`, fix)
    if (name === null || Object.hasOwn(holder, name)) return null
    const taken = pathOf([...place.slice(0, -1), name], this.file)
    if (this.renamed.has(taken)) return null
    this.renamed.set(taken, pathOf(place, this.file))
    return name
  }

  private record(schema: Schema, value: Fields, place: Place): Fields {
    const visited: Fields = {}
    for (const [key, one] of Object.entries(value)) {
      const inner = [...place, key]
      if (this.isReserved(inner)) continue
      const named = v.safeParse(schema.key as Schema, key)
      if (!named.success) this.report(inner, named.issues[0].message, "Choose another name.")
      const item = this.visit(schema.value as Schema, one, inner)
      if (!named.success) this.broken.push(pathOf(inner, this.file))
      // what nothing stands for is left out: as undefined it would be wrong a second time
      else if (item !== undefined) visited[key] = item
    }
    return visited
  }

  private isReserved(place: Place): boolean {
    const isSo = RESERVED.has(String(place.at(-1)))
    if (isSo) this.report(place, "is a reserved name", "Choose another name.")
    return isSo
  }

  /** Which of several shapes an object has is known by one key; where that is wrong, by what else it has. */
  private variant(schema: Schema, value: Fields, place: Place): unknown {
    const shapes = schema.options as readonly Schema[]
    const key = schema.key as string
    const kinds = shapes.map(({ entries }) => String(entries?.[key]?.literal))
    const shapeOf = (kind: unknown) => shapes[kinds.indexOf(String(kind))]
    const written = value[key]
    const named = shapeOf(written)
    if (named !== undefined) return this.object(named, value, place)
    const inner = [...place, key]
    const shares = (kind: string) =>
      Object.keys(value).filter((one) => Object.hasOwn((shapeOf(kind) as Schema).entries as object, one))
        .length
    // there are always several
    const [first, second] = [...kinds].sort((one, other) => shares(other) - shares(one)) as [string, string]
    const like = typeof written === "string" ? meant(written, kinds) : null
    const close = shares(first) > shares(second) ? first : like
    const is = written === undefined ? "is missing; " : ""
    const not = written === undefined ? "" : `, is ${shownValue(written)}`
    this.report(
      inner,
      `${is}must be ${quoted(kinds)}${not}`,
      close === null ? "Choose one." : `Write ${JSON.stringify(close)}.`,
    )
    if (close === null) return NOTHING
    return this.object(shapeOf(close) as Schema, { ...value, [key]: close }, place)
  }

  /** Says what is wrong with a value, and gives what was meant by it, or nothing. */
  private refuse(
    schema: Schema,
    value: unknown,
    issue: v.BaseIssue<unknown>,
    place: Place,
    about: string,
  ): unknown {
    const bare = withoutQuotes(value)
    const read = bare === null ? null : v.safeParse(schema, bare)
    if (read?.success) {
      this.report(place, issueMessage(issue), `Write ${bare} without quotation marks.`)
      return bare
    }
    const close = typeof value === "string" ? meant(value, kindsOf(schema)) : null
    const [other] = read?.issues ?? []
    const message =
      other === undefined || other.kind === "schema"
        ? issueMessage(issue)
        : `${other.message}, is ${shownValue(value)}`
    const correct = kindsOf(schema).length > 0 ? "Choose one of these." : `Correct it. ${about}`
    this.report(place, message, close === null ? correct : `Write ${JSON.stringify(close)}.`)
    return close ?? NOTHING
  }

  private report(place: Place, message: string, fix: string): void {
    this.problems.push({ path: pathOf(place, this.file), message, fix: fix.trim() })
  }
}

const RESERVED = new Set(["__proto__", "prototype", "constructor"])

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Nothing, and texts and numbers of every form that a key asks for. */
const PLAIN = [undefined, "stand-in", "https://stand-in.invalid", "StandIn", 1, 200, false]

/** A valid value of a schema; undefined where a key is optional. */
function standIn(schema: Schema): unknown {
  const { type, entries, item, literal, options } = schema
  const candidates: unknown[] = [...PLAIN, literal, options?.[0]]
  if (type === "array") candidates.push([standIn(item as Schema)])
  if (type === "record") candidates.push({}, { standIn: standIn(schema.value as Schema) })
  if (type === "variant") candidates.push(standIn(options?.[0] as Schema))
  if (type === "strict_object") {
    const all = Object.entries(entries as Record<string, Schema>)
    candidates.push(Object.fromEntries(all.map(([key, entry]) => [key, standIn(entry)])))
  }
  return candidates.find((candidate) => v.is(schema, candidate))
}

export const CONFIG_FILE = "pipeline.json"

/** What is wrong with a value, as a sentence about its place. */
function issueMessage({ kind, input, expected, message }: v.BaseIssue<unknown>): string {
  if (kind !== "schema") return message
  const types = (expected as string).replace(/[()]/g, "").split(" | ")
  return `must be ${inWords(types)}, is ${shownValue(input)}`
}

const WORDS = new Map([
  ["string", "a string"],
  ["number", "a number"],
  ["boolean", "a boolean"],
])

/** `a string, a number or null` */
function inWords(types: readonly string[]): string {
  const list = types.map((type) => WORDS.get(type) ?? type).join(", ")
  return list.replace(/, (?=[^,]*$)/, " or ")
}

/** A value as a message names it. */
function shownValue(value: unknown): string {
  if (Array.isArray(value)) return "an array"
  return typeof value === "object" && value !== null ? "an object" : clip(`${JSON.stringify(value)}`)
}

/** The few texts that a key may have; none where any text may be. */
const kindsOf = ({ type, options = [] }: { type: string; options?: readonly unknown[] }): string[] =>
  type === "picklist" ? options.map(String) : []

/** `"GET", "HEAD" or "POST"` */
const quoted = (kinds: readonly string[]): string => inWords(kinds.map((kind) => JSON.stringify(kind)))

/** The number or the boolean that stands in quotation marks; null when it is neither. */
function withoutQuotes(value: unknown): number | boolean | null {
  if (value === "true" || value === "false") return value === "true"
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null
}

/** What only a shell understands. */
const SHELL = /[|&;<>$`*?~()'"\\]/

/** A command line as a program and its arguments. */
const asList = (text: string): string[] =>
  SHELL.test(text) ? ["sh", "-c", text] : text.split(/\s+/).filter((word) => word !== "")
