import { spawn } from "node:child_process"
import { randomInt, randomUUID } from "node:crypto"
import { once } from "node:events"
import { cp, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { type AddressInfo, createServer, type Server } from "node:net"
import { basename, join } from "node:path"
import { fill } from "../core/config/placeholders.ts"
import { type Release, type Stage, shortSha } from "../core/stage.ts"
import type { Service } from "../workbench/workbench.ts"
import type { Environment } from "./exec.ts"
import {
  endStartedWith,
  inTurn,
  isSameProcess,
  type ProcessMark,
  processIdentity,
  stopProcesses,
} from "./processes.ts"
import { endWhenGone } from "./service-watch.ts"

/** Where the sandbox listens on a host. */
export const HOST = "127.0.0.1"

/** In the environment of each service, and of all that it starts: leads to them in whatever session they are. */
const MARK_VARIABLE = "PIPELINE_SANDBOX_ID"

interface ServedService extends ProcessMark {
  name: string
  url: string
}

/** Services that were started together. */
interface Started {
  /** the sandbox that started them: a copy of a repository brings what names the original's */
  root: string
  /** the value of MARK_VARIABLE */
  mark: string
  services: ServedService[]
  /** ends them when their release is gone; absent until all are started */
  watch?: ProcessMark
}

/** `current.json`: what a stage runs on this host. */
interface Current extends Release, Started {
  /** where it runs, below `releases` */
  directory: string
}

/**
 * The sandbox on this host: a directory of releases for each stage, of which the current one is started
 * and served on loopback. Everything is below one directory, and nothing outlives `stopAll`.
 */
export class HostServices {
  private readonly root: string
  private readonly environment: Environment

  /** @param environment what services are given of the user's environment */
  constructor(root: string, environment: Environment) {
    this.root = root
    this.environment = environment
  }

  /**
   * Starts the services of a release from a copy of a tree, then ends those that the stage ran before. When it rejects,
   * the stage runs what it ran.
   * @param claim is called when all is prepared, right before the first is started
   */
  serve(
    stage: Stage,
    release: Release,
    services: readonly Service[],
    tree: string,
    claim: () => Promise<void> = async () => {},
  ): Promise<Record<string, string>> {
    return this.inTurn(stage, async () => {
      const previous = await this.current(stage)
      await this.stopAbandoned(stage, previous)
      const started: Started = { root: this.root, mark: randomUUID(), services: [] }
      let current: Current
      try {
        const directory = await this.addRelease(stage, release, tree)
        current = { ...release, directory: basename(directory), ...started }
        // before the first is started, so that another run does not forget it should this one die
        const keep = () => this.write(this.startingFile(stage), started)
        await keep()
        await claim()
        const env = { ...this.environment, [MARK_VARIABLE]: started.mark }
        await startAll(services, directory, started, env, keep)
        current.watch = await endWhenGone(directory, started.services, env)
        await this.write(this.currentFile(stage), current)
      } catch (error) {
        await stop(started)
        await this.prune(stage, previous)
        throw error
      }
      await rm(this.startingFile(stage)).catch(() => {})
      await stop(previous)
      await this.prune(stage, current)
      return urlsOf(started.services)
    })
  }

  /** @param release null: whatever is served */
  async served(stage: Stage, release: Release | null): Promise<Record<string, string> | null> {
    const current = await this.current(stage)
    if (current === null || (release !== null && current.sha !== release.sha)) return null
    const alive = await Promise.all(current.services.map(isSameProcess))
    return alive.includes(true) ? urlsOf(current.services) : null
  }

  /** Ends what a stage runs; its release stays, with the logs of its services. Gives the names of what was ended. */
  async stopStage(stage: Stage): Promise<string[]> {
    // a turn would make the directory
    const stages: readonly string[] = await readdir(this.root).catch(() => [])
    if (!stages.includes(stage)) return []
    return this.inTurn(stage, async () => {
      const current = await this.current(stage)
      const services = current?.services ?? []
      const alive = await Promise.all(services.map(isSameProcess))
      await stop(current)
      await this.stopAbandoned(stage, current)
      return services.filter((_, index) => alive[index]).map(({ name }) => name)
    })
  }

  /** Ends every service of every stage. */
  async stopAll(stages: readonly Stage[]): Promise<void> {
    await Promise.all(stages.map((stage) => this.stopStage(stage)))
  }

  /** Two runs that start or end services of a stage at once would each forget what the other one started. */
  private inTurn<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const busy = ({ pid }: ProcessMark) =>
      new Error(
        `process ${pid}, another run on this machine, is still starting or ending services of ${stage}`,
      )
    return inTurn(join(this.root, stage, "turns"), work, busy)
  }

  /** What a run that died had started and not put in the place of what ran: nothing else would ever end it. */
  private async stopAbandoned(stage: Stage, current: Current | null): Promise<void> {
    const starting = await this.read<Started>(this.startingFile(stage))
    if (starting?.mark !== current?.mark) await stop(starting)
  }

  private current(stage: Stage): Promise<Current | null> {
    return this.read<Current>(this.currentFile(stage))
  }

  /**
   * Null also for what a copy of the repository brought, which is the original's; and for half a file, as a machine
   * without power leaves it: what it named ended with the machine, or ends when its release is cleared away.
   */
  private async read<T extends Started>(file: string): Promise<T | null> {
    try {
      const read = JSON.parse(await readFile(file, "utf8")) as T
      return read.root === this.root ? read : null
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null
      throw error
    }
  }

  /** Renamed into place, so that a run that dies here leaves the old file or the new one. */
  private async write(file: string, content: object): Promise<void> {
    await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`)
    await rename(`${file}.new`, file)
  }

  private currentFile(stage: Stage): string {
    return join(this.root, stage, "current.json")
  }

  private startingFile(stage: Stage): string {
    return join(this.root, stage, "starting.json")
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

/** Ends services and all that they started. Never throws. */
async function stop(started: Started | null): Promise<void> {
  if (started === null) return
  const { mark, services, watch } = started
  await stopProcesses(watch === undefined ? services : [...services, watch])
  await endStartedWith({ variables: [`${MARK_VARIABLE}=${mark}`] }).catch(() => {})
}

/**
 * @param started takes each service once it is started, so that a failure does not forget those before it
 * @param keep writes down what is started
 */
async function startAll(
  services: readonly Service[],
  directory: string,
  started: { services: ServedService[] },
  env: Environment,
  keep: () => Promise<void>,
): Promise<void> {
  const ports = await freePorts(services.length)
  for (const [index, service] of services.entries()) {
    const urls = urlsOf(started.services)
    started.services.push(await start(service, ports[index] as number, directory, urls, env))
    await keep()
  }
}

async function start(
  service: Service,
  port: number,
  directory: string,
  urls: Record<string, string>,
  environment: Environment,
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
      env: { ...environment, ...env, PORT: String(port), HOST },
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

/**
 * Below the ports that systems hand out by themselves: until a service listens, no program that asks for any port, nor a
 * connection, takes its one.
 */
const PORTS = { from: 15_000, to: 30_000 }
const PORT_ATTEMPTS = 50

/** All are held until all are found, so that no two are the same. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => holdPort()))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(
    servers.map((server) => {
      const closed = once(server, "close")
      server.close()
      return closed
    }),
  )
  return ports
}

async function holdPort(): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    const server = createServer().listen(randomInt(PORTS.from, PORTS.to), HOST)
    try {
      await once(server, "listening")
      return server
    } catch (error) {
      if (attempt >= PORT_ATTEMPTS) throw error
    }
  }
}
