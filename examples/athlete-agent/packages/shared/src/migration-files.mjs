import { readdirSync, readFileSync } from "node:fs"

const DIRECTORY = new URL("./migrations/", import.meta.url)
const FILE_NAME = /^\d+_[a-z0-9-]+\.sql$/

// A name is the file's without its ending, and names sort by their time stamp: both as in node-pg-migrate.
export function listMigrations() {
  const files = readdirSync(DIRECTORY).filter((file) => file.endsWith(".sql"))
  const misnamed = files.find((file) => !FILE_NAME.test(file))
  if (misnamed) throw new Error(`${misnamed} is not named <time stamp>_<what-it-does>.sql`)
  return files.map((file) => file.slice(0, -".sql".length)).sort(byTimestamp)
}

// Nothing runs the SQL here, so an empty section is the one mistake that can make a migration fail.
export function assertRunnable(name) {
  const sql = readFileSync(new URL(`${name}.sql`, DIRECTORY), "utf8")
  const up = sql.match(/^-- Up Migration\s*$(.*)^-- Down Migration\s*$/ms)?.[1] ?? ""
  if (up.trim() === "") throw new Error(`${name}: nothing between "-- Up Migration" and "-- Down Migration"`)
}

function byTimestamp(a, b) {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1)
}
