import { isDeepStrictEqual } from "node:util"
import { reason } from "../../src/core/reasons.ts"
import type { Observation } from "../../src/core/smoke/probe.ts"
import type { Release, Stage } from "../../src/core/stage.ts"
import type {
  Deployer,
  Deployment,
  DeployResult,
  HookEnd,
  HookOrder,
  HookRunner,
  LocalServices,
  MigrateResult,
  MigrationOrder,
  Migrator,
  Prober,
  SecretStore,
} from "../../src/release/ports.ts"
import type { FakeClock } from "./fake-clock.ts"

/** One request as a version sees it. */
export interface Probe {
  check: string
  release: Release
  /** since the version was put on the stage, from 1 */
  attempt: number
  atMs: number
}

type Answer = (probe: Probe) => Observation
type Deploy = (stage: FakeStage, deployment: Deployment) => DeployResult | Promise<DeployResult>

/** What a stage really serves, whatever the ledger says. A deploy takes 30 s, a request 20 ms. */
export class FakeStage implements Deployer, Migrator, Prober, HookRunner {
  serving: Release | null = null
  /** where a tool of the deployer would keep secrets; most keep none */
  secrets?: SecretStore
  /** what the deployer itself would run; most deploy elsewhere */
  local?: LocalServices
  /** tags in the order in which they were deployed */
  readonly deploys: string[] = []
  /** the same in full */
  readonly deployments: Deployment[] = []
  /** tags in the order in which their migrations were run */
  readonly migrations: string[] = []
  /** how running migrations goes */
  onMigrate: (release: Release) => MigrateResult = ({ tag }) => ({
    ok: true,
    before: "1_first",
    head: `2_of-${tag}`,
  })
  /** hooks in the order in which they were run */
  readonly hooks: HookOrder[] = []
  /** how a hook goes */
  onHook: (order: HookOrder) => HookEnd | Promise<HookEnd> = () => ({ ok: true })
  /** false: the tool is started without a record, as no deployer may do it */
  claims = true
  /** each request, by its check, and how long it was to wait, in ms */
  readonly patience: [check: string, timeoutMs: number | undefined][] = []
  /** false: the prober reaches nothing at all */
  network = true
  /** true: it can be asked what it serves without being started for that */
  watched = false
  readonly name: Stage
  private readonly clock: FakeClock
  private readonly answers = new Map<string, Answer>()
  private readonly deployers = new Map<string, Deploy>()
  private readonly attempts = new Map<string, number>()

  constructor(name: Stage, clock: FakeClock) {
    this.name = name
    this.clock = clock
  }

  /** From now on the version answers so; versions answer rightly by themselves. */
  answer(tag: string, answer: Answer): void {
    this.answers.set(tag, answer)
  }

  /** From now on the version answers rightly. */
  heal(tag: string): void {
    this.answers.delete(tag)
  }

  /** From now on deploying the version goes so; deploys succeed by themselves. */
  onDeploy(tag: string, deploy: Deploy): void {
    this.deployers.set(tag, deploy)
  }

  /** From now on everything goes well again. */
  calmDown(): void {
    this.answers.clear()
    this.deployers.clear()
    this.network = true
  }

  async deploy(deployment: Deployment): Promise<DeployResult> {
    const { tag } = deployment.release
    this.deployments.push(deployment)
    if (this.claims) await deployment.claimEffect(`${tag} is put on ${this.name}`)
    this.deploys.push(tag)
    await this.clock.pass(30_000)
    return this.doDeploy(deployment)
  }

  /** What the tool does, once it has taken its time. */
  async doDeploy(deployment: Deployment): Promise<DeployResult> {
    return (this.deployers.get(deployment.release.tag) ?? succeeds)(this, deployment)
  }

  /** Takes 5 s. */
  async migrate({ release, claimEffect }: MigrationOrder): Promise<MigrateResult> {
    if (this.claims) await claimEffect(`the migrations of ${release.tag} are run`)
    this.migrations.push(release.tag)
    await this.clock.pass(5000)
    return this.onMigrate(release)
  }

  /** Takes 2 s. */
  async run(order: HookOrder): Promise<HookEnd> {
    await order.claim(`the hook ${order.name} is run`)
    this.hooks.push(order)
    await this.clock.pass(2000)
    return this.onHook(order)
  }

  /** Puts a version on the stage. */
  serve(release: Release): void {
    this.serving = release
    this.attempts.clear()
  }

  async reach(): Promise<Record<string, string>> {
    return this.outputs
  }

  async served(): Promise<Record<string, string> | null> {
    return this.watched ? this.outputs : null
  }

  get outputs(): Record<string, string> {
    return { api: `https://api.${this.name}.test`, web: `https://${this.name}.test` }
  }

  async probe({ name }: { name: string }, url: string, timeoutMs?: number): Promise<Observation> {
    this.patience.push([name, timeoutMs])
    await this.clock.pass(20)
    if (!Object.values(this.outputs).some((address) => url.startsWith(`${address}/`))) return refused
    const attempt = (this.attempts.get(name) ?? 0) + 1
    this.attempts.set(name, attempt)
    if (!this.network) return unreachable
    if (this.serving === null) return refused
    return this.answerOf({ check: name, release: this.serving, attempt, atMs: this.clock.monotonicMs() })
  }

  /** Whether the stage serves a version that passes, were it asked often enough. */
  serves(tag: string): boolean {
    return this.serving?.tag === tag && this.isHealthy(this.serving)
  }

  /** Whether a version passes where it is served, were it asked often enough. */
  isHealthy(release: Release): boolean {
    const probes = [100, 101, 102, 103].map((attempt) => ({
      ...{ check: "api", release, attempt },
      atMs: attempt * 100,
    }))
    return probes.every((probe) => isDeepStrictEqual(this.answerOf(probe), healthy(probe)))
  }

  private answerOf(probe: Probe): Observation {
    return (this.answers.get(probe.release.tag) ?? healthy)(probe)
  }
}

export const response = (status: number, body: string) =>
  ({ kind: "response", status, headers: {}, body, latencyMs: 20 }) as const

const identity = ({ release }: Probe) => JSON.stringify({ status: "ok", version: release.tag })

export const healthy = (probe: Probe) => response(200, identity(probe))
/** The version is there and says so, but does not work. */
export const sick = (probe: Probe) => response(500, identity(probe))
export const loadBalancerError = () => response(502, "Bad Gateway")
export const refused: Observation = {
  kind: "error",
  error: "refused",
  message: "connection refused",
  latencyMs: 20,
}
const unreachable: Observation = {
  kind: "error",
  error: "unreachable",
  message: "the host cannot be reached from here",
  latencyMs: 20,
}

export const succeeds: Deploy = (stage, { release }) => {
  stage.serve(release)
  return { ok: true, outputs: stage.outputs }
}

/** The tool says that all went well and has done nothing. */
export const lies: Deploy = (stage) => ({ ok: true, outputs: stage.outputs })

/** The tool gives up before it touched anything. */
export const failsUnchanged: Deploy = () => ({
  ok: false,
  changed: false,
  reason: reason("DEPLOY_FAILED", "The tree cannot be built."),
  log: ["error: cannot find module"],
})

/** The tool gives up halfway: nothing is served any more. */
export const failsHalfway: Deploy = (stage, { release }) => {
  stage.serving = null
  return {
    ok: false,
    changed: true,
    reason: reason("DEPLOY_FAILED", `deploy ${release.tag} ended with exit code 1.`),
    log: [`${release.tag}: cannot update the function`],
  }
}

export const throws =
  (error: unknown): Deploy =>
  (stage) => {
    stage.serving = null
    throw error
  }
