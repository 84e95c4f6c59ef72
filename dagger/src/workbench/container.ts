import { posix } from "node:path"
import {
  type Container,
  type Service as DaggerService,
  type Directory,
  dag,
  type Secret,
} from "@dagger.io/dagger"
import { fill } from "../core/config/placeholders.ts"
import type { Release, Stage } from "../core/stage.ts"
import { execAny } from "./container-exec.ts"
import type { Nonce } from "./container-git.ts"
import {
  type CommandOptions,
  type CommandResult,
  GRACE_MS,
  type SecretValue,
  type Service,
  type Tree,
  type Workbench,
} from "./workbench.ts"

const WORKDIR = "/app"
const PORT = 8080
const CACHES = "/pipeline-caches"

/**
 * Steps in containers of an engine.
 * @param git the caller's .git directory
 */
export function containerWorkbench(git: Directory, defaultImage: string, nonce: Nonce): ContainerWorkbench {
  const treeOf = ({ sha }: Release): Directory => git.asGit().commit(sha).tree({ discardGitDir: true })
  const startAll = (stage: Stage, release: Release, services: readonly Service[]): Promise<Started[]> => {
    const container = dag
      .container()
      .from(defaultImage)
      .withDirectory(WORKDIR, treeOf(release))
      .withWorkdir(WORKDIR)
      .withEnvVariable("PIPELINE_NONCE", `${stage}-${nonce()}`)
    // all at once: a service that another one names is started for it, and only once
    return Promise.all(define(container, services).map(startService))
  }
  let prepared: { sha: string; started: Promise<Started[]> } | null = null
  let running: DaggerService[] = []
  return {
    // services are seen by this call only, so that starting them early shows nobody anything
    prepare(stage, release, services) {
      prepared = { sha: release.sha, started: startAll(stage, release, services) }
      // whoever serves them hears of it; a run that is blocked need not
      prepared.started.catch(() => {})
    },
    async checkOut(release, image = defaultImage) {
      const tree = dag.container().from(image).withDirectory(WORKDIR, treeOf(release)).withWorkdir(WORKDIR)
      return new ContainerTree(await tree.sync(), nonce)
    },
    async serve(stage, release, services) {
      const early = prepared?.sha === release.sha ? prepared.started : null
      prepared = null
      const started = await (early ?? startAll(stage, release, services))
      const previous = running
      running = started.map(({ service }) => service)
      await end(previous)
      return Object.fromEntries(started.map(({ name, url }) => [name, url]))
    },
    // services end with the call that started them
    served: async () => null,
    async close() {
      const early = (await prepared?.started.catch(() => [])) ?? []
      await end([...running, ...early.map(({ service }) => service)])
    },
  }
}

interface ContainerWorkbench extends Workbench {
  /** Ends the services at once; an engine would let each take its time. */
  close(): Promise<void>
}

interface Defined {
  name: string
  service: DaggerService
}

interface Started extends Defined {
  url: string
}

function define(container: Container, services: readonly Service[]): Defined[] {
  const defined: Defined[] = []
  for (const { name, argv, env } of services) {
    const urls = Object.fromEntries(
      defined.map((earlier) => [earlier.name, `http://${earlier.name}:${PORT}`]),
    )
    const bound = defined.reduce(
      (current, earlier) => current.withServiceBinding(earlier.name, earlier.service),
      container,
    )
    const configured = Object.entries({ ...env, PORT: String(PORT), HOST: "0.0.0.0" }).reduce(
      (current, [key, value]) => current.withEnvVariable(key, fill(value, urls)),
      bound,
    )
    // whether it listens is for smoke to judge: an engine would wait for ever
    const exposed = configured.withExposedPort(PORT, { experimentalSkipHealthcheck: true })
    defined.push({ name, service: exposed.asService({ args: [...argv] }) })
  }
  return defined
}

/** A service that has crashed cannot be stopped; that must not spoil the rollback that replaces it, nor a report. */
const end = (services: readonly DaggerService[]) =>
  Promise.allSettled(services.map((service) => service.stop({ kill: true })))

async function startService({ name, service }: Defined): Promise<Started> {
  const started = await service.start()
  return { name, service: started, url: await started.endpoint({ port: PORT, scheme: "http" }) }
}

class ContainerTree implements Tree {
  private container: Container
  private readonly nonce: Nonce

  constructor(container: Container, nonce: Nonce) {
    this.container = container
    this.nonce = nonce
  }

  async run(argv: readonly string[], options: CommandOptions): Promise<CommandResult> {
    const { timeoutMs, graceMs = GRACE_MS } = options
    const ready = await this.equip(options)
    const started = performance.now()
    const argvInTime = ["timeout", "-k", seconds(graceMs), seconds(timeoutMs), ...argv]
    const { container, exitCode, stdout, stderr } = await execAny(ready, argvInTime)
    if ((exitCode === 126 || exitCode === 127) && stderr.startsWith("timeout:"))
      throw new Error(stderr.trim())
    // only the files that it left reach the next command, not what it was given
    this.container = this.container.withRootfs(container.rootfs())
    const timedOut = exitCode !== 0 && performance.now() - started >= timeoutMs
    return { exitCode, stdout, stderr, timedOut }
  }

  private async equip({ env, secrets = {}, directory = ".", caches = {}, repeatable }: CommandOptions) {
    let container = this.container.withWorkdir(posix.join(WORKDIR, directory))
    for (const [name, value] of Object.entries(env)) container = container.withEnvVariable(name, value)
    for (const [name, key] of Object.entries(caches)) {
      const path = `${CACHES}/${key}`
      container = container
        .withMountedCache(path, dag.cacheVolume(`pipeline-${key}`))
        .withEnvVariable(name, path)
    }
    for (const [name, value] of Object.entries(secrets)) {
      container = container.withSecretVariable(name, await this.secretOf(name, value))
    }
    return repeatable ? container : container.withEnvVariable("PIPELINE_NONCE", this.nonce())
  }

  /** One that the module learnt itself becomes an engine's; names are never used twice, because the last one wins. */
  private async secretOf(name: string, value: SecretValue): Promise<Secret> {
    if ("uri" in value) return value as Secret
    return dag.setSecret(`${name}-${this.nonce()}`, await value.plaintext())
  }

  async readText(path: string): Promise<string | null> {
    if (!(await this.container.exists(path))) return null
    return this.container.file(path).contents()
  }

  async remove(path: string): Promise<void> {
    this.container = this.container.withoutFile(path)
  }

  async dispose(): Promise<void> {}
}

/** `timeout` takes whole seconds everywhere. */
const seconds = (ms: number): string => String(Math.ceil(ms / 1000))
