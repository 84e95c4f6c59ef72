import type { SstConfig } from "../../core/config/deployer.ts"
import { fill } from "../../core/config/placeholders.ts"
import type { Release, Stage } from "../../core/stage.ts"
import { releaseEnvironment } from "../release-environment.ts"

/** What SST and the package managers are told: to be quiet, to ask nobody, and what they deploy. */
export function sstEnvironment(config: SstConfig, stage: Stage, release: Release): Record<string, string> {
  const values = { stage, ...release }
  const own = Object.entries(config.env).map(([name, value]) => [name, fill(value, values)])
  return {
    SST_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
    NO_COLOR: "1",
    CI: "1",
    COREPACK_ENABLE_DOWNLOAD_PROMPT: "0",
    ...Object.fromEntries(own),
    ...releaseEnvironment(stage, release),
  }
}

/** What outlives a tree: packages, and SST's Pulumi, Bun and providers. */
export const CACHES = {
  npm_config_cache: "npm",
  npm_config_store_dir: "pnpm",
  YARN_CACHE_FOLDER: "yarn",
  BUN_INSTALL_CACHE_DIR: "bun",
  COREPACK_HOME: "corepack",
  XDG_CONFIG_HOME: "sst",
} as const
