import type { Purpose } from "../core/aws/credentials.ts"
import type { Config } from "../core/config/schema.ts"
import { type Fact, messageOf } from "../core/errors.ts"
import type { Forge } from "../core/forge.ts"
import type { Effect } from "../core/ledger/owner.ts"
import { type Entry, NOTHING_SAID } from "../core/ledger/record.ts"
import type { Migration } from "../core/migrations/migration.ts"
import type { Command } from "../core/report/commands.ts"
import type { HookResult, PhaseResult } from "../core/report/report.ts"
import type { SmokeResult } from "../core/smoke/smoke.ts"
import type { Stage } from "../core/stage.ts"
import { formatDuration } from "../core/text.ts"
import type { Verification } from "../core/verify/verification.ts"
import type { WatchResult } from "../core/watch/watch.ts"
import type { DeployResult, Identity, MigrateResult, Ports } from "./ports.ts"

/** What every command works with. */
export interface Context {
  config: Config
  ports: Ports
  identity: Identity
  /** the website of the repository, for links in reports; null: unknown */
  forge?: Forge | null
}

/** Adds who approved the run, which the CI service knows, to the identity that reports show. */
export async function withApproval<C extends Context>(context: C, stage: Stage): Promise<C> {
  const { identity, ports } = context
  const { ci } = identity.runner
  if (ci === null) return context
  const approvals = await ports.codeHost.approvals(ci, stage)
  if (approvals.kind === "known")
    return { ...context, identity: { ...identity, approvedBy: approvals.value } }
  ports.say(
    `who approved this run is not known: ${approvals.kind === "skipped" ? approvals.why : approvals.message}`,
  )
  return context
}

/**
 * The same, and whether anything was begun with it that changes what others see: the ledger, what a dead run left at work,
 * tags, or services.
 */
export function noticing<C extends Context>(context: C): { context: C; hasBegun: () => boolean } {
  let begun = false
  const noted = <T extends object>(port: T, ...names: (keyof T)[]): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== "function") return value
        if (!names.includes(name as keyof T)) return value.bind(target)
        return (...given: unknown[]) => {
          begun = true
          return value.apply(target, given)
        }
      },
    })
  const { ledger, runs, deployer, checkout } = context.ports
  const ports: Ports = {
    ...context.ports,
    ledger: noted(ledger, "tryAppend"),
    runs: noted(runs, "sweep"),
    deployer: noted(deployer, "reach"),
    ...(checkout && { checkout: noted(checkout, "createTag", "pushTag") }),
  }
  return { context: { ...context, ports }, hasBegun: () => begun }
}

/** Results of phases that reports show, by the phase's name. */
export interface PhaseValues {
  migrate: MigrateResult
  deploy: DeployResult
  smoke: SmokeResult
  verification: Verification
  watch: WatchResult
  rollback: DeployResult
  "rollback-smoke": SmokeResult
}

type ValueOf<N extends string> = N extends keyof PhaseValues ? PhaseValues[N] : unknown

interface PhaseNote {
  ok: boolean
  detail: string
}

type EntryFields = Partial<
  Omit<Entry, "kind" | "runId" | "seq" | "command" | "actor" | "host" | "pid" | "at">
>

export const betweenKey = (from: string, to: string): string => `${from} ${to}`

/**
 * One command under way: who runs it, and what its phases have given so far. Reports are built from it, in report.ts.
 */
export class Run {
  readonly context: Context
  readonly ports: Ports
  readonly command: Command
  readonly stage: Stage | null
  /** as it was typed */
  readonly tag: string | null
  readonly startedAt: Date
  readonly phases: PhaseResult[] = []
  readonly values: Partial<PhaseValues> = {}
  /** the effects that this run has announced, and so may have had */
  readonly effects = new Set<Effect>()
  /** migrations between two commits, by betweenKey: looked for once in a run */
  readonly between = new Map<string, Fact<Migration[]>>()
  /** --reason */
  readonly because: string | null
  /** in the order in which they ran */
  readonly hooks: HookResult[] = []
  private entries = 0

  constructor(
    context: Context,
    command: Command,
    stage: Stage | null,
    tag: string | null,
    because: string | null = null,
  ) {
    this.because = because
    this.context = context
    this.ports = context.ports
    this.command = command
    this.stage = stage
    this.tag = tag
    this.startedAt = this.ports.clock.now()
  }

  /** What the run needs credentials for: one that only looks gets those that can only look. */
  get purpose(): Purpose {
    return this.command === "plan" || this.command === "preflight" ? "plan" : "deploy"
  }

  get runId(): string {
    return this.context.identity.runId
  }

  /**
   * Runs one phase of the command, times it, shows it and keeps its value for the report.
   * @param describe the phase's result as a report shows it
   * @param limitSeconds how long the phase may take; 0: unknown
   */
  async phase<N extends string, T extends ValueOf<N>>(
    name: N,
    body: () => Promise<T>,
    describe: (value: T) => PhaseNote,
    limitSeconds = 0,
  ): Promise<T> {
    const { clock, say, tracer } = this.ports
    const startedAt = clock.now()
    let result: PhaseResult | null = null
    const note = ({ ok, detail }: PhaseNote) => {
      const durationMs = clock.now().getTime() - startedAt.getTime()
      const status = ok ? ("ok" as const) : ("failed" as const)
      result = { name, status, startedAt: startedAt.toISOString(), durationMs, detail }
      this.phases.push(result)
      if (tracer.ended !== undefined) tracer.ended(result)
      // the rest of what a tool said is in the report
      else say(`${ok ? "ok" : "FAILED"}  ${name}  ${formatDuration(durationMs)}  ${detail.split("\n", 1)}`)
    }
    return tracer.span({ name, limitSeconds, result: () => result }, async () => {
      try {
        const value = await body()
        Object.assign(this.values, { [name]: value })
        note(describe(value))
        return value
      } catch (error) {
        if (result === null) note({ ok: false, detail: messageOf(error) })
        throw error
      }
    })
  }

  /** A new ledger entry of this run, with the current time and the next number. */
  entry(kind: Entry["kind"], fields: EntryFields = {}): Entry {
    const { runId, actor, host, pid } = this.context.identity
    this.entries += 1
    return {
      kind,
      runId,
      seq: this.entries,
      command: this.command,
      actor,
      host,
      pid,
      at: this.ports.clock.now().toISOString(),
      ...NOTHING_SAID,
      ...fields,
    }
  }
}

/**
 * Stops waiting for the work on an abort: a person who interrupts a run should not have to wait for a check that
 * hangs.
 */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  let abort = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener("abort", abort)
  })
  try {
    return await Promise.race([aborted, work()])
  } finally {
    signal.removeEventListener("abort", abort)
  }
}
