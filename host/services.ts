import { spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { basename, join } from "node:path"
import { fill } from "../dagger/src/core/config/placeholders.ts"
import { type Release, type Stage, shortSha } from "../dagger/src/core/stage.ts"
import type { Service } from "../dagger/src/workbench/workbench.ts"
import { isSameProcess, type ProcessMark, processIdentity, stopProcesses } from "./processes.ts"

const HOST = "127.0.0.1"

interface ServedService extends ProcessMark {
  name: string
  url: string
}

/** `current.json`: what a stage runs on this host. */
interface Current extends Release {
  /** where it runs, below `releases` */
  directory: string
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
    const started: ServedService[] = []
    try {
      const directory = await this.addRelease(stage, release, tree)
      await startAll(services, directory, started)
      await this.writeCurrent(stage, { ...release, directory: basename(directory), services: started })
    } catch (error) {
      await stopProcesses(started)
      await this.prune(stage, previous)
      throw error
    }
    await stopProcesses(previous?.services ?? [])
    await this.prune(stage, await this.current(stage))
    return urlsOf(started)
  }

  async served(stage: Stage, { sha }: Release): Promise<Record<string, string> | null> {
    const current = await this.current(stage)
    if (current === null || current.sha !== sha) return null
    const alive = await Promise.all(current.services.map(isSameProcess))
    return alive.includes(true) ? urlsOf(current.services) : null
  }

  /** Ends every service of every stage. */
  async stopAll(stages: readonly Stage[]): Promise<void> {
    const all = await Promise.all(stages.map((stage) => this.current(stage)))
    await stopProcesses(all.flatMap((current) => current?.services ?? []))
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

  /** A directory of its own also for a commit that runs already: nothing is written below a running process. */
  private async addRelease(stage: Stage, { sha }: Release, tree: string): Promise<string> {
    const releases = this.releases(stage)
    await mkdir(releases, { recursive: true })
    const directory = await mkdtemp(join(releases, `${shortSha(sha)}-`))
    await cp(tree, directory, {
      recursive: true,
      // a link within the tree must not lead back into it
      verbatimSymlinks: true,
      filter: (source) => basename(source) !== ".git",
    })
    return directory
  }

  /** Clears away all releases but one, also those of runs that died. What resists waits for the next time. */
  private async prune(stage: Stage, keep: Current | null): Promise<void> {
    const directories = await readdir(this.releases(stage)).catch(() => [])
    const old = directories.filter((directory) => directory !== keep?.directory)
    await Promise.allSettled(
      old.map((directory) => rm(join(this.releases(stage), directory), { recursive: true, force: true })),
    )
  }

  private releases(stage: Stage): string {
    return join(this.root, stage, "releases")
  }
}

const urlsOf = (services: readonly ServedService[]): Record<string, string> =>
  Object.fromEntries(services.map(({ name, url }) => [name, url]))

/** @param started takes each service once it is started, so that a failure does not forget those before it */
async function startAll(
  services: readonly Service[],
  directory: string,
  started: ServedService[],
): Promise<void> {
  const ports = await freePorts(services.length)
  for (const [index, service] of services.entries()) {
    started.push(await start(service, ports[index] as number, directory, urlsOf(started)))
  }
}

async function start(
  service: Service,
  port: number,
  directory: string,
  urls: Record<string, string>,
): Promise<ServedService> {
  const [program = "", ...args] = service.argv
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

/** All are held until all are found, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, HOST)
      await once(server, "listening")
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(
    servers.map((server) => {
      const closed = once(server, "close")
      server.close()
      return closed
    }),
  )
  return ports
}
