// Programs that run in the tag's tree, with the tree's own node, as `node -e PROGRAM -- ARGUMENTS`. Each is a function
// that is sent as its text: it may use what Node gives to such a program and the functions that are sent with it, and
// nothing else of this file. What they read of a secret's value never leaves them: they print names, and outputs that
// are no secret.

/** What a program has instead of imports; a bundler would make something of its own of `require`. */
declare const load: NodeJS.Require

/** A function that is only ever sent. */
// biome-ignore lint/suspicious/noExplicitAny: what it takes is for it to say
export type Sent = (...args: any[]) => unknown

/** The text of a program: a function that is called with some values, and the functions that it uses. */
export function programOf(main: Sent, helpers: readonly Sent[], ...values: (number | Sent)[]): string {
  // some loaders name the functions within a function by means of a helper of their own
  const given = "const load = require, __name = (target) => target"
  return [given, ...helpers.map(String), `;(${main})(${values.join(", ")})`].join("\n")
}

/** The text of a program that prints what its function gives as the JSON that the pipeline reads, or {"error": why}. */
export const answerOf = (answer: Sent, helpers: readonly Sent[]): string => programOf(tell, helpers, answer)

async function tell(answer: () => unknown): Promise<void> {
  try {
    console.log(JSON.stringify(await answer()))
  } catch (error) {
    const { message, name } = Object(error)
    console.log(JSON.stringify({ error: String(message || name || error) }))
  }
}

/** Gives what a program prints line by line; of a line that has no end only its beginning. */
export function eachLine(
  stream: NodeJS.ReadableStream,
  give: (line: string) => void,
  limit = 1_000_000,
): void {
  let line = ""
  stream.setEncoding("utf8")
  stream.on("data", (text) => {
    const [first = "", ...more] = String(text).split("\n")
    // what is cut off anyway is not put together first
    if (line.length < limit) line = (line + first).slice(0, limit)
    for (const next of more) {
      give(line)
      line = next.slice(0, limit)
    }
  })
  stream.on("end", () => line !== "" && give(line))
}

/**
 * Prints the path of SST's binary for this platform, as the tree has it installed: hoisted or not, by any package
 * manager. npm's wrapper is no use, because it dies of a signal and leaves the deploy running.
 */
function findBinary(): void {
  const { createRequire } = load("node:module")
  const { join } = load("node:path")
  const { realpathSync, statSync } = load("node:fs")
  const isFile = (path: string) => {
    try {
      return statSync(path).isFile()
    } catch {
      return false
    }
  }
  const from = createRequire(join(process.cwd(), "package.json"))
  const places: string[] = from.resolve.paths("sst") || []
  const known = places.map((path) => join(path, "sst", "package.json")).find(isFile)
  if (known === undefined) {
    console.error("sst is not among the tree's dependencies")
    process.exit(1)
  }
  const name = `sst-${process.platform}-${process.arch}`
  for (const near of [createRequire(realpathSync(known)), from]) {
    try {
      console.log(near.resolve(`${name}/bin/sst`))
      process.exit(0)
    } catch {
      // it may be beside the app instead
    }
  }
  console.error(
    `sst is installed without ${name}: its optional dependencies were left out, or it was installed for another platform`,
  )
  process.exit(1)
}

interface State {
  /** the text of a file of SST's state; null when there is none */
  read(kind: string, name: string): Promise<string | null>
  /** the first names of a folder in alphabetical order */
  list(kind: string): Promise<string[]>
}

/**
 * SST's state of an app, for the homes local and aws. What it holds may be compressed. Runs in the folder of
 * sst.config.ts, after SST has installed its platform there.
 */
async function stateOf(app: string, stage: string): Promise<State> {
  const { homedir } = load("node:os")
  const { join } = load("node:path")
  const { existsSync, readFileSync, readdirSync } = load("node:fs")
  const FEW = 20
  const textOf = (bytes: Buffer): string =>
    (bytes[0] === 0x1f && bytes[1] === 0x8b ? load("node:zlib").gunzipSync(bytes) : bytes).toString("utf8")
  // as SST's own os.UserConfigDir says
  const config =
    process.platform === "darwin"
      ? join(homedir(), "Library", "Application Support")
      : process.env.XDG_CONFIG_HOME || join(homedir(), ".config")
  const local = join(config, "sst", "state")
  if (existsSync(join(local, "passphrase", app, `${stage}.json`))) {
    return {
      read: async (kind, name) => {
        const file = join(local, kind, app, `${name}.json`)
        return existsSync(file) ? textOf(readFileSync(file)) : null
      },
      list: async (kind) => {
        const folder = join(local, kind.replace("/", `/${app}/`))
        const names: string[] = existsSync(folder) ? readdirSync(folder) : []
        return names.sort().slice(0, FEW)
      },
    }
  }
  const from = load("node:module").createRequire(join(process.cwd(), ".sst", "platform", "package.json"))
  const { SSMClient, GetParameterCommand } = from("@aws-sdk/client-ssm")
  const { S3Client, GetObjectCommand, ListObjectsV2Command } = from("@aws-sdk/client-s3")
  const endpoint = process.env.AWS_ENDPOINT_URL
  const options = {
    region: process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || "us-east-1",
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
  }
  const asked = new GetParameterCommand({ Name: "/sst/bootstrap", WithDecryption: true })
  const { Parameter } = await new SSMClient(options).send(asked)
  const { state: Bucket } = JSON.parse(Parameter.Value)
  const s3 = new S3Client(options)
  return {
    read: async (kind, name) => {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${kind}/${app}/${name}.json` }))
        return textOf(Buffer.from(await Body.transformToByteArray()))
      } catch (error) {
        if (["NoSuchKey", "NotFound"].includes(Object(error).name)) return null
        throw error
      }
    },
    list: async (kind) => {
      const Prefix = `${kind.replace("/", `/${app}/`)}/`
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: FEW }))
      return Contents.map(({ Key }: { Key: string }) => Key.slice(Prefix.length))
    },
  }
}

/** Prints SST's lock on a stage as {"lock": …} (null: free). Arguments: app, stage. */
async function readLock() {
  const [app, stage] = process.argv.slice(1) as [string, string]
  const text = await (await stateOf(app, stage)).read("lock", stage)
  return { lock: text === null ? null : JSON.parse(text) }
}

/** Prints SST's id of the update that a run made as {"update": id} (null: there is none). Arguments: app, stage, run id. */
async function readUpdate() {
  const [app, stage, run] = process.argv.slice(1) as [string, string, string]
  const state = await stateOf(app, stage)
  // the newest come first: the ids of updates descend
  for (const name of await state.list(`update/${stage}`)) {
    const text = await state.read("update", `${stage}/${name.replace(/\.json$/, "")}`)
    const { id, runID } = text === null ? Object() : JSON.parse(text)
    if (runID === run && typeof id === "string") return { update: id }
  }
  return { update: null }
}

/**
 * Runs SST and passes on what it prints, but not the outputs that follow its "✓  Complete". Arguments: what to run.
 * `timeout` signals a whole process group: SST has the signal already, and its end is waited for.
 */
function hideOutputs(read: typeof eachLine): void {
  const [program, ...args] = process.argv.slice(1) as [string, ...string[]]
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {})
  const child = load("node:child_process").spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] })
  child.once("error", (error: Error) => {
    console.error(error.message)
    process.exitCode = 127
  })
  let hidden = false
  read(child.stdout, (line) => {
    // should it say something else after all, that decides
    if (hidden && !/^[\u2713\u2715] {2}\S/.test(line)) return
    hidden ||= line.startsWith("\u2713")
    console.log(line)
  })
  child.once("close", (code: number | null) => {
    process.exitCode ??= code ?? 1
  })
}

export const FIND_BINARY = programOf(findBinary, [])
export const READ_LOCK = answerOf(readLock, [stateOf])
export const READ_UPDATE = answerOf(readUpdate, [stateOf])
export const HIDE_OUTPUTS = programOf(hideOutputs, [], eachLine)
