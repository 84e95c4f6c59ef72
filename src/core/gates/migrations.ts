import { describeMigrations } from "../migrations/describe.ts"
import { counted } from "../text.ts"
import { evidenceGate } from "./evidence-gate.ts"
import { fail, needsCommit, pass } from "./gate.ts"

/** Lists what lies between the running version and the new one. On staging, where migrations are tried, nobody is asked. */
export const MIGRATIONS_GATE = evidenceGate({
  id: "migrations",
  title: "Migrations are known and acknowledged",
  skip: needsCommit,
  factOf: (_, { crossing }) => crossing.migrations,
  judge: (migrations, { stage, fence }) => {
    if (migrations.length === 0) return pass("none between the running version and this one")
    const list = `${counted(migrations.length, "migration")}: ${describeMigrations(migrations)}`
    return stage === "production" && fence === "block"
      ? fail("MIGRATIONS_UNACKNOWLEDGED", `${list}.`)
      : pass(list)
  },
})
