import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { networkInterfaces, tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"

const ROOT = new URL("../../", import.meta.url).pathname

/** Base images of a mirror, for engines that do not reach Docker Hub. */
export const IMAGES = [
  ...imageFlag("--image", process.env.PIPELINE_E2E_IMAGE),
  ...imageFlag("--git-image", process.env.PIPELINE_E2E_GIT_IMAGE),
]

function imageFlag(flag: string, image: string | undefined): string[] {
  return image === undefined || image === "" ? [] : [flag, image]
}

/** An address of this machine at which an engine's containers reach it. */
export const HOST = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address

export interface Called {
  exitCode: number | null
  stdout: string
  stderr: string
  seconds: number
}

/** Runs the dagger CLI, as argv, in a directory. Not synchronously: an engine may ask a server of this process. */
export async function dagger(cwd: string, ...args: string[]): Promise<Called> {
  const started = performance.now()
  const child = spawn("dagger", ["--progress=plain", ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DAGGER_NO_NAG: "1", NO_COLOR: "1" },
  })
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ])
  const seconds = (performance.now() - started) / 1000
  const size = `${(stderr.length / 1000).toFixed(1)} kB on stderr`
  process.stderr.write(`  ${seconds.toFixed(1)} s  exit ${exitCode}  ${size}  dagger ${args.join(" ")}\n`)
  return { exitCode, stdout, stderr, seconds }
}

/** `dagger call` of the pipeline, as root module or blueprint. */
export const callIn = (cwd: string, ...args: string[]): Promise<Called> =>
  dagger(cwd, "call", ...IMAGES, ...args)

/** The same through a toolchain, where the module's name precedes the function. */
export const callToolchain = (cwd: string, ...args: string[]): Promise<Called> =>
  dagger(cwd, "call", "release-pipeline", ...IMAGES, ...args)

/** Why these tests cannot run here; null when an engine answers. */
export function engineMissing(): string | null {
  if (spawnSync("dagger", ["version"]).error !== undefined) return "there is no dagger CLI on PATH"
  const { status, stderr } = spawnSync("dagger", ["--silent", "core", "version"], {
    encoding: "utf8",
    timeout: 300_000,
  })
  return status === 0 ? null : `no engine answers: ${stderr.trim().split("\n").at(-1)}`
}

export function git(cwd: string, ...args: string[]): string {
  const identity = ["-c", "user.name=e2e", "-c", "user.email=e2e@example.com", "-c", "commit.gpgsign=false"]
  const { status, stdout, stderr } = spawnSync("git", [...identity, ...args], { cwd, encoding: "utf8" })
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`)
  return stdout.trim()
}

export interface Application {
  root: string
  release: (tag: string, fault?: object) => string
  remove: () => void
}

/** A repository with the example application at its root, under an application name that no other run has. */
export function createApplication(
  withModule: boolean,
  ledger?: { remote: string },
  app?: string,
): Application {
  const root = mkdtempSync(join(tmpdir(), "pipeline-e2e-"))
  cpSync(join(ROOT, "examples/athlete-agent"), join(root, "examples/athlete-agent"), { recursive: true })
  if (withModule) copyModule(root)
  const config = JSON.parse(readFileSync(join(ROOT, "pipeline.json"), "utf8"))
  config.app = app ?? `e2e-${root.slice(-6)}`
  // the engine's own ledger: this repository's is on a remote
  delete config.ledger
  if (ledger !== undefined) config.ledger = ledger
  Object.assign(config.smoke, {
    intervalSeconds: 0.1,
    confirmIntervalSeconds: 0.2,
    settleSeconds: 0,
    deadlineSeconds: 30,
  })
  writeFileSync(join(root, "pipeline.json"), JSON.stringify(config, null, 2))
  git(root, "init", "--quiet", "--initial-branch=main")
  return {
    root,
    release(tag, fault) {
      writeFileSync(join(root, "examples/athlete-agent/fault.json"), JSON.stringify(fault ?? {}))
      git(root, "add", "--all")
      git(root, "commit", "--quiet", "--allow-empty", "--message", tag)
      git(root, "tag", tag)
      return git(root, "rev-parse", "HEAD")
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** What an engine loads of this repository. */
export function copyModule(target: string): void {
  for (const name of ["dagger.json", ".gitignore"]) cpSync(join(ROOT, name), join(target, name))
  const filter = (path: string) => !/\/(sdk|node_modules)$/.test(path)
  cpSync(join(ROOT, "dagger"), join(target, "dagger"), { recursive: true, filter })
}

/** Adds a method to the module's class, for tests that ask what only code on an engine can answer. */
export function addFunction(root: string, method: string): void {
  const index = join(root, "dagger/src/index.ts")
  const source = readFileSync(index, "utf8")
  const end = source.indexOf("\n}\n", source.indexOf("export class ReleasePipeline"))
  if (end < 0) throw new Error("index.ts has no class ReleasePipeline")
  writeFileSync(index, `${source.slice(0, end)}\n${method}${source.slice(end)}`)
}
