// A stand-in for a real migration tool, such as node-pg-migrate: it runs no SQL. It records the names of the
// migrations it would have run in a JSON file, so that the example can be deployed without a database.

import { databaseFile, readApplied, writeApplied } from "./file-database.mjs"
import { assertRunnable, listMigrations } from "./migration-files.mjs"

function migrate(address) {
  const file = databaseFile(address)
  const applied = readApplied(file)
  for (const name of listMigrations().filter((candidate) => !applied.includes(candidate))) {
    assertRunnable(name)
    applied.push(name)
    // Recorded one by one: when a later one fails, those before it did run.
    writeApplied(file, applied)
    console.log(`applied ${name}`)
  }
  console.log(`head: ${applied.at(-1) ?? "none"}`)
}

try {
  migrate(process.env.DATABASE_URL)
} catch (error) {
  console.error(`migrate: ${error.message}`)
  process.exitCode = 1
}
