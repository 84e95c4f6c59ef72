import { spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { basename, join } from "node:path"
import { fill } from "../dagger/src/core/placeholders.ts"
import type { Release, Stage } from "../dagger/src/core/stage.ts"
import type { Service } from "../dagger/src/workbench/workbench.ts"
import { isSameProcess, processIdentity, stopProcess } from "./processes.ts"

const HOST = "127.0.0.1"

interface ServedService {
  name: string
  url: string
  pid: number
  /** tells this process from a later one with the same id */
  identity: string
}

/** `current.json`: what a stage runs on this host. */
interface Current extends Release {
  services: ServedService[]
}

/**
 * The sandbox on this host: a directory of releases for each stage, of which the current one is started
 * and served on loopback. Everything is below one directory, and nothing outlives `stopAll`.
 */
export class HostServices {
  private readonly root: string

  constructor(root: string) {
    this.root = root
  }

  /** Starts the services of a release from a copy of a tree, then ends those that the stage ran before. */
  async serve(
    stage: Stage,
    release: Release,
    services: readonly Service[],
    tree: string,
  ): Promise<Record<string, string>> {
    const previous = await this.current(stage)
    const directory = join(this.root, stage, "releases", release.sha)
    await cp(tree, directory, {
      recursive: true,
      force: true,
      filter: (source) => basename(source) !== ".git",
    })
    const started: ServedService[] = []
    try {
      for (const service of services) started.push(await start(service, directory, urlsOf(started)))
    } catch (error) {
      await stopServices(started)
      throw error
    }
    await this.writeCurrent(stage, { ...release, services: started })
    await stopServices(previous?.services ?? [])
    if (previous !== null && previous.sha !== release.sha) await this.dropRelease(stage, previous.sha)
    return urlsOf(started)
  }

  async served(stage: Stage, { sha }: Release): Promise<Record<string, string> | null> {
    const current = await this.current(stage)
    return current === null || current.sha !== sha ? null : urlsOf(current.services)
  }

  /** Ends every service of every stage. */
  async stopAll(stages: readonly Stage[]): Promise<void> {
    for (const stage of stages) await stopServices((await this.current(stage))?.services ?? [])
  }

  private async current(stage: Stage): Promise<Current | null> {
    try {
      return JSON.parse(await readFile(this.currentFile(stage), "utf8")) as Current
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
      throw error
    }
  }

  /** Renamed into place, so that a run that dies here leaves the old file or the new one. */
  private async writeCurrent(stage: Stage, current: Current): Promise<void> {
    const file = this.currentFile(stage)
    await writeFile(`${file}.new`, `${JSON.stringify(current, null, 2)}\n`)
    await rename(`${file}.new`, file)
  }

  private currentFile(stage: Stage): string {
    return join(this.root, stage, "current.json")
  }

  private dropRelease(stage: Stage, sha: string): Promise<void> {
    return rm(join(this.root, stage, "releases", sha), { recursive: true, force: true })
  }
}

const urlsOf = (services: readonly ServedService[]): Record<string, string> =>
  Object.fromEntries(services.map(({ name, url }) => [name, url]))

async function start(
  service: Service,
  directory: string,
  urls: Record<string, string>,
): Promise<ServedService> {
  const [program = "", ...args] = service.argv
  const port = await freePort()
  const env = Object.fromEntries(
    Object.entries(service.env).map(([name, value]) => [name, fill(value, urls)]),
  )
  await mkdir(join(directory, ".pipeline"), { recursive: true })
  const log = await open(join(directory, ".pipeline", `${service.name}.log`), "a")
  try {
    const child = spawn(program, args, {
      cwd: directory,
      env: { ...process.env, ...env, PORT: String(port), HOST },
      stdio: ["ignore", log.fd, log.fd],
      // its own group, so that it outlives this run and can be ended with all that it starts
      detached: true,
    })
    await once(child, "spawn")
    child.unref()
    const pid = child.pid as number
    return { name: service.name, url: `http://${HOST}:${port}`, pid, identity: await processIdentity(pid) }
  } finally {
    await log.close()
  }
}

async function stopServices(services: readonly ServedService[]): Promise<void> {
  for (const { pid, identity } of services) if (await isSameProcess(pid, identity)) await stopProcess(pid)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST)
  await once(server, "listening")
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, "close")
  return port
}
