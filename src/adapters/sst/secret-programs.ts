// Programs that ask the tree's SST for the secrets of a stage. As in programs.ts, each function is sent as its text, and
// uses the functions of this file that are sent with it.
import { answerOf, eachLine, programOf } from "./programs.ts"

declare const load: NodeJS.Require

/** What SST's log says last of an error that SST itself did not show, with the words of a tool that failed; "" when nothing. */
function loggedError(): string {
  const { openSync, fstatSync, readSync, closeSync } = load("node:fs")
  let log = ""
  try {
    const file = openSync(".sst/log/sst.log", "r")
    const { size } = fstatSync(file)
    const end = Buffer.alloc(Math.min(size, 262144))
    log = end.toString("utf8", 0, readSync(file, end, 0, end.length, size - end.length))
    closeSync(file)
  } catch {
    return ""
  }
  const logged = [...log.matchAll(/ level=ERROR .* err="((?:[^"\\]|\\.)*)"/g)].at(-1)
  if (logged === undefined) return ""
  const lines = (logged[1] as string)
    .replace(/\\n/g, "\n")
    .replace(/\\(.)/g, "$1")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
  const [first = "", ...more] = lines
  const telling = more.find((line) => /error|cert|refused|denied|not found/i.test(line)) ?? more.at(-1)
  return [first, ...(telling === undefined ? [] : [telling])].join(": ").slice(0, 500)
}

interface ListedSecret {
  name: string
  value: string
  fallback: boolean
}

/** Asks SST for the stage's secrets. */
function secretsOf(sst: string, stage: string): ListedSecret[] {
  const asked = load("node:child_process").spawnSync(sst, ["secret", "list", "--stage", stage], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  })
  const { status, stdout, stderr, error } = asked
  if (error) throw error
  if (status !== 0 && /No secrets found/.test(stderr + stdout)) return []
  const said = /Unexpected error occurred/.test(stderr) ? loggedError() || stderr.trim() : stderr.trim()
  if (status !== 0) throw new Error(said || `sst secret list ended with exit code ${status}`)
  const secrets: ListedSecret[] = []
  let fallback = false
  for (const line of stdout.replace(/\n$/, "").split("\n")) {
    const heading = /^# (fallback|[^/\s]+\/[^/\s]+)$/.exec(line)
    const start = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line)
    const last = secrets.at(-1)
    if (heading) {
      fallback = heading[1] === "fallback"
      // an empty line before a heading belongs to no value
      if (last) last.value = last.value.replace(/\n$/, "")
    } else if (start) secrets.push({ name: start[1] as string, value: start[2] as string, fallback })
    else if (last) last.value += `\n${line}`
  }
  return secrets
}

/** Takes values out of a text, in each form in which tools print them; short ones would spoil it and hide nothing. */
function maskOf(values: readonly string[]): (text: string) => string {
  const forms = new Set<string>()
  const take = (form: string) => form.trim().length >= 4 && forms.add(form)
  for (const value of values) {
    const plain = [value, value.trim()]
    try {
      const { password } = new URL(value)
      plain.push(password, decodeURIComponent(password))
    } catch {
      // it is no address
    }
    for (const form of plain) {
      for (const line of [form, ...form.split("\n")]) take(line)
      if (form.trim().length < 4) continue
      take(JSON.stringify(form).slice(1, -1))
      take(encodeURIComponent(form))
      take(Buffer.from(form).toString("base64").replace(/=+$/, ""))
    }
  }
  const longest = [...forms].sort((one, other) => other.length - one.length)
  // of a value at which a line was cut off, the beginning is there
  const withoutBeginning = (text: string): string => {
    for (const form of longest) {
      for (let length = form.length - 1; length >= 4; length--) {
        if (text.endsWith(form.slice(0, length))) return `${text.slice(0, -length)}***`
      }
    }
    return text
  }
  return (text) => {
    const masked = longest.reduce((left, form) => left.replaceAll(form, "***"), text)
    return masked.endsWith("…") ? `${withoutBeginning(masked.slice(0, -1))}…` : masked
  }
}

/**
 * Prints {"secrets": [{name, fallback, state}]} with state "set", "empty" or "placeholder". Arguments: path of SST, stage,
 * values that stand for no value.
 */
function listSecretNames() {
  const [sst, stage, ...placeholders] = process.argv.slice(1) as [string, string, ...string[]]
  const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase()
  const stateOfValue = (value: string) =>
    value.trim() === ""
      ? "empty"
      : placeholders.some((placeholder) => same(placeholder, value))
        ? "placeholder"
        : "set"
  return {
    secrets: secretsOf(sst, stage).map(({ name, value, fallback }) => ({
      name,
      fallback,
      state: stateOfValue(value),
    })),
  }
}

/**
 * Prints {"outputs": {…}, "missing": […], "secret": […]} of .sst/outputs.json: the named outputs only, and none that
 * holds the value of a secret. Arguments: path of SST, stage, names.
 */
function readOutputs() {
  const [sst, stage, ...names] = process.argv.slice(1) as [string, string, ...string[]]
  const LONG = 8
  const reveals = (text: string, value: string) =>
    text === value || (value.length >= LONG && text.includes(value))
  const all = JSON.parse(load("node:fs").readFileSync(".sst/outputs.json", "utf8"))
  const values = secretsOf(sst, stage)
    .map(({ value }) => value)
    .filter((value) => value !== "")
  const outputs: Record<string, string> = {}
  const missing: string[] = []
  const secret: string[] = []
  for (const name of names) {
    const value = Object.hasOwn(all, name) ? all[name] : undefined
    const text = ["string", "number", "boolean"].includes(typeof value) ? String(value) : ""
    if (text === "") missing.push(name)
    else if (values.some((one) => reveals(text, one))) secret.push(name)
    else outputs[name] = text
  }
  return { outputs, missing, secret }
}

/**
 * Prints the lines of the JSON list in PIPELINE_LINES without the values of the stage's secrets. Arguments: path of
 * SST, stage. The lines may hold one, so they are no argument.
 */
function maskLines() {
  const [sst, stage] = process.argv.slice(1) as [string, string]
  const lines: string[] = JSON.parse(process.env.PIPELINE_LINES ?? "[]")
  return lines.map(maskOf(secretsOf(sst, stage).map(({ value }) => value)))
}

/**
 * Sets a secret from an environment variable, through SST's standard input: so the value stands in no argument, which
 * every user of a machine can read. Arguments: path of SST, stage, name, the variable.
 */
function setSecret(): void {
  const [sst, stage, name, variable] = process.argv.slice(1) as [string, string, string, string]
  const { [variable]: input = "", ...env } = process.env
  if (input === "") {
    console.error("there is no value")
    process.exit(1)
  }
  const argv = ["secret", "set", name, "--stage", stage]
  const asked = load("node:child_process").spawnSync(sst, argv, { input, env, encoding: "utf8" })
  const { status, stdout, stderr, error } = asked
  // one that ends before it has read the value has said why
  if (error && status === null) {
    console.error(error.message)
    process.exit(1)
  }
  // a terminal's prompt and the confirmation are of no use; an error is
  if (status !== 0) console.error(maskOf([input])(stderr + stdout).trim())
  process.exit(status === 0 ? 0 : 1)
}

/**
 * Prints {"steps": [{op, type, name}]} of what a deploy would do. SST's own list holds what each resource is made of,
 * which may be secret, and it is an empty list when the diff failed. Arguments: path of SST and what it is given.
 */
function showDiff() {
  const [sst, ...args] = process.argv.slice(1) as [string, ...string[]]
  const asked = load("node:child_process").spawnSync(sst, ["diff", "--json", ...args], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  })
  const { status, signal, stdout, error } = asked
  if (error) throw new Error(`sst diff cannot be run: ${error.message}`)
  if (status !== 0) {
    const said = loggedError()
    const how = signal ? `was ended by ${signal}` : `ended with exit code ${status}`
    throw new Error(`sst diff ${how}${said ? `: ${said}` : ""}`)
  }
  let steps: { op: string; urn: string; type: string }[]
  try {
    steps = JSON.parse(stdout)
  } catch {
    throw new Error("sst diff printed what is not its list of changes")
  }
  return {
    steps: steps.map(({ op, urn, type }) => ({ op, type, name: String(urn).split("::").at(-1) })),
  }
}

/**
 * Runs a command with the value of one of the stage's secrets in its environment, and masks it in what the command
 * says: the value never leaves these two processes. The keys that read it are not passed on. Arguments: path of SST,
 * stage, name of the secret, variable, directory from here, program and its arguments. Runs in the folder of
 * sst.config.ts.
 * @param exitCode of this program when the command was not started; its last line then says why, after the word in
 * PIPELINE_NOT_STARTED, which the command does not know
 */
function withSecret(exitCode: number, read: typeof eachLine): void {
  const [sst, stage, name, variable, directory, program, ...args] = process.argv.slice(1) as [
    string,
    string,
    string,
    string,
    string,
    string,
    ...string[],
  ]
  const { PIPELINE_NOT_STARTED: word, ...inherited } = process.env
  const refuse = (message: string): never => {
    console.error(`${word}: ${message}`)
    process.exit(exitCode)
  }
  const valueOfSecret = (): string => {
    try {
      const all = secretsOf(sst, stage).filter((secret) => secret.name === name)
      return (all.find(({ fallback }) => !fallback) ?? all[0])?.value ?? ""
    } catch (error) {
      return refuse(`the secrets cannot be read: ${Object(error).message}`)
    }
  }
  const value = valueOfSecret()
  if (value.trim() === "") refuse(`the secret ${name} is not set for ${stage}`)
  const mask = maskOf([value])
  const env: NodeJS.ProcessEnv = { ...inherited, [variable]: value }
  for (const key of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) delete env[key]
  const child = load("node:child_process").spawn(program, args, {
    cwd: directory,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  })
  child.once("error", (error: Error) => refuse(error.message))
  read(child.stdout, (line) => console.log(mask(line)))
  read(child.stderr, (line) => console.error(mask(line)))
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal))
  const end = (code: number | null) => {
    process.exitCode = code ?? 1
  }
  child.once("close", end)
  // what the command left running may hold its output open
  child.once("exit", (code: number | null) => {
    end(code)
    setTimeout(() => process.exit(), 1000).unref()
  })
}

/** The exit code of `WITH_SECRET` when its command was not started. */
export const NOT_STARTED = 97

const SECRETS = [loggedError, secretsOf]
export const LIST_SECRET_NAMES = answerOf(listSecretNames, SECRETS)
export const READ_OUTPUTS = answerOf(readOutputs, SECRETS)
export const MASK_LINES = answerOf(maskLines, [maskOf, ...SECRETS])
export const SET_SECRET = programOf(setSecret, [maskOf])
export const SHOW_DIFF = answerOf(showDiff, [loggedError])
export const WITH_SECRET = programOf(withSecret, [maskOf, ...SECRETS], NOT_STARTED, eachLine)
