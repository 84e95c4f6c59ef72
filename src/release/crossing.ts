import type { MigrationsConfig } from "../core/config/migrations.ts"
import type { Fact } from "../core/fact.ts"
import { chooseRollbackTarget } from "../core/ledger/rollback-target.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { isMigration } from "../core/migrations/files.ts"
import { judgeMigrations } from "../core/migrations/judge.ts"
import type { Migration } from "../core/migrations/migration.ts"
import type { Crossing } from "../core/plan/crossing.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { Repository } from "./ports.ts"
import type { Run } from "./run.ts"

const skipped = (why: string): Fact<never> => ({ kind: "skipped", why })

/**
 * What lies between a release and whatever the stage runs: found out once for each state that makes a difference, since a
 * run may have to judge again and again.
 * @param release null when the tag names no commit
 */
export function crossingsTo(
  run: Run,
  stage: Stage,
  release: Release | null,
): (state: StageState) => Promise<Crossing> {
  const found = new Map<string, Promise<Crossing>>()
  return (state) => {
    if (release === null) return Promise.resolve(NO_COMMIT)
    const choice = chooseRollbackTarget(state, release)
    const target = choice.kind === "target" ? choice.release : null
    const key = JSON.stringify([state.running?.sha, target])
    const known = found.get(key) ?? findCrossing(run, stage, release, state.running, target)
    found.set(key, known)
    return known
  }
}

const noCommit = skipped("there is no commit to judge")
const NO_COMMIT: Crossing = { migrations: noCommit, back: noCommit, targetTag: noCommit, deployer: noCommit }

async function findCrossing(
  { ports, context }: Run,
  stage: Stage,
  release: Release,
  running: Release | null,
  target: Release | null,
): Promise<Crossing> {
  const { repository, deployer } = ports
  const { migrations: config, mainBranch } = context.config
  const since = (from: Release | null) =>
    from === null ? noVersion : migrationsBetween(repository, config, from.sha, release.sha)
  const [migrations, back, targetTag, answer] = await Promise.all([
    since(running),
    target?.sha === running?.sha ? null : since(target),
    target === null
      ? noTarget
      : repository.lookUp(target.tag, mainBranch).then(({ sha }) => ({ kind: "known", value: sha }) as const),
    running === null ? undefined : deployer.oneWay?.(stage, running, release),
  ])
  return { migrations, back: back ?? migrations, targetTag, deployer: answer ?? notTold }
}

const noVersion = skipped("nothing runs on the stage yet, so that every migration is new")
const noTarget = skipped("there is no version to go back to")
const notTold = skipped("the deployer has no opinion")

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
