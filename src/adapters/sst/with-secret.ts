import { LIST_SECRETS } from "./scripts.ts"

/** Exit code of the program below when the command was not started; its last line then says why. */
export const NOT_STARTED = 97
export const NOT_STARTED_LINE = /^not started: (.*)$/m

/**
 * Runs a command with the value of one of the stage's secrets in its environment, and masks it in what the command
 * says: the value never leaves these two processes. The keys that read it are not passed on. Arguments: path of SST,
 * stage, name of the secret, variable, directory from here, program and its arguments. Runs in the folder of
 * sst.config.ts.
 */
export const WITH_SECRET = `${LIST_SECRETS}
const { spawn } = require("node:child_process")
const { createInterface } = require("node:readline")
const [sst, stage, name, variable, directory, program, ...args] = process.argv.slice(1)
const refuse = (message) => { console.error("not started: " + message); process.exit(${NOT_STARTED}) }
function valueOf() {
  try {
    const all = secretsOf(sst, stage).filter((secret) => secret.name === name)
    return (all.find(({ fallback }) => !fallback) || all[0] || { value: "" }).value
  } catch (error) {
    refuse("the secrets cannot be read: " + error.message)
  }
}
const value = valueOf()
if (value.trim() === "") refuse("the secret " + name + " is not set for " + stage)
const forms = [value]
try { const { password } = new URL(value); forms.push(password, decodeURIComponent(password)) } catch {}
const hidden = forms.filter((form) => form.length >= 4).sort((one, other) => other.length - one.length)
const mask = (line) => hidden.reduce((text, form) => text.replaceAll(form, "***"), line)
const env = { ...process.env, [variable]: value }
for (const key of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) delete env[key]
const child = spawn(program, args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] })
child.on("error", (error) => refuse(error.message))
createInterface({ input: child.stdout }).on("line", (line) => console.log(mask(line)))
createInterface({ input: child.stderr }).on("line", (line) => console.error(mask(line)))
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal))
child.on("close", (code) => { process.exitCode = code === null ? 1 : code })
`
