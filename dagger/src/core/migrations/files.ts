import type { MigrationsConfig } from "../config/migrations.ts"

/** What the path of a migration matches; null when the configured pattern is no regular expression. */
export function migrationPattern({ pattern }: Pick<MigrationsConfig, "pattern">): RegExp | null {
  try {
    return new RegExp(pattern, "u")
  } catch {
    return null
  }
}
