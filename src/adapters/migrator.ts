import { randomUUID } from "node:crypto"
import { posix } from "node:path"
import { fill } from "../core/config/placeholders.ts"
import type {
  DeployerConfig,
  MigrationsConfig,
  MigrationsRunConfig,
  SstConfig,
} from "../core/config/tools.ts"
import { messageOf } from "../core/errors.ts"
import type { SecretEnvironment, SecretValue } from "../core/masking.ts"
import { describeFailure, isMigration, newestMigration } from "../core/migrations/migration.ts"
import { type ReasonCode, reason } from "../core/reasons.ts"
import { clip } from "../core/text.ts"
import type { MigrateResult, MigrationOrder, Migrator, Repository } from "../release/ports.ts"
import type { CommandResult, Tree, Workbench } from "../workbench/workbench.ts"
import { SST_IMAGE } from "./sst/deployer.ts"
import { NOT_STARTED, WITH_SECRET } from "./sst/secret-programs.ts"
import { type PreparedTree, prepareTree, Unprepared } from "./sst/tree.ts"
import {
  faultOf,
  filledEnvironment,
  inTree,
  lastLines,
  nameOf,
  ownerEnvironment,
  releaseEnvironment,
} from "./tool.ts"

interface MigratorSettings {
  config: MigrationsConfig | undefined
  deployer: DeployerConfig
  workbench: Workbench
  repository: Pick<Repository, "files">
  /** default for `migrations.run.image` */
  image: string | undefined
  /** for what SST downloads by itself */
  tokens: SecretEnvironment
  /** the database's address; null: none was given */
  databaseUrl: SecretValue | null
  /** says where the address should have come from */
  absent: string
}

/** Runs migrations with any tool: a command in the tree of the tag. */
export function commandMigrator(settings: MigratorSettings): Migrator {
  return {
    async migrate(order) {
      const { config, deployer } = settings
      // the transaction asks only where there is something to run
      const { run } = config as MigrationsConfig & { run: MigrationsRunConfig }
      // the rules allow it only there
      return run.databaseUrl?.secret === undefined
        ? withGivenAddress(settings, run, order)
        : withSstSecret(settings, run, deployer as SstConfig, order)
    },
  }
}

async function withGivenAddress(
  settings: MigratorSettings,
  run: MigrationsRunConfig,
  order: MigrationOrder,
): Promise<MigrateResult> {
  const { workbench, image, databaseUrl, absent } = settings
  if (run.databaseUrl !== undefined && databaseUrl === null) return notRun(absent)
  return inTree<MigrateResult>(
    workbench,
    { release: order.release, image: run.image ?? image },
    notRun,
    (tree) => new MigrationTree(settings, run, plainShell(run, tree, order, databaseUrl), order).migrate(),
  )
}

async function withSstSecret(
  settings: MigratorSettings,
  run: MigrationsRunConfig,
  sst: SstConfig,
  order: MigrationOrder,
): Promise<MigrateResult> {
  const { workbench, image, tokens: secrets } = settings
  let tree: PreparedTree
  try {
    tree = await prepareTree(sst, workbench, run.image ?? sst.image ?? image ?? SST_IMAGE, order, {
      secrets,
      secretFiles: {},
    })
  } catch (error) {
    if (error instanceof Unprepared) return notRun(error.reason.message, error.reason.code, error.log)
    throw error
  }
  try {
    return await new MigrationTree(settings, run, sstShell(run, sst, tree, order), order).migrate()
  } finally {
    await tree.dispose()
  }
}

const MAX_HEAD = 100

class MigrationTree {
  private readonly settings: MigratorSettings
  private readonly config: MigrationsRunConfig
  private readonly shell: MigrationShell
  private readonly order: MigrationOrder

  constructor(
    settings: MigratorSettings,
    config: MigrationsRunConfig,
    shell: MigrationShell,
    order: MigrationOrder,
  ) {
    this.settings = settings
    this.config = config
    this.shell = shell
    this.order = order
  }

  async migrate(): Promise<MigrateResult> {
    const { install, command } = this.config
    const { signal } = this.order
    if (install !== undefined) {
      const installed = await this.run(install, "install")
      const fault = this.faultOf(install, installed)
      if (fault !== null) return notRun(fault.message, fault.code, logOf(installed))
    }
    const before = await this.head()
    const name = nameOf(command.slice(0, 1))
    if (!signal.aborted) await this.order.claimEffect(`${name} is started to migrate`)
    if (signal.aborted) return notRun("the run was interrupted.", "INTERRUPTED")
    const ran = await this.run(command, "migrate")
    // what was not started has changed nothing
    if (ran instanceof Error) return notRun(`${name} cannot be started: ${ran.message}`)
    const fault = this.faultOf(command, ran)
    const head = await this.head()
    if (fault === null) return { ok: true, before, head: head ?? (await this.newestFile()) }
    const why = reason(fault.code, describeFailure(fault.message, before, head))
    return { ok: false, touched: true, before, head, reason: why, log: logOf(ran) }
  }

  /** The last line that the head command prints; null where there is none, or where it fails. */
  private async head(): Promise<string | null> {
    const { head } = this.config
    if (head === undefined) return null
    const ran = await this.run(head, "migrate")
    if (ran instanceof Error || ran.exitCode !== 0) return null
    const line = ran.stdout.trim().split("\n").at(-1)?.trim() ?? ""
    return line === "" ? null : clip(line, MAX_HEAD)
  }

  private async newestFile(): Promise<string | null> {
    const { repository, config } = this.settings
    const { path } = config as MigrationsConfig
    const files = await repository.files(this.order.release.sha, path)
    return newestMigration(files.filter((file) => isMigration(config as MigrationsConfig, file)))
  }

  private run(argv: readonly string[], purpose: "install" | "migrate"): Promise<CommandResult | Error> {
    return this.shell(this.filled(argv), purpose)
  }

  private filled(argv: readonly string[]): string[] {
    const { stage, release } = this.order
    return argv.map((argument) => fill(argument, { stage, ...release }))
  }

  private faultOf(
    argv: readonly string[],
    ran: CommandResult | Error,
  ): { code: ReasonCode; message: string } | null {
    if (ran instanceof Error) {
      return { code: CODES.failed, message: `${nameOf(argv.slice(0, 1))} cannot be started: ${ran.message}` }
    }
    const limits = { timeoutMs: this.config.timeoutSeconds * 1000, signal: this.order.signal }
    return faultOf(this.filled(argv), ran, limits, CODES)
  }
}

const CODES = { failed: "MIGRATION_FAILED", late: "MIGRATION_TIMEOUT" } as const

const logOf = (ran: CommandResult | Error): string[] => (ran instanceof Error ? [] : lastLines(ran))

const notRun = (
  message: string,
  code: ReasonCode = "MIGRATION_FAILED",
  log: string[] = [],
): MigrateResult => ({
  ok: false,
  touched: false,
  before: null,
  head: null,
  reason: reason(code, `The migrations were not run: ${message}`),
  log,
})

/** Runs a command of the migrations in the tag's tree; an error says why it was not started. */
type MigrationShell = (
  argv: readonly string[],
  purpose: "install" | "migrate",
) => Promise<CommandResult | Error>

/** With the database's address as it was given. */
function plainShell(
  config: MigrationsRunConfig,
  tree: Tree,
  order: MigrationOrder,
  address: SecretValue | null,
): MigrationShell {
  const { directory, timeoutSeconds, databaseUrl } = config
  const { signal, say, hear = say } = order
  return (argv, purpose) => {
    // installing needs no database
    const needsNone = purpose === "install" || databaseUrl === undefined || address === null
    return started(() =>
      tree.run(argv, {
        env: { ...environmentOf(config, order), ...(purpose === "install" ? {} : ownerEnvironment(order)) },
        secrets: needsNone ? {} : { [databaseUrl.variable]: address },
        ...(directory === undefined ? {} : { directory }),
        timeoutMs: timeoutSeconds * 1000,
        signal,
        say: hear,
        purpose,
      }),
    )
  }
}

/** With the address that SST keeps as a secret of the stage: only the command itself ever sees it. */
function sstShell(
  config: MigrationsRunConfig,
  sst: SstConfig,
  tree: PreparedTree,
  order: MigrationOrder,
): MigrationShell {
  const { directory = ".", timeoutSeconds, databaseUrl } = config
  const { variable = "", secret = "" } = databaseUrl ?? {}
  const env = environmentOf(config, order)
  const from = posix.relative(sst.directory ?? ".", directory) || "."
  // the command itself must not be able to say that it was not started
  const word = `not started ${randomUUID()}`
  return async (argv, purpose) => {
    const wrapped = ["node", "-e", WITH_SECRET, "--", tree.sst, order.stage, secret, variable, from, ...argv]
    const options = { say: order.hear ?? order.say, timeoutMs: timeoutSeconds * 1000, purpose }
    // an installation has no need of the secret, nor of credentials; the tree's own dependencies are there already
    const ran = await started(() =>
      purpose === "install"
        ? tree.run(argv, { ...order, credentials: { env: {}, secrets: {} } }, { ...options, env })
        : tree.run(wrapped, order, {
            ...options,
            env: { ...env, ...ownerEnvironment(order), PIPELINE_NOT_STARTED: word },
          }),
    )
    if (ran instanceof Error || ran.exitCode !== NOT_STARTED) return ran
    const line = ran.stderr.split("\n").findLast((one) => one.startsWith(`${word}: `))
    return line === undefined ? ran : new Error(line.slice(word.length + 2))
  }
}

async function started(run: () => Promise<CommandResult>): Promise<CommandResult | Error> {
  try {
    return await run()
  } catch (error) {
    return new Error(messageOf(error))
  }
}

const environmentOf = (
  { env }: MigrationsRunConfig,
  { stage, release }: MigrationOrder,
): Record<string, string> => ({
  ...filledEnvironment(env, stage, release),
  ...releaseEnvironment(stage, release),
})
