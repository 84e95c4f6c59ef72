import type { MigrationsConfig } from "../config/migrations.ts"

/** What the path of a migration matches; null when the configured pattern is no regular expression. */
export function migrationPattern({ pattern }: Pick<MigrationsConfig, "pattern">): RegExp | null {
  try {
    return new RegExp(pattern, "u")
  } catch {
    return null
  }
}

/** Whether a file below the folder is a migration; what takes one back is none of its own. */
export const isMigration = (config: Pick<MigrationsConfig, "pattern">, path: string): boolean =>
  migrationPattern(config)?.test(path) === true && !/\.d\.[cm]?ts$|\.down\.\w+$/i.test(path)

/** The file that takes a migration back, as in 1_x.sql and 1_x.down.sql, or 1_x.up.sql and 1_x.down.sql. */
export function downFileOf(path: string, files: readonly string[]): string | null {
  const wanted = path.replace(/(\.up)?(\.\w+)$/i, ".down$2")
  return files.includes(wanted) ? wanted : null
}
