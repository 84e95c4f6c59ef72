/**
 * Programs that run with the tree's own node, as `node -e PROGRAM -- ARGUMENTS`. What they read of a secret's value
 * never leaves them: they print names, and outputs that are no secret.
 */

/**
 * Prints the path of SST's binary for this platform, as the tree has it installed: hoisted or not, by any package
 * manager. npm's wrapper is no use, because it dies of a signal and leaves the deploy running.
 */
export const FIND_BINARY = `
const { createRequire } = require("node:module")
const { join } = require("node:path")
const { statSync } = require("node:fs")
const from = createRequire(join(process.cwd(), "package.json"))
const root = (require) => (require.resolve.paths("sst") || []).map((path) => join(path, "sst", "package.json"))
const known = root(from).find((path) => { try { return statSync(path).isFile() } catch { return false } })
if (known === undefined) { console.error("sst is not among the tree's dependencies"); process.exit(1) }
const name = "sst-" + process.platform + "-" + process.arch
const real = require("node:fs").realpathSync(known)
for (const near of [createRequire(real), from]) {
  try { console.log(near.resolve(name + "/bin/sst")); process.exit(0) } catch {}
}
console.error("sst is installed without " + name + ": its optional dependencies were left out, or it was installed for another platform")
process.exit(1)
`

/** Where SST keeps its state on this machine, as its own os.UserConfigDir says. */
const LOCAL_STATE = `
const { homedir } = require("node:os")
const { join } = require("node:path")
const { existsSync, readFileSync } = require("node:fs")
const [app, stage] = process.argv.slice(1)
const config = process.platform === "darwin"
  ? join(homedir(), "Library", "Application Support")
  : process.env.XDG_CONFIG_HOME || join(homedir(), ".config")
const local = (kind) => join(config, "sst", "state", kind, app, stage + ".json")
`

/**
 * Prints SST's lock on a stage as {"lock": …} (null: free), or {"error": why}; for the homes local and aws.
 * Arguments: app, stage. Runs in the folder of sst.config.ts, after SST has installed its platform there.
 */
export const READ_LOCK = `${LOCAL_STATE}
const tell = (told) => console.log(JSON.stringify(told))
async function fromAws() {
  const from = require("node:module").createRequire(join(process.cwd(), ".sst", "platform", "package.json"))
  const { SSMClient, GetParameterCommand } = from("@aws-sdk/client-ssm")
  const { S3Client, GetObjectCommand } = from("@aws-sdk/client-s3")
  const endpoint = process.env.AWS_ENDPOINT_URL
  const options = { region: process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || "us-east-1", ...(endpoint ? { endpoint, forcePathStyle: true } : {}) }
  const { Parameter } = await new SSMClient(options).send(new GetParameterCommand({ Name: "/sst/bootstrap", WithDecryption: true }))
  const { state } = JSON.parse(Parameter.Value)
  try {
    const { Body } = await new S3Client(options).send(new GetObjectCommand({ Bucket: state, Key: "lock/" + app + "/" + stage + ".json" }))
    return JSON.parse(await Body.transformToString())
  } catch (error) {
    if (error.name === "NoSuchKey" || error.name === "NotFound") return null
    throw error
  }
}
async function main() {
  if (existsSync(local("passphrase"))) {
    const file = local("lock")
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null
  }
  return fromAws()
}
main().then((lock) => tell({ lock }), (error) => tell({ error: String(error.message || error.name || error) }))
`

/** What SST's log says last of an error that SST itself did not show; "" when nothing. */
const LOGGED_ERROR = `
function loggedError() {
  let log = ""
  try { log = require("node:fs").readFileSync(".sst/log/sst.log", "utf8") } catch {}
  const said = [...log.matchAll(/ level=ERROR .* err="((?:[^"\\\\]|\\\\.)*)"/g)].at(-1)
  return said ? said[1].split("\\\\n")[0] : ""
}
`

/** Asks SST for the stage's secrets, for what follows in the same process. */
export const LIST_SECRETS = `${LOGGED_ERROR}
const { spawnSync } = require("node:child_process")
function secretsOf(sst, stage) {
  const { status, stdout, stderr, error } = spawnSync(sst, ["secret", "list", "--stage", stage], { encoding: "utf8" })
  if (error) throw error
  if (status !== 0 && /No secrets found/.test(stderr + stdout)) return []
  const said = /Unexpected error occurred/.test(stderr) ? loggedError() || stderr.trim() : stderr.trim()
  if (status !== 0) throw new Error(said || "sst secret list ended with exit code " + status)
  const secrets = []
  let fallback = false
  for (const line of stdout.replace(/\\n$/, "").split("\\n")) {
    const heading = /^# (fallback|[^/\\s]+\\/[^/\\s]+)$/.exec(line)
    const start = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line)
    if (heading) {
      fallback = heading[1] === "fallback"
      // an empty line before a heading belongs to nobody's value
      if (secrets.length > 0) secrets.at(-1).value = secrets.at(-1).value.replace(/\\n$/, "")
    }
    else if (start) secrets.push({ name: start[1], value: start[2], fallback })
    else if (secrets.length > 0) secrets.at(-1).value += "\\n" + line
  }
  return secrets
}
`

/**
 * Prints {"secrets": [{name, fallback, state}]} with state "set", "empty" or "placeholder", or {"error": why}.
 * Arguments: path of SST, stage, values that stand for no value.
 */
export const LIST_SECRET_NAMES = `${LIST_SECRETS}
const [sst, stage, ...placeholders] = process.argv.slice(1)
const same = (one, other) => one.trim().toLowerCase() === other.trim().toLowerCase()
const stateOf = (value) =>
  value.trim() === "" ? "empty" : placeholders.some((placeholder) => same(placeholder, value)) ? "placeholder" : "set"
try {
  const secrets = secretsOf(sst, stage).map(({ name, value, fallback }) => ({ name, fallback, state: stateOf(value) }))
  console.log(JSON.stringify({ secrets }))
} catch (error) {
  console.log(JSON.stringify({ error: error.message }))
}
`

/**
 * Prints {"outputs": {…}, "missing": […], "secret": […]} of .sst/outputs.json: the named outputs only, and none that
 * holds the value of a secret. Arguments: path of SST, stage, names.
 */
export const READ_OUTPUTS = `${LIST_SECRETS}
const { readFileSync } = require("node:fs")
const [sst, stage, ...names] = process.argv.slice(1)
const LONG = 8
const reveals = (text, value) => text === value || (value.length >= LONG && text.includes(value))
try {
  const all = JSON.parse(readFileSync(".sst/outputs.json", "utf8"))
  const values = secretsOf(sst, stage).map(({ value }) => value).filter((value) => value !== "")
  const outputs = {}, missing = [], secret = []
  for (const name of names) {
    const value = Object.hasOwn(all, name) ? all[name] : undefined
    const text = ["string", "number", "boolean"].includes(typeof value) ? String(value) : null
    if (text === null || text === "") missing.push(name)
    else if (values.some((one) => reveals(text, one))) secret.push(name)
    else outputs[name] = text
  }
  console.log(JSON.stringify({ outputs, missing, secret }))
} catch (error) {
  console.log(JSON.stringify({ error: error.message }))
}
`

/**
 * Prints the lines of the JSON list in PIPELINE_LINES without the values of the stage's secrets. Arguments: path of
 * SST, stage. The lines may hold one, so they are no argument.
 */
export const MASK_LINES = `${LIST_SECRETS}
const [sst, stage] = process.argv.slice(1)
const values = secretsOf(sst, stage).flatMap(({ value }) => [value, ...value.split("\\n")]).filter((value) => value.trim().length >= 4)
values.sort((one, other) => other.length - one.length)
const mask = (line) => values.reduce((text, value) => text.replaceAll(value, "***"), line)
console.log(JSON.stringify(JSON.parse(process.env.PIPELINE_LINES).map(mask)))
`

/**
 * Sets a secret from an environment variable, through SST's standard input: so the value stands in no argument, which
 * every user of a machine can read. Arguments: path of SST, stage, name, the variable.
 */
export const SET_SECRET = `
const { spawnSync } = require("node:child_process")
const [sst, stage, name, variable] = process.argv.slice(1)
const { [variable]: input = "", ...env } = process.env
if (input === "") { console.error("there is no value"); process.exit(1) }
const { status, stdout, stderr, error } = spawnSync(sst, ["secret", "set", name, "--stage", stage], { input, env, encoding: "utf8" })
// one that ends before it has read the value has said why
if (error && status === null) { console.error(error.message); process.exit(1) }
// a terminal's prompt and the confirmation are of no use; an error is
if (status !== 0) console.error((stderr + stdout).replaceAll(input, "***").trim())
process.exit(status === 0 ? 0 : 1)
`

/**
 * Prints {"steps": [{op, type, name}]} of what a deploy would do, or {"error": why}. SST's own list holds what each
 * resource is made of, which may be secret, and it is an empty list when the diff failed. Arguments: path of SST and what
 * it is given.
 */
export const SHOW_DIFF = `${LOGGED_ERROR}
const { spawnSync } = require("node:child_process")
const [sst, ...args] = process.argv.slice(1)
const tell = (told) => console.log(JSON.stringify(told))
const { status, signal, stdout, error } = spawnSync(sst, ["diff", "--json", ...args], { encoding: "utf8", maxBuffer: 1 << 30 })
function why() {
  if (error) return "sst diff cannot be run: " + error.message
  const said = loggedError()
  const ended = signal ? "was ended by " + signal : "ended with exit code " + status
  return "sst diff " + ended + (said ? ": " + said : "")
}
const nameOf = (urn) => String(urn).split("::").at(-1)
try {
  if (status !== 0) throw new Error(why())
  const steps = JSON.parse(stdout).map(({ op, urn, type }) => ({ op, type, name: nameOf(urn) }))
  tell({ steps })
} catch (failed) {
  tell({ error: status === 0 ? "sst diff printed what is not its list of changes" : failed.message })
}
`

/**
 * Runs SST and passes on what it prints, but not the outputs that follow its "✓  Complete". Arguments: what to run.
 * `timeout` signals a whole process group: SST has the signal already, and its end is waited for.
 */
export const HIDE_OUTPUTS = `
const { spawn } = require("node:child_process")
const [program, ...args] = process.argv.slice(1)
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {})
const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] })
child.once("error", (error) => { console.error(error.message); process.exitCode = 127 })
let hidden = false
require("node:readline").createInterface({ input: child.stdout }).on("line", (line) => {
  // should it say something else after all, that decides
  if (hidden && !/^[\u2713\u2715] {2}\\S/.test(line)) return
  hidden ||= line.startsWith("\u2713")
  console.log(line)
})
child.once("close", (code) => { process.exitCode ??= code ?? 1 })
`
