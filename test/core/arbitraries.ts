import fc from "fast-check"

const number = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 1_000_000 }))

const identifier = fc.oneof(
  number.map(String),
  fc.constantFrom("rc", "alpha", "beta", "x-y", "0a", "-", "--1"),
)

const dotted = fc.array(identifier, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."))

const optional = (sign: string) => fc.option(dotted, { nil: null }).map((text) => (text ? sign + text : ""))

/** `1.2.3` */
export const releaseVersion = fc.tuple(number, number, number).map((parts) => parts.join("."))

/** `1.2.3-rc.1+build.7`, with or without its parts */
export const version = fc.tuple(releaseVersion, optional("-"), optional("+")).map((parts) => parts.join(""))

export const prefix = fc.constantFrom("v", "", "release/", "app@", "V-")

/** Names that are tags of versions, nearly so, or anything. */
export const name = fc.oneof(
  version.map((text) => `v${text}`),
  version,
  fc
    .tuple(version, fc.constantFrom(" ", "\n", "v", "=", "0", ".", "-", "\u00a0"))
    .map(([a, b]) => `v${b}${a}`),
  fc.tuple(version, fc.constantFrom(" ", "\n", ".0", "-", "+", "\u00a0")).map(([a, b]) => `v${a}${b}`),
  fc.string({ unit: "binary", maxLength: 20 }),
)
