import type { MigrationsConfig } from "../core/config/tools.ts"
import { type Fact, messageOf, skipped } from "../core/errors.ts"
import { rollbackMigrationsGate } from "../core/gates/command-gates.ts"
import type { GateResult } from "../core/gates/gate.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import {
  isMigration,
  judgeMigrations,
  judgeRollbackMigrations,
  type Migration,
  type MigrationVerdict,
} from "../core/migrations/migration.ts"
import { chooseRollbackTarget, findRollbackTarget, type ReleaseDelta } from "../core/plan/way-back.ts"
import type { Release } from "../core/stage.ts"
import type { Repository } from "./ports.ts"
import { betweenKey, type Run } from "./run.ts"

/**
 * What lies between a release and what the stage runs: found out once for each state that makes a difference, since a
 * run may have to judge again and again.
 * @param release null when the tag names no commit
 */
export function deltasTo(run: Run, release: Release | null): (state: StageState) => Promise<ReleaseDelta> {
  const found = new Map<string, Promise<ReleaseDelta>>()
  return (state) => {
    if (release === null) return Promise.resolve(NO_COMMIT)
    const choice = chooseRollbackTarget(state, release)
    const target = choice.kind === "target" ? choice.release : null
    const key = JSON.stringify([state.running?.sha, target])
    const known = found.get(key) ?? findDelta(run, release, state.running, target)
    found.set(key, known)
    return known
  }
}

const noCommit = skipped("there is no commit to judge")
const NO_COMMIT: ReleaseDelta = { older: noCommit, migrations: noCommit, back: noCommit, target: noCommit }

async function findDelta(
  { ports: { repository }, context, between }: Run,
  release: Release,
  running: Release | null,
  target: Release | null,
): Promise<ReleaseDelta> {
  const { migrations: config } = context.config
  const since = (from: Release | null) =>
    from === null ? noVersion : migrationsBetween(repository, config, from.sha, release.sha)
  const [older, migrations, back, present] = await Promise.all([
    running === null ? noVersion : isOlder(repository, release.sha, running.sha),
    since(running),
    target?.sha === running?.sha ? null : since(target),
    // a commit that can be compared with another one is here, whatever its tag names by now
    target === null ? noTarget : repository.isAncestor(target.sha, release.sha),
  ])
  if (running !== null) between.set(betweenKey(running.sha, release.sha), migrations)
  if (target !== null) between.set(betweenKey(target.sha, release.sha), back ?? migrations)
  return { older, migrations, back: back ?? migrations, target: present }
}

const noVersion = skipped("nothing runs on the stage yet, so that everything is new")
const noTarget = skipped("there is no version to go back to")

/** Whether a commit leads to the one that runs. */
const isOlder = (repository: Repository, sha: string, running: string): Promise<Fact<boolean>> =>
  sha === running ? Promise.resolve({ kind: "known", value: false }) : repository.isAncestor(sha, running)

/** The migrations that differ between two commits, with what each does. */
export async function migrationsBetween(
  repository: Repository,
  config: MigrationsConfig | undefined,
  from: string,
  to: string,
): Promise<Fact<Migration[]>> {
  if (config === undefined) {
    return skipped("migrations are not looked for; migrations.path in pipeline.json says where they are")
  }
  if (from === to) return { kind: "known", value: [] }
  const changes = await repository.changes(from, to, config.path)
  if (changes.kind !== "known") return changes
  const paths = changes.value.added.filter((path) => isMigration(config, path))
  const texts = await repository.contents(to, paths)
  const byPath = new Map(paths.map((path, index) => [path, texts[index] as string | null]))
  return { kind: "known", value: judgeMigrations(config, changes.value, byPath) }
}

/** What a rollback would leave in the database, and what the policy says to that. */
interface LeftMigrations {
  verdict: MigrationVerdict
  /** null: not looked at, or not to be found out */
  left: Migration[] | null
}

export async function judgeLeftMigrations(run: Run, from: Release, to: Release): Promise<LeftMigrations> {
  const { migrations: config } = run.context.config
  if (config === undefined) return { verdict: { kind: "open" }, left: null }
  // what cannot be found out must not keep a rollback from being judged
  const found = await migrationsBetween(run.ports.repository, config, to.sha, from.sha).catch(
    (error): Fact<Migration[]> => ({ kind: "unavailable", message: messageOf(error) }),
  )
  return {
    verdict: judgeRollbackMigrations(config.fence.rollback, to, found),
    left: found.kind === "known" ? found.value : null,
  }
}

/**
 * The same for a rollback that a person asks for, as a gate. A run that waits for the stage judges again and again, and
 * looks only when the rollback has become another one.
 */
export class RollbackMigrations {
  private readonly run: Run
  private readonly named: string | null
  private readonly known = new Map<string, Promise<LeftMigrations>>()

  /** @param named the tag that a person named; null: the last other version that was verified */
  constructor(run: Run, named: string | null) {
    this.run = run
    this.named = named
  }

  async gates(state: StageState): Promise<GateResult[]> {
    const found = await this.of(state)
    return found === null ? [] : [rollbackMigrationsGate(found.verdict)]
  }

  /** null where there is no rollback, or migrations are not looked for */
  async of(state: StageState): Promise<LeftMigrations | null> {
    const target = findRollbackTarget(state, this.named)
    if (target.kind === "none" || this.run.context.config.migrations === undefined) return null
    // a stage that has a version to go back to runs one
    const running = state.running as Release
    const key = `${running.sha} ${target.release.sha}`
    const known = this.known.get(key) ?? judgeLeftMigrations(this.run, running, target.release)
    this.known.set(key, known)
    return known
  }
}
