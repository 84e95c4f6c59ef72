import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { inLightProcess, NODE } from "./light-process.ts"

/** The root of this repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url))

/**
 * How the command line is run.
 * - `here`: its sources, in a process that tests share. It costs no start, and it is right where a test looks at the exit code,
 *   what was printed, the ledger and files.
 * - `node`: what npm would pack, in a process of its own, as a person starts it. It is right where the process is the
 *   point: signals, a death that the next run finds, how long something takes, what a program inherits or prints as it ends, a
 *   working directory that is gone; and for what libraries read in the environment by themselves (AWS's configuration, proxies, OpenTelemetry).
 * - `npm`: the same by a script of a team's own package.json.
 */
export type Via = "here" | "node" | "npm"

/** What all test files of a run share, made by test/helpers/program.ts. */
export const SHARED = process.env.PIPELINE_TEST_SHARED

/** What npm would pack; the sources where nothing was built, as in the e2e tests. */
const PROGRAM =
  SHARED === undefined ? join(ROOT, "src", "host", "main.ts") : join(SHARED, "dist", "release-pipeline.js")

const PROGRAMS = {
  node: [NODE, PROGRAM],
  npm: ["npm", "--prefix", dirname(PROGRAM), "run", "--silent", "pipeline", "--"],
  demo: [NODE, join(ROOT, "src", "host", "demo", "main.ts")],
} as const satisfies Record<string, readonly string[]>

/** What a package's script says to start the command line. */
export const CLI = PROGRAMS.node

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A program under way. */
export interface Started {
  pid: number
  ended: Promise<Ended>
  kill: (signal: NodeJS.Signals) => void
  /** Closes the other end of stdout and stderr, as `| head` does. */
  deaf: () => void
  /** Waits until stderr shows a match; rejects when the program ends without it. */
  said: (pattern: RegExp) => Promise<void>
}

export interface Where {
  cwd: string
  /** HOME, so that nobody's settings change a result */
  home: string
  /** TMPDIR, so that what is left behind can be seen */
  tmp: string
  env?: Readonly<Record<string, string>>
  /** what it reads on standard input, which is closed otherwise */
  input?: string
  /** a program that has not ended by then is ended, and its test fails */
  limitMs?: number
}

const LIMIT_MS = 90_000

/** Runs the command line to its end. */
export const runCli = (via: Via | "demo", args: readonly string[], where: Where): Promise<Ended> =>
  via === "here" ? runHere(args, where) : startCli(via, args, where).ended

async function runHere(args: readonly string[], where: Where): Promise<Ended> {
  const { cwd, tmp, input = "" } = where
  const { code, stdout, stderr } = await inLightProcess({
    ...{ kind: "command line", args, env: environmentOf(where), temporary: tmp, cwd, input },
  })
  return { code, signal: null, stdout, stderr }
}

/** Starts the command line with an environment that holds only what a test gives. */
export function startCli(via: keyof typeof PROGRAMS, args: readonly string[], where: Where): Started {
  const [program, ...fixed] = PROGRAMS[via]
  const child = spawn(program, [...fixed, ...args], {
    cwd: where.cwd,
    env: environmentOf(where),
    stdio: ["pipe", "pipe", "pipe"],
  })
  // one that ends before it has read all is none of this test's business
  child.stdin.on("error", () => {}).end(where.input ?? "")
  const output = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text
    })
  }
  const ended = endOf(child, output, where.limitMs ?? LIMIT_MS)
  return {
    pid: child.pid as number,
    ended,
    kill: (signal) => void child.kill(signal),
    deaf: () => {
      child.stdout.destroy()
      child.stderr.destroy()
    },
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (pattern.test(output.stderr)) resolve()
        }
        look()
        child.stderr.on("data", look)
        ended.then((end) => reject(new Error(`ended before ${pattern}: ${JSON.stringify(end)}`)), reject)
      }),
  }
}

async function endOf(
  child: ChildProcess,
  output: { stdout: string; stderr: string },
  limitMs: number,
): Promise<Ended> {
  const guard = setTimeout(() => child.kill("SIGKILL"), limitMs)
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null]
  clearTimeout(guard)
  return { code, signal, ...output }
}

/** Of this process only where programs are; no settings of git, npm or the pipeline. */
export const environmentOf = ({ home, tmp, env = {} }: Where): Record<string, string> => ({
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  HOME: home,
  TMPDIR: tmp,
  LC_ALL: "C",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  ...(SHARED === undefined ? {} : { NODE_COMPILE_CACHE: join(SHARED, "compiled") }),
  npm_config_cache: join(home, ".npm"),
  npm_config_update_notifier: "false",
  PIPELINE_ACTOR: "ann",
  ...env,
})
