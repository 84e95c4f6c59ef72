import type { Container, Service as DaggerService } from "@dagger.io/dagger"
import { fill } from "../core/config/placeholders.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { Service } from "../workbench/workbench.ts"

const PORT = 8080

/** The sandbox's services on an engine: only this call can reach them, and they end with it. */
export class ContainerServices {
  private readonly treeOf: (stage: Stage, release: Release) => Promise<Container>
  private prepared: { sha: string; started: Promise<Started[]> } | null = null
  private running: readonly Started[] = []

  /** @param treeOf the tree of a commit in which its services run, new at every call */
  constructor(treeOf: (stage: Stage, release: Release) => Promise<Container>) {
    this.treeOf = treeOf
  }

  /** Starts the services early, while the gates are judged. Nothing can reach them until `serve` takes them. */
  prepare(stage: Stage, release: Release, services: readonly Service[]): void {
    const started = this.startAll(stage, release, services)
    this.prepared = { sha: release.sha, started }
    // a failure is thrown by `serve`; a run that is blocked never gets there
    started.catch(() => {})
  }

  async serve(
    stage: Stage,
    release: Release,
    services: readonly Service[],
    claim: () => Promise<void>,
  ): Promise<Record<string, string>> {
    const early = this.prepared?.sha === release.sha ? this.prepared.started : null
    this.prepared = null
    await claim()
    const started = await (early ?? this.startAll(stage, release, services))
    const previous = this.running
    this.running = started
    await end(previous)
    return Object.fromEntries(started.map(({ name, url }) => [name, url]))
  }

  /** Whether a host name is a running service of this call. */
  owns(hostname: string): boolean {
    return this.running.some(({ url }) => new URL(url).hostname === hostname)
  }

  private async startAll(stage: Stage, release: Release, services: readonly Service[]): Promise<Started[]> {
    // all at once: a service that another one names is started for it, and only once
    return Promise.all(defineServices(await this.treeOf(stage, release), services).map(startService))
  }
}

interface Defined {
  name: string
  service: DaggerService
}

interface Started extends Defined {
  url: string
}

/** One container for each service, bound to those before it. None is started yet. */
export function defineServices(container: Container, services: readonly Service[]): Defined[] {
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
const end = (services: readonly Started[]) =>
  Promise.allSettled(services.map(({ service }) => service.stop({ kill: true })))

async function startService({ name, service }: Defined): Promise<Started> {
  const started = await service.start()
  return { name, service: started, url: await started.endpoint({ port: PORT, scheme: "http" }) }
}
