import { base64Of, hexOf, piecesOf, withoutPieces } from "./encoded-pieces.ts"
import { decoded } from "./text.ts"

/**
 * Text that only its recipient gets: it appears in no argument, no cache key and no output. An engine's secrets are of this shape.
 */
export interface SecretValue {
  plaintext(): Promise<string>
  /** where it is a file already, for a tool that wants one */
  readonly path?: string
}

/** Secrets by the environment variable that holds each. */
export type SecretEnvironment = Readonly<Record<string, SecretValue>>

/** A named secret is masked from this length on: a shorter one would spoil every text, and hides nothing. */
const MIN_NAMED = 4
/** One that only its variable's name gives away must be longer: such variables also hold `true`, `1234` and the like. */
const MIN_GUESSED = 6

const MASK = "***"

/** Secrets that can be recognized by their form. */
const RECOGNIZABLE: readonly [RegExp, string][] = [
  // user and password of a URL
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/-]{8,}=*/gi, "$1 ***"],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, MASK],
  [/\b(xox[a-z]|gh[a-z]|github_pat|sk|xapp)[-_][A-Za-z0-9_-]{8,}/g, MASK],
]

/** Takes known secrets out of a text. */
export interface Masker {
  mask(text: string): string
  /** Each form in which tools print the secrets, the longest first. */
  readonly forms: readonly string[]
  /** How long a piece of text must be held together so that no secret is cut in two. */
  readonly longest: number
}

/**
 * Masks secrets in each form in which tools print them: whole, line by line, as part of a URL, encoded, and in pieces of
 * what encodes them.
 */
export function maskerOf(secrets: readonly string[]): Masker {
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((one, other) => other.length - one.length)
  const [longest] = forms
  if (longest === undefined) return { mask: (text) => text, forms, longest: 0 }
  // one expression reads a text once, however many secrets there are; the longest form comes first
  const pattern = new RegExp(forms.map(escapeRegExp).join("|"), "g")
  const texts = secrets.flatMap(plainOf)
  const pieces = piecesOf(texts, texts.map(bodyOf))
  const masked = (text: string) =>
    pieces.reduce((left, some) => withoutPieces(left, some, MASK), text.replace(pattern, MASK))
  return {
    mask(text) {
      const coloured = masked(text)
      if (!text.includes(ESCAPE)) return coloured
      // colours may stand within a secret: such a text loses them
      const bare = masked(text.replace(COLOURS, ""))
      return coloured.replace(COLOURS, "") === bare ? coloured : bare
    },
    forms,
    longest: longest.length,
  }
}

const ESCAPE = "\u001b"
const COLOURS = new RegExp(`${ESCAPE}\\[[0-?]*[ -/]*[@-~]`, "g")

/**
 * Masks secrets in text of others before it is shown: those whose value is known, and what looks like one.
 * It cannot know every secret, so only a little of such text may be quoted.
 */
export const redact = (text: string, known: readonly string[]): string => redactWith(maskerOf(known), text)

/** The same with a masker that is there already. */
export const redactWith = (masker: Masker, text: string): string =>
  RECOGNIZABLE.reduce((left, [pattern, mask]) => left.replace(pattern, mask), masker.mask(text))

const NAMES_A_SECRET =
  /TOKEN|SECRET|PASSW(OR)?D|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|(^|_)(KEY|PWD|PAT|AUTH|DSN|DATABASE_URL)$|_KEY_/i
/** The variable says where the secret is. */
const NAMES_A_PLACE = /_(FILE|PATH|DIR|DIRECTORY)$/i

/** Whether the name of an environment variable says that its value is secret. */
export const isSecretName = (name: string): boolean =>
  name !== "PWD" && NAMES_A_SECRET.test(name) && !NAMES_A_PLACE.test(name)

/**
 * The secret values of an environment: those whose name says so, and the passwords of addresses.
 * @param named variables that are secret whatever they are called
 */
export function secretsOf(
  env: Readonly<Record<string, string | undefined>>,
  named: readonly string[] = [],
): string[] {
  return Object.entries(env).flatMap(([name, value = ""]) => {
    if (named.includes(name)) return [value]
    if (isSecretName(name)) return value.trim().length < MIN_GUESSED ? [] : [value]
    return passwordsOf(value)
  })
}

/** Keys whose text is the pipeline's own: what reads a record would not find its way without it. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...["kind", "id", "code", "status", "outcome", "verdict", "command", "gate", "op", "type", "severity"],
  ...["app", "stage", "tag", "sha", "runId", "name", "digest"],
  ...["at", "since", "until", "startedAt"],
])

/** A deploy tool chose the names below this key, and any of them may be one of the pipeline's own words. */
const OF_A_TOOL = "outputs"

/** The same value without secrets in its texts: for reports and records, whose keys and identifiers stay, and for errors. */
export function withoutSecrets<T>(value: T, masker: Masker): T {
  const visit = (part: unknown, key: string, around: readonly unknown[], isOwn: boolean): unknown => {
    if (typeof part === "string") return isOwn && OWN_WORDS.has(key) ? part : redactWith(masker, part)
    if (typeof part !== "object" || part === null) return part
    // an error may be its own cause
    if (around.includes(part)) return undefined
    const isOwnInside = isOwn && key !== OF_A_TOOL
    const inside = (one: unknown, name: string) => visit(one, name, [...around, part], isOwnInside)
    if (Array.isArray(part)) return part.map((one) => visit(one, key, [...around, part], isOwn))
    if (part instanceof Error) return errorLike(part, inside)
    if (Object.getPrototypeOf(part) !== Object.prototype) return part
    return Object.fromEntries(
      Object.entries(part).map(([name, one]) => [
        isOwnInside ? name : redactWith(masker, name),
        inside(one, name),
      ]),
    )
  }
  return visit(value, "", [], true) as T
}

/** What an error may have from its class, which gives it to none but its own. */
const OF_ITS_CLASS = ["name", "message", "stack", "code"] as const

/** An error of the same class with other texts; the very same where they are no others. */
function errorLike(error: Error, textOf: (value: unknown, name: string) => unknown): Error {
  const known: Readonly<Record<string, unknown>> = error as never
  const inherited = OF_ITS_CLASS.filter((name) => name in error)
  const fields = [...new Set([...Object.getOwnPropertyNames(error), ...inherited])].map((name) => {
    const enumerable = Object.getOwnPropertyDescriptor(error, name)?.enumerable ?? false
    return [
      name,
      { value: textOf(known[name], name), enumerable, writable: true, configurable: true },
    ] as const
  })
  if (fields.every(([name, { value }]) => value === known[name])) return error
  return Object.create(Object.getPrototypeOf(error), Object.fromEntries(fields))
}

/** Runs the body. What it throws is thrown without secrets in its texts, and is otherwise the same. */
export async function masking<T>(masker: Masker, body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw withoutSecrets(error, masker)
  }
}

/** The texts that a secret consists of: itself, and what is secret within an address or a file of settings. */
function plainOf(secret: string): string[] {
  const whole = secret.trim()
  return [whole, ...passwordsOf(whole), ...settingsOf(whole)].filter((form) => form.length >= MIN_NAMED)
}

function formsOf(secret: string): string[] {
  const plain = plainOf(secret)
  return [...plain, ...plain.flatMap(linesOf), ...plain.flatMap(encodingsOf)]
}

const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= MIN_GUESSED)

/** A key without the line ends of its file. What has but one line may be made of words. */
const bodyOf = (text: string): string =>
  text.includes("\n")
    ? linesOf(text)
        .filter((line) => /^[A-Za-z0-9+/]{24,}={0,2}$/.test(line))
        .join("")
    : ""

/** Names and values, as files of settings have them: YAML, JSON, INI. */
const SETTING = /["']?([\w.-]+)["']?[ \t]*[:=][ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([^\s,}"']+))/g

/** A value that is so long and has no meaning to people is worth hiding whatever its name. */
const MIN_OPAQUE = 24

/** The secrets within a file of settings: a tool that reads it shows them one by one. */
function settingsOf(text: string): string[] {
  if (!text.includes("\n") && !text.startsWith("{")) return []
  return [...text.matchAll(SETTING)]
    .map(([, name = "", inQuotes, ...others]) => {
      // a key in JSON has its line ends written out
      const value = inQuotes?.replaceAll("\\n", "\n") ?? others.find((form) => form !== undefined) ?? ""
      return { name: name.replace(/[.-]/g, "_"), value }
    })
    .filter(({ name, value }) => value.length >= MIN_GUESSED && (isOpaque(value) || isSecretName(name)))
    .map(({ value }) => value)
}

const isOpaque = (value: string): boolean => value.length >= MIN_OPAQUE && !value.includes("://")

/** The password of a URL as it is written and as it is meant; none where there is none. */
function passwordsOf(text: string): string[] {
  const written = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/]+)@/i.exec(text.trim())?.[1]
  return written === undefined ? [] : [...new Set([written, decoded(written)])]
}

function encodingsOf(text: string): string[] {
  const coded = base64Of(text)
  const whole = coded[0] as string
  return [
    ...escapedIn(text),
    ...percentOf(text),
    ...[...coded, hexOf(text)]
      .filter((form) => form.length >= MIN_GUESSED)
      .flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]),
    // an engine takes a form out of a stream, whatever line ends it has
    ...WIDTHS.filter((width) => whole.length > width).map((width) => wrapped(whole, width)),
  ]
}

/** Within quotes: of JSON as different languages write it, also twice, of HTML, of a shell, and of others. */
function escapedIn(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const escaped = (chars: RegExp) =>
    json.replace(chars, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
  const ascii = escaped(/[\u007f-\uffff]/g)
  const web = escaped(/[<>&]/g)
  return [
    ...[json, ascii, web, json.replaceAll("/", "\\/"), ascii.replaceAll("/", "\\/")],
    ...[json, web].map((once) => JSON.stringify(once).slice(1, -1)),
    inHtml(text).replaceAll('"', "&quot;"),
    text.replaceAll("'", "'\\''"),
    ...(text.includes("\n") ? [] : quotedIn(text)),
  ]
}

/** What has but one line is a password, which may have any character. */
const quotedIn = (text: string): string[] => [
  ...QUOTES_IN_HTML.map(([double, single]) => inHtml(text).replaceAll('"', double).replaceAll("'", single)),
  // within a shell's double quotes, as `export -p` shows it, and without any, as `printf %q` does
  text.replace(/[\\"$`]/g, "\\$&"),
  text.replace(/[^\w@%+=:,./-]/g, "\\$&"),
  text.replace(/[\\']/g, "\\$&"),
  // SQL, YAML and CSV write a quote twice
  ...["'", '"'].map((quote) => text.replaceAll(quote, quote + quote)),
]

/** How a double and a single quote are written in HTML, which differs from one language to the next. */
const QUOTES_IN_HTML: readonly (readonly [string, string])[] = [
  ...["&#39;", "&#x27;", "&#039;", "&apos;"].map((single) => ["&quot;", single] as const),
  ["&#34;", "&#39;"],
]

const inHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/** In an address: what is left as it is differs between languages. */
function percentOf(text: string): string[] {
  const whole = wellFormed(text)
  const percent = encodeURIComponent(whole)
  const strict = percent.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  return [percent, strict, strict.replaceAll("%2F", "/"), encodeURI(whole)]
    .flatMap((form) => [form, form.replaceAll("%20", "+")])
    .flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())])
}

/** Half a character cannot be encoded. */
const wellFormed = (text: string): string =>
  text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD")

/** Where programs end the lines of base64. */
const WIDTHS: readonly number[] = [64, 76]

const wrapped = (text: string, width: number): string =>
  text.replace(new RegExp(`.{${width}}(?=.)`, "g"), "$&\n")

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
