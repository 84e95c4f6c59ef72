import type { MigrationsConfig } from "../core/config/migrations.ts"
import type { Fact } from "../core/fact.ts"
import { chooseRollbackTarget } from "../core/ledger/rollback-target.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { judgeMigrations } from "../core/migrations/judge.ts"
import type { Migration } from "../core/migrations/migration.ts"
import { isMigration } from "../core/migrations/migration.ts"
import type { ReleaseDelta } from "../core/plan/readiness.ts"
import type { Release } from "../core/stage.ts"
import type { Repository } from "./ports.ts"
import type { Run } from "./run.ts"

const skipped = (why: string): Fact<never> => ({ kind: "skipped", why })

/**
 * What lies between a release and whatever the stage runs: found out once for each state that makes a difference, since a
 * run may have to judge again and again.
 * @param release null when the tag names no commit
 */
export function crossingsTo(run: Run, release: Release | null): (state: StageState) => Promise<ReleaseDelta> {
  const found = new Map<string, Promise<ReleaseDelta>>()
  return (state) => {
    if (release === null) return Promise.resolve(NO_COMMIT)
    const choice = chooseRollbackTarget(state, release)
    const target = choice.kind === "target" ? choice.release : null
    const key = JSON.stringify([state.running?.sha, target])
    const known = found.get(key) ?? findCrossing(run, release, state.running, target)
    found.set(key, known)
    return known
  }
}

const noCommit = skipped("there is no commit to judge")
const NO_COMMIT: ReleaseDelta = { migrations: noCommit, back: noCommit, targetTag: noCommit }

async function findCrossing(
  { ports, context }: Run,
  release: Release,
  running: Release | null,
  target: Release | null,
): Promise<ReleaseDelta> {
  const { repository } = ports
  const { migrations: config, mainBranch } = context.config
  const since = (from: Release | null) =>
    from === null ? noVersion : migrationsBetween(repository, config, from.sha, release.sha)
  const [migrations, back, targetTag] = await Promise.all([
    since(running),
    target?.sha === running?.sha ? null : since(target),
    target === null
      ? noTarget
      : repository.lookUp(target.tag, mainBranch).then(async ({ sha }) => {
          // a rollback needs the commit alone: that its tag was deleted is no matter
          const there = sha === null && (await repository.has(target.sha))
          return { kind: "known", value: there ? target.sha : sha } as const
        }),
  ])
  return { migrations, back: back ?? migrations, targetTag }
}

const noVersion = skipped("nothing runs on the stage yet, so that every migration is new")
const noTarget = skipped("there is no version to go back to")

/** The migrations that differ between two commits, with what each does. */
export async function migrationsBetween(
  repository: Repository,
  config: MigrationsConfig | undefined,
  from: string,
  to: string,
): Promise<Fact<Migration[]>> {
  if (config === undefined) {
    return skipped("nobody looks for migrations; migrations.path in pipeline.json says where they are")
  }
  if (from === to) return { kind: "known", value: [] }
  const changes = await repository.changes(from, to, config.path)
  if (changes.kind !== "known") return changes
  const paths = changes.value.added.filter((path) => isMigration(config, path))
  const texts = await repository.contents(to, paths)
  const byPath = new Map(paths.map((path, index) => [path, texts[index] as string | null]))
  return { kind: "known", value: judgeMigrations(config, changes.value, byPath) }
}
